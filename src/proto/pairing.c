/* pairing.c - see pairing.h. */
#include "proto/pairing.h"

#include "base/ascii.h"

/* Codes, and the only verbs that they answer, with blanks around each. */
static const struct {
	int code;
	const char *verbs;
} only[] = {
	{ 220, " greeting STARTTLS " },
	{ 221, " QUIT " },
	{ 235, " AUTH " },
	{ 334, " AUTH " },
	{ 354, " DATA " },
};
#define ONLY (sizeof only / sizeof *only)

static bool is_among(struct span verb, const char *verbs)
{
	struct span rest = span_of(verbs), word;

	while ((word = span_word(&rest)).len)
		if (span_same(word, verb))
			return true;
	return false;
}

/* Does the reply refuse QUIT?  Only a server that does not know QUIT does so: 500 to 504. */
static bool refuses_quit(struct span verb, int code)
{
	bool is_unknown_verb = code / 5 == 100;

	if (!span_same(verb, SPAN("QUIT")) || is_unknown_verb)
		return false;
	return code >= 400 && code != 421;
}

bool pairing_fits(struct span verb, int code)
{
	if (span_same(verb, SPAN("DATA")) && code >= 200 && code < 300)
		return false;
	if (refuses_quit(verb, code))
		return false;
	for (size_t i = 0; i < ONLY; i++)
		if (only[i].code == code)
			return is_among(verb, only[i].verbs);
	return true;
}

bool pairing_is_greeting(struct span verb, struct span line)
{
	return is_among(verb, " EHLO HELO LHLO ") && span_starts(line, SPAN("220"));
}

static bool is_code(struct span line)
{
	for (size_t i = 0; i < 3; i++)
		if (i >= line.len || !ascii_is_digit(line.at[i]))
			return false;
	return line.len == 3 || line.at[3] == ' ' || line.at[3] == '-';
}

bool pairing_is_reply(enum protocol p, struct span line)
{
	if (p == PROTOCOL_SMTP)
		return is_code(line) && !span_starts(line, SPAN("421"));
	return p == PROTOCOL_POP3 &&
	       (span_starts_same(line, SPAN("+OK")) || span_starts_same(line, SPAN("-ERR")));
}
