/* app.c - the loop, its steps, and the end; see app.h. */
#include "app/app.h"

#define HELD_LEAST OS_MS      /* by a disk; the fastest one takes a moment for each line */
#define JUMP_TOLD  OS_S       /* of the wall clock */
#define DRAIN_LAST (2 * OS_S) /* what a dying run still waits for its streams */

int64_t app_now(const struct app *a)
{
	return a->start + (os_now() - a->start) / 1000 * 1000;
}

/* ---- what is seen where ---- */

void app_show(struct app *a)
{
	if (!a->passing)
		screen_settle(&a->screen);
	if (!a->painted.len)
		return;
	row_hide(a);
	out_put(&a->tty->out, out_span(&a->painted));
	a->painted = OUT(a->painted_room);
}

/* Settings that a command may have changed. */
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

/* ^C ends what a person does at the prompt; one command alone ends with all of its run. */
static void interrupt(struct app *a)
{
	if (a->person && !context_is_told_all(&a->ctx))
		typist_interrupt(a);
	else
		a->dying |= OS_SIGNAL_INTERRUPT;
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
	a->dying |= s & (OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP);
	if (a->dying)
		a->ctx.quit = true;
}

/* The machine slept, or somebody set its clock. */
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

bool app_has_room(const struct app *a)
{
	if (a->painted.size - a->painted.len < SINK_EVENT)
		return false;
	return sink_is_free(&a->out) && sink_is_free(&a->err);
}

/* The time in which a disk held us.  What is less waits until there is more. */
static void note_slow(struct client *c, int64_t *slow, struct span by)
{
	if (*slow < HELD_LEAST)
		return;
	if (session_is_open(&c->session))
		session_held(&c->session, by, *slow, c->ctx->now);
	*slow = 0;
}

/* It is later; and so much of that was ours. */
static void see_time(struct app *a)
{
	struct client *c = &a->client;

	c->ctx->now = app_now(a);
	note_slow(c, &c->ctx->record.slow, SPAN("the disk of the record"));
	note_slow(c, &c->ctx->transcript.slow, SPAN("the disk of the transcript"));
	note_slow(c, &c->helper.keep.slow, SPAN("the disk of the message's file"));
	note_slow(c, &a->out.slow, SPAN("the screen or pipe"));
	note_slow(c, &a->err.slow, SPAN("the screen or pipe"));
}

/* A line goes: what is too little to be told held up none that goes later. */
static void forget_slow(struct app *a)
{
	struct client *c = &a->client;

	c->ctx->record.slow = c->ctx->transcript.slow = 0;
	c->helper.keep.slow = 0;
	a->out.slow = a->err.slow = 0;
}

/* What has come is told as far as all who are told have room for it. */
static void hear_octets(struct app *a)
{
	while (app_has_room(a) && session_heard(&a->client.session, a->ctx.now)) {
		helper_heard(&a->client);
		app_show(a);
	}
}

static bool is_helped(const struct client *c)
{
	return c->helper.phase || c->state == CLIENT_HELPING;
}

/*
 * The server has closed.  What it owed is said to whoever reads a script's output:
 * a person has seen it, and a helper says what became of its work.
 */
static void end_session(struct app *a)
{
	struct client *c = &a->client;
	char text[400];
	struct out why = OUT(text);
	enum status before = c->session.status,
		    status = session_ended(&c->session, &why, c->ctx->now);

	if (!status)
		return;
	if (a->person || is_helped(c))
		return;
	if (before)
		client_note(c, out_span(&why));
	else
		client_fail(c, status, out_span(&why));
}

static bool wants_octets(const struct app *a)
{
	return app_has_room(a) && conn_wants_read(&a->client.session.conn);
}

/* What was said is seen before it goes out: its reply may be written elsewhere, and at once. */
static void show_said(struct app *a)
{
	if (a->tty == &a->out)
		return;
	app_show(a);
	sink_flush(a->tty);
}

/* Nothing is read before all that came is told: so none of it is left when the end comes. */
void app_move(struct app *a)
{
	struct session *s = &a->client.session;
	int64_t flushed = s->conn.flushed;
	size_t n = 0;

	if (!session_is_open(s))
		return;
	show_said(a);
	conn_write(&s->conn);
	if (s->conn.flushed != flushed) {
		see_time(a);
		forget_slow(a);
		session_sent(s, a->ctx.now);
	}
	session_look(s);
	hear_octets(a);
	if (wants_octets(a))
		n = conn_read(&s->conn);
	see_time(a);
	session_shaken(s, a->ctx.now);
	if (s->conn.state == CONN_NONE)
		return;
	if (n) {
		see_time(a);
		session_arrived(s, n, a->ctx.now);
	}
	typist_follow(a);
	hear_octets(a);
	if (s->conn.state != CONN_OPEN)
		end_session(a);
}

/* TARGET is connected to after ~/.postelrc, in place of what was opened there. */
static void go(struct app *a)
{
	struct client *c = &a->client;

	if (!a->go || input_is_reading_rc(a) || !client_is_free(c))
		return;
	a->go = false;
	session_close(&c->session, a->ctx.now);
	c->target = a->target;
	link_open(c);
}

