/* smtp.c - the commands of SMTP, each a helper; see cmd.h. */
#include "cmd/cmd.h"

#include <string.h>

/* ---- one line ---- */

struct span smtp_bare(struct span whom)
{
	if (span_starts(whom, SPAN("<")) && whom.at[whom.len - 1] == '>')
		whom = span_first(span_from(whom, 1), whom.len - 2);
	return whom;
}

/* "MAIL FROM:<", whom, ">" and perhaps more. */
static enum turn_kind say_path(const char *verb, struct span whom, struct turn *t)
{
	out_text(&t->line, verb);
	out_put(&t->line, smtp_bare(whom));
	out_char(&t->line, '>');
	return TURN_SAY;
}

/* The line that the command was given, once. */
static enum turn_kind one_line(struct desk *d, const struct reply *r, struct turn *t)
{
	struct helper *h = &d->helper;

	if (r && reply_refused(r))
		return turn_refused(t, STATUS_NO, h->verb, r);
	if (r)
		return TURN_ON;
	return say_path(h->verb[0] == 'M' ? "MAIL FROM:<" : "RCPT TO:<", out_span(&h->text), t);
}

static bool say_line(struct desk *d, const struct words *w, const char *verb, size_t words)
{
	struct helper *h = helper_ready(d, one_line, PROTOCOL_SMTP, HELPER_TRY);

	const char *wrong = NULL;

	h->verb = verb;
	if (w->count == 2)
		mail_keep_addresses(d, w->word[1], &wrong);
	if (wrong)
		desk_refuse(d, "%", span_of(wrong));
	if (w->count != words || wrong)
		return wrong;
	helper_begin(d);
	return true;
}

/* Said by now, with that name or ours. */
static enum turn_kind tell_caps(struct desk *d, const struct reply *r, struct turn *t)
{
	(void)r, (void)t;
	helper_tell_caps(d, d->helper.heard ? DESK_SEEN : 0);
	return TURN_ON;
}

/* With a name it is said again. */
bool cmd_ehlo(struct desk *d, const struct words *w)
{
	struct helper *h = helper_ready(d, tell_caps, PROTOCOL_SMTP, 0);

	if (w->count > 2)
		return false;
	if (w->count == 2) {
		h->hello_as = helper_keep(h, w->word[1]);
		d->session.stands.is &=
		    ~(unsigned)(STANDING_HELLO | STANDING_NO_EHLO | STANDING_NO_HELO);
	}
	helper_begin(d);
	return true;
}

bool cmd_mail(struct desk *d, const struct words *w)
{
	return say_line(d, w, "MAIL", 2);
}

bool cmd_rcpt(struct desk *d, const struct words *w)
{
	return say_line(d, w, "RCPT", 2);
}

/* ---- send-mail ---- */

enum { LEAVE_MAIL = 5, LEAVE_RCPT, LEAVE_DATA };

/* Something was asked for that the server does not offer. */
static bool lacks(struct desk *d, bool wanted, struct span keyword, struct turn *t)
{
	if (!wanted || d->how_help.force || caps_has(&d->session.caps, keyword, NULL))
		return false;
	turn_fail(t, STATUS_NO, "send-mail: the server does not offer ");
	out_put(&t->why, keyword);
	out_text(&t->why, ", which this mail needs (postel --force sends it anyway)");
	return true;
}

static bool wants_dsn(const struct mail *m)
{
	return m->given[MAIL_OPTION_NOTIFY].len || m->given[MAIL_OPTION_RET].len ||
	       m->given[MAIL_OPTION_ENVID].len || m->given[MAIL_OPTION_ORCPT].len;
}

static bool is_too_large(struct desk *d, const struct mail *m, struct turn *t)
{
	struct span limit;
	int64_t most;

	if (m->size <= 0 || d->how_help.force ||
	    !caps_has(&d->session.caps, SPAN("SIZE"), &limit) ||
	    !span_number(limit, INT64_MAX / 2, &most) || !most || m->size <= most)
		return false;
	turn_fail(t, STATUS_DATA, "send-mail: the message has ");
	out_grouped(&t->why, m->size);
	out_text(&t->why, " octets, and the server takes ");
	out_grouped(&t->why, most);
	return true;
}

static void put_parameter(struct turn *t, const char *name, struct span v)
{
	if (!v.len)
		return;
	out_text(&t->line, name);
	out_put(&t->line, v);
}

/* Ahead, if that is wanted and nothing is to be looked at in between. */
static enum turn_kind say_how(const struct desk *d, const struct mail *m)
{
	return d->how_help.pipelining && m->last != LEAVE_MAIL ? TURN_AHEAD : TURN_SAY;
}

static enum turn_kind say_from(struct desk *d, struct mail *m, struct turn *t)
{
	const struct caps *c = &d->session.caps;
	struct span from = mail_value(m, MAIL_OPTION_FROM);

