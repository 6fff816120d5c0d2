/*
 * probe.c - verify and relay-check: several lines of SMTP, said whatever the
 * replies, and what is proven by those that were accepted; see cmd.h.
 */
#include "cmd/cmd.h"

/* What it proves if the server accepts a line of a script. */
enum proof {
	PROOF_NOTHING,
	PROOF_LOCAL, /* it takes a name of its own: a quoted local part without a domain is one */
	PROOF_MAYBE, /* a name of its own, a route that it strips, or one that it follows */
	PROOF_RELAY, /* it takes mail for elsewhere */
};

/* `&` is the address, `^` what stands before its @ and `~` behind it, `#` the server. */
struct probe {
	const char *form;
	enum proof proof;
};

/* What matters comes first: some servers hang up at the third error. */
static const struct probe verify_lines[] = {
	{ "RSET", PROOF_NOTHING },
	{ "MAIL FROM:<>", PROOF_NOTHING },
	{ "RCPT TO:<&>", PROOF_NOTHING },
	{ "RSET", PROOF_NOTHING },
	{ "VRFY &", PROOF_NOTHING },
	{ "EXPN &", PROOF_NOTHING },
	{ NULL, PROOF_NOTHING },
};

static const struct probe relay_lines[] = {
	{ "RSET", PROOF_NOTHING },
	{ "MAIL FROM:<nobody@example.com>", PROOF_NOTHING },
	{ "RCPT TO:<&>", PROOF_RELAY },
	{ "RSET", PROOF_NOTHING },
	{ "MAIL FROM:<>", PROOF_NOTHING },
	{ "RCPT TO:<&>", PROOF_RELAY },
	{ "RCPT TO:<@#:&>", PROOF_MAYBE },
	{ "RCPT TO:<^%~@#>", PROOF_MAYBE },
	{ "RCPT TO:<~!^>", PROOF_MAYBE },
	{ "RCPT TO:<\"&\">", PROOF_LOCAL },
	{ "RSET", PROOF_NOTHING },
	{ NULL, PROOF_NOTHING },
};

static bool is_said(const struct helper *h, const char *verb)
{
	return span_starts(h->told, span_of(verb));
}

/* The reply, told behind its line. */
static void tell_probe(struct desk *d, const struct reply *r)
{
	char text[400];
	struct out o = OUT(text);
	struct span heard = { r->text, r->len };

	out_put(&o, span_first(d->helper.told, 100));
	out_text(&o, "  ");
	out_put(&o, span_first(span_line(&heard), 200));
	desk_say(d, EVENT_RESULT, DESK_SEEN, out_span(&o));
}

/* The first sender that was refused decides, if none was accepted. */
static void judge_sender(struct desk *d, const struct reply *r)
{
	struct helper *h = &d->helper;

	h->unwanted = reply_refused(r);
	if (h->unwanted && !h->relay_check)
		smtp_judge(d, "MAIL", r);
	else if (h->unwanted && !h->sender_status)
		h->sender_status = reply_is_later(r) ? STATUS_LATER : STATUS_NO;
}

static void judge_probe(struct desk *d, const struct reply *r)
{
	struct helper *h = &d->helper;
	const struct probe *p = &h->probes[h->probe - 1];

	if (!h->relay_check) {
		smtp_judge(d, "RCPT", r);
		h->settled = true;
		return;
	}
	h->deferred |= reply_is_later(r);
	if (reply_is_later(r))
		return;
	h->settled = true;
	if (!reply_refused(r) && p->proof > h->proof) {
		h->proof = p->proof;
		h->proven = h->told;
	}
}

/* What was answered so far tells enough: the server may leave, now. */
static void settle(struct desk *d)
{
	struct helper *h = &d->helper;

	d->session.settled = h->settled;
	if (h->settled && d->session.last.code == 421) {
		desk_note(d, SPAN("421: the server leaves; what was answered before counts"));
		h->over = true;
	}
}

static void take_reply(struct desk *d, const struct reply *r)
{
	struct helper *h = &d->helper;
	bool leaves = h->settled && r->code == 421;

	tell_probe(d, r);
	if (is_said(h, "MAIL") && !leaves)
		judge_sender(d, r);
	if (is_said(h, "RCPT") && !leaves)
		judge_probe(d, r);
	for (unsigned i = 0; i < HELPER_VERDICTS; i++)
		if (is_said(h, span_nth("RCPT\0VRFY\0EXPN", i)))
			h->verdict[i] = r->code;
	settle(d);
}

