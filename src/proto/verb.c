/* verb.c - see verb.h. */
#include "proto/verb.h"

/* RFC 1939 5 and 7, 2449 5, 2595 4, 5034 4, 6856. */
#define POP3_ONE(name, cap)  { PROTOCOL_POP3, REPLY_ONE, REPLY_ONE, false, name, cap }
#define POP3_LIST(name, cap) { PROTOCOL_POP3, REPLY_DOT, REPLY_ONE, false, name, cap }
#define POP3_BODY(name, cap) { PROTOCOL_POP3, REPLY_DOT, REPLY_DOT, true, name, cap }
/* RFC 5321 4.1.1, 3207, 4954, 3030, 2033. */
#define SMTP(name, cap) { PROTOCOL_SMTP, REPLY_CODE, REPLY_CODE, false, name, cap }
/* RFC 3501 6, 2177. */
#define IMAP(name, cap) { PROTOCOL_IMAP, REPLY_TAG, REPLY_TAG, false, name, cap }

const struct verb verbs[] = {
	POP3_ONE("USER", ""),
	POP3_ONE("PASS", ""),
	POP3_ONE("APOP", ""),
	POP3_LIST("AUTH", "SASL"),
	POP3_ONE("STAT", ""),
	POP3_LIST("LIST", ""),
	POP3_LIST("UIDL", "UIDL"),
	POP3_BODY("RETR", ""),
	POP3_BODY("TOP", "TOP"),
	POP3_ONE("DELE", ""),
	POP3_ONE("NOOP", ""),
	POP3_ONE("RSET", ""),
	POP3_ONE("QUIT", ""),
	{ PROTOCOL_POP3, REPLY_DOT, REPLY_DOT, false, "CAPA", "" },
	POP3_ONE("STLS", "STLS"),
	POP3_ONE("UTF8", "UTF8"),
	POP3_LIST("LANG", "LANG"),
	SMTP("EHLO", ""),
	SMTP("HELO", ""),
	SMTP("LHLO", ""),
	SMTP("MAIL", ""),
	SMTP("RCPT", ""),
	SMTP("DATA", ""),
	SMTP("RSET", ""),
	SMTP("NOOP", ""),
	SMTP("QUIT", ""),
	SMTP("HELP", ""),
	SMTP("VRFY", "VRFY"),
	SMTP("EXPN", "EXPN"),
	SMTP("ETRN", "ETRN"),
	SMTP("BDAT", "CHUNKING"),
	SMTP("AUTH", "AUTH"),
	SMTP("STARTTLS", "STARTTLS"),
	IMAP("CAPABILITY", ""),
	IMAP("NOOP", ""),
	IMAP("LOGOUT", ""),
	IMAP("STARTTLS", "STARTTLS"),
	IMAP("AUTHENTICATE", ""),
	IMAP("LOGIN", ""),
	IMAP("SELECT", ""),
	IMAP("EXAMINE", ""),
	IMAP("CREATE", ""),
	IMAP("DELETE", ""),
	IMAP("RENAME", ""),
	IMAP("LIST", ""),
	IMAP("LSUB", ""),
	IMAP("STATUS", ""),
	IMAP("APPEND", ""),
	IMAP("CHECK", ""),
	IMAP("CLOSE", ""),
	IMAP("EXPUNGE", ""),
	IMAP("SEARCH", ""),
	IMAP("FETCH", ""),
	IMAP("STORE", ""),
	IMAP("COPY", ""),
	IMAP("UID", ""),
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
