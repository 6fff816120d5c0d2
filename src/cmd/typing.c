/*
 * typing.c - send, secret and base64: help with a line; see cmd.h.
 *
 * The answer to a question comes back through typing_answered.  A secret is
 * wiped by each function that has held it.
 */
#include "base/base64.h"
#include "base/wipe.h"
#include "cmd/cmd.h"

bool cmd_send(struct client *c, const struct words *w)
{
	if (telnet_send(c, w))
		return true;
	if (session_say(&c->session, w->rest, c->ctx->by, c->ctx->now) == SESSION_NOT_YET)
		client_fail(
		    c, STATUS_UNAVAILABLE, SPAN("not sent: too much is still waiting to be sent"));
	return true;
}

#define WIDTH 80 /* if the width is unknown */

/* Does the question fit in two thirds of the row?  Only ASCII does, as prompts are not escaped. */
static bool fits_in_row(const struct client *c, struct span question)
{
	size_t columns = c->session.columns ? c->session.columns : WIDTH;

	for (size_t i = 0; i < question.len; i++)
		if (question.at[i] < ' ' || question.at[i] > '~')
			return false;
	return question.len < sizeof c->ctx->question && question.len <= (columns - 1) * 2 / 3;
}

void typing_ask(struct client *c, enum context_ask ask, struct span question)
{
	bool fits = fits_in_row(c, question);

	span_copy(fits ? question : SPAN(""), c->ctx->question, sizeof c->ctx->question);
	if (!fits)
		client_tell(c, span_trim(question));
	c->ctx->busy = CONTEXT_ASKING;
	c->ctx->ask = ask;
}

bool cmd_secret(struct client *c, const struct words *w)
{
	(void)w;
	if (c->ctx->person) {
		typing_ask(c, CONTEXT_ASK_SAY, SPAN(""));
	} else {
		client_refuse(c, "secret: there is no terminal to ask at", SPAN(""));
		c->ctx->quit = true; /* the script's next line would be sent in its place */
	}
	return true;
}

static void warn_remarks(struct client *c, struct span octets)
{
	unsigned remarks = base64_remarks(octets);
	const char *remark;

	while ((remark = base64_remark_take(&remarks)))
		client_warn(c, span_of(remark));
}

static bool decode(struct client *c, struct out *o, struct span text)
{
	size_t at = 0;
	enum base64_fault fault = base64_decode(o, span_trim(span_line(&text)), &at);

	if (fault != BASE64_FINE)
		client_fail_at(c, STATUS_DATA, base64_fault_text(fault), at + 1);
	return fault == BASE64_FINE;
}

/* Sends a secret; it is hidden even if the protocol expects none. */
static bool say(struct client *c, struct span secret)
{
	return session_is_open(&c->session) &&
	       session_say_hidden(&c->session, secret, c->ctx->by, c->ctx->now) == SESSION_SAID;
}

static void answer(struct client *c, enum context_ask ask, struct span word)
{
	char room[8192];
	struct out o = OUT(room);

	if (ask != CONTEXT_ASK_DECODE)
		base64_encode(&o, word);
	if (ask != CONTEXT_ASK_DECODE || decode(c, &o, word)) {
		warn_remarks(c, ask == CONTEXT_ASK_DECODE ? out_span(&o) : word);
		if (o.full)
			client_fail(c, STATUS_DATA, SPAN("more than 6,000 octets"));
		else if (ask != CONTEXT_ASK_SAY)
			client_say(c, EVENT_LOCAL, 0, out_span(&o));
		else if (!say(c, out_span(&o)))
			client_fail(c, STATUS_UNAVAILABLE, SPAN("not sent"));
	}
	wipe(room, sizeof room);
}

bool cmd_base64(struct client *c, const struct words *w)
{
	bool decoding = span_eq(words_at(w, 1), SPAN("-d"));
	enum context_ask ask = decoding ? CONTEXT_ASK_DECODE : CONTEXT_ASK_ENCODE;
	size_t first = decoding ? 2 : 1;

	if (w->count == first) {
		typing_ask(c, ask, SPAN(""));
	} else if (w->count == first + 1) {
		answer(c, ask, w->word[first]);
	}
	return w->count <= first + 1;
}

bool typing_ask_password(struct client *c)
{
	char text[TARGET_USER_MAX + 40];
	struct out o = OUT(text);

	if (!c->ctx->person) {
		client_fail(c, STATUS_USAGE,
		    SPAN("log in: no password: give --password-file FILE, --password-fd N or "
			 "POSTEL_PASSWORD"));
		return false;
	}
	out_text(&o, "Password for ");
	out_text(&o, c->target.user);
	out_text(&o, " (not shown): ");
	typing_ask(c, CONTEXT_ASK_PASSWORD, out_span(&o));
	return true;
}

/* Ends the helper, and the run if it has nothing else to do. */
static void decline(struct client *c)
{
	helper_drop(c);
	c->ctx->quit |= c->helper.quits_after;
}

void typing_answered(struct client *c, struct span line)
{
	c->ctx->busy = CONTEXT_FREE;
	if (c->ctx->ask == CONTEXT_ASK_PASSWORD) {
		if (!helper_informed(c, line))
			decline(c);
	} else if (c->ctx->ask >= CONTEXT_ASK_SERVE) {
		bool yes = span_starts_same(line, SPAN("y"));

		if (c->ctx->ask == CONTEXT_ASK_SERVE)
			serve_answered(c, yes);
		else if (yes)
			helper_begin(c);
		else
			decline(c);
	} else if (c->ctx->ask != CONTEXT_ASK_PASSPHRASE) {
		answer(c, c->ctx->ask, line);
	} else if (secure_ready(c, line)) {
		link_open(c);
	}
}
