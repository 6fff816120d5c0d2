/*
 * fuzz_utf8.c - any octets as characters, and as what a terminal gets of them.
 *
 * Characters written again are the octets they were read from; the same places
 * are found from the front and from the back; nothing unsafe is ever shown,
 * and the columns counted are the columns shown.
 */
#include "base/show.h"
#include "base/utf8.h"

#include <assert.h>

static void one_character(struct span s, size_t n, uint32_t c)
{
	char room[4];
	struct out o = OUT(room);

	utf8_put(&o, c);
	assert(span_eq(out_span(&o), span_first(s, n)));
	for (size_t i = 1; i < n; i++)
		assert(utf8_begun(span_first(s, i)));
	assert(!utf8_begun(span_first(s, n)) || c & UTF8_BAD);
}

static void both_ways(struct span s)
{
	size_t at = 0, n;
	uint32_t c;

	for (; (n = utf8_next(span_from(s, at), &c)) != 0; at += n) {
		one_character(span_from(s, at), n, c);
		if (!(c & UTF8_BAD))
			assert(utf8_last(span_first(s, at + n)) == n);
	}
	assert(at == s.len);
}

static void fit_for_a_terminal(enum show_charset charset, struct span s)
{
	static char room[8 * 4096];
	struct out o = OUT(room);
	struct show show = { .charset = charset, .fixed = true };
	size_t columns;

	show_put(&show, &o, s);
	assert(!o.full);
	assert(show.column == show_columns(charset, s));
	assert(show.column == show_columns(charset, out_span(&o)));
	for (struct span rest = out_span(&o); rest.len;) {
		unsigned char c = (unsigned char)rest.at[0];
		size_t n = show_cluster(charset, rest, &columns);

		assert(c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0));
		assert(columns <= 2); /* what is shown needs no escape */
		rest = span_from(rest, n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct span s = { (const char *)at, len < 4096 ? len : 4096 };

	both_ways(s);
	fit_for_a_terminal(SHOW_UTF8, s);
	fit_for_a_terminal(SHOW_BYTES, s);
	return 0;
}
