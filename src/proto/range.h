/*
 * range.h - numbers of messages as people write them: "3-7,9".
 */
#ifndef PROTO_RANGE_H
#define PROTO_RANGE_H

#include "base/span.h"

struct range {
	struct span rest; /* borrowed */
	int64_t next, last;
};

/* Is text such numbers, all from 1 on, and each range with its smaller number first? */
bool range_is_sane(struct span text);

/* Takes the next number; returns false if none is left. */
bool range_next(struct range *r, int64_t *n);

#endif
