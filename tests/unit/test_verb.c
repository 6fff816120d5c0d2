/* test_verb.c - which reply a line brings, and how long and how large things may be. */
#include "proto/verb.h"
#include "test.h"

static const struct {
	enum protocol protocol;
	const char *line;
	enum reply_form form;
	const char *row; /* "": none */
	bool content;
} rows[] = {
	{ PROTOCOL_POP3, "LIST", REPLY_DOT, "LIST", false },
	{ PROTOCOL_POP3, "list ", REPLY_DOT, "LIST", false },
	{ PROTOCOL_POP3, "LIST 1", REPLY_ONE, "LIST", false },
	{ PROTOCOL_POP3, "uidl", REPLY_DOT, "UIDL", false },
	{ PROTOCOL_POP3, "UIDL 7", REPLY_ONE, "UIDL", false },
	{ PROTOCOL_POP3, "RETR 1", REPLY_DOT, "RETR", true },
	{ PROTOCOL_POP3, " retr 1", REPLY_DOT, "RETR", true },
	{ PROTOCOL_POP3, "RETR", REPLY_DOT, "RETR", true },
	{ PROTOCOL_POP3, "TOP 1 0", REPLY_DOT, "TOP", true },
	{ PROTOCOL_POP3, "CAPA", REPLY_DOT, "CAPA", false },
	{ PROTOCOL_POP3, "AUTH", REPLY_DOT, "AUTH", false },
	{ PROTOCOL_POP3, "AUTH PLAIN", REPLY_ONE, "AUTH", false },
	{ PROTOCOL_POP3, "LANG", REPLY_DOT, "LANG", false },
	{ PROTOCOL_POP3, "LANG de", REPLY_ONE, "LANG", false },
	{ PROTOCOL_POP3, "PASS x", REPLY_ONE, "PASS", false },
	{ PROTOCOL_POP3, "XFOO", REPLY_ONE, "", false },
	{ PROTOCOL_POP3, "EHLO", REPLY_ONE, "", false },
	{ PROTOCOL_POP3, "TOP=TOP 1 0", REPLY_ONE, "", false },
	{ PROTOCOL_POP3, "", REPLY_ONE, "", false },
	{ PROTOCOL_SMTP, "LIST", REPLY_CODE, "", false },
	{ PROTOCOL_SMTP, "Mail From:<a@b>", REPLY_CODE, "MAIL", false },
	{ PROTOCOL_SMTP, "DATA", REPLY_CODE, "DATA", false },
	{ PROTOCOL_IMAP, "LIST \"\" *", REPLY_TAG, "LIST", false },
	{ PROTOCOL_IMAP, "fetch 1 BODY[]", REPLY_TAG, "FETCH", false },
	{ PROTOCOL_IMAP, "a1", REPLY_TAG, "", false },
	{ PROTOCOL_UNKNOWN, "LIST", REPLY_FREE, "", false },
};

/* Is the verb the table's, and not just the line's first word? */
static bool is_known(struct verb v, struct span line)
{
	return v.name.len && (v.name.at < line.at || v.name.at >= line.at + line.len);
}

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(span_of(rows[i].line));
		struct verb v = verb_of(rows[i].protocol, copy);

		CHECK_NUMBER(v.form, rows[i].form);
		CHECK_SPANS(is_known(v, copy) ? v.name : SPAN(""), span_of(rows[i].row));
		CHECK((v.means == VERB_CONTENT) == rows[i].content);
		free((void *)copy.at);
	}
}

static bool is_upper(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", s.at[i]))
			return false;
	return s.len > 0;
}

/* Names and capabilities are upper case, fit a due's field, and are there once. */
static void test_table(void)
{
	for (size_t i = 0; i < verb_row_count; i++) {
		const struct verb_row *row = &verb_rows[i];
		struct span rest = verb_names(row);

		CHECK(row->protocol > PROTOCOL_UNKNOWN && row->protocol < PROTOCOL_COUNT);
		while (rest.len) {
			struct span word = span_word(&rest),
				    name = span_first(word, span_find(word, '='));
			struct verb v = verb_of((enum protocol)row->protocol, name);

			CHECK(v.name.at == name.at && name.len < 16);
			CHECK(is_upper(name));
			CHECK(name.len == word.len || is_upper(span_from(word, name.len + 1)));
			CHECK_NUMBER(v.means, row->means);
		}
	}
}

/* RFC 5321 4.5.3.2 */
static void test_patience(void)
{
	CHECK_NUMBER(verb_patience(VERB_PLAIN), 300);
	CHECK_NUMBER(verb_patience(VERB_FAREWELL), 300);
	CHECK_NUMBER(verb_patience(VERB_DATA), 120);
	CHECK_NUMBER(verb_patience(VERB_DOT), 600);
	CHECK_NUMBER(verb_patience(VERB_CAPS), 300);
}

int main(void)
{
	RUN(test_rows);
	RUN(test_table);
	RUN(test_patience);
	return test_end("verb");
}
