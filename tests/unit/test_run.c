/* test_run.c - whole runs without a terminal: what they write where, and how they end. */
#define _GNU_SOURCE /* mkdtemp, setenv */
#include "run.h"

#include <sys/stat.h>

#define OUTPUT 0
#define ERRORS 1

/* The server's octets go to standard output exactly, all else to standard error. */
static void test_script(void)
{
	run_begin("postel 127.0.0.1 %");
	run_type("NOOP\nQUIT\n");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears("NOOP\r\n");
	peer_says("250 \033[mOK\n");
	peer_hears("QUIT\r\n");
	peer_says("221 bye\r\n");
	peer_closes();
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK_SPANS(out_span(&seen[OUTPUT]), SPAN("220 a ESMTP\r\n250 \033[mOK\n221 bye\r\n"));
	CHECK(run_showed(ERRORS, "Connected to"));
	CHECK(!run_showed(ERRORS, "220 a"));
}

static void test_script_refused(void)
{
	run_begin("postel -q 127.0.0.1 %");
	run_type("NOOP\n");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears("NOOP\r\n");
	peer_says("500 what\r\n");
	CHECK_NUMBER(run_end(), STATUS_REJECTED);
	CHECK(!run_showed(ERRORS, "Connected to"));
}

/* --stop: nothing is said behind the first failure. */
static void test_stop(void)
{
	run_begin("postel --stop 127.0.0.1 %");
	run_type("NOOP\n:expect 250\nRSET\n");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears("NOOP\r\n");
	peer_says("500 what\r\n");
	CHECK_NUMBER(run_end(), STATUS_DATA);
	CHECK(!run_showed(ERRORS, "RSET"));
}

static void test_json(void)
{
	run_begin("postel --json 127.0.0.1 % -c send?NOOP");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears_noop_and_quit();
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(run_showed(OUTPUT, "\"kind\":\"said\""));
	CHECK(run_showed(OUTPUT, "\"kind\":\"end\",\"status\":0"));
}

static const struct {
	const char *line, *error;
	enum status status;
} refused[] = {
	{ "postel --xyzzy", "--xyzzy: no such option", STATUS_USAGE },
	{ "postel --initial-response --no-initial-response h", "cannot be used together",
	    STATUS_USAGE },
	{ "postel --helo a\nb h", "--helo: the name contains a line end", STATUS_USAGE },
	{ "postel --password-file /nowhere/x h", "/nowhere/x", STATUS_NO_INPUT },
	{ "postel --password-fd 29 h",
	    "--password-fd 29: not a file descriptor that is open for reading\n", STATUS_NO_INPUT },
	{ "postel --token-fd 1 h", "--token-fd 1: not a file descriptor that is open for reading\n",
	    STATUS_NO_INPUT },
	{ "postel --log /nowhere/x h", "/nowhere/x", STATUS_NO_CREATE },
	{ "postel --transcript /nowhere/x h", "/nowhere/x", STATUS_NO_CREATE },
};

static void test_refused(void)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		run_begin(refused[i].line);
		run_end_input();
		CHECK_NUMBER(run_end(), refused[i].status);
		CHECK(run_showed(ERRORS, refused[i].error));
		if (test_broken)
			printf("\t%s: %.*s\n", refused[i].line, (int)seen[ERRORS].len,
			    seen[ERRORS].at);
	}
}

/* A file for the keys of TLS has a name. */
static void test_file_of_keys(void)
{
	setenv("SSLKEYLOGFILE", "-", 1);
	run_begin("postel pop3://127.0.0.1:%");
	CHECK_NUMBER(run_end(), STATUS_USAGE);
	CHECK(run_showed(ERRORS,
	    "SSLKEYLOGFILE: - is standard output, not a file; write ./- for a file named -\n"));
	setenv("SSLKEYLOGFILE", "", 1);
	run_begin("postel pop3://127.0.0.1:%");
	peer_accepts("+OK ready\r\n");
	run_end_input();
	peer_closes();
	CHECK_NUMBER(run_end(), 0);
	CHECK(!run_showed(ERRORS, "SSLKEYLOGFILE"));
	unsetenv("SSLKEYLOGFILE");
}

