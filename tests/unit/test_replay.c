/* test_replay.c - a record's lines read back into the events they tell. */
#include "session/replay.h"
#include "test.h"
#include "view/transcript.h"

#define MS INT64_C(1000000)

static enum replay_state read_line(const char *line, struct event *e, struct span *memory)
{
	struct span copy = test_copy(span_of(line));
	struct span room = test_copy(copy);
	struct out text = { (char *)room.at, room.len, 0, false };
	struct replay r = { EVENT_FORMAT };
	enum replay_state state = replay_line(&r, e, &text, copy);

	free((void *)copy.at);
	*memory = room;
	return state;
}

static void check_facts(const struct event *e, const struct event *want)
{
	for (int i = 0; i < EVENT_FACTS; i++)
		CHECK_SPANS(e->fact[i], want->fact[i]);
}

static void test_lines(void)
{
	static const struct {
		const char *line;
		struct event want;
	} rows[] = {
		{ "@0 S: +OK", { .kind = EVENT_HEARD, .text = { "+OK", 3 } } },
		{ "@1500 S: a: b=c",
		    { .at = 1500000, .kind = EVENT_HEARD, .text = { "a: b=c", 6 } } },
		{ "@0 S:", { .kind = EVENT_HEARD } },
		{ "@0 S: ", { .kind = EVENT_HEARD } },
		{ "@0 S:  two", { .kind = EVENT_HEARD, .text = { " two", 4 } } },
		{ "@0 S: \\xff\\\\\\r", { .kind = EVENT_HEARD, .text = { "\xff\\\r", 3 } } },
		{ "@0 S drip_us=7 cut=1 bare=3 unsolicited=1: x",
		    { .kind = EVENT_HEARD, .n = { 7000, 1, 3, 1 }, .text = { "x", 1 } } },
		{ "@0 S unsolicited=1: x",
		    { .kind = EVENT_HEARD, .n = { [3] = 1 }, .text = { "x", 1 } } },
		{ "@0 S~: Password: ", { .kind = EVENT_PROMPT, .text = { "Password: ", 10 } } },
		{ "@0 S~ conn=2: conn=3 ",
		    { .kind = EVENT_PROMPT, .conn = 2, .text = { "conn=3 ", 7 } } },
		{ "2026-11-23T18:02:07.001Z @3544812 C: user paul",
		    { .at = INT64_C(3544812000), .kind = EVENT_SAID, .text = { "user paul", 9 } } },
		{ "@0 C by=script octets=6: {secret}", { .kind = EVENT_SAID,
							   .by = EVENT_BY_SCRIPT,
							   .n = { 6 },
							   .text = { "{secret}", 8 } } },
		{ "@0 C by=helper: x",
		    { .kind = EVENT_SAID, .by = EVENT_BY_HELPER, .text = { "x", 1 } } },
		{ "@0 sent", { .kind = EVENT_SENT } },
		{ "@0 sent waited_us=12", { .kind = EVENT_SENT, .n = { 12000 } } },
		{ "@0 reply conn=3 code=-1 first_us=1 last_us=2 octets=3 lines=4 pause_us=5 held_us=6: LIST",
		    { .kind = EVENT_REPLY,
			.conn = 3,
			.code = -1,
			.n = { 1000, 2000, 3, 4, 5000, 6000 },
			.text = { "LIST", 4 } } },
		{ "@0 reply held_us=6 first_held_us=7: LIST", { .kind = EVENT_REPLY,
								  .n = { [5] = 6000, [6] = 7000 },
								  .text = { "LIST", 4 } } },
		{ "@0 body octets=1 held_us=2 first_held_us=3",
		    { .kind = EVENT_BODY, .n = { 1, [7] = 2000, [8] = 3000 } } },
		{ "@0 upload octets=1 held_us=2 first_held_us=3",
		    { .kind = EVENT_UPLOAD, .n = { 1, [7] = 2000, [8] = 3000 } } },
		{ "@0 clock jump_us=-1500000: set",
		    { .kind = EVENT_CLOCK, .n = { -1500 * MS }, .text = { "set", 3 } } },
		{ "@0 dialed took_us=7 port=25 remote=\"2001:db8::1\" local=\"a \\x22: b\": mail.example",
		    { .kind = EVENT_DIALED,
			.n = { 7000, 0, 25 },
			.text = { "mail.example", 12 },
			.fact = { { "2001:db8::1", 11 }, { "a \": b", 6 } } } },
		{ "@0 cert subject=\"\" issuer=\"R3\"",
		    { .kind = EVENT_CERT, .fact = { { "", 0 }, { "R3", 2 } } } },
		{ "@0 closed: reset by the other side",
		    { .kind = EVENT_CLOSED, .text = { "reset by the other side", 23 } } },
		{ "@-5 lacks events=9", { .at = -5000, .kind = EVENT_LACKS, .n = { 9 } } },
		{ "@0 anchor utc_us=1795456923456000 offset_min=-60: postel",
		    { .kind = EVENT_ANCHOR,
			.n = { INT64_C(1795456923456) * MS, -60 },
			.text = { "postel", 6 } } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct event *want = &rows[i].want;
		struct span memory;
		struct event e;

		CHECK_NUMBER(read_line(rows[i].line, &e, &memory), REPLAY_EVENT);
		CHECK_NUMBER(e.kind, want->kind);
		CHECK_NUMBER(e.at, want->at);
		CHECK_NUMBER(e.by, want->by);
		CHECK_NUMBER(e.conn, want->conn);
		CHECK_NUMBER(e.code, want->code);
		CHECK(memcmp(e.n, want->n, sizeof e.n) == 0);
		CHECK_SPANS(e.text, want->text);
		check_facts(&e, want);
		free((void *)memory.at);
	}
}

static void test_nothing(void)
{
	static const char *const lines[] = { "", "   ", "# postel 0.1.0 record", "#" };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct span memory;
		struct event e;

		CHECK_NUMBER(read_line(lines[i], &e, &memory), REPLAY_NOTHING);
		free((void *)memory.at);
	}
}

