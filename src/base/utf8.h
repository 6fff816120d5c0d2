/*
 * utf8.h - characters in octets: read one, write one, how wide it is.
 *
 * Nothing here fails on ill-formed text: an octet that belongs to no
 * well-formed character (Unicode 3.9, table 3-7) is a character of its own,
 * marked as bad.  Widths come from a table made of the Unicode data; it knows
 * nothing of fonts or locales.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/out.h"

/* utf8_next sets this, beside the octet, in a character read from an ill-formed octet. */
#define UTF8_BAD UINT32_C(0x80000000)

/* Reads the first character of s and returns how many octets it has, 1..4; 0 if s is empty. */
size_t utf8_next(struct span s, uint32_t *c);

/* The octets of the last character of s; 0 if s is empty. */
size_t utf8_last(struct span s);

/* Is s the beginning of a character that further octets could complete? */
bool utf8_begun(struct span s);

/* Writes a character; a bad one as its octet. */
void utf8_put(struct out *o, uint32_t c);

/*
 * Columns on a terminal: 1, 2, or 0 for a mark that joins the character in
 * front of it.
 *
 * UTF8_UNSAFE for what may not reach a terminal, or could deceive the reader:
 * controls (C0, DEL, C1), bad octets, noncharacters, and every character that
 * shows nothing of itself but changes what is seen - direction overrides,
 * zero-width joiners and spaces, soft hyphens, byte order marks, line and
 * paragraph separators, tags, fillers and variation selectors.
 */
#define UTF8_UNSAFE (-1)
int utf8_width(uint32_t c);

#endif
