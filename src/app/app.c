/*
 * app.c - the loop; see app.h.
 *
 * A turn takes these steps in this order:
 *
 *   signals        first, as they may end the run or take the terminal away
 *   the wall clock before any event, so that a jump of the clock is told first
 *   keys           before octets, as they were typed before these are read
 *   the connection that is being made; the practice server
 *   octets         sent first, so that they are told before their replies; then received,
 *                  as far as all views have room; the end of the connection when all is told
 *   time           limits and keepalives, when all octets received so far have been told
 *   the reply      to a line that a helper sent ahead; the end of `wait` and `sleep`
 *   lines          one by one, as long as the session is ready for the next
 *   the helper     after the lines, which may have begun it
 *   TARGET         is connected to after ~/.postelrc has been carried out
 *   the end of a script, when no reply is due any more
 *   octets         again, to send the lines of this turn
 *   the rest       masks, prompts, modes and settings, which may have changed
 *
 * Then the screen is painted, and each part says what it waits for.
 */
#include "app/app.h"

#define JUMP_TOLD OS_S /* least jump of the wall clock that is told */

int64_t app_now(const struct app *a)
{
	return a->start + (os_now() - a->start) / 1000 * 1000;
}

/* ---- the screen ---- */

void app_show(struct app *a)
{
	if (!a->character_mode)
		screen_settle(&a->screen);
	if (!a->painted.len)
		return;
	row_hide(a);
	out_put(&a->tty->out, out_span(&a->painted));
	a->painted = OUT(a->painted_room);
}

/* Applies settings that a command may have changed. */
static void follow_settings(struct app *a)
{
	struct client *c = &a->client;

	a->screen.charset = (enum show_charset)c->ctx->bytes;
	a->screen.echo = c->ctx->echo;
	a->screen.netdata = c->ctx->netdata;
	a->screen.options = c->ctx->options;
	a->screen.passthrough = c->ctx->passthrough;
	a->edit.text.charset = a->screen.charset;
	a->keys.bytes = c->ctx->bytes;
	c->session.hash = c->ctx->record.open;
	c->session.teaches = a->person && c->ctx->prefix >= 0; /* hints name :commands */
	c->session.prefix = c->ctx->prefix;
	c->ctx->tls.insecure = c->ctx->insecure;
	c->session.patience = client_limit(c);
}

/* ---- the loop's steps ---- */

/* ^C cancels what a person does at the prompt; but it ends the run of a single command. */
static void interrupt(struct app *a)
{
	if (a->person && !context_is_told_all(&a->ctx))
		typist_interrupt(a);
	else
		a->end_signals |= OS_SIGNAL_INTERRUPT;
}

static void hear_signals(struct app *a)
{
	unsigned s = a->wait.signals;

	if (s & OS_SIGNAL_CONTINUE)
		typist_continue(a, s);
	if (s & OS_SIGNAL_RESIZE)
		row_resize(a);
	if (s & OS_SIGNAL_SUSPEND || a->ctx.suspend)
		typist_suspend(a);
	if (s & OS_SIGNAL_INTERRUPT)
		interrupt(a);
	a->end_signals |= s & (OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP);
	if (a->end_signals)
		a->ctx.quit = true;
}

/* Tells a jump of the wall clock: the machine slept, or its clock was set. */
static void watch_clock(struct app *a)
{
	const struct timeline *log = &a->ctx.log;
	int64_t jump = os_utc() - log->anchor_utc - (a->ctx.now - log->anchor_at);

	if (jump > -JUMP_TOLD && jump < JUMP_TOLD)
		return;
	timeline_mark(&a->client.tell, a->ctx.now, EVENT_CLOCK, jump,
	    SPAN("the wall clock was set, or this machine slept"));
	client_anchor(&a->client);
}

/* Connects to TARGET after ~/.postelrc, and closes a connection that was opened there. */
static void go(struct app *a)
{
	struct client *c = &a->client;

	if (!a->target_waits || input_is_reading_rc(a) || !client_is_free(c))
		return;
	a->target_waits = false;
	session_close(&c->session, a->ctx.now);
	c->target = a->target;
	link_open(c);
}

/* Is the escape character to be told, as a way out of a session? */
static bool wants_escape_told(const struct app *a)
{
	bool one_command = context_is_told_all(&a->ctx);

	return a->person && !a->screen.quiet && !one_command;
}

/* Leaves the postel> prompt when a connection has begun or ended; tells the escape character. */
static void follow_link(struct app *a, bool was_open)
{
	struct client *c = &a->client;
	bool is_open = session_is_open(&c->session);
	char text[80];
	struct out o = OUT(text);

	if (was_open == is_open)
		return;
	a->at_prompt = false;
	if (!is_open || !wants_escape_told(a))
		return;
	out_text(&o, "Escape character is '");
	settings_say_key(&o, c->ctx->escape);
	out_hint(&o, c->ctx->prefix < 0 ? SPAN("'.") : SPAN("'. ':help' lists the local commands."),
	    c->ctx->prefix);
	client_tell(c, out_span(&o));
	if (c->session.nvt.on && !a->options.telnet)
		client_tell(c,
		    SPAN(
			"Telnet character mode: keys are sent unchanged; the server controls the screen."));
}

static void run_shell(struct app *a)
{
	struct client *c = &a->client;
	struct fault f = { 0 };

	c->ctx->shell = false;
	row_lend(a);
	if (!os_shell(c->ctx->shell_line, &f))
		client_fault(c, &f);
	row_regain(a, SPAN("a command of the system"));
}

