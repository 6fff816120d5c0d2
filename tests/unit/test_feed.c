/* test_feed.c - lines out of a script or paste, at every size of read. */
#include "app/feed.h"
#include "base/out.h"
#include "test.h"

static struct feed f;

/* Takes all lines there are, each behind a |; ! for one that was too long, . for the end. */
static void take(struct out *o)
{
	for (struct span line;;) {
		switch (feed_line(&f, &line)) {
		case FEED_LINE:
			out_put(o, line);
			out_char(o, '|');
			feed_taken(&f, line);
			break;
		case FEED_TOO_LONG: out_char(o, '!'); break;
		case FEED_NOTHING: return;
		case FEED_END: out_char(o, '.'); return;
		}
	}
}

/*
 * The smallest reads come as a long line nears its limit: at each one all of it is looked through
 * for an end.  With tiny limits they come from the start.
 */
static void check(struct span script, const char *want)
{
	static char room[4 * LINE_LIMIT];
	size_t head = script.len > 2000 ? LINE_LIMIT - 20 : 0;

	for (size_t chunk = 1; chunk <= script.len + 1; chunk += chunk < 9 ? 1 : script.len / 2) {
		struct out o = OUT(room);
		struct span rest = script;

		memset(&f, 0, sizeof f);
		feed_begin(&f, SOURCE_SCRIPT, true);
		while (rest.len) {
			size_t ahead = chunk < 9 && rest.len == script.len ? head : 0;
			struct span piece = test_copy(span_first(rest, ahead + chunk));
			size_t n = feed_put(&f, piece);

			CHECK(n > 0);
			rest = span_from(rest, n);
			free((void *)piece.at);
			take(&o);
			if (!n)
				break;
		}
		f.open = false;
		take(&o);
		CHECK_SPANS(out_span(&o), span_of(want));
		CHECK(feed_is_empty(&f));
	}
}

