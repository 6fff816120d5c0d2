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
	int64_t took[TIMING_STAGES]; /* ns */
};

void timing_see(struct timing *t, const struct event *e);

/* Has the final dot just been answered, the first time? */
bool timing_is_whole(const struct timing *t, const struct event *e);

/* "AUTH 12 ms" of stage i; nothing if there was none. */
void timing_say(const struct timing *t, unsigned i, struct out *o);

#endif
