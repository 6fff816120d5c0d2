/* pop3.c - the commands of POP3, each a helper; see cmd.h. */
#include "base/ascii.h"
#include "cmd/cmd.h"

/* ---- what the replies say ---- */

static void result(struct desk *d, int64_t n, const char *of, int64_t octets, const char *where)
{
	char text[600];
	struct out o = OUT(text);

	out_number(&o, n);
	out_text(&o, of);
	out_number(&o, octets);
	out_text(&o, where[0] ? " octets in " : " octets");
	out_text(&o, where);
	desk_say(d, EVENT_RESULT, 0, out_span(&o));
}

/* "+OK 2 320" */
static bool read_two(const struct reply *r, int64_t *one, int64_t *two)
{
	struct span text = { r->text, r->len }, line = span_line(&text);

	span_word(&line);
	return span_number(span_word(&line), INT64_MAX / 2, one) &&
	       span_number(span_word(&line), INT64_MAX / 2, two);
}

/* A refusal of one message is told, and the next has its turn. */
static void tell_refused(struct desk *d, const struct reply *r, struct turn *t)
{
	char doing[40];
	struct out o = OUT(doing);

	out_text(&o, d->helper.verb);
	out_char(&o, ' ');
	out_number(&o, d->helper.message);
	out_char(&o, '\0');
	turn_refused(t, STATUS_NO, doing, r);
	desk_fail(d, t->status, out_span(&t->why));
	t->why.len = 0;
}

/* ---- turns ---- */

static enum turn_kind say_number(const char *verb, int64_t n, struct turn *t)
{
	turn_say(t, verb, SPAN(""));
	out_char(&t->line, ' ');
	out_number(&t->line, n);
	return TURN_SAY;
}

/* A verb, said once. */
static enum turn_kind once(struct desk *d, const struct reply *r, struct turn *t)
{
	int64_t n, octets;

	if (!r)
		return turn_say(t, d->helper.verb, SPAN(""));
	if (reply_refused(r))
		return turn_refused(t, STATUS_NO, d->helper.verb, r);
	if (span_eq(span_of(d->helper.verb), SPAN("CAPA")))
		helper_tell_caps(d, DESK_SEEN);
	if (!span_eq(span_of(d->helper.verb), SPAN("STAT")))
		return TURN_ON;
	if (!read_two(r, &n, &octets))
		return turn_fail(t, STATUS_PROTOCOL, "STAT: the reply has no two numbers in it");
	result(d, n, " messages, ", octets, "");
	return TURN_ON;
}

/* LIST and UIDL repeat the number: is it another message's? */
static bool is_of_another(struct desk *d, const struct reply *r)
{
	struct helper *h = &d->helper;
	struct span text = { r->text, r->len }, line = span_line(&text), words = line;
	int64_t n;

	span_word(&words);
	if (reply_refused(r) || !span_number(span_word(&words), INT64_MAX / 2, &n) ||
	    n == h->message)
		return false;
	session_unpair(&d->session, line, "\" is about another message", SPAN(""));
	return true;
}

/* The answers to a verb, message by message. */
static void doubt_each(struct desk *d)
{
	const struct helper *h = &d->helper;
	char text[160];
	struct out o = OUT(text);

	out_text(&o, h->verb);
	out_char(&o, ' ');
	out_number(&o, h->first);
	if (h->message != h->first) {
		out_text(&o, " to ");
		out_number(&o, h->message);
	}
	out_text(&o, ": what was answered is in doubt");
	if (d->session.stands.deleted)
		out_text(&o, ", and QUIT was said: whether they are deleted is unknown");
	desk_fail(d, STATUS_PROTOCOL, out_span(&o));
}

/* After so many in a row no message of a range is asked for any more. */
#define REFUSALS 10

/* A verb, for each message. */
static enum turn_kind each(struct desk *d, const struct reply *r, struct turn *t)
{
	struct helper *h = &d->helper;
	bool deletes = span_eq(span_of(h->verb), SPAN("DELE"));

	if (r && r->form == REPLY_ONE && !deletes && is_of_another(d, r))
		return TURN_AGAIN;
	h->refusals = r && reply_refused(r) ? h->refusals + 1 : 0;
	if (h->refusals)
		tell_refused(d, r, t);
	else if (r && r->form == REPLY_ONE && !deletes)
		desk_say(
		    d, EVENT_RESULT, DESK_SEEN, span_from((struct span){ r->text, r->len }, 4));
	if (h->refusals == REFUSALS || !range_next(&h->range, &h->message))
		return TURN_ON;
	if (!r)
		h->first = h->message;
	say_number(h->verb, h->message, t);
	if (h->lines >= 0) {
		out_char(&t->line, ' ');
		out_number(&t->line, h->lines);
	}
	return TURN_SAY;
}

