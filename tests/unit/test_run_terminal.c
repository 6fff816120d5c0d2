/* test_run_terminal.c - whole runs at a terminal: what is seen there, and whose it is when they end. */
#define _GNU_SOURCE /* posix_openpt, setenv, mkdtemp */
#include "run.h"

#define SCREEN 0
#define CTRL_D "\x04"
#define ESCAPE "\x1d"

/* Is the terminal as it was, lines and echo and all? */
static bool is_cooked(void)
{
	struct termios t;

	return tcgetattr(run_seen[SCREEN], &t) == 0 && t.c_lflag & ICANON && t.c_lflag & ECHO;
}

static void test_prompt(void)
{
	run_on_terminal("postel --no-rc");
	run_shows(SCREEN, "postel> ");
	CHECK(!is_cooked());
	run_type("display quiet\r");
	run_shows(SCREEN, "silence that ends a reply");
	run_shows(SCREEN, "postel> ");
	run_type("quit\r");
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

/* How to get out is told where it is not known; and the way works. */
static void test_session(void)
{
	run_on_terminal("postel --no-rc 127.0.0.1 %");
	peer_accepts("220 a ESMTP\r\n");
	run_shows(SCREEN, "Escape character is '^]'. ':help' lists the local commands.");
	run_shows(SCREEN, "220 a ESMTP");
	run_type("NOOP\r");
	peer_hears("NOOP\r\n");
	peer_says("250 OK\r\n");
	run_shows(SCREEN, "250 OK");
	run_type("\x03");
	run_shows(SCREEN, "^C does not leave.");
	run_type(CTRL_D);
	run_shows(SCREEN, "^D again sends QUIT");
	run_type(CTRL_D);
	peer_hears("QUIT\r\n");
	peer_says("221 bye\r\n");
	peer_closes();
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

/* Telnet's name: its options and its prompt; no line is local. */
static void test_telnet(void)
{
	run_on_terminal("telnet -8 -e ^X -l bob 127.0.0.1 %");
	peer_accepts("hello\r\n");
	run_shows(SCREEN, "Escape character is '^X'.");
	run_type(":x\r");
	peer_hears(":x\r\n");
	run_type("\x18");
	run_shows(SCREEN, "telnet> ");
	run_type("quit\r");
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(!run_showed(SCREEN, "list the local"));
	run_on_terminal("telnet -E -a 127.0.0.1 %");
	peer_accepts("hello\r\n");
	run_shows(SCREEN, "Escape character is 'off'.");
	peer_closes();
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

static void test_resize(void)
{
	struct winsize size = { .ws_col = 40, .ws_row = 24 };

	run_on_terminal("postel --no-rc 127.0.0.1 %");
	peer_accepts("hello\r\n");
	run_shows(SCREEN, "hello");
	run_type("abcdefghijklmnopqrstuvwxyz");
	run_shows(SCREEN, "xyz");
	CHECK(ioctl(run_seen[SCREEN], TIOCSWINSZ, &size) == 0);
	run_shows(SCREEN, "abcdefghijklmnopqrstuvwxyz"); /* it is painted anew */
	run_type("\r");
	peer_hears("abcdefghijklmnopqrstuvwxyz\r\n");
	peer_closes();
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

/* ^Z: the terminal is the shell's until it continues us. */
static void test_suspended(void)
{
	int status = 0;

	run_on_terminal("postel --no-rc 127.0.0.1 %");
	peer_accepts("220 a ESMTP\r\n");
	run_shows(SCREEN, "220 a ESMTP");
	run_type("\x1a");
	CHECK_NUMBER(waitpid(run_pid, &status, WUNTRACED), run_pid);
	CHECK(WIFSTOPPED(status));
	CHECK(is_cooked());
	kill(run_pid, SIGCONT);
	run_type("NOOP\r");
	peer_hears("NOOP\r\n");
	CHECK(!is_cooked());
	peer_says("250 OK\r\n");
	run_type(":z\r");
	CHECK_NUMBER(waitpid(run_pid, &status, WUNTRACED), run_pid);
	CHECK(WIFSTOPPED(status));
	kill(run_pid, SIGCONT);
	run_type("RSET\r");
	peer_hears("RSET\r\n");
	peer_closes();
	run_end();
}

/* The same by a command, where nothing else happens: it is carried out at once. */
static void test_suspended_by_command(void)
{
	int status = 0;

	run_on_terminal("postel --no-rc");
	run_shows(SCREEN, "postel> ");
	run_type("z\r");
	CHECK_NUMBER(waitpid(run_pid, &status, WUNTRACED), run_pid);
	CHECK(WIFSTOPPED(status));
	kill(run_pid, SIGCONT);
	run_shows(SCREEN, "postel> ");
	run_type("quit\r");
	CHECK_NUMBER(run_end(), STATUS_DONE);
}

/* A command of the system has the terminal to itself. */
static void test_shell(void)
{
	setenv("SHELL", "/bin/sh", 1);
	run_on_terminal("postel --no-rc");
	run_shows(SCREEN, "postel> ");
	run_type("!stty -a; echo a''b\r");
	run_shows(SCREEN, " icanon");
	run_shows(SCREEN, "ab");
	run_shows(SCREEN, "postel> ");
	run_type("quit\r");
	CHECK_NUMBER(run_end(), STATUS_DONE);
	run_on_terminal("postel --no-rc --no-shell");
	run_shows(SCREEN, "postel> ");
	run_type("!echo a''b\r");
	run_shows(SCREEN, "--no-shell");
	run_type("quit\r");
	run_end();
	CHECK(!run_showed(SCREEN, "\nab"));
}

/* The terminal is put back when a signal ends us, too; when it has gone, the run ends. */
static void test_ended(void)
{
	run_on_terminal("postel --no-rc");
	run_shows(SCREEN, "postel> ");
	kill(run_pid, SIGTERM);
	CHECK_NUMBER(run_end(), -SIGTERM);
	CHECK(run_showed(SCREEN, "\033[?2004l"));
	run_on_terminal("postel --no-rc");
	run_shows(SCREEN, "postel> ");
	close(run_seen[SCREEN]);
	run_seen[SCREEN] = run_keys = -1;
	CHECK_NUMBER(run_end(), -SIGHUP);
}

/* Lines of ~/.postelrc come before TARGET is connected to. */
static void test_rc(void)
{
	char home[] = "/tmp/postel-rc-XXXXXX", path[60];
	int fd;

	if (!mkdtemp(home))
		abort();
	snprintf(path, sizeof path, "%s/.postelrc", home);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	CHECK(fd >= 0 && write(fd, "set escape ^T\n", 14) == 14);
	close(fd);
	setenv("HOME", home, 1);
	run_on_terminal("postel 127.0.0.1 %");
	peer_accepts("220 a ESMTP\r\n");
	run_shows(SCREEN, "Escape character is '^T'.");
	peer_closes();
	run_end();
	unlink(path);
	rmdir(home);
}

/* One command at a terminal: no prompt, a password is asked for, its result is seen. */
static void test_command(void)
{
	run_on_terminal("postel --allow-cleartext --tls off pop3://bob@127.0.0.1:% stat");
	peer_accepts("+OK hi\r\n");
	peer_hears("CAPA\r\n");
	peer_says("+OK\r\nUSER\r\n.\r\n");
	run_shows(SCREEN, "Password for bob (not shown): ");
	run_type("hunter2\r");
	peer_hears("USER bob\r\n");
	peer_says("+OK\r\n");
	peer_hears("PASS hunter2\r\n");
	peer_says("+OK\r\n");
	peer_hears("STAT\r\n");
	peer_says("+OK 1 320\r\n");
	peer_hears("QUIT\r\n");
	peer_says("+OK\r\n");
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(run_showed(SCREEN, "320"));
	CHECK(!run_showed(SCREEN, "hunter2"));
	CHECK(!run_showed(SCREEN, "postel> "));
}

/* ^C ends a command of the shell's line for good. */
static void test_command_interrupted(void)
{
	run_on_terminal("postel --allow-cleartext --tls off pop3://bob@127.0.0.1:% stat");
	peer_accepts("+OK hi\r\n");
	peer_hears("CAPA\r\n");
	run_type("\x03");
	CHECK_NUMBER(run_end(), -SIGINT);
}

/* -c at a terminal: nobody types, the dialogue is seen. */
static void test_option_c(void)
{
	run_on_terminal("postel 127.0.0.1 % -c send?NOOP");
	peer_accepts("220 a ESMTP\r\n");
	peer_hears_noop_and_quit();
	CHECK_NUMBER(run_end(), STATUS_DONE);
	CHECK(run_showed(SCREEN, "250 OK"));
	CHECK(!run_showed(SCREEN, "Escape character"));
}

int main(void)
{
	setenv("TERM", "xterm", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	RUN(test_prompt);
	RUN(test_session);
	RUN(test_telnet);
	RUN(test_resize);
	RUN(test_suspended);
	RUN(test_suspended_by_command);
	RUN(test_shell);
	RUN(test_ended);
	RUN(test_rc);
	RUN(test_command);
	RUN(test_command_interrupted);
	RUN(test_option_c);
	return test_end("run_terminal");
}
