/*
 * standing.h - how a conversation stands: greeted, introduced, encrypted, logged in.
 *
 * Learnt from what was said and answered, whoever said it; so a helper that
 * begins in the middle of a session knows what need not be said again.
 */
#ifndef PROTO_STANDING_H
#define PROTO_STANDING_H

#include "proto/reply.h"

enum standing_is {
	STANDING_GREETED = 1,
	STANDING_HELLO = 2,   /* EHLO, LHLO or HELO was answered */
	STANDING_NO_EHLO = 4, /* EHLO was refused */
	STANDING_NO_HELO = 8, /* so was HELO */
	STANDING_ASKED = 16,  /* CAPA was, with whatever answer */
	STANDING_SECURE = 32, /* TLS is up */
	STANDING_NO_TLS = 64, /* STARTTLS or STLS was refused */
	STANDING_LOGGED_IN = 128,
	STANDING_MAIL = 256, /* a mail transaction is open: RFC 5321 3.3 */
	STANDING_LMTP =
	    512, /* LHLO was: each recipient has a reply to the final dot, RFC 2033 4.2 */
};

struct standing {
	unsigned is;     /* a set of enum standing_is */
	int recipients;  /* of the open transaction, that were accepted */
	int marked;      /* messages that QUIT is to delete: RFC 1939 6 */
	int deleted;     /* those that it has, */
	int doubtful;    /* and those of which it was refused */
	char stamp[128]; /* of a POP3 greeting, for APOP: "<1896.6971@host>", or "" */
};

/* A reply is whole; `verb` is what it answers, "greeting" and "final dot" too. */
void standing_learn(struct standing *st, struct span verb, const struct reply *r);

/* EHLO is to be said once more, whatever was answered to it. */
void standing_forget_hello(struct standing *st);

/* TLS is up: what was said in clear counts no more, RFC 3207 4.2, RFC 2595 4. */
void standing_secure(struct standing *st);

#endif
