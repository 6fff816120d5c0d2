/* test_order.c - what the practice server is told. */
#include "test.h"

#include "serve/directive.h"

#include <string.h>

static struct directives directives;

static bool read(const char *word, const char *next, bool *took, enum directive_kind *kind)
{
	return directives_read(&directives, span_of(word), span_of(next), took, kind);
}

static bool reads(const char *word)
{
	enum directive_kind kind;
	bool took;

	return read(word, "", &took, &kind);
}

static const struct {
	const char *text;
	bool time;
	int64_t amount; /* -1: none */
} amounts[] = {
	{ "0", false, 0 },
	{ "300", false, 300 },
	{ "20k", false, 20000 },
	{ "1M", false, 1000000 },
	{ "2G", false, 2000000000 },
	{ "1000000000G", false, INT64_C(1000000000000000000) },
	{ "1000000001", false, -1 },
	{ "", false, -1 },
	{ "k", false, -1 },
	{ "1K", false, 1000 },
	{ "1s", false, -1 },
	{ "-1", false, -1 },
	{ "1 ", false, -1 },
	{ "5", true, INT64_C(5000000000) },
	{ "5s", true, INT64_C(5000000000) },
	{ "500ms", true, 500000000 },
	{ "2m", true, INT64_C(120000000000) },
	{ "2h", true, INT64_C(7200000000000) },
	{ "2000000h", true, INT64_C(7200000000000000000) },
	{ "2000001h", true, -1 },
	{ "5k", true, -1 },
	{ "5 s", true, -1 },
};

static void test_amounts(void)
{
	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
		struct span text = test_copy(span_of(amounts[i].text));
		int64_t amount = -1;

		CHECK(directive_amount(text, amounts[i].time, &amount) == (amounts[i].amount >= 0));
		if (amounts[i].amount >= 0)
			CHECK_NUMBER(amount, amounts[i].amount);
		free((void *)text.at);
	}
}

/* A word of each kind that makes sense, and those that make none. */
static const char *const sane[] = { "--delay=rcpt=5s", "--delay=GREETING=0",
	"--refuse=rcpt=554:no way", "--refuse=dot=452:", "--drop-at=quit", "--drop-at=1M",
	"--reset-at=tls", "--rate=20k", "--pause-at=1M:30s", "--greylist=5", "--postscreen=6s",
	"--clock-skew=-90s", "--clock-skew=2h", "--asa", "--smtp=0", "--pop3=off", "--telnet=65535",
	"--ready-fd=3", "--user=paul", "--maildir=/a b", "--store=10M", "--message=1G",
	"--require-auth", "--no-brake", "--no-no-brake", "--list-faults", "--no-asa",
	"--no-faults" };
static const char *const senseless[] = { "", "-", "--", "delay", "--frog", "--delay",
	"--delay=rcpt", "--delay=frog=5s", "--delay=rcpt=-5s",
	"--delay=rcpt=", "--refuse=rcpt=254:no", "--refuse=rcpt=5544:no", "--refuse=rcpt=no",
	"--refuse=554:no", "--drop-at=frog", "--drop-at=", "--reset-at=5", "--rate=fast",
	"--pause-at=1M", "--pause-at=1M:", "--pause-at=:30s", "--greylist=-5s", "--smtp=65536",
	"--smtp=", "--pop3=-1", "--user=", "--no-frog", "--no-", "--brake", "--no-brake=2s",
	"--no-no-asa", "-asa", "--ready-fd=x", "--ready-fd=2", "--drop-at=0", "--message=99",
	"--store=1k" };

static void test_sane(void)
{
	for (size_t i = 0; i < sizeof sane / sizeof *sane; i++)
		CHECK(reads(sane[i]) || (printf("%s\n", sane[i]), false));
	CHECK_NUMBER(directives.count, 10); /* --no-faults took the others */
}

static void test_senseless(void)
{
	directives.count = 0;
	for (size_t i = 0; i < sizeof senseless / sizeof *senseless; i++)
		CHECK(!reads(senseless[i]) || (printf("%s\n", senseless[i]), false));
	CHECK_NUMBER(directives.count, 0);
}

static void test_found(void)
{
	const struct directive *o;

	directives.count = 0;
	CHECK(reads("--delay=rcpt=5s") && reads("--delay=data=1s") && reads("--delay=rcpt=7s"));
	CHECK_NUMBER(directives.count, 2);
	o = directives_find(&directives, DIRECTIVE_DELAY, STAGE_RCPT);
	CHECK(o && o->time == INT64_C(7000000000));
	CHECK(!directives_find(&directives, DIRECTIVE_DELAY, STAGE_COUNT));
	CHECK(reads("--refuse=dot=554:no") && reads("--drop-at=1k") && reads("--drop-at=quit"));
	o = directives_find(&directives, DIRECTIVE_REFUSE, STAGE_DOT);
	CHECK(o && strcmp(o->text + o->refusal, "554:no") == 0);
	o = directives_find(&directives, DIRECTIVE_DROP, STAGE_COUNT);
	CHECK(o && o->octets == 1000);
	CHECK(directives_find(&directives, DIRECTIVE_DROP, STAGE_QUIT));
	CHECK(reads("--no-drop-at") && !directives_find(&directives, DIRECTIVE_DROP, STAGE_QUIT));
	CHECK(reads("--message=1k") && reads("--message=2k"));
	CHECK_NUMBER(directives.count, 5);
	CHECK(reads("--clock-skew=-90s"));
	o = directives_find(&directives, DIRECTIVE_SKEW, STAGE_COUNT);
	CHECK(o && o->time == -INT64_C(90000000000));
}

/* The next word is a value where one is missing, and only there. */
static void test_next(void)
{
	enum directive_kind kind;
	bool took;

	CHECK(read("--rate", "20k", &took, &kind) && took);
	CHECK(read("--rate=20k", "30k", &took, &kind) && !took);
	CHECK(read("--asa", "20k", &took, &kind) && !took);
	CHECK(read("--no-rate", "20k", &took, &kind) && !took);
	CHECK(!read("--rate", "", &took, &kind));
	CHECK_NUMBER(kind, DIRECTIVE_RATE);
	CHECK(!read("--frog", "x", &took, &kind) && kind == DIRECTIVE_KINDS);
}

/* No more than there is room for; a value that is too long is none. */
static void test_bounds(void)
{
	char word[DIRECTIVE_TEXT + 20] = "--maildir=";

	directives.count = 0;
	for (size_t i = 0; i < DIRECTIVE_MAX; i++)
		CHECK(reads("--message=1k"));
	CHECK(!reads("--message=1k") && !reads("--asa"));
	CHECK(reads("--no-message") && reads("--asa"));
	memset(word + 10, 'x', DIRECTIVE_TEXT - 1);
	CHECK(reads(word));
	memset(word + 10, 'x', DIRECTIVE_TEXT);
	CHECK(!reads(word));
}

/* Each row says how it is said and what it does, and each value has a kind that is known. */
static void test_table(void)
{
	unsigned kind = 0;
	struct span about;

	for (; (about = directive_about(kind)).len; kind++) {
		struct span head = span_line(&about), name = span_word(&head);

		CHECK(span_starts(name, SPAN("--")) && about.len && !span_has(about, '\n'));
		CHECK(name.len + head.len <= 30 && about.len <= 46);
	}
	CHECK_NUMBER(kind, DIRECTIVE_KINDS);
}

int main(void)
{
	RUN(test_amounts);
	RUN(test_sane);
	RUN(test_senseless);
	RUN(test_found);
	RUN(test_next);
	RUN(test_bounds);
	RUN(test_table);
	return test_end("order");
}
