/* test_words.c - a command line's words, its quotes, and the rest as typed. */
#include "cmd/words.h"
#include "test.h"

/* The words joined by |, and a fault with its column. */
static void check_words(const char *line, const char *want, const char *rest)
{
	struct span copy = test_copy(span_of(line));
	char room[8192];
	size_t len = 0;
	struct words w;

	words_split(&w, copy);
	for (size_t i = 0; i < w.count; i++)
		len += (size_t)snprintf(room + len, sizeof room - len, "%s%.*s", i ? "|" : "",
		    (int)w.word[i].len, w.word[i].at);
	if (w.fault)
		len += (size_t)snprintf(
		    room + len, sizeof room - len, "!%d at %zu", (int)w.fault, w.column);
	test_spans(__FILE__, __LINE__, (struct span){ room, len }, span_of(want));
	test_spans(__FILE__, __LINE__, w.rest, span_of(rest));
	free((void *)copy.at);
}

static const struct {
	const char *line, *words, *rest;
} cases[] = {
	{ "", "", "" },
	{ "   ", "", "" },
	{ "open", "open", "" },
	{ "open mail.example.com 110", "open|mail.example.com|110", "mail.example.com 110" },
	{ "  open\t mail.example.com  ", "open|mail.example.com", " mail.example.com  " },
	{ "send  PASS x", "send|PASS|x", " PASS x" },
	{ "set logfile C:\\mail\\x.log", "set|logfile|C:\\mail\\x.log", "logfile C:\\mail\\x.log" },
	{ "log C:\\", "log|C:\\", "C:\\" },
	{ "log \"my mail.log\"", "log|my mail.log", "\"my mail.log\"" },
	{ "log 'my mail.log'", "log|my mail.log", "'my mail.log'" },
	{ "log my\" \"mail", "log|my mail", "my\" \"mail" },
	{ "log \"\" x", "log||x", "\"\" x" },
	{ "log ''", "log|", "''" },
	{ "log \"a\\\"b\\\\c\\d\"", "log|a\"b\\c\\d", "\"a\\\"b\\\\c\\d\"" },
	{ "log 'a\\\"b'", "log|a\\\"b", "'a\\\"b'" },
	{ "log \"it's\" 'a \"b\"'", "log|it's|a \"b\"", "\"it's\" 'a \"b\"'" },
	{ "expect \"+OK\"", "expect|+OK", "\"+OK\"" },
	/* faults: column of the quote; what came before it, and the rest, are there */
	{ "send it's fine", "send!1 at 8", "it's fine" },
	{ "send \"it's fine", "send!1 at 6", "\"it's fine" },
	{ "send a \"b\\\"", "send|a!1 at 8", "a \"b\\\"" },
	{ "send \xc3\xbc 'x", "send|\xc3\xbc!1 at 8", "\xc3\xbc 'x" },
	{ "'", "!1 at 1", "" },
};

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_words(cases[i].line, cases[i].words, cases[i].rest);
}

static void test_many(void)
{
	char line[2 * WORDS_MAX + 2];
	struct words w;

	for (size_t i = 0; i < sizeof line; i++)
		line[i] = i % 2 ? ' ' : 'x';
	CHECK(words_split(&w, (struct span){ line, 2 * WORDS_MAX }));
	CHECK_NUMBER(w.count, WORDS_MAX);
	CHECK(!words_split(&w, (struct span){ line, 2 * WORDS_MAX + 1 }));
	CHECK_NUMBER(w.fault, WORDS_MANY);
	CHECK_NUMBER(w.column, 2 * WORDS_MAX + 1);
	CHECK_NUMBER(w.count, WORDS_MAX);
}

/* A long line is no command's, but `send` takes it from `rest`. */
static void test_long(void)
{
	static char line[WORDS_OCTETS + 8];
	struct words w;

	memset(line, 'x', sizeof line);
	CHECK(words_split(&w, (struct span){ line, WORDS_OCTETS }));
	CHECK_NUMBER(w.word[0].len, WORDS_OCTETS);
	CHECK(!words_split(&w, (struct span){ line, WORDS_OCTETS + 1 }));
	CHECK_NUMBER(w.fault, WORDS_LONG);
	memcpy(line, "send ", 5);
	CHECK(!words_split(&w, (struct span){ line, sizeof line }));
	CHECK_SPAN(w.word[0], "send");
	CHECK_NUMBER(w.rest.len, sizeof line - 5);
	CHECK(words_fault_text(w.fault)[0] != '\0');
}

static void test_clean(void)
{
	CHECK(words_clean(SPAN("")));
	CHECK(words_clean(SPAN("a b\t\xff\x1b")));
	CHECK(!words_clean(SPAN("a\rb")));
	CHECK(!words_clean(SPAN("\n")));
	CHECK(!words_clean(SPAN("a\0")));
}

int main(void)
{
	RUN(test_cases);
	RUN(test_many);
	RUN(test_long);
	RUN(test_clean);
	return test_end("words");
}
