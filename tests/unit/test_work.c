/* test_work.c - what the shell's line asks for: a row for each line. */
#define _GNU_SOURCE /* mkdtemp, setenv */
#include "process.h"

#include <stdlib.h>
#include <sys/stat.h>

/* Each ? of a word is a blank. */
static char *spread(char *word)
{
	for (char *at = word; *at; at++)
		*at = *at == '?' ? ' ' : *at;
	return word;
}

/* The line's words become a run that has not begun: options, then what start.c does behind them. */
static bool is_begun(bool person, const char *line)
{
	static char room[1000];
	static char *argv[40];
	char text[200];
	struct out why = OUT(text);
	int argc = 0;

	process_begin(person, RUN_PROMPT);
	snprintf(room, sizeof room, "%s", line);
	for (char *word = strtok(room, " "); word; word = strtok(NULL, " "))
		argv[argc++] = spread(word);
	argv[argc] = NULL;
	CHECK(options_read(&app.options, argc, argv, &why));
	CHECK(apply_login(&app.client, &app.options));
	app.options.no_rc = true;
	return work_begin(&app);
}

/* What the run is for: its mode, its TARGET and the command's place, in words. */
static struct span goal(bool begun)
{
	static const char modes[] = "prompt\0local\0target\0command\0helper\0lines";
	static char text[200];
	struct out o = OUT(text);

	if (!begun)
		out_text(&o, "no ");
	out_text(&o, span_nth(modes, app.ctx.mode));
	if (app.target_waits) {
		out_char(&o, ' ');
		out_text(&o, app.target.host);
		out_char(&o, ' ');
		out_number(&o, app.target.port);
	}
	if (app.command) {
		out_text(&o, " command ");
		out_number(&o, (int64_t)app.command);
	}
	out_text(&o, app.feed.open ? " input" : "");
	return out_span(&o);
}

