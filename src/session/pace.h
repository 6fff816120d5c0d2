/*
 * pace.h - how fast a run of octets went, second by second and in a row of spans.
 *
 * The row has room for any time: when it is full, two spans become one twice
 * as long.
 */
#ifndef SESSION_PACE_H
#define SESSION_PACE_H

#include "base/out.h"

#define PACE_SPANS 40

struct pace {                      /* all zero is fresh */
	int64_t began, width;      /* ns; of a span */
	int64_t span[PACE_SPANS];  /* octets in each */
	int64_t second, in_second; /* the one that is under way, from 0; octets in it */
	int64_t last;              /* octets in the one before */
	int64_t slowest, slow_at;  /* of the whole seconds: octets, and its number */
};

/*
 * Octets came, or time has passed.  `now` leaves out the time in which we held
 * things up; as that is known at its end alone, it may step back by as much.
 */
void pace_add(struct pace *p, int64_t octets, int64_t now);

/* The row as a line of characters, "__.-=+*##": from nothing to the most. */
void pace_draw(const struct pace *p, struct out *o);

#endif
