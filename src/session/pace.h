/*
 * pace.h - how fast a run of octets went, by seconds and in a row of time spans.
 *
 * The row has room for any time: when it is full, each two spans become one that is
 * twice as long.
 */
#ifndef SESSION_PACE_H
#define SESSION_PACE_H

#include "base/out.h"

#define PACE_SPANS 40

struct pace {                      /* all zero is fresh */
	int64_t began, width;      /* when it began; ns of one span */
	int64_t span[PACE_SPANS];  /* octets in each span */
	int64_t second, in_second; /* the current second, from 0; octets in it */
	int64_t last;              /* octets in the previous second */
	int64_t slowest, slow_at;  /* the slowest whole second: its octets, its number */
};

/*
 * Adds octets, or with 0 lets time pass.  `now` leaves out the time that was ours (see
 * session.h), which is known only later: so `now` may go back.
 */
void pace_add(struct pace *p, int64_t octets, int64_t now);

/* Writes the row, one character for each span: "_" for no octets, "#" for the most. */
void pace_draw(const struct pace *p, struct out *o);

#endif
