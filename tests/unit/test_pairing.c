/* test_pairing.c - which reply can answer which line. */
#include "proto/pairing.h"
#include "test.h"

static const struct {
	const char *verb, *yes, *no;
} rows[] = {
	{ "greeting", "220 421 554", "221 354 334 235" },
	{ "EHLO", "250 421 502 554", "220 221 354 334 235" },
	{ "MAIL", "250 251 451 552", "220 221 354 334 235" },
	{ "RCPT", "250 251 252 450 550", "220 221 354 334 235" },
	{ "DATA", "354 451 554", "250 220 221 251 334" },
	{ "final dot", "250 200 451 554", "220 221 354 334 235" },
	{ "BDAT", "250 554", "354 220 221" },
	{ "RSET", "250 200", "220 221 354 334" },
	{ "VRFY", "250 251 252 502", "354 221" },
	{ "HELP", "211 214", "354 221" },
	{ "AUTH", "235 334 535 250", "220 221 354" },
	{ "STARTTLS", "220 454 501", "221 354 334" },
	{ "QUIT", "221 250 421 500 502", "354 220 334 235 554 550 450" },
	{ "XFOO", "250 299 500", "354 221" },
	{ "quit", "221", "354" },
};

static void check_code(const char *verb, int64_t code, bool fits)
{
	if (pairing_fits(span_of(verb), (int)code) != fits)
		printf("%s %d\n", verb, (int)code);
	CHECK(pairing_fits(span_of(verb), (int)code) == fits);
}

static void test_codes(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span yes = span_of(rows[i].yes), no = span_of(rows[i].no), word;
		int64_t code;

		while ((word = span_word(&yes)).len && span_number(word, 999, &code))
			check_code(rows[i].verb, code, true);
		while ((word = span_word(&no)).len && span_number(word, 999, &code))
			check_code(rows[i].verb, code, false);
	}
}

static void test_greetings(void)
{
	CHECK(pairing_is_greeting(SPAN("EHLO"), SPAN("220 again")));
	CHECK(pairing_is_greeting(SPAN("HELO"), SPAN("220-again")));
	CHECK(!pairing_is_greeting(SPAN("EHLO"), SPAN("250 mail")));
	CHECK(!pairing_is_greeting(SPAN("STARTTLS"), SPAN("220 go")));
}

static const struct {
	enum protocol protocol;
	const char *line;
	bool is;
} lines[] = {
	{ PROTOCOL_SMTP, "250 ok", true },
	{ PROTOCOL_SMTP, "250", true },
	{ PROTOCOL_SMTP, "554-no", true },
	{ PROTOCOL_SMTP, "421 closing", false },
	{ PROTOCOL_SMTP, "2500 x", false },
	{ PROTOCOL_SMTP, "25", false },
	{ PROTOCOL_SMTP, "", false },
	{ PROTOCOL_SMTP, "+OK", false },
	{ PROTOCOL_POP3, "+OK", true },
	{ PROTOCOL_POP3, "-ERR no", true },
	{ PROTOCOL_POP3, "-err no", true },
	{ PROTOCOL_POP3, "250 ok", false },
	{ PROTOCOL_POP3, ".", false },
	{ PROTOCOL_IMAP, "* OK", false },
	{ PROTOCOL_UNKNOWN, "250 ok", false },
};

static void test_replies(void)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		CHECK_NUMBER(
		    pairing_is_reply(lines[i].protocol, span_of(lines[i].line)), lines[i].is);
}

int main(void)
{
	RUN(test_codes);
	RUN(test_greetings);
	RUN(test_replies);
	return test_end("pairing");
}
