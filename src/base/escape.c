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

/* Takes one escape, of which the backslash is gone, off s. */
static bool escaped(struct span *s, char *octet)
{
	const char *found = s->len && s->at[0] ? strchr(letter, s->at[0]) : NULL;
	int high, low;

	if (found) {
		*octet = meant[found - letter];
		*s = span_from(*s, 1);
		return true;
	}
	if (s->len < 3 || s->at[0] != 'x')
		return false;
	high = ascii_hex(s->at[1]);
	low = ascii_hex(s->at[2]);
	if (high < 0 || low < 0)
		return false;
	*octet = (char)(high << 4 | low);
	*s = span_from(*s, 3);
	return true;
}

bool escape_take(struct out *o, struct span s)
{
	while (s.len) {
		size_t n = span_find(s, '\\');
		char octet;

		out_put(o, span_first(s, n));
		if (n == s.len)
			break;
		s = span_from(s, n + 1);
		if (!escaped(&s, &octet))
			return false;
		out_char(o, octet);
	}
	return true;
}
