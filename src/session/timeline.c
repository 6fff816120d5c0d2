/* timeline.c - see timeline.h. */
#include "session/timeline.h"

#include "base/assert.h"
#include "os/os.h"

#include <string.h>

void timeline_start(struct timeline *t)
{
	t->record = QUEUE(t->kept);
}

void timeline_add(struct timeline *t, struct view *v)
{
	size_t i = 0;

	while (i < TIMELINE_VIEWS && t->view[i])
		i++;
	assert(i < TIMELINE_VIEWS);
	t->view[i] = v;
}

void timeline_drop(struct timeline *t, const struct view *v)
{
	for (size_t i = 0; i < TIMELINE_VIEWS; i++)
		if (t->view[i] == v)
			t->view[i] = NULL;
}

/* The octets of an event in the record, with its text and facts. */
static size_t size_of(const struct event *e)
{
	size_t size = sizeof *e + e->text.len;

	for (int i = 0; i < EVENT_FACTS; i++)
		size += e->fact[i].len;
	return size;
}

/* Reads the first event in a part of the record; returns its octets. */
static size_t oldest(struct span record, struct event *e)
{
	const char *at = record.at + sizeof *e;

	memcpy(e, record.at, sizeof *e);
	e->text.at = at;
	at += e->text.len;
	for (int i = 0; i < EVENT_FACTS; i++) {
		e->fact[i].at = at;
		at += e->fact[i].len;
	}
	return size_of(e);
}

/* Drops a quarter of the record at least, so that its memory is moved less often. */
static void make_room(struct timeline *t, size_t size)
{
	size_t want = size > sizeof t->kept / 4 ? size : sizeof t->kept / 4;
	struct event e;

	while (queue_room(&t->record) < want) {
		queue_take(&t->record, oldest(queue_data(&t->record), &e));
		t->lost++;
	}
}

static bool event_is_kept(const struct event *e)
{
	switch (e->kind) {
	case EVENT_CHUNK:
	case EVENT_OCTETS:
	case EVENT_LOCAL: return false;
	default: return true;
	}
}

static void keep(struct timeline *t, const struct event *e)
{
	size_t size = size_of(e);

	if (!event_is_kept(e))
		return;
	if (size > sizeof t->kept) {
		t->lost++;
		return;
	}
	if (queue_room(&t->record) < size)
		make_room(t, size);
	queue_put(&t->record, (struct span){ (const char *)e, sizeof *e });
	queue_put(&t->record, e->text);
	for (int i = 0; i < EVENT_FACTS; i++)
		if (e->fact[i].len)
			queue_put(&t->record, e->fact[i]);
}

static void show(struct timeline *t, const struct event *e)
{
	keep(t, e);
	for (size_t i = 0; i < TIMELINE_VIEWS; i++)
		if (t->view[i])
			t->view[i]->see(t->view[i], e);
}

/* ---- empty lines ---- */

static bool is_blank(const struct event *e)
{
	return e->kind == EVENT_HEARD && !e->text.len && !e->n[1];
}

/* Counts one more empty line: the sum has the marks of all lines, and their octets. */
static void count_blank(struct timeline *t, const struct event *e)
{
	struct event *sum = &t->blank;
	int64_t octets = e->n[2] & 1 ? 1 : 2;

	if (!t->counted++) {
		t->counted_at = e->at;
		*sum = *e;
		sum->n[4] = sum->n[5] = 0;
	}
	sum->at = e->at;
	sum->n[2] |= e->n[2];
	sum->n[3] |= e->n[3];
	sum->n[4]++;
	sum->n[5] += octets;
}

static void tell_blanks(struct timeline *t)
{
	struct event sum = t->blank;

	if (t->counted == 1)
		sum.n[4] = sum.n[5] = 0; /* a single one is told as a usual line */
	else
		sum.n[0] = 0;
	t->counted = 0;
	show(t, &sum);
}

void timeline_catch_up(struct timeline *t)
{
	if (t->counted)
		tell_blanks(t);
}

int64_t timeline_deadline(const struct timeline *t)
{
	return t->counted ? t->counted_at + OS_S : OS_NEVER;
}

/* Counts an event if it is one more empty line; else tells those counted, and returns false. */
static bool counts(struct timeline *t, const struct event *e)
{
	if (is_blank(e) && t->blanks == TIMELINE_BLANKS) {
		count_blank(t, e);
		return true;
	}
	if (e->kind != EVENT_OCTETS) { /* OCTETS come between empty lines */
		timeline_catch_up(t);
		t->blanks = is_blank(e) ? t->blanks + 1 : 0;
	}
	return false;
}

/* Tells an event whose conn is set. */
static void tell(struct timeline *t, const struct event *e)
{
	if (e->kind == EVENT_CLOCK)
		t->jumped += e->n[0];
	t->told++;
	if (!counts(t, e))
		show(t, e);
}

void timeline_tell(const struct teller *t, const struct event *e)
{
	struct event told = *e;

	told.conn = t->conn;
	tell(t->log, &told);
}

void timeline_mark(
    const struct teller *t, int64_t now, enum event_kind kind, int64_t n, struct span text)
{
	tell(t->log,
	    &(struct event){ .at = now, .kind = kind, .conn = t->conn, .n = { n }, .text = text });
}

void timeline_say(const struct teller *t, int64_t now, enum event_kind kind, struct span text)
{
	timeline_mark(t, now, kind, 0, text);
}

void timeline_anchor(
    const struct teller *t, int64_t now, int64_t utc, int offset_min, struct span who)
{
	t->log->anchor_at = now;
	t->log->anchor_utc = utc;
	timeline_tell(
	    t, &(struct event){
		   .at = now, .kind = EVENT_ANCHOR, .n = { utc, offset_min }, .text = who });
}

void timeline_recall(const struct timeline *t, struct view *v)
{
	struct span rest = queue_data(&t->record);

	if (t->lost) {
		struct event e = {
			.at = t->anchor_at, .kind = EVENT_ANCHOR, .n = { t->anchor_utc }
		};

		v->see(v, &e);
		e.kind = EVENT_LACKS;
		e.n[0] = t->lost;
		v->see(v, &e);
	}
	while (rest.len) {
		struct event e;

		rest = span_from(rest, oldest(rest, &e));
		v->see(v, &e);
	}
}
