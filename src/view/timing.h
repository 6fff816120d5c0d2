/*
 * timing.h - how long each stage of sending a mail took.
 *
 * A fold of events: what was waited for until a connection, TLS and each
 * reply were there, and how long the message took.  Verbs that are said
 * several times are added up.
 */
#ifndef VIEW_TIMING_H
#define VIEW_TIMING_H

#include "session/event.h"

#define TIMING_STAGES 13

struct timing {                      /* all zero is fresh */
	int64_t took[TIMING_STAGES]; /* ns; and how much of that was ours */
	int64_t held[TIMING_STAGES];
};

/*
 * Is what was ours of a time worth a word beside it?  A hundredth, and ten
 * milliseconds; each write to a screen, a pipe or a disk takes a little.
 */
static inline bool timing_tells_held(int64_t held, int64_t took)
{
	return held >= 10000000 && held >= took / 100;
}

void timing_see(struct timing *t, const struct event *e);

/* Has the final dot just been answered, the first time? */
bool timing_is_whole(const struct timing *t, const struct event *e);

/* "AUTH 12 ms", "DATA 1.2 s (900 ms held by us)" of stage i; nothing if there was none. */
void timing_say(const struct timing *t, unsigned i, struct out *o);

#endif
