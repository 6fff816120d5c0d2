/* secret.c - see secret.h. */
#include "proto/secret.h"

#include "base/ascii.h"

#define LITERAL_MAX INT64_C(0xffffffff) /* RFC 3501: number */

/* What the line may be followed by that is secret as well. */
enum follows { NOTHING, RESPONSES, LITERAL };

struct form {
	const char *verb;
	bool tagged;   /* IMAP: the verb is the second word */
	bool argument; /* the first argument is no secret, what follows it is */
	enum follows follows;
};

static const struct form forms[] = {
	{ "PASS", false, false, NOTHING },
	{ "APOP", false, true, NOTHING },
	{ "AUTH", false, true, RESPONSES },
	{ "AUTHENTICATE", true, true, RESPONSES },
	{ "LOGIN", true, true, LITERAL },
};

static size_t skip_blanks(struct span line, size_t at)
{
	while (at < line.len && ascii_is_blank(line.at[at]))
		at++;
	return at;
}

static size_t skip_word(struct span line, size_t at)
{
	while (at < line.len && !ascii_is_blank(line.at[at]))
		at++;
	return at;
}

/* Past the quoted string that begins at `at`; 0 if it never ends. */
static size_t skip_quoted(struct span line, size_t at)
{
	for (at++; at < line.len; at++) {
		if (line.at[at] == '"')
			return at + 1;
		if (line.at[at] == '\\')
			at++;
	}
	return 0;
}

/*
 * Past an argument.  A quote that is not closed, or not yet, ends at a blank
 * like any word: a forgotten one would show the password behind it.
 */
static size_t skip_argument(struct span line, size_t at)
{
	size_t quoted = at < line.len && line.at[at] == '"' ? skip_quoted(line, at) : 0;

	return quoted ? quoted : skip_word(line, at);
}

/* A command that holds a secret, or will: where its parts are. */
struct parts {
	const struct form *form; /* NULL: it is another command */
	struct span argument;    /* AUTH's mechanism, the user of APOP and LOGIN */
	size_t secret;           /* where the secret would begin, at most line.len */
};

static bool is_form(const struct secret_state *s, const struct form *f, struct span verb)
{
	if (f->tagged && s->protocol != PROTOCOL_IMAP && s->protocol != PROTOCOL_UNKNOWN)
		return false;
	return span_same(verb, span_of(f->verb));
}

/* The form of a line, NULL if it has none, and where its verb ends. */
static const struct form *find_form(const struct secret_state *s, struct span line, size_t *end)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct span rest = line, verb = span_word(&rest);

		if (forms[i].tagged)
			verb = span_word(&rest);
		*end = line.len - rest.len;
		if (is_form(s, &forms[i], verb))
			return &forms[i];
	}
	return NULL;
}

static struct parts take_apart(const struct secret_state *s, struct span line)
{
	struct parts p = { NULL, { NULL, 0 }, line.len };
	size_t at, end;

	p.form = find_form(s, line, &end);
	if (!p.form)
		return p;
	if (p.form->argument) {
		at = skip_blanks(line, end);
		end = skip_argument(line, at);
		p.argument = span_first(span_from(line, at), end - at);
		p.secret = skip_blanks(line, end);
	} else if (end < line.len) {
		p.secret = end + 1; /* one blank: a password may begin with another */
	}
	return p;
}

/* "{8}" and "{8+}" (RFC 7888) say how many octets follow the end of the line. */
static bool announces_literal(struct span s, int64_t *octets)
{
	if (s.len < 3 || s.at[0] != '{' || s.at[s.len - 1] != '}')
		return false;
	s = span_first(span_from(s, 1), s.len - 2);
	if (s.at[s.len - 1] == '+')
		s.len--;
	return span_number(s, LITERAL_MAX, octets);
}

/* Cancels an exchange, or stands for an empty response. */
static bool is_mark(struct span response)
{
	response = span_trim(response);
	return response.len == 0 || span_eq(response, SPAN("*")) || span_eq(response, SPAN("="));
}

/* Nothing is hidden before it is begun. */
static size_t hide_from(size_t at, struct span line)
{
	return at < line.len ? at : SECRET_NONE;
}

static size_t from_in_command(const struct secret_state *s, struct span line)
{
	struct parts p = take_apart(s, line);
	struct span secret = span_from(line, p.secret);
	int64_t octets;

	if (!p.form || (p.form->follows == RESPONSES && is_mark(secret)) ||
	    (p.form->follows == LITERAL && announces_literal(secret, &octets)))
		return SECRET_NONE;
	return hide_from(p.secret, line);
}

/* Behind the rest of LOGIN's user name; line.len: the name goes on. */
static size_t after_user(const struct secret_state *s, struct span line)
{
	return s->literal < (int64_t)line.len ? skip_blanks(line, (size_t)s->literal) : line.len;
}

static size_t from_after_user(const struct secret_state *s, struct span line)
{
	size_t at = after_user(s, line);
	int64_t octets;

	return announces_literal(span_from(line, at), &octets) ? SECRET_NONE : hide_from(at, line);
}

size_t secret_from(const struct secret_state *s, struct span line)
{
	if (s->body || (s->stage == SECRET_EXCHANGE && is_mark(line)))
		return SECRET_NONE;
	if (s->stage == SECRET_COMMAND)
		return from_in_command(s, line);
	if (s->stage == SECRET_USER)
		return from_after_user(s, line);
	return hide_from(0, line);
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
	return span_same(p.argument, SPAN("LOGIN")) ? SECRET_IS_NAME : SECRET_IS_RESPONSE;
}

/* After LOGIN's user name: does the line end by announcing the password? */
static void expect_password(struct secret_state *s, struct span announcement)
{
	s->stage = announces_literal(announcement, &s->literal) ? SECRET_PASSWORD : SECRET_COMMAND;
}

static void command_said(struct secret_state *s, struct span line)
{
	struct parts p = take_apart(s, line);
	struct span secret = span_from(line, p.secret);

	if (!p.form || p.form->follows == NOTHING)
		return;
	if (p.form->follows == RESPONSES && p.argument.len) {
		s->stage = SECRET_EXCHANGE;
		s->name_next = span_same(p.argument, SPAN("LOGIN")) && secret.len == 0;
	} else if (p.form->follows == LITERAL && secret.len) {
		expect_password(s, secret);
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
		s->name_next = false;
	} else if (s->literal > (int64_t)line.len) { /* the line's end is a part of it */
		s->literal -= (int64_t)line.len + 2;
		if (s->literal < 0)
			s->literal = 0;
	} else if (s->stage == SECRET_USER) {
		expect_password(s, span_from(line, after_user(s, line)));
	} else {
		s->stage = SECRET_COMMAND;
	}
}

void secret_replied(struct secret_state *s, bool more)
{
	if (!more)
		s->stage = SECRET_COMMAND;
}

bool secret_recognised(struct secret_state *s, struct span line)
{
	bool is_secret = secret_from(s, line) != SECRET_NONE;

	secret_said(s, line);
	return is_secret;
}
