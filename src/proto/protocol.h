/*
 * protocol.h - which mail protocol a connection speaks; see dialect.h for how they differ.
 *
 * Until the greeting the protocol may be unknown.
 */
#ifndef PROTO_PROTOCOL_H
#define PROTO_PROTOCOL_H

#include "base/span.h"

enum protocol { PROTOCOL_UNKNOWN, PROTOCOL_SMTP, PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_COUNT };

#endif
