/* smtp.c - see smtp.h. */
#include "proto/smtp.h"

#include "proto/mime.h"

#include <string.h>

struct span smtp_bare(struct span whom)
{
	if (span_starts(whom, SPAN("<")) && span_ends(whom, '>'))
		whom = span_first(span_from(whom, 1), whom.len - 2);
	return whom;
}

struct span smtp_take(struct span *list)
{
	struct span whom = SPAN("");

	while (list->len && !whom.len)
		whom = mime_address(list, NULL);
	return whom;
}

bool smtp_begin(struct smtp *m)
{
	struct span list = m->all;

	m->left = m->judged = m->all;
	return smtp_take(&list).len > 0;
}

/* ---- lines ---- */

/* "MAIL FROM:<", whom, ">" and perhaps more. */
static enum turn_kind say_path(const char *verb, struct span whom, struct turn *t)
{
	out_text(&t->line, verb);
	out_put(&t->line, smtp_bare(whom));
	out_char(&t->line, '>');
	return TURN_SAY;
}

static void put_parameter(struct turn *t, const char *name, struct span value)
{
	if (!value.len)
		return;
	out_text(&t->line, name);
	out_put(&t->line, value);
}

/* Lines are said ahead if that is wanted, unless the mail is to stop after MAIL. */
static enum turn_kind say_how(const struct smtp *m)
{
	return m->pipelining && m->last != SMTP_LAST_MAIL ? TURN_AHEAD : TURN_SAY;
}

static enum turn_kind say_from(struct smtp *m, const struct caps *c, struct turn *t)
{
	struct span from = m->from;

	m->step = SMTP_FROM;
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
	put_parameter(t, " RET=", m->ret);
	put_parameter(t, " ENVID=", m->envid);
	return say_how(m);
}

static enum turn_kind say_recipient(struct smtp *m, struct span whom, struct turn *t)
{
	m->step = SMTP_TO;
	say_path("RCPT TO:<", whom, t);
	put_parameter(t, " NOTIFY=", m->notify);
	put_parameter(t, " ORCPT=", m->orcpt);
	return say_how(m);
}

static enum turn_kind say_step(
    struct smtp *m, enum smtp_step step, const char *verb, struct turn *t)
{
	m->step = step;
	return turn_say(t, verb, SPAN(""));
}

static enum turn_kind run(struct smtp *m, enum smtp_errand errand, enum smtp_step done)
{
	m->errand = errand;
	m->step = done;
	return TURN_ERRAND;
}

/* ---- what replies mean ---- */

/* Tells the refusal of one of several lines. */
static enum turn_kind tell_refused(const char *doing, const struct reply *r, struct turn *t)
{
	turn_refused(t, STATUS_REJECTED, doing, r);
	return turn_tell(t, TURN_FAILURE);
}

/* Replies come in the order of the list; a refused recipient is told, and overwritten. */
static enum turn_kind judge_recipient(
    struct smtp *m, const char *doing, const struct reply *r, bool agreed, struct turn *t)
{
	struct span before = m->judged, whom = smtp_take(&m->judged);
	char text[320];
	struct out o = OUT(text);

	if (agreed)
		return TURN_DONE;
	out_text(&o, doing);
	out_put(&o, span_first(whom, 300));
	out_char(&o, '\0');
	memset((char *)before.at, ',', before.len - m->judged.len);
	return tell_refused(text, r, t);
}

static enum turn_kind take_recipient(
    struct smtp *m, const struct reply *r, bool agreed, struct turn *t)
{
	m->accepted += agreed;
	m->refused += !agreed;
	return judge_recipient(m, "RCPT ", r, agreed, t);
}

/* Tells the receipt: the server's reply to the final dot, with the ID in its queue. */
static enum turn_kind tell_receipt(const struct reply *r, struct turn *t)
{
	struct span text = { r->text, r->len };

