/* probe.c - see probe.h. */
#include "proto/probe.h"

/* `&` is the address, `^` its part in front of the @, `~` the part after, `#` the server. */

/* The lines that matter come first: some servers hang up at the third error. */
static const struct probe_line verify_lines[] = {
	{ "RSET", PROBE_NOTHING },
	{ "MAIL FROM:<>", PROBE_NOTHING },
	{ "RCPT TO:<&>", PROBE_NOTHING },
	{ "RSET", PROBE_NOTHING },
	{ "VRFY &", PROBE_NOTHING },
	{ "EXPN &", PROBE_NOTHING },
	{ NULL, PROBE_NOTHING },
};

static const struct probe_line relay_lines[] = {
	{ "RSET", PROBE_NOTHING },
	{ "MAIL FROM:<nobody@example.com>", PROBE_NOTHING },
	{ "RCPT TO:<&>", PROBE_RELAY },
	{ "RSET", PROBE_NOTHING },
	{ "MAIL FROM:<>", PROBE_NOTHING },
	{ "RCPT TO:<&>", PROBE_RELAY },
	{ "RCPT TO:<@#:&>", PROBE_MAYBE },
	{ "RCPT TO:<^%~@#>", PROBE_MAYBE },
	{ "RCPT TO:<~!^>", PROBE_MAYBE },
	{ "RCPT TO:<\"&\">", PROBE_LOCAL },
	{ "RSET", PROBE_NOTHING },
	{ NULL, PROBE_NOTHING },
};

static const char verdicts[] = "RCPT\0VRFY\0EXPN";

/* ---- the lines ---- */

static void put_form(
    const struct probe *p, const char *form, struct span address, struct span server, struct out *o)
{
	struct span local = address;

	if (p->domain.len < local.len)
		local.len -= p->domain.len + 1;
	for (; *form; form++)
		switch (*form) {
		case '&': out_put(o, address); break;
		case '^': out_put(o, local); break;
		case '~': out_put(o, p->domain); break;
		case '#': out_put(o, server); break;
		default: out_char(o, *form);
		}
	out_char(o, '\n');
}

static bool has_wide(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > 127)
			return true;
	return false;
}

bool probe_begin(
    struct probe *p, struct span address, struct span server, bool in_mail, struct out *room)
{
	size_t from = room->len;

	p->wide = has_wide(address);
	p->domain = address;
	while (span_has(p->domain, '@'))
		span_until(&p->domain, '@');
	p->lines = p->relay_check ? relay_lines : verify_lines;
	for (const struct probe_line *l = p->lines; l->form; l++)
		put_form(p, l->form, address, server, room);
	p->script = span_from(out_span(room), from);
	if (!in_mail) {
		span_line(&p->script);
		p->lines++;
	}
	return !room->full;
}

static bool is_said(const struct probe *p, const char *verb)
{
	return span_starts(p->told, span_of(verb));
}

/* Takes the next line; after a refused sender the recipients are left out. */
static bool take_line(struct probe *p)
{
	while (p->script.len && !p->over) {
		p->told = span_line(&p->script);
		p->said++;
		if (!(p->unwanted && is_said(p, "RCPT")))
			return true;
	}
	return false;
}

/* ---- may the address be asked about? ---- */

/* Is this domain the server's own, or its parent? */
static bool is_of_host(struct span domain, struct span host)
{
	struct span end = host;

	if (domain.len < host.len)
		end = span_from(host, host.len - domain.len);
	if (!domain.len || !span_same(end, domain))
		return false;
	return end.len == host.len || end.at[-1] == '.';
}

/* Is the domain that of the name in the answer to EHLO, or of the name that the user gave? */
static bool is_of_server(const struct probe *p, struct span hello)
{
	struct span line = span_line(&hello), name = span_from(line, 4);

	return is_of_host(p->domain, p->host) ||
	       (span_starts(line, SPAN("250")) && is_of_host(p->domain, span_word(&name)));
}

static bool has_utf8(const struct probe_known *k)
{
	return caps_has(k->caps, SPAN("SMTPUTF8"), NULL);
}

