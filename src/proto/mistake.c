/* mistake.c - see mistake.h. */
#include "proto/mistake.h"

#include "base/ascii.h"
#include "proto/dialect.h"
#include "proto/verb.h"

#define LOOKED_AT 1024 /* octets of a reply that are searched */

/* One mistake: all marks of `line`, and in the reply one of the codes and one of the words. */
struct row {
	unsigned char line;
	int16_t code[3];     /* none: any */
	const char *words;   /* one after the other, each the beginning of a word; "": any */
	const char *without; /* words that the reply must not have */
	const char *hint;
};

#define WANTS_TLS "this server wants TLS first: :tls starts it"

static const struct row rows[] = {
	{ MISTAKE_LOGIN, { 0 }, "base64\0base-64\0base 64\0decod\0malformed auth\0malformed init\0",
	    "", ":base64 encodes a word, :secret asks for one and sends it in base64" },
	{ MISTAKE_OURS, { 0 }, "", "", "postel's own commands begin with ':', for example :help" },
	{ MISTAKE_ADDRESS, { 500, 501, 555 }, "", "",
	    "the form is MAIL FROM:<ann@example.com>: no blank after the colon, the address in <>" },
	{ MISTAKE_CLEAR, { 530, 538 }, "starttls\0tls\0ssl\0encrypt\0", "", WANTS_TLS },
	{ MISTAKE_CLEAR | MISTAKE_LOGIN, { -1 }, "privacyrequired\0starttls\0stls\0tls\0ssl\0", "",
	    WANTS_TLS },
	{ MISTAKE_MAIL, { 503 }, "", "auth\0log\0reject\0",
	    "the order is EHLO NAME, MAIL FROM:<...>, RCPT TO:<...>, DATA, the text, a line with a dot" },
	{ MISTAKE_NAMELESS, { 500, 501, 504 }, "", "",
	    "the name of this machine must follow: EHLO client.example.com" },
	{ MISTAKE_TAGLESS, { 0 }, "", "",
	    "each line of IMAP begins with a tag, which is any word: a1 NOOP" },
};

/* ---- the line ---- */

/* Looks at "FROM:<ann@example.com>", which should begin with "FROM:<". */
static unsigned look_path(struct span path, struct span begin)
{
	if (span_starts_same(path, begin) && span_has(path, '>'))
		return MISTAKE_MAIL;
	return MISTAKE_MAIL | MISTAKE_ADDRESS;
}

static unsigned look_smtp(struct span verb, struct span rest)
{
	rest = span_trim(rest);
	if (span_same(verb, SPAN("MAIL")))
		return look_path(rest, SPAN("FROM:<"));
	if (span_same(verb, SPAN("RCPT")))
		return look_path(rest, SPAN("TO:<"));
	if (span_same(verb, SPAN("DATA")))
		return MISTAKE_MAIL;
	return !rest.len && span_same(span_from(verb, 2), SPAN("LO")) ? MISTAKE_NAMELESS : 0;
}

unsigned mistake_look(enum protocol p, struct span line)
{
	struct span rest = line, first = span_word(&rest);
	bool tagless = verb_of(p, first).known && !verb_of(p, rest).known;

	if (p == PROTOCOL_SMTP)
		return look_smtp(first, rest);
	return dialect_of(p)->tagged && tagless ? MISTAKE_TAGLESS : 0;
}

/* ---- the reply ---- */

static bool has_code(const struct row *row, int code)
{
	bool has = !row->code[0];

	for (size_t i = 0; i < 3; i++)
		has |= row->code[i] == code;
	return has;
}

static bool begins_word(struct span text, size_t at)
{
	return at == 0 || !ascii_is_letter(text.at[at - 1]);
}

static bool has_word(struct span text, const char *words)
{
	for (const char *word = words; *word; word += span_of(word).len + 1)
		for (size_t i = 0; i < text.len; i++)
			if (begins_word(text, i) &&
			    span_starts_same(span_from(text, i), span_of(word)))
				return true;
	return false;
}

static bool fits(const struct row *row, const struct mistake *m)
{
	struct span reply = span_first(m->reply, LOOKED_AT);

	if ((m->line & row->line) != row->line || !has_code(row, m->code))
		return false;
	return (!*row->words || has_word(reply, row->words)) && !has_word(reply, row->without);
}

const char *mistake_hint(const struct mistake *m, unsigned *given)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (fits(&rows[i], m)) {
			bool again = *given >> i & 1;

			*given |= 1u << i;
			return again ? NULL : rows[i].hint;
		}
	return NULL;
}
