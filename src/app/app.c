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
	struct desk *d = &a->desk;

	a->screen.charset = (enum show_charset)d->bytes;
	a->screen.echo = d->echo;
	a->screen.netdata = d->netdata;
	a->screen.options = d->options;
	a->screen.passthrough = d->passthrough;
	a->edit.text.charset = a->screen.charset;
	a->keys.bytes = d->bytes;
	d->session.hash = d->record.open;
	d->session.teaches = a->person && d->prefix >= 0; /* hints name :commands */
	d->session.prefix = d->prefix;
	d->tls.insecure = d->insecure;
	d->session.patience = desk_limit(d);
}

/* ---- the loop's steps ---- */

/* ^C ends what a person does at the prompt; one command alone ends with all of its run. */
static void interrupt(struct app *a)
{
	if (a->person && !a->desk.alone)
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
	if (s & OS_SIGNAL_SUSPEND || a->desk.suspend)
		typist_suspend(a);
	if (s & OS_SIGNAL_INTERRUPT)
		interrupt(a);
	a->dying |= s & (OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP);
	if (a->dying)
		a->desk.quit = true;
}

/* The machine slept, or somebody set its clock. */
static void watch_clock(struct app *a)
{
	const struct timeline *log = &a->desk.log;
	int64_t jump = os_utc() - log->anchor_utc - (a->desk.now - log->anchor_at);

	if (jump > -JUMP_TOLD && jump < JUMP_TOLD)
		return;
	timeline_mark(&a->desk.log, a->desk.now, EVENT_CLOCK, jump,
	    SPAN("the wall clock was set, or this machine slept"));
	desk_anchor(&a->desk);
}

bool app_has_room(const struct app *a)
{
	if (a->painted.size - a->painted.len < SINK_EVENT)
		return false;
	return sink_is_free(&a->out) && sink_is_free(&a->err);
}

/* The time in which a disk held us.  What is less waits until there is more. */
static void note_slow(struct desk *d, int64_t *slow, struct span by)
{
	if (*slow < HELD_LEAST)
		return;
	if (session_is_open(&d->session))
		session_held(&d->session, by, *slow, d->now);
	*slow = 0;
}

/* It is later; and so much of that was ours. */
static void see_time(struct app *a)
{
	struct desk *d = &a->desk;

	d->now = app_now(a);
	note_slow(d, &d->record.slow, SPAN("the disk of the record"));
	note_slow(d, &d->transcript.slow, SPAN("the disk of the transcript"));
	note_slow(d, &d->helper.keep.slow, SPAN("the disk of the message's file"));
	note_slow(d, &a->out.slow, SPAN("the screen or pipe"));
	note_slow(d, &a->err.slow, SPAN("the screen or pipe"));
}

/* A line goes: what is too little to be told held up none that goes later. */
static void forget_slow(struct app *a)
{
	struct desk *d = &a->desk;

	d->record.slow = d->transcript.slow = 0;
	d->helper.keep.slow = 0;
	a->out.slow = a->err.slow = 0;
}

/* What has come is told as far as all who are told have room for it. */
static void hear_octets(struct app *a)
{
	while (app_has_room(a) && session_heard(&a->desk.session, a->desk.now)) {
		helper_heard(&a->desk);
		app_show(a);
	}
}

static bool is_helped(const struct desk *d)
{
	return d->helper.phase || d->busy == DESK_HELPING;
}

/*
 * The server has closed.  What it owed is said to whoever reads a script's output:
 * a person has seen it, and a helper says what became of its work.
 */
static void end_session(struct app *a)
{
	struct desk *d = &a->desk;
	char text[400];
	struct out why = OUT(text);
	enum status before = d->session.status, status = session_ended(&d->session, &why, d->now);

	if (!status)
		return;
	if (a->person || is_helped(d))
		return;
	if (before)
		desk_note(d, out_span(&why));
	else
		desk_fail(d, status, out_span(&why));
}

static bool wants_octets(const struct app *a)
{
	return app_has_room(a) && conn_wants_read(&a->desk.session.conn);
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
	struct session *s = &a->desk.session;
	int64_t flushed = s->conn.flushed;
	size_t n = 0;

	if (!session_is_open(s))
		return;
	show_said(a);
	conn_write(&s->conn);
	if (s->conn.flushed != flushed) {
		see_time(a);
		forget_slow(a);
		session_sent(s, a->desk.now);
	}
	session_look(s);
	hear_octets(a);
	if (wants_octets(a))
		n = conn_read(&s->conn);
	see_time(a);
	session_shaken(s, a->desk.now);
	if (s->conn.state == CONN_NONE)
		return;
	if (n) {
		see_time(a);
		session_arrived(s, n, a->desk.now);
	}
	typist_follow(a);
	hear_octets(a);
	if (s->conn.state != CONN_OPEN)
		end_session(a);
}

static void go(struct app *a)
{
	struct desk *d = &a->desk;

	if (!a->go || a->reading_rc || d->busy == DESK_ASKING)
		return;
	a->go = false;
	link_open(d);
}

/* Is somebody to be told how to get out of a session? */
static bool wants_escape_told(const struct app *a)
{
	bool one_command = a->desk.alone;

	return a->person && !a->screen.quiet && !one_command;
}

/* A connection has come, or gone. */
static void follow_link(struct app *a, bool was_open)
{
	struct desk *d = &a->desk;
	bool is_open = session_is_open(&d->session);
	char text[80];
	struct out o = OUT(text);

	if (was_open == is_open)
		return;
	a->at_prompt = false;
	if (!is_open || !wants_escape_told(a))
		return;
	out_text(&o, "Escape character is '");
	settings_say_key(&o, d->escape);
	out_hint(&o, d->prefix < 0 ? SPAN("'.") : SPAN("'. ':help' lists the local commands."),
	    d->prefix);
	desk_tell(d, out_span(&o));
	if (d->session.nvt.on && !a->options.telnet)
		desk_tell(d,
		    SPAN(
			"Telnet character mode: keys are sent unchanged; the server controls the screen."));
}

