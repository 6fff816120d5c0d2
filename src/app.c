/* app.c - starts, loops, ends; see app.h. */
#include "app.h"

#include <string.h>

#define HELD_TOLD  (100 * OS_MS) /* of ours; less is not worth a word */
#define JUMP_TOLD  OS_S          /* of the wall clock */
#define DRAIN_LAST (2 * OS_S)    /* what a dying run still waits for its streams */

/* Microseconds, as records have them: so that a replay agrees to the digit. */
static int64_t now(const struct app *a)
{
	return a->start + (os_now() - a->start) / 1000 * 1000;
}

/* ---- what is seen where ---- */

void app_show(struct app *a)
{
	screen_settle(&a->screen);
	if (!a->painted.len)
		return;
	typist_hide(a);
	out_put(&a->face->out, out_span(&a->painted));
	a->painted = OUT(a->painted_room);
}

static bool has(const char *variable)
{
	const char *value = os_env(variable);

	return value && *value;
}

/* The first of LC_ALL, LC_CTYPE and LANG that says something: is it not UTF-8? */
static bool is_8bit(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (has(names[i])) {
			struct span value = span_of(os_env(names[i]));

			return !span_holds(value, SPAN("UTF")) && !span_holds(value, SPAN("utf"));
		}
	return false;
}

static bool is_dumb(void)
{
	return !has("TERM") || span_eq(span_of(os_env("TERM")), SPAN("dumb"));
}

static void begin_screen(struct app *a, bool out_terminal)
{
	enum os_stream stream = out_terminal ? OS_OUT : OS_ERR;
	bool terminal = os_is_terminal(stream);
	struct screen *s = &a->screen;

	a->face = out_terminal ? &a->out : &a->err;
	a->painted = OUT(a->painted_room);
	screen_begin(s, &a->painted);
	a->cursor = terminal && !is_dumb();
	a->desk.bytes = terminal && (is_dumb() || is_8bit());
	s->colour = a->cursor && !has("NO_COLOR");
	s->crlf = a->person;
	s->dialogue = (out_terminal && !a->options.json) || a->options.verbose;
	s->quiet = a->options.quiet;
	timeline_add(&a->desk.log, &s->view);
}

static void begin_views(struct app *a)
{
	bool out_terminal = os_is_terminal(OS_OUT) && !a->options.json;

	sink_begin(&a->out, OS_OUT);
	sink_begin(&a->err, OS_ERR);
	begin_screen(a, out_terminal);
	if (a->options.json) {
		json_begin(&a->json, &a->out.out);
		timeline_add(&a->desk.log, &a->json.view);
	} else if (!out_terminal) {
		raw_begin(&a->raw, &a->out.out);
		timeline_add(&a->desk.log, &a->raw.view);
	}
}

/* Settings that a command may have changed. */
static void follow_settings(struct app *a)
{
	struct desk *d = &a->desk;

	a->screen.charset = d->bytes ? SHOW_BYTES : SHOW_UTF8;
	a->screen.echo = d->echo;
	a->screen.netdata = d->netdata;
	a->edit.text.charset = a->screen.charset;
	a->keys.bytes = d->bytes;
	d->session.hash = d->record.open;
	if (d->session.timeout)
		d->limit = d->session.timeout;
}

/* ---- starting ---- */

static void begin_record(struct app *a)
{
	struct words w = { .count = 2, .word = { SPAN("log"), span_of(a->options.log) } };

	cmd_log(&a->desk, &w);
}

static void apply_options(struct app *a)
{
	const struct options *o = &a->options;
	struct desk *d = &a->desk;

	d->stop = o->stop;
	d->bodies = o->bodies;
	d->session.timeout = o->timeout;
	d->bind = o->bind;
	d->how.no4 = o->family == 6;
	d->how.no6 = o->family == 4;
	if (o->dns.family) {
		d->how.system.server[0] = o->dns;
		d->how.system.servers = 1;
		if (!o->dns.port)
			d->how.system.server[0].port = 53;
	}
	if (o->log)
		begin_record(a);
}