	m->step = MAIL_FROM;
	m->answered = m->unwanted = false;
	say_path("MAIL FROM:<", mime_address(&from, NULL), t);
	if (m->size > 0 && caps_has(c, SPAN("SIZE"), NULL)) {
		out_text(&t->line, " SIZE=");
		out_number(&t->line, m->size);
	}
	if (caps_has(c, SPAN("8BITMIME"), NULL))
		out_text(&t->line, " BODY=8BITMIME");
	if (m->utf8)
		out_text(&t->line, " SMTPUTF8");
	put_parameter(t, " RET=", mail_value(m, MAIL_OPTION_RET));
	put_parameter(t, " ENVID=", mail_value(m, MAIL_OPTION_ENVID));
	return say_how(d, m);
}

/* Its Message-ID and the boundary between its parts must be no other message's. */
static enum turn_kind no_random(struct turn *t)
{
	turn_fail(t, fault_status(FAULT_NO_RANDOM), "send-mail: no Message-ID can be made: ");
	out_text(&t->why, fault_reason(FAULT_NO_RANDOM));
	return TURN_FAIL;
}

static enum turn_kind begin(struct desk *d, struct mail *m, struct turn *t)
{
	struct span file = mail_value(m, MAIL_OPTION_FILE);

	m->utf8 = mail_has_utf8(m->given[MAIL_OPTION_FROM]) || mail_has_utf8(m->all);
	if (lacks(d, wants_dsn(m), SPAN("DSN"), t) || lacks(d, m->utf8, SPAN("SMTPUTF8"), t) ||
	    lacks(d, d->how_help.pipelining, SPAN("PIPELINING"), t))
		return TURN_FAIL;
	if (file.len)
		mail_take_file(m, file);
	else if (!mail_compose(d, m, caps_has(&d->session.caps, SPAN("8BITMIME"), NULL)))
		return no_random(t);
	if (m->head.full || m->letter.parts == LETTER_PARTS)
		return turn_fail(t, STATUS_DATA, "send-mail: too many fields or attachments");
	if (m->as_it_is)
		mail_scan(d, m);
	m->size = letter_size(&m->letter);
	return is_too_large(d, m, t) ? TURN_FAIL : say_from(d, m, t);
}

/* Takes the next recipient off a list; an empty one: there is none. */
static struct span take_recipient(struct span *list)
{
	struct span whom = SPAN("");

	while (list->len && !whom.len)
		whom = mime_address(list, NULL);
	return whom;
}

/* The next recipient; when there is none, the letter, if somebody is to have it. */
static enum turn_kind next(struct desk *d, struct turn *t)
{
	struct mail *m = &d->helper.mail;
	struct span whom = take_recipient(&m->left);

	if (whom.len) {
		m->step = MAIL_TO;
		say_path("RCPT TO:<", whom, t);
		put_parameter(t, " NOTIFY=", mail_value(m, MAIL_OPTION_NOTIFY));
		put_parameter(t, " ORCPT=", mail_value(m, MAIL_OPTION_ORCPT));
		return say_how(d, m);
	}
	if (d->helper.ahead)
		return TURN_AGAIN;
	if (m->last == LEAVE_RCPT || m->unwanted)
		return TURN_ON;
	if (!m->accepted || (m->refused && m->given[MAIL_OPTION_ALL].len)) {
		m->step = MAIL_DROPPED;
		return turn_say(t, "RSET", SPAN(""));
	}
	m->step = MAIL_DATA;
	m->judged = m->all;
	return turn_say(t, "DATA", SPAN(""));
}

bool smtp_judge(struct desk *d, const char *verb, const struct reply *r)
{
	struct turn t = { .why = OUT(d->helper.why) };

	if (!reply_refused(r))
		return true;
	turn_refused(&t, STATUS_NO, verb, r);
	desk_fail(d, t.status, out_span(&t.why));
	return false;
}

/* Replies come in the order of the list; who is refused is named, and struck off it. */
static bool judge_recipient(struct desk *d, const char *doing, const struct reply *r)
{
	struct mail *m = &d->helper.mail;
	struct span before = m->judged, whom = take_recipient(&m->judged);
	char text[320];
	struct out o = OUT(text);

	out_text(&o, doing);
	out_put(&o, span_first(whom, 300));
	out_char(&o, '\0');
	if (smtp_judge(d, text, r))
		return true;
	memset((char *)before.at, ',', before.len - m->judged.len);
	return false;
}

/* The receipt: what the server said to the final dot, with its queue's ID. */
static void tell_receipt(struct desk *d, const struct reply *r)
{
	struct span text = { r->text, r->len };

	desk_say(d, EVENT_RESULT, DESK_SEEN, span_line(&text));
}

