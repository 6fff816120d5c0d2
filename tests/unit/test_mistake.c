/* test_mistake.c - which refusals of which lines bring a hint, and which don't. */
#include "proto/mistake.h"
#include "test.h"

#define LOGIN (MISTAKE_LOGIN | MISTAKE_CLEAR)
#define TLS   ":tls"

/* Line, what its caller knows of it, the reply; a part of the hint, "" for none. */
static const struct {
	enum protocol protocol;
	const char *line;
	unsigned known;
	int code;
	const char *reply, *hint;
} rows[] = {
	/* base64 */
	{ PROTOCOL_SMTP, "AUTH PLAIN ", LOGIN, 501, "501 5.5.2 Invalid base64 data", ":secret" },
	{ PROTOCOL_SMTP, "AUTH LOGIN", LOGIN, 501, "501 5.5.4 cannot decode AUTH parameter",
	    ":secret" },
	{ PROTOCOL_SMTP, "", LOGIN, 535, "535 5.7.8 Error: authentication failed: Invalid Base64",
	    ":secret" },
	{ PROTOCOL_SMTP, "", LOGIN, 535, "535 5.7.0 malformed auth input", ":secret" },
	{ PROTOCOL_SMTP, "", LOGIN, 500, "500 could not decode that", ":secret" },
	{ PROTOCOL_POP3, "", LOGIN, -1, "-ERR [AUTH] Invalid base64 data in continued response",
	    ":secret" },
	{ PROTOCOL_IMAP, "", LOGIN, -1, "a NO Invalid base64 data in initial response", ":secret" },
	{ PROTOCOL_SMTP, "", LOGIN, 535, "535 5.7.8 Authentication failed", "" },
	{ PROTOCOL_SMTP, "", LOGIN, 501, "501 5.7.0 Authentication cancelled", "" },
	{ PROTOCOL_SMTP, ".", MISTAKE_CLEAR, 550, "550 the base64 part is spam", "" },
	{ PROTOCOL_SMTP, "NOOP", MISTAKE_CLEAR, 501, "501 cannot decode base64", "" },
	/* our own commands */
	{ PROTOCOL_SMTP, "open x", MISTAKE_OURS, 502, "502 5.5.2 Error: command not recognized",
	    "':'" },
	{ PROTOCOL_POP3, "help", MISTAKE_OURS, -1, "-ERR Unknown command: HELP", "':'" },
	{ PROTOCOL_IMAP, "help", MISTAKE_OURS, -1, "help BAD Error in IMAP command", "':'" },
	{ PROTOCOL_POP3, "xyzzy", 0, -1, "-ERR unknown command", "" },
	/* addresses */
	{ PROTOCOL_SMTP, "MAIL FROM: <a@b.example>", 0, 501, "501 Syntax error", "FROM:<" },
	{ PROTOCOL_SMTP, "mail from:a@b.example", 0, 555, "555 5.5.2 Syntax error", "FROM:<" },
	{ PROTOCOL_SMTP, "RCPT TO: <a@b.example>", 0, 501, "501 Syntax: RCPT TO:<address>",
	    "FROM:<" },
	{ PROTOCOL_SMTP, "rcpt a@b.example", 0, 501, "501 Syntax error", "FROM:<" },
	{ PROTOCOL_SMTP, "MAIL FROM <a@b.example>", 0, 500, "500 what?", "FROM:<" },
	{ PROTOCOL_SMTP, "MAIL FROM:<a@b.example", 0, 501, "501 no", "FROM:<" },
	{ PROTOCOL_SMTP, "MAIL FROM:<a@b.example> SIZE=x", 0, 501, "501 bad SIZE", "" },
	{ PROTOCOL_SMTP, "rcpt to:<\"a b\"@b.example>", 0, 501, "501 no such domain", "" },
	{ PROTOCOL_SMTP, "RCPT TO: <a@b.example>", 0, 550, "550 no such user", "" },
	{ PROTOCOL_POP3, "MAIL x", 0, -1, "-ERR unknown command", "" },
	/* TLS */
	{ PROTOCOL_SMTP, "MAIL FROM:<>", MISTAKE_CLEAR, 530,
	    "530 5.7.0 Must issue a STARTTLS command first", TLS },
	{ PROTOCOL_SMTP, "AUTH PLAIN ", LOGIN, 538, "538 5.7.11 Encryption required", TLS },
	{ PROTOCOL_POP3, "USER bob", LOGIN, -1, "-ERR [AUTH] Plaintext disallowed (use SSL/TLS)",
	    TLS },
	{ PROTOCOL_IMAP, "a LOGIN bob ", LOGIN, -1, "a NO [PRIVACYREQUIRED] not here", TLS },
	{ PROTOCOL_SMTP, "MAIL FROM:<>", MISTAKE_CLEAR, 530, "530 Authentication required", "" },
	{ PROTOCOL_SMTP, "MAIL FROM:<>", 0, 530, "530 Must issue a STARTTLS command first", "" },
	{ PROTOCOL_SMTP, "RCPT TO:<a@b>", MISTAKE_CLEAR, 550, "550 TLS report refused", "" },
	{ PROTOCOL_POP3, "RETR 9", MISTAKE_CLEAR, -1, "-ERR no message on TLS", "" },
	{ PROTOCOL_POP3, "PASS ", LOGIN, -1, "-ERR what a hassle, or hostls", "" },
	/* order */
	{ PROTOCOL_SMTP, "RCPT TO:<a@b>", 0, 503, "503 5.5.1 Error: need MAIL command", "order" },
	{ PROTOCOL_SMTP, "data", 0, 503, "503 valid RCPT command must precede DATA", "order" },
	{ PROTOCOL_SMTP, "MAIL FROM:<>", 0, 503, "503 send HELO first", "order" },
	{ PROTOCOL_SMTP, "DATA", 0, 503, "503-All RCPT were rejected\r\n503 Valid RCPT first", "" },
	{ PROTOCOL_SMTP, "MAIL FROM:<>", 0, 503, "503 5.5.4 Error: send AUTH command first", "" },
	{ PROTOCOL_SMTP, "AUTH PLAIN ", LOGIN, 503, "503 already authenticated", "" },
	{ PROTOCOL_SMTP, "DATA", 0, 554, "554 no valid recipients", "" },
	/* a name */
	{ PROTOCOL_SMTP, "EHLO", 0, 501, "501 Syntax: EHLO hostname", "EHLO client" },
	{ PROTOCOL_SMTP, "helo ", 0, 501, "501 Syntax: HELO hostname", "EHLO client" },
	{ PROTOCOL_SMTP, "EHLO x_y", 0, 501, "501 invalid name", "" },
	{ PROTOCOL_SMTP, "EHLO", 0, 550, "550 go away", "" },
	/* a tag */
	{ PROTOCOL_IMAP, "login bob ", LOGIN, -1, "login BAD what?", "tag" },
	{ PROTOCOL_IMAP, "select inbox", 0, -1, "select BAD unknown command", "tag" },
	{ PROTOCOL_IMAP, "a1 select inbox", 0, -1, "a1 NO no such mailbox", "" },
	{ PROTOCOL_IMAP, "noop noop", 0, -1, "noop BAD no", "" },
	{ PROTOCOL_UNKNOWN, "noop", 0, -1, "-ERR no", "" },
};

