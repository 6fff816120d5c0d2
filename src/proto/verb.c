/* verb.c - see verb.h. */
#include "proto/verb.h"

/* RFC 1939 5 and 7, 2449 5, 2595 4, 5034 4, 6856. */
#define POP3_ONE(name, cap)  { PROTOCOL_POP3, name, REPLY_ONE, REPLY_ONE, cap, false }
#define POP3_LIST(name, cap) { PROTOCOL_POP3, name, REPLY_DOT, REPLY_ONE, cap, false }
#define POP3_BODY(name, cap) { PROTOCOL_POP3, name, REPLY_DOT, REPLY_DOT, cap, true }
/* RFC 5321 4.1.1, 3207, 4954, 3030, 2033. */
#define SMTP(name, cap) { PROTOCOL_SMTP, name, REPLY_CODE, REPLY_CODE, cap, false }
/* RFC 3501 6, 2177. */
#define IMAP(name, cap) { PROTOCOL_IMAP, name, REPLY_TAG, REPLY_TAG, cap, false }

const struct verb verbs[] = {
	POP3_ONE("USER", NULL),
	POP3_ONE("PASS", NULL),
	POP3_ONE("APOP", NULL),
	POP3_LIST("AUTH", "SASL"),
	POP3_ONE("STAT", NULL),
	POP3_LIST("LIST", NULL),
	POP3_LIST("UIDL", "UIDL"),
	POP3_BODY("RETR", NULL),
	POP3_BODY("TOP", "TOP"),
	POP3_ONE("DELE", NULL),
	POP3_ONE("NOOP", NULL),
	POP3_ONE("RSET", NULL),
	POP3_ONE("QUIT", NULL),
	{ PROTOCOL_POP3, "CAPA", REPLY_DOT, REPLY_DOT, NULL, false },
	POP3_ONE("STLS", "STLS"),
	POP3_ONE("UTF8", "UTF8"),
	POP3_LIST("LANG", "LANG"),
	SMTP("EHLO", NULL),
	SMTP("HELO", NULL),
	SMTP("LHLO", NULL),
	SMTP("MAIL", NULL),
	SMTP("RCPT", NULL),
	SMTP("DATA", NULL),
	SMTP("RSET", NULL),
	SMTP("NOOP", NULL),
	SMTP("QUIT", NULL),
	SMTP("HELP", NULL),
	SMTP("VRFY", "VRFY"),
	SMTP("EXPN", "EXPN"),
	SMTP("ETRN", "ETRN"),
	SMTP("BDAT", "CHUNKING"),
	SMTP("AUTH", "AUTH"),
	SMTP("STARTTLS", "STARTTLS"),
	IMAP("CAPABILITY", NULL),
	IMAP("NOOP", NULL),
	IMAP("LOGOUT", NULL),
	IMAP("STARTTLS", "STARTTLS"),
	IMAP("AUTHENTICATE", NULL),
	IMAP("LOGIN", NULL),
	IMAP("SELECT", NULL),
	IMAP("EXAMINE", NULL),
	IMAP("CREATE", NULL),
	IMAP("DELETE", NULL),
	IMAP("RENAME", NULL),
	IMAP("LIST", NULL),
	IMAP("LSUB", NULL),
	IMAP("STATUS", NULL),
	IMAP("APPEND", NULL),
	IMAP("CHECK", NULL),
	IMAP("CLOSE", NULL),
	IMAP("EXPUNGE", NULL),
	IMAP("SEARCH", NULL),
	IMAP("FETCH", NULL),
	IMAP("STORE", NULL),
	IMAP("COPY", NULL),
	IMAP("UID", NULL),
	IMAP("IDLE", "IDLE"),
};
const size_t verb_count = sizeof verbs / sizeof *verbs;

const struct verb *verb_find(enum protocol p, struct span name)
{
	for (size_t i = 0; i < verb_count; i++)
		if (verbs[i].protocol == p && span_same(name, span_of(verbs[i].name)))
			return &verbs[i];
	return NULL;
}

enum reply_form verb_reply(enum protocol p, struct span line, const struct verb **row)
{
	static const enum reply_form usual[] = {
		[PROTOCOL_UNKNOWN] = REPLY_FREE,
		[PROTOCOL_SMTP] = REPLY_CODE,
		[PROTOCOL_POP3] = REPLY_ONE,
		[PROTOCOL_IMAP] = REPLY_TAG,
	};
	struct span rest = line, name = span_word(&rest);

	if (p == PROTOCOL_IMAP)
		name = span_word(&rest);
	*row = verb_find(p, name);
	if (!*row)
		return usual[p];
	return span_trim(rest).len ? (*row)->with : (*row)->bare;
}

size_t verb_line_limit(enum protocol p, bool in_body, bool in_auth)
{
	if (in_auth)
		return 12288; /* RFC 4954 4 */
	switch (p) {
	case PROTOCOL_SMTP: return in_body ? 1000 : 512; /* RFC 5321 4.5.3.1 */
	case PROTOCOL_POP3: return 255;                  /* RFC 2449 4 */
	default: return SIZE_MAX;
	}
}

int64_t verb_patience(const char *verb)
{
	static const struct {
		const char *verb;
		int64_t seconds;
	} rows[] = { { "DATA", 120 }, { "final dot", 600 }, { "BDAT", 600 }, { "RETR", 600 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (span_same(span_of(verb), span_of(rows[i].verb)))
			return rows[i].seconds;
	return 300;
}
