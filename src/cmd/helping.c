/* helping.c - the steps of a helper: its turns, its lines and their replies; see helper.h. */
#include "base/wipe.h"
#include "cmd/cmd.h"

/* ---- what the login needs to know ---- */

/* The name for EHLO: this host's if it has a dot, else our address, RFC 5321 4.1.4. */
static struct span say_hello(const struct client *c, struct out *o)
{
	struct os_addr local = { 0 }, remote;

	if (c->ctx->how_help.helo)
		return span_of(c->ctx->how_help.helo);
	os_host_name(o);
	if (span_has(out_span(o), '.'))
		return out_span(o);
	o->len = 0;
	os_ends(c->session.conn.sock, &local, &remote);
	local.scope = 0;
	out_text(o, local.family == 6 ? "[IPv6:" : "[");
	os_addr_say(&local, o);
	out_char(o, ']');
	return out_span(o);
}

static struct span optional(const char *text)
{
	return text ? span_of(text) : SPAN("");
}

void helper_inform(struct client *c)
{
	const struct known_secret *typed = &c->helper.typed;
	const struct known_secret *s = typed->known ? typed : &c->ctx->how_help.secret;
	struct login *l = &c->helper.login;
	struct span secret = { s->octets, s->len };

	l->known = s->known || span_same(l->method, SPAN("EXTERNAL")) ||
		   span_same(l->method, SPAN("ANONYMOUS"));
	l->who.password = l->who.token = SPAN("");
	if (s->token)
		l->who.token = secret;
	else
		l->who.password = secret;
	session_know_secret(&c->session, secret);
}

static void begin(struct client *c)
{
	struct helper *h = &c->helper;
	const struct helper_how *how = &c->ctx->how_help;
	struct login *l = &h->login;
	struct out hello = OUT(h->hello);

	h->phase = HELPER_LOGGING_IN;
	l->tls = how->tls;
	l->lmtp = c->target.lmtp;
	l->cleartext = how->cleartext;
	l->near = c->session.near;
	l->no_initial = how->no_initial;
	l->initial = how->initial;
	l->force = how->force;
	l->in_session = !context_is_told_all(c->ctx);
	l->at_prompt = c->session.at_prompt;
	l->prefix = c->ctx->prefix;
	l->hello = h->hello_as;
	if (!l->hello.len)
		l->hello = say_hello(c, &hello);
	l->method = helper_method(c);
	l->wanted = h->needs & (HELPER_LOGIN | HELPER_TRY) &&
		    (c->target.user[0] || sasl_is_nameless(l->method));
	c->ctx->how_help.used |= l->wanted;
	l->random = SPAN("");
	if (os_random(h->random, sizeof h->random))
		l->random = (struct span){ h->random, sizeof h->random };
	l->who.user = span_of(c->target.user);
	l->who.authzid = optional(how->authzid);
	l->who.host = span_host(span_of(c->target.host));
	l->who.port = c->target.port;
	l->who.cert = c->ctx->tls.cert != NULL;
	helper_inform(c);
	l->known |= l->who.cert;
}

/* ---- turns ---- */

static enum turn_kind needs_login(struct turn *t)
{
	return turn_fail(t, STATUS_USAGE,
	    "log in first: give the user as pop3s://USER@HOST, or type 'login USER'");
}

static enum turn_kind needs_protocol(struct client *c, struct turn *t)
{
	turn_fail(t, STATUS_USAGE, "this command is for ");
	out_text(
	    &t->why, c->helper.protocol ? dialect_of(c->helper.protocol)->name : "pop3 and smtp");
	out_text(&t->why, ", but the server speaks ");
	out_text(&t->why, dialect_of(c->session.protocol)->name);
	return TURN_FAIL;
}

/* Is the mail to end at a stage before MAIL? */
static bool ends_before_mail(const struct helper *h)
{
	return h->smtp.last && h->smtp.last < SMTP_LAST_MAIL;
}

/* Has the stage been reached at which the mail is to end? */
static bool is_last_stage(const struct client *c)
{
	static const uint16_t reached[SMTP_LAST_MAIL] = {
		[SMTP_LAST_CONNECT] = STANDING_GREETED,
		[SMTP_LAST_EHLO] = STANDING_HELLO,
		[SMTP_LAST_TLS] = STANDING_SECURE,
		[SMTP_LAST_AUTH] = STANDING_LOGGED_IN,
	};

	return ends_before_mail(&c->helper) && c->session.stands.is & reached[c->helper.smtp.last];
}

/* Is a 354 or a challenge due? */
static bool may_invite(const struct helper *h, const struct reply *r)
{
	if (helper_is_in_command(h))
		return h->smtp.step == SMTP_INVITING && r->code == 354;
	return h->login.step >= LOGIN_SASL;
}

/* Is the reply 1xx or 3xx, or asks it for more, though no 354 and no challenge is due? */
static bool is_out_of_turn(const struct helper *h, const struct reply *r)
{
	if (r->invited)
		return !may_invite(h, r);
	return r->code / 100 == 1 || r->code / 100 == 3;
}

