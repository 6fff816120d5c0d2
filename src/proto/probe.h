/*
 * probe.h - verify and relay-check: says several lines of SMTP, whatever the
 * replies, and judges what the accepted lines prove.
 *
 * The server may hang up early, as some do at the third error, or with 421; the
 * replies until then count.  RFC 5321 3.5, 3.6, 4.1.1.3, 4.1.1.6.
 */
#ifndef PROTO_PROBE_H
#define PROTO_PROBE_H

#include "proto/caps.h"
#include "proto/turn.h"

/* What an accepted line proves about relaying. */
enum probe_proof {
	PROBE_NOTHING,
	PROBE_LOCAL, /* the server took a local name, as a quoted local part without a domain is */
	PROBE_MAYBE, /* it took a local name, or a route, which it may strip or follow */
	PROBE_RELAY, /* it takes mail for another domain */
};

#define PROBE_VERDICTS 3 /* RCPT, VRFY, EXPN */

/* A line, and what it proves if accepted; see probe.c. */
struct probe_line {
	const char *form;
	enum probe_proof proof;
};

enum probe_step { PROBE_FRESH, PROBE_ASKED, PROBE_TOLD, PROBE_JUDGED, PROBE_NEXT, PROBE_DONE };

struct probe {
	/* the task */
	bool relay_check;               /* else `verify` */
	bool force;                     /* asks even for what the server does not offer */
	bool wide;                      /* the address is not all ASCII */
	struct span domain;             /* of the address */
	struct span host;               /* the server's name, as the user gave it */
	struct span script;             /* the lines that are left */
	const struct probe_line *lines; /* the rows of the script's lines */

	/* progress */
	enum probe_step step;
	unsigned said;               /* lines said or left out */
	struct span told;            /* the line said last */
	const struct reply *reply;   /* to that line; borrowed until the next line is said */
	bool unwanted;               /* the last sender was refused */
	bool deferred;               /* a recipient that matters had a temporary failure */
	bool settled;                /* the lines that matter were answered */
	bool over;                   /* no more lines are said */
	struct span sender;          /* the MAIL line said last */
	unsigned tried;              /* recipients that were answered */
	enum probe_proof proof;      /* the most that was proven */
	struct span proven;          /* the line that proved it */
	struct span proven_from;     /* the MAIL line in front of that line */
	enum status sender_status;   /* of the first sender that was refused */
	int verdict[PROBE_VERDICTS]; /* the codes of the replies, or 0 */
};

/* What is known when a turn is asked for. */
struct probe_known {
	const struct caps *caps;
	struct span hello; /* the server's last reply; at the first turn that to EHLO */
	bool failed;       /* the run's status is no longer 0 */
};

/*
 * Writes the lines about an address into `room`, which has to outlive p.  in_mail:
 * a mail was begun, so RSET comes first.  Returns false if there was no room.
 */
bool probe_begin(
    struct probe *p, struct span address, struct span server, bool in_mail, struct out *room);

/* r: the reply to the line that the last turn said; else NULL. */
enum turn_kind probe_turn(
    struct probe *p, const struct probe_known *k, const struct reply *r, struct turn *t);

/* The connection has ended: gives the verdict from the replies so far. */
enum turn_kind probe_end(struct probe *p, const struct probe_known *k, struct turn *t);

#endif
