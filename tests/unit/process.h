/*
 * process.h - a run without a process: its streams and its server are the test's.
 *
 * Standard input is a pipe that is typed into; what goes to standard output and
 * standard error is kept in pipes, too; the server is the other end of a socket
 * pair.  Nothing is waited for: after each step the loop takes turns until
 * nothing happens any more.
 *
 * What a user does and sees is a row of steps, each a mark and a text, in which |
 * stands for the end of a line:
 *
 *	"<250 OK"   the server says that line        "$"   and closes
 *	">NOOP"     a line is typed, or piped in     "'ab" so are octets
 *	"."         nothing more will be            "^C"   is pressed; ^W the window has another size,
 *	                                            ^T SIGTERM comes, ^H SIGHUP
 *	"cNOOP"     a command waits, as of -c        "rNOOP" as of ~/.postelrc
 *	"=NOOP"     that and no more is what the server got since it was looked at last
 *	"#NOOP"     the same, without the end of a line
 *	"!text"     what was told since the last step that did anything holds that, "~text" does not
 *	"+text"     what the screen got since then holds that, "-text" does not
 *	"?69"       is the status of the run         "Q", "q" it is over, it is not
 */
#ifndef TEST_PROCESS_H
#define TEST_PROCESS_H

#include "app/app.h"
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct app app;
static int keys_in = -1;        /* what is written here is typed */
static int screens[3];          /* what is written to a stream is read here */
static int server = -1;         /* the server's end */
static unsigned signals_due;    /* of enum os_signal, for the next turn */
static char told_room[1 << 16]; /* what was told since it was looked at last */
static char shown_room[1 << 16];
static struct out told, shown;

/* ---- what is told ---- */

static inline bool is_plumbing(enum event_kind kind)
{
	switch (kind) {
	case EVENT_ANCHOR:
	case EVENT_SENT:
	case EVENT_OCTETS:
	case EVENT_CHUNK:
	case EVENT_REPLY:
	case EVENT_PACE:
	case EVENT_BODY:
	case EVENT_UPLOAD:
	case EVENT_TCP:
	case EVENT_PAUSE: return true;
	default: return false;
	}
}

static inline void see_event(struct view *v, const struct event *e)
{
	(void)v;
	if (is_plumbing(e->kind))
		return;
	out_text(&told, event_word(e->kind));
	out_text(&told, ": ");
	out_put(&told, e->text);
	out_char(&told, '\n');
}

static struct view process_view = { see_event };

/* All that was told since the last time. */
static inline struct span process_told(void)
{
	struct span text = out_span(&told);

	told = OUT(told_room);
	return text;
}

/* Does it hold that?  If not, says what it holds. */
static inline bool is_told(const char *what)
{
	struct span text = process_told();
	bool found = span_holds(text, span_of(what));

	if (!found)
		printf("told: %.*s\n", (int)text.len, text.at);
	return found;
}

/* ---- streams ---- */

/* What goes there from now on goes into a pipe; the test itself keeps its stream. */
static inline void lead_stream(enum os_stream s)
{
	struct fault f = { 0 };
	int ends[2], kept = dup((int)s);

	if (kept < 0 || pipe(ends) != 0 || dup2(ends[1], (int)s) < 0)
		abort();
	os_write(s, SPAN(""), &f); /* it keeps a descriptor of its own */
	dup2(kept, (int)s);
	close(kept);
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	screens[s] = ends[0];
}

static inline void lead_keys(void)
{
	int ends[2];

	if (keys_in >= 0)
		close(keys_in);
	if (pipe(ends) != 0 || dup2(ends[0], 0) < 0)
		abort();
	close(ends[0]);
	fcntl(0, F_SETFL, O_NONBLOCK);
	keys_in = ends[1];
}

/* All that the screen got since process_shown. */
static inline struct span process_fetch(void)
{
	ssize_t n;

	sink_flush(&app.out);
	while (shown.len < shown.size &&
	       (n = read(screens[OS_OUT], shown.at + shown.len, shown.size - shown.len)) > 0) {
		shown.len += (size_t)n;
		sink_flush(&app.out);
	}
	return out_span(&shown);
}

