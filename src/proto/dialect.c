/* dialect.c - see dialect.h. */
#include "proto/dialect.h"

static const struct dialect dialects[PROTOCOL_COUNT] = {
	[PROTOCOL_UNKNOWN] = {
		.name = "unknown",
		.usual = REPLY_FREE,
		.starts_tls = "",
		.asks_caps = "",
		.logins = "AUTH",
		.keepalive = "NOOP",
		.farewell = "QUIT",
	},
	[PROTOCOL_SMTP] = {
		.name = "smtp",
		.usual = REPLY_CODE,
		.starts_tls = "STARTTLS",
		.asks_caps = "EHLO",
		.logins = "AUTH",
		.keepalive = "NOOP",
		.farewell = "QUIT",
		.line_max = 512,
		.body_line_max = 1000,
		.auth_line_max = 12288,
	},
	[PROTOCOL_POP3] = {
		.name = "pop3",
		.usual = REPLY_ONE,
		.starts_tls = "STLS",
		.asks_caps = "CAPA",
		.logins = "SASL",
		.keepalive = "NOOP",
		.farewell = "QUIT",
		.line_max = 255,
		.body_line_max = 255,
		.auth_line_max = 255,
	},
	[PROTOCOL_IMAP] = {
		.name = "imap",
		.usual = REPLY_TAG,
		.tagged = true,
		.starts_tls = "tls STARTTLS",
		.asks_caps = "CAPABILITY",
		.logins = "AUTH",
		.keepalive = "keepalive NOOP",
		.farewell = "bye LOGOUT",
	},
};

const struct dialect *dialect_of(enum protocol p)
{
	return &dialects[p];
}

size_t dialect_line_max(enum protocol p, bool in_body, bool in_auth)
{
	const struct dialect *d = dialect_of(p);
	size_t most = in_body ? d->body_line_max : d->line_max;

	if (in_auth)
		return DIALECT_ANSWER_MAX;
	return most ? most : SIZE_MAX;
}