static const struct work_row {
	const char *line, *goal, *told; /* told: a part of it; NULL: nothing is */
	enum status status;
} rows[] = {
	/* TARGET */
	{ "postel", "prompt input", NULL, 0 },
	{ "postel h", "target h 23 input", NULL, 0 },
	{ "postel h 25", "target h 25 input", NULL, 0 },
	{ "postel h -25", "target h 25 input", NULL, 0 },
	{ "postel smtp://h", "target h 25 input", NULL, 0 },
	{ "postel --server h --port 26", "target h 26 input", NULL, 0 },
	{ "postel h 99999", "no prompt input", "fault: ", STATUS_USAGE },
	{ "postel -- help", "target help 23 input", NULL, 0 },
	{ "postel smtp://bob:hunter2@h", "no prompt input", "fault: ", STATUS_USAGE },

	/* a command behind it */
	{ "postel pop3://h stat", "helper h 110 command 2", NULL, 0 },
	{ "postel h 110 stat", "helper h 110 command 3", NULL, 0 },
	{ "postel h 25 send NOOP", "command h 25 command 3", NULL, 0 },
	{ "postel pop3://h --pipelining stat", "helper h 110 command 2",
	    "warning: --pipelining is ignored: only send-mail uses it", 0 },
	{ "postel pop3://h xyzzy", "no command h 110 command 2", "fault: ?", STATUS_USAGE },
	{ "postel pop3://h --xyzzy", "no command h 110 input", "--xyzzy: no such option",
	    STATUS_USAGE },
	{ "postel stat", "target stat 23 input", NULL, 0 },
	{ "postel send-mail --from=x", "no command send-mail 23 input",
	    "send-mail needs a server in front of it: postel HOST COMMAND ...", STATUS_USAGE },

	/* secrets: others can read the command line */
	{ "postel h 110 send PASS hunter2", "no command h 110 command 3",
	    "other users can read the command line", STATUS_USAGE },
	{ "postel base64 hunter2", "no local command 1", "other users can read", STATUS_USAGE },
	{ "postel base64 -d aHVudGVyMg==", "no local command 1", "other users can read",
	    STATUS_USAGE },
	{ "postel base64", "local command 1", NULL, 0 },
	{ "postel base64 -d", "local command 1", NULL, 0 },

	/* no TARGET */
	{ "postel mx example.com", "local command 1", NULL, 0 },
	{ "postel serve", "local command 1", NULL, 0 },
	{ "postel --auth PLAIN mx example.com", "no local command 1",
	    "--auth: this command does not log in", STATUS_USAGE },
	{ "postel --password-file f serve", "local command 1", NULL, 0 },
	{ "postel --auth PLAIN --password-file f serve", "no local command 1",
	    "--auth: this command does not log in", STATUS_USAGE },
	{ "postel --version", "no local input", "postel ", 0 },
	{ "postel --help", "no local input", "usage: postel [OPTION]... [TARGET [PORT]]", 0 },
	{ "postel --help mx", "no local input", "mx ", 0 },
	{ "postel --help h 110 stat", "no local input", "local:   stat ", 0 },
	{ "postel --no-commands", "no prompt input",
	    "--no-commands: a script cannot connect then; give a TARGET", STATUS_USAGE },

	/* -c */
	{ "postel h 25 -c noop", "lines h 25", NULL, 0 },
	{ "postel -c noop", "no prompt input", "fault: ", STATUS_USAGE },
	{ "postel h 25 -c noop stat", "no lines h 25", "give one command, or several with -c",
	    STATUS_USAGE },
	{ "postel h 25 -c send?PASS?hunter2", "no lines h 25", "-c: a command contains a secret",
	    STATUS_USAGE },
	{ "postel h 25 -c PASS?hunter2", "no lines h 25", "-c: a command contains a secret",
	    STATUS_USAGE },
	{ "postel h 25 -c :auth?PLAIN?aGk=", "no lines h 25", "-c: a command contains a secret",
	    STATUS_USAGE },
	{ "postel h 25 -c open?smtp://bob:hunter2@h", "no lines h 25",
	    "-c: a command contains a secret", STATUS_USAGE },
	{ "postel h 25 -c base64?hunter2", "no lines h 25", "-c: a command contains a secret",
	    STATUS_USAGE },
	{ "postel h 25 -c send?USER?bob -c send?hunter2", "no lines h 25",
	    "-c: a command contains a secret", STATUS_USAGE },
	{ "postel h 25 -c noop\nquit", "no lines h 25", "or a line end", STATUS_USAGE },

	/* options that are of no use there */
	{ "postel --helo x pop3://h", "target h 110 input",
	    "warning: --helo is ignored: only SMTP has EHLO", 0 },
	{ "postel --pipelining pop3://h", "target h 110 input",
	    "warning: --pipelining is ignored: only SMTP's send-mail uses it", 0 },
};

static void play_work(const struct work_row *r)
{
	bool begun = is_begun(false, r->line);

	CHECK_SPANS(goal(begun), span_of(r->goal));
	if (r->told)
		CHECK(is_told(r->told));
	else
		CHECK_SPANS(process_told(), SPAN(""));
	CHECK_NUMBER(app.client.session.status, r->status);
}

static void test_rows(void)
{
	PLAY_ROWS(rows, play_work, line);
}

/* ---- carried out ---- */

/* What needs a connection is not run where there is none. */
static void test_no_connection(void)
{
	CHECK(is_begun(false, "postel h 25 send NOOP"));
	app.target_waits = false; /* it could not be reached */
	process_turn();
	CHECK(is_told("fault: no connection: the command was not run"));
	CHECK_NUMBER(app.client.session.status, STATUS_UNAVAILABLE);
}

static void test_send(void)
{
	CHECK(is_begun(false, "postel h 25 send NOOP"));
	app.target_waits = false;
	process_connect("220 a ESMTP\r\n");
	CHECK_HEARD("NOOP\r\n");
	server_says("250 OK\r\n");
	CHECK(is_told("closed: "));
}

/* Its answer is piped in. */
static void test_local(void)
{
	CHECK(is_begun(false, "postel base64"));
	process_type("hi");
	CHECK_NUMBER(app.ctx.busy, CONTEXT_ASKING);
	process_end_input();
	CHECK(is_told("aGk="));
}

