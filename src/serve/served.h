/*
 * served.h - the server's side of a conversation in SMTP or POP3, for practice.
 *
 *	served_begin(d, config, pop3, stamp), served_greet(d, utc)
 *	taken = served_feed(d, octets, now, utc)
 *	send d->reply, and then: while (served_pours(d)) served_pour(d, room)
 *
 * Takes octets and returns the answer; has no socket and no clock.  Takes one
 * line or one piece of a message at a time, so that octets after STARTTLS are
 * left for TLS.  In four files: served.c has what both protocols share, with the
 * table of commands; smtpd.c and pop3d.c have one protocol each; sasld.c has logins.
 *
 * SMTP: RFC 5321.  Mail to any address is stored and not sent on.  Only CR LF "."
 * CR LF ends a message; a message with another line end than CR LF is refused.
 * POP3: RFC 1939, 2449, 5034.  A login sees the mails that are in the store at that
 * moment, and keeps them there until it ends, so that several logins are possible
 * at once.
 */
#ifndef SERVE_SERVED_H
#define SERVE_SERVED_H

#include "proto/dot.h"
#include "serve/directive.h"
#include "serve/store.h"

#define SERVED_LINE   2048 /* octets of a command's line; a longer one is refused */
#define SERVED_REPLY  768  /* octets of the longest reply that is sent without served_pour */
#define SERVED_ERRORS 20   /* the connection ends at this many refusals */
#define SERVED_NAME   128  /* octets kept of a name or sender, with the NUL at its end */
#define SERVED_RCPTS  100  /* recipients of a message, RFC 5321 4.5.3.1.8 */

/* What all conversations of a run share. */
struct served_config {
	struct span host;           /* our host name */
	struct span run;            /* begins the names of mails; unique to this run */
	struct span user, password; /* no user: any name and password will do */
	bool tls;                   /* this server has TLS */
	int64_t size_max;           /* octets of a message */
	struct store *store;
	unsigned greys;
	struct { /* greylisting: a ring of senders with recipients, and when they came first */
		uint64_t who;
		int64_t since;
	} grey[64];
	struct directives directives; /* the faults to make */
};

/* What a line led to, apart from its reply. */
enum served_news {
	SERVED_NOTHING,
	SERVED_TLS,    /* TLS begins after the reply */
	SERVED_MAIL,   /* a message was received: `kept` is its index in the store */
	SERVED_CLOSE,  /* the connection ends after the reply */
	SERVED_UPDATE, /* the same, by POP3's QUIT, which deletes: see served_deleted */
};

/* What has happened so far: a set of these. */
enum served_state {
	SERVED_GREETED = 1,  /* HELO or EHLO */
	SERVED_EXTENDED = 2, /* EHLO */
	SERVED_SENDING = 4,  /* MAIL was accepted */
	SERVED_RCPT = 8,     /* a recipient was accepted */
	SERVED_KNOWN = 16,   /* logged in */
	SERVED_SECURE = 32,  /* TLS is up */
};

struct served {
	struct out reply; /* the reply to the line taken last; empty: no reply yet */
	struct served_config *config;
	bool pop3;
	uint8_t state;       /* a set of enum served_state */
	uint8_t stage, news; /* enum stage, STAGE_COUNT for none; enum served_news */
	uint8_t errors, rcpts;
	int64_t now, utc; /* as passed to the last served_feed */
	bool denied;      /* the last line was a login with a wrong name or password */
	bool dropping;    /* the rest of a line that is too long is being dropped */

	uint8_t login;     /* the step of an AUTH exchange; 0: no exchange */
	struct span stamp; /* "<random@host>", unique to this connection */

	/* SMTP: the message that is being received */
	bool content, bare, full; /* receiving; a line lacks CR LF; the store has no room */
	uint8_t dot;              /* how much of CR LF "." CR LF was read */
	unsigned mail, kept;      /* its index in the store, or STORE_MAILS; see SERVED_MAIL */
	int64_t came;             /* its octets so far */

	/* POP3: the rest of a reply of many lines */
	uint8_t pouring; /* the stage of that reply; STAGE_COUNT: no such reply */
	bool in_body, line_empty;
	unsigned next; /* the next message to be listed */
	int64_t lines; /* TOP: lines of the body still to be sent; RETR: -1 */
	struct store_reader reader;
	struct dot_stuffer stuffer;

	/* POP3: the mailbox, with message numbers from 0 */
	unsigned count;
	uint16_t box[STORE_MAILS];
	bool deleted[STORE_MAILS];

	char name[SERVED_NAME], from[SERVED_NAME]; /* from HELO or USER; from MAIL */
	char room[SERVED_REPLY];
};

/* Begins a conversation; `stamp` must stay valid. */
void served_begin(struct served *d, struct served_config *p, bool pop3, struct span stamp);

/* Puts the greeting in d->reply; utc: seconds since 1970, for the date in it. */
void served_greet(struct served *d, int64_t utc);

/*
 * Takes a line, or a piece of a message; returns how many octets, 0 if the line is not
 * whole yet.  `now` in nanoseconds, `utc` in seconds since 1970.
 */
size_t served_feed(struct served *d, struct span octets, int64_t now, int64_t utc);

/* Has the reply more lines than are in d->reply? */
static inline bool served_pours(const struct served *d)
{
	return d->pouring != STAGE_COUNT;
}

/* Writes more lines of the reply; `wire` must have room for 256 octets at least. */
void served_pour(struct served *d, struct out *wire);

/* To be called once TLS is up: forgets all that was said before, RFC 3207 4.2. */
void served_secured(struct served *d);

/* Drops the mail of SERVED_MAIL, and changes the reply to a temporary failure. */
void served_not_kept(struct served *d);

/* The first message, from number `from` on, that QUIT deletes; d->count if there is none. */
unsigned served_deleted(const struct served *d, unsigned from);

/* To be called at the end: releases the mailbox, and drops a message that is incomplete. */
void served_end(struct served *d);

/* Opens a new mail in the store, named by run and number; STORE_MAILS if there is no room. */
unsigned served_new_mail(struct served_config *p);

/* ---- between served.c, smtpd.c, pop3d.c and sasld.c ---- */

/*
 * Runs a command.  Returns the line to reply; NULL for the line in the table; "" if the
 * reply is written already.
 */
typedef const char *served_answer(struct served *d, struct span arguments);

served_answer smtpd_hello, smtpd_mail, smtpd_rcpt, smtpd_data, smtpd_reset;
served_answer pop3d_list, pop3d_stat, pop3d_retr, pop3d_dele, pop3d_rset, pop3d_quit;
served_answer sasld_begin, sasld_go, sasld_user, sasld_pass, sasld_apop;

/* Takes a piece of a message; returns how many octets. */
size_t smtpd_content(struct served *d, struct span octets);

/* Lists the mailbox after a login; returns the line to reply. */
const char *pop3d_enter(struct served *d);

/* Adds a line to the reply.  A refusal is counted, and for POP3 becomes "-ERR". */
void served_say(struct served *d, const char *line);

/* The fault of that kind that is tied to no stage, or NULL. */
const struct directive *served_wrong(const struct served *d, enum directive_kind kind);

/* The line "554:text" that a directive refuses the stage with, or NULL. */
const char *served_refusal(const struct served *d, enum stage stage);

/* The name to offer TLS by: `name`, or one that a firewall has masked; "" if TLS is not offered. */
const char *served_tls(const struct served *d, const char *name);

#endif
