/* timeline.c - see timeline.h. */
#include "session/timeline.h"

#include "base/assert.h"

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

/* The oldest event of what waits in a record, its text behind it. */
static size_t oldest(struct span record, struct event *e)
{
	memcpy(e, record.at, sizeof *e);
	e->text.at = record.at + sizeof *e;
	return sizeof *e + e->text.len;
}

/* Makes room by letting a quarter go at once: moving memory is not free. */
static void make_room(struct timeline *t, size_t size)
{
	size_t want = size > sizeof t->kept / 4 ? size : sizeof t->kept / 4;
	struct event e;

	while (queue_room(&t->record) < want) {
		queue_take(&t->record, oldest(queue_data(&t->record), &e));
		t->lost++;
	}
}

static void keep(struct timeline *t, const struct event *e)
{
	size_t size = sizeof *e + e->text.len;

	if (e->kind == EVENT_CHUNK || e->kind == EVENT_CONTENT || e->kind == EVENT_OCTETS ||
	    e->kind == EVENT_LOCAL)
		return;
	if (size > sizeof t->kept) {
		t->lost++;
		return;
	}
	if (queue_room(&t->record) < size)
		make_room(t, size);
	queue_put(&t->record, (struct span){ (const char *)e, sizeof *e });
	queue_put(&t->record, e->text);
}

void timeline_tell(struct timeline *t, const struct event *e)
{
	struct event told = *e;

	told.conn = t->conn;
#if POSTEL_TLS
	if (e->kind == EVENT_VISIT)
		told.conn = 0; /* it is no connection of ours */
#endif
	t->told++;
	keep(t, &told);
	for (size_t i = 0; i < TIMELINE_VIEWS; i++)
		if (t->view[i])
			t->view[i]->see(t->view[i], &told);
}

void timeline_mark(
    struct timeline *t, int64_t now, enum event_kind kind, int64_t n, struct span text)
{
	timeline_tell(t, &(struct event){ .at = now, .kind = kind, .n = { n }, .text = text });
}

void timeline_say(struct timeline *t, int64_t now, enum event_kind kind, struct span text)
{
	timeline_mark(t, now, kind, 0, text);
}

void timeline_anchor(struct timeline *t, int64_t now, int64_t utc, int offset_min, struct span who)
{
	t->anchor_at = now;
	t->anchor_utc = utc;
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
