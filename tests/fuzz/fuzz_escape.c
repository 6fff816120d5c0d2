/*
 * fuzz_escape.c - octets to a record's text and back.
 *
 * Whatever is escaped comes back, also in two pieces, and stands on one line
 * without a control; whatever is taken back and escaped again stays the same.
 */
#include "base/escape.h"

#include <assert.h>

#define MAX 4096

static void there_and_back(struct span s, size_t cut)
{
	static char text[4 * MAX], back[MAX];
	struct out o = OUT(text), b = OUT(back);

	escape_put(&o, span_first(s, cut));
	escape_put(&o, span_from(s, cut));
	assert(!o.full);
	for (size_t i = 0; i < o.len; i++)
		assert((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
	assert(escape_take(&b, out_span(&o)));
	assert(span_eq(out_span(&b), s));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static char taken[MAX];
	struct span s = { (const char *)at, len < MAX ? len : MAX };
	struct out o = OUT(taken);

	there_and_back(s, s.len);
	there_and_back(s, s.len ? (unsigned char)s.at[0] % s.len : 0);
	escape_take(&o, s);
	assert(!o.full && o.len <= s.len);
	there_and_back(out_span(&o), o.len);
	return 0;
}
