/*
 * smtp.h - what a helper of SMTP or LMTP says next: MAIL, RCPT, DATA, and the body.
 *
 * It begins after EHLO and after the login, if there is one.  The message itself
 * is written elsewhere: an errand prepares it, and TURN_BODY asks for it.  Lines
 * may be said ahead (RFC 2920).  smtp_answer takes the replies to those, and
 * LMTP's replies to the final dot, one for each recipient (RFC 2033 4.2).
 * RFC 5321 3.3, 4.1.1.
 */
#ifndef PROTO_SMTP_H
#define PROTO_SMTP_H

#include "proto/caps.h"
#include "proto/standing.h"
#include "proto/turn.h"

enum smtp_job {
	SMTP_NOTHING,
	SMTP_MAIL, /* MAIL with `from`, and no more */
	SMTP_RCPT, /* RCPT with the only address of `all` */
	SMTP_SEND, /* a whole mail */
	SMTP_DATA, /* DATA for a mail that was begun before, and its body */
};

/* What TURN_ERRAND asks for. */
enum smtp_errand {
	SMTP_COMPOSE, /* prepare the message, and set `size`; 8BITMIME may be used */
	SMTP_LOOK,    /* search the file for what a server may refuse */
};

enum smtp_step {
	SMTP_FRESH,
	SMTP_COMPOSED,
	SMTP_FROM,
	SMTP_TO,
	SMTP_LOOKED,
	SMTP_INVITING, /* DATA was said */
	SMTP_DOT,      /* the body follows, or has been sent */
	SMTP_DROPPED,  /* RSET was said: the mail is not sent */
};

/* The stage after which to stop; those up to SMTP_LAST_AUTH are over when this engine begins. */
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
	/* the task */
	enum smtp_job job;
	enum smtp_last last;
	struct span from;                      /* an address */
	struct span ret, envid, notify, orcpt; /* RFC 3461; empty: not given */
	struct span all;   /* the recipients; a refused one is overwritten with commas */
	struct span named; /* a copy of all recipients, in which none is overwritten */
	bool all_or_none;  /* if one recipient is refused, nothing is sent */
	bool pipelining;   /* lines are said ahead */
	bool force;        /* asks even for what the server does not offer */
	bool has_body;     /* there is a message to be sent */
	bool utf8;         /* SMTPUTF8 is asked for */
	int64_t size;      /* octets of the message; 0 and below: not known */

	/* progress */
	enum smtp_step step;
	enum smtp_errand errand;
	struct span left;          /* recipients not yet named to the server */
	struct span judged;        /* recipients without a reply so far */
	int ahead;                 /* lines said and not answered, counted by the caller */
	bool answered;             /* lines said ahead: MAIL was answered */
	bool unwanted;             /* lines said ahead: MAIL was refused */
	int64_t accepted, refused; /* how many recipients */
	char receipt[200];         /* the reply to the final dot, or "" */
};

/* To be called when the task is filled in; returns false if the mail has no recipient. */
bool smtp_begin(struct smtp *m);

/* An address without the <> around it. */
struct span smtp_bare(struct span whom);

/* Takes the next recipient off a list; empty if none is left. */
struct span smtp_take(struct span *list);

/* r: the reply to the line that the last turn said; else NULL. */
enum turn_kind smtp_turn(struct smtp *m, const struct standing *st, const struct caps *c,
    const struct reply *r, struct turn *t);

/*
 * Takes the reply to a line that was said ahead; a reply that makes no sense counts
 * as a refusal.  Returns TURN_TELL, or TURN_DONE if there is nothing to be told.
 */
enum turn_kind smtp_answer(struct smtp *m, const struct reply *r, bool makes_sense, struct turn *t);

/* ---- where replies are in doubt ---- */

/* Writes what is known of whom, one of `named`; each: of its own reply to the final dot, LMTP. */
void smtp_say_doubt(const struct smtp *m, struct span whom, bool each, struct out *o);

#endif
