/* test_dot.c - dots and line ends against models that take one octet at a time. */
#include "dots.h"
#include "test.h"

static uint32_t seed = 1;

static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* Octets of which many, or few, mean something here. */
static size_t invent(char *at, size_t most, const char *of)
{
	size_t len = chance((uint32_t)most);
	uint32_t every = 2 + chance(20);

	for (size_t i = 0; i < len; i++)
		at[i] = chance(every) ? 'a' : of[chance((uint32_t)strlen(of))];
	return len;
}

/* Lines with dots before some of them, and perhaps an end. */
static size_t invent_lines(char *at, size_t most)
{
	static const char *const pieces[] = { ".", "..", ".x", "\n", "\r\n", "", "short", ".\rx",
		"a line of some more octets than a block", "\n.\r" };
	uint32_t lines = chance(60);
	struct out o = { at, most, 0, false };

	while (lines--) {
		out_text(&o, pieces[chance(10)]);
		out_text(&o, pieces[chance(10)]);
		out_text(&o, chance(9) ? "x\r\n" : "\n");
	}
	return o.len;
}

/* ---- in ---- */

static void test_runs_agree_with_lines(void)
{
	char text[4000], model[4000];

	for (int i = 0; i < 20000; i++) {
		size_t made = i % 2 ? invent(text, sizeof text / 10, "\n.\r.\nbcdefghij")
				    : invent_lines(text, sizeof text);
		struct span s = test_copy((struct span){ text, made });
		int64_t lines, model_lines;
		bool dotted, model_dotted;
		size_t n = dot_lines(s, &lines, &dotted), len;

		CHECK_NUMBER(n, lines_slowly(s, &model_lines, &model_dotted));
		CHECK_NUMBER(lines, model_lines);
		CHECK(dotted == model_dotted);
		len = unstuff_slowly(span_first(s, n), model);
		CHECK_NUMBER(dot_unstuff((char *)s.at, n), len);
		CHECK_SPANS(span_first(s, len), ((struct span){ model, len }));
		free((void *)s.at);
	}
}

static void test_a_large_run_of_clean_lines(void)
{
	static char text[65536];
	int64_t lines;
	bool dotted;

	memset(text, 'x', sizeof text);
	for (size_t i = 77; i < sizeof text; i += 78)
		text[i] = '\n';
	CHECK_NUMBER(dot_lines((struct span){ text, sizeof text }, &lines, &dotted), 65520);
	CHECK_NUMBER(lines, 840);
	CHECK(!dotted);
}

/* ---- out ---- */

static size_t stuff_slowly(struct span s, char *to, int64_t *mended)
{
	size_t len = 0;
	bool begins = true;

	*mended = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '\r' || c == '\n') {
			bool pair = c == '\r' && i + 1 < s.len && s.at[i + 1] == '\n';

			i += pair;
			*mended += !pair;
			memcpy(to + len, "\r\n", 2);
			len += 2;
			begins = true;
			continue;
		}
		if (c == '.' && begins)
			to[len++] = '.';
		to[len++] = c;
		begins = false;
	}
	if (!begins) {
		memcpy(to + len, "\r\n", 2);
		len += 2;
		++*mended;
	}
	return len;
}

/* In pieces, into rooms of any size. */
static size_t stuff_in_pieces(struct span s, char *to, int64_t *mended)
{
	struct dot_stuffer d = { 0 };
	size_t len = 0;

	while (s.len) {
		struct span piece = test_copy(span_first(s, 1 + chance(40)));
		struct out o = { to + len, 2 + chance(30), 0, false };
		size_t n = dot_stuff(&d, piece, &o);

		CHECK(!o.full && n <= piece.len);
		len += o.len;
		s = span_from(s, n);
		free((void *)piece.at);
	}
	dot_finish(&d, &(struct out){ to + len, 2, 0, false });
	if (d.last == '\n' && (len < 2 || to[len - 1] != '\n'))
		len += len && to[len - 1] == '\r' ? 1 : 2;
	*mended = d.mended;
	return len;
}

static void test_stuffing(void)
{
	char text[200], model[700], wire[800];

	for (int i = 0; i < 20000; i++) {
		struct span s = { text, invent(text, sizeof text, "\n.\r.\r\nbcdefg") };

		if (i % 4 == 0 && s.len > 2)
			text[s.len / 2] = '\0';
		int64_t mended, model_mended;
		size_t len = stuff_slowly(s, model, &model_mended);

		CHECK_NUMBER(stuff_in_pieces(s, wire, &mended), len);
		CHECK_SPANS(((struct span){ wire, len }), ((struct span){ model, len }));
		CHECK_NUMBER(mended, model_mended);
	}
}

/* Lines as long as a block end at the same place of each. */
static void test_lines_of_a_large_run_are_counted(void)
{
	static char text[65536], wire[65536];

	memset(text, 'x', sizeof text);
	for (size_t i = 14; i < sizeof text; i += 16)
		memcpy(text + i, "\r\n", 2);
	for (size_t size = 8000; size <= sizeof text; size += 997) {
		struct dot_stuffer d = { 0 };
		struct out o = { wire, size, 0, false };

		CHECK_NUMBER(dot_stuff(&d, (struct span){ text, sizeof text }, &o), size);
		CHECK_NUMBER(d.lines, size / 16);
		CHECK(memcmp(wire, text, size) == 0);
	}
}

int main(void)
{
	RUN(test_runs_agree_with_lines);
	RUN(test_a_large_run_of_clean_lines);
	RUN(test_stuffing);
	RUN(test_lines_of_a_large_run_are_counted);
	return test_end("dot");
}