	t->news = TURN_SEEN;
	t->told = span_line(&text);
	return TURN_TELL;
}

static void keep_receipt(struct smtp *m, const struct reply *r)
{
	struct span text = { r->text, r->len };

	span_copy(span_line(&text), m->receipt, sizeof m->receipt);
}

static enum turn_kind answer_dot(struct smtp *m, const struct reply *r, bool agreed, struct turn *t)
{
	keep_receipt(m, r);
	judge_recipient(m, "final dot for ", r, agreed, t);
	if (!agreed)
		return TURN_TELL;
	return tell_receipt(r, t);
}

/* If the sender is refused, the replies to its recipients are not told. */
enum turn_kind smtp_answer(struct smtp *m, const struct reply *r, bool makes_sense, struct turn *t)
{
	bool agreed = makes_sense && !reply_refused(r), first = !m->answered;

	if (m->step == SMTP_DOT)
		return answer_dot(m, r, agreed, t);
	m->answered = true;
	if (!first && m->unwanted)
		return TURN_DONE;
	if (!first)
		return take_recipient(m, r, agreed, t);
	m->unwanted = !agreed;
	if (m->unwanted)
		return tell_refused("MAIL", r, t);
	return TURN_DONE;
}

/* ---- a whole mail ---- */

/* Is something wanted that the server does not offer? */
static bool is_lacking(
    const struct smtp *m, bool wanted, const struct caps *c, struct span keyword, struct turn *t)
{
	if (!wanted || m->force || caps_has(c, keyword, NULL))
		return false;
	turn_fail(t, STATUS_REJECTED, "send-mail: the server does not offer ");
	out_put(&t->why, keyword);
	out_text(&t->why, ", which this mail needs (postel --force sends it anyway)");
	return true;
}

/* Is a delivery status notification asked for, RFC 3461? */
static bool wants_dsn(const struct smtp *m)
{
	bool of_mail = m->ret.len || m->envid.len, of_recipients = m->notify.len || m->orcpt.len;

	return of_mail || of_recipients;
}

static enum turn_kind compose(struct smtp *m, const struct caps *c, struct turn *t)
{
	if (is_lacking(m, wants_dsn(m), c, SPAN("DSN"), t) ||
	    is_lacking(m, m->utf8, c, SPAN("SMTPUTF8"), t) ||
	    is_lacking(m, m->pipelining, c, SPAN("PIPELINING"), t))
		return TURN_FAIL;
	return run(m, SMTP_COMPOSE, SMTP_COMPOSED);
}

static bool is_too_large(const struct smtp *m, const struct caps *c, struct turn *t)
{
	struct span limit;
	int64_t most;

	if (m->size <= 0 || m->force || !caps_has(c, SPAN("SIZE"), &limit))
		return false;
	if (!span_number(limit, INT64_MAX / 2, &most) || !most || m->size <= most)
		return false;
	turn_fail(t, STATUS_DATA, "send-mail: the message has ");
	out_grouped(&t->why, m->size);
	out_text(&t->why, " octets, but the server accepts at most ");
	out_grouped(&t->why, most);
	return true;
}

/* Says the next recipient; after the last one DATA, or RSET if the mail is not to be sent. */
static enum turn_kind say_next(struct smtp *m, struct turn *t)
{
	struct span whom = smtp_take(&m->left);

	if (whom.len)
		return say_recipient(m, whom, t);
	if (m->ahead)
		return TURN_NOT_YET;
	if (m->last == SMTP_LAST_RCPT || m->unwanted)
		return TURN_DONE;
	if (!m->accepted || (m->refused && m->all_or_none))
		return say_step(m, SMTP_DROPPED, "RSET", t);
	m->judged = m->all;
	return say_step(m, SMTP_INVITING, "DATA", t);
}

