/*
 * protocol.h - which mail protocol a connection speaks, and what it is called.
 *
 * Unknown is an honest answer: before a greeting nobody can tell.
 */
#ifndef PROTO_PROTOCOL_H
#define PROTO_PROTOCOL_H

#include "base/span.h"

enum protocol { PROTOCOL_UNKNOWN, PROTOCOL_SMTP, PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_COUNT };

extern const char protocol_names[PROTOCOL_COUNT][8];

#endif
