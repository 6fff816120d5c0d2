/*
 * typing.c - send, secret and base64: help with a line; see cmd.h.
 *
 * What is asked for without echo comes back through typing_answered and is
 * wiped by whoever held it.
 */
#include "base/base64.h"
#include "base/wipe.h"
#include "cmd/cmd.h"

bool cmd_send(struct desk *d, const struct words *w)
{
	if (telnet_send(d, w))
		return true;
	if (session_say(&d->session, w->rest, d->by, d->now) == SESSION_LATER)
		desk_fail(
		    d, STATUS_UNAVAILABLE, SPAN("not sent: too much is still waiting to be sent"));
	return true;
}

#define WIDTH 80 /* where nobody knows it */

/* A prompt has two thirds of the row; what is not plain ASCII goes where it is escaped. */
static bool fits_in_row(const struct desk *d, struct span question)
{
	size_t columns = d->session.columns ? d->session.columns : WIDTH;

	for (size_t i = 0; i < question.len; i++)
		if (question.at[i] < ' ' || question.at[i] > '~')
			return false;
	return question.len < sizeof d->question && question.len <= (columns - 1) * 2 / 3;
}

void typing_ask(struct desk *d, enum desk_ask ask, struct span question)
{
	bool fits = fits_in_row(d, question);

	span_copy(fits ? question : SPAN(""), d->question, sizeof d->question);
	if (!fits)
		desk_tell(d, span_trim(question));
	d->busy = DESK_ASKING;
	d->ask = ask;
}

bool cmd_secret(struct desk *d, const struct words *w)
{
	(void)w;
	if (d->person) {
		typing_ask(d, DESK_ASK_SAY, SPAN(""));
	} else {
		desk_refuse(d, "secret: there is no terminal to ask at", SPAN(""));
		d->quit = true; /* what follows in the script would be said in its place */
	}
	return true;
}

static void warn_remarks(struct desk *d, struct span octets)
{
	unsigned remarks = base64_remarks(octets);
	const char *remark;

	while ((remark = base64_remark_take(&remarks)))
		desk_warn(d, span_of(remark));
}

static bool decode(struct desk *d, struct out *o, struct span text)
{
	size_t at = 0;
	enum base64_fault fault = base64_decode(o, span_trim(span_line(&text)), &at);

	if (fault != BASE64_FINE)
		desk_fail_at(d, STATUS_DATA, base64_fault_text(fault), at + 1);
	return fault == BASE64_FINE;
}

/* A secret is hidden whatever the protocol thinks it is. */
static bool say(struct desk *d, struct span secret)
{
	return session_is_open(&d->session) &&
	       session_say_hidden(&d->session, secret, d->by, d->now) == SESSION_SAID;
}

static void answer(struct desk *d, enum desk_ask ask, struct span word)
{
	char room[8192];
	struct out o = OUT(room);

	if (ask != DESK_ASK_DECODE)
		base64_encode(&o, word);
	if (ask != DESK_ASK_DECODE || decode(d, &o, word)) {
		warn_remarks(d, ask == DESK_ASK_DECODE ? out_span(&o) : word);
		if (o.full)
			desk_fail(d, STATUS_DATA, SPAN("more than 6,000 octets"));
		else if (ask != DESK_ASK_SAY)
			desk_say(d, EVENT_LOCAL, 0, out_span(&o));
		else if (!say(d, out_span(&o)))
			desk_fail(d, STATUS_UNAVAILABLE, SPAN("not sent"));
	}
	wipe(room, sizeof room);
}

bool cmd_base64(struct desk *d, const struct words *w)
{
	bool decoding = span_eq(words_at(w, 1), SPAN("-d"));
	enum desk_ask ask = decoding ? DESK_ASK_DECODE : DESK_ASK_ENCODE;
	size_t first = decoding ? 2 : 1;

	if (w->count == first) {
		typing_ask(d, ask, SPAN(""));
	} else if (w->count == first + 1) {
		answer(d, ask, w->word[first]);
	}
	return w->count <= first + 1;
}

bool typing_ask_password(struct desk *d)
{
	char text[TARGET_USER_MAX + 40];
	struct out o = OUT(text);

	if (!d->person) {
		desk_fail(d, STATUS_USAGE,
		    SPAN("log in: no password: give --password-file FILE, --password-fd N or "
			 "POSTEL_PASSWORD"));
		return false;
	}
	out_text(&o, "Password for ");
	out_text(&o, d->target.user);
	out_text(&o, " (not shown): ");
	typing_ask(d, DESK_ASK_PASSWORD, out_span(&o));
	return true;
}

/* The helper is not to go on, nor is a run that has nothing else to do. */
static void decline(struct desk *d)
{
	helper_drop(d);
	d->quit |= d->helper.alone;
}

void typing_answered(struct desk *d, struct span line)
{
	d->busy = DESK_FREE;
	if (d->ask == DESK_ASK_PASSWORD) {
		d->how_help.typed = true;
		if (helper_secret(d, line, false))
			helper_informed(d);
		else
			decline(d);
	} else if (d->ask >= DESK_ASK_SERVE) {
		bool yes = span_starts_same(line, SPAN("y"));

		if (d->ask == DESK_ASK_SERVE)
			serve_answered(d, yes);
		else if (yes)
			helper_begin(d);
		else
			decline(d);
	} else if (d->ask != DESK_ASK_PASSPHRASE) {
		answer(d, d->ask, line);
	} else if (secure_ready(d, line)) {
		link_open(d);
	}
}
