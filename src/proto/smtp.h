/*
 * smtp.h - what a helper of SMTP or LMTP says next: MAIL, RCPT, DATA, and the body.
 *
 * It begins when the server has been greeted and whatever login there is has
 * been made.  The message itself is written elsewhere: an errand has it made
 * ready, and TURN_BODY asks for it.  Lines may be said ahead (RFC 2920); their
 * replies come to smtp_answer, as do those of LMTP to the final dot, one for
 * each recipient (RFC 2033 4.2).  RFC 5321 3.3, 4.1.1.
 */
#ifndef PROTO_SMTP_H
#define PROTO_SMTP_H

#include "proto/caps.h"
#include "proto/standing.h"
#include "proto/turn.h"

enum smtp_job {
	SMTP_NOTHING,
	SMTP_MAIL, /* MAIL with `from`, and no more */
	SMTP_RCPT, /* RCPT with the only one of `all` */
	SMTP_SEND, /* a whole mail */
	SMTP_DATA, /* DATA for a mail that has been begun, and its body */
};

/* What TURN_ERRAND asks for. */
enum smtp_errand {
	SMTP_COMPOSE, /* the message is made ready, and `size` set; 8BITMIME may be used */
	SMTP_LOOK,    /* the file is read for what a server may refuse in it */
};

enum smtp_step {
	SMTP_FRESH,
	SMTP_COMPOSED,
	SMTP_FROM,
	SMTP_TO,
	SMTP_LOOKED,
	SMTP_INVITING, /* DATA was said */
	SMTP_DOT,      /* and the body follows, or has been sent */
	SMTP_DROPPED,  /* RSET was, as nobody is to have the mail */
};

/* The last stage of a mail: those before SMTP_LAST_MAIL are reached before it begins. */
enum smtp_last {
	SMTP_LAST_NONE,
	SMTP_LAST_CONNECT,
	SMTP_LAST_EHLO,
	SMTP_LAST_TLS,
	SMTP_LAST_AUTH,
	SMTP_LAST_MAIL,
	SMTP_LAST_RCPT,
	SMTP_LAST_DATA,
};

struct smtp {
	/* what it is about */
	enum smtp_job job;
	enum smtp_last last;
	struct span from;                      /* an address */
	struct span ret, envid, notify, orcpt; /* RFC 3461; empty: not given */
	struct span all;   /* the recipients; each that is refused is overwritten with commas */
	struct span named; /* a copy of them, of which nothing is overwritten */
	bool all_or_none;  /* one refusal is enough to send nothing */
	bool pipelining;   /* lines are said ahead */
	bool force;        /* what the server does not offer is asked for all the same */
	bool has_body;     /* there is a message to be sent */
	bool utf8;         /* SMTPUTF8 is asked for */
	int64_t size;      /* octets of the message; 0 and below: nobody knows */

	/* how far it is */
	enum smtp_step step;
	enum smtp_errand errand;
	struct span left;          /* recipients that were not named yet */
	struct span judged;        /* those that no reply was about yet */
	int ahead;                 /* lines said and not answered: whoever says them counts them */
	bool answered;             /* MAIL was, where all was said ahead, */
	bool unwanted;             /* and refused */
	int64_t accepted, refused; /* recipients */
	char receipt[200];         /* what the final dot was answered, or "" */
};

/* What a mail is about has been filled in: the rest is made ready; false: it has no recipient. */
bool smtp_begin(struct smtp *m);

/* An address without the brackets around it. */
struct span smtp_bare(struct span whom);

/* Takes the next recipient off a list; empty: there is none. */
struct span smtp_take(struct span *list);

/* r: the reply to the line that the last turn said; else NULL. */
enum turn_kind smtp_turn(struct smtp *m, const struct standing *st, const struct caps *c,
    const struct reply *r, struct turn *t);

/*
 * The reply to a line that was said ahead, which is no yes where it makes no
 * sense; TURN_TELL, or TURN_ON where there is nothing to be told.
 */
enum turn_kind smtp_answer(struct smtp *m, const struct reply *r, bool makes_sense, struct turn *t);

/* ---- where replies are in doubt ---- */

/* One of `named`; `each`: it has an answer to the final dot of its own. */
void smtp_say_doubt(const struct smtp *m, struct span whom, bool each, struct out *o);

#endif
