/* pop3.c - see pop3.h. */
#include "proto/pop3.h"

static struct span text_of(const struct reply *r)
{
	return (struct span){ r->text, r->len };
}

static bool has_verb(const struct pop3 *p, const char *verb)
{
	return span_eq(span_of(p->verb), span_of(verb));
}

/* "+OK 2 320" */
static bool read_two(const struct reply *r, int64_t *one, int64_t *two)
{
	struct span text = text_of(r), line = span_line(&text);

	span_word(&line);
	return span_number(span_word(&line), INT64_MAX / 2, one) &&
	       span_number(span_word(&line), INT64_MAX / 2, two);
}

/* LIST and UIDL repeat the number: is it that of another message? */
static bool is_of_another(const struct pop3 *p, const struct reply *r)
{
	struct span text = text_of(r), line = span_line(&text);
	int64_t n;

	span_word(&line);
	return !reply_refused(r) && span_number(span_word(&line), INT64_MAX / 2, &n) &&
	       n != p->message;
}

static enum turn_kind say_number(const char *verb, int64_t n, struct turn *t)
{
	turn_say(t, verb, SPAN(""));
	out_char(&t->line, ' ');
	out_number(&t->line, n);
	return TURN_SAY;
}

/* Says the line of a step. */
static enum turn_kind say_step(
    struct pop3 *p, enum pop3_step step, const char *verb, struct turn *t)
{
	p->step = step;
	return say_number(verb, p->message, t);
}

static enum turn_kind run(struct pop3 *p, enum pop3_errand errand, enum pop3_step done)
{
	p->errand = errand;
	p->step = done;
	return TURN_ERRAND;
}

/* Tells that one message was refused; the work continues. */
static enum turn_kind tell_refused(
    const struct pop3 *p, const char *verb, const struct reply *r, struct turn *t)
{
	char doing[40];
	struct out o = OUT(doing);

	out_text(&o, verb);
	out_char(&o, ' ');
	out_number(&o, p->message);
	out_char(&o, '\0');
	turn_refused(t, STATUS_REJECTED, doing, r);
	return turn_tell(t, TURN_FAILURE);
}

/* ---- a verb, said once ---- */

static enum turn_kind tell_stat(const struct reply *r, struct turn *t)
{
	int64_t messages, octets;

	if (!read_two(r, &messages, &octets))
		return turn_fail(
		    t, STATUS_PROTOCOL, "STAT: the reply does not contain two numbers");
	out_number(&t->why, messages);
	out_text(&t->why, " messages, ");
	out_number(&t->why, octets);
	out_text(&t->why, " octets");
	return turn_tell(t, TURN_RESULT);
}

static enum turn_kind once(struct pop3 *p, const struct reply *r, struct turn *t)
{
	if (p->step == POP3_FRESH) {
		p->step = POP3_SAID;
		return turn_say(t, p->verb, SPAN(""));
	}
	if (!r)
		return TURN_DONE;
	if (reply_refused(r))
		return turn_refused(t, STATUS_REJECTED, p->verb, r);
	if (has_verb(p, "CAPA"))
		return run(p, POP3_TELL_CAPS, POP3_SAID);
	if (has_verb(p, "STAT"))
		return tell_stat(r, t);
	return TURN_DONE;
}

/* ---- a verb, said for each message ---- */

static enum turn_kind ask_next(struct pop3 *p, struct turn *t)
{
	if (p->refusals == POP3_REFUSALS || !range_next(&p->range, &p->message))
		return TURN_DONE;
	if (!p->first)
		p->first = p->message;
	say_number(p->verb, p->message, t);
	if (p->lines >= 0) {
		out_char(&t->line, ' ');
		out_number(&t->line, p->lines);
	}
	return TURN_SAY;
}

static enum turn_kind each(struct pop3 *p, const struct reply *r, struct turn *t)
{
	bool has_result = r && r->form == REPLY_ONE && !has_verb(p, "DELE");

	if (!r)
		return ask_next(p, t);
	if (has_result && is_of_another(p, r))
		return TURN_UNPAIRED;
	p->refusals = reply_refused(r) ? p->refusals + 1 : 0;
	if (p->refusals)
		return tell_refused(p, p->verb, r, t);
	if (!has_result)
		return ask_next(p, t);
	t->news = TURN_SEEN;
	t->told = span_from(text_of(r), 4); /* the text after "+OK " */
	return TURN_TELL;
}

