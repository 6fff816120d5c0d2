/* test_octets.c - octets from the connection to its views, where these are slow: nothing is lost. */
#include "process.h"

/* The pipe gets the octets as they are, as where standard output is none of a terminal. */
static void begin_pipe(void)
{
	process_begin(false, RUN_TARGET);
	process_connect("hello\r\n");
	process_shown();
	timeline_drop(&app.ctx.log, &app.screen.view);
	raw_begin(&app.raw, &app.out.out);
	timeline_add(&app.ctx.log, &app.raw.view);
}

/* So many lines as the socket takes, numbered; how many octets that were. */
static size_t flood(unsigned *line)
{
	char text[32];
	size_t octets = 0;
	ssize_t n;

	for (;; octets += (size_t)n) {
		int len = snprintf(text, sizeof text, "line %07u of many\r\n", *line);

		n = send(server, text, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0)
			return octets;
		CHECK_NUMBER(n, len);
		++*line;
	}
}

/* Each line came, in its order; how many octets. */
static size_t check_lines(struct span came, unsigned *line)
{
	char text[32];

	for (struct span rest = came; rest.len; ++*line) {
		int len = snprintf(text, sizeof text, "line %07u of many\r\n", *line);
		struct span want = { text, (size_t)len };

		if (!span_eq(span_first(rest, want.len), want)) {
			CHECK_SPANS(span_first(rest, want.len), want);
			return came.len;
		}
		rest = span_from(rest, want.len);
	}
	return came.len;
}

/* What came through the pipe, into `room` behind what is there. */
static void take_pipe(struct out *to)
{
	struct span came = process_shown();

	out_put(to, came);
}

/* Until nothing moves any more, while nobody reads the pipe. */
static size_t fill(unsigned *line)
{
	size_t sent = 0, n = 1;

	while (n) {
		n = flood(line);
		sent += n;
		for (int i = 0; i < 20; i++)
			process_turn();
	}
	return sent;
}

static void test_back_pressure(void)
{
	static char room[8 << 20];
	struct out came = OUT(room);
	unsigned said = 0, heard = 0;
	size_t sent;

	begin_pipe();
	sent = fill(&said);
	CHECK(!octets_have_room(&app));
	CHECK(!octets_wanted(&app));
	CHECK(app.client.session.holding != 0);
	app.client.session.holding -= OS_S; /* as if that had begun a second ago */
	process_told();
	while (came.len < sent) {
		size_t before = came.len;

		take_pipe(&came);
		for (int i = 0; i < 20; i++)
			process_turn();
		take_pipe(&came);
		if (came.len == before)
			break;
	}
	CHECK_NUMBER(came.len, (long long)sent);
	CHECK_NUMBER(check_lines(out_span(&came), &heard), (long long)sent);
	CHECK_NUMBER(heard, said);
	CHECK(octets_have_room(&app));
	CHECK(octets_wanted(&app));
	CHECK(is_told("held: the screen or pipe"));
}

/* No line of a script is taken as long as what it would bring has no room. */
static void test_lines_wait(void)
{
	unsigned line = 0;

	begin_pipe();
	fill(&line);
	process_type("NOOP\n");
	CHECK(!span_holds(span_of(server_hears()), SPAN("NOOP")));
	for (int i = 0; i < 400; i++) {
		process_shown();
		process_turn();
	}
	app.client.session.quiet =
	    0; /* no reply is awaited: a moment of silence lets the line go */
	process_go();
	CHECK(span_holds(span_of(server_hears()), SPAN("NOOP")));
}

/* ---- disks that took their time ---- */

static struct {
	int64_t *slow;
	const char *by;
} rows[] = {
	{ &app.ctx.record.slow, "held: the disk of the record" },
	{ &app.ctx.transcript.slow, "held: the disk of the transcript" },
	{ &app.client.helper.keep.slow, "held: the disk of the message's file" },
	{ &app.out.slow, "held: the screen or pipe" },
	{ &app.err.slow, "held: the screen or pipe" },
};

static void test_slow_disks(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		process_begin(false, RUN_TARGET);
		process_connect("220 a ESMTP\r\n");
		*rows[i].slow = 200 * OS_MS;
		process_turn();
		CHECK(is_told(rows[i].by));
		CHECK(*rows[i].slow < 100 * OS_MS);
		CHECK(app.client.session.held >= 200 * OS_MS);
	}
}

/* What is too little to be told was before the line that goes: it is not taken from its reply's time. */
static void test_little_is_forgotten(void)
{
	process_begin(false, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	app.ctx.record.slow = OS_MS / 2;
	process_turn();
	CHECK_NUMBER(app.ctx.record.slow, OS_MS / 2);
	process_type("NOOP\n");
	CHECK_NUMBER(app.ctx.record.slow, 0);
	CHECK(!span_holds(process_told(), SPAN("held")));
}

/* Where nobody is connected, nobody was held up. */
static void test_slow_without_connection(void)
{
	process_begin(false, RUN_PROMPT);
	app.ctx.record.slow = 200 * OS_MS;
	process_turn();
	octets_see_time(&app);
	CHECK_NUMBER(app.ctx.record.slow, 0);
	CHECK(!span_holds(process_told(), SPAN("held")));
}

/* ---- the order of what is seen ---- */

/* What was said is seen before its reply is, where the two go to different streams. */
static void test_said_before_heard(void)
{
	char seen[200];
	ssize_t n;

	process_begin(false, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	app.tty = &app.err;
	while (read(screens[OS_ERR], seen, sizeof seen) > 0)
		continue;
	CHECK_NUMBER(session_say(&app.client.session, SPAN("NOOP"), EVENT_BY_SCRIPT, app.ctx.now),
	    SESSION_SAID);
	CHECK_HEARD("");
	octets_move(&app);
	n = read(screens[OS_ERR], seen, sizeof seen);
	CHECK(n > 0 && span_holds((struct span){ seen, (size_t)n }, SPAN("NOOP")));
	CHECK_HEARD("NOOP\r\n");
}

/* The connection ends while a reply is due: that is told once, and where a helper works it is the helper's to tell. */
static void test_helped_end(void)
{
	process_begin(false, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	process_type("NOOP\n");
	app.client.state = CLIENT_HELPING;
	close(server);
	server = -1;
	octets_move(&app);
	CHECK(!session_is_open(&app.client.session));
	CHECK(!span_holds(process_told(), SPAN("fault: ")));
	app.client.state = CLIENT_IDLE;
}

/* A status that stands already is not that of the loss, which is a remark then. */
static void test_end_behind_failure(void)
{
	static const char *const steps[] = { ">NOOP|:xyzzy|NOOP", "<250 OK", "$",
		"!note: ", "~fault: the", "?64", NULL };

	process_begin(false, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	process_play(steps);
}

int main(void)
{
	RUN(test_back_pressure);
	RUN(test_lines_wait);
	RUN(test_slow_disks);
	RUN(test_little_is_forgotten);
	RUN(test_slow_without_connection);
	RUN(test_said_before_heard);
	RUN(test_helped_end);
	RUN(test_end_behind_failure);
	return test_end("octets");
}
