/* test_show.c - foreign text on a terminal: nothing moves, nothing hides, columns are true. */
#include "base/show.h"

#include "base/utf8.h"
#include "test.h"

#define MARK "\xcc\x81" /* U+0301, an acute accent to be put on the letter before */

static void shows_as(enum show_charset charset, struct span text, struct span shown, size_t column)
{
	char room[256];
	struct out o = OUT(room);
	struct show show = { .charset = charset };

	text = test_copy(text);
	show_put(&show, &o, text);
	CHECK_SPANS(out_span(&o), shown);
	CHECK_NUMBER(show.column, column);
	free((void *)text.at);
}

#define UTF8(text, shown, column)  shows_as(SHOW_UTF8, SPAN(text), SPAN(shown), column)
#define BYTES(text, shown, column) shows_as(SHOW_BYTES, SPAN(text), SPAN(shown), column)

static void utf8(void)
{
	UTF8("", "", 0);
	UTF8("+OK ready", "+OK ready", 9);
	UTF8("a\\b", "a\\b", 3);
	UTF8("\x1b[31mred\x07", "\\x1b[31mred\\x07", 15);
	UTF8("a\r\nb\0c\x7f", "a\\r\\nb\\x00c\\x7f", 15);
	UTF8("\xc2\x9b"
	     "2J",
	    "\\u009b2J", 8);
	UTF8("\xe2\x80\xaetxt", "\\u202etxt", 9);
	UTF8("\xf3\xa0\x81\x81", "\\U000e0041", 10);
	UTF8("caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac", "caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac", 9);
	UTF8("caf\xe9!", "caf\\xe9!", 8);
	UTF8("\xe6\x97", "\\xe6\\x97", 8);
	UTF8("\x9b"
	     "2J",
	    "\\x9b2J", 6);
}

static void marks(void)
{
	UTF8("e" MARK "t", "e" MARK "t", 2);
	UTF8(MARK "e", "\\u0301e", 7);
	UTF8("\x1b" MARK, "\\x1b\\u0301", 10);
	UTF8("\t" MARK, "        \\u0301", 14);
	UTF8("e" MARK MARK MARK MARK MARK, "e" MARK MARK MARK MARK "\\u0301", 7);
}

static void bytes(void)
{
	BYTES("caf\xe9 \xa0\xff", "caf\xe9 \xa0\xff", 7);
	BYTES("\x80\x9b\x9f", "\\x80\\x9b\\x9f", 12);
	BYTES("\x1b\x7f", "\\x1b\\x7f", 8);
	BYTES("\xc3\xa9", "\xc3\xa9", 2);
}

static void ascii(void)
{
	shows_as(SHOW_ASCII, SPAN("caf\xc3\xa9 \xa0\xff"), SPAN("caf\\xc3\\xa9 \\xa0\\xff"), 20);
	shows_as(SHOW_ASCII, SPAN("a~\x7f\x1b"), SPAN("a~\\x7f\\x1b"), 10);
}

static void tabs(void)
{
	char room[64];
	struct out o = OUT(room);
	struct show show = { .fixed = true };

	UTF8("\tx", "        x", 9);
	UTF8("1234567\tx\t", "1234567 x       ", 16);
	UTF8("\xe6\x97\xa5\tx", "\xe6\x97\xa5      x", 9);
	show_put(&show, &o, SPAN("a\tb"));
	CHECK_SPAN(out_span(&o), "a\\tb");
	CHECK_NUMBER(show.column, 4);
}

/* Cut at every place: what is written is fit for a terminal, as one or in pieces. */
static void cut_anywhere(void)
{
	struct span whole = SPAN("a" MARK "\xe2\x80\xae\x1b[2J\xf0\x9f\x98\x80\t\xff" MARK "z");

	for (size_t cut = 0; cut <= whole.len; cut++) {
		char room[256];
		struct out o = OUT(room);
		struct show show = { 0 };
		struct span head = test_copy(span_first(whole, cut)), shown;
		struct span tail = test_copy(span_from(whole, cut));
		uint32_t c;

		show_put(&show, &o, head);
		show_put(&show, &o, tail);
		CHECK_NUMBER(show.column, show_columns(SHOW_UTF8, out_span(&o)));
		shown = out_span(&o);
		for (size_t n; (n = utf8_next(shown, &c)) != 0; shown = span_from(shown, n))
			CHECK(utf8_width(c) != UTF8_UNSAFE);
		free((void *)head.at);
		free((void *)tail.at);
	}
}

/* A mark goes on what the call before ended with, as if nothing had been cut. */
static void mark_after_a_cut(void)
{
	char room[32];
	struct out o = OUT(room);
	struct show show = { 0 };

	show_put(&show, &o, SPAN("e"));
	show_put(&show, &o, SPAN(MARK));
	CHECK_SPAN(out_span(&o), "e" MARK);
	CHECK_NUMBER(show.column, 1);
}

static void clusters(void)
{
	size_t columns;

	CHECK_NUMBER(show_cluster(SHOW_UTF8, SPAN(""), &columns), 0);
	CHECK_NUMBER(columns, 0);
	CHECK_NUMBER(show_cluster(SHOW_UTF8, SPAN("e" MARK MARK "t"), &columns), 5);
	CHECK_NUMBER(columns, 1);
	CHECK_NUMBER(show_cluster(SHOW_UTF8, SPAN("\xe6\x97\xa5" MARK), &columns), 5);
	CHECK_NUMBER(columns, 2);
	CHECK_NUMBER(show_cluster(SHOW_UTF8, SPAN(MARK MARK), &columns), 2);
	CHECK_NUMBER(columns, 6);
	CHECK_NUMBER(show_cluster(SHOW_UTF8, SPAN("\x1b" MARK), &columns), 1);
	CHECK_NUMBER(columns, 4);
	CHECK_NUMBER(show_cluster(SHOW_UTF8, SPAN("\t"), &columns), 1);
	CHECK_NUMBER(columns, 2);
	CHECK_NUMBER(show_cluster(SHOW_BYTES, SPAN("\xc3\xa9"), &columns), 1);
	CHECK_NUMBER(columns, 1);
}

static void some(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "12345678", "12345678" },
		{ "123456789", "12345..." },
		{ "a\tb\n", "a\\tb\\n" },
		{ "1234\303\2745", "1234\303\2745" },
		{ "1234\303\274567", "1234..." },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[8];
		struct out o = OUT(room);

		show_some(&o, span_of(rows[i].text), sizeof room);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
		CHECK(!o.full);
	}
}

int main(void)
{
	RUN(utf8);
	RUN(marks);
	RUN(bytes);
	RUN(ascii);
	RUN(tabs);
	RUN(cut_anywhere);
	RUN(mark_after_a_cut);
	RUN(clusters);
	RUN(some);
	return test_end("show");
}
