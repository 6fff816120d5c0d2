/*
 * fuzz_filter.c - any remote program, before a terminal.
 *
 * However its octets are cut, the same passes; no more than came; what has
 * passed passes again unchanged; and none of it is what a terminal answers to,
 * found here in a plainer way than the filter's.
 */
#include "view/filter.h"

#include <assert.h>
#include <string.h>

#define MAX 8192

static struct span pass(enum show_charset charset, struct span octets, size_t piece, char *room)
{
	static struct filter f;
	struct out o = out_over(room, MAX);

	f = (struct filter){ 0 };
	for (; octets.len; octets = span_from(octets, piece))
		filter_feed(&f, charset, span_first(octets, piece), &o);
	assert(!o.full);
	return out_span(&o);
}

/* ESC and what must not follow it, in what has passed. */
static void look(enum show_charset charset, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i],
			      next = i + 1 < s.len ? (unsigned char)s.at[i + 1] : '7';

		assert(c != 0x05 && c != 0x7f);
		assert(c != 0x1b || !memchr("]PX^_kZ% \\", next, 10));
		if (charset == SHOW_BYTES)
			assert(
			    c < 0x80 || c >= 0xa0 || memchr("\x84\x85\x88\x8d\x8e\x8f\x9b", c, 7));
		if (c != 0x1b || next != '[')
			continue;
		for (i += 2; i < s.len && (unsigned char)s.at[i] < '@'; i++)
			assert(s.at[i] >= ' ' && !memchr("<=>$\"*#", s.at[i], 7));
		assert(i < s.len && !memchr("cntxyi", s.at[i], 6));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static char whole[MAX], cut[MAX], again[MAX];
	struct span s = { (const char *)at, len < MAX ? len : MAX };

	for (enum show_charset charset = SHOW_UTF8; charset <= SHOW_BYTES; charset++) {
		struct span passed = pass(charset, s, MAX, whole);

		assert(passed.len <= s.len);
		assert(span_eq(passed, pass(charset, s, 1, cut)));
		assert(span_eq(passed, pass(charset, s, 7, cut)));
		look(charset, passed);
		pass(charset, passed, MAX, again);
	}
	return 0;
}
