/* pop3.c - the commands of POP3, each a helper; see cmd.h. */
#include "base/ascii.h"
#include "cmd/cmd.h"

#include <stddef.h>

#define LIST_AT_ONCE 4096 /* octets of a list; views have room for the results in so many */

/* ---- files ---- */

/* Tells that a message is safe on the disk, and if its size is not as listed. */
static void tell_kept(struct client *c)
{
	const struct keep *k = &c->helper.keep;
	int64_t listed = c->helper.pop3.size;
	char text[600];
	struct out o = OUT(text);

	out_number(&o, c->helper.pop3.message);
	out_text(&o, ": ");
	out_number(&o, k->octets);
	out_text(&o, " octets in ");
	out_text(&o, k->path);
	client_say(c, EVENT_RESULT, 0, out_span(&o));
	if (listed < 0 || listed == k->octets)
		return;
	o.len = 0;
	out_text(&o, "the server listed ");
	out_grouped(&o, listed);
	out_text(&o, " octets but sent ");
	out_grouped(&o, k->octets);
	client_warn(c, out_span(&o));
}

static void tell_file_failed(struct client *c, enum status status, const struct fault *f)
{
	session_failed(&c->session, fault_file_status(f->kind, status));
	client_fault(c, f);
}

/* Tells the fault, and fails the errand: returns false. */
static bool file_failed(struct client *c, enum status status, const struct fault *f)
{
	tell_file_failed(c, status, f);
	turn_fail(&c->helper.next, fault_file_status(f->kind, status),
	    "nothing was deleted on the server");
	return false;
}

/* The message can't be saved: tells where its part is, and fails the errand. */
static bool keep_failed(struct client *c)
{
	struct keep *k = &c->helper.keep;
	struct fault f = k->fault;

	helper_tell_part(c);
	keep_drop(k);
	return file_failed(c, STATUS_FILE, &f);
}

static void save_tell(struct client *c)
{
	const struct save *s = &c->helper.save;
	char text[96];
	struct out o = OUT(text);

	out_number(&o, s->saved);
	out_text(&o, " saved, ");
	out_number(&o, s->there);
	out_text(&o, " already there");
	client_say(c, EVENT_RESULT, 0, out_span(&o));
	if (s->odd)
		client_fail(c, STATUS_PROTOCOL,
		    SPAN("not saved: messages whose name in UIDL is not 1 to 70 characters long"));
}

/* Sets the paths of the next message and of its part. */
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

/* Names the file; tries the next name if another program has taken this one meanwhile. */
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

/* Names the file, or removes it if an earlier run was killed after saving the same message. */
static bool save_keep(struct client *c)
{
	struct helper *h = &c->helper;
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
	tell_kept(c);
	return true;
}

/* ---- errands: see proto/pop3.h; false if the errand has failed: `next` says why ---- */

typedef bool errand(struct client *c);

static bool tell_caps(struct client *c)
{
	helper_tell_caps(c, EVENT_RESULT_SEEN);
	return true;
}

static bool open_index(struct client *c)
{
	char text[sizeof c->target.user + sizeof c->target.host + 2];
	struct out whose = OUT(text);
	struct fault f = { 0 };

	out_text(&whose, c->target.user);
	out_char(&whose, '@');
	out_text(&whose, c->target.host);
	if (!save_open(&c->helper.save, out_span(&whose), c->ctx->how_help.force, &f))
		return file_failed(c, STATUS_NO_CREATE, &f);
	c->helper.so_far = save_tell;
	return true;
}

static bool take_names(struct client *c)
{
	struct save *s = &c->helper.save;
	struct fault f = { 0 };

	if (!save_knows_all(s, &f))
		return file_failed(c, STATUS_NO_CREATE, &f);
	s->nameless = c->helper.pop3.nameless;
	save_listen(s);
	c->session.sink = &s->sink;
	return true;
}

static bool choose(struct client *c)
{
	struct helper *h = &c->helper;
	struct fault f = { 0 };

	if (!save_knows_all(&h->save, &f))
		return file_failed(c, STATUS_NO_CREATE, &f);
	if (!save_next(&h->save, &h->pop3.message))
		h->pop3.message = 0;
	h->pop3.more = h->save.more;
	return true;
}

static bool open_file(struct client *c)
{
	struct helper *h = &c->helper;
	struct fault f = { 0 };
	char text[sizeof h->keep.part + 100];
	struct out o = OUT(text);

	keep_drop(&h->keep); /* the file of a message that was refused */
	if (h->pop3.job == POP3_SAVE && !save_place(h, &f))
		return file_failed(c, STATUS_NO_CREATE, &f);
	if (!keep_begin(&h->keep))
		return file_failed(c, STATUS_NO_CREATE, &h->keep.fault);
	c->session.sink = &h->keep.sink;
	if (h->keep.parts > 1) {
		out_text(&o, "an earlier .part file is kept: this message is written to ");
		out_text(&o, h->keep.part);
		client_note(c, out_span(&o));
	}
	return true;
}

/* A message that is known to be incomplete stays a part. */
static bool leave_part(struct client *c)
{
	helper_tell_part(c);
	keep_drop(&c->helper.keep);
	return true;
}