/* Is it known not to be all?  Then what there is gets no name of its own. */
static bool is_cut(struct desk *d)
{
	if (d->session.overrun) {
		helper_tell_part(d);
		keep_drop(&d->helper.keep);
	}
	return d->session.overrun;
}

/* A message that is safe on the disk. */
static void tell_kept(struct desk *d)
{
	struct helper *h = &d->helper;
	char text[200];
	struct out o = OUT(text);

	result(d, h->message, ": ", h->keep.octets, h->keep.path);
	if (h->size >= 0 && h->size != h->keep.octets) {
		out_text(&o, "the server listed ");
		out_grouped(&o, h->size);
		out_text(&o, " octets and sent ");
		out_grouped(&o, h->keep.octets);
		desk_warn(d, out_span(&o));
	}
}

static void tell_file_failed(struct desk *d, enum status status, const struct fault *f)
{
	session_failed(&d->session, fault_file_status(f->kind, status));
	desk_fault(d, f);
}

static enum turn_kind file_failed(
    struct desk *d, struct turn *t, enum status status, const struct fault *f)
{
	tell_file_failed(d, status, f);
	return turn_fail(
	    t, fault_file_status(f->kind, status), "nothing was deleted on the server");
}

/* What came can't be kept as a whole: it stays a part, and where that is is said. */
static enum turn_kind keep_failed(struct desk *d, struct turn *t)
{
	struct keep *k = &d->helper.keep;
	struct fault f = k->fault;

	helper_tell_part(d);
	keep_drop(k);
	return file_failed(d, t, STATUS_FILE, &f);
}

static enum turn_kind say_retr(struct desk *d, struct turn *t)
{
	struct helper *h = &d->helper;
	char text[sizeof h->keep.part + 100];
	struct out o = OUT(text);

	if (!keep_begin(&h->keep, &d->log))
		return file_failed(d, t, STATUS_NO_CREATE, &h->keep.fault);
	if (h->keep.parts > 1) {
		out_text(&o, "an earlier .part is kept: this message is written to ");
		out_text(&o, h->keep.part);
		desk_note(d, out_span(&o));
	}
	return say_number("RETR", h->message, t);
}

/* LIST for the size, then RETR into the file. */
static enum turn_kind fetch(struct desk *d, const struct reply *r, struct turn *t)
{
	struct helper *h = &d->helper;
	int64_t n;

	if (!r) {
		h->sized = range_next(&h->range, &h->message);
		return say_number("LIST", h->message, t);
	}
	if (h->sized) {
		h->sized = false;
		if (is_of_another(d, r))
			return TURN_AGAIN;
		if (reply_refused(r))
			return turn_refused(t, STATUS_NO, "LIST", r);
		if (!read_two(r, &n, &h->size))
			h->size = -1;
		return say_retr(d, t);
	}
	if (reply_refused(r)) {
		keep_drop(&h->keep);
		return turn_refused(t, STATUS_NO, "RETR", r);
	}
	if (is_cut(d))
		return TURN_ON;
	if (!keep_whole(&h->keep) || !keep_name(&h->keep))
		return keep_failed(d, t);
	tell_kept(d);
	return TURN_ON;
}

/* ---- save-all ---- */

static enum turn_kind save_list(struct desk *d, struct turn *t)
{
	struct save *s = &d->helper.save;

	s->step = SAVE_LISTING;
	save_listen(s, &d->log);
	return turn_say(t, s->nameless ? "LIST" : "UIDL", SPAN(""));
}

static void save_tell(struct desk *d)
{
	const struct save *s = &d->helper.save;
	char text[96];
	struct out o = OUT(text);

	out_number(&o, s->saved);
	out_text(&o, " saved, ");
	out_number(&o, s->there);
	out_text(&o, " there already");
	desk_say(d, EVENT_RESULT, 0, out_span(&o));
	if (s->odd)
		desk_fail(d, STATUS_PROTOCOL,
		    SPAN("not saved: messages whose name in UIDL has not 1 to 70 characters"));
}

/* Where the next message goes, and what it is until it is whole. */
static bool save_place(struct helper *h, struct fault *f)
{
	struct keep *k = &h->keep;
	struct out path = OUT(k->path), part = OUT(k->part);

	k->form = h->save.form;
	k->force = false;
	h->size = -1;
	if (!save_path(&h->save, &path, f))
		return false;
	if (k->form != KEEP_MBOX)
		save_part(&h->save, &part);
	return true;
}

