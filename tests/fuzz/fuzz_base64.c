/* fuzz_base64.c - what is strict one way is the exact inverse of the other. */
#include "base/base64.h"

#include <assert.h>

static char coded[1 << 16], plain[1 << 16];

static void check_decode(struct span text)
{
	struct out p = OUT(plain), c = OUT(coded);
	size_t at = 0;
	enum base64_fault fault = base64_decode(&p, text, &at);

	if (fault) {
		assert(p.len == 0 && at <= text.len);
		assert(base64_fault_text(fault));
		return;
	}
	base64_encode(&c, out_span(&p));
	assert(span_eq(out_span(&c), text));
}

static void check_encode(struct span octets)
{
	struct out p = OUT(plain), c = OUT(coded);
	size_t at;

	base64_encode(&c, octets);
	assert(c.len == (octets.len + 2) / 3 * 4);
	assert(base64_decode(&p, out_span(&c), &at) == BASE64_FINE);
	assert(span_eq(out_span(&p), octets));
}

static void check_remarks(struct span octets)
{
	unsigned remarks = base64_remarks(octets);
	int sentences = 0;

	while (base64_remark_take(&remarks))
		sentences++;
	assert(remarks == 0 && sentences <= 6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { (const char *)data, size };

	if (size > sizeof plain / 2)
		return 0;
	check_decode(input);
	check_encode(input);
	check_remarks(input);
	return 0;
}