/* Beyond ASCII the part in front of the @ needs SMTPUTF8: RFC 6531 3.4, 3.7.4.2. */
static enum turn_kind refuse(const struct probe *p, const struct probe_known *k, struct turn *t)
{
	if (p->relay_check && is_of_server(p, k->hello)) {
		turn_fail(t, STATUS_USAGE, "relay-check: ");
		out_put(&t->why, span_first(p->domain, 200));
		out_text(&t->why, " is the server's own domain: give an address in another domain");
		return TURN_FAIL;
	}
	if (p->wide && !p->force && !has_utf8(k))
		return turn_fail(t, STATUS_REJECTED,
		    "the server does not offer SMTPUTF8, which this address needs "
		    "(postel --force sends it anyway)");
	return TURN_DONE;
}

/* ---- what replies mean ---- */

/* Tells the reply, after its line. */
static enum turn_kind tell_reply(const struct probe *p, struct turn *t)
{
	struct span heard = { p->reply->text, p->reply->len };

	out_put(&t->why, span_first(p->told, 100));
	out_text(&t->why, "  ");
	out_put(&t->why, span_first(span_line(&heard), 200));
	return turn_tell(t, TURN_SEEN);
}

static enum turn_kind tell_refusal(const struct probe *p, const char *verb, struct turn *t)
{
	if (!reply_refused(p->reply))
		return TURN_DONE;
	turn_refused(t, STATUS_REJECTED, verb, p->reply);
	return turn_tell(t, TURN_FAILURE);
}

/* The first sender that was refused decides, if none was accepted. */
static enum turn_kind judge_sender(struct probe *p, struct turn *t)
{
	p->unwanted = reply_refused(p->reply);
	p->sender = p->told;
	if (!p->relay_check)
		return tell_refusal(p, "MAIL", t);
	if (p->unwanted && !p->sender_status)
		p->sender_status =
		    reply_is_temporary(p->reply) ? STATUS_TEMPORARY : STATUS_REJECTED;
	return TURN_DONE;
}

static enum turn_kind judge_recipient(struct probe *p, struct turn *t)
{
	enum probe_proof proof = p->lines[p->said - 1].proof;

	if (!p->relay_check) {
		p->settled = true;
		return tell_refusal(p, "RCPT", t);
	}
	p->tried++;
	p->deferred |= reply_is_temporary(p->reply);
	if (reply_is_temporary(p->reply))
		return TURN_DONE;
	p->settled = true;
	if (!reply_refused(p->reply) && proof > p->proof) {
		p->proof = proof;
		p->proven = p->told;
		p->proven_from = p->sender;
	}
	return TURN_DONE;
}

/* Once enough was answered, 421 is a farewell and no verdict. */
static bool is_farewell(const struct probe *p)
{
	return p->settled && p->reply->code == 421;
}

static enum turn_kind judge(struct probe *p, struct turn *t)
{
	for (unsigned i = 0; i < PROBE_VERDICTS; i++)
		if (is_said(p, span_nth(verdicts, i)))
			p->verdict[i] = p->reply->code;
	if (is_farewell(p))
		return TURN_DONE;
	if (is_said(p, "MAIL"))
		return judge_sender(p, t);
	if (is_said(p, "RCPT"))
		return judge_recipient(p, t);
	return TURN_DONE;
}

static enum turn_kind settle(struct probe *p, struct turn *t)
{
	if (!is_farewell(p))
		return TURN_DONE;
	p->over = true;
	out_text(&t->why,
	    "421: the server closes the connection; the verdict is based on the replies that came before");
	return turn_tell(t, TURN_NOTE);
}

/* ---- verdicts ---- */

/* "RCPT accepted", "VRFY not answered (252)" */
static void put_verdict(const struct probe *p, struct out *o, const char *verb, int code)
{
	out_text(o, verb);
	if (!code)
		out_text(o, is_said(p, verb) ? " asked, no answer" : " not asked");
	else if (code == 252)
		out_text(o, " not answered");
	else if (code < 400)
		out_text(o, verb[0] == 'R' ? " accepted" : " confirmed");
	else if (code < 500)
		out_text(o, " temporary failure");
	else
		out_text(o, code / 5 == 100 ? " not offered" : " rejected");
	if (code && verb[0] + code != 'R' + 250) {
		out_text(o, " (");
		out_number(o, code);
		out_char(o, ')');
	}
}

