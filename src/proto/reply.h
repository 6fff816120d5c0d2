/*
 * reply.h - where a reply ends: SMTP, POP3 one-line and multi-line, IMAP.
 *
 * Fed with lines, in order, a reply says of each what it is, and stops when it is
 * whole; later lines belong to the next reply.  The caller, which knows the
 * command, gives the form (LIST and LIST n differ).
 *
 * Servers deviate, and that is no failure.  A line that does not fit is
 * REPLY_STRAY, and the reply is still awaited.  If the last line has another
 * code, that code counts, and the reply is `odd`.
 *
 * SMTP: RFC 5321 4.2.  POP3: RFC 1939 3.  IMAP: RFC 3501 2.2, 4.3, 7.
 */
#ifndef PROTO_REPLY_H
#define PROTO_REPLY_H

#include "base/out.h"
#include "proto/protocol.h"

#ifndef REPLY_TEXT_MAX
#define REPLY_TEXT_MAX 16384
#endif
#define REPLY_TAG_MAX 32

enum reply_form {
	REPLY_FREE, /* unknown: it ends when nothing more comes */
	REPLY_CODE, /* SMTP: "250-more", "250 last" */
	REPLY_ONE,  /* POP3: one line */
	REPLY_DOT,  /* POP3: +OK, then lines until "." */
	REPLY_TAG,  /* IMAP: until the line with our tag, or "+" */
};

enum reply_state {
	REPLY_MORE,  /* the line belongs to the reply; more follow */
	REPLY_BODY,  /* the same, and the line is part of a body */
	REPLY_WHOLE, /* the line was the last of the reply */
	REPLY_STRAY, /* the line is no part of the reply */
};

struct reply { /* see reply_begin */
	enum reply_form form;
	char tag[REPLY_TAG_MAX]; /* IMAP: what we tagged the command with */
	int code;                /* SMTP 100..999; POP3, IMAP +OK 1, -ERR, NO, BAD -1 */
	bool invited;            /* 334, 354, "+ ": the server asks for more from us */
	bool odd;                /* the reply broke the rules of its protocol */
	int64_t lines, octets;   /* so far; octets with line ends */
	int64_t literal;         /* IMAP: 1 + the octets of a literal still to come; 0: none */
	bool data;               /* IMAP: the last line was data that was asked for, as of a list */
	size_t len;              /* of text */
	char text[REPLY_TEXT_MAX]; /* the lines, LF between them, cut to fit */
};

/* Makes r fresh; `tag` is a NUL-ended string. */
void reply_begin(struct reply *r, enum reply_form form, const char *tag);

/* Takes a line; `octets` is its length with its line end. */
enum reply_state reply_line(struct reply *r, struct span line, size_t octets);

/* Takes a further piece of a line whose first piece was `state`; returns what this piece is. */
enum reply_state reply_piece(
    struct reply *r, enum reply_state state, struct span piece, size_t octets);

/* Counts lines of a body that were not given to reply_line, and keeps their beginning. */
void reply_passed(struct reply *r, struct span octets, int64_t lines);

/* Is the reply in the middle of a POP3 body? */
bool reply_in_body(const struct reply *r);

/* Is the reply in a part that may have any length: a body, a literal, the data of IMAP? */
bool reply_may_be_long(const struct reply *r);

/* Does the reply agree to TLS: 220, +OK, OK?  RFC 3207 4, 2595 3.1 and 4 */
bool reply_agrees(const struct reply *r);

/* The last line of the reply, as far as there was room for it. */
struct span reply_last_line(const struct reply *r);

#define REPLY_SAID_MAX 300

/*
 * Writes the reply as one line: its last line, or for SMTP the words of all lines, with
 * the code and the enhanced code (RFC 2034 4) once.
 */
void reply_say(const struct reply *r, struct out *o);

/* Is the reply negative: 4xx, 5xx, -ERR, NO, BAD? */
bool reply_refused(const struct reply *r);

/*
 * Is the reply a temporary failure: 4xx, or a response code that says so, after -ERR
 * one of RFC 2449 8.1 or RFC 3206, after NO one of RFC 5530?
 */
bool reply_is_temporary(const struct reply *r);

/*
 * May a refused login be due to a wrong name or secret, and not to the mechanism, to
 * missing TLS or to a fault of the server?  RFC 4954 6, 3206 5.
 */
bool reply_may_doubt_secret(const struct reply *r);

/* The octets that an IMAP line announces at its end, "{42}" or "{42+}" (*at_once); -1: none. */
int64_t reply_literal(struct span line, bool *at_once);

/* From a greeting's first line, which protocol is this? */
enum protocol reply_protocol(struct span greeting);

#endif
