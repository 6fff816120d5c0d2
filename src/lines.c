/* lines.c - where a line goes: to the server, or to a command; see app.h. */
#include "app.h"

#include <string.h>

bool lines_local(const struct app *a, struct span line, struct span *local)
{
	const struct desk *d = &a->desk;
	const struct session *s = &d->session;

	*local = line;
	if (a->commands_only || (POSTEL_TLS && a->only_commands) || !session_is_open(s) ||
	    a->at_prompt)
		return true;
	if (session_is_character(s) || session_in_body(s) || d->prefix < 0 || !line.len ||
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

	if (!session_is_open(&a->desk.session) || a->desk.busy == DESK_ASKING)
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

/* The prefix may stand before a command where it needs none, too. */
static struct span without_prefix(const struct desk *d, struct span local)
{
	return local.len && (unsigned char)local.at[0] == d->prefix ? span_from(local, 1) : local;
}

/*
 * May a script's line be a command, though it reads like one and nobody is
 * there to be spoken to?  It may also be meant for the server that is gone, as
 * part of a message: where the shell's line named it, where it has ended amid
 * what was said, and behind the first line that it misses.  So may verbs, which
 * have commands of their name, unless it was parted from.
 */
static bool is_ours(const struct app *a, const struct command *c, bool marked)
{
	const struct session *s = &a->desk.session;

	if (!c || marked || (POSTEL_TLS && a->only_commands))
		return c;
	return !a->named && !s->lost && (!(c->flags & CMD_HELPER) || s->parting);
}

/* A script speaks to a connection that is gone; of its line only the verb is told. */
static bool is_too_late(struct app *a, struct span local, bool marked)
{
	struct desk *d = &a->desk;
	struct span word = span_word(&local);
	char text[100];
	struct out o = OUT(text);

	if (a->person || session_is_open(&d->session) || !word.len || !d->targeted ||
	    is_ours(a, cmd_exact(word), marked))
		return false;
	out_text(&o, "not connected any more, so this was not sent: ");
	out_put(&o, span_first(word, 20));
	desk_fail(d, STATUS_UNAVAILABLE, out_span(&o));
	d->quit |= a->leave_when_closed;
	d->session.lost = true; /* and what follows may belong to it */
	return true;
}

/*
 * Behind a DATA or literal that was refused a script goes on with the message:
 * that is for nobody, up to its dot.  A verb, or a command of ours, shows that it
 * foresaw the refusal.
 */
static bool is_orphan(struct app *a, struct span line, bool is_local)
{
	struct session *s = &a->desk.session;
	struct span verb = line;
	bool orphan = a->orphaned;

	if (s->protocol == PROTOCOL_IMAP)
		span_word(&verb);
	if (!orphan && !a->person && s->last.spurned && session_is_open(s) && !is_local &&
	    !verb_of(s->protocol, verb).known) {
		desk_warn(&a->desk, SPAN("the message was refused, and is left out"));
		s->last.spurned = false;
		orphan = true;
	}
	a->orphaned = orphan && !span_eq(line, SPAN("."));
	return orphan;
}

bool lines_take(struct app *a, struct span line)
{
	struct desk *d = &a->desk;
	struct span local;
	bool is_local = lines_local(a, line, &local);

	if (!a->person && !(is_local && is_expect(local)))
		script_judge(d);
	if (d->quit || is_orphan(a, line, is_local))
		return true;
	if (!is_local)
		return session_say(&d->session, local, d->by, d->now) != SESSION_LATER;
	if (a->at_prompt && !local.len) {
		a->at_prompt = false; /* back to the session */
		return true;
	}
	line = without_prefix(d, local);
	if (!is_too_late(a, line, line.len < local.len))
		cmd_run(d, line);
	return true;
}
