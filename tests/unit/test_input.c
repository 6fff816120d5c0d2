/* test_input.c - the lines of a script one by one, and what its end means. */
#include "process.h"

static const struct play_row ends[] = {
	{ "it waits for the last reply", "220 a ESMTP",
	    { ">NOOP", ".", "=NOOP", "~closed", "<250 OK", "!closed: ", "?0" } },
	{ "which counts", "220 a ESMTP", { ">NOOP", ".", "<500 what", "!closed: ", "?1" } },
	{ "a last line without an end is one, too", "220 a ESMTP", { "'NOOP", "=", ".", "=NOOP" } },
	{ "in a message", "220 a ESMTP",
	    { ">DATA", "<354 go", ">Hello", ".",
		"!fault: the input ended in the middle of a message or a login", "?65" } },
	{ "in a login", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcm5hbWU6", ".",
		"!fault: the input ended in the middle of a message or a login", "?65" } },
	{ "amid a sleep", "220 a ESMTP", { ">:sleep 86400", ".", "~closed" } },
	{ "what the server says unasked is heard before", "220 a ESMTP",
	    { ">QUIT", ".", "=QUIT", "<221 bye", "$", "!closed: ", "?0" } },
	{ "the server owes a reply and closes", "220 a ESMTP",
	    { ">NOOP", ".", "=NOOP", "$", "!fault: ", "!NOOP", "?69" } },
};

static void test_ends(void)
{
	PLAY_ROWS(ends, play_script, what);
}

/* ---- -c ---- */

static const struct play_row options_c[] = {
	{ "a farewell follows the last one", "220 a ESMTP",
	    { "cdisplay quiet", "!local: quiet", "=", ".", "=QUIT", "<221 bye", "$", "?0" } },
	{ "each waits for the one before", "220 a ESMTP",
	    { "csend NOOP", "=NOOP", "csend RSET", "=", "<250 OK", "=RSET" } },
	{ "in a message none does", "220 a ESMTP",
	    { "csend DATA", "<354 go", ".", "!fault: the input ended in the middle of a message",
		"=DATA" } },
	{ "IMAP knows no QUIT", "* OK IMAP4rev1",
	    { "csend a NOOP", ".", "<a OK", "=a NOOP", "!closed: " } },
	{ "what fails names it by number", "220 a ESMTP",
	    { "csend NOOP", "cxyzzy", "cxyzzy", "<250 OK", "!fault: -c 2: ?", "!fault: -c 3: ?" } },
};

static void play_option_c(const struct play_row *r)
{
	process_begin(false, RUN_LINES);
	process_play_row(r);
}

static void test_option_c(void)
{
	PLAY_ROWS(options_c, play_option_c, what);
}

/* ---- ~/.postelrc ---- */

static void test_rc_is_first(void)
{
	static const char *const steps[] = { "rdisplay escape", "!local: escape", "~quiet", "=",
		"rxyzzy", "!fault: line 2 of ~/.postelrc: ?", NULL };

	process_begin(true, RUN_TARGET);
	process_play(steps);
}

/* What is to be dialled waits for all of its lines; what a person types waits for the dialling. */
static void test_target_waits(void)
{
	process_begin(true, RUN_TARGET);
	strcpy(app.target.host, "nobody.invalid");
	app.target.port = 25;
	app.options.no_rc = true;
	app.ctx.busy = CONTEXT_SLEEPING;
	app.ctx.until = OS_NEVER;
	app.target_waits = true;
	CHECK(feed_put_line(&app.feed, SOURCE_RC, SPAN("display quiet")));
	process_type("NOOP\r");
	CHECK(input_is_reading_rc(&app));
	CHECK(app.target_waits);
	app.ctx.busy = CONTEXT_FREE;
	process_turn();
	CHECK(!input_is_reading_rc(&app));
	CHECK(is_told("local: quiet"));
	CHECK(!app.target_waits);
	CHECK_NUMBER(app.client.state, CLIENT_CONNECTING);
	CHECK(!feed_is_empty(&app.feed)); /* NOOP is the server's */
	link_cancel(&app.client);
}

