/* smtp.c - the commands of SMTP, each a helper; see cmd.h. */
#include "cmd/cmd.h"

/* ---- turns ---- */

/* Without random numbers the Message-ID and the boundary would not be unique. */
static enum turn_kind no_random(struct turn *t)
{
	turn_fail(t, fault_status(FAULT_NO_RANDOM), "send-mail: cannot make a Message-ID: ");
	out_text(&t->why, fault_reason(FAULT_NO_RANDOM));
	return TURN_FAIL;
}

/* Does SMTP_COMPOSE; returns TURN_DONE or TURN_FAIL. */
static enum turn_kind compose(struct client *c, struct turn *t)
{
	struct mail *m = &c->helper.mail;
	struct smtp *p = &c->helper.smtp;
	struct span file = mail_value(m, MAIL_OPTION_FILE);

	if (file.len)
		mail_take_file(m, file);
	else if (!mail_compose(c, m, caps_has(&c->session.caps, SPAN("8BITMIME"), NULL)))
		return no_random(t);
	if (m->head.full || m->letter.parts == LETTER_PARTS)
		return turn_fail(t, STATUS_DATA, "send-mail: too many fields or attachments");
	if (m->as_it_is)
		mail_scan(c, m);
	p->utf8 = m->utf8;
	p->size = letter_size(&m->letter);
	return TURN_DONE;
}

static enum turn_kind run_errand(struct client *c, struct turn *t)
{
	struct helper *h = &c->helper;

	if (h->smtp.errand == SMTP_COMPOSE)
		return compose(c, t);
	if (h->mail.as_it_is)
		mail_scan(c, &h->mail);
	return TURN_DONE;
}

/* The next turn, after telling and doing what comes in front of it. */
static enum turn_kind take_turn(struct client *c, const struct reply *r, struct turn *t)
{
	struct smtp *m = &c->helper.smtp;
	enum turn_kind kind;

	m->ahead = c->helper.ahead;
	m->has_body = c->helper.mail.letter.parts > 0;
	for (;; r = NULL) {
		kind = smtp_turn(m, &c->session.stands, &c->session.caps, r, t);
		if (kind == TURN_TELL)
			helper_tell(c, t);
		else if (kind != TURN_ERRAND)
			return kind;
		else if (run_errand(c, t) == TURN_FAIL)
			return TURN_FAIL;
	}
}

/* Takes the reply to a line that was sent ahead. */
static void answer(struct client *c, const struct reply *r, bool makes_sense)
{
	struct turn t = { .why = OUT(c->helper.why) };

	if (smtp_answer(&c->helper.smtp, r, makes_sense, &t) == TURN_TELL)
		helper_tell(c, &t);
}

/* ---- where replies are in doubt ---- */

/* Was the final dot of LMTP sent, to which each recipient has a reply: RFC 2033 4.2? */
static bool answers_each(const struct helper *h)
{
	bool said = h->phase != HELPER_BODY && !h->saying;

	return h->login.lmtp && h->smtp.step == SMTP_DOT && said;
}

/* Has the reply to the final dot come, without having been looked at? */
static bool is_dot_answered(const struct client *c)
{
	const struct helper *h = &c->helper;

	if (!h->dot_unanswered || !h->has_reply || h->saying)
		return false;
	return c->session.last.serial != h->serial;
}

/* Tells what is known about the delivery of the message. */
static void doubt_message(struct client *c)
{
	const struct helper *h = &c->helper;
	struct span heard = { c->session.reply.text, c->session.reply.len };
	struct span receipt = is_dot_answered(c) ? span_line(&heard) : span_of(h->smtp.receipt);
	char text[280];
	struct out o = OUT(text);

	if (receipt.len) {
		out_text(&o, "it is uncertain whether this answers the final dot: ");
		out_put(&o, span_first(receipt, sizeof h->smtp.receipt - 1));
	} else {
		out_text(
		    &o, h->dot_unanswered && !h->saying
			    ? helper_unknown
			    : "the final dot was not sent: the server does not have the message");
	}
	client_fail(c, STATUS_PROTOCOL, out_span(&o));
}

static void doubt_mail(struct client *c)
{
	bool each = answers_each(&c->helper);
	struct span rest = c->helper.smtp.named, whom;

	while ((whom = smtp_take(&rest)).len) {
		char text[420];
		struct out o = OUT(text);

		smtp_say_doubt(&c->helper.smtp, whom, each, &o);
		client_fail(c, STATUS_PROTOCOL, out_span(&o));
	}
	if (!each)
		doubt_message(c);
}

/* LMTP: a recipient with a reply to the final dot is not in `judged` any more: RFC 2033 4.2. */
void smtp_tell_unanswered(struct client *c)
{
	struct helper *h = &c->helper;
	bool each = h->smtp.job == SMTP_SEND && h->login.lmtp;
	struct span rest = each ? h->smtp.judged : SPAN(""), whom;
	char text[420];

	while ((whom = smtp_take(&rest)).len) {
		struct out o = OUT(text);

		out_text(&o, "final dot for ");
		out_put(&o, span_first(whom, 300));
		out_text(&o, ": not answered: it is unknown whether the server has the message");
		client_fail(c, STATUS_UNAVAILABLE, out_span(&o));
	}
	if (!each)
		client_fail(c, STATUS_UNAVAILABLE, span_of(helper_unknown));
}

/* ---- commands ---- */

static struct helper *ready(struct client *c, enum smtp_job job)
{
	struct helper *h = helper_ready(c, take_turn, PROTOCOL_SMTP, HELPER_TRY);