/* ~/.postelrc: commands, one a line, before all else. */
static void read_rc(struct app *a)
{
	const char *home = os_env("HOME");
	char path[512];
	struct out o = OUT(path);
	struct fault f = { 0 };
	size_t len;

	if (!home || !a->person || a->options.no_rc)
		return;
	out_text(&o, home);
	out_text(&o, "/.postelrc");
	out_char(&o, '\0');
	if (o.full)
		return;
	if (!os_file_load(path, a->feed.room, sizeof a->feed.room - 1, &len, &f)) {
		if (f.kind != FAULT_NO_FILE)
			desk_fault(&a->desk, &f);
		return;
	}
	feed_filled(&a->feed, len);
	if (len && a->feed.room[len - 1] != '\n')
		feed_put(&a->feed, SPAN("\n"));
	a->commands_only = true;
}

/* The words of a command, its line as it might have been typed. */
static void take_words(const struct options *o, size_t first, struct words *w)
{
	struct out line = OUT(w->text);

	for (size_t i = first; i < o->words && w->count < WORDS_MAX; i++) {
		w->word[w->count++] = o->word[i];
		if (i > first) {
			out_put(&line, o->word[i]);
			out_char(&line, ' ');
		}
	}
	w->rest = span_trim(out_span(&line));
}

/* Others can read a command line: nothing secret may stand on it. */
static bool is_secret(const struct command *c, const struct words *w)
{
	struct secret_state state = { 0 };

	if (c->flags & CMD_HIDDEN)
		return w->count > 1u + (w->count > 1 && span_eq(w->word[1], SPAN("-d")));
	return c->run == cmd_send && secret_recognised(&state, w->rest);
}

/* A command at that word of the shell's line; false: it can't stand there. */
static bool set_command(struct app *a, size_t at)
{
	const struct command *c = cmd_exact(a->options.word[at]);
	struct words w = { 0 };

	take_words(&a->options, at, &w);
	a->command = at + 1;
	a->feed.open = false;
	if (!c)
		desk_fail(&a->desk, STATUS_USAGE,
		    SPAN("behind TARGET stands a PORT or a command: see 'postel help'"));
	else if (is_secret(c, &w))
		desk_fail(&a->desk, STATUS_USAGE,
		    SPAN(
			"others can read this line: leave the secret out, and be asked, or pipe it in"));
	return a->desk.session.status == STATUS_DONE;
}

/* Carries it out, once there is what it needs. */
static void run_command(struct app *a)
{
	const struct command *c = cmd_exact(a->options.word[a->command - 1]);
	struct words w = { 0 };

	take_words(&a->options, a->command - 1, &w);
	a->command = 0;
	if (c->flags & CMD_CONNECTED && !session_is_open(&a->desk.session))
		desk_fail(
		    &a->desk, STATUS_UNAVAILABLE, SPAN("no connection: the command was not run"));
	else
		cmd_carry(&a->desk, c, &w);
	a->feed.open = a->desk.busy == DESK_ASKING; /* what is piped in is the answer */
}

/* TARGET, and what is to be done there. */
static bool begin_target(struct app *a)
{
	const struct options *o = &a->options;
	size_t n = target_words(o->word, o->words);
	char text[300];
	struct out why = OUT(text);

	if (!target_read(&a->desk.target, o->word, n, &why)) {
		desk_fail(&a->desk, STATUS_USAGE, out_span(&why));
		return false;
	}
	a->go = a->leave_when_closed = true;
	return n == o->words || set_command(a, n);
}

static bool is_shell_command(const struct options *o)
{
	const struct command *c = o->words && !o->force_target ? cmd_exact(o->word[0]) : NULL;

	return c && c->flags & CMD_SHELL && span_eq(o->word[0], cmd_name(c));
}

/* What is asked for on the shell's line is what a pipe is to get. */
static void answer_to_pipe(struct app *a)
{
	a->raw.local = true;
	a->screen.local = a->raw.view.see == NULL;
}

static void say_help(struct app *a)
{
	char text[4096];
	struct out o = OUT(text);

	options_help(&o);
	desk_tell(&a->desk, out_span(&o));
}