static enum turn_kind tell_verdicts(const struct probe *p, struct turn *t)
{
	for (unsigned i = 0; i < PROBE_VERDICTS; i++) {
		out_text(&t->why, i ? "; " : "");
		put_verdict(p, &t->why, span_nth(verdicts, i), p->verdict[i]);
	}
	return turn_tell(t, TURN_RESULT);
}

static void put_proof(const struct probe *p, struct out *o)
{
	static const char *const proofs[] = {
		[PROBE_NOTHING] = "not an open relay",
		[PROBE_LOCAL] = "not an open relay; accepted as a local name: ",
		[PROBE_MAYBE] =
		    "perhaps an open relay (or a route that is stripped, or a local name): accepted ",
		[PROBE_RELAY] = "OPEN RELAY: accepted ",
	};
	struct span from = p->proven_from;

	out_text(o, proofs[p->proof]);
	if (!p->proof) {
		out_text(o, " (");
		out_number(o, p->tried);
		out_text(o, p->tried == 1 ? " variant" : " variants");
		out_text(o, " tried from this address)");
		return;
	}
	span_until(&from, ':');
	out_put(o, span_first(p->proven, 300));
	out_text(o, " from ");
	out_put(o, from);
}

/* The verdict of relay-check, from what was answered. */
static enum turn_kind tell_relay(const struct probe *p, bool failed, struct turn *t)
{
	bool clean = !failed && !p->deferred;

	if (p->proof == PROBE_RELAY) {
		t->status = STATUS_REJECTED;
		put_proof(p, &t->why);
		return TURN_FAIL;
	}
	if (!p->settled && !p->deferred && p->sender_status)
		return turn_fail(t, p->sender_status,
		    "relay-check: MAIL was refused, so it is unknown whether the server relays");
	if (!p->settled || (p->proof != PROBE_MAYBE && !clean))
		return TURN_DONE;
	put_proof(p, &t->why);
	return turn_tell(t, p->proof == PROBE_MAYBE ? TURN_WARNING : TURN_RESULT);
}

/* Ends after the verdict, if any; a deferred recipient leaves the verdict open. */
static enum turn_kind end(const struct probe *p, struct turn *t)
{
	if (!p->relay_check || !p->deferred)
		return TURN_DONE;
	return turn_fail(t, STATUS_TEMPORARY,
	    "relay-check: temporary failure (4xx) of RCPT, so it is unknown whether the server relays");
}

enum turn_kind probe_end(struct probe *p, const struct probe_known *k, struct turn *t)
{
	enum turn_kind kind;

	p->over = true;
	if (p->step == PROBE_DONE)
		return end(p, t);
	p->step = PROBE_DONE;
	if (!p->relay_check)
		return tell_verdicts(p, t);
	kind = tell_relay(p, k->failed, t);
	if (kind != TURN_DONE)
		return kind;
	return end(p, t);
}

/* ---- turns ---- */

/* Takes a step; TURN_DONE: nothing is to be told, and the next step is due. */
static enum turn_kind take_step(struct probe *p, const struct probe_known *k, struct turn *t)
{
	switch (p->step) {
	case PROBE_FRESH: p->step = PROBE_NEXT; return refuse(p, k, t);
	case PROBE_ASKED: p->step = PROBE_TOLD; return tell_reply(p, t);
	case PROBE_TOLD: p->step = PROBE_JUDGED; return judge(p, t);
	default: p->step = PROBE_NEXT; return settle(p, t);
	}
}

static enum turn_kind say_next(struct probe *p, const struct probe_known *k, struct turn *t)
{
	bool takes_words = is_said(p, "MAIL") || is_said(p, "VRFY") || is_said(p, "EXPN");

	p->step = PROBE_ASKED;
	out_put(&t->line, p->told);
	if (p->wide && takes_words && has_utf8(k))
		out_text(&t->line, " SMTPUTF8");
	return TURN_SAY;
}

enum turn_kind probe_turn(
    struct probe *p, const struct probe_known *k, const struct reply *r, struct turn *t)
{
	if (r)
		p->reply = r;
	while (p->step < PROBE_NEXT) {
		enum turn_kind kind = take_step(p, k, t);

		if (kind != TURN_DONE)
			return kind;
	}
	if (p->step == PROBE_DONE || !take_line(p))
		return probe_end(p, k, t);
	return say_next(p, k, t);
}