static inline struct span process_shown(void)
{
	struct span text = process_fetch();

	shown = OUT(shown_room);
	return text;
}

/* ---- turns ---- */

static inline bool has_input(void)
{
	struct pollfd p = { 0, POLLIN, 0 };
	bool wanted =
	    app.person ? typist_wants(&app) : app.feed.open && queue_room(&app.feed.queue) > 0;

	return wanted && poll(&p, 1, 0) > 0;
}

/* One turn, as app_run has it; is anything new?  An end of input that a person's run saw is no news. */
static inline bool process_turn(void)
{
	int64_t before = app.ctx.log.told;
	enum context_busy busy = app.ctx.busy;

	app.wait.keys_ready = has_input() && !app.ctx.quit;
	app.wait.signals = signals_due;
	signals_due = 0;
	app.ctx.now = app_now(&app);
	app_turn(&app);
	app_show(&app);
	row_paint(&app);
	sink_flush(&app.out);
	octets_note_held(&app);
	return app.ctx.log.told != before || app.ctx.busy != busy || app.wait.keys_ready;
}

static inline void process_go(void)
{
	for (int i = 0; i < 200; i++)
		if (!process_turn() && !process_turn())
			return;
}

static inline void process_type(const char *keys)
{
	CHECK_NUMBER(write(keys_in, keys, strlen(keys)), (long long)strlen(keys));
	process_go();
}

/* Nothing more will be typed. */
static inline void process_end_input(void)
{
	close(keys_in);
	keys_in = -1;
	process_go();
}

/* ---- the server ---- */

static inline void server_says(const char *octets)
{
	size_t len = strlen(octets);

	CHECK_NUMBER(send(server, octets, len, MSG_NOSIGNAL), (long long)len);
	process_go();
}

/* All that was said to it since the last time; a NUL behind. */
static inline const char *server_hears(void)
{
	static char room[1 << 16];
	ssize_t n = recv(server, room, sizeof room - 1, MSG_DONTWAIT);

	room[n > 0 ? n : 0] = '\0';
	return room;
}

#define CHECK_HEARD(text) CHECK_SPANS(span_of(server_hears()), span_of(text))

static inline void server_closes(void)
{
	close(server);
	server = -1;
	process_go();
}

/* A connection is up, and the server has greeted. */
static inline void process_connect(const char *greeting)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0)
		abort();
	server = ends[1];
	app.client.has_target = true;
	app.client.tell.conn = ++app.ctx.connections;
	session_open(&app.client.session, ends[0], PROTOCOL_UNKNOWN, true, 0, app.ctx.now);
	server_says(greeting);
	process_told();
}

/* ---- steps ---- */

/* A text of a step: each | is the end of a line, and so is its own end, unless it is `bare`. */
static inline const char *step_text(const char *text, const char *end, bool bare)
{
	static char room[4096];
	struct out o = OUT(room);

	for (; *text; text++)
		if (*text == '|')
			out_text(&o, end);
		else
			out_char(&o, *text);
	out_text(&o, bare ? "" : end);
	out_char(&o, '\0');
	return room;
}

static inline unsigned step_signal(char letter)
{
	switch (letter) {
	case 'C': return OS_SIGNAL_INTERRUPT;
	case 'W': return OS_SIGNAL_RESIZE;
	case 'T': return OS_SIGNAL_TERMINATE;
	case 'H': return OS_SIGNAL_HANGUP;
	default: abort();
	}
}

/* Something happens; false: it is no such step. */
static inline bool step_does(const char *step)
{
	const char *enter = app.person ? "\r" : "\n", *text = step + 1;

	if (!strchr("<>'$.cr^", *step))
		return false;
	process_told();
	process_shown();
	switch (*step) {
	case '<': server_says(step_text(text, "\r\n", false)); break;
	case '>': process_type(step_text(text, enter, false)); break;
	case '\'': process_type(step_text(text, enter, true)); break;
	case '$': server_closes(); break;
	case '.': process_end_input(); break;
	case '^': signals_due = step_signal(*text); break;
	case 'c': CHECK(feed_put_line(&app.feed, SOURCE_OPTION_C, span_of(text))); break;
	case 'r': CHECK(feed_put_line(&app.feed, SOURCE_RC, span_of(text))); break;
	}
	process_go();
	return true;
}

