/* base64.c - see base64.h. */
#include "base/base64.h"

#include "base/ascii.h"
#include "base/wipe.h"

#include <mbedtls/base64.h>

#define GROUPS     16 /* what is coded at a time: 3 octets, 4 characters each */
#define OCTETS     (3 * (size_t)GROUPS)
#define CHARACTERS (4 * (size_t)GROUPS)

/* The coder ends its text with a NUL: hence a piece at a time, and not into o. */
void base64_encode(struct out *o, struct span octets)
{
	unsigned char piece[CHARACTERS + 1];
	size_t before = o->len, len = 0;

	while (octets.len) {
		struct span s = span_first(octets, OCTETS);

		mbedtls_base64_encode(
		    piece, sizeof piece, &len, (const unsigned char *)s.at, s.len);
		out_put(o, (struct span){ (const char *)piece, len });
		octets = span_from(octets, s.len);
	}
	if (o->full)
		o->len = before;
	wipe(piece, sizeof piece);
}

static bool is_base64(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || c == '+' || c == '/';
}

/* The characters that may come last if 4, or 2, of their bits are left over. */
static bool has_stray_bits(struct span data)
{
	static const char *const clean[4] = { [2] = "AQgw", [3] = "AEIMQUYcgkosw048" };
	const char *last = clean[data.len % 4];

	return last && !span_has(span_of(last), data.at[data.len - 1]);
}

/* Judges text, and says where it is wrong. */
static enum base64_fault judge(struct span text, size_t *at)
{
	size_t data = 0, end;

	while (data < text.len && is_base64(text.at[data]))
		data++;
	for (end = data; end < text.len && text.at[end] == '=';)
		end++;
	*at = end;
	if (end < text.len)
		return is_base64(text.at[end]) ? BASE64_PADDING : BASE64_STRANGER;
	*at = data;
	if (data % 4 == 1)
		return BASE64_LENGTH;
	if (end - data != (4 - data % 4) % 4)
		return BASE64_PADDING;
	*at = data ? data - 1 : 0;
	return has_stray_bits(span_first(text, data)) ? BASE64_BITS : BASE64_FINE;
}

enum base64_fault base64_decode(struct out *o, struct span text, size_t *at)
{
	enum base64_fault fault = judge(text, at);
	unsigned char piece[OCTETS];
	size_t before = o->len, len = 0;

	if (fault)
		return fault;
	while (text.len) {
		struct span s = span_first(text, CHARACTERS);

		mbedtls_base64_decode(
		    piece, sizeof piece, &len, (const unsigned char *)s.at, s.len);
		out_put(o, (struct span){ (const char *)piece, len });
		text = span_from(text, s.len);
	}
	wipe(piece, sizeof piece);
	if (!o->full)
		return BASE64_FINE;
	o->len = before;
	return BASE64_ROOM;
}

const char *base64_fault_text(enum base64_fault fault)
{
	static const char *const text[] = {
		[BASE64_FINE] = "nothing",
		[BASE64_STRANGER] = "a character that base64 does not have",
		[BASE64_PADDING] = "the = at the end are too few, too many or not at the end",
		[BASE64_LENGTH] = "one character too many or too few: cut off?",
		[BASE64_BITS] = "the last character is not one that can end it: cut off?",
		[BASE64_ROOM] = "too long",
	};

	return text[fault];
}

static unsigned remarks_on_end(struct span s)
{
	unsigned remarks = 0;

	if (s.len && s.at[s.len - 1] == '\n') {
		remarks |= BASE64_ENDS_IN_LF;
		s.len--;
	}
	if (s.len && s.at[s.len - 1] == '\r') {
		remarks |= BASE64_ENDS_IN_CR;
		s.len--;
	}
	if (s.len && ascii_is_blank(s.at[s.len - 1]))
		remarks |= BASE64_BLANK_BEHIND;
	return remarks;
}

unsigned base64_remarks(struct span octets)
{
	unsigned remarks = remarks_on_end(octets);

	if (octets.len && ascii_is_blank(octets.at[0]))
		remarks |= BASE64_BLANK_AHEAD;
	for (size_t i = 0; i < octets.len; i++)
		if ((unsigned char)octets.at[i] >= 0x80)
			remarks |= BASE64_NOT_ASCII;
	if (span_has(octets, '\0'))
		remarks |= BASE64_HAS_NUL;
	return remarks;
}

const char *base64_remark_take(unsigned *remarks)
{
	static const char *const text[] = {
		"ends in a line feed, as `echo` without -n makes it: the classic wrong password",
		"ends in a carriage return",
		"begins with a blank",
		"ends in a blank",
		"holds octets beyond ASCII: the server may expect another character set",
		"holds NUL octets, as the three parts of AUTH PLAIN are separated",
	};

	for (unsigned i = 0; i < sizeof text / sizeof *text; i++)
		if (*remarks >> i & 1) {
			*remarks &= ~(1u << i);
			return text[i];
		}
	return NULL;
}
