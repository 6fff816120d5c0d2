/*
 * pop3.h - what a helper of POP3 says next, and what it makes of the replies.
 *
 * It begins after the login.  It touches no files: work on files is an errand,
 * run by the caller of pop3_turn (src/cmd/pop3_errand.c).  The caller asks for
 * another turn when the errand is done, and gives up if it failed.  RFC 1939 5.
 */
#ifndef PROTO_POP3_H
#define PROTO_POP3_H

#include "proto/range.h"
#include "proto/standing.h"
#include "proto/turn.h"

/* After so many refusals in a row no further message of a range is asked for. */
#define POP3_REFUSALS 10

enum pop3_job {
	POP3_ONCE,  /* a verb, said once */
	POP3_EACH,  /* a verb, said for each message of a range */
	POP3_FETCH, /* one message into a file: LIST for its size, and RETR */
	POP3_SAVE,  /* a whole mailbox into files: UIDL, or LIST, and RETR of the missing ones */
};

/* What TURN_ERRAND asks for. */
enum pop3_errand {
	POP3_TELL_CAPS,  /* the capabilities are the result */
	POP3_OPEN_INDEX, /* read the index of messages saved before */
	POP3_TAKE_NAMES, /* the next body is the list of names */
	POP3_CHOOSE,     /* set `message` to the next message to be fetched; 0: none is left */
	POP3_OPEN_FILE,  /* the next body goes into a file */
	POP3_KEEP_FILE,  /* the body is complete: give the file its name */
};

/* Progress: what was said last, or which errand was run. */
enum pop3_step {
	POP3_FRESH,
	POP3_SAID,
	POP3_INDEXED,
	POP3_LISTENING,
	POP3_LISTING,
	POP3_CHOSEN,
	POP3_SIZING,
	POP3_OPENED,
	POP3_FETCHING,
	POP3_KEPT,
};

struct pop3 {
	/* the task */
	enum pop3_job job;
	const char *verb;   /* of POP3_ONCE and POP3_EACH */
	struct range range; /* of messages */
	int64_t lines;      /* of TOP; below 0: the verb has none */

	/* progress */
	enum pop3_step step;
	enum pop3_errand errand;
	int64_t first, message; /* the first one asked for; the last one; 0: none yet */
	int64_t size;           /* octets of the message, from LIST; -1: not told */
	int refusals;           /* in a row */
	bool nameless;          /* the server has no UIDL: LIST and numbers replace it */
	bool more;              /* the list had more names than there was room for */
};

/* r: the reply to the line that the last turn said; else NULL. */
enum turn_kind pop3_turn(struct pop3 *p, const struct reply *r, struct turn *t);

/* Writes which answers are in doubt, where a reply may not belong to its line. */
void pop3_say_doubt(const struct pop3 *p, const struct standing *st, struct out *o);

#endif