static void run_shell(struct app *a)
{
	struct desk *d = &a->desk;
	struct fault f = { 0 };

	d->shell = false;
	row_lend(a);
	if (!os_shell(d->shell_line, &f))
		desk_fault(d, &f);
	row_regain(a, SPAN("a command of the system"));
}

/* The time in which the socket was not looked at, because of our own side. */
static void note_held(struct app *a)
{
	struct session *s = &a->desk.session;

	see_time(a);
	if (app_has_room(a))
		session_release(s, a->desk.now);
	else if (session_is_open(s))
		session_hold(s, a->desk.now);
}

static void note_fault(struct desk *d, struct record *r)
{
	if (!r->open || r->told)
		return;
	if (r->fault.kind == FAULT_NONE)
		return;
	r->told = true;
	desk_fault(d, &r->fault);
}

/* A record or transcript could not be written: that is told once. */
static void note_unwritten(struct desk *d)
{
	note_fault(d, &d->record);
	note_fault(d, &d->transcript);
}

static void note_streams(struct app *a)
{
	if (a->out.fault.kind == FAULT_NONE || a->desk.quit)
		return;
	if (a->out.fault.kind != FAULT_RESET)
		desk_fault(&a->desk, &a->out.fault);
	session_failed(&a->desk.session, STATUS_FILE);
	a->desk.quit = true;
}

/* Does the run end with what it was begun for? */
static bool is_to_leave(const struct app *a)
{
	return a->leave_when_closed && !a->desk.serve.ended;
}

/* Is nothing under way, and nothing asked for on the shell's line left to be done? */
static bool is_idle(const struct app *a)
{
	const struct desk *d = &a->desk;
	bool serves = d->serve.server && is_to_leave(a); /* that is all it does */

	if (a->go || a->command || serves)
		return false;
	return d->busy == DESK_FREE && !session_is_open(&d->session);
}

static bool is_over(const struct app *a)
{
	if (a->desk.quit)
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
	struct desk *d = &a->desk;
	bool was_open = session_is_open(&d->session);

	d->by = EVENT_BY_TYPED;
	hear_signals(a);
	watch_clock(a);
	if (a->wait.keys_ready)
		read_input(a);
	typist_late(a);
	link_go(d, &a->wait);
	if (d->serve.server) {
		app_show(a);
		serve_go(d, &a->wait, app_has_room(a));
	}
	app_move(a);
	input_answer(a);
	session_tick(&d->session, d->now);
	helper_heard(d);
	script_go(d);
	while (input_step(a))
		follow_settings(a);
	d->helper.mail.letter.input_ended = !a->feed.open;
	helper_go(d);
	go(a);
	input_end(a);
	app_move(a);
	note_unwritten(d);
	typist_watch(a, was_open && !session_is_open(&d->session));
	input_forget_line(d);
	follow_link(a, was_open);
	typist_follow(a);
	follow_settings(a);
	if (d->shell)
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
	struct session *s = &a->desk.session;
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
	struct desk *d = &a->desk;
	const struct conn *c = &d->session.conn;
	int64_t before = d->now;

	w->count = 0;
	w->deadline = os_earlier(session_deadline(&d->session, d->now), script_deadline(d));
	w->deadline = os_earlier(w->deadline, row_deadline(a));
	w->deadline = os_earlier(w->deadline, helper_deadline(d));
	w->keys = wants_keys(a);
	w->out = sink_waits(&a->out);
	w->err = sink_waits(&a->err);
	if (session_is_open(&d->session))
		os_wait_for(w, c->sock, wants_octets(a), conn_wants_write(c));
	link_wants(d, w);
	serve_wants(d, w);
	if (moved)
		w->deadline = d->now;
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
	struct desk *d = &a->desk;
	char text[80];
	struct out o = OUT(text);
	bool went_well = d->session.opened && !d->session.status;

	if (a->person || !went_well)
		return;
	if (!d->how_help.given || d->how_help.used)
		return;
	out_text(&o, d->how_help.given);
	out_text(&o, " was not used: no command in this run logs in");
	desk_warn(d, out_span(&o));
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
	struct session *s = &a->desk.session;
	int signal = signal_number(a->dying);
	char text[40];
	struct out o = OUT(text);

	a->desk.now = app_now(a);
	out_text(&o, "ended by signal ");
	out_number(&o, signal);
	if (a->dying)
		desk_say(&a->desk, EVENT_END, 128 + signal, out_span(&o));
	else
		desk_say(&a->desk, EVENT_END, (int64_t)s->status, span_of(s->reason));
}

static void end(struct app *a)
{
	if (input_is_script(a)) /* the server may have ended it before the script did */
		script_judge(&a->desk);
	note_unused(a);
	see_time(a);
	session_release(&a->desk.session, a->desk.now);
	link_cancel(&a->desk);
	serve_end(&a->desk);
	session_close(&a->desk.session, a->desk.now);
	note_unwritten(&a->desk);
	tell_end(a);
	typist_follow(a);
	app_show(a);
	record_close(&a->desk.record);
	record_close(&a->desk.transcript);
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
			int64_t told = a->desk.log.told;
			enum desk_busy busy = a->desk.busy;
			bool moved, blocked;

			a->desk.now = app_now(a);
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
			moved = a->desk.log.told != told || a->desk.busy != busy;
			if (!is_over(a))
				wait_for_something(a, moved || (blocked && app_has_room(a)));
		}
	}
	end(a);
	return (int)a->desk.session.status;
}
