/*
 * pop3.h - what a helper of POP3 says next, and what it makes of the replies.
 *
 * It begins when somebody is logged in.  Files are not touched here: what is
 * to be done with them is an errand, run by whoever asks for the turns (for
 * us src/cmd/pop3.c), who asks again when it is done and gives up where it
 * failed.  RFC 1939 5.
 */
#ifndef PROTO_POP3_H
#define PROTO_POP3_H

#include "proto/range.h"
#include "proto/standing.h"
#include "proto/turn.h"

/* After so many refusals in a row no message of a range is asked for any more. */
#define POP3_REFUSALS 10

enum pop3_job {
	POP3_ONCE,  /* a verb, said once */
	POP3_EACH,  /* a verb, said for each message of a range */
	POP3_FETCH, /* one message into a file: LIST for its size, and RETR */
	POP3_SAVE,  /* a whole mailbox into files: UIDL, or LIST, and RETR of what is missing */
};

/* What TURN_ERRAND asks for. */
enum pop3_errand {
	POP3_TELL_CAPS,  /* the capabilities are the result */
	POP3_OPEN_INDEX, /* what has been saved before is read */
	POP3_TAKE_NAMES, /* the body that comes next is the list of names */
	POP3_CHOOSE,     /* the message to be fetched next goes into `message`: 0, there is none */
	POP3_OPEN_FILE,  /* the body that comes next goes into a file */
	POP3_KEEP_FILE,  /* it has come: the file gets its name */
};

/* How far it is: what has been said, or what errand was run. */
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
	/* what it is about */
	enum pop3_job job;
	const char *verb;   /* of POP3_ONCE and POP3_EACH */
	struct range range; /* of messages */
	int64_t lines;      /* of TOP; below 0: the verb has none */

	/* how far it is */
	enum pop3_step step;
	enum pop3_errand errand;
	int64_t first, message; /* of the range; the one asked for last; 0: none was */
	int64_t size;           /* of the message, as LIST told it; -1: it did not */
	int refusals;           /* in a row */
	bool nameless;          /* the server has no UIDL: LIST and numbers have to do */
	bool more;              /* the list had more names than there was room for */
};

/* r: the reply to the line that the last turn said; else NULL. */
enum turn_kind pop3_turn(struct pop3 *p, const struct reply *r, struct turn *t);

/* Replies are in doubt: which answers that concerns. */
void pop3_say_doubt(const struct pop3 *p, const struct standing *st, struct out *o);

#endif
