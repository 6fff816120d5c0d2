/* test_row.c - what stands in front of the typed line, and when it has to be painted anew. */
#include "process.h"

/* The row's prompt; stays: the one that is left on the screen. */
static struct span prompt_of(bool stays)
{
	static char text[160];
	struct out o = OUT(text);

	return row_prompt(&app, &o, stays);
}

static void test_prompts(void)
{
	process_begin(true, RUN_PROMPT);
	CHECK_SPAN(prompt_of(true), "postel> ");
	app.options.telnet = true;
	CHECK_SPAN(prompt_of(true), "telnet> ");
	app.options.telnet = false;
	app.confirming = true;
	CHECK_SPAN(prompt_of(true), "Run this pasted command? [y/N] ");
	app.confirming = false;
	app.ctx.busy = CONTEXT_SLEEPING;
	CHECK_SPAN(prompt_of(true), "");
	app.ctx.busy = CONTEXT_FREE;
	app.ctx.mode = RUN_HELPER; /* one command: it has no prompt */
	CHECK_SPAN(prompt_of(true), "");
}

static void test_questions(void)
{
	process_begin(true, RUN_PROMPT);
	app.ctx.busy = CONTEXT_ASKING;
	app.ctx.ask = CONTEXT_ASK_PASSWORD;
	CHECK(row_is_hidden(&app));
	CHECK_SPAN(prompt_of(true), "(not shown) ");
	app.ctx.ask = CONTEXT_ASK_YES;
	CHECK(!row_is_hidden(&app));
	CHECK_SPAN(prompt_of(true), "[y/N] ");
	strcpy(app.ctx.question, "Delete message 7? [y/N] ");
	CHECK_SPAN(prompt_of(true), "Delete message 7? [y/N] ");
	app.ctx.busy = CONTEXT_FREE;
}

/* Of the row it has no more than two thirds. */
static void test_page_prompt(void)
{
	static const struct {
		size_t columns;
		const char *prompt;
	} rows[] = {
		{ 80, "-- more: Space, Enter, q -- " },
		{ 44, "-- more: Space, Enter, q -- " },
		{ 43, "-- more: Space, q -- " },
		{ 34, "-- more: Space, q -- " },
		{ 33, "-- more -- " },
	};

	process_begin(true, RUN_PROMPT);
	app.ctx.busy = CONTEXT_PAGING;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		app.edit.paint.columns = rows[i].columns;
		CHECK_SPANS(prompt_of(true), span_of(rows[i].prompt));
	}
	app.ctx.busy = CONTEXT_FREE;
}

/* So many seconds are said to have gone by. */
static void be_silent(int64_t seconds)
{
	app.ctx.now += seconds * OS_S;
}

/* How long a reply is awaited: from two seconds on, while it is, and only where nobody else writes. */
static void test_silence(void)
{
	process_begin(true, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	CHECK_SPAN(prompt_of(false), "");
	process_type("NOOP\r");
	be_silent(1);
	CHECK_SPAN(prompt_of(false), "");
	be_silent(2);
	CHECK_SPAN(prompt_of(false), "[3 s] ");
	CHECK_SPAN(prompt_of(true), ""); /* what changes does not stay */
	app.at_prompt = true;
	CHECK_SPAN(prompt_of(false), "postel> ");
	app.at_prompt = app.owns_screen = false;
	CHECK_SPAN(prompt_of(false), "");
	app.owns_screen = app.options.telnet = true;
	CHECK_SPAN(prompt_of(false), "");
}

/* A server's line without an end is the prompt of what is typed behind it. */
static void test_prompt_of_server(void)
{
	process_begin(true, RUN_TARGET);
	process_connect("hello\r\nlogin: ");
	app.ctx.now += OS_S;
	session_tick(&app.client.session, app.ctx.now);
	app_show(&app);
	CHECK_SPAN(prompt_of(true), "login: ");
	app.screen.dialogue = false; /* a pipe shows it */
	CHECK_SPAN(prompt_of(true), "");
}

/* ---- when ---- */

static void test_deadlines(void)
{
	process_begin(true, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	CHECK_NUMBER(row_deadline(&app), OS_NEVER);
	process_type("\033");
	CHECK_NUMBER(row_deadline(&app), app.keys_at + KEY_LATE_MS * OS_MS);
	app.keys = (struct keys){ 0 };
	app.client.state = CLIENT_HELPING;
	CHECK_NUMBER(row_deadline(&app), app.ctx.now + 200 * OS_MS);
	app.client.state = CLIENT_IDLE;
	process_type("NOOP\r");
	app.ctx.now = app.client.session.due[0].sent_at + OS_S / 2;
	CHECK_NUMBER(row_deadline(&app), app.client.session.due[0].sent_at + 2 * OS_S);
	be_silent(3);
	CHECK_NUMBER(row_deadline(&app), app.client.session.due[0].sent_at + 4 * OS_S);
	app.at_prompt = true;
	CHECK_NUMBER(row_deadline(&app), OS_NEVER);
	app.at_prompt = app.owns_screen = false;
	CHECK_NUMBER(row_deadline(&app), OS_NEVER);
	app.person = false;
	CHECK_NUMBER(row_deadline(&app), OS_NEVER);
}

/* ESC alone is a key once nothing has followed it for a while: here, it ends a search. */
static void test_late_key(void)
{
	process_begin(true, RUN_TARGET);
	process_connect("220 a ESMTP\r\n");
	process_type("NOOP\r");
	server_says("250 OK\r\n");
	server_hears();
	process_type("\x12NO\033");
	CHECK(key_waiting(&app.keys));
	typist_late(&app);
	CHECK(key_waiting(&app.keys));
	app.ctx.now = app.keys_at + KEY_LATE_MS * OS_MS;
	typist_late(&app);
	CHECK(!key_waiting(&app.keys));
	process_type("P\r");
	CHECK(span_holds(span_of(server_hears()), SPAN("P\r\n")));
}

/* ---- the window ---- */

/* Where the terminal does not say, it is as usual; help stops there only where it is seen. */
static void test_window(void)
{
	process_begin(true, RUN_PROMPT);
	app.edit.paint.columns = 33;
	row_resize(&app);
	CHECK(app.edit.paint.columns > 0);
	CHECK_NUMBER(app.screen.columns, app.edit.paint.columns);
	CHECK_NUMBER(app.ctx.page.columns, app.edit.paint.columns - 1);
	app.ctx.page.columns = 5;
	app.options.json = true;
	row_resize(&app);
	CHECK_NUMBER(app.ctx.page.columns, 5);
	app.person = app.cursor = false;
	app.edit.paint.columns = 33;
	row_resize(&app);
	CHECK_NUMBER(app.edit.paint.columns, 33);
}

int main(void)
{
	RUN(test_prompts);
	RUN(test_questions);
	RUN(test_page_prompt);
	RUN(test_silence);
	RUN(test_prompt_of_server);
	RUN(test_deadlines);
	RUN(test_late_key);
	RUN(test_window);
	return test_end("row");
}