static void test_table(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span line = test_copy(span_of(rows[i].line));
		struct span reply = test_copy(span_of(rows[i].reply));
		struct mistake m = { mistake_look(rows[i].protocol, line) | rows[i].known,
			rows[i].code, reply };
		unsigned given = 0;
		const char *hint = mistake_hint(&m, &given);
		bool fine = *rows[i].hint ? hint && strstr(hint, rows[i].hint) : !hint;

		if (!fine)
			printf("%s, %s: %s\n", rows[i].line, rows[i].reply, hint ? hint : "none");
		CHECK(fine);
		CHECK(!hint || (strlen(hint) <= 98 && !mistake_hint(&m, &given)));
		free((void *)line.at);
		free((void *)reply.at);
	}
}

/* However long a reply is, its beginning decides. */
static void test_long(void)
{
	static char text[4096];
	struct mistake m = { MISTAKE_LOGIN, 535, { text, sizeof text } };
	unsigned given = 0;

	memset(text, ' ', sizeof text);
	memcpy(text + 3000, "base64", 6);
	CHECK(!mistake_hint(&m, &given));
	memcpy(text + 500, "base64", 6);
	CHECK(mistake_hint(&m, &given) != NULL);
}

int main(void)
{
	RUN(test_table);
	RUN(test_long);
	return test_end("mistake");
}
