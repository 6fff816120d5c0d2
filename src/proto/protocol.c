/* protocol.c - see protocol.h. */
#include "proto/protocol.h"

const char protocol_names[PROTOCOL_COUNT][8] = {
	[PROTOCOL_UNKNOWN] = "unknown",
	[PROTOCOL_SMTP] = "smtp",
	[PROTOCOL_POP3] = "pop3",
	[PROTOCOL_IMAP] = "imap",
};