/* ---- limits ---- */

/* A line of so many octets, piped in as far as there is room. */
static void pipe_in(size_t octets)
{
	static char room[1000];

	memset(room, 'x', sizeof room);
	for (size_t n; octets; octets -= n) {
		n = octets < sizeof room ? octets : sizeof room;
		CHECK_NUMBER(write(keys_in, room, n), (long long)n);
		process_go();
	}
}

static void test_long_line(void)
{
	process_begin(false, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	process_type(":display quiet\n");
	process_told();
	pipe_in(LINE_LIMIT + 2000);
	CHECK(is_told("fault: line 2: a line longer than 65,536 octets was skipped"));
	process_type("\nNOOP\n");
	CHECK_HEARD("NOOP\r\n");
	CHECK_NUMBER(app.client.session.status, STATUS_DATA);
}

/* What a person types in the meantime has a limit, which is told; what had room stays. */
static void test_many_lines(void)
{
	static char room[FEED_ROOM - 2 * FEED_HEAD - 6];

	process_begin(true, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	process_type(":sleep 86400\r");
	memset(room, 'x', sizeof room);
	CHECK(feed_put_line(&app.feed, SOURCE_TYPED, (struct span){ room, sizeof room }));
	process_type("NOOP\r");
	CHECK(!span_holds(process_told(), SPAN("discarded")));
	process_type("NOOP\r");
	CHECK(is_told("warning: too many lines are waiting: this line is discarded"));
	CHECK_NUMBER(queue_data(&app.feed.queue).len, sizeof room + FEED_HEAD + 4 + FEED_HEAD);
}

/* ---- standard input itself ---- */

static void test_unreadable(void)
{
	int folder = open("/", O_RDONLY);

	process_begin(false, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	CHECK(folder >= 0 && dup2(folder, 0) == 0);
	close(folder);
	process_go();
	CHECK(is_told("fault: cannot read standard input"));
	CHECK_NUMBER(app.client.session.status, STATUS_NO_INPUT);
}

/* A helper's message is piped in: it is none of our lines, and a failure is the helper's to tell. */
static void test_helper_input(void)
{
	int folder = open("/", O_RDONLY);

	process_begin(false, RUN_HELPER);
	process_connect("220 a ESMTP\r\n");
	process_type("NOOP\n");
	CHECK_HEARD("");
	CHECK(app.script_ended);
	app.client.helper.phase = 1;
	CHECK(folder >= 0 && dup2(folder, 0) == 0);
	close(folder);
	app.wait.keys_ready = true;
	input_read(&app);
	CHECK(!app.feed.open);
	CHECK_NUMBER(app.client.helper.mail.letter.fault.kind, FAULT_OTHER);
	CHECK_NUMBER(app.client.session.status, STATUS_DONE);
	app.client.helper.phase = 0;
}

/* All of what is piped in is the answer, line ends too. */
static void test_answer(void)
{
	process_begin(false, RUN_LOCAL);
	cmd_run(&app.client, SPAN("base64"));
	CHECK_NUMBER(app.ctx.busy, CONTEXT_ASKING);
	process_type("ab\ncd");
	CHECK_NUMBER(app.ctx.busy, CONTEXT_ASKING);
	process_end_input();
	CHECK(is_told("YWIKY2Q="));
	CHECK_NUMBER(app.ctx.busy, CONTEXT_FREE);
	CHECK(feed_is_empty(&app.feed));
}

int main(void)
{
	RUN(test_ends);
	RUN(test_option_c);
	RUN(test_rc_is_first);
	RUN(test_target_waits);
	RUN(test_long_line);
	RUN(test_many_lines);
	RUN(test_unreadable);
	RUN(test_helper_input);
	RUN(test_answer);
	return test_end("input");
}
