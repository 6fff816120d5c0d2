/*
 * replay.h - a line of a record back into the event that it tells.
 *
 * The grammar is that of view/transcript.h.  The time of day before the @ may
 * be missing; blank lines and those that begin with # tell nothing.  A record
 * may hold several anchors: @ counts from the latest, whose event says when
 * that was, and whoever reads a record adds the two.
 *
 * The line that explains a record has the number of its format.  One from before
 * such numbers, and one without that line, may have facts in its texts alone:
 * there they are looked for.
 *
 * A record holds no secrets, so eight stars come back as eight stars.  In a
 * record written by hand {secret} stands for any; it comes back as it is.
 */
#ifndef SESSION_REPLAY_H
#define SESSION_REPLAY_H

#include "base/out.h"
#include "session/event.h"

enum replay_state {
	REPLAY_EVENT,
	REPLAY_NOTHING, /* a comment, or blank */
	REPLAY_BROKEN,  /* no such line is ever written; or the format is of a later version */
};

struct replay {         /* all zero is one that begins */
	int64_t format; /* as the record says: see EVENT_FORMAT */
};

/*
 * Reads one line, without its end.  e->at counts nanoseconds since the anchor,
 * and durations are nanoseconds again.  e->text and facts lie in `text`, which is
 * emptied first; as many octets of room as the line has will do.
 */
enum replay_state replay_line(
    struct replay *r, struct event *e, struct out *text, struct span line);

#endif
