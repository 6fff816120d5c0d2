/* utf8.c - see utf8.h. */
#include "base/utf8.h"

#include "base/size.h"
#include "base/utf8_table.h"

/* How many octets a character has that begins with this one; 0 if none can. */
static size_t length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2)
		return 0;
	if (lead < 0xe0)
		return 2;
	if (lead < 0xf0)
		return 3;
	return lead < 0xf5 ? 4 : 0;
}

/* May `second` follow `lead`?  Rules out overlong forms, surrogates, > 10FFFF. */
static bool second_fits(unsigned char lead, unsigned char second)
{
	unsigned char low = 0x80, high = 0xbf;

	switch (lead) {
	case 0xe0: low = 0xa0; break;
	case 0xed: high = 0x9f; break;
	case 0xf0: low = 0x90; break;
	case 0xf4: high = 0x8f; break;
	default: break;
	}
	return second >= low && second <= high;
}

static bool is_continuation(char octet)
{
	return ((unsigned char)octet & 0xc0) == 0x80;
}

/* How many octets at the front are well-formed, of *whole octets that their character needs. */
static size_t in_order(struct span s, size_t *whole)
{
	unsigned char lead = (unsigned char)s.at[0];
	size_t n = 2, most;

	*whole = length(lead);
	most = size_least(*whole, s.len);
	if (most < 2 || !second_fits(lead, (unsigned char)s.at[1]))
		return 1;
	while (n < most && is_continuation(s.at[n]))
		n++;
	return n;
}

size_t utf8_next(struct span s, uint32_t *c)
{
	size_t whole;

	if (s.len == 0)
		return 0;
	*c = (unsigned char)s.at[0];
	if (*c < 0x80)
		return 1;
	if (in_order(s, &whole) != whole) {
		*c |= UTF8_BAD;
		return 1;
	}
	*c &= 0x7fu >> whole;
	for (size_t i = 1; i < whole; i++)
		*c = *c << 6 | ((unsigned char)s.at[i] & 0x3f);
	return whole;
}

size_t utf8_last(struct span s)
{
	uint32_t c;

	for (size_t n = 2; n <= 4 && n <= s.len; n++)
		if (utf8_next(span_from(s, s.len - n), &c) == n)
			return n;
	return s.len != 0;
}

bool utf8_begun(struct span s)
{
	size_t whole;

	return s.len && in_order(s, &whole) == s.len && s.len < whole;
}

/* The octets of a character beyond ASCII. */
static size_t octet_count(uint32_t c)
{
	if (c < 0x800)
		return 2;
	return c < 0x10000 ? 3 : 4;
}

void utf8_put(struct out *o, uint32_t c)
{
	char octets[4];
	size_t n = octet_count(c);

	if (c < 0x80 || c & UTF8_BAD) {
		out_char(o, (char)(c & 0xff));
		return;
	}
	for (size_t i = n; i-- > 1; c >>= 6)
		octets[i] = (char)(0x80 | (c & 0x3f));
	octets[0] = (char)((0xf00u >> n & 0xf0) | c);
	out_put(o, (struct span){ octets, n });
}

/* Reads a number of the table. */
static uint32_t number(const unsigned char **at)
{
	uint32_t n = 0;

	do {
		n = n << 7 | (**at & 0x7f);
	} while (*(*at)++ & 0x80);
	return n;
}

/* Walks the table; c is counted from the end of the last range. */
static int look_up(uint32_t c)
{
	const unsigned char *at = utf8_ranges;
	uint32_t gap, range;

	if (c >= UTF8_SPLIT) {
		at += UTF8_SPLIT_AT;
		c -= UTF8_SPLIT;
	}
	while (c >= (gap = number(&at))) {
		c -= gap;
		range = number(&at);
		if (c <= range >> 2)
			return (int)(range & 3) - 1;
		c -= (range >> 2) + 1;
	}
	return 1;
}

int utf8_width(uint32_t c)
{
	if (c >= ' ' && c <= '~')
		return 1;
	if (c < ' ' || c > 0x10ffff || (c & 0xfffe) == 0xfffe)
		return UTF8_UNSAFE;
	return look_up(c);
}
