/* pop3.c - the commands of POP3, each a helper; see cmd.h. */
#include "base/ascii.h"
#include "cmd/cmd.h"

#include <stddef.h>

#define LIST_AT_ONCE 4096 /* octets of a list: as many results, and views have room for them */

/* ---- files ---- */

/* A message that is safe on the disk. */
static void tell_kept(struct desk *d)
{
	const struct keep *k = &d->helper.keep;
	int64_t listed = d->helper.pop3.size;
	char text[600];
	struct out o = OUT(text);

	out_number(&o, d->helper.pop3.message);
	out_text(&o, ": ");
	out_number(&o, k->octets);
	out_text(&o, " octets in ");
	out_text(&o, k->path);
	desk_say(d, EVENT_RESULT, 0, out_span(&o));
	if (listed < 0 || listed == k->octets)
		return;
	o.len = 0;
	out_text(&o, "the server listed ");
	out_grouped(&o, listed);
	out_text(&o, " octets but sent ");
	out_grouped(&o, k->octets);
	desk_warn(d, out_span(&o));
}

static void tell_file_failed(struct desk *d, enum status status, const struct fault *f)
{
	session_failed(&d->session, fault_file_status(f->kind, status));
	desk_fault(d, f);
}

/* False, as errands say it. */
static bool file_failed(struct desk *d, enum status status, const struct fault *f)
{
	tell_file_failed(d, status, f);
	turn_fail(&d->helper.next, fault_file_status(f->kind, status),
	    "nothing was deleted on the server");
	return false;
}

/* What came can't be kept as a whole: it stays a part, and where that is is said. */
static bool keep_failed(struct desk *d)
{
	struct keep *k = &d->helper.keep;
	struct fault f = k->fault;

	helper_tell_part(d);
	keep_drop(k);
	return file_failed(d, STATUS_FILE, &f);
}

static void save_tell(struct desk *d)
{
	const struct save *s = &d->helper.save;
	char text[96];
	struct out o = OUT(text);

	out_number(&o, s->saved);
	out_text(&o, " saved, ");
	out_number(&o, s->there);
	out_text(&o, " already there");
	desk_say(d, EVENT_RESULT, 0, out_span(&o));
	if (s->odd)
		desk_fail(d, STATUS_PROTOCOL,
		    SPAN("not saved: messages whose name in UIDL is not 1 to 70 characters long"));
}

