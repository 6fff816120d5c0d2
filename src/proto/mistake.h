/*
 * mistake.h - the classic mistakes of people who type a mail protocol, and what helps.
 *
 * Two looks are needed: at the line, when it is said, and at the reply that
 * refuses it.  A hint is given where both fit one row of the table: the same
 * words in the reply to another line say nothing.  Each hint is given once.
 *
 * SMTP: RFC 5321 4.1.1, 4.1.4, 3207 4, 4954 4.  POP3: RFC 1939 3.  IMAP: RFC 3501 2.2.1.
 */
#ifndef PROTO_MISTAKE_H
#define PROTO_MISTAKE_H

#include "base/span.h"
#include "proto/protocol.h"

/* What is remarkable in a line. */
enum mistake_line {
	MISTAKE_OURS = 1,    /* no verb of the protocol, but a command of ours: the caller's word */
	MISTAKE_LOGIN = 2,   /* part of a login: the caller's word, too */
	MISTAKE_ADDRESS = 4, /* MAIL or RCPT whose address is not written as <address> */
	MISTAKE_MAIL = 8,    /* MAIL, RCPT or DATA, which have their order */
	MISTAKE_NAMELESS = 16, /* EHLO, HELO or LHLO alone */
	MISTAKE_TAGLESS = 32,  /* IMAP: a verb where the tag stands */
	MISTAKE_CLEAR = 64,    /* it went in clear, and did not ask for TLS: the caller's word */
};

struct mistake {
	unsigned line; /* of enum mistake_line */
	int code;      /* of the reply that refused it: 501; -ERR, NO and BAD are -1 */
	struct span reply;
};

/* Looks at a line, which comes without its secret. */
unsigned mistake_look(enum protocol p, struct span line);

/* The hint, or NULL; *given holds a bit for each that was given already. */
const char *mistake_hint(const struct mistake *m, unsigned *given);

#endif
