/*
 * reply.h - where a reply ends: SMTP, POP3 one-line and multi-line, IMAP.
 *
 * Fed with lines, in order, a reply says of each what it is, and stops when
 * it is whole; what comes after belongs to the next reply.  Which form is due
 * is decided by whoever said the line (LIST and LIST n differ).
 *
 * Servers deviate, and that is news and not failure: a line that fits nothing
 * is REPLY_STRAY and the reply is still awaited; a different code in the last
 * line counts, and marks the reply as `odd`.
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
	REPLY_FREE, /* nobody knows where it ends: quiet decides */
	REPLY_CODE, /* SMTP: "250-more", "250 last" */
	REPLY_ONE,  /* POP3: one line */
	REPLY_DOT,  /* POP3: +OK, then lines until "." */
	REPLY_TAG,  /* IMAP: until the line with our tag, or "+" */
};

enum reply_state {
	REPLY_MORE,  /* this line belongs to it; more follow */
	REPLY_BODY,  /* so does this one, as part of a body */
	REPLY_WHOLE, /* this was its last line */
	REPLY_STRAY, /* this line is no part of such a reply */
};

struct reply { /* see reply_begin */
	enum reply_form form;
	char tag[REPLY_TAG_MAX]; /* IMAP: what we tagged the command with */
	int code;                /* SMTP 100..999; POP3, IMAP +OK 1, -ERR, NO, BAD -1 */
	bool invited;            /* 334, 354, "+ ": the server asks for more from us */
	bool odd;                /* it broke the rules on its way */
	int64_t lines, octets;   /* so far, line ends counted */
	int64_t literal;         /* IMAP: within a literal, octets still to come and 1 */
	bool data;               /* IMAP: the last line was data that was asked for, as of a list */
	size_t len;              /* of text */
	char text[REPLY_TEXT_MAX]; /* what came, LF between lines, cut to fit */
};

/* Makes it a fresh one; `tag` is a string. */
void reply_begin(struct reply *r, enum reply_form form, const char *tag);

/* Takes one line; octets is its length with its end. */
enum reply_state reply_line(struct reply *r, struct span line, size_t octets);

/* Takes a further piece of a line whose first one was `state`; what this one is. */
enum reply_state reply_piece(
    struct reply *r, enum reply_state state, struct span piece, size_t octets);

/* Counts, and keeps the beginning of, lines of a body that went by so. */
void reply_passed(struct reply *r, struct span octets, int64_t lines);

/* Is it in the middle of a POP3 body? */
bool reply_in_body(const struct reply *r);

/* Is it in the middle of what may have any length: a body, a literal, the data of IMAP? */
bool reply_may_be_long(const struct reply *r);

/* Is it one of the words that agree to TLS: 220, +OK, OK?  RFC 3207 4, 2595 3.1 and 4 */
bool reply_agrees(const struct reply *r);

/* Its last line, as far as it was kept. */
struct span reply_last_line(const struct reply *r);

#define REPLY_SAID_MAX 300

/*
 * What it says, in one line: the last one; of an SMTP reply of several lines the
 * words of all, where the code and the enhanced code (RFC 2034 4) stand once.
 */
void reply_say(const struct reply *r, struct out *o);

/* Negative: 4xx, 5xx, -ERR, NO, BAD. */
bool reply_refused(const struct reply *r);

/*
 * A refusal that is temporary: 4xx, or a response code that says so, of RFC 2449 8.1
 * and RFC 3206 behind -ERR, of RFC 5530 behind NO.
 */
bool reply_is_later(const struct reply *r);

/* Refuses a login, and not because of a mechanism, of TLS, or of a fault of its own: RFC 4954 6, 3206 5. */
bool reply_may_doubt_secret(const struct reply *r);

/* The octets that "{42}" or, at once, "{42+}" at the end of an IMAP line announces; -1: none. */
int64_t reply_literal(struct span line, bool *at_once);

/* From a greeting's first line, which protocol is this? */
enum protocol reply_protocol(struct span greeting);

#endif