/* Is somebody to be told how to get out of a session? */
static bool wants_escape_told(const struct app *a)
{
	bool one_command = context_is_told_all(&a->ctx);

	return a->person && !a->screen.quiet && !one_command;
}

/* A connection has come, or gone. */
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

/* The time in which the socket was not looked at, because of our own side. */
static void note_held(struct app *a)
{
	struct session *s = &a->client.session;

	see_time(a);
	if (app_has_room(a))
		session_release(s, a->ctx.now);
	else if (session_is_open(s))
		session_hold(s, a->ctx.now);
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

/* A record or transcript could not be written: that is told once. */
static void note_unwritten(struct client *c)
{
	note_fault(c, &c->ctx->record);
	note_fault(c, &c->ctx->transcript);
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

/* Does the run end with what it was begun for? */
static bool is_to_leave(const struct app *a)
{
	return a->ctx.mode != RUN_PROMPT && !a->ctx.serve.ended;
}

/* Is nothing under way, and nothing asked for on the shell's line left to be done? */
static bool is_idle(const struct app *a)
{
	const struct client *c = &a->client;
	bool serves = c->ctx->serve.server && is_to_leave(a); /* that is all it does */

	if (a->go || a->command || serves)
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

static void turn(struct app *a)
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
		serve_go(c, &a->wait, app_has_room(a));
	}
	app_move(a);
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
	app_move(a);
	note_unwritten(c);
	typist_watch(a, was_open && !session_is_open(&c->session));
	input_forget_line(c);
	follow_link(a, was_open);
	typist_follow(a);
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

/* Woken long after the time that was asked for: we, not the server, slept. */
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

/* `moved`: something has happened, and may have made more possible. */
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
		os_wait_for(w, conn->sock, wants_octets(a), conn_wants_write(conn));
	link_wants(c, w);
	serve_wants(c, w);
	if (moved)
		w->deadline = c->ctx->now;
	os_wait(w);
	note_sleep(a, before);
}

static void drain(struct app *a)
{
	struct os_wait *w = &a->wait;
	int64_t last = a->dying ? os_now() + DRAIN_LAST : OS_NEVER;

	for (;;) {
		sink_flush(&a->out);
		sink_flush(&a->err);
		*w = (struct os_wait){ .out = sink_waits(&a->out), .err = sink_waits(&a->err) };
		if (!w->out && !w->err)
			return;
		w->deadline = last;
		os_wait(w);
		if (os_now() >= last || w->signals & ~(unsigned)OS_SIGNAL_RESIZE)
			return;
	}
}

/* Of a script: it went well, but nobody was logged in, though an option said how. */
static void note_unused(struct app *a)
{
	struct client *c = &a->client;
	char text[80];
	struct out o = OUT(text);
	bool went_well = c->session.opened && !c->session.status;

	if (a->person || !went_well)
		return;
	if (!c->ctx->how_help.given || c->ctx->how_help.used)
		return;
	out_text(&o, c->ctx->how_help.given);
	out_text(&o, " was not used: no command in this run logs in");
	client_warn(c, out_span(&o));
}

/* By its number in POSIX. */
static int signal_number(unsigned dying)
{
	if (dying & OS_SIGNAL_INTERRUPT)
		return 2;
	return dying & OS_SIGNAL_HANGUP ? 1 : 15;
}

/* The last event: with which exit status this run ends, and why. */
static void tell_end(struct app *a)
{
	struct session *s = &a->client.session;
	int signal = signal_number(a->dying);
	char text[40];
	struct out o = OUT(text);

	a->ctx.now = app_now(a);
	out_text(&o, "ended by signal ");
	out_number(&o, signal);
	if (a->dying)
		client_say(&a->client, EVENT_END, 128 + signal, out_span(&o));
	else
		client_say(&a->client, EVENT_END, (int64_t)s->status, span_of(s->reason));
}

static void end(struct app *a)
{
	if (input_is_script(a)) /* the server may have ended it before the script did */
		script_judge(&a->client);
	note_unused(a);
	see_time(a);
	session_release(&a->client.session, a->ctx.now);
	link_cancel(&a->client);
	serve_end(&a->client);
	session_close(&a->client.session, a->ctx.now);
	note_unwritten(&a->client);
	tell_end(a);
	typist_follow(a);
	app_show(a);
	record_close(&a->ctx.record);
	record_close(&a->ctx.transcript);
	row_lend(a);
	drain(a);
	edit_clear(&a->edit);
	feed_clear(&a->feed);
	if (a->dying)
		os_die(a->dying);
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
			turn(a);
			blocked = !app_has_room(a); /* so not all that came could be told */
			app_show(a);
			if (!is_over(a)) /* else what a pipe still holds came behind a prompt */
				row_paint(a);
			blocked |= !app_has_room(a);
			sink_flush(&a->out);
			sink_flush(&a->err);
			note_held(a);
			note_streams(a);
			moved = a->ctx.log.told != told;
			moved |= a->ctx.busy != busy || a->client.state != state;
			if (!is_over(a))
				wait_for_something(a, moved || (blocked && app_has_room(a)));
		}
	}
	end(a);
	return (int)a->client.session.status;
}
