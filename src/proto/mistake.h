/*
 * mistake.h - the classic mistakes of people who type a mail protocol, and what helps.
 *
 * Two things are looked at: the line, when it is said, and the reply that refuses
 * it.  A hint is given if both fit one row of the table; the reply alone proves
 * nothing.  Each hint is given once.
 *
 * SMTP: RFC 5321 4.1.1, 4.1.4, 3207 4, 4954 4.  POP3: RFC 1939 3.  IMAP: RFC 3501 2.2.1.
 */
#ifndef PROTO_MISTAKE_H
#define PROTO_MISTAKE_H

#include "base/span.h"
#include "proto/protocol.h"

/* What is remarkable in a line. */
enum mistake_line {
	MISTAKE_OURS = 1,    /* set by the caller: no verb of the protocol, but a command of ours */
	MISTAKE_LOGIN = 2,   /* set by the caller: part of a login */
	MISTAKE_ADDRESS = 4, /* MAIL or RCPT whose address is not written as <address> */
	MISTAKE_MAIL = 8,    /* MAIL, RCPT or DATA, which have to come in order */
	MISTAKE_NAMELESS = 16, /* EHLO, HELO or LHLO alone */
	MISTAKE_TAGLESS = 32,  /* IMAP: a verb in place of the tag */
	MISTAKE_CLEAR = 64,    /* set by the caller: sent in clear, and did not ask for TLS */
};

struct mistake {
	unsigned line; /* a set of enum mistake_line */
	int code;      /* of the reply that refused the line: 501; -1 for -ERR, NO and BAD */
	struct span reply;
};

/* Looks at a line, given without its secret; returns a set of enum mistake_line. */
unsigned mistake_look(enum protocol p, struct span line);

/* The hint, or NULL; *given has a bit for each hint that was given before, and gets this one's. */
const char *mistake_hint(const struct mistake *m, unsigned *given);

#endif
