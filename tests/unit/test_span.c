/* test_span.c - spans compared, cut and read. */
#include "test.h"

static void test_compared(void)
{
	CHECK(span_eq(SPAN(""), (struct span){ NULL, 0 }));
	CHECK(span_eq(SPAN("a\0b"), SPAN("a\0b")) && !span_eq(SPAN("a\0b"), SPAN("a\0c")));
	CHECK(!span_eq(SPAN("QUIT"), SPAN("quit")) && span_same(SPAN("QUIT"), SPAN("quit")));
	CHECK(!span_same(SPAN("QUIT"), SPAN("QUI")) && !span_same(SPAN("[\xc9"), SPAN("{\xe9")));
	CHECK(span_starts(SPAN("+OK x"), SPAN("+OK")) && span_starts(SPAN("x"), SPAN("")));
	CHECK(!span_starts(SPAN("+O"), SPAN("+OK")) && !span_starts(SPAN("+ok"), SPAN("+OK")));
	CHECK(span_starts_same(SPAN("+ok x"), SPAN("+OK")) &&
	      !span_starts_same(SPAN("+o"), SPAN("+OK")));
}

static void test_near(void)
{
	static const char *const near[] = { "pass", "PASS", "pas", "ass", "passs", "xpass", "psas",
		"pads" };
	static const char *const far[] = { "pa", "sapss", "password", "apsw", "", "past x",
		"ssap" };

	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		CHECK(span_near(SPAN("PASS"), span_of(near[i])) &&
		      span_near(span_of(near[i]), SPAN("PASS")));
	for (size_t i = 0; i < sizeof far / sizeof *far; i++)
		CHECK(!span_near(SPAN("PASS"), span_of(far[i])) &&
		      !span_near(span_of(far[i]), SPAN("PASS")));
}

static void test_parts(void)
{
	struct span s = SPAN("abc");

	CHECK_SPAN(span_first(s, 2), "ab");
	CHECK_SPAN(span_first(s, 9), "abc");
	CHECK_SPAN(span_from(s, 0), "abc");
	CHECK_SPAN(span_from(s, 2), "c");
	CHECK_SPAN(span_from(s, 3), "");
	CHECK_SPAN(span_from(s, SIZE_MAX), "");
	CHECK_NUMBER(span_find(s, 'c'), 2);
	CHECK_NUMBER(span_find(s, 'x'), 3);
	CHECK_NUMBER(span_find((struct span){ NULL, 0 }, 'x'), 0);
	CHECK(span_has(s, 'a') && !span_has(s, 'A') && !span_has(s, '\0'));
}

static void test_host(void)
{
	CHECK_SPAN(span_host(SPAN("mail.example.")), "mail.example");
	CHECK_SPAN(span_host(SPAN("mail.example")), "mail.example");
	CHECK_SPAN(span_host(SPAN("a..")), "a.");
	CHECK_SPAN(span_host(SPAN(".")), ".");
	CHECK_SPAN(span_host(SPAN("")), "");
}

static void test_blanks(void)
{
	CHECK_SPAN(span_trim(SPAN(" \t a b\t ")), "a b");
	CHECK_SPAN(span_trim(SPAN(" \t ")), "");
	CHECK_SPAN(span_trim(SPAN("\r a\r")), "\r a\r");
}

static void test_words(void)
{
	struct span rest = SPAN("  RCPT\tTO:<a@b>  ");

	CHECK_SPAN(span_word(&rest), "RCPT");
	CHECK_SPAN(span_word(&rest), "TO:<a@b>");
	CHECK_SPAN(rest, "  ");
	CHECK_SPAN(span_word(&rest), "");
	CHECK_SPAN(span_word(&rest), "");
}

static void test_until(void)
{
	struct span rest = SPAN("a,,b");

	CHECK_SPAN(span_until(&rest, ','), "a");
	CHECK_SPAN(span_until(&rest, ','), "");
	CHECK_SPAN(span_until(&rest, ','), "b");
	CHECK_SPAN(rest, "");
	CHECK_SPAN(span_until(&rest, ','), "");
}

static void test_lines(void)
{
	struct span rest = SPAN("a\r\n\nb\rc\n\r\nlast");

	CHECK_SPAN(span_line(&rest), "a");
	CHECK_SPAN(span_line(&rest), "");
	CHECK_SPAN(span_line(&rest), "b\rc");
	CHECK_SPAN(span_line(&rest), "");
	CHECK_SPAN(span_line(&rest), "last");
	CHECK_NUMBER(rest.len, 0);
}

static void test_numbers(void)
{
	static const struct {
		const char *text;
		int64_t max, want; /* want -1: it is none */
	} rows[] = {
		{ "0", 0, 0 },
		{ "007", 9, 7 },
		{ "65535", 65535, 65535 },
		{ "65536", 65535, -1 },
		{ "9223372036854775807", INT64_MAX, INT64_MAX },
		{ "9223372036854775808", INT64_MAX, -1 },
		{ "99999999999999999999", INT64_MAX, -1 },
		{ "1", 0, -1 },
		{ "9", 5, -1 },
		{ "", 9, -1 },
		{ "-1", 9, -1 },
		{ "+1", 9, -1 },
		{ " 1", 9, -1 },
		{ "1 ", 9, -1 },
		{ "1.5", 9, -1 },
		{ "0x1", 99, -1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(span_of(rows[i].text));
		int64_t n = -1;

		CHECK(span_number(copy, rows[i].max, &n) == (rows[i].want >= 0));
		CHECK_NUMBER(n, rows[i].want);
		free((void *)copy.at);
	}
}

/* Nothing reads behind a span's end. */
static void test_ends(void)
{
	struct span copy = test_copy(SPAN("word\r")), rest = copy;

	CHECK_NUMBER(span_word(&rest).len, 5);
	rest = copy;
	CHECK_SPAN(span_line(&rest), "word");
	rest = copy;
	CHECK_NUMBER(span_until(&rest, 'x').len, 5);
	CHECK_NUMBER(span_trim(copy).len, 5);
	free((void *)copy.at);
}

int main(void)
{
	RUN(test_compared);
	RUN(test_near);
	RUN(test_parts);
	RUN(test_host);
	RUN(test_blanks);
	RUN(test_words);
	RUN(test_until);
	RUN(test_lines);
	RUN(test_numbers);
	RUN(test_ends);
	return test_end("span");
}