/* What this run is about; false: it is over already. */
static bool begin_work(struct app *a)
{
	const struct options *o = &a->options;

	if (!o->help && !o->version && !is_shell_command(o)) {
		read_rc(a);
		return !o->words || begin_target(a);
	}
	answer_to_pipe(a);
	a->leave_when_closed = true;
	if (o->help)
		say_help(a);
	else if (o->version)
		cmd_version(&a->desk, &(struct words){ .count = 1 });
	else
		return set_command(a, 0);
	return false;
}

static bool begin(struct app *a, int argc, char **argv)
{
	char text[200];
	struct out why = OUT(text);
	bool fine;

	os_start();
	os_env_forget("POSTEL_PASSWORD"); /* not for any child */
	a->start = os_now();
	a->desk.now = now(a);
	desk_start(&a->desk);
	fine = options_read(&a->options, argc, argv, &why);
	a->person = os_is_terminal(OS_IN) && (os_is_terminal(OS_OUT) || os_is_terminal(OS_ERR)) &&
		    (is_shell_command(&a->options) ||
			target_words(a->options.word, a->options.words) == a->options.words);
	a->desk.person = a->person;
	a->desk.by = EVENT_BY_SCRIPT;
	feed_begin(&a->feed, true);
	begin_views(a);
	if (!fine) {
		desk_fail(&a->desk, STATUS_USAGE, out_span(&why));
		return false;
	}
	desk_anchor(&a->desk);
	a->edit.recall.history = &a->history;
	a->edit.paint.dumb = !a->cursor;
	apply_options(a);
	if (a->options.log && !a->desk.record.open)
		return false;
	if (a->person)
		os_terminal_raw(true);
	typist_resize(a);
	return begin_work(a);
}

/* ---- the loop's steps ---- */

