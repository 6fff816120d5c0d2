/*
 * turn.h - what a helper says next.
 *
 * A helper is somebody who types for the user.  Asked for its turn, with the
 * reply to what it said last, it writes the next line and says TURN_SAY, or
 * how else it goes on.  Nothing here waits, sends or asks.
 */
#ifndef PROTO_TURN_H
#define PROTO_TURN_H

#include "base/status.h"
#include "proto/reply.h"

enum turn_kind {
	TURN_ON,    /* nothing is left to be said here: who comes next? */
	TURN_SAY,   /* the line; another turn when its reply is whole */
	TURN_AHEAD, /* the line; another turn at once, its reply is judged when it comes */
	TURN_BODY,  /* the body of a message, and the final dot */
	TURN_AGAIN, /* it computes: another turn soon, though nothing was heard */
	TURN_ASK,   /* the user's password is needed first */
	TURN_FAIL,  /* status and why */
};

struct turn {
	struct out line; /* may hold a secret: wiped by who said it */
	struct out why;
	enum status status;
};

enum turn_kind turn_say(struct turn *t, const char *verb, struct span argument);
enum turn_kind turn_fail(struct turn *t, enum status status, const char *why);

/* The server refused: "RCPT: 550 5.1.1 no such user"; `status` unless it says later. */
enum turn_kind turn_refused(
    struct turn *t, enum status status, const char *doing, const struct reply *r);

#endif