/* ---- logging in ---- */

static char folder[] = "/tmp/postel-run-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[80];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void put_file(const char *name, const char *text, mode_t mode)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(fchmod(fd, mode) == 0);
	close(fd);
}

/* What of a line with @ in place of the folder's path is begun. */
static void begin_in_folder(const char *line)
{
	char text[400];
	struct out o = OUT(text);

	for (; *line; line++)
		if (*line == '@' && line[1] == '/')
			out_text(&o, folder);
		else
			out_char(&o, *line);
	out_char(&o, '\0');
	run_begin(text);
}

/* POP3's dialogue up to its password. */
static void hear_login(const char *password)
{
	peer_accepts("+OK hi\r\n");
	peer_hears("CAPA\r\n");
	peer_says("+OK\r\nUSER\r\n.\r\n");
	peer_hears("USER bob\r\n");
	peer_says("+OK\r\n");
	peer_hears("PASS ");
	peer_hears(password);
	peer_hears("\r\n");
	peer_says("+OK in\r\n");
	peer_hears("STAT\r\n");
	peer_says("+OK 1 320\r\n");
	peer_hears("QUIT\r\n");
	peer_says("+OK\r\n");
}

#define LOGIN "postel --allow-cleartext --tls off "
#define STAT  " pop3://bob@127.0.0.1:% stat"

static void check_login(const char *line, const char *password)
{
	begin_in_folder(line);
	hear_login(password);
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(!run_showed(ERRORS, password));
	CHECK(!run_showed(OUTPUT, password));
}

static void test_secrets(void)
{
	setenv("POSTEL_PASSWORD", "of-environment", 1);
	check_login(LOGIN STAT, "of-environment");
	unsetenv("POSTEL_PASSWORD");
	put_file("secret", "hunter2\nrest\n", 0600);
	check_login(LOGIN "--password-file @/secret" STAT, "hunter2");
	put_file("secret", "hunter2\n", 0644);
	check_login(LOGIN "--force --password-file @/secret" STAT, "hunter2");
}

/* A secret that others can read is refused, before anything is connected to. */
static void test_exposed(void)
{
	put_file("secret", "hunter2\n", 0644);
	begin_in_folder(LOGIN "--password-file @/secret" STAT);
	CHECK_NUMBER(run_end(), STATUS_CONFIG);
	CHECK(run_showed(ERRORS, "secret"));
	CHECK(!run_showed(ERRORS, "hunter2"));
}

/* A login takes a password or a token. */
static void test_two_secrets(void)
{
	put_file("secret", "hunter2\n", 0600);
	begin_in_folder("postel --password-file @/secret --token-file @/secret" STAT);
	CHECK_NUMBER(run_end(), STATUS_USAGE);
	CHECK(run_showed(
	    ERRORS, "a password and a token are given, but a login takes only one of them"));
}

