/*
 * turn.h - what a helper says next.
 *
 * A helper is somebody who types for the user.  Asked for its turn, with the
 * reply to what it said last, it writes the next line and says TURN_SAY, or
 * how else it goes on.  Nothing here waits, sends, asks or touches a file: what
 * a turn wants to have told or done it names, and is asked again without a reply.
 */
#ifndef PROTO_TURN_H
#define PROTO_TURN_H

#include "base/status.h"
#include "proto/reply.h"

enum turn_kind {
	TURN_ON,       /* nothing is left to be said here: who comes next? */
	TURN_SAY,      /* the line; another turn when its reply is whole */
	TURN_AHEAD,    /* the line; another turn at once, its reply is judged when it comes */
	TURN_BODY,     /* the body of a message, and the final dot */
	TURN_AGAIN,    /* it computes: another turn soon, though nothing was heard */
	TURN_ASK,      /* the user's password is needed first */
	TURN_TELL,     /* `told`, as what `news` says; then another turn */
	TURN_ERRAND,   /* see `errand` of the protocol's engine; then another turn */
	TURN_UNPAIRED, /* the reply can't be the one to the line that was said */
	TURN_FAIL,     /* status and why */
};

/* What is told by TURN_TELL. */
enum turn_news {
	TURN_RESULT,  /* what the command was for */
	TURN_SEEN,    /* such a result in the server's words, which a dialogue has shown */
	TURN_FAILURE, /* with `status`, though the work continues */
	TURN_WARNING,
	TURN_NOTE,
};

struct turn {
	struct out line; /* may hold a secret: whoever says it wipes it */
	struct out why;
	struct span told; /* in `why`, or in the reply */
	enum turn_news news;
	enum status status;
};

enum turn_kind turn_say(struct turn *t, const char *verb, struct span argument);
enum turn_kind turn_fail(struct turn *t, enum status status, const char *why);

/* Tells what `why` says. */
enum turn_kind turn_tell(struct turn *t, enum turn_news news);

/* The server refused: "RCPT: 550 5.1.1 no such user"; `status` unless it says later. */
enum turn_kind turn_refused(
    struct turn *t, enum status status, const char *doing, const struct reply *r);

#endif
