/* helper_lost.c - ends a helper if its connection is lost or replies are in doubt; see helper.h. */
#include "cmd/cmd.h"

/* Did the connection end during the verb of a POP3 command? */
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
	if (s->reading && s->download.octets) {
		out_text(o, " after ");
		out_grouped(o, s->download.octets - s->download.stuffed);
		out_text(o, " octets");
	}
	if (span_eq(span_of(h->pop3.verb), SPAN("DELE")) && !s->stands.marked)
		out_text(o, ": nothing was deleted");
}

/* "connection lost (reset by the other side) before the command was finished" */
static void say_lost(const struct client *c, struct out *o)
{
	const struct session *s = &c->session;

	out_text(o, "connection lost");
	if (s->broke) {
		out_text(o, " (");
		out_text(o, fault_reason(s->broke));
		out_char(o, ')');
	}
	if (is_in_verb(&c->helper))
		say_during(&c->helper, s, o);
	else
		out_text(o, " before the command was finished");
	if (s->broken_lines && !(s->stands.is & STANDING_GREETED)) {
		out_text(o, "; received in place of a greeting: ");
		out_text(o, s->first_broken);
	}
}

/* Tells why a login that was not answered has failed; false if there is no known reason. */
static bool tell_denied(struct client *c)
{
	struct out why = OUT(c->helper.why);

	if (helper_is_in_command(&c->helper) || !login_say_unanswered(&c->helper.login, &why))
		return false;
	client_fail(c, STATUS_DENIED, out_span(&why));
	return true;
}

/* Tells why the server closed, if its last reply said so; false if it did not. */
static bool tell_last_word(struct client *c)
{
	const struct session *s = &c->session;
	const struct login *l = &c->helper.login;
	struct out why = OUT(c->helper.why);
	enum status status;

	if (tell_denied(c))
		return true;
	status = session_say_last_word(s, &why);
	if (!status || (s->last.refused && c->failed == s->last.serial))
		return status; /* no reason, or it was told already */
	if (s->last.refused && !helper_is_in_command(&c->helper) && l->reason[0]) {
		why.len = 0;
		out_text(&why, l->reason);
		status = l->status;
	}
	client_fail(c, status, out_span(&why));
	return true;
}

static void tell_lost(struct client *c)
{
	char text[160 + SESSION_BROKEN];
	struct out o = OUT(text);
	bool why = tell_last_word(c);

	say_lost(c, &o);
	if (why)
		client_note(c, out_span(&o));
	else
		client_fail(c, STATUS_UNAVAILABLE, out_span(&o));
}

/* May an unsolicited line have been the reply that was due? */
static bool is_in_doubt(const struct client *c)
{
	const struct helper *h = &c->helper;
	bool asks = h->phase == HELPER_COMMAND || h->phase == HELPER_BODY;

	if (!asks || !h->doubt)
		return false;
	return c->session.at_stake && c->session.broken_lines;
}

static void tell_doubt(struct client *c)
{
	if (!c->session.gave_up)
		tell_lost(c);
	session_overrule(&c->session, STATUS_PROTOCOL);
	c->helper.doubt(c);
}

void helper_end_lost(struct client *c)
{
	const struct helper *h = &c->helper;

	if (is_in_doubt(c))
		tell_doubt(c);
	else if (h->dot_unanswered)
		smtp_tell_unanswered(c);
	else if (h->lost && h->lost(c))
		; /* `lost` has told the result */
	else if (h->phase != HELPER_QUIT && c->session.gave_up)
		tell_denied(c); /* why we closed was told already */
	else if (h->phase != HELPER_QUIT)
		tell_lost(c);
	helper_tell_part(c);
	helper_drop(c);
}

/* Tells the last reply, as nothing else is known. */
static void doubt_last(struct client *c)
{
	struct span text = { c->session.reply.text, c->session.reply.len };
	char why[300];
	struct out o = OUT(why);

	out_text(&o, "it is uncertain what the last reply answers: ");
	out_put(&o, span_first(span_line(&text), 240));
	client_fail(c, STATUS_PROTOCOL, out_span(&o));
}

void helper_end_in_doubt(struct client *c)
{
	struct helper *h = &c->helper;

	if (session_is_open(&c->session)) {
		session_distrust(&c->session);
		return;
	}
	if (h->doubt)
		h->doubt(c);
	else
		doubt_last(c);
	helper_tell_part(c);
	helper_drop(c);
}