/* RETR for the next message, the list for more of them, or the end. */
static enum turn_kind save_more(struct desk *d, struct turn *t)
{
	struct helper *h = &d->helper;
	struct fault f = { 0 };

	if (save_next(&h->save, &h->message)) {
		h->save.step = SAVE_FETCHING;
		return save_place(h, &f) ? say_retr(d, t) : file_failed(d, t, STATUS_NO_CREATE, &f);
	}
	return h->save.more ? save_list(d, t) : TURN_ON;
}

/* Its name may have been taken meanwhile: the next one, then. */
static bool save_name(struct helper *h)
{
	struct keep *k = &h->keep;

	while (!keep_name(k)) {
		struct fault f = { 0 };
		struct out path = OUT(k->path);

		if (k->fault.kind != FAULT_EXISTS || !save_path(&h->save, &path, &f))
			return false;
	}
	return true;
}

/* What has come is a file, or the file that is there already: a run before was killed behind that. */
static bool save_keep(struct desk *d)
{
	struct helper *h = &d->helper;
	struct keep *k = &h->keep;
	struct out path = OUT(k->path);

	if (!keep_whole(k))
		return false;
	if (k->form != KEEP_MBOX && save_has_twin(&h->save, k->part, &path)) {
		keep_forget(k);
		h->save.there++;
		return true;
	}
	if (!save_name(h))
		return false;
	h->save.saved++;
	tell_kept(d);
	return true;
}

static enum turn_kind save_begin(struct desk *d, struct turn *t)
{
	char text[sizeof d->target.user + sizeof d->target.host + 2];
	struct out whose = OUT(text);
	struct fault f = { 0 };

	out_text(&whose, d->target.user);
	out_char(&whose, '@');
	out_text(&whose, d->target.host);
	if (!save_open(&d->helper.save, out_span(&whose), d->how_help.force, &f))
		return file_failed(d, t, STATUS_NO_CREATE, &f);
	d->helper.so_far = save_tell;
	return save_list(d, t);
}

static enum turn_kind save_listed(struct desk *d, const struct reply *r, struct turn *t)
{
	struct save *s = &d->helper.save;
	struct fault f = { 0 };

	if (!save_deaf(s, &f))
		return file_failed(d, t, STATUS_NO_CREATE, &f);
	if (!reply_refused(r))
		return save_more(d, t);
	if (s->nameless)
		return turn_refused(t, STATUS_NO, "LIST", r);
	s->nameless = true;
	desk_warn(d, SPAN("the server has no UIDL: another run would save all messages again"));
	return save_list(d, t);
}

static enum turn_kind save_all(struct desk *d, const struct reply *r, struct turn *t)
{
	struct helper *h = &d->helper;
	struct fault f = { 0 };

	if (!r)
		return save_begin(d, t);
	if (h->save.step == SAVE_LISTING)
		return save_listed(d, r, t);
	if (reply_refused(r)) {
		keep_drop(&h->keep);
		tell_refused(d, r, t);
		return save_more(d, t);
	}
	if (is_cut(d))
		return save_more(d, t);
	if (!save_keep(d))
		return keep_failed(d, t);
	return save_done(&h->save, &f) ? save_more(d, t) : file_failed(d, t, STATUS_FILE, &f);
}

/* ---- commands ---- */

static struct helper *ready(struct desk *d, helper_turn *turn, const char *verb)
{
	struct helper *h = helper_ready(d, turn, PROTOCOL_POP3, HELPER_LOGIN);

	h->verb = verb;
	h->lines = h->size = -1;
	return h;
}

/* The words that are numbers of messages, from w->word[1] on; *next: the first that is none. */
static bool take_numbers(struct helper *h, const struct words *w, size_t *next)
{
	size_t i = 1, from = h->text.len;

	for (; i < w->count && ascii_is_digit(w->word[i].at[0]); i++) {
		if (!range_is_sane(w->word[i]))
			return false;
		helper_keep(h, w->word[i]);
		helper_keep(h, SPAN(","));
	}
	h->range = (struct range){ .rest = span_from(out_span(&h->text), from) };
	*next = i;
	return !h->text.full;
}

static bool say_once(struct desk *d, const char *verb, bool sane)
{
	if (sane) {
		ready(d, once, verb);
		helper_begin(d);
	}
	return sane;
}