static void note_fault(struct client *c, struct record *r)
{
	if (!r->open || r->told)
		return;
	if (r->fault.kind == FAULT_NONE)
		return;
	r->told = true;
	client_fault(c, &r->fault);
}

void app_note_unwritten(struct app *a)
{
	note_fault(&a->client, &a->ctx.record);
	note_fault(&a->client, &a->ctx.transcript);
}

static void note_streams(struct app *a)
{
	if (a->out.fault.kind == FAULT_NONE || a->ctx.quit)
		return;
	if (a->out.fault.kind != FAULT_RESET)
		client_fault(&a->client, &a->out.fault);
	session_failed(&a->client.session, STATUS_FILE);
	a->ctx.quit = true;
}

/* Does the run end when that is done which it was started for? */
static bool is_to_leave(const struct app *a)
{
	return a->ctx.mode != RUN_PROMPT && !a->ctx.serve.ended;
}

/* Is nothing under way, and all that the shell's line asks for done? */
static bool is_idle(const struct app *a)
{
	const struct client *c = &a->client;
	bool serves = c->ctx->serve.server && is_to_leave(a); /* the run is for that */

	if (a->target_waits || a->command || serves)
		return false;
	return client_is_free(c) && !session_is_open(&c->session);
}

static bool is_over(const struct app *a)
{
	if (a->ctx.quit)
		return true;
	if (!is_idle(a))
		return false;
	if (a->discarding) /* else the shell would get the rest of a secret */
		return false;
	if (is_to_leave(a) && (a->person || feed_is_empty(&a->feed)))
		return true;
	return !a->person && a->script_ended;
}

static void read_input(struct app *a)
{
	if (a->person)
		typist_read(a);
	else
		input_read(a);
}

void app_turn(struct app *a)
{
	struct client *c = &a->client;
	bool was_open = session_is_open(&c->session);

	c->ctx->by = EVENT_BY_TYPED;
	hear_signals(a);
	watch_clock(a);
	if (a->wait.keys_ready)
		read_input(a);
	typist_late(a);
	link_go(c, &a->wait);
	if (c->ctx->serve.server) {
		app_show(a);
		serve_go(c, &a->wait, octets_have_room(a));
	}
	octets_move(a);
	input_answer(a);
	session_tick(&c->session, c->ctx->now);
	helper_heard(c);
	script_go(c);
	while (input_step(a))
		follow_settings(a);
	c->helper.mail.letter.input_ended = !a->feed.open;
	helper_go(c);
	go(a);
	input_end(a);
	octets_move(a);
	app_note_unwritten(a);
	typist_watch(a, was_open && !session_is_open(&c->session));
	input_forget_line(c);
	follow_link(a, was_open);
	characters_follow(a);
	follow_settings(a);
	if (c->ctx->shell)
		run_shell(a);
}

/* ---- waiting ---- */

static bool wants_keys(const struct app *a)
{
	if (a->person)
		return typist_wants(a);
	return a->feed.open && queue_room(&a->feed.queue) > 0;
}

/* Notes that this machine slept, if we were woken long after the deadline. */
static void note_sleep(struct app *a, int64_t before)
{
	struct session *s = &a->client.session;
	int64_t deadline = a->wait.deadline;

	if (!session_is_open(s))
		return;
	if (deadline == OS_NEVER || deadline <= before)
		return;
	if (os_now() > deadline + OS_S)
		session_held(s, SPAN("this machine"), os_now() - deadline, app_now(a));
}

/* `moved`: something has happened, so that more may be possible at once. */
static void wait_for_something(struct app *a, bool moved)
{
	struct os_wait *w = &a->wait;
	struct client *c = &a->client;
	const struct conn *conn = &c->session.conn;
	int64_t before = c->ctx->now;

	w->count = 0;
	w->deadline = os_earlier(session_deadline(&c->session, c->ctx->now), script_deadline(c));
	w->deadline = os_earlier(w->deadline, row_deadline(a));
	w->deadline = os_earlier(w->deadline, helper_deadline(c));
	w->keys = wants_keys(a);
	w->out = sink_waits(&a->out);
	w->err = sink_waits(&a->err);
	if (session_is_open(&c->session))
		os_wait_for(w, conn->sock, octets_wanted(a), conn_wants_write(conn));
	link_wants(c, w);
	serve_wants(c, w);
	if (moved)
		w->deadline = c->ctx->now;
	os_wait(w);
	note_sleep(a, before);
}

int app_run(struct app *a, int argc, char **argv)
{
	if (start(a, argc, argv)) {
		follow_settings(a);
		app_show(a);
		while (!is_over(a)) {
			int64_t told = a->ctx.log.told;
			enum context_busy busy = a->ctx.busy;
			enum client_state state = a->client.state;
			bool moved, blocked;

			a->ctx.now = app_now(a);
			app_turn(a);
			blocked = !octets_have_room(a); /* not all received octets could be told */
			app_show(a);
			if (!is_over(a)) /* a pipe's rest must not come after a prompt */
				row_paint(a);
			blocked |= !octets_have_room(a);
			sink_flush(&a->out);
			sink_flush(&a->err);
			octets_note_held(a);
			note_streams(a);
			moved = a->ctx.log.told != told;
			moved |= a->ctx.busy != busy || a->client.state != state;
			moved |= a->ctx.suspend; /* the next turn begins with that */
			if (!is_over(a))
				wait_for_something(a, moved || (blocked && octets_have_room(a)));
		}
	}
	end(a);
	return (int)a->client.session.status;
}
