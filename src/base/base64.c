/* base64.c - see base64.h. */
#include "base/base64.h"

#include "base/ascii.h"

#include <mbedtls/base64.h>

/* mbedTLS writes a NUL after the text, which needs room in o too. */
void base64_encode(struct out *o, struct span octets)
{
	size_t len = 0;

	if (o->full || mbedtls_base64_encode((unsigned char *)o->at + o->len, o->size - o->len,
			   &len, (const unsigned char *)octets.at, octets.len))
		o->full = true;
	if (!o->full)
		o->len += len;
}

bool base64_has(char c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/';
}

/* The last character may have 4 or 2 unused bits: is any of them set? */
static bool has_stray_bits(struct span data)
{
	const char *clean = data.len % 4 == 2 ? "AQgw" : "AEIMQUYcgkosw048";

	return data.len % 4 && !span_has(span_of(clean), data.at[data.len - 1]);
}

/* Judges text; *at is where it is wrong. */
static enum base64_fault judge(struct span text, size_t *at)
{
	size_t data = 0, end;

	while (data < text.len && base64_has(text.at[data]))
		data++;
	for (end = data; end < text.len && text.at[end] == '=';)
		end++;
	*at = end;
	if (end < text.len)
		return base64_has(text.at[end]) ? BASE64_PADDING : BASE64_STRANGER;
	*at = data;
	if (data % 4 == 1)
		return BASE64_LENGTH;
	if (end - data != (4 - data % 4) % 4)
		return BASE64_PADDING;
	if (data)
		*at = data - 1;
	return has_stray_bits(span_first(text, data)) ? BASE64_BITS : BASE64_FINE;
}

enum base64_fault base64_decode(struct out *o, struct span text, size_t *at)
{
	enum base64_fault fault = judge(text, at);
	size_t len = 0;

	if (fault)
		return fault;
	if (o->full || mbedtls_base64_decode((unsigned char *)o->at + o->len, o->size - o->len,
			   &len, (const unsigned char *)text.at, text.len)) {
		o->full = true;
		return BASE64_ROOM;
	}
	o->len += len;
	return BASE64_FINE;
}

const char *base64_fault_text(enum base64_fault fault)
{
	return span_nth("nothing\0"
			"not a character of base64\0"
			"'=' is missing, surplus or misplaced\0"
			"a character is missing or surplus: was the end cut off?\0"
			"base64 cannot end in this character: was the end cut off?\0"
			"too long",
	    fault);
}

/* Takes the last octet off s if it is c. */
static bool ends_in(struct span *s, char c)
{
	bool ends = span_ends(*s, c);

	s->len -= ends;
	return ends;
}

unsigned base64_remarks(struct span octets)
{
	struct span s = octets;
	unsigned remarks = 0;

	if (ends_in(&s, '\n'))
		remarks |= BASE64_ENDS_IN_LF;
	if (ends_in(&s, '\r'))
		remarks |= BASE64_ENDS_IN_CR;
	if (ends_in(&s, ' ') || ends_in(&s, '\t'))
		remarks |= BASE64_BLANK_BEHIND;
	if (octets.len && ascii_is_blank(octets.at[0]))
		remarks |= BASE64_BLANK_AHEAD;
	for (size_t i = 0; i < octets.len; i++) {
		if ((unsigned char)octets.at[i] >= 0x80)
			remarks |= BASE64_NOT_ASCII;
		if (!octets.at[i])
			remarks |= BASE64_HAS_NUL;
	}
	return remarks;
}

const char *base64_remark_take(unsigned *remarks)
{
	for (unsigned i = 0; *remarks; i++)
		if (*remarks >> i & 1) {
			*remarks &= ~(1u << i);
			return span_nth(
			    "the text ends in a line feed (`echo` without -n?), a common cause of wrong passwords\0"
			    "the text ends in a carriage return\0"
			    "the text begins with a blank\0"
			    "the text ends in a blank\0"
			    "the text is not all ASCII: the server may expect another character set\0"
			    "the text contains NUL octets, like those between the parts of AUTH PLAIN",
			    i);
		}
	return NULL;
}
