/* test_complete.c - what Tab offers, inserts and lists. */
#include "ui/complete.h"

#include "test.h"

static const char *const verbs[] = { "USER", "UIDL", "PASS", "STAT", "STLS", "RETR", "8BITMIME",
	"STAT", "stat", "AUTH=LOGIN", NULL };
static struct complete c;

static void offer(struct span word, const char *const *candidates)
{
	complete_begin(&c, word);
	for (; *candidates; candidates++)
		complete_offer(&c, span_of(*candidates));
}

static void inserts_as(struct span word, size_t count, struct span want)
{
	char room[128];
	struct out o = OUT(room);

	word = test_copy(word);
	offer(word, verbs);
	CHECK_NUMBER(c.count, count);
	complete_insert(&c, &o);
	CHECK_SPANS(out_span(&o), want);
	free((void *)word.at);
}

#define INSERTS(word, count, want) inserts_as(SPAN(word), count, SPAN(want))

static void inserts(void)
{
	INSERTS("US", 1, "ER ");
	INSERTS("us", 1, "er ");
	INSERTS("Us", 1, "er ");
	INSERTS("uS", 1, "ER ");
	INSERTS("u", 2, "");
	INSERTS("s", 2, "t");
	INSERTS("sT", 2, "");
	INSERTS("sta", 1, "t ");
	INSERTS("stat", 1, " ");
	INSERTS("8", 1, "BITMIME ");
	INSERTS("auth=l", 1, "ogin ");
	INSERTS("x", 0, "");
	INSERTS("users", 0, "");
	INSERTS("", 8, "");
}

static void finds_the_word(void)
{
	CHECK_SPAN(complete_word(SPAN("")), "");
	CHECK_SPAN(complete_word(SPAN("us")), "us");
	CHECK_SPAN(complete_word(SPAN("open mail.ex")), "mail.ex");
	CHECK_SPAN(complete_word(SPAN("open\tx ")), "");
}

/* A server's capability may hold anything: it neither lists nor types. */
static void passes_over(void)
{
	char big[COMPLETE_WORD_MAX + 2];
	static const char *const bad[] = { "S\x1b[2J", "S T", "S\xc3\xa9", "", "S\x7f", NULL };

	offer(SPAN(""), bad);
	CHECK_NUMBER(c.count, 0);
	memset(big, 'S', sizeof big - 1);
	big[sizeof big - 1] = 0;
	complete_offer(&c, span_of(big));
	CHECK_NUMBER(c.count, 0);
	big[sizeof big - 2] = 0;
	complete_offer(&c, span_of(big));
	CHECK_NUMBER(c.count, 1);
}

static void lists_as(size_t columns, const char *want)
{
	char room[512];
	struct out o = OUT(room);

	complete_list(&c, columns, &o);
	CHECK_SPANS(out_span(&o), span_of(want));
}

static void lists(void)
{
	static const char *const words[] = { "close", "display", "open", "quit", "set", NULL };

	offer(SPAN(""), words);
	lists_as(80, "close    display  open     quit     set\r\n");
	lists_as(20, "close    quit\r\ndisplay  set\r\nopen\r\n");
	lists_as(16, "close    quit\r\ndisplay  set\r\nopen\r\n");
	lists_as(15, "close\r\ndisplay\r\nopen\r\nquit\r\nset\r\n");
	lists_as(0, "close\r\ndisplay\r\nopen\r\nquit\r\nset\r\n");
	complete_begin(&c, SPAN("x"));
	lists_as(80, "");
}

/* More than can be listed are still counted, and what they share is still true. */
static void too_many(void)
{
	static char words[COMPLETE_MAX + 9][16];

	complete_begin(&c, SPAN("x"));
	for (unsigned i = 0; i < COMPLETE_MAX + 9; i++) {
		snprintf(words[i], sizeof words[i], "xy%u", i % 1000);
		complete_offer(&c, span_of(words[i]));
	}
	complete_offer(&c, SPAN("xz"));
	CHECK_NUMBER(c.listed, COMPLETE_MAX);
	CHECK_NUMBER(c.count, COMPLETE_MAX + 10);
	CHECK_NUMBER(c.common, 1);
}

int main(void)
{
	RUN(inserts);
	RUN(finds_the_word);
	RUN(passes_over);
	RUN(lists);
	RUN(too_many);
	return test_end("complete");
}
