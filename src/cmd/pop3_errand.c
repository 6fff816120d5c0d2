/* pop3_errand.c - what helpers of POP3 do between lines: errands with files; see proto/pop3.h. */
#include "cmd/pop3_part.h"

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

void pop3_tell_fault(struct client *c, enum status status, const struct fault *f)
{
	session_failed(&c->session, fault_file_status(f->kind, status));
	client_fault(c, f);
}

/* Tells the fault, and fails the errand: returns false. */
static bool file_failed(struct client *c, enum status status, const struct fault *f)
{
	pop3_tell_fault(c, status, f);
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

static void tell_saved(struct client *c)
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
static bool set_paths(struct helper *h, struct fault *f)
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
static bool name_file(struct helper *h)
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
static bool keep_message(struct client *c)
{
	struct helper *h = &c->helper;
	struct keep *k = &h->keep;
	struct out path = OUT(k->path);

	if (k->form != KEEP_MBOX && save_has_twin(&h->save, k->part, &path)) {
		keep_forget(k);
		h->save.there++;
		return true;
	}
	if (!name_file(h))
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
	c->helper.so_far = tell_saved;
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

static bool choose_message(struct client *c)
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
	if (h->pop3.job == POP3_SAVE && !set_paths(h, &f))
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
		if (!keep_message(c))
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
	[POP3_CHOOSE] = choose_message,
	[POP3_OPEN_FILE] = open_file,
	[POP3_KEEP_FILE] = keep_file,
};

/* ---- turns ---- */

enum turn_kind pop3_take_turn(struct client *c, const struct reply *r, struct turn *t)
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