static void keep_receipt(struct mail *m, const struct reply *r)
{
	struct span text = { r->text, r->len };

	span_copy(span_line(&text), m->receipt, sizeof m->receipt);
}

static void count_recipient(struct desk *d, const struct reply *r)
{
	bool agreed = judge_recipient(d, "RCPT ", r);

	d->helper.mail.accepted += agreed;
	d->helper.mail.refused += !agreed;
}

/*
 * What was said ahead is answered in its order: where the sender is refused,
 * all is.  So are the recipients of LMTP, behind the final dot.
 */
static void answer(struct desk *d, const struct reply *r)
{
	struct mail *m = &d->helper.mail;

	if (m->step == MAIL_DOT) {
		keep_receipt(m, r);
		if (judge_recipient(d, "final dot for ", r))
			tell_receipt(d, r);
		return;
	}
	if (!m->answered)
		m->unwanted = !smtp_judge(d, "MAIL", r);
	else if (!m->unwanted)
		count_recipient(d, r);
	m->answered = true;
}

static enum turn_kind receive(struct desk *d, const struct reply *r, struct turn *t)
{
	if (d->helper.ahead)
		return TURN_AGAIN;
	if (r)
		keep_receipt(&d->helper.mail, r);
	if (r && reply_refused(r))
		return turn_refused(t, STATUS_NO, "final dot", r);
	if (r)
		tell_receipt(d, r);
	return TURN_ON;
}

/* ---- where replies are in doubt ---- */

/* Was the final dot of LMTP said, so that each recipient has an answer to it: RFC 2033 4.2? */
static bool answers_each(const struct helper *h)
{
	return h->login.lmtp && h->mail.step == MAIL_DOT && !h->pouring && !h->saying;
}

/* One recipient: struck off as refused, accepted, or not answered about. */
static void doubt_recipient(struct desk *d, struct span whom)
{
	const struct mail *m = &d->helper.mail;
	bool each = answers_each(&d->helper);
	size_t at = (size_t)(whom.at - m->named.at);
	bool answered =
	    (m->step >= MAIL_DATA && !each) || !m->judged.len || m->all.at + at < m->judged.at;
	char text[420];
	struct out o = OUT(text);

	out_text(&o, each ? "final dot for " : "RCPT ");
	out_put(&o, span_first(whom, 300));
	out_text(&o, !answered ? ": unknown" : m->all.at[at] == ',' ? ": refused" : ": accepted");
	if (answered)
		out_text(&o, ", but an unsolicited reply makes that uncertain");
	desk_fail(d, STATUS_PROTOCOL, out_span(&o));
}

/* Has the reply to the final dot come, which nobody has looked at? */
static bool is_dot_answered(const struct desk *d)
{
	const struct helper *h = &d->helper;

	return h->doubtful && h->heard && !h->saying && d->session.last.serial != h->serial;
}

/* Was the message handed over? */
static void doubt_message(struct desk *d)
{
	struct helper *h = &d->helper;
	char text[280];
	struct out o = OUT(text);

	if (is_dot_answered(d))
		keep_receipt(&h->mail, &d->session.reply);
	if (h->mail.receipt[0]) {
		out_text(&o, "the final dot was answered ");
		out_text(&o, h->mail.receipt);
		out_text(&o, ", in doubt");
	} else {
		out_text(&o, h->doubtful && !h->saying
				 ? helper_unknown
				 : "the final dot was not said: nothing was sent");
	}
	desk_fail(d, STATUS_PROTOCOL, out_span(&o));
}

static void doubt_mail(struct desk *d)
{
	const struct mail *m = &d->helper.mail;
	struct span rest = m->named, whom;

	while ((whom = take_recipient(&rest)).len)
		doubt_recipient(d, whom);
	if (!answers_each(&d->helper))
		doubt_message(d);
}

static enum turn_kind send(struct desk *d, const struct reply *r, struct turn *t)
{
	struct mail *m = &d->helper.mail;

	switch (m->step) {
	case MAIL_FRESH:
		return d->session.stands.is & STANDING_MAIL ? turn_say(t, "RSET", SPAN(""))
							    : begin(d, m, t);
	case MAIL_FROM:
		if (r && reply_refused(r))
			return turn_refused(t, STATUS_NO, "MAIL", r);
		return m->last == LEAVE_MAIL ? TURN_ON : next(d, t);
	case MAIL_TO:
		if (r)
			count_recipient(d, r);
		return next(d, t);
	case MAIL_DATA:
		m->step = MAIL_DOT;
		if (!r->invited)
			return turn_refused(
			    t, reply_refused(r) ? STATUS_NO : STATUS_PROTOCOL, "DATA", r);
		return m->last == LEAVE_DATA || !m->letter.parts ? TURN_ON : TURN_BODY;
	case MAIL_DOT: return receive(d, r, t);
	case MAIL_DROPPED:
		return turn_fail(
		    t, STATUS_NO, "send-mail: nothing was sent: a recipient was refused");
	}
	return TURN_ON;
}

