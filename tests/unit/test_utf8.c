/* test_utf8.c - characters read and written, how wide they are, and which are unsafe. */
#include "base/utf8.h"

#include "test.h"

static const struct {
	struct span octets;
	size_t taken;
	uint32_t c;
} characters[] = {
	{ { "", 0 }, 0, 0 },
	{ { "a", 1 }, 1, 'a' },
	{ { "\0", 1 }, 1, 0 },
	{ { "\x7f", 1 }, 1, 0x7f },
	{ { "\xc2\x80", 2 }, 2, 0x80 },
	{ { "\xc3\xa9t", 3 }, 2, 0xe9 },
	{ { "\xdf\xbf", 2 }, 2, 0x7ff },
	{ { "\xe0\xa0\x80", 3 }, 3, 0x800 },
	{ { "\xe2\x82\xac", 3 }, 3, 0x20ac },
	{ { "\xed\x9f\xbf", 3 }, 3, 0xd7ff },
	{ { "\xee\x80\x80", 3 }, 3, 0xe000 },
	{ { "\xef\xbf\xbf", 3 }, 3, 0xffff },
	{ { "\xf0\x90\x80\x80", 4 }, 4, 0x10000 },
	{ { "\xf0\x9f\x98\x80", 4 }, 4, 0x1f600 },
	{ { "\xf4\x8f\xbf\xbf", 4 }, 4, 0x10ffff },
	/* a stray continuation, an overlong form, a surrogate, beyond the end, cut off */
	{ { "\x80", 1 }, 1, UTF8_BAD | 0x80 },
	{ { "\xc0\xaf", 2 }, 1, UTF8_BAD | 0xc0 },
	{ { "\xc1\xbf", 2 }, 1, UTF8_BAD | 0xc1 },
	{ { "\xe0\x9f\xbf", 3 }, 1, UTF8_BAD | 0xe0 },
	{ { "\xed\xa0\x80", 3 }, 1, UTF8_BAD | 0xed },
	{ { "\xf0\x8f\xbf\xbf", 4 }, 1, UTF8_BAD | 0xf0 },
	{ { "\xf4\x90\x80\x80", 4 }, 1, UTF8_BAD | 0xf4 },
	{ { "\xf5\x80\x80\x80", 4 }, 1, UTF8_BAD | 0xf5 },
	{ { "\xff", 1 }, 1, UTF8_BAD | 0xff },
	{ { "\xe2\x82", 2 }, 1, UTF8_BAD | 0xe2 },
	{ { "\xe2\x82z", 3 }, 1, UTF8_BAD | 0xe2 },
	{ { "\xe2z\x82", 3 }, 1, UTF8_BAD | 0xe2 },
};

static void reads(void)
{
	for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
		struct span s = test_copy(characters[i].octets);
		uint32_t c = 0;

		CHECK_NUMBER(utf8_next(s, &c), characters[i].taken);
		CHECK_NUMBER(c, characters[i].c);
		free((void *)s.at);
	}
}

/* Every character there is goes out and comes back, and is found from its end. */
static void writes_back(void)
{
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char room[8] = "\x80\x80";
		struct out o = { room + 2, sizeof room - 2, 0, false };
		uint32_t back = 0;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		utf8_put(&o, c);
		if (utf8_next(out_span(&o), &back) != o.len || back != c ||
		    utf8_last((struct span){ room, 2 + o.len }) != o.len) {
			CHECK_NUMBER(back, c);
			CHECK(!"the way back");
			return;
		}
	}
}

static void bad_octets_stay(void)
{
	char room[1];
	struct out o = OUT(room);

	utf8_put(&o, UTF8_BAD | 0xfe);
	CHECK_SPAN(out_span(&o), "\xfe");
}