static void test_bad_lines(void)
{
	static const char *const lines[] = {
		"S: +OK",
		"@ S: x",
		"@x S: x",
		"@1",
		"@1 ",
		"@1x S: x",
		"@99999999999999999999 S: x",
		"2026-11-23T18:02:07.001Z",
		"2026-11-23T18:02:07.001Z S: x",
		"@0 X: x",
		"@0 heard: x", /* written as S */
		"@0 reply LIST",
		"@0 S dripp_us=1: x",
		"@0 S drip_us=: x",
		"@0 S drip_us=1x: x",
		"@0 S drip_us: x",
		"@0 S lines=1: x",
		"@0 C by=me: x",
		"@0 S conn=99999999999: x",
		"@0 S  cut=1: x",
		"@0 dialed remote=\"x",
		"@0 dialed remote=\"x\\q\"",
		"@0 dialed remote=x",
		"@0 dialed took_us=\"1\"",
		"@0 dialed target=\"x\"",
		"@0 dialed remote=\"x\"y",
		"# postel 9.9.9 record, format 3; @ counts leap seconds",
		"# postel 9.9.9 record, format x; @ counts microseconds",
		"@0 S: \\q",
		"@0 S: \\x1",
		"@0 S: \\",
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct span memory;
		struct event e;
		enum replay_state state = read_line(lines[i], &e, &memory);

		if (state != REPLAY_BROKEN)
			printf("%s\n", lines[i]);
		CHECK_NUMBER(state, REPLAY_BROKEN);
		free((void *)memory.at);
	}
}

#define OLD "# postel 0.1.0 record; @ counts microseconds since the anchor"
#define NEW "# postel 0.1.0 record, format 2; @ counts microseconds since the anchor"

