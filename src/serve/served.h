/*
 * served.h - the server's side of a conversation in SMTP or POP3, for practice.
 *
 *	served_begin(d, config, pop3, stamp), served_greet(d, utc)
 *	taken = served_feed(d, octets, now, utc)
 *	d->reply is what to say; and then while (served_pours(d)) served_pour(d, room)
 *
 * The twin of the client's engines: octets in, what to answer out; no socket
 * and no clock.  One line or one piece of a message is taken at a time, so
 * that octets behind STARTTLS are left for TLS.  In four files: served.c what
 * both protocols have in common, with the table of commands and what each
 * needs; smtpd.c and pop3d.c what only one of them has; sasld.c logins.
 *
 * SMTP: RFC 5321.  Mail for anybody is taken into the store and goes nowhere.
 * Lines of a message end in CR LF, else it is refused, and only CR LF "." CR LF
 * ends it.  POP3: RFC 1939, 2449, 5034.  A login sees the mails that are in
 * the store at that moment and holds them until it ends, so that several may
 * be in at once.
 */
#ifndef SERVE_SERVED_H
#define SERVE_SERVED_H

#include "proto/dot.h"
#include "serve/directive.h"
#include "serve/store.h"

#define SERVED_LINE   2048 /* octets of a command's line; a longer one is refused */
#define SERVED_REPLY  768  /* octets of the longest reply that is not poured */
#define SERVED_ERRORS 20   /* then the server has had enough */
#define SERVED_NAME   128  /* octets kept of a name or sender, and one */
#define SERVED_RCPTS  100  /* RFC 5321 4.5.3.1.8 */

/* What all conversations of a run share. */
struct served_config {
	struct span host;           /* our name */
	struct span run;            /* what names of mails begin with: no other run has it */
	struct span user, password; /* no user: anybody, with any password */
	bool tls;                   /* this server can do it */
	int64_t size_max;           /* of a message */
	struct store *store;
	unsigned greys;
	struct { /* of greylisting: who came when, in a ring */
		uint64_t who;
		int64_t since;
	} grey[64];
	struct directives directives; /* what goes wrong */
};

/* What a line led to, beside its reply. */
enum served_news {
	SERVED_NOTHING,
	SERVED_TLS,    /* TLS begins behind the reply */
	SERVED_MAIL,   /* a message has come: `kept` is where in the store */
	SERVED_CLOSE,  /* the connection ends behind the reply */
	SERVED_UPDATE, /* so it does, and messages were deleted: see served_deleted */
};

/* What has been so far: a set of these. */
enum served_state {
	SERVED_GREETED = 1, /* by HELO or EHLO */
	SERVED_EXTENDED = 2,
	SERVED_SENDING = 4, /* MAIL was taken, */
	SERVED_RCPT = 8,    /* and a recipient */
	SERVED_KNOWN = 16,  /* somebody has logged in */
	SERVED_SECURE = 32, /* TLS is up */
};

struct served {
	struct out reply; /* to the line taken last; empty: none */
	struct served_config *config;
	bool pop3;
	uint8_t state;       /* a set of enum served_state */
	uint8_t stage, news; /* enum stage, STAGE_COUNT for none; enum served_news */
	uint8_t errors, rcpts;
	int64_t now, utc; /* as told with that line */
	bool denied;      /* that line was a login with a wrong name or password */
	bool dropping;    /* the rest of a line that is too long */

	uint8_t login;     /* how far an exchange of AUTH is */
	struct span stamp; /* "<unforeseeable@host>", of this connection */

	/* SMTP: the message that arrives */
	bool content, bare, full; /* it does; a line end is not CR LF; there is no room */
	uint8_t dot;              /* how far its end is */
	unsigned mail, kept;      /* in the store, or STORE_MAILS */
	int64_t came;             /* octets of it */

	/* POP3: what is still to be said of a reply */
	uint8_t pouring; /* the stage that it belongs to; STAGE_COUNT: nothing */
	bool in_body, line_empty;
	unsigned next; /* to be listed */
	int64_t lines; /* TOP: of the body */
	struct store_reader reader;
	struct dot_stuffer stuffer;

	/* POP3: the mailbox, numbers from 0 */
	unsigned count;
	uint16_t box[STORE_MAILS];
	bool deleted[STORE_MAILS];

	char name[SERVED_NAME], from[SERVED_NAME]; /* of HELO or USER; of MAIL */
	char room[SERVED_REPLY];
};

/* The stamp outlives it. */
void served_begin(struct served *d, struct served_config *p, bool pop3, struct span stamp);

/* utc: seconds since 1970, as the banner says them. */
void served_greet(struct served *d, int64_t utc);

/* Returns how many octets were taken; 0: a line is not whole.  `now` in nanoseconds. */
size_t served_feed(struct served *d, struct span octets, int64_t now, int64_t utc);

/* Has a reply more to say?  Writes what there is room for: 256 octets at least. */
static inline bool served_pours(const struct served *d)
{
	return d->pouring != STAGE_COUNT;
}
void served_pour(struct served *d, struct out *wire);

/* TLS is up: all is forgotten, RFC 3207 4.2. */
void served_secured(struct served *d);

/* The mail that has just come is dropped after all, which the reply then says. */
void served_not_kept(struct served *d);

/* The first message from `from` on that QUIT deletes; d->count: none. */
unsigned served_deleted(const struct served *d, unsigned from);

/* The connection has ended: what it held is released, and a message that arrives dropped. */
void served_end(struct served *d);

/* A new mail in the store, named by the run and its number; STORE_MAILS: there is no room. */
unsigned served_new_mail(struct served_config *p);

/* ---- between served.c, smtpd.c, pop3d.c and sasld.c ---- */

/* What to say: a line, NULL for that of the table, or "" if it is in the reply already. */
typedef const char *served_answer(struct served *d, struct span arguments);

served_answer smtpd_hello, smtpd_mail, smtpd_rcpt, smtpd_data, smtpd_reset;
served_answer pop3d_list, pop3d_stat, pop3d_retr, pop3d_dele, pop3d_rset, pop3d_quit;
served_answer sasld_begin, sasld_go, sasld_user, sasld_pass, sasld_apop;

/* A piece of a message; what follows the login. */
size_t smtpd_content(struct served *d, struct span octets);
const char *pop3d_enter(struct served *d);

/* Says a line, a refusal in the words of POP3 where that is spoken; and counts it. */
void served_say(struct served *d, const char *line);

/* Is something wrong, at no stage or at that one? */
const struct directive *served_wrong(const struct served *d, enum directive_kind kind);

/* The line that refuses what belongs to a stage, or NULL. */
const char *served_refusal(const struct served *d, enum stage stage);

/* "STARTTLS" is offered: under its name, or one that a firewall gave it; "": it is not. */
const char *served_tls(const struct served *d, const char *name);

#endif
