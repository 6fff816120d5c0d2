/*
 * test_line.c - lines cut off a stream, however the octets arrive.
 *
 * What a stream must give is written as its lines, each with its marks:
 * L a bare LF, R a CR within, C cut, M the rest (more) of a line that was.
 */
#include "base/out.h"
#include "proto/line.h"
#include "test.h"

struct stream {
	struct span octets;
	const char *want;
};

static void put_line(struct out *o, const struct line_got *got)
{
	out_put(o, got->text);
	out_char(o, '|');
	if (got->bare_lf)
		out_char(o, 'L');
	if (got->bare_cr)
		out_char(o, 'R');
	if (got->cut)
		out_char(o, 'C');
	if (got->rest)
		out_char(o, 'M');
	out_char(o, ';');
}

/*
 * Feeds in pieces, as a queue would hold them: what waits is shown anew, in memory of its own.
 * The first piece is larger by `head`.
 */
static size_t read_all(struct span octets, size_t head, size_t chunk, struct out *o)
{
	struct line l = { 0 };
	struct line_got got;
	size_t taken = 0;

	for (size_t there = 0; there < octets.len; head = 0) {
		there += head + chunk < octets.len - there ? head + chunk : octets.len - there;
		for (size_t n = 1; n; taken += n) {
			struct span waits = test_copy(span_from(span_first(octets, there), taken));

			n = line_feed(&l, waits, &got);
			if (n)
				put_line(o, &got);
			free((void *)waits.at);
		}
	}
	if (taken < octets.len) {
		taken += line_last(&l, span_from(octets, taken), &got);
		put_line(o, &got);
	}
	return taken;
}

/*
 * The smallest pieces come as a long line nears its limit and its end: each is a copy of all
 * that waits.  With tiny limits they come from the start.
 */
static void check(struct stream s)
{
	static char room[6 * LINE_LIMIT + 200];
	size_t len = s.octets.len, head = len > 2000 ? LINE_LIMIT - 20 : 0;

	for (size_t chunk = 1; chunk <= len; chunk += chunk < 8 ? 1 : len / 3 + 1) {
		struct out o = OUT(room);

		CHECK_NUMBER(read_all(s.octets, chunk < 9 ? head : 0, chunk, &o), len);
		CHECK_SPANS(out_span(&o), span_of(s.want));
	}
}

static void test_ends(void)
{
	static const struct stream rows[] = {
		{ { "+OK ready\r\n", 11 }, "+OK ready|;" },
		{ { "a\r\nb\r\n", 6 }, "a|;b|;" },
		{ { "\r\n\r\n", 4 }, "|;|;" },
		{ { "a\nb\r\n", 5 }, "a|L;b|;" },
		{ { "\n", 1 }, "|L;" },
		{ { "a\rb\r\n", 5 }, "a\rb|R;" },
		{ { "a\r\r\n", 4 }, "a\r|R;" },
		{ { "a\rb\n", 4 }, "a\rb|LR;" },
		{ { "a", 1 }, "a|C;" },
		{ { "a\r", 2 }, "a\r|RC;" },
		{ { "a\r\nb", 4 }, "a|;b|C;" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(rows[i]);
}

static void test_nul(void)
{
	struct line l = { 0 };
	struct line_got got;

	CHECK_NUMBER(line_feed(&l, SPAN("a\0b\r\n"), &got), 5);
	CHECK_SPAN(got.text, "a\0b");
}

/* A line of n octets before its end, and what it comes as. */
static void check_long(size_t n, const char *end, size_t first, size_t second, const char *marks)
{
	static char octets[LINE_LIMIT + 100], want[2 * LINE_LIMIT + 200];
	struct out o = OUT(octets), w = OUT(want);

	out_repeat(&o, 'x', n);
	out_text(&o, end);
	out_repeat(&w, 'x', first);
	out_text(&w, second ? "|C;" : marks);
	if (second) {
		out_repeat(&w, 'x', second - 1);
		out_text(&w, marks);
	}
	out_char(&w, '\0');
	check((struct stream){ out_span(&o), want });
}

/* In pieces of LINE_LIMIT; an end is never torn from its CR. */
static void test_overlong(void)
{
	check_long(LINE_LIMIT - 2, "\r\n", LINE_LIMIT - 2, 0, "|;");
	check_long(LINE_LIMIT - 1, "\n", LINE_LIMIT - 1, 0, "|L;");
	check_long(LINE_LIMIT, "\r\n", LINE_LIMIT, 1, "|M;");
	check_long(LINE_LIMIT, "\n", LINE_LIMIT, 1, "|LM;");
	check_long(LINE_LIMIT + 5, "\r\n", LINE_LIMIT, 6, "|M;");
	check_long(LINE_LIMIT + 5, "", LINE_LIMIT, 6, "|CM;");
	check_long(LINE_LIMIT - 1, "\r\n", LINE_LIMIT - 1, 1, "|M;");
}

/* Octets that a body took are not looked at twice, nor forgotten about. */
static void test_skipped(void)
{
	struct line l = { 0 };
	struct line_got got;

	CHECK_NUMBER(line_feed(&l, SPAN("body"), &got), 0);
	line_skip(&l);
	CHECK_NUMBER(line_feed(&l, SPAN("+OK\r\n"), &got), 5);
	CHECK_SPAN(got.text, "+OK");
	CHECK(!got.rest);
}

int main(void)
{
	RUN(test_ends);
	RUN(test_nul);
	RUN(test_overlong);
	RUN(test_skipped);
	return test_end("line");
}
