/*
 * timing.h - how long each stage of sending a mail took.
 *
 * Adds up events: how long the connection, TLS and each reply were waited for, and
 * how long the message took.  The times of a verb said several times are added up.
 */
#ifndef VIEW_TIMING_H
#define VIEW_TIMING_H

#include "session/event.h"

#define TIMING_STAGES 13

struct timing {                      /* all zero is fresh */
	int64_t took[TIMING_STAGES]; /* nanoseconds */
	int64_t held[TIMING_STAGES]; /* nanoseconds of `took` that were held by us */
};

/*
 * Is the part of a time that was held by us worth telling?  At least a hundredth and
 * ten milliseconds: each write to a screen, a pipe or a disk takes a little.
 */
static inline bool timing_tells_held(int64_t held, int64_t took)
{
	return held >= 10000000 && held >= took / 100;
}

void timing_see(struct timing *t, const struct event *e);

/* Is e the first reply to the final dot of this mail? */
bool timing_is_whole(const struct timing *t, const struct event *e);

/* Writes "AUTH 12 ms", "DATA 1.2 s (900 ms held by us)" of stage i; nothing if it took no time. */
void timing_say(const struct timing *t, unsigned i, struct out *o);

#endif
