/*
 * der.h - walks through DER, the nested boxes that certificates are made of: X.690.
 *
 * Each call takes one box, tag and length and value, off the front of a span;
 * what is taken lies inside it whatever the lengths say.  Nothing recurses:
 * who calls knows the shape.  Ends at boxes and dates.
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

/* Takes a box; false: none is left, or it is broken or cut; then *rest stays. */
bool der_take(struct span *rest, struct der *box);

/* Takes a box if it bears that tag; false, and takes nothing, if not. */
bool der_take_a(struct span *rest, unsigned tag, struct span *value);

/* Steps into a box: *rest is its value, or as much as there is of one that is cut. */
bool der_enter(struct span *rest, unsigned tag);

/*
 * Seconds since 1970-01-01 of a UTCTime or GeneralizedTime as RFC 5280 4.1.2.5
 * has them; false: it has another form, or no calendar has such a day or time.
 */
bool der_time(const struct der *box, int64_t *seconds);

#endif
