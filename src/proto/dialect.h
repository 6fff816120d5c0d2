/*
 * dialect.h - in what the protocols differ, a row for each.
 *
 * Lines that we say of our own accord are written as a person would type
 * them; those of IMAP have tags that tell what they are for.  A limit is the
 * longest line that a client may send, with its CR LF; 0: there is none.
 */
#ifndef PROTO_DIALECT_H
#define PROTO_DIALECT_H

#include "proto/reply.h"

struct dialect {
	const char *name;       /* "pop3": of URLs, and of `set protocol` */
	enum reply_form usual;  /* of the greeting and of most replies */
	bool tagged;            /* a word of ours stands in front of each command: RFC 3501 2.2.1 */
	const char *starts_tls; /* the line that asks for TLS; "": nobody knows one */
	const char *asks_caps;  /* the verb that asks what the server can do; "": there is none */
	const char *logins;     /* the capability that lists SASL's mechanisms */
	const char *keepalive;  /* the line that does nothing */
	const char *farewell;   /* the line that ends the conversation */
	uint16_t line_max;      /* RFC 5321 4.5.3.1.4, RFC 2449 4 */
	uint16_t body_line_max; /* RFC 5321 4.5.3.1.6 */
	uint16_t auth_line_max; /* of AUTH with an initial response: RFC 4954 4, 5034 4 */
};

#define DIALECT_ANSWER_MAX 12288 /* of the answer to a challenge: RFC 4954 4, 5034 4 */

const struct dialect *dialect_of(enum protocol p);

/* The longest line that may be sent now; SIZE_MAX: any. */
size_t dialect_line_max(enum protocol p, bool in_body, bool in_auth);

#endif