/* A helper begins when there is a connection; where there is none, it has nothing to do. */
static void test_helper(void)
{
	CHECK(is_begun(false, "postel pop3://h stat"));
	app.target_waits = false;
	work_run_command(&app);
	CHECK_NUMBER(app.client.state, CLIENT_IDLE);
	CHECK_NUMBER(app.command, 0);
	CHECK(is_begun(false, "postel pop3://h stat"));
	app.target_waits = false;
	app.client.session.opened = 1;
	work_run_command(&app);
	CHECK_NUMBER(app.client.state, CLIENT_HELPING);
	link_cancel(&app.client);
}

/* What is sent as it was typed is sent whole or not at all. */
static void test_long_line(void)
{
	static char room[LINE_LIMIT + 100];
	struct span *word = app.options.word;

	memset(room, 'x', sizeof room);
	CHECK(is_begun(false, "postel h 25 send NOOP"));
	process_begin(false, RUN_PROMPT);
	word[0] = SPAN("h");
	word[1] = SPAN("25");
	word[2] = SPAN("send");
	word[3] = (struct span){ room, sizeof room };
	app.options.words = 4;
	CHECK(!work_begin(&app));
	CHECK(is_told("octets, but at most 65,536 can be sent: nothing was sent"));
	CHECK_NUMBER(app.client.session.status, STATUS_DATA);
}

/* ---- ~/.postelrc ---- */

static char home[] = "/tmp/postel-work-XXXXXX";

static void put_rc(const char *text)
{
	char path[60];
	int fd;

	snprintf(path, sizeof path, "%s/.postelrc", home);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void drop_rc(void)
{
	char path[60];

	snprintf(path, sizeof path, "%s/.postelrc", home);
	unlink(path);
}

/* A person's run without TARGET begins; what of the file was carried out is told. */
static struct span begin_with_rc(bool person, bool no_rc)
{
	process_begin(person, RUN_PROMPT);
	app.options.no_rc = no_rc;
	CHECK(work_begin(&app));
	process_go();
	return process_told();
}

static void test_rc(void)
{
	struct span text;

	if (!mkdtemp(home))
		abort();
	setenv("HOME", home, 1);
	CHECK_SPAN(begin_with_rc(true, false), "");
	put_rc("display quiet\ndisplay escape"); /* the last line has no end */
	text = begin_with_rc(true, false);
	CHECK(span_holds(text, SPAN("local: quiet")) && span_holds(text, SPAN("local: escape")));
	CHECK_SPAN(begin_with_rc(true, true), "");
	CHECK_SPAN(begin_with_rc(false, false), "");
	put_rc("xyzzy\n");
	CHECK(span_holds(
	    begin_with_rc(true, false), SPAN("fault: line 1 of ~/.postelrc: ?Invalid command")));
	drop_rc();
	unsetenv("HOME");
	CHECK_SPAN(begin_with_rc(true, false), "");
}

/* One that can't be read is told, and the run goes on. */
static void test_unreadable_rc(void)
{
	char path[60];

	setenv("HOME", home, 1);
	snprintf(path, sizeof path, "%s/.postelrc", home);
	CHECK_NUMBER(mkdir(path, 0700), 0);
	CHECK(span_holds(begin_with_rc(true, false), SPAN("fault: ")));
	rmdir(path);
	rmdir(home);
	CHECK_SPAN(begin_with_rc(true, false), "");
}

/* A path that has no room is none. */
static void test_long_home(void)
{
	char path[700];

	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	setenv("HOME", path, 1);
	CHECK_SPAN(begin_with_rc(true, false), "");
}

int main(void)
{
	RUN(test_rows);
	RUN(test_no_connection);
	RUN(test_send);
	RUN(test_local);
	RUN(test_helper);
	RUN(test_long_line);
	RUN(test_rc);
	RUN(test_unreadable_rc);
	RUN(test_long_home);
	return test_end("work");
}