static bool keep_file(struct client *c)
{
	struct helper *h = &c->helper;
	struct fault f = { 0 };

	if (c->session.overrun)
		return leave_part(c);
	if (!keep_whole(&h->keep))
		return keep_failed(c);
	if (h->pop3.job == POP3_SAVE) {
		if (!save_keep(c))
			return keep_failed(c);
		return save_done(&h->save, &f) || file_failed(c, STATUS_FILE, &f);
	}
	if (!keep_name(&h->keep))
		return keep_failed(c);
	tell_kept(c);
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

/* Tells which messages the verb was answered for, when replies are in doubt. */
static void doubt_each(struct client *c)
{
	char text[160];
	struct out o = OUT(text);

	pop3_say_doubt(&c->helper.pop3, &c->session.stands, &o);
	client_fail(c, STATUS_PROTOCOL, out_span(&o));
}

/* The next turn, after telling and doing what comes in front of it. */
static enum turn_kind take_turn(struct client *c, const struct reply *r, struct turn *t)
{
	struct pop3 *p = &c->helper.pop3;

	for (;; r = NULL) {
		enum turn_kind kind = pop3_turn(p, r, t);

		if (kind == TURN_TELL)
			helper_tell(c, t);
		else if (kind != TURN_ERRAND)
			return kind;
		else if (!errands[p->errand](c))
			return TURN_FAIL;
	}
}

/* Tells each line of a list as a result, with stars for secrets. */
static void take_list(struct body_sink *sink, struct span lines)
{
	struct client *c = (void *)((char *)sink - offsetof(struct client, helper.list));

	while (lines.len)
		client_say(c, EVENT_RESULT, EVENT_RESULT_LISTED,
		    session_shown(&c->session, span_line(&lines)));
}

/* ---- commands ---- */

/* The sink that takes the replies to the verb, unless they go into a file. */
static struct body_sink *usual_sink(struct client *c, const char *verb)
{
	bool results = c->ctx->output || c->ctx->json;

	return results && words_hold("LIST UIDL", span_of(verb)) ? &c->helper.list : c->ctx->output;
}

static struct helper *ready(struct client *c, enum pop3_job job, const char *verb)
{
	struct helper *h = helper_ready(c, take_turn, PROTOCOL_POP3, HELPER_LOGIN);

	h->pop3 = (struct pop3){ .job = job, .verb = verb, .lines = -1, .size = -1 };
	h->list = (struct body_sink){ .take = take_list, .at_once = LIST_AT_ONCE };
	h->sink = usual_sink(c, verb);
	if (job == POP3_EACH)
		h->doubt = doubt_each;
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

static bool say_once(struct client *c, const char *verb, bool sane)
{
	if (sane) {
		ready(c, POP3_ONCE, verb);
		helper_begin(c);
	}
	return sane;
}

/* Sends the verb for each message that is named, else once for all. */
static bool say_each(struct client *c, const struct words *w, const char *verb, size_t least)
{
	struct helper *h;
	size_t next;

	if (w->count == 1 && !least)
		return say_once(c, verb, true);
	h = ready(c, POP3_EACH, verb);
	if (!take_numbers(h, w, &next) || next != w->count || next < 1 + least)
		return false;
	helper_begin(c);
	return true;
}

bool cmd_stat(struct client *c, const struct words *w)
{
	return say_once(c, "STAT", w->count == 1);
}

/* RSET is a command of SMTP, too. */
bool cmd_rset(struct client *c, const struct words *w)
{
	bool sane = say_once(c, "RSET", w->count == 1);

	c->helper.protocol = PROTOCOL_UNKNOWN;
	c->helper.needs = HELPER_TRY;
	return sane;
}

bool cmd_list(struct client *c, const struct words *w)
{
	return say_each(c, w, "LIST", 0);
}

bool cmd_uidl(struct client *c, const struct words *w)
{
	return say_each(c, w, "UIDL", 0);
}

bool cmd_capa(struct client *c, const struct words *w)
{
	if (w->count > 1)
		return false;
	say_once(c, "CAPA", true);
	c->helper.needs = 0;
	return true;
}

bool cmd_top(struct client *c, const struct words *w)
{
	struct helper *h = ready(c, POP3_EACH, "TOP");

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
	struct helper *h = ready(c, POP3_EACH, "RETR");
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
			tell_file_failed(c, STATUS_NO_CREATE, &h->keep.fault);
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
	out_text(&o, c->helper.alone ? "? [y/N] " : " when you QUIT? [y/N] ");
	helper_begin_if(c,
	    o.full ? SPAN("Delete these messages when you QUIT? [y/N] ") : out_span(&o),
	    "dele asks for confirmation, which needs a terminal: --yes does it without asking");
}

bool cmd_dele(struct client *c, const struct words *w)
{
	struct helper *h = ready(c, POP3_EACH, "DELE");
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
	struct helper *h = ready(c, POP3_SAVE, "RETR");
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
		tell_file_failed(c, STATUS_NO_CREATE, &f);
	return true;
}