static enum turn_kind login(struct client *c, const struct reply *r, struct turn *t)
{
	struct helper *h = &c->helper;
	struct session *s = &c->session;
	enum protocol p = s->protocol;
	bool is_mail = p == PROTOCOL_POP3 || p == PROTOCOL_SMTP;
	enum turn_kind kind;

	if (!is_mail || (h->protocol && p != h->protocol))
		return needs_protocol(c, t);
	h->login.gone = !session_is_open(s);
	if (h->login.gone && s->last.refused && h->login.step == LOGIN_FRESH) {
		t->status = session_say_last_word(s, &t->why);
		return TURN_FAIL;
	}
	kind = login_turn(&h->login, &s->stands, p, &s->caps, r, t);
	if (kind == TURN_DONE && h->needs & HELPER_LOGIN && !(s->stands.is & STANDING_LOGGED_IN))
		return needs_login(t);
	return kind;
}

static enum turn_kind take_turn(struct client *c)
{
	struct helper *h = &c->helper;
	struct turn *t = &h->next;
	const struct reply *r;

	t->line = OUT(h->line);
	t->why = OUT(h->why);
	r = h->has_reply || !helper_is_in_command(h) ? &c->session.reply : NULL;
	if (h->has_reply && is_out_of_turn(h, r))
		return turn_refused(t, STATUS_PROTOCOL, "unexpected reply", r);
	if (!helper_is_in_command(h)) {
		enum turn_kind kind;

		if (is_last_stage(c))
			return TURN_DONE;
		kind = login(c, r, t);
		if (kind != TURN_DONE || ends_before_mail(h))
			return kind; /* the mail ends even if the stage could not be reached */
		h->phase = HELPER_COMMAND;
		r = NULL;
	}
	if (!h->turn)
		return TURN_DONE;
	return h->turn(c, r, t);
}

/* Was the line to be sent longer than its room? */
static bool is_cut_off(const struct helper *h)
{
	return (h->kind == TURN_SAY || h->kind == TURN_AHEAD) && h->next.line.full;
}

/* Sends the line, then wipes it.  True if the next turn is due at once. */
static bool say(struct client *c)
{
	struct helper *h = &c->helper;

	h->serial = c->session.last.serial;
	if (session_say(&c->session, out_span(&h->next.line), EVENT_BY_HELPER, c->ctx->now) ==
	    SESSION_NOT_YET)
		return false;
	wipe(h->line, h->next.line.len);
	h->saying = false;
	h->has_reply = h->kind != TURN_AHEAD;
	h->ahead += !h->has_reply;
	return !h->has_reply;
}

void helper_heard(struct client *c)
{
	struct helper *h = &c->helper;
	bool makes_sense;

	if (!h->ahead || c->session.last.serial == h->serial || c->session.unpaired)
		return;
	h->serial = c->session.last.serial;
	h->ahead--;
	h->dot_unanswered &= h->ahead > 0;
	makes_sense = !is_out_of_turn(h, &c->session.reply) && !c->session.last.odd;
	if (!makes_sense)
		session_failed(&c->session, STATUS_PROTOCOL);
	h->answer(c, &c->session.reply, makes_sense);
}

/* Ends the helper: sends QUIT if no command follows; closes amid a message or for --drop-after. */
static void part(struct client *c)
{
	struct helper *h = &c->helper;
	bool broken = session_in_body(&c->session) && (h->quits_after || h->smtp.last);
	bool breaks_off = h->mail.drop || broken;
	bool closes = h->quits_after || breaks_off;

	c->judged = c->session.last.serial;
	if (!h->quits_after || h->phase == HELPER_QUIT || breaks_off) {
		helper_drop(c);
		c->ctx->quit |=
		    closes && context_is_told_all(c->ctx); /* so ends a run of several -c, too */
		if (closes)
			session_close(&c->session, c->ctx->now);
		return;
	}
	h->phase = HELPER_QUIT;
	h->saying = true;
	h->kind = TURN_SAY;
	h->next.line = OUT(h->line);
	turn_say(&h->next, "QUIT", SPAN(""));
}

/* Tells whether QUIT has deleted the marked messages: RFC 1939 6. */
static void tell_deleted(struct client *c)
{
	const struct standing *st = &c->session.stands;
	char text[160];
	struct out o = OUT(text);

	if (!st->deleted && !st->doubtful)
		return;
	out_number(&o, st->deleted + st->doubtful);
	if (st->doubtful) {
		out_text(
		    &o, " marked, but the server refused QUIT: some messages may not be deleted");
		client_fail(c, STATUS_REJECTED, out_span(&o));
	} else {
		out_text(&o, " deleted: the server accepted QUIT");
		client_say(c, EVENT_RESULT, 0, out_span(&o));
	}
}