static void hear_signals(struct app *a)
{
	unsigned s = a->wait.signals;

	if (s & OS_SIGNAL_CONTINUE && a->person)
		os_terminal_raw(true);
	if (s & (OS_SIGNAL_RESIZE | OS_SIGNAL_CONTINUE))
		typist_resize(a);
	if (s & OS_SIGNAL_SUSPEND || a->desk.suspend)
		typist_suspend(a);
	if (s & OS_SIGNAL_INTERRUPT && a->person)
		typist_interrupt(a);
	else if (s & OS_SIGNAL_INTERRUPT)
		a->dying |= OS_SIGNAL_INTERRUPT;
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

static bool sinks_free(const struct app *a)
{
	return sink_is_free(&a->out) && sink_is_free(&a->err) &&
	       a->painted.size - a->painted.len >= SINK_EVENT;
}

static void move_octets(struct app *a)
{
	struct session *s = &a->desk.session;
	int64_t flushed = s->conn.flushed;
	size_t n = 0;

	if (!session_is_open(s))
		return;
	conn_write(&s->conn);
	if (s->conn.flushed != flushed)
		session_sent(s, a->desk.now = now(a));
	if (sinks_free(a) && conn_wants_read(&s->conn))
		n = conn_read(&s->conn);
	if (n)
		session_arrived(s, n, a->desk.now = now(a));
	while (sinks_free(a) && session_heard(s, a->desk.now))
		app_show(a);
	if (s->conn.state != CONN_OPEN)
		session_ended(s, a->desk.now);
}

/* The lines of a script are read while there is room for them. */
static void read_script(struct app *a)
{
	size_t room;
	char *at = feed_space(&a->feed, &room);
	long n = room ? os_keys(at, room) : OS_AGAIN;

	if (n == OS_BAD)
		desk_fail(&a->desk, STATUS_NO_INPUT, SPAN("standard input can't be read"));
	if (n == OS_END || n == OS_BAD)
		a->feed.open = false;
	if (n > 0)
		feed_filled(&a->feed, (size_t)n);
}

/* Does this pasted line need a yes first? */
static bool needs_confirming(struct app *a, struct span line)
{
	struct span local;

	if (!a->pasting || a->confirmed || !session_is_open(&a->desk.session) || a->at_prompt ||
	    !lines_local(a, line, &local))
		return false;
	desk_tell(&a->desk, line);
	a->confirming = true;
	return true;
}

static bool turn_has_come(const struct app *a)
{
	const struct desk *d = &a->desk;

	return !d->quit && d->busy == DESK_FREE && !a->confirming && sinks_free(a) &&
	       (!session_is_open(&d->session) || session_ready(&d->session, d->now));
}

static void take_line(struct app *a, struct span line)
{
	struct desk *d = &a->desk;

	d->pasted = a->pasting;
	d->by = a->person && !a->commands_only ? EVENT_BY_TYPED : EVENT_BY_SCRIPT;
	if (lines_take(a, line))
		feed_taken(&a->feed, line);
	d->pasted = a->confirmed = false;
}

/* One line of the feed, if its turn has come; false: not now. */
static bool step_feed(struct app *a)
{
	struct span line;

	if (!turn_has_come(a) || a->go)
		return false;
	if (a->command) {
		run_command(a);
		return true;
	}
	a->commands_only = a->commands_only && !feed_is_empty(&a->feed);
	switch (feed_line(&a->feed, &line)) {
	case FEED_LINE: break;
	case FEED_TOO_LONG:
		desk_fail(&a->desk, STATUS_DATA, SPAN("a line above 65,536 octets was left out"));
		return true;
	case FEED_NOTHING: a->pasting = a->pasting && !feed_is_empty(&a->feed); return false;
	case FEED_END: a->script_ended = true; return false;
	}
	if (needs_confirming(a, line))
		return false;
	take_line(a, line);
	app_show(a);
	move_octets(a);
	return true;
}

/* `postel base64 < FILE`: all of standard input is the word. */
static void answer_from_script(struct app *a)
{
	if (a->desk.busy == DESK_ASKING && !a->person && !a->feed.open) {
		typing_answered(&a->desk, queue_data(&a->feed.queue));
		feed_clear(&a->feed);
	}
}

/* Nothing more will be said: what was is judged, and the line is put down. */
static void end_script(struct app *a)
{
	struct desk *d = &a->desk;

	if (a->person || !a->script_ended || d->busy != DESK_FREE)
		return;
	if (session_is_open(&d->session) && !session_ready(&d->session, d->now))
		return;
	script_judge(d);
	session_close(&d->session, d->now);
}

static void go(struct app *a)
{
	struct desk *d = &a->desk;

	if (!a->go || a->commands_only)
		return;
	a->go = false;
	link_open(d);
}

/* A connection has come, or gone. */
static void follow_link(struct app *a, bool was_open)
{
	struct desk *d = &a->desk;
	bool is_open = session_is_open(&d->session);

	if (was_open == is_open)
		return;
	a->at_prompt = false;
	if (!is_open || !a->person || a->screen.quiet)
		return;
	if (d->escape == DESK_ESCAPE && d->prefix == DESK_PREFIX)
		desk_tell(d, SPAN("Escape character is '^]'. ':help' lists the local commands."));
	else
		desk_tell(d, SPAN("'display' tells your escape character and prefix."));
}

static void run_shell(struct app *a)
{
	struct desk *d = &a->desk;
	struct fault f = { 0 };
	int64_t before = os_now();

	d->shell = false;
	typist_hide(a);
	sink_flush(a->face);
	if (!os_shell(d->shell_line, &f))
		desk_fault(d, &f);
	d->now = now(a);
	if (session_is_open(&d->session))
		session_held(
		    &d->session, SPAN("a command of the system"), os_now() - before, d->now);
	typist_resize(a);
}

/* The time in which the socket was not looked at, because of our own side. */
static void note_held(struct app *a)
{
	struct desk *d = &a->desk;
	struct session *s = &d->session;
	bool looking = sinks_free(a);

	d->now = now(a);
	if (!session_is_open(s)) {
		a->held_from = 0;
		return;
	}
	if (!looking && !a->held_from)
		a->held_from = d->now;
	if (looking && a->held_from) {
		if (d->now - a->held_from >= HELD_TOLD)
			session_held(s, SPAN("the screen or pipe"), d->now - a->held_from, d->now);
		a->held_from = 0;
	}
	if (d->record.open && d->record.slow >= HELD_TOLD)
		session_held(s, SPAN("the disk of the record"), d->record.slow, d->now);
	d->record.slow = 0;
}

static void note_record(struct app *a)
{
	struct record *r = &a->desk.record;

	if (!r->open || r->fault.kind == FAULT_NONE || r->told)
		return;
	r->told = true;
	desk_fault(&a->desk, &r->fault);
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

static bool is_over(const struct app *a)
{
	const struct desk *d = &a->desk;
	bool idle = d->busy == DESK_FREE && !a->go && !a->command && !session_is_open(&d->session);

	return d->quit || (idle && (a->leave_when_closed || (!a->person && a->script_ended)));
}

static void turn(struct app *a)
{
	struct desk *d = &a->desk;
	bool was_open = session_is_open(&d->session);

	d->by = EVENT_BY_TYPED;
	hear_signals(a);
	watch_clock(a);
	if (a->wait.keys_ready && a->person)
		typist_read(a);
	else if (a->wait.keys_ready)
		read_script(a);
	typist_late(a);
	go(a);
	link_go(d, &a->wait);
	move_octets(a);
	answer_from_script(a);
	session_tick(&d->session, d->now);
	script_go(d);
	while (step_feed(a))
		follow_settings(a);
	end_script(a);
	move_octets(a);
	note_record(a);
	follow_link(a, was_open);
	follow_settings(a);
	if (d->shell)
		run_shell(a);
}

/* ---- waiting ---- */

static int64_t earlier(int64_t x, int64_t y)
{
	return x < y ? x : y;
}

/* `moved`: something has happened, and may have made more possible. */
static void wait_for_something(struct app *a, bool moved)
{
	struct os_wait *w = &a->wait;
	struct desk *d = &a->desk;
	const struct conn *c = &d->session.conn;
	int64_t before = d->now;

	w->count = 0;
	w->deadline = earlier(session_deadline(&d->session, d->now), script_deadline(d));
	w->deadline = earlier(w->deadline, typist_deadline(a));
	w->keys = a->person ? true : a->feed.open && queue_room(&a->feed.queue) > 0;
	w->out = sink_waits(&a->out);
	w->err = sink_waits(&a->err);
	if (session_is_open(&d->session))
		os_wait_for(w, c->sock, sinks_free(a) && conn_wants_read(c), conn_wants_write(c));
	link_wants(d, w);
	if (moved)
		w->deadline = d->now;
	os_wait(w);
	/* Woken long after the time that was asked for: we, not the server, slept. */
	if (w->deadline != OS_NEVER && session_is_open(&d->session) && w->deadline > before &&
	    os_now() > w->deadline + OS_S)
		session_held(&d->session, SPAN("this machine"), os_now() - w->deadline, now(a));
}

static void drain(struct app *a)
{
	struct os_wait *w = &a->wait;
	int64_t last = a->dying ? os_now() + DRAIN_LAST : OS_NEVER;

	while (sink_waits(&a->out) || sink_waits(&a->err)) {
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

static void end(struct app *a)
{
	link_cancel(&a->desk);
	session_close(&a->desk.session, a->desk.now);
	app_show(a);
	typist_hide(a);
	record_close(&a->desk.record);
	drain(a);
	if (a->person)
		os_terminal_raw(false);
	edit_clear(&a->edit);
	feed_clear(&a->feed);
	if (a->dying)
		os_die(a->dying);
}

int app_run(struct app *a, int argc, char **argv)
{
	if (begin(a, argc, argv)) {
		follow_settings(a);
		while (!is_over(a)) {
			int64_t told = a->desk.log.told;
			bool blocked;

			a->desk.now = now(a);
			turn(a);
			app_show(a);
			typist_paint(a);
			blocked = !sinks_free(a);
			sink_flush(&a->out);
			sink_flush(&a->err);
			note_held(a);
			note_streams(a);
			if (!is_over(a))
				wait_for_something(
				    a, a->desk.log.told != told || (blocked && sinks_free(a)));
		}
	}
	end(a);
	return (int)a->desk.session.status;
}
