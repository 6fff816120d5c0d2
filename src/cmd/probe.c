/* probe.c - verify and relay-check, as helpers; see cmd.h. */
#include "cmd/cmd.h"

static struct probe_known know(const struct client *c)
{
	return (struct probe_known){ .caps = &c->session.caps,
		.hello = { c->session.reply.text, c->session.reply.len },
		.failed = c->session.status != STATUS_DONE };
}

/* The next turn, after telling what comes in front of it. */
static enum turn_kind take_turn(struct client *c, const struct reply *r, struct turn *t)
{
	struct probe *p = &c->helper.probe;
	enum turn_kind kind;

	do {
		struct probe_known k = know(c);

		kind = probe_turn(p, &k, r, t);
		if (kind == TURN_TELL)
			helper_tell(c, t);
		r = NULL;
	} while (kind == TURN_TELL);
	session_make_dues_optional(
	    &c->session, p->settled && kind == TURN_SAY); /* now the server may close */
	return kind;
}

static void tell_end(struct client *c)
{
	struct turn t = { .why = OUT(c->helper.why) };
	enum turn_kind kind;

	do {
		struct probe_known k = know(c);

		kind = probe_end(&c->helper.probe, &k, &t);
		if (kind == TURN_TELL)
			helper_tell(c, &t);
	} while (kind == TURN_TELL);
	if (kind == TURN_FAIL)
		client_fail(c, t.status, out_span(&t.why));
}

/* The connection has ended: tells the verdict if all that matters was answered; else false. */
static bool end_early(struct client *c)
{
	struct probe *p = &c->helper.probe;

	if (!p->settled || p->over)
		return p->over;
	c->judged = c->session.last.serial;
	session_make_dues_optional(&c->session, false);
	client_note(c,
	    c->session.gave_up
		? SPAN(
		      "not all questions were asked; the verdict is based on the replies that came")
		: SPAN(
		      "the server closed before all questions were asked; the verdict is based on the replies that came"));
	tell_end(c);
	return true;
}

/* The server's host as a mail domain; an IP address gets brackets, RFC 5321 4.1.3. */
static struct span put_server(struct client *c)
{
	struct os_addr a;
	struct span host = span_of(c->target.host);
	struct out *o = &c->helper.text;
	size_t from = o->len;
	bool literal = os_addr_read(&a, host);

	if (literal)
		out_text(o, a.family == 6 ? "[IPv6:" : "[");
	out_put(o, host);
	if (literal)
		out_char(o, ']');
	return span_from(out_span(o), from);
}

/* Returns NULL; or what is wrong with the address; or "" if the words make no sense. */
static const char *ready_probe(struct client *c, const struct words *w, bool relay_check)
{
	struct helper *h = helper_ready(c, take_turn, PROTOCOL_SMTP, HELPER_TRY);
	struct span word = w->count > 1 ? smtp_bare(w->word[1]) : SPAN("nobody@example.org");
	const char *wrong = NULL;
	struct span address = mail_keep_addresses(c, word, &wrong);
	bool in_mail = c->session.stands.is & STANDING_MAIL;

	h->lost = end_early;
	h->probe = (struct probe){ .relay_check = relay_check,
		.force = c->ctx->how_help.force,
		.host = span_of(c->target.host) };
	if (w->count > 2 || !address.len)
		return "";
	if (!wrong && !probe_begin(&h->probe, address, put_server(c), in_mail, &h->text))
		return "";
	return wrong;
}

/* Refuses an address; false if it is the words that are wrong. */
static bool refuse_probe(struct client *c, const char *wrong)
{
	if (wrong[0])
		client_refuse(c, "%", span_of(wrong));
	return wrong[0] != '\0';
}

bool cmd_verify(struct client *c, const struct words *w)
{
	const char *wrong = w->count == 2 ? ready_probe(c, w, false) : "";

	if (wrong)
		return refuse_probe(c, wrong);
	helper_begin(c);
	return true;
}

/* Does the server relay mail of strangers?  Tries the usual forms of such an address. */
bool cmd_relay_check(struct client *c, const struct words *w)
{
	const char *wrong = ready_probe(c, w, true);

	if (wrong)
		return refuse_probe(c, wrong);
	helper_begin_if(c, SPAN("Try to relay (the server may log or block it)? [y/N] "),
	    "relay-check asks for confirmation, which needs a terminal: --yes does it without asking");
	return true;
}