/* Is there a reply that was not looked at, perhaps the last one before the server closed? */
static bool is_answered(const struct client *c)
{
	const struct helper *h = &c->helper;
	int64_t serial = c->session.last.serial;

	if (h->saying || h->phase == HELPER_BODY)
		return false;
	if (h->phase == HELPER_WAITING)
		return serial > 0;
	return h->has_reply && serial != h->serial;
}

/* Tells if octets came after the last list or message, which may then be cut short: RFC 1939 3. */
static void tell_overrun(struct client *c)
{
	if (c->session.overrun)
		client_fail(c, STATUS_PROTOCOL,
		    SPAN("octets came after the end of the reply: a lone dot in it "
			 "that the server did not double may have cut it short"));
}

/* Tells what the user can do after a refused login. */
static void advise(struct client *c)
{
	const struct helper *h = &c->helper;
	char text[520];
	struct out o = OUT(text);

	if (helper_is_in_command(h) || !h->login.tried[0])
		return;
	if (h->next.status != STATUS_DENIED)
		return;
	login_advise(&h->login, c->session.protocol, &c->session.caps, &o);
	client_note(c, out_span(&o));
}

/* Notes a login that we cancel as failed, whatever the reply to the cancelling is. */
static void note_cancelled(struct client *c)
{
	struct helper *h = &c->helper;
	struct out why = OUT(h->why);

	if (!helper_is_in_command(h) && h->kind == TURN_SAY &&
	    login_say_unanswered(&h->login, &why))
		session_failed_by(&c->session, STATUS_DENIED, out_span(&why));
}

/* Notes that replies can't be paired with lines any more. */
static void unpair(struct client *c)
{
	struct span text = { c->session.reply.text, c->session.reply.len };

	session_unpair(&c->session, span_line(&text), "\" is about another message", SPAN(""));
}

/* Takes the next turn and does what it returns; false if something has to happen first. */
static bool go_on(struct client *c)
{
	struct helper *h = &c->helper;

	if (h->has_reply) {
		h->dot_unanswered = false;
		if (c->session.last.odd)
			session_failed(&c->session, STATUS_PROTOCOL);
	}
	if (h->has_reply ||
	    context_is_told_all(c->ctx)) /* the helper before this one may have fetched it */
		tell_overrun(c);
	if (h->phase == HELPER_WAITING)
		begin(c);
	h->kind = take_turn(c);
	if (h->kind == TURN_UNPAIRED)
		unpair(c);
	if (is_cut_off(h))
		h->kind = turn_fail(&h->next, STATUS_DATA,
		    "the line to send has more than 16,384 octets: it was not sent");
	note_cancelled(c);
	session_forget_overrun(&c->session);
	if (c->session.unpaired)
		return true;
	if (!session_is_open(&c->session) && h->kind != TURN_DONE && h->kind != TURN_FAIL) {
		helper_end_lost(c);
		return false;
	}
	switch (h->kind) {
	case TURN_SAY:
	case TURN_AHEAD: h->saying = true; return true;
	case TURN_BODY: h->phase = HELPER_BODY; return true;
	case TURN_DONE: part(c); return true;
	case TURN_FAIL:
		client_fail(c, h->next.status, out_span(&h->next.why));
		advise(c);
		/* Another login would fail too, and may lock the account. */
		h->quits_after |= context_is_told_all(c->ctx) && h->next.status == STATUS_DENIED;
		part(c);
		return true;
	case TURN_ASK:
		if (typing_ask_password(c))
			c->state = CLIENT_ASKING;
		else
			part(c);
		return false;
	default: return false;
	}
}

/* Takes one step; false if something has to happen first. */
static bool step(struct client *c)
{
	struct helper *h = &c->helper;
	struct session *s = &c->session;
	bool open = session_is_open(s);

	if (s->unpaired) {
		helper_end_in_doubt(c);
		return false;
	}
	if (h->phase == HELPER_QUIT && session_is_unsure(s))
		return false;
	if (h->phase == HELPER_QUIT && !h->saying && s->last.serial != h->serial) {
		tell_overrun(c);
		tell_deleted(c);
		part(c);
		return false;
	}
	if (!open && !is_answered(c)) {
		helper_end_lost(c);
		return false;
	}
	if (open && !h->ahead && !session_ready(s, c->ctx->now)) {
		helper_end_starving(c); /* from here on the wait is for the server */
		return false;
	}
	if (h->phase == HELPER_BODY) {
		helper_pour(c);
		return h->saying;
	}
	if (h->saying)
		return say(c);
	return go_on(c);
}

void helper_go(struct client *c)
{
	while (c->state == CLIENT_HELPING && step(c))
		continue;
}

int64_t helper_deadline(const struct client *c)
{
	const struct helper *h = &c->helper;
	bool pours = h->phase == HELPER_BODY && letter_state(&h->mail.letter) == LETTER_MORE;
	bool computes = h->login.step == LOGIN_SASL && h->login.sasl.working;
	bool goes_on = h->saying || pours || computes;

	if (c->state != CLIENT_HELPING || !goes_on)
		return OS_NEVER;
	return session_ready(&c->session, c->ctx->now) ? c->ctx->now : OS_NEVER;
}
