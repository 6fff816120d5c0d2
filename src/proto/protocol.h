/*
 * protocol.h - which mail protocol a connection speaks; dialect.h has in what they differ.
 *
 * Unknown is an honest answer: before a greeting nobody can tell.
 */
#ifndef PROTO_PROTOCOL_H
#define PROTO_PROTOCOL_H

#include "base/span.h"

enum protocol { PROTOCOL_UNKNOWN, PROTOCOL_SMTP, PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_COUNT };

#endif
