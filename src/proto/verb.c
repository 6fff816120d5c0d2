/* verb.c - see verb.h. */
#include "proto/verb.h"

#define ROW(protocol, name, bare, with, means, cap)                                                \
	{ PROTOCOL_##protocol, REPLY_##bare, REPLY_##with, VERB_##means, name, cap }

/*
 * POP3: RFC 1939 5 and 7, 2449 5, 2595 4, 5034 4, 6856.  SMTP: RFC 5321 4.1.1,
 * 3207, 4954, 3030, 2033.  IMAP: RFC 3501 6, 2177.
 */
const struct verb verbs[] = {
	ROW(POP3, "USER", ONE, ONE, PLAIN, ""),
	ROW(POP3, "PASS", ONE, ONE, PLAIN, ""),
	ROW(POP3, "APOP", ONE, ONE, PLAIN, ""),
	ROW(POP3, "AUTH", DOT, ONE, PLAIN, "SASL"),
	ROW(POP3, "STAT", ONE, ONE, PLAIN, ""),
	ROW(POP3, "LIST", DOT, ONE, PLAIN, ""),
	ROW(POP3, "UIDL", DOT, ONE, PLAIN, "UIDL"),
	ROW(POP3, "RETR", DOT, DOT, CONTENT, ""),
	ROW(POP3, "TOP", DOT, DOT, CONTENT, "TOP"),
	ROW(POP3, "DELE", ONE, ONE, PLAIN, ""),
	ROW(POP3, "NOOP", ONE, ONE, PLAIN, ""),
	ROW(POP3, "RSET", ONE, ONE, PLAIN, ""),
	ROW(POP3, "QUIT", ONE, ONE, FAREWELL, ""),
	ROW(POP3, "CAPA", DOT, DOT, CAPS, ""),
	ROW(POP3, "STLS", ONE, ONE, TLS, "STLS"),
	ROW(POP3, "UTF8", ONE, ONE, PLAIN, "UTF8"),
	ROW(POP3, "LANG", DOT, ONE, PLAIN, "LANG"),
	ROW(SMTP, "EHLO", CODE, CODE, CAPS, ""),
	ROW(SMTP, "HELO", CODE, CODE, PLAIN, ""),
	ROW(SMTP, "LHLO", CODE, CODE, CAPS, ""),
	ROW(SMTP, "MAIL", CODE, CODE, PLAIN, ""),
	ROW(SMTP, "RCPT", CODE, CODE, PLAIN, ""),
	ROW(SMTP, "DATA", CODE, CODE, DATA, ""),
	ROW(SMTP, "BDAT", CODE, CODE, BDAT, "CHUNKING"),
	ROW(SMTP, "RSET", CODE, CODE, PLAIN, ""),
	ROW(SMTP, "NOOP", CODE, CODE, PLAIN, ""),
	ROW(SMTP, "QUIT", CODE, CODE, FAREWELL, ""),
	ROW(SMTP, "HELP", CODE, CODE, PLAIN, ""),
	ROW(SMTP, "VRFY", CODE, CODE, PLAIN, "VRFY"),
	ROW(SMTP, "EXPN", CODE, CODE, PLAIN, "EXPN"),
	ROW(SMTP, "ETRN", CODE, CODE, PLAIN, "ETRN"),
	ROW(SMTP, "AUTH", CODE, CODE, PLAIN, "AUTH"),
	ROW(SMTP, "STARTTLS", CODE, CODE, TLS, "STARTTLS"),
	ROW(IMAP, "CAPABILITY", TAG, TAG, CAPS, ""),
	ROW(IMAP, "NOOP", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "LOGOUT", TAG, TAG, FAREWELL, ""),
	ROW(IMAP, "STARTTLS", TAG, TAG, TLS, "STARTTLS"),
	ROW(IMAP, "AUTHENTICATE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "LOGIN", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "SELECT", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "EXAMINE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "CREATE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "DELETE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "RENAME", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "LIST", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "STATUS", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "APPEND", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "CLOSE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "EXPUNGE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "SEARCH", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "FETCH", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "STORE", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "COPY", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "UID", TAG, TAG, PLAIN, ""),
	ROW(IMAP, "IDLE", TAG, TAG, PLAIN, "IDLE"),
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
	struct span rest = line, name = span_word(&rest);

	if (p == PROTOCOL_IMAP)
		name = span_word(&rest);
	*row = verb_find(p, name);
	if (!*row)
		return reply_usual(p);
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

int verb_patience(enum verb_means means)
{
	switch (means) {
	case VERB_DATA: return 120;
	case VERB_DOT:
	case VERB_BDAT:
	case VERB_CONTENT: return 600;
	default: return 300;
	}
}
