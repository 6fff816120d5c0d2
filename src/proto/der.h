/*
 * der.h - walks through DER, the nested boxes that certificates are made of: X.690.
 *
 * Each call takes one box (tag, length and value) off the front of a span.  The
 * box always lies inside the span, whatever its length says.  Nothing recurses:
 * the caller knows the shape.  Reads boxes and dates only.
 */
#ifndef PROTO_DER_H
#define PROTO_DER_H

#include "base/span.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BITS = 0x03,
	DER_OCTETS = 0x04,
	DER_OID = 0x06,
	DER_UTC_TIME = 0x17,
	DER_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_MINE = 0x80,    /* [0], and 0x81 is [1] */
	DER_MINE_IN = 0xa0, /* [0] around other boxes */
};

struct der {
	unsigned tag;
	struct span value, whole; /* whole: with tag and length */
};

/* Takes a box.  Returns false, and leaves *rest, if none is left or it is broken or cut. */
bool der_take(struct span *rest, struct der *box);

/* Takes a box if it has that tag; otherwise returns false and takes nothing. */
bool der_take_a(struct span *rest, unsigned tag, struct span *value);

/* Steps into a box: *rest becomes its value, or as much of the value as there is. */
bool der_enter(struct span *rest, unsigned tag);

/*
 * Seconds since 1970-01-01 of a UTCTime or GeneralizedTime in the form of RFC 5280
 * 4.1.2.5.  Returns false if the form differs, or there is no such day or time.
 */
bool der_time(const struct der *box, int64_t *seconds);

#endif
