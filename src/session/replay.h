/*
 * replay.h - turns a line of a record back into an event.
 *
 * The grammar is that of view/transcript.h.  The time of day in front of the @ may be
 * missing; blank lines and lines that begin with # are no events.  A record may hold
 * several anchors: @ counts from the latest, whose event has the time of day.  The
 * caller must add the two.
 *
 * The first line of a record has the number of its format.  Without that number (an
 * old record, or one written by hand) facts are looked for in the texts.
 *
 * A record holds no secrets, so eight stars come back as eight stars.  In a record
 * written by hand, {secret} may stand for any secret; it comes back as it is.
 */
#ifndef SESSION_REPLAY_H
#define SESSION_REPLAY_H

#include "base/out.h"
#include "session/event.h"

enum replay_state {
	REPLAY_EVENT,
	REPLAY_NOTHING, /* a comment, or blank */
	REPLAY_BROKEN,  /* no line of a record; or the format is of a later version */
};

struct replay {         /* all zero is a fresh one */
	int64_t format; /* the record's, see EVENT_FORMAT; 0: unknown */
};

/*
 * Reads one line, without its end.  e->at is nanoseconds since the anchor, and durations
 * are nanoseconds again.  e->text and the facts are in `text`, which is emptied first; it
 * needs as much room as the line has octets.
 */
enum replay_state replay_line(
    struct replay *r, struct event *e, struct out *text, struct span line);

#endif
