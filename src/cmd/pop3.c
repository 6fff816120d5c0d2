/* pop3.c - the commands of POP3, each of which begins a helper; see cmd.h. */
#include "base/ascii.h"
#include "cmd/pop3_part.h"

#include <stddef.h>

#define LIST_AT_ONCE 4096 /* octets of a list; views have room for the results in so many */

/* Tells which messages the verb was answered for, when replies are in doubt. */
static void doubt_messages(struct client *c)
{
	char text[160];
	struct out o = OUT(text);

	pop3_say_doubt(&c->helper.pop3, &c->session.stands, &o);
	client_fail(c, STATUS_PROTOCOL, out_span(&o));
}

/* As pop3_take_turn for CAPA, which the login may have said just now, as its first line. */
static enum turn_kind take_turn_of_capa(struct client *c, const struct reply *r, struct turn *t)
{
	bool is_answered = c->helper.has_reply && c->helper.pop3.step == POP3_FRESH;

	if (!is_answered)
		return pop3_take_turn(c, r, t);
	if (!c->session.caps.known)
		return turn_refused(t, STATUS_REJECTED, "CAPA", &c->session.reply);
	helper_tell_caps(c, EVENT_RESULT_SEEN);
	return TURN_DONE;
}

/* Tells each line of a list as a result, with stars for secrets. */
static void take_list(struct body_sink *sink, struct span lines)
{
	struct client *c = (void *)((char *)sink - offsetof(struct client, helper.list));

	while (lines.len)
		client_say(c, EVENT_RESULT, EVENT_RESULT_LISTED,
		    session_shown(&c->session, span_line(&lines)));
}

/* The sink that takes the replies to the verb, unless they go into a file. */
static struct body_sink *usual_sink(struct client *c, const char *verb)
{
	bool results = c->ctx->output || c->ctx->json;

	return results && words_hold("LIST UIDL", span_of(verb)) ? &c->helper.list : c->ctx->output;
}

static struct helper *ready_job(struct client *c, enum pop3_job job, const char *verb)
{
	struct helper *h = helper_ready(c, pop3_take_turn, PROTOCOL_POP3, HELPER_LOGIN);

	h->pop3 = (struct pop3){ .job = job, .verb = verb, .lines = -1, .size = -1 };
	h->list = (struct body_sink){ .take = take_list, .at_once = LIST_AT_ONCE };
	h->sink = usual_sink(c, verb);
	if (job == POP3_EACH)
		h->doubt = doubt_messages;
	return h;
}

/* Takes message numbers from w->word[1] on; *next is the first word that is no number. */
static bool take_numbers(struct helper *h, const struct words *w, size_t *next)
{
	size_t i = 1, from = h->text.len;

	for (; i < w->count && ascii_is_digit(w->word[i].at[0]); i++) {
		if (!range_is_sane(w->word[i]))
			return false;
		helper_keep(h, w->word[i]);
		helper_keep(h, SPAN(","));
	}
	h->pop3.range = (struct range){ .rest = span_from(out_span(&h->text), from) };
	*next = i;
	return !h->text.full;
}

static bool say_verb_once(struct client *c, const char *verb, bool sane)
{
	if (sane) {
		ready_job(c, POP3_ONCE, verb);
		helper_begin(c);
	}
	return sane;
}

/* Sends the verb for each message that is named, else once for all. */
static bool say_verb_each(struct client *c, const struct words *w, const char *verb, size_t least)
{
	struct helper *h;
	size_t next;

	if (w->count == 1 && !least)
		return say_verb_once(c, verb, true);
	h = ready_job(c, POP3_EACH, verb);
	if (!take_numbers(h, w, &next) || next != w->count || next < 1 + least)
		return false;
	helper_begin(c);
	return true;
}

bool cmd_stat(struct client *c, const struct words *w)
{
	return say_verb_once(c, "STAT", w->count == 1);
}

/* RSET is a command of SMTP, too. */
bool cmd_rset(struct client *c, const struct words *w)
{
	bool sane = say_verb_once(c, "RSET", w->count == 1);

	c->helper.protocol = PROTOCOL_UNKNOWN;
	c->helper.needs = HELPER_TRY;
	return sane;
}

bool cmd_list(struct client *c, const struct words *w)
{
	return say_verb_each(c, w, "LIST", 0);
}

bool cmd_uidl(struct client *c, const struct words *w)
{
	return say_verb_each(c, w, "UIDL", 0);
}