	h->smtp = (struct smtp){ .job = job,
		.force = c->ctx->how_help.force,
		.pipelining = c->ctx->how_help.pipelining };
	return h;
}

static bool say_line(struct client *c, const struct words *w, enum smtp_job job)
{
	struct helper *h = ready(c, job);
	const char *wrong = NULL;

	if (w->count != 2)
		return false;
	h->smtp.from = h->smtp.all = mail_keep_addresses(c, w->word[1], &wrong);
	if (wrong)
		client_refuse(c, "%", span_of(wrong));
	else
		helper_begin(c);
	return true;
}

/* EHLO has been sent by now: tells the capabilities. */
static enum turn_kind tell_caps(struct client *c, const struct reply *r, struct turn *t)
{
	(void)r, (void)t;
	helper_tell_caps(c, c->helper.has_reply ? EVENT_RESULT_SEEN : 0);
	return TURN_DONE;
}

/* With a NAME, EHLO is sent again. */
bool cmd_ehlo(struct client *c, const struct words *w)
{
	struct helper *h = helper_ready(c, tell_caps, PROTOCOL_SMTP, 0);

	if (w->count > 2)
		return false;
	if (w->count == 2) {
		h->hello_as = helper_keep(h, w->word[1]);
		standing_forget_hello(&c->session.stands);
	}
	helper_begin(c);
	return true;
}

bool cmd_mail(struct client *c, const struct words *w)
{
	return say_line(c, w, SMTP_MAIL);
}

bool cmd_rcpt(struct client *c, const struct words *w)
{
	return say_line(c, w, SMTP_RCPT);
}

/* The stages of --quit-after and --drop-after, in the order of enum smtp_last. */
static const char stages[] = "\0connect\0ehlo\0tls\0auth\0mail\0rcpt\0data";

static bool read_stage(struct span stage, enum smtp_last *last)
{
	unsigned i = SMTP_LAST_DATA;

	while (i && !span_eq(stage, span_of(span_nth(stages, i))))
		i--;
	*last = (enum smtp_last)i;
	return i || !stage.len;
}

/* The recipients, twice: see struct smtp. */
static bool take_recipients(struct helper *h)
{
	const struct mail *m = &h->mail;
	size_t from = h->text.len;

	for (unsigned i = MAIL_OPTION_TO; i <= MAIL_OPTION_BCC; i++)
		helper_keep(h, m->given[i]);
	h->smtp.all = span_from(out_span(&h->text), from);
	h->smtp.named = (struct span){ m->given[MAIL_OPTION_TO].at, h->smtp.all.len };
	return smtp_begin(&h->smtp) && !h->text.full;
}

/* Reads the envelope from the options; false if they make no sense. */
static bool take_envelope(struct helper *h)
{
	struct mail *m = &h->mail;
	struct smtp *p = &h->smtp;

	if (!take_recipients(h))
		return false;
	p->from = mail_value(m, MAIL_OPTION_FROM);
	p->ret = mail_value(m, MAIL_OPTION_RET);
	p->envid = mail_value(m, MAIL_OPTION_ENVID);
	p->notify = mail_value(m, MAIL_OPTION_NOTIFY);
	p->orcpt = mail_value(m, MAIL_OPTION_ORCPT);
	p->all_or_none = m->given[MAIL_OPTION_ALL].len > 0;
	p->utf8 = m->utf8 = mail_has_utf8(m->given[MAIL_OPTION_FROM]) || mail_has_utf8(p->all);
	m->drop = m->given[MAIL_OPTION_DROP].len > 0;
	return read_stage(mail_value(m, m->drop ? MAIL_OPTION_DROP : MAIL_OPTION_QUIT), &p->last);
}

bool cmd_send_mail(struct client *c, const struct words *w)
{
	struct helper *h = ready(c, SMTP_SEND);
	struct mail *m = &h->mail;
	bool input;

	letter_begin(&m->letter);
	m->head = OUT(m->head_room);
	m->stuffer = (struct dot_stuffer){ 0 };
	h->answer = answer;
	h->doubt = doubt_mail;
	if (!mail_read(c, m, w) || !mail_value(m, MAIL_OPTION_FROM).len)
		return false;
	if (m->wrong) {
		client_refuse(c, "%", span_of(m->wrong));
		return true;
	}
	if (!take_envelope(h))
		return false;
	input = span_eq(mail_value(m, MAIL_OPTION_FILE), SPAN("-"));
	m->reads_input = input || span_eq(mail_value(m, MAIL_OPTION_BODY), SPAN("-"));
	if (m->reads_input && (c->ctx->person || !h->quits_after)) {
		client_refuse(
		    c, "send-mail: standard input is already in use: give a file", SPAN(""));
		return true;
	}
	if (mail_can_read(c, m->given[MAIL_OPTION_ATTACH]) &&
	    (input || mail_can_read(c, m->given[MAIL_OPTION_FILE])))
		helper_begin(c);
	return true;
}

/* Without a file, a person types the message after the reply. */
bool cmd_data(struct client *c, const struct words *w)
{
	struct helper *h = ready(c, SMTP_DATA);
	struct mail *m = &h->mail;

	m->stuffer = (struct dot_stuffer){ 0 };
	h->answer = answer;
	h->doubt = doubt_mail;
	if (w->count > 2)
		return false;
	if (w->count == 2) {
		struct span path = helper_keep(h, w->word[1]);

		out_char(&h->text, '\0');
		if (!mail_can_read(c, h->text.full ? SPAN("") : path))
			return true;
		if (!h->text.full)
			mail_take_file(m, path);
		h->smtp.size = letter_size(&m->letter);
	}
	helper_begin(c);
	return true;
}
