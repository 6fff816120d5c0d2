/*
 * standing.h - how a conversation stands: greeted, EHLO said, encrypted, logged in.
 *
 * Learnt from all lines and replies, typed by the user or said by a helper.  So a
 * helper that begins in the middle of a session does not repeat steps.
 */
#ifndef PROTO_STANDING_H
#define PROTO_STANDING_H

#include "proto/reply.h"

enum standing_is {
	STANDING_GREETED = 1,
	STANDING_HELLO = 2,   /* EHLO, LHLO or HELO was answered */
	STANDING_NO_EHLO = 4, /* EHLO was refused */
	STANDING_NO_HELO = 8, /* HELO was refused */
	STANDING_ASKED = 16,  /* CAPA was answered or refused */
	STANDING_SECURE = 32, /* TLS is up */
	STANDING_NO_TLS = 64, /* STARTTLS or STLS was refused */
	STANDING_LOGGED_IN = 128,
	STANDING_MAIL = 256, /* a mail transaction is open: RFC 5321 3.3 */
	STANDING_LMTP = 512, /* LHLO was answered: a final reply for each recipient, RFC 2033 4.2 */
};

struct standing {
	unsigned is;     /* a set of enum standing_is */
	int recipients;  /* accepted ones of the open transaction */
	int marked;      /* messages that QUIT will delete: RFC 1939 6 */
	int deleted;     /* messages that QUIT has deleted */
	int doubtful;    /* messages that were marked when QUIT was refused */
	char stamp[128]; /* of a POP3 greeting, for APOP: "<1896.6971@host>", or "" */
};

/* To be called with each whole reply; `verb` is what it answers, or "greeting", "final dot". */
void standing_learn(struct standing *st, struct span verb, const struct reply *r);

/* Forgets the answer to EHLO, so that it is said again. */
void standing_forget_hello(struct standing *st);

/* TLS is up: forgets what was said in clear, RFC 3207 4.2, RFC 2595 4. */
void standing_secure(struct standing *st);

#endif
