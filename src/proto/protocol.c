/* protocol.c - see protocol.h. */
#include "proto/protocol.h"

const char *const protocol_names[PROTOCOL_COUNT] = {
	[PROTOCOL_UNKNOWN] = "unknown",
	[PROTOCOL_SMTP] = "smtp",
	[PROTOCOL_POP3] = "pop3",
	[PROTOCOL_IMAP] = "imap",
};

bool protocol_named(struct span name, enum protocol *protocol)
{
	for (int i = 0; i < PROTOCOL_COUNT; i++)
		if (span_same(name, span_of(protocol_names[i]))) {
			*protocol = (enum protocol)i;
			return true;
		}
	return false;
}