static void last(void)
{
	CHECK_NUMBER(utf8_last(SPAN("")), 0);
	CHECK_NUMBER(utf8_last(SPAN("\xe2\x82\xac")), 3);
	CHECK_NUMBER(utf8_last(SPAN("\xe2\x82")), 1);
	CHECK_NUMBER(utf8_last(SPAN("a\x80\x80\x80\x80")), 1);
	CHECK_NUMBER(utf8_last(SPAN("\xc3\xa9z")), 1);
}

static void begun(void)
{
	static const struct {
		struct span s;
		bool begun;
	} row[] = {
		{ { "", 0 }, false },
		{ { "a", 1 }, false },
		{ { "\xc3", 1 }, true },
		{ { "\xc3\xa9", 2 }, false },
		{ { "\xe2\x82", 2 }, true },
		{ { "\xe0\x80", 2 }, false },
		{ { "\xf0\x9f\x98", 3 }, true },
		{ { "\xf0\x9f\x98z", 4 }, false },
		{ { "\xff", 1 }, false },
		{ { "\x80", 1 }, false },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CHECK_NUMBER(utf8_begun(row[i].s), row[i].begun);
}

static void widths(void)
{
	static const struct {
		uint32_t c;
		int width;
	} row[] = {
		{ ' ', 1 },
		{ '~', 1 },
		{ 0xa0, 1 },
		{ 0xe9, 1 },
		{ 0x416, 1 },
		{ 0x5d0, 1 },
		{ 0x2026, 1 },
		{ 0x20ac, 1 },
		{ 0x2500, 1 },
		{ 0xe000, 1 },
		{ 0xfffd, 1 },
		{ 0x10fffd, 1 },
		/* marks */
		{ 0x300, 0 },
		{ 0x36f, 0 },
		{ 0x483, 0 },
		{ 0x5b0, 0 },
		{ 0x94d, 0 },
		{ 0x1161, 0 },
		{ 0x20dd, 0 },
		{ 0x302a, 0 },
		{ 0x3099, 0 },
		{ 0xfe20, 0 },
		{ 0x1d167, 0 },
		/* wide, at the ends of blocks too */
		{ 0x1100, 2 },
		{ 0x115e, 2 },
		{ 0x3042, 2 },
		{ 0x3400, 2 },
		{ 0x4dbf, 2 },
		{ 0x4e00, 2 },
		{ 0x65e5, 2 },
		{ 0x9fff, 2 },
		{ 0xac00, 2 },
		{ 0xd7a3, 2 },
		{ 0xff01, 2 },
		{ 0x1f600, 2 },
		{ 0x1f9ff, 2 },
		{ 0x20000, 2 },
		{ 0x3fffd, 2 },
		{ 0x4dc0, 1 },
		{ 0xff61, 1 },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (utf8_width(row[i].c) != row[i].width) {
			printf("U+%04X\n", (unsigned)row[i].c);
			CHECK_NUMBER(utf8_width(row[i].c), row[i].width);
		}
}

static void unsafe(void)
{
	static const uint32_t ranges[][2] = {
		{ 0, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },
		{ 0x34f, 0x34f },
		{ 0x61c, 0x61c },
		{ 0x115f, 0x1160 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0x3164, 0x3164 },
		{ 0xd800, 0xdfff },
		{ 0xfdd0, 0xfdef },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff9, 0xfffb },
		{ 0xfffe, 0xffff },
		{ 0x1d173, 0x1d17a },
		{ 0x1fffe, 0x1ffff },
		{ 0xe0000, 0xe0fff },
		{ 0x10fffe, 0x110000 },
		{ UTF8_BAD | 0x80, UTF8_BAD | 0xff },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		for (uint32_t c = ranges[i][0]; c <= ranges[i][1]; c++)
			if (utf8_width(c) != UTF8_UNSAFE) {
				printf("U+%04X\n", (unsigned)c);
				CHECK_NUMBER(utf8_width(c), UTF8_UNSAFE);
			}
}

int main(void)
{
	RUN(reads);
	RUN(writes_back);
	RUN(bad_octets_stay);
	RUN(last);
	RUN(begun);
	RUN(widths);
	RUN(unsafe);
	return test_end("utf8");
}
