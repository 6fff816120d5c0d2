/*
 * probe.h - verify and relay-check: several lines of SMTP, said whatever the
 * replies, and what is proven by those that were accepted.
 *
 * The server may hang up early, as some do at the third error, or with 421:
 * what was answered by then counts.  RFC 5321 3.5, 3.6, 4.1.1.3, 4.1.1.6.
 */
#ifndef PROTO_PROBE_H
#define PROTO_PROBE_H

#include "proto/caps.h"
#include "proto/turn.h"

/* What is proven about relaying by a line that was accepted. */
enum probe_proof {
	PROBE_NOTHING,
	PROBE_LOCAL, /* it takes a name of its own: a quoted local part without a domain is one */
	PROBE_MAYBE, /* a name of its own, a route that it strips, or one that it follows */
	PROBE_RELAY, /* it takes mail for elsewhere */
};

#define PROBE_VERDICTS 3 /* RCPT, VRFY, EXPN */

/* A line, and what is proven where it is accepted; see probe.c. */
struct probe_line {
	const char *form;
	enum probe_proof proof;
};

enum probe_step { PROBE_FRESH, PROBE_ASKED, PROBE_TOLD, PROBE_JUDGED, PROBE_NEXT, PROBE_DONE };

struct probe {
	/* what it is about */
	bool relay_check;   /* else `verify` */
	bool force;         /* what the server does not offer is asked for all the same */
	bool wide;          /* the address has what is not ASCII */
	struct span domain; /* of the address */
	struct span host;   /* the server's name, as it was called here */
	struct span script; /* the lines that are left */
	const struct probe_line *lines; /* what they are, from the first one said */

	/* how far it is */
	enum probe_step step;
	unsigned said;               /* lines, or left out */
	struct span told;            /* the line said last */
	const struct reply *reply;   /* to that; borrowed until the next line is said */
	bool unwanted;               /* the last sender was refused */
	bool deferred;               /* a recipient that decides had a temporary failure */
	bool settled;                /* what matters was answered */
	bool over;                   /* nothing more is asked */
	struct span sender;          /* the MAIL line said last */
	unsigned tried;              /* recipients that were answered */
	enum probe_proof proof;      /* the most that was proven, */
	struct span proven;          /* by which line, */
	struct span proven_from;     /* and after which MAIL line */
	enum status sender_status;   /* of the first sender that was refused */
	int verdict[PROBE_VERDICTS]; /* the codes that were answered, or 0 */
};

/* What is known when a turn is asked for. */
struct probe_known {
	const struct caps *caps;
	struct span hello; /* what the server last said: at first, to EHLO */
	bool failed;       /* the run has a status by now that is not 0 */
};

/*
 * Writes the lines about an address into `room`, which has to stay; in_mail: a
 * mail was begun, so that RSET comes first.  False: there was no room.
 */
bool probe_begin(
    struct probe *p, struct span address, struct span server, bool in_mail, struct out *room);

/* r: the reply to the line that the last turn said; else NULL. */
enum turn_kind probe_turn(
    struct probe *p, const struct probe_known *k, const struct reply *r, struct turn *t);

/* The connection has ended: the verdict, from what was answered by then. */
enum turn_kind probe_end(struct probe *p, const struct probe_known *k, struct turn *t);

#endif
