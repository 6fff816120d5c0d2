/*
 * base64.h - base64 both ways, strictly, and what is odd about a decoded text.
 *
 * A face over mbedTLS's coder, which takes the same time whatever the octets:
 * passwords pass through here.  Strict is RFC 4648 3.2 to 3.5: no strangers,
 * no line breaks, the padding that is due, no stray bits.  Who wants to be
 * liberal trims first.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/out.h"

/* Is c one of the 64 characters? */
bool base64_has(char c);

/* Writes all of it or nothing, as out_put does; o has to have room for one octet more. */
void base64_encode(struct out *o, struct span octets);

enum base64_fault {
	BASE64_FINE,
	BASE64_STRANGER, /* not one of the 64 characters, nor = */
	BASE64_PADDING,  /* an = too few, too many, or with text behind it */
	BASE64_LENGTH,   /* one character that is a part of no octet: cut off? */
	BASE64_BITS,     /* the last character holds bits that mean nothing */
	BASE64_ROOM,     /* more than o has room for; o is full */
};

/* Writes the octets, or nothing and says why; then *at is where in text. */
enum base64_fault base64_decode(struct out *o, struct span text, size_t *at);

/* "not a character of base64". */
const char *base64_fault_text(enum base64_fault fault);

/* What is odd about octets that are meant as a name or password: a set of these. */
enum base64_remark {
	BASE64_ENDS_IN_LF = 1,
	BASE64_ENDS_IN_CR = 2, /* or in CR LF */
	BASE64_BLANK_AHEAD = 4,
	BASE64_BLANK_BEHIND = 8,
	BASE64_NOT_ASCII = 16,
	BASE64_HAS_NUL = 32,
};

unsigned base64_remarks(struct span octets);

/* Takes one remark out of the set and gives its sentence; NULL: none is left. */
const char *base64_remark_take(unsigned *remarks);

#endif
