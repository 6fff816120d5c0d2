/*
 * test_views.c - what a run is for whom: streams, terminal and environment decide; and what it
 * does where the terminal is somebody else's.
 */
#define _GNU_SOURCE /* posix_openpt, setenv */
#include "app/app.h"
#include "child.h"
#include "onterm.h"

static struct app app;

static void read_line(const char *line)
{
	static char room[400];
	static char *argv[20];
	char text[200];
	struct out why = OUT(text);
	int argc = 0;

	memset(&app, 0, sizeof app);
	snprintf(room, sizeof room, "%s", line);
	for (char *word = strtok(room, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	CHECK(options_read(&app.options, argc, argv, &why));
}

/* ---- whom it is for ---- */

static const struct asked_row {
	const char *line;
	bool person, prompt, types; /* at a terminal */
} asked[] = {
	{ "postel", true, true, true },
	{ "postel h", true, false, true },
	{ "postel h 25", true, false, true },
	{ "postel h 25 list", true, false, false },
	{ "postel h 25 send NOOP", false, false, false },
	{ "postel h 25 -c noop", true, false, false },
	{ "postel --help", true, true, false },
	{ "postel --version", true, true, false },
	{ "postel serve", true, true, true },
	{ "postel mx example.com", true, false, false },
	{ "postel base64", true, false, false },
	{ "postel -- base64", true, false, true },
	{ "postel BASE64", true, false, true }, /* a host */
	{ "telnet serve", true, false, true },
};

static void play_asked(const struct asked_row *r)
{
	read_line(r->line);
	app.person = asked_has_person(&app.options);
	CHECK(app.person == r->person);
	CHECK(asked_has_prompt(&app) == r->prompt);
	CHECK(asked_types_commands(&app, asked_command(&app.options)) == r->types);
}

static void ask_each(void)
{
	PLAY_ROWS(asked, play_asked, line);
	read_line("postel");
	dup2(open("/dev/null", O_RDWR), 1);
	CHECK(asked_has_person(&app.options)); /* seen on standard error */
	dup2(1, 2);
	CHECK(!asked_has_person(&app.options));
	dup2(1, 0);
	CHECK(!asked_has_person(&app.options));
}

static void test_asked(void)
{
	on_terminal(ask_each);
}

/* ---- what is seen ---- */

static const struct view_row {
	const char *term, *lc_all, *lc_ctype, *lang, *no_color, *line;
	enum show_charset charset;
	bool cursor, colour, dialogue;
	int quiet;
} views[] = {
	{ "xterm", NULL, NULL, NULL, NULL, "postel", SHOW_UTF8, true, true, true, SCREEN_ALL },
	{ "xterm", "C.UTF-8", "C", "C", NULL, "postel", SHOW_UTF8, true, true, true, SCREEN_ALL },
	{ "xterm", "de_DE.utf8", NULL, NULL, NULL, "postel", SHOW_UTF8, true, true, true,
	    SCREEN_ALL },
	{ "xterm", "", "de_DE.ISO8859-1", "C", NULL, "postel", SHOW_BYTES, true, true, true,
	    SCREEN_ALL },
	{ "xterm", NULL, NULL, "ru_RU.KOI8-R", NULL, "postel", SHOW_BYTES, true, true, true,
	    SCREEN_ALL },
	{ "xterm", NULL, NULL, "C", NULL, "postel", SHOW_ASCII, true, true, true, SCREEN_ALL },
	{ "xterm", NULL, NULL, NULL, "1", "postel", SHOW_UTF8, true, false, true, SCREEN_ALL },
	{ "dumb", NULL, NULL, NULL, NULL, "postel", SHOW_ASCII, false, false, true, SCREEN_ALL },
	{ NULL, NULL, NULL, NULL, NULL, "postel", SHOW_ASCII, false, false, true, SCREEN_ALL },
	{ "dumb", NULL, NULL, "de.CP1252", NULL, "postel", SHOW_BYTES, false, false, true,
	    SCREEN_ALL },
	{ "xterm", NULL, NULL, NULL, NULL, "postel -q", SHOW_UTF8, true, true, true, SCREEN_QUIET },
	{ "xterm", NULL, NULL, NULL, NULL, "postel --json", SHOW_UTF8, true, true, false,
	    SCREEN_ALL },
	{ "xterm", NULL, NULL, NULL, NULL, "postel --json -v", SHOW_UTF8, true, true, true,
	    SCREEN_ALL },
};

static void put_variable(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void play_view(const struct view_row *r)
{
	put_variable("TERM", r->term);
	put_variable("LC_ALL", r->lc_all);
	put_variable("LC_CTYPE", r->lc_ctype);
	put_variable("LANG", r->lang);
	put_variable("NO_COLOR", r->no_color);
	read_line(r->line);
	context_start(&app.ctx);
	views_begin(&app);
	CHECK_NUMBER(app.ctx.charset, r->charset);
	CHECK(app.cursor == r->cursor && app.screen.colour == r->colour);
	CHECK(app.screen.dialogue == r->dialogue);
	CHECK_NUMBER(app.screen.quiet, r->quiet);
	CHECK(app.tty == (app.options.json ? &app.err : &app.out));
	CHECK((app.json.view.see != NULL) == app.options.json);
	CHECK(!app.raw.view.see);
}

/* Where standard output is a pipe it gets the octets, and standard error what a screen shows. */
static void view_pipe(void)
{
	int ends[2];

	CHECK(pipe(ends) == 0 && dup2(ends[1], 1) == 1);
	put_variable("TERM", "xterm");
	read_line("postel");
	context_start(&app.ctx);
	app.person = true;
	views_begin(&app);
	CHECK(app.tty == &app.err && app.raw.view.see);
	CHECK(app.cursor && !app.owns_screen); /* its reader may write there, too */
	CHECK(!app.screen.dialogue && app.screen.typed);
}

static void view_each(void)
{
	PLAY_ROWS(views, play_view, line);
	view_pipe();
}

static void test_views(void)
{
	on_terminal(view_each);
}

/* ---- in the background ---- */

static void begin_person(enum run_mode mode)
{
	put_variable("TERM", "xterm");
	read_line("postel");
	app.start = os_now();
	context_start(&app.ctx);
	client_start(&app.client, &app.ctx);
	app.person = true;
	app.ctx.mode = mode;
	app.edit.paint.columns = 80;
	views_begin(&app);
}

/* A job in the background of this terminal: how it ends, once it was given the terminal. */
static int end_of_job(void (*job)(void), bool stops)
{
	int status = -1;
	pid_t pid;

	signal(SIGTTOU, SIG_IGN);
	fflush(stdout);
	pid = child_fork();
	if (pid == 0) {
		setpgid(0, 0);
		job();
		fflush(stdout);
		_exit(test_broken);
	}
	setpgid(pid, pid);
	if (stops) {
		waitpid(pid, &status, WUNTRACED);
		CHECK(WIFSTOPPED(status));
		tcsetpgrp(0, pid);
		kill(pid, SIGCONT);
	}
	waitpid(pid, &status, 0);
	tcsetpgrp(0, getpgrp());
	return status;
}

/* A person's program stops there, as a shell edits its line on that terminal, and goes on when it is given. */
static void paint_in_background(void)
{
	begin_person(RUN_PROMPT);
	row_paint(&app);
	CHECK(app.owned);
	CHECK(!row_is_in_background(&app));
	CHECK(app.tty->out.len > 0);
}

static void stop_in_background(void)
{
	CHECK_NUMBER(end_of_job(paint_in_background, true), 0);
}

/* One command works there, writes no row and reads no keys, until it has something to ask. */
static void work_in_background(void)
{
	begin_person(RUN_HELPER);
	CHECK(row_is_in_background(&app));
	CHECK(!row_has_to_stop(&app));
	row_paint(&app);
	CHECK(!app.owned);
	CHECK_NUMBER(app.tty->out.len, 0);
	CHECK(!typist_wants(&app));
	row_lend(&app); /* nor does it touch the modes */
	app.ctx.busy = CONTEXT_ASKING;
	CHECK(row_has_to_stop(&app));
	app.ctx.busy = CONTEXT_FREE;
	typist_continue(&app, OS_SIGNAL_CONTINUE);
	CHECK(!app.owned);
}

static void go_on_in_background(void)
{
	CHECK_NUMBER(end_of_job(work_in_background, false), 0);
}

/* A signal that ends it does so there, too: it is not stopped first. */
static void end_there(void)
{
	begin_person(RUN_PROMPT);
	os_catch_signals();
	raise(SIGTERM);
	row_stop(&app);
	CHECK(app.ctx.quit);
	CHECK_NUMBER(app.end_signals, OS_SIGNAL_TERMINATE);
}

static void end_in_background(void)
{
	CHECK_NUMBER(end_of_job(end_there, false), 0);
}

static void test_background(void)
{
	on_terminal(stop_in_background);
	on_terminal(go_on_in_background);
	on_terminal(end_in_background);
}

int main(void)
{
	RUN(test_asked);
	RUN(test_views);
	RUN(test_background);
	return test_end("views");
}