static enum turn_kind invited(struct smtp *m, const struct reply *r, struct turn *t)
{
	m->step = SMTP_DOT;
	if (!r->invited)
		return turn_refused(
		    t, reply_refused(r) ? STATUS_REJECTED : STATUS_PROTOCOL, "DATA", r);
	return m->last == SMTP_LAST_DATA || !m->has_body ? TURN_DONE : TURN_BODY;
}

/* The final dot was answered; LMTP's reply for each recipient was told by smtp_answer. */
static enum turn_kind receive(struct smtp *m, const struct reply *r, struct turn *t)
{
	if (m->ahead)
		return TURN_NOT_YET;
	if (!r)
		return TURN_DONE;
	keep_receipt(m, r);
	if (reply_refused(r))
		return turn_refused(t, STATUS_REJECTED, "final dot", r);
	return tell_receipt(r, t);
}

static enum turn_kind send(struct smtp *m, const struct standing *st, const struct caps *c,
    const struct reply *r, struct turn *t)
{
	switch (m->step) {
	case SMTP_FRESH:
		if (st->is & STANDING_MAIL)
			return turn_say(t, "RSET", SPAN(""));
		return compose(m, c, t);
	case SMTP_COMPOSED:
		if (is_too_large(m, c, t))
			return TURN_FAIL;
		return say_from(m, c, t);
	case SMTP_FROM:
		if (r && reply_refused(r))
			return turn_refused(t, STATUS_REJECTED, "MAIL", r);
		if (m->last == SMTP_LAST_MAIL)
			return TURN_DONE;
		return say_next(m, t);
	case SMTP_TO:
		if (r && take_recipient(m, r, !reply_refused(r), t) == TURN_TELL)
			return TURN_TELL;
		return say_next(m, t);
	case SMTP_LOOKED: return say_step(m, SMTP_INVITING, "DATA", t);
	case SMTP_INVITING: return invited(m, r, t);
	case SMTP_DOT: return receive(m, r, t);
	default:
		return turn_fail(
		    t, STATUS_REJECTED, "send-mail: nothing was sent: a recipient was refused");
	}
}

/* ---- all jobs ---- */

/* Takes the reply to the only line of a job. */
static enum turn_kind end_once(const char *verb, const struct reply *r, struct turn *t)
{
	if (reply_refused(r))
		return turn_refused(t, STATUS_REJECTED, verb, r);
	return TURN_DONE;
}

static enum turn_kind mail_once(const struct smtp *m, const struct reply *r, struct turn *t)
{
	if (r)
		return end_once("MAIL", r, t);
	return say_path("MAIL FROM:<", m->from, t);
}

static enum turn_kind rcpt_once(const struct smtp *m, const struct reply *r, struct turn *t)
{
	if (r)
		return end_once("RCPT", r, t);
	return say_path("RCPT TO:<", m->all, t);
}

enum turn_kind smtp_turn(struct smtp *m, const struct standing *st, const struct caps *c,
    const struct reply *r, struct turn *t)
{
	if (m->job == SMTP_MAIL)
		return mail_once(m, r, t);
	if (m->job == SMTP_RCPT)
		return rcpt_once(m, r, t);
	if (m->job == SMTP_DATA && m->step == SMTP_FRESH)
		return run(m, SMTP_LOOK, SMTP_LOOKED);
	return send(m, st, c, r, t);
}

void smtp_say_doubt(const struct smtp *m, struct span whom, bool each, struct out *o)
{
	size_t at = (size_t)(whom.at - m->named.at);
	bool past = m->all.at + at < m->judged.at || !m->judged.len;
	bool answered = past || (m->step >= SMTP_INVITING && !each);

	out_text(o, each ? "final dot for " : "RCPT ");
	out_put(o, span_first(whom, 300));
	if (!answered) {
		out_text(o, ": unknown");
		return;
	}
	out_text(o, m->all.at[at] == ',' ? ": refused" : ": accepted");
	out_text(o, ", but an unsolicited reply makes that uncertain");
}