/* Before formats had numbers, what are facts now stood in the texts alone. */
static void test_old_records(void)
{
	static const struct {
		const char *head, *line;
		int64_t n[EVENT_NUMBERS];
		const char *text, *fact[EVENT_FACTS];
	} rows[] = {
		{ OLD, "@0 dial: 2001:db8::1 port 25", { 25 }, "2001:db8::1 port 25",
		    { "2001:db8::1", "", "" } },
		{ OLD, "@0 refused took_us=3: 192.0.2.1 port 25: refused", { 25, 3000 },
		    "192.0.2.1 port 25: refused", { "192.0.2.1", "", "" } },
		{ OLD,
		    "@0 dialed took_us=1 names_us=2: mail.example; fe80::1%eth0 port 25; ::1 port 40122",
		    { 1000, 2000, 25, 40122 }, "mail.example", { "fe80::1%eth0", "::1", "" } },
		{ OLD, "@0 dialed: mail.example", { 0 }, "mail.example", { "", "", "" } },
		{ OLD,
		    "@0 tls took_us=1: TLS 1.3 AES-256-GCM-SHA384 X25519, certificate good for 51 days",
		    { 1000 }, "TLS 1.3 AES-256-GCM-SHA384 X25519, certificate good for 51 days",
		    { "1.3", "AES-256-GCM-SHA384", "X25519" } },
		{ OLD, "@0 tls weak=4: TLS 1.2 RSA-WITH-AES-128-CBC-SHA, no extended master secret",
		    { [3] = 4 }, "TLS 1.2 RSA-WITH-AES-128-CBC-SHA, no extended master secret",
		    { "1.2", "RSA-WITH-AES-128-CBC-SHA", "" } },
		{ OLD, "@0 cert depth=1: R3 by Root, Inc, until 2027-01-20", { 1 },
		    "R3 by Root, Inc, until 2027-01-20", { "R3", "Root, Inc", "" } },
		{ OLD, "@0 cert: x", { 0 }, "x", { "", "", "" } },
		{ OLD, "@0 closed: by foreign host", { 0 }, "by foreign host", { "", "", "" } },
		{ OLD, "@0 closed ours=1: by us", { 1 }, "by us", { "", "", "" } },
		{ OLD, "@0 closed: reset by the other side", { [6] = 1 }, "reset by the other side",
		    { "", "", "" } },
		{ "# by hand", "@0 closed: reset by the other side", { [6] = 1 },
		    "reset by the other side", { "", "", "" } },
		{ "# by hand", "@0 dialed remote=\"::1\": a; b; c", { 0 }, "a; b; c",
		    { "::1", "", "" } },
		{ NEW, "@0 dialed: a; b port 1; c port 2", { 0 }, "a; b port 1; c port 2",
		    { "", "", "" } },
		{ NEW, "@0 closed: reset", { 0 }, "reset", { "", "", "" } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[200];
		struct out text = OUT(room);
		struct replay r = { 0 };
		struct event e;

		CHECK_NUMBER(replay_line(&r, &e, &text, span_of(rows[i].head)), REPLAY_NOTHING);
		CHECK_NUMBER(replay_line(&r, &e, &text, span_of(rows[i].line)), REPLAY_EVENT);
		CHECK(memcmp(e.n, rows[i].n, sizeof e.n) == 0);
		CHECK_SPANS(e.text, span_of(rows[i].text));
		for (int f = 0; f < EVENT_FACTS; f++)
			CHECK_SPANS(e.fact[f], span_of(rows[i].fact[f]));
	}
}

/* One record may follow another in a file. */
static void test_appended_records(void)
{
	char room[200];
	struct out text = OUT(room);
	struct replay r = { 0 };
	struct event e;

	replay_line(&r, &e, &text, SPAN(NEW));
	CHECK_NUMBER(r.format, 2);
	replay_line(&r, &e, &text, SPAN("# a remark, format 1; as good as any"));
	CHECK_NUMBER(r.format, 2);
	replay_line(&r, &e, &text, SPAN(OLD));
	CHECK_NUMBER(r.format, 1);
}

/* All of a kind's numbers, its facts and its text, come back as they were. */
static void test_every_kind(void)
{
	char room[4096], back[4096];

	for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
		struct event want = { .kind = (enum event_kind)kind,
			.conn = 2,
			.code = 250,
			.text = SPAN("x\r: =") };
		struct out o = OUT(room), text = OUT(back);
		struct transcript t = { .bodies = true };
		struct span rest, names = event_names((enum event_kind)kind);
		struct span facts = event_facts((enum event_kind)kind);
		struct replay r = { 0 };
		struct event e;

		if (kind == EVENT_CHUNK || kind == EVENT_OCTETS || kind == EVENT_LOCAL)
			continue;
		for (int i = 0; span_word(&names).len; i++)
			want.n[i] = (i + 1) * MS;
		for (int i = 0; span_word(&facts).len; i++)
			want.fact[i] = span_from(SPAN("\"a\\ \": =\xff\n"), (size_t)i);
		transcript_begin(&t, &o);
		t.view.see(&t.view, &want);
		rest = out_span(&o);
		CHECK_NUMBER(replay_line(&r, &e, &text, span_line(&rest)), REPLAY_NOTHING);
		CHECK_NUMBER(replay_line(&r, &e, &text, span_line(&rest)), REPLAY_EVENT);
		CHECK_NUMBER(e.kind, kind);
		CHECK(memcmp(e.n, want.n, sizeof e.n) == 0 && e.conn == 2 && e.code == 250);
		CHECK_SPANS(e.text, want.text);
		check_facts(&e, &want);
	}
}

int main(void)
{
	RUN(test_lines);
	RUN(test_nothing);
	RUN(test_bad_lines);
	RUN(test_old_records);
	RUN(test_appended_records);
	RUN(test_every_kind);
	return test_end("replay");
}
