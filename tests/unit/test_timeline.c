/* test_timeline.c - events told to views, and the bounded record of them. */
#include "os/os.h"
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
static struct teller teller = { &t, 0 };
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
	teller.conn = 2;
	timeline_tell(&teller,
	    &(struct event){ .at = 5, .kind = EVENT_HEARD, .n = { 7 }, .text = SPAN("a\0b") });
	CHECK_NUMBER(spy.seen, 1);
	CHECK_NUMBER(spy.event.conn, 2);
	CHECK_NUMBER(spy.event.at, 5);
	CHECK_SPAN(spy.event.text, "a\0b");
	timeline_drop(&t, &spy.view);
	timeline_say(&teller, 6, EVENT_NOTE, SPAN("x"));
	CHECK_NUMBER(spy.seen, 1);
	CHECK_NUMBER(other.seen, 2);
	timeline_add(&t, &spy.view); /* into the place that became free */
	timeline_say(&teller, 6, EVENT_NOTE, SPAN("x"));
	CHECK_NUMBER(spy.seen, 2);
}

static void test_anchor(void)
{
	start();
	timeline_add(&t, &spy.view);
	timeline_anchor(&teller, 11, 22, -60, SPAN("postel"));
	CHECK_NUMBER(spy.event.kind, EVENT_ANCHOR);
	CHECK_NUMBER(spy.event.n[0], 22);
	CHECK_NUMBER(spy.event.n[1], -60);
	CHECK(t.anchor_at == 11 && t.anchor_utc == 22);
	timeline_mark(&teller, 12, EVENT_CLOCK, 300, SPAN("the wall clock was set"));
	timeline_mark(&teller, 13, EVENT_CLOCK, -1000, SPAN("the wall clock was set"));
	CHECK_NUMBER(t.jumped, -700);
}

/* All that was told comes again, but what bodies consist of and what is no evidence. */
static void test_recalled(void)
{
	start();
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_SAID, .n = { 1 }, .text = SPAN("QUIT") });
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_CHUNK, .n = { 2 }, .text = SPAN("body") });
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_OCTETS, .n = { 3 }, .text = SPAN("+OK") });
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_LOCAL, .n = { 4 }, .text = SPAN("help") });
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_CLOSED, .n = { 5 }, .text = SPAN("") });
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

		timeline_tell(&teller,
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

/* Facts are kept with their text, and leave with it. */
static void test_facts(void)
{
	struct event e = { .kind = EVENT_TLS,
		.text = SPAN("agreed"),
		.fact = { SPAN("1.3"), SPAN(""), SPAN("X25519") } };
	size_t whole = sizeof e + strlen("agreed1.3X25519");

	start();
	for (size_t total = 0; total < 2 * TIMELINE_RECORD; total += whole) {
		e.n[0]++;
		timeline_tell(&teller, &e);
	}
	recall();
	CHECK(spy.in_order && spy.lacks > 0);
	CHECK_NUMBER(spy.lacks + spy.seen - 1, e.n[0]);
	CHECK_SPAN(spy.event.text, "agreed");
	CHECK_SPAN(spy.event.fact[0], "1.3");
	CHECK_SPAN(spy.event.fact[1], "");
	CHECK_SPAN(spy.event.fact[2], "X25519");
}

/* One that could never fit is counted as missing, and harms no other. */
static void test_too_large(void)
{
	static char text[TIMELINE_RECORD];

	start();
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_NOTE, .n = { 1 }, .text = SPAN("a") });
	timeline_tell(&teller,
	    &(struct event){ .kind = EVENT_HEARD, .n = { 2 }, .text = { text, sizeof text } });
	timeline_tell(
	    &teller, &(struct event){ .kind = EVENT_NOTE, .n = { 3 }, .text = SPAN("b") });
	recall();
	CHECK_NUMBER(spy.lacks, 1);
	CHECK_NUMBER(spy.last, 3);
	CHECK_NUMBER(spy.seen, 3);
}

/* What each of several views is told of a run of empty lines, in words. */
struct scribe {
	struct view view;
	struct out o;
	char room[2000];
};

static void write_down(struct view *v, const struct event *e)
{
	struct scribe *s = (struct scribe *)v;

	if (e->kind == EVENT_OCTETS)
		return;
	out_text(&s->o, event_word(e->kind));
	event_numbers(e, &s->o, " ", "=");
	out_text(&s->o, ": ");
	out_put(&s->o, e->text);
	out_char(&s->o, '\n');
}

static void hear(int64_t at, const char *text, bool bare)
{
	timeline_tell(&teller,
	    &(struct event){
		.at = at, .kind = EVENT_HEARD, .n = { 0, 0, bare, true }, .text = span_of(text) });
	timeline_say(&teller, at, EVENT_OCTETS, SPAN("")); /* which end no run */
}

static void test_blanks(void)
{
	static struct scribe s;

	start();
	s = (struct scribe){ .view.see = write_down, .o = OUT(s.room) };
	hear(1, "", false); /* before it looks */
	timeline_add(&t, &s.view);
	CHECK_NUMBER(timeline_deadline(&t), OS_NEVER);
	for (int i = 0; i < 3; i++)
		hear(2 + i, "", false);
	CHECK_NUMBER(timeline_deadline(&t), 4 + OS_S);
	timeline_say(&teller, 5, EVENT_NOTE, SPAN("one"));
	for (int i = 0; i < 100; i++)
		hear(6 + i, "", i % 2);
	timeline_catch_up(&t);
	timeline_catch_up(&t);
	for (int i = 0; i < 2; i++)
		hear(200, "", true);
	hear(300, "x", true);
	hear(301, "", true);
	CHECK_SPAN(out_span(&s.o),
	    "heard unsolicited=1: \nheard unsolicited=1: \n" /* the third of three, and one counted alone */
	    "heard unsolicited=1: \nnote: one\n"
	    "heard unsolicited=1: \nheard bare=1 unsolicited=1: \nheard unsolicited=1: \n"
	    "heard bare=1 unsolicited=1 times=97 octets=145: \n"
	    "heard bare=1 unsolicited=1 times=2 octets=2: \n"
	    "heard bare=1 unsolicited=1: x\nheard bare=1 unsolicited=1: \n");
}

int main(void)
{
	RUN(test_blanks);
	RUN(test_told);
	RUN(test_anchor);
	RUN(test_recalled);
	RUN(test_bounded);
	RUN(test_facts);
	RUN(test_too_large);
	return test_end("timeline");
}
