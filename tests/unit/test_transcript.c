/* test_transcript.c - events as lines of a record, to the letter. */
#include "session/timeline.h"
#include "test.h"
#include "view/transcript.h"

#define MS     INT64_C(1000000)
#define ANCHOR (1000 * MS)
#define UTC    (INT64_C(1795456923456) * MS)
#define STAMP  "2026-11-23T18:02:03.456Z @0 "

static char room[16384];
static struct out o;
static struct transcript t;

/* What an event becomes, behind the anchor's time. */
static struct span line_of(struct event e)
{
	e.at += ANCHOR;
	o.len = 0;
	t.view.see(&t.view, &e);
	return out_span(&o);
}

static void start(void)
{
	o = OUT(room);
	t = (struct transcript){ 0 };
	transcript_begin(&t, &o);
	CHECK(span_starts(out_span(&o), SPAN("# postel ")) && o.at[o.len - 1] == '\n');
	CHECK(span_holds(out_span(&o), SPAN(" record, format 2; ")));
	line_of((struct event){ .kind = EVENT_ANCHOR, .n = { UTC, 60 }, .text = SPAN("postel") });
}

static void test_anchor(void)
{
	start();
	CHECK_SPAN(out_span(&o), STAMP "anchor utc_us=1795456923456000 offset_min=60: postel\n");
}

static void test_dialogue(void)
{
	start();
	CHECK_SPAN(
	    line_of((struct event){ .at = 39 * MS, .kind = EVENT_HEARD, .text = SPAN("+OK") }),
	    "2026-11-23T18:02:03.495Z @39000 S: +OK\n");
	CHECK_SPAN(line_of((struct event){ .at = 39 * MS + 1999, .kind = EVENT_HEARD }),
	    "2026-11-23T18:02:03.495Z @39001 S: \n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_HEARD }), STAMP "S: \n");
	CHECK_SPAN(line_of((struct event){
		       .kind = EVENT_HEARD, .n = { 1500 * 1000, 1, 3, 1 }, .text = SPAN("x") }),
	    STAMP "S drip_us=1500 cut=1 bare=3 unsolicited=1: x\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_PROMPT, .text = SPAN("334 ") }),
	    STAMP "S~: 334 \n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_SAID,
		       .by = EVENT_BY_SCRIPT,
		       .n = { 15, 6 },
		       .text = SPAN("PASS ********") }),
	    STAMP "C by=script octets=15 secret_at=6: PASS ********\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_SENT, .n = { 999 } }), STAMP "sent\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_SENT, .conn = 2, .n = { 2000 } }),
	    STAMP "sent conn=2 waited_us=2\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_DIAL, .n = { 0, 5000 } }), STAMP "dial\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_REPLY,
		       .conn = 1,
		       .by = EVENT_BY_HELPER,
		       .code = -1,
		       .n = { MS, 2 * MS, 26, 1 },
		       .text = SPAN("LIST") }),
	    STAMP "reply by=helper code=-1 first_us=1000 last_us=2000 octets=26 lines=1: LIST\n");
}

/* Whatever came, a line of a record is one line, and printable. */
static void test_octets(void)
{
	char all[256];
	struct span line;

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	start();
	line = line_of((struct event){ .kind = EVENT_HEARD, .text = { all, sizeof all } });
	for (size_t i = 0; i + 1 < line.len; i++)
		CHECK((unsigned char)line.at[i] >= 0x20 && line.at[i] != 0x7f);
	CHECK_SPAN(line_of((struct event){
		       .kind = EVENT_HEARD, .text = SPAN("\033]0;x\a \\ \xff é\r\n") }),
	    STAMP "S: \\x1b]0;x\\x07 \\\\ \\xff é\\r\\n\n");
}

static void test_bodies(void)
{
	struct event chunk = { .kind = EVENT_CHUNK, .text = SPAN("a\r\n\r\n.b\nhalf") };
	struct event said = { .kind = EVENT_SAID, .n = { 3, 0, 1 }, .text = SPAN("x") };

	start();
	CHECK_SPAN(line_of(chunk), "");
	CHECK_SPAN(line_of(said), "");
	t.bodies = true;
	CHECK_SPAN(
	    line_of(chunk), STAMP "S: a\n" STAMP "S: \n" STAMP "S: .b\n" STAMP "S cut=1: half\n");
	CHECK_SPAN(line_of(said), STAMP "C octets=3 body=1: x\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_OCTETS, .text = SPAN("x") }), "");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_LOCAL, .text = SPAN("x") }), "");
}

/* Whatever a fact holds, it stands in quotes; an empty one is left out. */
static void test_facts(void)
{
	struct event e = { .kind = EVENT_TLS,
		.text = SPAN("agreed"),
		.fact = { SPAN("1.3"), SPAN(""), SPAN("a \"b\": c\n") } };

	start();
	CHECK_SPAN(line_of(e), STAMP "tls version=\"1.3\" group=\"a \\x22b\\x22: c\\n\": agreed\n");
	e.kind = EVENT_NOTE;
	CHECK_SPAN(line_of(e), STAMP "note: agreed\n");
}

/* Who closed is told in a number too. */
static void test_closed_by_us(void)
{
	start();
	CHECK(line_of((struct event){ .kind = EVENT_CLOSED, .n = { 1 } }).len >
	      line_of((struct event){ .kind = EVENT_CLOSED, .n = { 0 } }).len);
}

/* Time is told since the latest anchor. */
static void test_anchored_again(void)
{
	start();
	line_of((struct event){ .at = 5000 * MS, .kind = EVENT_ANCHOR, .n = { UTC + 7000 * MS } });
	CHECK_SPAN(
	    line_of((struct event){ .at = 5004 * MS, .kind = EVENT_NOTE, .text = SPAN("x") }),
	    "2026-11-23T18:02:10.460Z @4000 note: x\n");
}

/* A record begun when the anchor has left the timeline still tells the true time. */
static void test_begun_late(void)
{
	static struct timeline log;
	static const struct teller teller = { &log, 0 };
	struct span text;

	memset(&log, 0, sizeof log);
	timeline_start(&log);
	timeline_anchor(&teller, ANCHOR, UTC, 0, SPAN("postel"));
	for (int i = 0; i < 2 * TIMELINE_RECORD / 100; i++)
		timeline_say(&teller, ANCHOR, EVENT_NOTE, SPAN("some remark or other"));
	CHECK(log.lost > 0);
	o = OUT(room);
	t = (struct transcript){ 0 };
	transcript_begin(&t, &o);
	o.len = 0;
	timeline_recall(&log, &t.view);
	text = out_span(&o);
	CHECK(span_starts(text, SPAN("2026-11-23T18:02:03.456Z @0 ")));
}

int main(void)
{
	RUN(test_anchor);
	RUN(test_dialogue);
	RUN(test_octets);
	RUN(test_bodies);
	RUN(test_facts);
	RUN(test_closed_by_us);
	RUN(test_anchored_again);
	RUN(test_begun_late);
	return test_end("transcript");
}