/* Who had a reply to the final dot by LMTP is struck off: RFC 2033 4.2. */
void smtp_tell_unanswered(struct desk *d)
{
	struct helper *h = &d->helper;
	bool each = h->turn == send && h->login.lmtp;
	struct span rest = each ? h->mail.judged : SPAN(""), whom;
	char text[420];

	while ((whom = take_recipient(&rest)).len) {
		struct out o = OUT(text);

		out_text(&o, "final dot for ");
		out_put(&o, span_first(whom, 300));
		out_text(&o, ": not answered: whether the server has the message is unknown");
		desk_fail(d, STATUS_UNAVAILABLE, out_span(&o));
	}
	if (!each)
		desk_fail(d, STATUS_UNAVAILABLE, span_of(helper_unknown));
}

/* Where a mail may be told to end; the first of them are reached before MAIL: see helper.c. */
static const char stages[] = "\0connect\0ehlo\0tls\0auth\0mail\0rcpt\0data";

static bool read_stage(struct mail *m, struct span stage)
{
	for (m->last = LEAVE_DATA; m->last && !span_eq(stage, span_of(span_nth(stages, m->last)));)
		m->last--;
	return m->last || !stage.len;
}

bool cmd_send_mail(struct desk *d, const struct words *w)
{
	struct helper *h = helper_ready(d, send, PROTOCOL_SMTP, HELPER_TRY);
	struct mail *m = &h->mail;
	size_t from;
	bool input;

	letter_begin(&m->letter);
	m->head = OUT(m->head_room);
	m->stuffer = (struct dot_stuffer){ 0 };
	m->accepted = m->refused = 0;
	m->step = MAIL_FRESH;
	h->answer = answer;
	if (!mail_read(d, m, w) || mail_value(m, MAIL_OPTION_FROM).len == 0)
		return false;
	if (m->wrong) {
		desk_refuse(d, "%", span_of(m->wrong));
		return true;
	}
	from = h->text.len;
	for (unsigned i = MAIL_OPTION_TO; i <= MAIL_OPTION_BCC; i++)
		helper_keep(h, m->given[i]);
	m->all = m->left = m->judged = span_from(out_span(&h->text), from);
	m->named = (struct span){ m->given[MAIL_OPTION_TO].at, m->all.len };
	m->receipt[0] = '\0';
	h->doubt = doubt_mail;
	if (!take_recipient(&m->judged).len || h->text.full)
		return false;
	m->judged = m->all;
	m->drop = m->given[MAIL_OPTION_DROP].len > 0;
	if (!read_stage(m, mail_value(m, m->drop ? MAIL_OPTION_DROP : MAIL_OPTION_QUIT)))
		return false;
	input = span_eq(mail_value(m, MAIL_OPTION_FILE), SPAN("-"));
	m->reads_input = input || span_eq(mail_value(m, MAIL_OPTION_BODY), SPAN("-"));
	if (m->reads_input && (d->person || !h->alone)) {
		desk_refuse(d, "send-mail: standard input is in use: name a file", SPAN(""));
		return true;
	}
	if (mail_can_read(d, m->given[MAIL_OPTION_ATTACH]) &&
	    (input || mail_can_read(d, m->given[MAIL_OPTION_FILE])))
		helper_begin(d);
	return true;
}

/* ---- data ---- */

static enum turn_kind say_data(struct desk *d, const struct reply *r, struct turn *t)
{
	if (d->helper.mail.step == MAIL_FRESH) {
		d->helper.mail.step = MAIL_DATA;
		if (d->helper.mail.as_it_is)
			mail_scan(d, &d->helper.mail);
		return turn_say(t, "DATA", SPAN(""));
	}
	return send(d, r, t);
}

/* A person who gives no file goes on typing. */
bool cmd_data(struct desk *d, const struct words *w)
{
	struct helper *h = helper_ready(d, say_data, PROTOCOL_SMTP, HELPER_TRY);
	struct mail *m = &h->mail;

	m->stuffer = (struct dot_stuffer){ 0 };
	m->judged = m->all = m->named = SPAN("");
	m->receipt[0] = '\0';
	h->answer = answer;
	h->doubt = doubt_mail;
	if (w->count > 2)
		return false;
	if (w->count == 2) {
		struct span path = helper_keep(h, w->word[1]);

		out_char(&h->text, '\0');
		if (!mail_can_read(d, h->text.full ? SPAN("") : path))
			return true;
		if (!h->text.full)
			mail_take_file(m, path);
		m->size = letter_size(&m->letter);
	}
	helper_begin(d);
	return true;
}
