/* lines.c - where a line goes: to the server, or to a command; see app.h. */
#include "app.h"

#include <string.h>

bool lines_local(const struct app *a, struct span line, struct span *local)
{
	const struct desk *d = &a->desk;
	const struct session *s = &d->session;

	*local = line;
	if (a->commands_only || !session_is_open(s) || a->at_prompt)
		return true;
	if (session_in_body(s) || d->prefix < 0 || !line.len ||
	    (unsigned char)line.at[0] != d->prefix)
		return false;
	*local = span_from(line, 1);
	return !local->len || (unsigned char)local->at[0] != d->prefix;
}

size_t lines_secret(const struct app *a, struct span line)
{
	struct span local, rest;
	const struct command *c;
	size_t at, from;

	if (!session_is_open(&a->desk.session))
		return SECRET_NONE;
	if (!lines_local(a, line, &local)) {
		from = (size_t)(local.at - line.at); /* behind the first colon of two */
		at = session_secret(&a->desk.session, local);
		return at == SECRET_NONE ? at : at + from;
	}
	rest = local;
	c = cmd_exact(span_word(&rest));
	if (!c || c->run != cmd_send)
		return SECRET_NONE;
	rest = span_from(rest, 1);
	at = session_secret(&a->desk.session, rest);
	return at == SECRET_NONE ? at : at + (size_t)(rest.at - line.at);
}

static bool is_expect(struct span local)
{
	struct span rest = local;
	const struct command *c = cmd_exact(span_word(&rest));

	return c && c->run == cmd_expect;
}

static bool say(struct app *a, struct span line)
{
	struct desk *d = &a->desk;

	return session_say(&d->session, line, d->by, d->now) != SESSION_LATER;
}

/* A script spoke to a connection that is gone. */
static void not_sent(struct app *a, struct span line)
{
	char text[160];
	struct out o = OUT(text);
	struct secret_state state = { 0 };
	size_t secret = secret_from(&state, line);

	out_text(&o, "not connected any more, so this was not sent: ");
	out_put(&o, span_first(line, secret < 60 ? secret : 60));
	desk_fail(&a->desk, STATUS_UNAVAILABLE, out_span(&o));
}

bool lines_take(struct app *a, struct span line)
{
	struct desk *d = &a->desk;
	struct span local, rest;

	if (!lines_local(a, line, &local)) {
		if (!a->person)
			script_judge(d);
		return d->quit || say(a, local);
	}
	if (!a->person && !is_expect(local))
		script_judge(d);
	rest = local;
	if (!a->person && d->log.conn && !session_is_open(&d->session) &&
	    !cmd_exact(span_word(&rest)) && span_trim(local).len && !d->quit) {
		if (local.at[0] == ':')
			local = span_from(local, 1);
		rest = local;
		if (!cmd_exact(span_word(&rest))) {
			not_sent(a, local);
			return true;
		}
	}
	if (!session_is_open(&d->session) && local.len && (unsigned char)local.at[0] == d->prefix)
		local = span_from(local, 1);
	if (!d->quit)
		cmd_run(d, local);
	return true;
}
