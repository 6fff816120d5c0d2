/* secret.c - see secret.h. */
#include "proto/secret.h"

#include "base/ascii.h"
#include "proto/dialect.h"
#include "proto/prompt.h"
#include "proto/verb.h"

#define LITERAL_MAX INT64_C(0xffffffff) /* RFC 3501: number */

/* What may follow the line that is secret as well. */
enum follows { NOTHING, RESPONSES, LITERAL };

struct form {
	char verb[13];
	bool tagged; /* IMAP: the verb is the second word, or the first if the tag was forgotten */
	bool argument;         /* the first argument is not secret, the rest is */
	bool proof;            /* the rest only proves that the secret is known */
	unsigned char follows; /* enum follows */
};

static const struct form forms[] = {
	{ "PASS", false, false, false, NOTHING },
	{ "APOP", false, true, true, NOTHING },
	{ "AUTH", false, true, false, RESPONSES },
	{ "AUTHENTICATE", true, true, false, RESPONSES },
	{ "LOGIN", true, true, false, LITERAL },
};

/* The parts of a command that holds a secret, or will when it is typed to its end. */
struct parts {
	const struct form *form; /* NULL: a command without a secret */
	struct span argument;    /* AUTH's mechanism, the user of APOP and LOGIN */
	struct span secret;      /* to the end of the line */
};

/* The octets of the quoted string that s begins with; 0 if there is none, or it is not closed. */
static size_t quoted(struct span s)
{
	if (!s.len || s.at[0] != '"')
		return 0;
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] == '"')
			return i + 1;
		if (s.at[i] == '\\')
			i++;
	}
	return 0;
}

/*
 * Takes an argument and the blanks around it.  A quoted string that is not closed,
 * or not yet, ends at a blank like any word: otherwise a forgotten quote would
 * show the password after it.
 */
static struct span take_argument(struct span *rest)
{
	struct span argument;
	size_t n;

	span_blanks(rest);
	n = quoted(*rest);
	argument = span_first(*rest, n);
	*rest = span_from(*rest, n);
	if (!n)
		argument = span_word(rest);
	span_blanks(rest);
	return argument;
}

/* XPASS, X-PASS, pas, AUHT: the verb was meant, unless the word is another verb. */
static bool is_slip(struct span word, struct span verb)
{
	struct span bare = span_starts_same(word, SPAN("X-")) ? span_from(word, 2) : word;

	if (!span_near(bare, verb))
		return false;
	return !verb_is_known(word) && !span_same(word, SPAN("PASV"));
}

static bool is_verb(struct span word, struct span verb)
{
	return span_same(word, verb) || is_slip(word, verb);
}

/* The first words of a line, each with the rest of the line. */
struct words {
	struct span verb, rest;
	struct span tagged_verb, tagged_rest; /* if the first word is a tag */
};

static struct words first_words(struct span line)
{
	struct words w = { .rest = line };

	w.verb = span_word(&w.rest);
	w.tagged_rest = w.rest;
	w.tagged_verb = span_word(&w.tagged_rest);
	return w;
}

/* Does a line begin with the verb of that form?  *rest is then the line after the verb. */
static bool is_form(
    const struct form *f, enum protocol protocol, const struct words *w, struct span *rest)
{
	struct span verb = span_of(f->verb);

	if (f->tagged && !dialect_of(protocol)->tagged && protocol != PROTOCOL_UNKNOWN)
		return false;
	*rest = w->rest;
	if (is_verb(w->verb, verb)) /* a tag may be forgotten */
		return true;
	*rest = w->tagged_rest;
	return f->tagged && is_verb(w->tagged_verb, verb);
}

static struct parts take_apart(const struct secret_state *s, struct span line)
{
	struct parts p = { 0 };
	struct words w = first_words(line);

	for (size_t i = 0; i < sizeof forms / sizeof *forms && !p.form; i++)
		if (is_form(&forms[i], s->protocol, &w, &p.secret))
			p.form = &forms[i];
	if (p.form && p.form->argument)
		p.argument = take_argument(&p.secret);
	else
		p.secret = span_from(p.secret, 1); /* a password may begin with a blank */
	return p;
}

/*
 * After USER a password is due: a line that begins with no verb, half typed or whole,
 * is secret.  A user who forgot PASS has typed the password.
 */
static struct span unknown_line(const struct secret_state *s, struct span line)
{
	struct span rest = line, word;

	if (!s->user_said || dialect_of(s->protocol)->tagged)
		return span_first(line, 0);
	span_blanks(&line);
	word = span_word(&rest);
	if (rest.len ? verb_is_known(word) : verb_begins(word))
		return span_first(line, 0);
	return line;
}

/* "{8}" and "{8+}" (RFC 7888) say how many octets follow the end of the line. */
static bool announces_literal(struct span s, int64_t *octets)
{
	if (s.len < 3 || s.at[0] != '{' || !span_ends(s, '}'))
		return false;
	s = span_first(span_from(s, 1), s.len - 2);
	if (span_ends(s, '+'))
		s.len--;
	return span_number(s, LITERAL_MAX, octets);
}

/* Does the response cancel the exchange, or stand for an empty one? */
static bool is_mark(struct span response)
{
	response = span_trim(response);
	return !response.len || span_eq(response, SPAN("*")) || span_eq(response, SPAN("="));
}

/* The line after the last octets of LOGIN's user name, a literal. */
static struct span after_user(const struct secret_state *s, struct span line)
{
	line = span_from(line, (size_t)s->literal);
	span_blanks(&line);
	return line;
}