/* "RCPT accepted", "VRFY not answered (252)" */
static void put_verdict(const struct helper *h, struct out *o, const char *verb, int code)
{
	out_text(o, verb);
	if (!code)
		out_text(o, is_said(h, verb) ? " asked, no answer" : " not asked");
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

static void tell_verdicts(struct desk *d)
{
	char text[160];
	struct out o = OUT(text);

	for (unsigned i = 0; i < HELPER_VERDICTS; i++) {
		out_text(&o, i ? "; " : "");
		put_verdict(&d->helper, &o, span_nth("RCPT\0VRFY\0EXPN", i), d->helper.verdict[i]);
	}
	desk_say(d, EVENT_RESULT, 0, out_span(&o));
}

static const char *const proofs[] = {
	[PROOF_NOTHING] = "it takes no mail for elsewhere from here",
	[PROOF_LOCAL] = "it takes no mail for elsewhere from here; a name of its own: ",
	[PROOF_MAYBE] = "it may relay, which is not proven (a stripped route, or a local name): ",
	[PROOF_RELAY] = "relay-check: it takes mail for elsewhere: ",
};

static void put_proof(const struct helper *h, struct out *o)
{
	out_text(o, proofs[h->proof]);
	if (!h->proof)
		return;
	out_put(o, span_first(h->proven, 300));
	out_text(o, " was accepted");
}

/* The verdict of relay-check, from what was answered. */
static enum turn_kind tell_relay(struct desk *d, struct turn *t)
{
	struct helper *h = &d->helper;
	char text[480];
	struct out o = OUT(text);

	if (h->proof == PROOF_RELAY) {
		t->status = STATUS_NO;
		put_proof(h, &t->why);
		return TURN_FAIL;
	}
	if (!h->settled && h->sender_status)
		return turn_fail(t, h->sender_status,
		    "relay-check: MAIL was refused, so whether it relays is unknown");
	put_proof(h, &o);
	if (h->settled && (h->proof == PROOF_MAYBE || !(d->session.status || h->deferred)))
		desk_say(
		    d, h->proof == PROOF_MAYBE ? EVENT_WARNING : EVENT_RESULT, 0, out_span(&o));
	return !h->deferred
		   ? TURN_ON
		   : turn_fail(t, STATUS_LATER,
			 "relay-check: temporary failure (4xx) of RCPT, so whether it relays is unknown");
}

static enum turn_kind tell_end(struct desk *d, struct turn *t)
{
	d->session.settled = false;
	if (d->helper.relay_check)
		return tell_relay(d, t);
	tell_verdicts(d);
	return TURN_ON;
}

/* The connection has ended, and what mattered was answered. */
static bool end_early(struct desk *d)
{
	struct turn t = { .why = OUT(d->helper.why) };

	if (!d->helper.settled || d->helper.over)
		return d->helper.over;
	d->helper.over = true;
	d->judged = d->session.last.serial;
	desk_note(
	    d, d->session.gave_up
		   ? SPAN("not all was asked; what was answered counts")
		   : SPAN("the server closed before all was asked; what was answered counts"));
	if (tell_end(d, &t) == TURN_FAIL)
		desk_fail(d, t.status, out_span(&t.why));
	return true;
}

/* What is asked next; a sender that was refused has no recipients. */
static bool next_probe(struct helper *h)
{
	while (h->script.len && !h->over) {
		h->told = span_line(&h->script);
		h->probe++;
		if (!(h->unwanted && is_said(h, "RCPT")))
			return true;
	}
	return false;
}

/* Is this domain the server's own, or its parent? */
static bool is_of_host(struct span domain, struct span host)
{
	struct span end = host;

	if (domain.len < host.len)
		end = span_from(host, host.len - domain.len);
	return domain.len && span_same(end, domain) && (end.len == host.len || end.at[-1] == '.');
}

/* As the server calls itself in its answer to EHLO, or as it was called here. */
static bool is_of_server(const struct desk *d, struct span domain)
{
	struct span text = { d->session.reply.text, d->session.reply.len };
	struct span line = span_line(&text), name = span_from(line, 4);

	return is_of_host(domain, span_of(d->target.host)) ||
	       (span_starts(line, SPAN("250")) && is_of_host(domain, span_word(&name)));
}

static enum turn_kind is_local(const struct desk *d, struct turn *t)
{
	const struct helper *h = &d->helper;

	if (!h->relay_check || h->probe || !is_of_server(d, h->domain))
		return TURN_ON;
	turn_fail(t, STATUS_USAGE, "relay-check: ");
	out_put(&t->why, span_first(h->domain, 200));
	out_text(&t->why, " is the server's own domain: name an address elsewhere");
	return TURN_FAIL;
}

static bool has_wide(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > 127)
			return true;
	return false;
}