/* For each message if there are numbers, else for all of them at once. */
static bool say_each(struct desk *d, const struct words *w, const char *verb, size_t least)
{
	struct helper *h;
	size_t next;

	if (w->count == 1 && !least)
		return say_once(d, verb, true);
	h = ready(d, each, verb);
	h->doubt = doubt_each;
	if (!take_numbers(h, w, &next) || next != w->count || next < 1 + least)
		return false;
	helper_begin(d);
	return true;
}

bool cmd_stat(struct desk *d, const struct words *w)
{
	return say_once(d, "STAT", w->count == 1);
}

/* Of SMTP, too. */
bool cmd_rset(struct desk *d, const struct words *w)
{
	bool sane = say_once(d, "RSET", w->count == 1);

	d->helper.protocol = PROTOCOL_UNKNOWN;
	d->helper.needs = HELPER_TRY;
	return sane;
}

bool cmd_list(struct desk *d, const struct words *w)
{
	return say_each(d, w, "LIST", 0);
}

bool cmd_uidl(struct desk *d, const struct words *w)
{
	return say_each(d, w, "UIDL", 0);
}

bool cmd_capa(struct desk *d, const struct words *w)
{
	if (w->count > 1)
		return false;
	say_once(d, "CAPA", true);
	d->helper.needs = 0;
	return true;
}

bool cmd_top(struct desk *d, const struct words *w)
{
	struct helper *h = ready(d, each, "TOP");

	h->lines = 0;
	h->doubt = doubt_each;
	if (w->count < 2 || w->count > 3 || !range_is_sane(w->word[1]) ||
	    (w->count == 3 && !span_number(w->word[2], INT64_MAX / 2, &h->lines)))
		return false;
	h->range = (struct range){ .rest = helper_keep(h, w->word[1]) };
	helper_begin(d);
	return true;
}

bool cmd_retr(struct desk *d, const struct words *w)
{
	struct helper *h = ready(d, each, "RETR");
	size_t next;
	int64_t n, more;

	h->doubt = doubt_each;
	if (!take_numbers(h, w, &next) || next < 2 || next + 1 < w->count)
		return false;
	if (next < w->count && !span_eq(w->word[next], SPAN("-"))) { /* which is standard output */
		struct range look = h->range;

		if (range_next(&look, &n) && range_next(&look, &more))
			return false; /* one file, one message */
		h->turn = fetch;
		h->doubt = NULL;
		h->filed = true;
		if (!keep_can(&h->keep, w->word[next], d->how_help.force)) {
			tell_file_failed(d, STATUS_NO_CREATE, &h->keep.fault);
			return true;
		}
	}
	helper_begin(d);
	return true;
}

bool cmd_dele(struct desk *d, const struct words *w)
{
	struct helper *h = ready(d, each, "DELE");
	size_t next;

	h->doubt = doubt_each;
	if (!take_numbers(h, w, &next) || next != w->count || next < 2)
		return false;
	helper_begin_if(d, "dele marks these messages to be deleted");
	return true;
}

/* As whom: the URL's user, or the one named here. */
bool cmd_login(struct desk *d, const struct words *w)
{
	struct target *t = &d->target;

	if (w->count > 2 || (w->count == 2 && w->word[1].len > TARGET_USER_MAX))
		return false;
	if (w->count == 2)
		span_copy(w->word[1], t->user, sizeof t->user);
	helper_ready(d, NULL, PROTOCOL_UNKNOWN, HELPER_LOGIN);
	helper_begin(d);
	return true;
}

/* The same, by a mechanism that is named. */
bool cmd_auth(struct desk *d, const struct words *w)
{
	if (w->count != 2)
		return false;
	helper_ready(d, NULL, PROTOCOL_UNKNOWN, HELPER_LOGIN);
	d->helper.method = helper_keep(&d->helper, w->word[1]);
	helper_begin(d);
	return true;
}

bool cmd_save_all(struct desk *d, const struct words *w)
{
	struct helper *h = ready(d, save_all, "RETR");
	struct save *s = &h->save;
	struct fault f = { 0 };

	if (w->count != 2)
		return false;
	if (span_eq(w->word[1], SPAN("-"))) {
		desk_fail(d, STATUS_USAGE,
		    SPAN(
			"save-all: - is standard output, which is no mailbox: ./- names a folder"));
		return true;
	}
	h->filed = true;
	save_fresh(s);
	if (save_find(s, helper_keep(h, w->word[1]), &f))
		helper_begin(d);
	else
		tell_file_failed(d, STATUS_NO_CREATE, &f);
	return true;
}