bool cmd_capa(struct client *c, const struct words *w)
{
	if (w->count > 1)
		return false;
	ready_job(c, POP3_ONCE, "CAPA")->turn = take_turn_of_capa;
	c->helper.needs = 0;
	helper_begin(c);
	return true;
}

bool cmd_top(struct client *c, const struct words *w)
{
	struct helper *h = ready_job(c, POP3_EACH, "TOP");

	h->pop3.lines = 0;
	if (w->count < 2 || w->count > 3 || !range_is_sane(w->word[1]))
		return false;
	if (w->count == 3 && !span_number(w->word[2], INT64_MAX / 2, &h->pop3.lines))
		return false;
	h->pop3.range = (struct range){ .rest = helper_keep(h, w->word[1]) };
	helper_begin(c);
	return true;
}

bool cmd_retr(struct client *c, const struct words *w)
{
	struct helper *h = ready_job(c, POP3_EACH, "RETR");
	size_t next;
	int64_t n, more;

	if (!take_numbers(h, w, &next) || next < 2 || next + 1 < w->count)
		return false;
	if (next < w->count && !span_eq(w->word[next], SPAN("-"))) { /* which is standard output */
		struct range look = h->pop3.range;

		if (range_next(&look, &n) && range_next(&look, &more))
			return false; /* a file takes one message */
		h->pop3.job = POP3_FETCH;
		h->doubt = NULL;
		h->sink = NULL;
		if (!keep_can(&h->keep, w->word[next], c->ctx->how_help.force)) {
			pop3_tell_fault(c, STATUS_NO_CREATE, &h->keep.fault);
			return true;
		}
	}
	helper_begin(c);
	return true;
}

/* Writes "1-3,5,9," as "1-3, 5 and 9". */
static void put_list(struct span list, struct out *o)
{
	while (list.len) {
		out_put(o, span_until(&list, ','));
		if (list.len)
			out_text(o, span_find(list, ',') + 1 < list.len ? ", " : " and ");
	}
}

/* Asks for confirmation.  For a command of the shell's line, QUIT follows by itself. */
static void begin_dele(struct client *c)
{
	struct span list = c->helper.pop3.range.rest;
	bool several = span_has(list, '-') || span_find(list, ',') + 1 < list.len;
	char text[160];
	struct out o = OUT(text);

	out_text(&o, several ? "Delete messages " : "Delete message ");
	put_list(list, &o);
	out_text(&o, c->helper.quits_after ? "? [y/N] " : " when you QUIT? [y/N] ");
	helper_begin_if(c,
	    o.full ? SPAN("Delete these messages when you QUIT? [y/N] ") : out_span(&o),
	    "dele asks for confirmation, which needs a terminal: --yes does it without asking");
}

bool cmd_dele(struct client *c, const struct words *w)
{
	struct helper *h = ready_job(c, POP3_EACH, "DELE");
	size_t next;

	if (!take_numbers(h, w, &next) || next != w->count || next < 2)
		return false;
	begin_dele(c);
	return true;
}

/* Logs in as the user that is named here, else as the URL's. */
bool cmd_login(struct client *c, const struct words *w)
{
	struct target *t = &c->target;

	if (w->count > 2 || words_at(w, 1).len > TARGET_USER_MAX)
		return false;
	if (w->count == 2)
		span_copy(w->word[1], t->user, sizeof t->user);
	helper_ready(c, NULL, PROTOCOL_UNKNOWN, HELPER_LOGIN);
	helper_begin(c);
	return true;
}

/* Logs in with the mechanism that is named. */
bool cmd_auth(struct client *c, const struct words *w)
{
	if (w->count != 2)
		return false;
	helper_ready(c, NULL, PROTOCOL_UNKNOWN, HELPER_LOGIN);
	c->helper.method = helper_keep(&c->helper, w->word[1]);
	helper_begin(c);
	return true;
}

bool cmd_save_all(struct client *c, const struct words *w)
{
	struct helper *h = ready_job(c, POP3_SAVE, "RETR");
	struct save *s = &h->save;
	struct fault f = { 0 };

	if (w->count != 2)
		return false;
	if (span_eq(w->word[1], SPAN("-"))) {
		client_fail(c, STATUS_USAGE,
		    SPAN(
			"save-all: - is standard output, not a mailbox; write ./- for a folder named -"));
		return true;
	}
	h->sink = NULL;
	save_fresh(s);
	if (save_find(s, helper_keep(h, w->word[1]), &f))
		helper_begin(c);
	else
		pop3_tell_fault(c, STATUS_NO_CREATE, &f);
	return true;
}
