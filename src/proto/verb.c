/* verb.c - see verb.h. */
#include "proto/verb.h"

#include "proto/dialect.h"

/*
 * Protocol, form of the reply without and with arguments, meaning, names.
 * POP3: RFC 1939 5 and 7, 2449 5, 2595 4, 5034 4, 6856.  SMTP: RFC 5321 4.1.1,
 * 3207, 4954, 3030, 2033.  IMAP: RFC 3501 6, 2177.
 */
/* clang-format off */
#define VERBS(X) \
	X(POP3, ONE, ONE, PLAIN, "USER PASS APOP STAT DELE NOOP RSET UTF8=UTF8") \
	X(POP3, DOT, ONE, PLAIN, "LIST UIDL=UIDL AUTH=SASL LANG=LANG") \
	X(POP3, DOT, DOT, CONTENT, "RETR TOP=TOP") \
	X(POP3, DOT, DOT, CAPS, "CAPA") \
	X(POP3, ONE, ONE, TLS, "STLS=STLS") \
	X(POP3, ONE, ONE, FAREWELL, "QUIT") \
	X(SMTP, CODE, CODE, PLAIN, "HELO MAIL RCPT RSET NOOP HELP VRFY=VRFY EXPN=EXPN ETRN=ETRN AUTH=AUTH") \
	X(SMTP, CODE, CODE, CAPS, "EHLO LHLO") \
	X(SMTP, CODE, CODE, DATA, "DATA") \
	X(SMTP, CODE, CODE, BDAT, "BDAT=CHUNKING") \
	X(SMTP, CODE, CODE, TLS, "STARTTLS=STARTTLS") \
	X(SMTP, CODE, CODE, FAREWELL, "QUIT") \
	X(IMAP, TAG, TAG, PLAIN, "NOOP AUTHENTICATE LOGIN SELECT EXAMINE CREATE DELETE RENAME LIST STATUS APPEND " \
		"CLOSE EXPUNGE SEARCH FETCH STORE COPY UID IDLE=IDLE") \
	X(IMAP, TAG, TAG, CAPS, "CAPABILITY") \
	X(IMAP, TAG, TAG, TLS, "STARTTLS=STARTTLS") \
	X(IMAP, TAG, TAG, FAREWELL, "LOGOUT")
/* clang-format on */

#define VERB_ROW(protocol, bare, with, means, names)                                               \
	{ PROTOCOL_##protocol, REPLY_##bare, REPLY_##with, VERB_##means },
#define VERB_NAMES(protocol, bare, with, means, names) names "\0"

const struct verb_row verb_rows[] = { VERBS(VERB_ROW) };
const size_t verb_row_count = sizeof verb_rows / sizeof *verb_rows;

static const char texts[] = VERBS(VERB_NAMES);

struct span verb_names(const struct verb_row *row)
{
	return span_of(span_nth(texts, (unsigned)(row - verb_rows)));
}

/* Is *name one of the row's names?  Then sets *name to the table's spelling. */
static bool is_in(const struct verb_row *row, struct span *name)
{
	struct span rest = verb_names(row), word, each;

	while (rest.len) {
		word = span_word(&rest);
		each = span_until(&word, '=');
		if (span_same(each, *name)) {
			*name = each;
			return true;
		}
	}
	return false;
}

struct verb verb_of(enum protocol p, struct span line)
{
	struct verb v = { .form = dialect_of(p)->usual, .name = span_word(&line) };

	for (const struct verb_row *row = verb_rows; row < verb_rows + verb_row_count; row++)
		if (row->protocol == p && is_in(row, &v.name)) {
			v.form = span_trim(line).len ? row->with : row->bare;
			v.means = row->means;
			v.known = true;
		}
	return v;
}

bool verb_is_known(struct span word)
{
	for (unsigned p = 0; p < PROTOCOL_COUNT; p++)
		if (verb_of((enum protocol)p, word).known)
			return true;
	return false;
}

bool verb_begins(struct span word)
{
	for (const struct verb_row *row = verb_rows; row < verb_rows + verb_row_count; row++)
		for (struct span rest = verb_names(row); rest.len;) {
			struct span each = span_word(&rest);

			if (span_starts_same(span_until(&each, '='), word))
				return true;
		}
	return false;
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
