/* standing.c - see standing.h. */
#include "proto/standing.h"

enum {
	GREETED = STANDING_GREETED,
	HELLO = STANDING_HELLO,
	NO_EHLO = STANDING_NO_EHLO,
	NO_HELO = STANDING_NO_HELO,
	ASKED = STANDING_ASKED,
	NO_TLS = STANDING_NO_TLS,
	IN = STANDING_LOGGED_IN,
	MAIL = STANDING_MAIL,
	LMTP = STANDING_LMTP,
};

/* For each verb: what a refusal and a success make true, and what a success ends. */
static const struct {
	char verb[10];
	uint8_t no;
	uint16_t yes, ends;
} rows[] = {
	{ "greeting", 0, GREETED, 0 },
	{ "EHLO", NO_EHLO, HELLO, MAIL },
	{ "LHLO", NO_EHLO, HELLO | LMTP, MAIL },
	{ "HELO", NO_HELO, HELLO, MAIL },
	{ "CAPA", ASKED, ASKED, 0 },
	{ "STARTTLS", NO_TLS, 0, 0 },
	{ "STLS", NO_TLS, 0, 0 },
	{ "PASS", 0, IN, 0 },
	{ "APOP", 0, IN, 0 },
	{ "AUTH", 0, IN, 0 },
	{ "MAIL", 0, MAIL, 0 },
	{ "RSET", 0, 0, MAIL },
	{ "final dot", 0, 0, MAIL },
};

/* Counts the messages marked for deletion, and what QUIT did with them. */
static void count_marked(struct standing *st, struct span verb, bool refused)
{
	bool quit = span_eq(verb, SPAN("QUIT"));

	if (quit && refused)
		st->doubtful = st->marked;
	else if (quit)
		st->deleted = st->marked;
	else if (span_eq(verb, SPAN("DELE")))
		st->marked += !refused;
	if (quit || (span_eq(verb, SPAN("RSET")) && !refused))
		st->marked = 0;
}

/* Counts recipients, and messages to delete. */
static void count(struct standing *st, struct span verb, const struct reply *r)
{
	count_marked(st, verb, reply_refused(r));
	if (reply_refused(r))
		return;
	if (span_eq(verb, SPAN("MAIL")))
		st->recipients = 0;
	if (span_eq(verb, SPAN("RCPT")))
		st->recipients++;
}

/* "+OK ready <1896.697170952@dbc.mtview.ca.us>": RFC 1939 7 */
static void learn_stamp(struct standing *st, struct span greeting)
{
	struct span line = span_line(&greeting);

	span_until(&line, '<');
	if (!span_has(line, '>'))
		return;
	line.at--; /* the < belongs to the stamp */
	line.len = span_find(line, '>') + 1;
	if (line.len < sizeof st->stamp && span_has(line, '@'))
		span_copy(line, st->stamp, sizeof st->stamp);
}

void standing_learn(struct standing *st, struct span verb, const struct reply *r)
{
	if (r->invited)
		return;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!span_eq(verb, span_of(rows[i].verb)))
			continue;
		st->is &= ~(unsigned)rows[i].ends;
		if (r->form != REPLY_DOT || rows[i].yes != IN) /* AUTH alone lists mechanisms */
			st->is |= reply_refused(r) ? rows[i].no : rows[i].yes;
	}
	count(st, verb, r);
	if (span_eq(verb, SPAN("greeting")) && r->code == 1)
		learn_stamp(st, (struct span){ r->text, r->len });
}

void standing_forget_hello(struct standing *st)
{
	st->is &= ~(unsigned)(HELLO | NO_EHLO | NO_HELO);
}

void standing_secure(struct standing *st)
{
	st->is = STANDING_SECURE | (st->is & STANDING_GREETED);
}
