/*
 * dialect.h - how the protocols differ, a row for each protocol.
 *
 * Lines that we say on our own are written as a person would type them; the
 * tags of IMAP's lines tell what they are for.  A limit is the octets of the
 * longest line that a client may send, with its CR LF; 0: no limit.
 */
#ifndef PROTO_DIALECT_H
#define PROTO_DIALECT_H

#include "proto/reply.h"

struct dialect {
	const char *name;       /* "pop3", in URLs and in `set protocol` */
	enum reply_form usual;  /* the form of the greeting and of most replies */
	bool tagged;            /* each command has a tag in front: RFC 3501 2.2.1 */
	const char *starts_tls; /* the line that asks for TLS; "": not known */
	const char *asks_caps;  /* the verb that asks for capabilities; "": none */
	const char *logins;     /* the capability that lists SASL's mechanisms */
	const char *keepalive;  /* the line that does nothing */
	const char *farewell;   /* the line that ends the conversation */
	uint16_t line_max;      /* RFC 5321 4.5.3.1.4, RFC 2449 4 */
	uint16_t body_line_max; /* RFC 5321 4.5.3.1.6 */
	uint16_t auth_line_max; /* of AUTH with an initial response: RFC 4954 4, 5034 4 */
};

#define DIALECT_ANSWER_MAX 12288 /* octets of the answer to a challenge: RFC 4954 4, 5034 4 */

const struct dialect *dialect_of(enum protocol p);

/* The longest line that may be sent now, in octets with its CR LF; SIZE_MAX: no limit. */
size_t dialect_line_max(enum protocol p, bool in_body, bool in_auth);

#endif
