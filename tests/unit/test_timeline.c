/* test_timeline.c - events told to views, and the bounded record of them. */
#include "session/timeline.h"
#include "test.h"

struct spy {
	struct view view;
	int seen;
	int64_t lacks, first, last; /* n[0] of what was seen */
	bool in_order;
	struct event event; /* the last */
	char text[TIMELINE_RECORD];
};

static void see(struct view *v, const struct event *e)
{
	struct spy *s = (struct spy *)v;

	if (e->kind == EVENT_ANCHOR) {
		s->event = *e;
		return;
	}
	s->seen++;
	if (e->kind == EVENT_LACKS) {
		s->lacks = e->n[0];
		return;
	}
	s->in_order = s->seen == 1 || e->n[0] > s->last || s->lacks;
	s->first = s->first ? s->first : e->n[0];
	s->last = e->n[0];
	s->event = *e;
	memcpy(s->text, e->text.at, e->text.len);
	s->event.text.at = s->text;
}

static struct timeline t;
static struct spy spy;

static void start(void)
{
	memset(&t, 0, sizeof t);
	spy = (struct spy){ .view.see = see, .in_order = true };
	timeline_start(&t);
}

static void recall(void)
{
	spy = (struct spy){ .view.see = see, .in_order = true };
	timeline_recall(&t, &spy.view);
}

static void test_told(void)
{
	static struct spy other;

	other = (struct spy){ .view.see = see };
	start();
	timeline_add(&t, &spy.view);
	timeline_add(&t, &other.view);
	t.conn = 2;
	timeline_tell(
	    &t, &(struct event){ .at = 5, .kind = EVENT_HEARD, .n = { 7 }, .text = SPAN("a\0b") });
	CHECK_NUMBER(spy.seen, 1);
	CHECK_NUMBER(spy.event.conn, 2);
	CHECK_NUMBER(spy.event.at, 5);
	CHECK_SPAN(spy.event.text, "a\0b");
	timeline_drop(&t, &spy.view);
	timeline_say(&t, 6, EVENT_NOTE, SPAN("x"));
	CHECK_NUMBER(spy.seen, 1);
	CHECK_NUMBER(other.seen, 2);
	timeline_add(&t, &spy.view); /* into the place that became free */
	timeline_say(&t, 6, EVENT_NOTE, SPAN("x"));
	CHECK_NUMBER(spy.seen, 2);
}

static void test_anchor(void)
{
	start();
	timeline_add(&t, &spy.view);
	timeline_anchor(&t, 11, 22, -60, SPAN("postel"));
	CHECK_NUMBER(spy.event.kind, EVENT_ANCHOR);
	CHECK_NUMBER(spy.event.n[0], 22);
	CHECK_NUMBER(spy.event.n[1], -60);
	CHECK(t.anchor_at == 11 && t.anchor_utc == 22);
}

/* All that was told comes again, but what bodies consist of and what is no evidence. */
static void test_recalled(void)
{
	start();
	timeline_tell(&t, &(struct event){ .kind = EVENT_SAID, .n = { 1 }, .text = SPAN("QUIT") });
	timeline_tell(&t, &(struct event){ .kind = EVENT_CHUNK, .n = { 2 }, .text = SPAN("body") });
	timeline_tell(&t, &(struct event){ .kind = EVENT_OCTETS, .n = { 3 }, .text = SPAN("+OK") });
	timeline_tell(&t, &(struct event){ .kind = EVENT_LOCAL, .n = { 4 }, .text = SPAN("help") });
	timeline_tell(&t, &(struct event){ .kind = EVENT_CLOSED, .n = { 5 }, .text = SPAN("") });
	recall();
	CHECK_NUMBER(spy.seen, 2);
	CHECK_NUMBER(spy.first, 1);
	CHECK_NUMBER(spy.last, 5);
	CHECK_NUMBER(spy.lacks, 0);
	recall(); /* recalling takes nothing away */
	CHECK_NUMBER(spy.seen, 2);
}

/* The oldest leave whole, and are counted; of every size the text is kept true. */
static void test_bounded(void)
{
	static char text[TIMELINE_RECORD / 4];
	int64_t n = 0;

	memset(text, 'x', sizeof text);
	start();
	for (size_t total = 0; total < 5 * TIMELINE_RECORD; n++) {
		size_t len = (size_t)(n * 7) % sizeof text;

		timeline_tell(&t,
		    &(struct event){ .kind = EVENT_NOTE, .n = { n + 1 }, .text = { text, len } });
		total += sizeof(struct event) + len;
	}
	recall();
	CHECK(spy.in_order && spy.lacks > 0);
	CHECK_NUMBER(spy.last, n);
	CHECK_NUMBER(spy.first, spy.lacks + 1);
	CHECK_NUMBER(spy.lacks + spy.seen - 1, n);
	CHECK_NUMBER(spy.event.text.len, (size_t)((n - 1) * 7) % sizeof text);
	CHECK_NUMBER(strspn(spy.text, "x"), spy.event.text.len);
}

/* One that could never fit is counted as missing, and harms no other. */
static void test_too_large(void)
{
	static char text[TIMELINE_RECORD];

	start();
	timeline_tell(&t, &(struct event){ .kind = EVENT_NOTE, .n = { 1 }, .text = SPAN("a") });
	timeline_tell(
	    &t, &(struct event){ .kind = EVENT_HEARD, .n = { 2 }, .text = { text, sizeof text } });
	timeline_tell(&t, &(struct event){ .kind = EVENT_NOTE, .n = { 3 }, .text = SPAN("b") });
	recall();
	CHECK_NUMBER(spy.lacks, 1);
	CHECK_NUMBER(spy.last, 3);
	CHECK_NUMBER(spy.seen, 3);
}

int main(void)
{
	RUN(test_told);
	RUN(test_anchor);
	RUN(test_recalled);
	RUN(test_bounded);
	RUN(test_too_large);
	return test_end("timeline");
}
