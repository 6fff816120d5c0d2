/*
 * turn.h - what a helper says next.
 *
 * A helper types lines in place of the user.  Its turn is called with the reply to
 * its last line, writes the next line and returns TURN_SAY, or returns what else
 * is to be done.  A turn never waits, sends, asks or touches a file: the caller does
 * what the turn returns, and calls it again without a reply.
 */
#ifndef PROTO_TURN_H
#define PROTO_TURN_H

#include "base/status.h"
#include "proto/reply.h"

enum turn_kind {
	TURN_DONE,     /* done: the next stage begins */
	TURN_SAY,      /* say `line`; another turn when its reply is whole */
	TURN_AHEAD,    /* say `line`; another turn at once, the reply is judged when it comes */
	TURN_BODY,     /* send the body of a message, and the final dot */
	TURN_NOT_YET,  /* still computing or waiting: another turn soon, without a reply */
	TURN_ASK,      /* ask the user for the password; then another turn */
	TURN_TELL,     /* tell `told`, as `news` says; then another turn */
	TURN_ERRAND,   /* run `errand` of the protocol's engine; then another turn */
	TURN_UNPAIRED, /* the reply can't belong to the line that was said */
	TURN_FAIL,     /* the helper has failed: see `status` and `why` */
};

/* What TURN_TELL tells. */
enum turn_news {
	TURN_RESULT,  /* the result of the command */
	TURN_SEEN,    /* a result in the server's words, which the dialogue has shown already */
	TURN_FAILURE, /* with `status`, though the work continues */
	TURN_WARNING,
	TURN_NOTE,
};

struct turn {
	struct out line; /* may hold a secret: the caller wipes it when said */
	struct out why;
	struct span told; /* points into `why`, or into the reply */
	enum turn_news news;
	enum status status;
};

enum turn_kind turn_say(struct turn *t, const char *verb, struct span argument);
enum turn_kind turn_fail(struct turn *t, enum status status, const char *why);

/* TURN_TELL with the text of `why`. */
enum turn_kind turn_tell(struct turn *t, enum turn_news news);

/*
 * TURN_FAIL, "RCPT: the server says 550 5.1.1 no such user", with `status`; a temporary
 * failure is STATUS_TEMPORARY, an odd reply STATUS_PROTOCOL.
 */
enum turn_kind turn_refused(
    struct turn *t, enum status status, const char *doing, const struct reply *r);

#endif