static inline void step_finds(const char *step)
{
	struct span what = span_of(step + 1), shows = process_fetch();

	switch (*step) {
	case '=': CHECK_HEARD(*what.at ? step_text(what.at, "\r\n", false) : ""); break;
	case '#': CHECK_HEARD(what.at); break;
	case '!': CHECK(span_holds(out_span(&told), what)); break;
	case '~': CHECK(!span_holds(out_span(&told), what)); break;
	case '+': CHECK(span_holds(shows, what)); break;
	case '-': CHECK(!span_holds(shows, what)); break;
	case '?': CHECK_NUMBER(app.client.session.status, atoi(what.at)); break;
	case 'Q': CHECK(app.ctx.quit); break;
	case 'q': CHECK(!app.ctx.quit); break;
	default: abort();
	}
}

/* One conversation: what it shows, the server's greeting or "" where nobody is connected, the steps. */
struct play_row {
	const char *what, *greeting, *steps[20];
};

/* Plays steps up to a NULL; the first one that fails is shown, with what was told until then. */
static inline void process_play(const char *const *step)
{
	for (; *step; step++) {
		if (step_does(*step))
			continue;
		step_finds(*step);
		if (!test_broken)
			continue;
		printf("\tat step %s\n\ttold: ", *step);
		test_show(out_span(&told));
		printf("\n");
		return;
	}
}

/* ---- begin ---- */

static inline void begin_views(bool person)
{
	static bool led;

	if (!led) {
		lead_stream(OS_OUT);
		lead_stream(OS_ERR);
	}
	led = true;
	sink_begin(&app.out, OS_OUT);
	sink_begin(&app.err, OS_ERR);
	app.tty = &app.out;
	app.painted = OUT(app.painted_room);
	screen_begin(&app.screen, &app.painted);
	app.ctx.bytes = app.ctx.charset = SHOW_UTF8;
	app.cursor = app.owns_screen = app.screen.crlf = person;
	app.screen.dialogue = true;
	app.screen.columns = app.edit.paint.columns = 80;
	app.edit.recall.history = &app.history;
	timeline_add(&app.ctx.log, &app.screen.view);
	timeline_add(&app.ctx.log, &process_view);
}

/* A fresh run: a person types, or a script is read. */
static inline void process_begin(bool person, enum run_mode mode)
{
	if (session_is_open(&app.client.session))
		session_close(&app.client.session, app.ctx.now);
	if (server >= 0)
		close(server);
	server = -1;
	memset(&app, 0, sizeof app);
	told = OUT(told_room);
	shown = OUT(shown_room);
	app.start = os_now();
	app.ctx.now = app_now(&app);
	context_start(&app.ctx);
	client_start(&app.client, &app.ctx);
	app.person = app.ctx.person = app.client.session.person = person;
	app.ctx.mode = mode;
	feed_begin(&app.feed, SOURCE_SCRIPT, !person);
	begin_views(person);
	client_anchor(&app.client);
	lead_keys();
	process_go();
	process_told();
	process_shown();
}

/* A row of a run that has begun. */
static inline void process_play_row(const struct play_row *r)
{
	if (*r->greeting)
		process_connect(step_text(r->greeting, "\r\n", false));
	process_play(r->steps);
}

static inline void play_script(const struct play_row *r)
{
	process_begin(false, RUN_TARGET);
	process_play_row(r);
}

/* What is typed at TARGET, and at the prompt of a run that has none. */
static inline void play_typed(const struct play_row *r)
{
	process_begin(true, *r->greeting ? RUN_TARGET : RUN_PROMPT);
	process_play_row(r);
}

#endif