/* Where the next message goes, and what it is until it is whole. */
static bool save_place(struct helper *h, struct fault *f)
{
	struct keep *k = &h->keep;
	struct out path = OUT(k->path), part = OUT(k->part);

	k->form = h->save.form;
	k->force = false;
	if (!save_path(&h->save, &path, f))
		return false;
	if (k->form != KEEP_MBOX)
		save_part(&h->save, &part);
	return true;
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

/* What has come is a file, or the file that is already there: a run before was killed behind that. */
static bool save_keep(struct desk *d)
{
	struct helper *h = &d->helper;
	struct keep *k = &h->keep;
	struct out path = OUT(k->path);

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

/* ---- errands: see proto/pop3.h; false: it failed, and `next` says why ---- */

typedef bool errand(struct desk *d);

static bool tell_caps(struct desk *d)
{
	helper_tell_caps(d, DESK_SEEN);
	return true;
}

static bool open_index(struct desk *d)
{
	char text[sizeof d->target.user + sizeof d->target.host + 2];
	struct out whose = OUT(text);
	struct fault f = { 0 };

	out_text(&whose, d->target.user);
	out_char(&whose, '@');
	out_text(&whose, d->target.host);
	if (!save_open(&d->helper.save, out_span(&whose), d->how_help.force, &f))
		return file_failed(d, STATUS_NO_CREATE, &f);
	d->helper.so_far = save_tell;
	return true;
}

static bool take_names(struct desk *d)
{
	struct save *s = &d->helper.save;
	struct fault f = { 0 };

	if (!save_knows_all(s, &f))
		return file_failed(d, STATUS_NO_CREATE, &f);
	s->nameless = d->helper.pop3.nameless;
	save_listen(s);
	d->session.sink = &s->sink;
	return true;
}

static bool choose(struct desk *d)
{
	struct helper *h = &d->helper;
	struct fault f = { 0 };

	if (!save_knows_all(&h->save, &f))
		return file_failed(d, STATUS_NO_CREATE, &f);
	if (!save_next(&h->save, &h->pop3.message))
		h->pop3.message = 0;
	h->pop3.more = h->save.more;
	return true;
}

static bool open_file(struct desk *d)
{
	struct helper *h = &d->helper;
	struct fault f = { 0 };
	char text[sizeof h->keep.part + 100];
	struct out o = OUT(text);

	keep_drop(&h->keep); /* of a message that was refused */
	if (h->pop3.job == POP3_SAVE && !save_place(h, &f))
		return file_failed(d, STATUS_NO_CREATE, &f);
	if (!keep_begin(&h->keep))
		return file_failed(d, STATUS_NO_CREATE, &h->keep.fault);
	d->session.sink = &h->keep.sink;
	if (h->keep.parts > 1) {
		out_text(&o, "an earlier .part file is kept: this message is written to ");
		out_text(&o, h->keep.part);
		desk_note(d, out_span(&o));
	}
	return true;
}

/* What is known not to be all gets no name of its own. */
static bool leave_part(struct desk *d)
{
	helper_tell_part(d);
	keep_drop(&d->helper.keep);
	return true;
}

static bool keep_file(struct desk *d)
{
	struct helper *h = &d->helper;
	struct fault f = { 0 };

	if (d->session.overrun)
		return leave_part(d);
	if (!keep_whole(&h->keep))
		return keep_failed(d);
	if (h->pop3.job == POP3_SAVE) {
		if (!save_keep(d))
			return keep_failed(d);
		return save_done(&h->save, &f) || file_failed(d, STATUS_FILE, &f);
	}
	if (!keep_name(&h->keep))
		return keep_failed(d);
	tell_kept(d);
	return true;
}

static errand *const errands[] = {
	[POP3_TELL_CAPS] = tell_caps,
	[POP3_OPEN_INDEX] = open_index,
	[POP3_TAKE_NAMES] = take_names,
	[POP3_CHOOSE] = choose,
	[POP3_OPEN_FILE] = open_file,
	[POP3_KEEP_FILE] = keep_file,
};

/* ---- turns ---- */

/* The answers to a verb, message by message. */
static void doubt_each(struct desk *d)
{
	char text[160];
	struct out o = OUT(text);

	pop3_say_doubt(&d->helper.pop3, &d->session.stands, &o);
	desk_fail(d, STATUS_PROTOCOL, out_span(&o));
}

/* The next line; what is to be told or done before it is told and done. */
static enum turn_kind take_turn(struct desk *d, const struct reply *r, struct turn *t)
{
	struct pop3 *p = &d->helper.pop3;

	for (;; r = NULL) {
		enum turn_kind kind = pop3_turn(p, r, t);

		if (kind == TURN_TELL)
			helper_tell(d, t);
		else if (kind != TURN_ERRAND)
			return kind;
		else if (!errands[p->errand](d))
			return TURN_FAIL;
	}
}

/* Of a list that was asked for each line is a result, with stars for secrets as views see it. */
static void take_list(struct body_sink *sink, struct span lines)
{
	struct desk *d = (void *)((char *)sink - offsetof(struct desk, helper.list));

	while (lines.len)
		desk_say(d, EVENT_RESULT, EVENT_RESULT_LISTED,
		    session_shown(&d->session, span_line(&lines)));
}

/* ---- commands ---- */

/* Who takes what is asked for with that verb, unless it goes into a file. */
static struct body_sink *usual_sink(struct desk *d, const char *verb)
{
	bool results = d->output || d->json;

	return results && words_hold("LIST UIDL", span_of(verb)) ? &d->helper.list : d->output;
}

static struct helper *ready(struct desk *d, enum pop3_job job, const char *verb)
{
	struct helper *h = helper_ready(d, take_turn, PROTOCOL_POP3, HELPER_LOGIN);

	h->pop3 = (struct pop3){ .job = job, .verb = verb, .lines = -1, .size = -1 };
	h->list = (struct body_sink){ .take = take_list, .at_once = LIST_AT_ONCE };
	h->sink = usual_sink(d, verb);
	if (job == POP3_EACH)
		h->doubt = doubt_each;
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
	h->pop3.range = (struct range){ .rest = span_from(out_span(&h->text), from) };
	*next = i;
	return !h->text.full;
}

static bool say_once(struct desk *d, const char *verb, bool sane)
{
	if (sane) {
		ready(d, POP3_ONCE, verb);
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
	h = ready(d, POP3_EACH, verb);
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
	struct helper *h = ready(d, POP3_EACH, "TOP");

	h->pop3.lines = 0;
	if (w->count < 2 || w->count > 3 || !range_is_sane(w->word[1]))
		return false;
	if (w->count == 3 && !span_number(w->word[2], INT64_MAX / 2, &h->pop3.lines))
		return false;
	h->pop3.range = (struct range){ .rest = helper_keep(h, w->word[1]) };
	helper_begin(d);
	return true;
}

bool cmd_retr(struct desk *d, const struct words *w)
{
	struct helper *h = ready(d, POP3_EACH, "RETR");
	size_t next;
	int64_t n, more;

	if (!take_numbers(h, w, &next) || next < 2 || next + 1 < w->count)
		return false;
	if (next < w->count && !span_eq(w->word[next], SPAN("-"))) { /* which is standard output */
		struct range look = h->pop3.range;

		if (range_next(&look, &n) && range_next(&look, &more))
			return false; /* one file, one message */
		h->pop3.job = POP3_FETCH;
		h->doubt = NULL;
		h->sink = NULL;
		if (!keep_can(&h->keep, w->word[next], d->how_help.force)) {
			tell_file_failed(d, STATUS_NO_CREATE, &h->keep.fault);
			return true;
		}
	}
	helper_begin(d);
	return true;
}

/* "1-3, 5 and 9", of "1-3,5,9," */
static void put_list(struct span list, struct out *o)
{
	while (list.len) {
		out_put(o, span_until(&list, ','));
		if (list.len)
			out_text(o, span_find(list, ',') + 1 < list.len ? ", " : " and ");
	}
}

/* From the shell's line QUIT follows by itself. */
static void begin_dele(struct desk *d)
{
	struct span list = d->helper.pop3.range.rest;
	bool several = span_has(list, '-') || span_find(list, ',') + 1 < list.len;
	char text[160];
	struct out o = OUT(text);

	out_text(&o, several ? "Delete messages " : "Delete message ");
	put_list(list, &o);
	out_text(&o, d->helper.alone ? "? [y/N] " : " when you QUIT? [y/N] ");
	helper_begin_if(d,
	    o.full ? SPAN("Delete these messages when you QUIT? [y/N] ") : out_span(&o),
	    "dele asks for confirmation, which needs a terminal: --yes does it without asking");
}

bool cmd_dele(struct desk *d, const struct words *w)
{
	struct helper *h = ready(d, POP3_EACH, "DELE");
	size_t next;

	if (!take_numbers(h, w, &next) || next != w->count || next < 2)
		return false;
	begin_dele(d);
	return true;
}

/* As whom: the URL's user, or the one named here. */
bool cmd_login(struct desk *d, const struct words *w)
{
	struct target *t = &d->target;

	if (w->count > 2 || words_at(w, 1).len > TARGET_USER_MAX)
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
	struct helper *h = ready(d, POP3_SAVE, "RETR");
	struct save *s = &h->save;
	struct fault f = { 0 };

	if (w->count != 2)
		return false;
	if (span_eq(w->word[1], SPAN("-"))) {
		desk_fail(d, STATUS_USAGE,
		    SPAN(
			"save-all: - is standard output, not a mailbox; write ./- for a folder named -"));
		return true;
	}
	h->sink = NULL;
	save_fresh(s);
	if (save_find(s, helper_keep(h, w->word[1]), &f))
		helper_begin(d);
	else
		tell_file_failed(d, STATUS_NO_CREATE, &f);
	return true;
}