/* ---- one message into a file ---- */

static enum turn_kind take_size(struct pop3 *p, const struct reply *r, struct turn *t)
{
	int64_t n;

	if (is_of_another(p, r))
		return TURN_UNPAIRED;
	if (reply_refused(r))
		return turn_refused(t, STATUS_REJECTED, "LIST", r);
	if (!read_two(r, &n, &p->size))
		p->size = -1;
	return run(p, POP3_OPEN_FILE, POP3_OPENED);
}

static enum turn_kind fetch(struct pop3 *p, const struct reply *r, struct turn *t)
{
	switch (p->step) {
	case POP3_FRESH:
		range_next(&p->range, &p->message);
		return say_step(p, POP3_SIZING, "LIST", t);
	case POP3_SIZING: return take_size(p, r, t);
	case POP3_OPENED: return say_step(p, POP3_FETCHING, "RETR", t);
	case POP3_FETCHING:
		if (reply_refused(r))
			return turn_refused(t, STATUS_REJECTED, "RETR", r);
		return run(p, POP3_KEEP_FILE, POP3_KEPT);
	default: return TURN_DONE;
	}
}

/* ---- a whole mailbox ---- */

/* Without UIDL the list of sizes gives the numbers of the messages. */
static enum turn_kind do_without_names(struct pop3 *p, const struct reply *r, struct turn *t)
{
	if (p->nameless)
		return turn_refused(t, STATUS_REJECTED, "LIST", r);
	p->nameless = true;
	p->step = POP3_INDEXED;
	out_text(&t->why, "the server has no UIDL: another run would save all messages again");
	return turn_tell(t, TURN_WARNING);
}

/* Fetches the message that was chosen, or else the rest of the list; or ends. */
static enum turn_kind take_choice(struct pop3 *p)
{
	if (p->message)
		return run(p, POP3_OPEN_FILE, POP3_OPENED);
	if (p->more)
		return run(p, POP3_TAKE_NAMES, POP3_LISTENING);
	return TURN_DONE;
}

static enum turn_kind take_message(struct pop3 *p, const struct reply *r, struct turn *t)
{
	if (!reply_refused(r))
		return run(p, POP3_KEEP_FILE, POP3_KEPT);
	p->step = POP3_KEPT;
	return tell_refused(p, "RETR", r, t);
}

static enum turn_kind save(struct pop3 *p, const struct reply *r, struct turn *t)
{
	switch (p->step) {
	case POP3_FRESH: return run(p, POP3_OPEN_INDEX, POP3_INDEXED);
	case POP3_INDEXED: return run(p, POP3_TAKE_NAMES, POP3_LISTENING);
	case POP3_LISTENING:
		p->step = POP3_LISTING;
		return turn_say(t, p->nameless ? "LIST" : "UIDL", SPAN(""));
	case POP3_LISTING:
		if (reply_refused(r))
			return do_without_names(p, r, t);
		return run(p, POP3_CHOOSE, POP3_CHOSEN);
	case POP3_CHOSEN: return take_choice(p);
	case POP3_OPENED: return say_step(p, POP3_FETCHING, "RETR", t);
	case POP3_FETCHING: return take_message(p, r, t);
	default: return run(p, POP3_CHOOSE, POP3_CHOSEN);
	}
}

/* ---- all jobs ---- */

enum turn_kind pop3_turn(struct pop3 *p, const struct reply *r, struct turn *t)
{
	switch (p->job) {
	case POP3_ONCE: return once(p, r, t);
	case POP3_EACH: return each(p, r, t);
	case POP3_FETCH: return fetch(p, r, t);
	default: return save(p, r, t);
	}
}

void pop3_say_doubt(const struct pop3 *p, const struct standing *st, struct out *o)
{
	out_text(o, p->verb);
	out_char(o, ' ');
	out_number(o, p->first);
	if (p->message != p->first) {
		out_text(o, " to ");
		out_number(o, p->message);
	}
	out_text(o, ": the reply is uncertain");
	if (st->deleted)
		out_text(o, ", and QUIT was sent: it is unknown whether the messages are deleted");
}
