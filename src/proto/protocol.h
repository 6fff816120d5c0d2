/*
 * protocol.h - which mail protocol a connection speaks, and what it is called.
 *
 * Unknown is an honest answer: before a greeting nobody can tell.
 */
#ifndef PROTO_PROTOCOL_H
#define PROTO_PROTOCOL_H

#include "base/span.h"

enum protocol { PROTOCOL_UNKNOWN, PROTOCOL_SMTP, PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_COUNT };

/* "unknown", "smtp", "pop3", "imap": as `set protocol` and URLs write them. */
extern const char *const protocol_names[PROTOCOL_COUNT];

/* The protocol of that name, in either case; false if there is none. */
bool protocol_named(struct span name, enum protocol *protocol);

#endif