static void test_password_from_descriptor(void)
{
	run_begin(LOGIN "--password-fd 0" STAT);
	run_type("hunter2\n");
	run_end_input();
	hear_login("hunter2");
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

/* An option that says how to log in, where nothing does. */
static void test_unused_login(void)
{
	run_begin("postel --auth PLAIN 127.0.0.1 %");
	run_end_input();
	peer_accepts("220 a ESMTP\r\n");
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(run_showed(ERRORS, "--auth was not used: no command in this run logs in"));
}

/* ---- files ---- */

static bool file_holds(const char *name, const char *what)
{
	static char room[20000];
	struct fault f = { 0 };
	size_t len;

	return os_file_load(path_of(name), room, sizeof room, &len, &f) &&
	       span_holds((struct span){ room, len }, span_of(what));
}

static void test_files(void)
{
	begin_in_folder("postel --log @/log --transcript @/shown 127.0.0.1 % -c send?NOOP");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears_noop_and_quit();
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(file_holds("log", "C by=script octets=6: NOOP"));
	CHECK(file_holds("log", "run: postel --log "));
	CHECK(file_holds("log", " -c 'send NOOP'\n"));
	CHECK(file_holds("log", " end\n"));
	CHECK(file_holds("shown", "250 OK"));
	unlink(path_of("log"));
	unlink(path_of("shown"));
}

/* A disk that is full is told once, and is the status. */
static void test_full_disk(void)
{
	static const char told[] = "write to /dev/full";

	run_begin("postel --log /dev/full 127.0.0.1 % -c send?NOOP");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears_noop_and_quit();
	CHECK_NUMBER(run_end(), STATUS_FILE);
	run_shows(ERRORS, told);
	CHECK(!span_holds(span_from(out_span(&seen[ERRORS]), looked[ERRORS]), span_of(told)));
}

/* ---- ends ---- */

/* Whoever reads our results has gone: the run ends with them, and the server is told QUIT by nobody. */
static void test_reader_gone(void)
{
	run_begin("postel 127.0.0.1 %");
	peer_accepts("220 a ESMTP\r\n");
	run_shows(OUTPUT, "220 a ESMTP\r\n");
	close(run_seen[OUTPUT]);
	run_seen[OUTPUT] = -1;
	peer_says("220 more\r\n");
	CHECK_NUMBER(recv(peer, &(char){ 0 }, 1, 0), 0);
	CHECK_NUMBER(run_end(), STATUS_FILE);
}

static void check_signal(int signal, const char *told)
{
	run_begin("postel --json 127.0.0.1 %");
	peer_accepts("220 a ESMTP\r\n");
	run_shows(OUTPUT, "220 a ESMTP");
	kill(run_pid, signal);
	CHECK_NUMBER(run_end(), -signal);
	CHECK(run_showed(OUTPUT, told));
}

/* A signal that ends it is told, and is how the process ends. */
static void test_signals(void)
{
	check_signal(SIGTERM, "ended by signal 15");
	check_signal(SIGHUP, "ended by signal 1\"");
	check_signal(SIGINT, "ended by signal 2");
}

/* ---- words in front of TARGET ---- */

static void test_verbs(void)
{
	run_begin("postel connect 127.0.0.1 %");
	run_end_input();
	peer_accepts("220 a ESMTP\r\n");
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

/* The same speaks telnet; where the limits are tiny, there is no room for its answers. */
static void test_telnet(void)
{
	run_begin("postel telnet 127.0.0.1 %");
	run_end_input();
	peer_accepts("\377\375\030");
	peer_hears("\377\373\030");
	peer_closes();
	run_end();
}

/* What is done here alone needs nobody. */
static void test_local(void)
{
	run_begin("postel base64");
	run_type("hi\n");
	run_end_input();
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK_SPANS(out_span(&seen[OUTPUT]), SPAN("aGkK\n"));
	run_begin("postel --version");
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(run_showed(OUTPUT, "postel "));
}

/* Commands that are piped in where there is no TARGET. */
static void test_prompt_script(void)
{
	run_begin("postel");
	run_type("display quiet\nquit\n");
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(run_showed(ERRORS, "silence that ends a reply"));
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	RUN(test_script);
	RUN(test_script_refused);
	RUN(test_stop);
	RUN(test_json);
	RUN(test_refused);
	RUN(test_file_of_keys);
	RUN(test_secrets);
	RUN(test_exposed);
	RUN(test_two_secrets);
	RUN(test_password_from_descriptor);
	RUN(test_unused_login);
	RUN(test_files);
	RUN(test_full_disk);
	RUN(test_reader_gone);
	RUN(test_signals);
	RUN(test_verbs);
	if (CONN_OUT > 4 * 4096)
		RUN(test_telnet);
	RUN(test_local);
	RUN(test_prompt_script);
	unlink(path_of("secret"));
	rmdir(folder);
	return test_end("run");
}
