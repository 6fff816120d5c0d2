/*
 * base64.h - base64 both ways, strictly, and what is odd about a decoded text.
 *
 * A thin layer over mbedTLS's coder, which takes the same time whatever the
 * octets: passwords pass through here.  Strict is RFC 4648 3.2 to 3.5: only the
 * 64 characters, no line breaks, exact padding, no unused bits set.  A caller
 * that wants to be liberal trims the text first.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/out.h"

/* Is c one of the 64 characters? */
bool base64_has(char c);

/* Writes all the text or nothing, as out_put does.  o needs room for one octet more. */
void base64_encode(struct out *o, struct span octets);

enum base64_fault {
	BASE64_FINE,
	BASE64_STRANGER, /* not one of the 64 characters, nor = */
	BASE64_PADDING,  /* an = too few, too many, or followed by text */
	BASE64_LENGTH,   /* the last character is too few for an octet: cut off? */
	BASE64_BITS,     /* the last character has unused bits set */
	BASE64_ROOM,     /* more than o has room for; o is full */
};

/* Writes all the octets, or none and returns why; then *at is where in text the fault is. */
enum base64_fault base64_decode(struct out *o, struct span text, size_t *at);

/* "not a character of base64". */
const char *base64_fault_text(enum base64_fault fault);

/* What is odd about octets that are meant as a name or password, one bit each. */
enum base64_remark {
	BASE64_ENDS_IN_LF = 1,
	BASE64_ENDS_IN_CR = 2, /* or in CR LF */
	BASE64_BLANK_AHEAD = 4,
	BASE64_BLANK_BEHIND = 8,
	BASE64_NOT_ASCII = 16,
	BASE64_HAS_NUL = 32,
};

unsigned base64_remarks(struct span octets);

/* Takes one remark out of the set and returns its sentence; NULL if the set is empty. */
const char *base64_remark_take(unsigned *remarks);

#endif