/* What stands before an @ may go beyond ASCII only with SMTPUTF8: RFC 6531 3.4, 3.7.4.2. */
static enum turn_kind is_fit(const struct desk *d, struct turn *t)
{
	if (!d->helper.wide || d->how_help.force ||
	    caps_has(&d->session.caps, SPAN("SMTPUTF8"), NULL))
		return TURN_ON;
	return turn_fail(t, STATUS_NO,
	    "the server does not offer SMTPUTF8, which this address needs "
	    "(postel --force sends it anyway)");
}

/* Each line of the script is said, whatever the replies. */
static enum turn_kind recite(struct desk *d, const struct reply *r, struct turn *t)
{
	struct helper *h = &d->helper;

	if (!r && (is_local(d, t) == TURN_FAIL || is_fit(d, t) == TURN_FAIL))
		return TURN_FAIL;
	if (r)
		take_reply(d, r);
	if (!next_probe(h)) {
		h->over = true;
		return tell_end(d, t);
	}
	out_put(&t->line, h->told);
	if (h->wide && !is_said(h, "RCPT") && !is_said(h, "RSET") &&
	    caps_has(&d->session.caps, SPAN("SMTPUTF8"), NULL))
		out_text(&t->line, " SMTPUTF8");
	return TURN_SAY;
}

static void put_form(struct desk *d, const char *form, struct span address, struct span local)
{
	struct out *o = &d->helper.text;

	for (; *form; form++)
		switch (*form) {
		case '&': out_put(o, address); break;
		case '^': out_put(o, local); break;
		case '~': out_put(o, d->helper.domain); break;
		case '#': out_put(o, d->helper.server); break;
		default: out_char(o, *form);
		}
	out_char(o, '\n');
}

/* Where the server is, as a domain: an address stands in brackets, RFC 5321 4.1.3. */
static struct span put_server(struct desk *d)
{
	struct os_addr a;
	struct span host = span_of(d->target.host);
	struct out *o = &d->helper.text;
	size_t from = o->len;
	bool literal = os_addr_read(&a, host);

	out_text(o, !literal ? "" : a.family == 6 ? "[IPv6:" : "[");
	out_put(o, host);
	out_text(o, literal ? "]" : "");
	return span_from(out_span(o), from);
}

/* Begins a script of lines. */
static bool begin_script(struct desk *d, const struct words *w, const struct probe *lines)
{
	struct helper *h = helper_ready(d, recite, PROTOCOL_SMTP, HELPER_TRY);
	struct span word = w->count > 1 ? smtp_bare(w->word[1]) : SPAN("nobody@example.org");
	const char *wrong = NULL;
	struct span address = mail_keep_addresses(d, word, &wrong), local = address;
	size_t from;

	h->relay_check = lines == relay_lines;
	h->lost = end_early;
	h->domain = local;
	while (span_has(h->domain, '@'))
		span_until(&h->domain, '@');
	local.len -= h->domain.len < local.len ? h->domain.len + 1 : 0;
	h->server = put_server(d);
	from = h->text.len;
	h->probes = lines;
	for (; lines->form; lines++)
		put_form(d, lines->form, address, local);
	h->script = span_from(out_span(&h->text), from);
	h->probe = 0;
	if (!(d->session.stands.is & STANDING_MAIL)) {
		span_line(&h->script); /* RSET, for a mail that was begun */
		h->probes++;
	}
	h->proof = PROOF_NOTHING;
	h->sender_status = STATUS_DONE;
	h->unwanted = h->settled = h->over = h->deferred = false;
	h->wide = has_wide(address);
	for (unsigned i = 0; i < HELPER_VERDICTS; i++)
		h->verdict[i] = 0;
	return w->count <= 2 && address.len > 0 && !h->text.full && !wrong;
}

bool cmd_verify(struct desk *d, const struct words *w)
{
	if (w->count != 2 || !begin_script(d, w, verify_lines))
		return false;
	helper_begin(d);
	return true;
}

/* Would it carry mail from somebody to somebody elsewhere?  Asked in the usual disguises. */
bool cmd_relay_check(struct desk *d, const struct words *w)
{
	if (!begin_script(d, w, relay_lines))
		return false;
	helper_begin_if(
	    d, "relay-check tries to have mail relayed, which the server may log or punish");
	return true;
}
