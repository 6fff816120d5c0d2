/* helper_lost.c - a helper whose connection is gone, or whose replies are in doubt: what is known; see helper.h. */
#include "cmd/cmd.h"

/* Is it the verb of a POP3 command that was not answered to its end? */
static bool is_in_verb(const struct helper *h)
{
	const struct pop3 *p = &h->pop3;
	bool prepares = p->job >= POP3_FETCH && p->step != POP3_FETCHING;

	return helper_is_in_command(h) && p->verb[0] && !prepares;
}

/* " during RETR 1 after 49,688 octets" */
static void say_during(const struct helper *h, const struct session *s, struct out *o)
{
	out_text(o, " during ");
	out_text(o, h->pop3.verb);
	if (h->pop3.message) {
		out_char(o, ' ');
		out_number(o, h->pop3.message);
	}
	if (s->reading && s->came.octets) {
		out_text(o, " after ");
		out_grouped(o, s->came.octets - s->came.stuffed);
		out_text(o, " octets");
	}
	if (span_eq(span_of(h->pop3.verb), SPAN("DELE")) && !s->stands.marked)
		out_text(o, ": nothing was deleted");
}

/* "connection lost (reset by the other side) before the command was finished" */
static void say_lost(const struct desk *d, struct out *o)
{
	const struct session *s = &d->session;

	out_text(o, "connection lost");
	if (s->broke) {
		out_text(o, " (");
		out_text(o, fault_reason(s->broke));
		out_char(o, ')');
	}
	if (is_in_verb(&d->helper))
		say_during(&d->helper, s, o);
	else
		out_text(o, " before the command was finished");
	if (s->strays && !(s->stands.is & STANDING_GREETED)) {
		out_text(o, "; received in place of a greeting: ");
		out_text(o, s->stray);
	}
}

/* A login that can't succeed any more was not answered to its end: why it can't; false: it is none. */
static bool tell_denied(struct desk *d)
{
	struct out why = OUT(d->helper.why);

	if (helper_is_in_command(&d->helper) || !login_say_unanswered(&d->helper.login, &why))
		return false;
	desk_fail(d, STATUS_DENIED, out_span(&why));
	return true;
}

/* Where the server said why before it closed, that is the reason; false: it did not. */
static bool tell_last_word(struct desk *d)
{
	const struct session *s = &d->session;
	const struct login *l = &d->helper.login;
	struct out why = OUT(d->helper.why);
	enum status status;

	if (tell_denied(d))
		return true;
	status = session_say_last_word(s, &why);
	if (!status || (s->last.refused && d->failed == s->last.serial))
		return status; /* none, or it was told */
	if (s->last.refused && !helper_is_in_command(&d->helper) && l->reason[0]) {
		why.len = 0;
		out_text(&why, l->reason);
		status = l->status;
	}
	desk_fail(d, status, out_span(&why));
	return true;
}

static void tell_lost(struct desk *d)
{
	char text[160 + SESSION_STRAY];
	struct out o = OUT(text);
	bool why = tell_last_word(d);

	say_lost(d, &o);
	if (why)
		desk_note(d, out_span(&o));
	else
		desk_fail(d, STATUS_UNAVAILABLE, out_span(&o));
}

/* What is no reply may stand for the one that was due. */
static bool is_in_doubt(const struct desk *d)
{
	const struct helper *h = &d->helper;
	bool asks = h->phase == HELPER_COMMAND || h->phase == HELPER_BODY;

	if (!asks || !h->doubt)
		return false;
	return d->session.at_stake && d->session.strays;
}

static void tell_doubt(struct desk *d)
{
	if (!d->session.gave_up)
		tell_lost(d);
	session_overrule(&d->session, STATUS_PROTOCOL);
	d->helper.doubt(d);
}

void helper_end_lost(struct desk *d)
{
	const struct helper *h = &d->helper;

	if (is_in_doubt(d))
		tell_doubt(d);
	else if (h->doubtful)
		smtp_tell_unanswered(d);
	else if (h->lost && h->lost(d))
		; /* told */
	else if (h->phase != HELPER_QUIT && d->session.gave_up)
		tell_denied(d); /* that we gave up was told */
	else if (h->phase != HELPER_QUIT)
		tell_lost(d);
	helper_tell_part(d);
	helper_drop(d);
}

/* What was answered last, where nobody knows more. */
static void doubt_last(struct desk *d)
{
	struct span text = { d->session.reply.text, d->session.reply.len };
	char why[300];
	struct out o = OUT(why);

	out_text(&o, "it is uncertain what the last reply answers: ");
	out_put(&o, span_first(span_line(&text), 240));
	desk_fail(d, STATUS_PROTOCOL, out_span(&o));
}

void helper_end_in_doubt(struct desk *d)
{
	struct helper *h = &d->helper;

	if (session_is_open(&d->session)) {
		session_distrust(&d->session);
		return;
	}
	if (h->doubt)
		h->doubt(d);
	else
		doubt_last(d);
	helper_tell_part(d);
	helper_drop(d);
}
