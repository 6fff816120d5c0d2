/*
 * verb.h - the commands of SMTP, POP3 and IMAP, as a table.
 *
 * It says which form of reply a verb brings, bare or with arguments, which
 * capability offers it, and what may be offered as completion.  An unknown
 * verb is sent all the same: it brings the protocol's usual form.
 */
#ifndef PROTO_VERB_H
#define PROTO_VERB_H

#include "proto/protocol.h"
#include "proto/reply.h"

struct verb {
	uint8_t protocol;   /* enum protocol */
	uint8_t bare, with; /* enum reply_form, of its reply without and with arguments */
	bool content;       /* the body of its reply is a message */
	char name[13];
	char offered_by[9]; /* the capability that must be seen; "": always there */
};

extern const struct verb verbs[];
extern const size_t verb_count;

/* The row of a verb, in any case, or NULL. */
const struct verb *verb_find(enum protocol p, struct span name);

/* The form of the reply to a line; *row may become NULL. */
enum reply_form verb_reply(enum protocol p, struct span line, const struct verb **row);

/* The longest line, CR LF counted, that the protocol lets a client send now. */
size_t verb_line_limit(enum protocol p, bool in_body, bool in_auth);

/* Seconds a program waits for the reply: RFC 5321 4.5.3.2; others as for MAIL. */
int64_t verb_patience(const char *verb);

#endif
