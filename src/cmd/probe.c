/* probe.c - verify and relay-check, as helpers; see cmd.h. */
#include "cmd/cmd.h"

static struct probe_known know(const struct desk *d)
{
	return (struct probe_known){ .caps = &d->session.caps,
		.hello = { d->session.reply.text, d->session.reply.len },
		.failed = d->session.status != STATUS_DONE };
}

/* The next line; what is to be told before it is told. */
static enum turn_kind take_turn(struct desk *d, const struct reply *r, struct turn *t)
{
	struct probe *p = &d->helper.probe;
	enum turn_kind kind;

	do {
		struct probe_known k = know(d);

		kind = probe_turn(p, &k, r, t);
		if (kind == TURN_TELL)
			helper_tell(d, t);
		r = NULL;
	} while (kind == TURN_TELL);
	session_settle(&d->session, p->settled && kind == TURN_SAY); /* the server may leave, now */
	return kind;
}

static void tell_end(struct desk *d)
{
	struct turn t = { .why = OUT(d->helper.why) };
	enum turn_kind kind;

	do {
		struct probe_known k = know(d);

		kind = probe_end(&d->helper.probe, &k, &t);
		if (kind == TURN_TELL)
			helper_tell(d, &t);
	} while (kind == TURN_TELL);
	if (kind == TURN_FAIL)
		desk_fail(d, t.status, out_span(&t.why));
}

/* The connection has ended: was what mattered answered? */
static bool end_early(struct desk *d)
{
	struct probe *p = &d->helper.probe;

	if (!p->settled || p->over)
		return p->over;
	d->judged = d->session.last.serial;
	session_settle(&d->session, false);
	desk_note(d,
	    d->session.gave_up
		? SPAN(
		      "not all questions were asked; the verdict is based on the replies that came")
		: SPAN(
		      "the server closed before all questions were asked; the verdict is based on the replies that came"));
	tell_end(d);
	return true;
}

/* Where the server is, as a domain: an address stands in brackets, RFC 5321 4.1.3. */
static struct span put_server(struct desk *d)
{
	struct os_addr a;
	struct span host = span_of(d->target.host);
	struct out *o = &d->helper.text;
	size_t from = o->len;
	bool literal = os_addr_read(&a, host);

	if (literal)
		out_text(o, a.family == 6 ? "[IPv6:" : "[");
	out_put(o, host);
	if (literal)
		out_char(o, ']');
	return span_from(out_span(o), from);
}

static bool begin(struct desk *d, const struct words *w, bool relay_check)
{
	struct helper *h = helper_ready(d, take_turn, PROTOCOL_SMTP, HELPER_TRY);
	struct span word = w->count > 1 ? smtp_bare(w->word[1]) : SPAN("nobody@example.org");
	const char *wrong = NULL;
	struct span address = mail_keep_addresses(d, word, &wrong);
	bool in_mail = d->session.stands.is & STANDING_MAIL;

	h->lost = end_early;
	h->probe = (struct probe){ .relay_check = relay_check,
		.force = d->how_help.force,
		.host = span_of(d->target.host) };
	if (w->count > 2 || !address.len || wrong)
		return false;
	return probe_begin(&h->probe, address, put_server(d), in_mail, &h->text);
}

bool cmd_verify(struct desk *d, const struct words *w)
{
	if (w->count != 2 || !begin(d, w, false))
		return false;
	helper_begin(d);
	return true;
}

/* Would it carry mail from somebody to somebody elsewhere?  Asked in the usual disguises. */
bool cmd_relay_check(struct desk *d, const struct words *w)
{
	if (!begin(d, w, true))
		return false;
	helper_begin_if(d, SPAN("Try to relay (the server may log or block it)? [y/N] "),
	    "relay-check asks for confirmation, which needs a terminal: --yes does it without asking");
	return true;
}