/* Does text say only that the secret follows, or that there is none? */
static bool stands_for_secret(enum follows follows, struct span text)
{
	int64_t octets;

	if (follows == RESPONSES)
		return is_mark(text);
	return follows == LITERAL && announces_literal(text, &octets);
}

size_t secret_from(const struct secret_state *s, struct span line)
{
	enum follows follows = NOTHING;
	struct span secret = line;

	if (s->stage == SECRET_COMMAND) {
		struct parts p = take_apart(s, line);
		struct span bare = unknown_line(s, line);
		bool is_bare = !p.form || (p.form->tagged && bare.len); /* IMAP has no USER */

		secret = bare;
		if (!is_bare) {
			secret = p.secret;
			follows = p.form->follows;
		}
	} else if (s->stage == SECRET_USER) {
		secret = after_user(s, line);
		follows = LITERAL;
	} else if (s->stage == SECRET_EXCHANGE) {
		follows = RESPONSES;
	}
	if (s->body || !secret.len || stands_for_secret(follows, secret))
		return SECRET_NONE;
	return line.len - secret.len;
}

/* AUTH LOGIN: the first response is a name. */
static bool is_login(struct span mechanism)
{
	return span_same(mechanism, SPAN("LOGIN"));
}

enum secret_kind secret_kind(const struct secret_state *s, struct span line)
{
	struct parts p;

	if (s->stage == SECRET_EXCHANGE)
		return s->name_next ? SECRET_IS_NAME : SECRET_IS_RESPONSE;
	if (s->stage != SECRET_COMMAND)
		return SECRET_IS_PLAIN;
	p = take_apart(s, line);
	if (!p.form || p.form->follows != RESPONSES)
		return SECRET_IS_PLAIN;
	return is_login(p.argument) ? SECRET_IS_NAME : SECRET_IS_RESPONSE;
}

/* Mechanisms that never send the secret in readable form, or that have none. */
static bool is_proof(struct span mechanism)
{
	static const char names[] = "CRAM-MD5\0DIGEST-MD5\0NTLM\0GSSAPI\0KERBEROS_V4\0SRP\0OTP\0"
				    "EXTERNAL\0ANONYMOUS\0";

	for (const char *name = names; *name; name += span_of(name).len + 1)
		if (span_same(mechanism, span_of(name)))
			return true;
	return span_starts_same(mechanism, SPAN("SCRAM-")) ||
	       span_starts_same(mechanism, SPAN("GS2-"));
}

bool secret_is_clear(const struct secret_state *s, struct span line)
{
	struct parts p;

	if (s->stage != SECRET_COMMAND)
		return s->stage != SECRET_EXCHANGE || !s->proof;
	p = take_apart(s, line);
	if (!p.form)
		return true;
	if (p.form->proof)
		return false;
	return p.form->follows != RESPONSES || !is_proof(p.argument);
}

/* After LOGIN's user name: does the line end by announcing the password? */
static void expect_password(struct secret_state *s, struct span announcement)
{
	s->stage = announces_literal(announcement, &s->literal) ? SECRET_PASSWORD : SECRET_COMMAND;
}

/* After USER a password is expected until another known verb is said. */
static void note_name(struct secret_state *s, struct span line)
{
	struct span word = span_word(&line);

	if (span_same(word, SPAN("USER")))
		s->user_said = true;
	else if (verb_is_known(word))
		s->user_said = false;
}

static void command_said(struct secret_state *s, struct span line)
{
	struct parts p = take_apart(s, line);

	note_name(s, line);
	if (!p.form || p.form->follows == NOTHING)
		return;
	if (p.form->follows == RESPONSES && p.argument.len) {
		s->stage = SECRET_EXCHANGE;
		s->proof = is_proof(p.argument);
		s->login = is_login(p.argument);
		s->named = p.secret.len > 0;
		s->name_next = s->login && !s->named;
	} else if (p.form->follows == LITERAL && p.secret.len) {
		expect_password(s, p.secret);
	} else if (announces_literal(p.argument, &s->literal)) {
		s->stage = SECRET_USER;
	}
}

void secret_said(struct secret_state *s, struct span line)
{
	if (s->body)
		return;
	if (s->stage == SECRET_COMMAND) {
		command_said(s, line);
	} else if (s->stage == SECRET_EXCHANGE) {
		s->named = true;
		s->name_next = false;
	} else if (s->literal > (int64_t)line.len) { /* the literal includes the line end */
		s->literal -= (int64_t)line.len + 2;
		if (s->literal < 0)
			s->literal = 0;
	} else if (s->stage == SECRET_USER) {
		expect_password(s, after_user(s, line));
	} else {
		s->stage = SECRET_COMMAND;
	}
}

void secret_replied(struct secret_state *s, bool more)
{
	if (!more)
		s->stage = SECRET_COMMAND;
}

void secret_challenged(struct secret_state *s, struct span challenge)
{
	enum prompt asked = prompt_of_challenge(challenge);

	if (s->stage != SECRET_EXCHANGE || !s->login)
		return;
	s->name_next = asked == PROMPT_NAME || (asked != PROMPT_PASSWORD && !s->named);
}

bool secret_recognised(struct secret_state *s, struct span line)
{
	bool is_secret = secret_from(s, line) != SECRET_NONE;

	secret_said(s, line);
	return is_secret;
}
