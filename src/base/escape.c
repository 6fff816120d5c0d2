/* escape.c - see escape.h. */
#include "base/escape.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <string.h>

static const char meant[] = "\\\r\n\t", letter[] = "\\rnt";

void escape_octet(struct out *o, char octet)
{
	const char *found = octet ? strchr(meant, octet) : NULL;

	out_char(o, '\\');
	if (found) {
		out_char(o, letter[found - meant]);
		return;
	}
	out_char(o, 'x');
	out_hex(o, (unsigned char)octet, 2);
}

/* How many octets at the front need no escape. */
static size_t plain(struct span s)
{
	size_t n = 0, more;
	uint32_t c;

	while ((more = utf8_next(span_from(s, n), &c)) && c != '\\' && utf8_width(c) != UTF8_UNSAFE)
		n += more;
	return n;
}

void escape_put(struct out *o, struct span s)
{
	while (s.len) {
		size_t n = plain(s);

		out_put(o, span_first(s, n));
		if (n < s.len)
			escape_octet(o, s.at[n++]);
		s = span_from(s, n);
	}
}

/* Takes one escape, without its backslash, off s.  Returns its octet; less than 0 if malformed. */
static int escaped(struct span *s)
{
	struct span text = *s;
	const char *found = NULL;

	if (text.len && text.at[0])
		found = strchr(letter, text.at[0]);
	*s = span_from(text, found ? 1 : 3);
	if (found)
		return meant[found - letter];
	if (text.len > 2 && text.at[0] == 'x')
		return ascii_hex_octet(text.at + 1);
	return -1;
}

bool escape_take(struct out *o, struct span s)
{
	while (s.len) {
		size_t n = span_find(s, '\\');
		int octet;

		out_put(o, span_first(s, n));
		if (n == s.len)
			break;
		s = span_from(s, n + 1);
		octet = escaped(&s);
		if (octet < 0)
			return false;
		out_char(o, (char)octet);
	}
	return true;
}

void escape_file_name(struct out *o, struct span name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool dot = c == '.' && i;

		if (dot || ascii_is_alnum(c) || span_has(SPAN("-_"), c)) {
			out_char(o, c);
		} else {
			out_char(o, '%');
			out_hex(o, (uint8_t)c, 2);
		}
	}
}