static void test_ends(void)
{
	static const struct {
		const char *script, *want;
	} rows[] = {
		{ "", "." },
		{ "a\n", "a|." },
		{ "a", "a|." },
		{ "a\r\nb\r\n", "a|b|." },
		{ "a\rb\r", "a|b|." },
		{ "a\nb\rc\r\nd", "a|b|c|d|." },
		{ "\n\n", "||." },
		{ "\r\r\n\n", "|||." },
		{ "\r\n", "|." },
		{ "\n\r", "||." },
		{ " a \t\n", " a \t|." },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(span_of(rows[i].script), rows[i].want);
}

/* A line of n octets, one before and one behind it. */
static void check_long(size_t n, const char *end, bool fits)
{
	static char script[3 * LINE_LIMIT], want[3 * LINE_LIMIT];
	struct out o = OUT(script), w = OUT(want);

	out_text(&o, "first\n");
	out_repeat(&o, 'x', n);
	out_text(&o, end);
	out_text(&o, "last\n");
	out_text(&w, "first|");
	if (fits)
		out_repeat(&w, 'x', n);
	out_text(&w, fits ? "|last|." : "!last|.");
	out_char(&w, '\0');
	check(out_span(&o), want);
}

static void test_long_lines(void)
{
	check_long(LINE_LIMIT - 1, "\n", true);
	check_long(LINE_LIMIT, "\n", true);
	check_long(LINE_LIMIT, "\r\n", true);
	check_long(LINE_LIMIT + 50, "\n", false);
	check_long(LINE_LIMIT + 50, "\r\n", false);
	check_long(LINE_LIMIT + 50, "\r", false);
	check_long(2 * LINE_LIMIT + 50, "\n", false);
}

/* A line waits until it is taken, and its octets are then wiped. */
static void test_waits(void)
{
	struct span line;

	feed_begin(&f, SOURCE_SCRIPT, true);
	CHECK(feed_put_line(&f, SOURCE_TYPED, SPAN("PASS secret")));
	CHECK_NUMBER(feed_line(&f, &line), FEED_LINE);
	CHECK_NUMBER(feed_line(&f, &line), FEED_LINE);
	CHECK_SPAN(line, "PASS secret");
	feed_taken(&f, line);
	CHECK_NUMBER(feed_line(&f, &line), FEED_NOTHING);
	for (size_t i = 0; i + 6 <= sizeof f.room; i++)
		CHECK(memcmp(f.room + i, "secret", 6) != 0);
	CHECK(feed_put_line(&f, SOURCE_TYPED, SPAN("x")));
	feed_clear(&f);
	CHECK(feed_is_empty(&f));
}

/* A line that was typed is one, whatever stands in it, also behind octets of a file. */
static void test_typed_lines(void)
{
	static const char *const lines[] = { "a\rb", "", "\r", "a\nb\r\n", "\n", "end" };
	size_t count = sizeof lines / sizeof *lines;
	struct span line;
	size_t at = 0;

	memset(&f, 0, sizeof f);
	feed_begin(&f, SOURCE_SCRIPT, true);
	feed_put(&f, SPAN("set x\r\nset y\r"));
	for (size_t i = 0; i < count; i++)
		CHECK(feed_put_line(&f, SOURCE_TYPED, span_of(lines[i])));
	CHECK(feed_peek(&f, &at, &line));
	CHECK_SPAN(line, "set x");
	for (size_t i = 0; i < 2; i++) {
		CHECK_NUMBER(feed_line(&f, &line), FEED_LINE);
		CHECK_SPANS(line, span_of(i ? "set y" : "set x"));
		feed_taken(&f, line);
	}
	at = 0;
	for (size_t i = 0; i < count; i++) {
		CHECK(feed_peek(&f, &at, &line));
		CHECK_SPANS(line, span_of(lines[i]));
	}
	CHECK(!feed_peek(&f, &at, &line));
	for (size_t i = 0; i < count; i++) {
		CHECK_NUMBER(feed_line(&f, &line), FEED_LINE);
		CHECK_SPANS(line, span_of(lines[i]));
		feed_taken(&f, line);
	}
	CHECK_NUMBER(feed_line(&f, &line), FEED_NOTHING);
	CHECK_NUMBER(f.lines, 2 + (int64_t)count);
}

/* A paste is counted from its own first line, whatever was taken or still waits. */
static void test_counted(void)
{
	struct span line;

	memset(&f, 0, sizeof f);
	feed_begin(&f, SOURCE_SCRIPT, true);
	feed_put(&f, SPAN("one\ntwo\nthree\n"));
	feed_line(&f, &line);
	feed_taken(&f, line);
	CHECK_NUMBER(f.lines, 1);
	feed_recount(&f);
	feed_put_line(&f, SOURCE_TYPED, SPAN("first of the paste"));
	for (int64_t n = -2; n <= 0; n++) {
		CHECK_NUMBER(f.lines, n);
		CHECK(feed_line(&f, &line) == FEED_LINE);
		CHECK(span_starts(line, SPAN("first")) == (n == 0));
		feed_taken(&f, line);
	}
	feed_recount(&f);
	CHECK_NUMBER(f.lines, 0);
}

/* Each line has its own source, also behind the octets of a file. */
static void test_sources(void)
{
	static const enum line_source want[] = { SOURCE_RC, SOURCE_RC, SOURCE_OPTION_C,
		SOURCE_PASTE, SOURCE_TYPED };
	struct span line;

	memset(&f, 0, sizeof f);
	feed_begin(&f, SOURCE_SCRIPT, false);
	CHECK_NUMBER(feed_source(&f), SOURCE_SCRIPT);
	f.source = SOURCE_RC;
	feed_put(&f, SPAN("set x\nset y\n"));
	for (size_t i = 2; i < sizeof want / sizeof *want; i++)
		CHECK(feed_put_line(&f, want[i], SPAN("stat")));
	CHECK(!feed_holds(&f, SOURCE_SCRIPT));
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		CHECK(feed_holds(&f, SOURCE_TYPED));
		CHECK(feed_holds(&f, want[i]));
		CHECK(feed_holds(&f, SOURCE_RC) == (i < 2));
		CHECK_NUMBER(feed_line(&f, &line), FEED_LINE);
		CHECK_NUMBER(feed_source(&f), want[i]);
		feed_taken(&f, line);
	}
	CHECK(!feed_holds(&f, SOURCE_TYPED));
	CHECK_NUMBER(feed_line(&f, &line), FEED_END);
}

/* A whole line goes in, or nothing of it. */
static void test_full(void)
{
	static char long_line[LINE_LIMIT];

	memset(long_line, 'x', sizeof long_line);
	feed_begin(&f, SOURCE_SCRIPT, true);
	CHECK(feed_put_line(&f, SOURCE_TYPED, (struct span){ long_line, sizeof long_line }));
	CHECK(!feed_put_line(&f, SOURCE_TYPED, SPAN("ab")));
	CHECK_NUMBER(feed_put(&f, SPAN("ab")), 0);
}

int main(void)
{
	RUN(test_ends);
	RUN(test_long_lines);
	RUN(test_waits);
	RUN(test_typed_lines);
	RUN(test_counted);
	RUN(test_sources);
	RUN(test_full);
	return test_end("feed");
}
