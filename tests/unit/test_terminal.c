/* test_terminal.c - keys from a terminal, how it is set, its window, and who has it. */
#define _GNU_SOURCE /* posix_openpt */
#include "child.h"
#include "onterm.h"

/* A terminal as standard input, with keys one by one. */
static void start(void)
{
	int slave = open_terminal();

	CHECK(dup2(slave, 0) == 0);
	close(slave);
	os_terminal_raw(OS_RAW_KEYS);
}

static bool has_keys(void)
{
	struct pollfd p = { 0, POLLIN, 0 };

	return poll(&p, 1, 10000) > 0;
}

static void test_keys(void)
{
	char at[8];

	start();
	CHECK_NUMBER(write(master, "abc", 3), 3);
	CHECK(has_keys());
	CHECK_NUMBER(os_keys(at, sizeof at), 3);
	CHECK_SPAN(((struct span){ at, 3 }), "abc");
	os_terminal_raw(OS_RAW_NOT);
	close(master);
}

/* ^C discards what was typed: whoever was told of keys must not wait for them. */
static void test_discarded_keys(void)
{
	char at[8];

	start();
	CHECK_NUMBER(write(master, "abc", 3), 3);
	CHECK(has_keys());
	CHECK(tcflush(0, TCIFLUSH) == 0);
	CHECK_NUMBER(os_keys(at, sizeof at), OS_AGAIN); /* and not a read that waits */
	os_terminal_raw(OS_RAW_NOT);
	close(master);
}

static void test_hangup(void)
{
	char at[8];
	long n;

	start();
	close(master);
	CHECK(has_keys());
	n = os_keys(at, sizeof at);
	CHECK(n == OS_END || n == OS_BAD);
	os_terminal_raw(OS_RAW_NOT);
}

/* poll lets no signal in while there are keys: whoever floods us would keep it out for ever. */
static void test_a_signal_beside_keys(void)
{
	struct os_wait w = { .keys = true, .deadline = OS_NEVER };

	start();
	os_catch_signals();
	CHECK_NUMBER(write(master, "abc", 3), 3);
	CHECK(has_keys());
	CHECK_NUMBER(raise(SIGCONT), 0);
	os_wait(&w);
	CHECK(w.keys_ready);
	CHECK_NUMBER(w.signals, OS_SIGNAL_CONTINUE);
	os_terminal_raw(OS_RAW_NOT);
	close(master);
}

/* ---- how it is set ---- */

static struct termios set_now(void)
{
	struct termios t = { 0 };

	CHECK(tcgetattr(0, &t) == 0);
	return t;
}

/* Keys come one by one and unseen; ^C is a signal, or a key like any other. */
static void test_raw_in_child(void)
{
	struct termios was = set_now(), t;

	os_terminal_raw(OS_RAW_NOT); /* nothing was saved, and nothing happens */
	os_terminal_raw(OS_RAW_KEYS);
	t = set_now();
	CHECK(!(t.c_lflag & (ICANON | ECHO)) && (t.c_lflag & ISIG));
	CHECK(!(t.c_iflag & ICRNL) && !(t.c_oflag & OPOST));
	os_terminal_raw(OS_RAW_ALL);
	t = set_now();
	CHECK(!(t.c_lflag & (ICANON | ECHO | ISIG)) && !(t.c_iflag & (IXON | ICRNL)));
	os_terminal_raw(OS_RAW_NOT);
	t = set_now();
	CHECK(t.c_lflag == was.c_lflag && t.c_iflag == was.c_iflag && t.c_oflag == was.c_oflag);
	CHECK_NUMBER(t.c_cc[VMIN], was.c_cc[VMIN]);
}

/* Whoever reads our output may write to the terminal: its line ends stay as they are. */
static void test_raw_beside_a_pipe_in_child(void)
{
	int ends[2];

	CHECK(os_is_terminal(OS_OUT) && !os_is_pipe(OS_OUT));
	CHECK(pipe(ends) == 0 && dup2(ends[1], 2) == 2);
	CHECK(!os_is_terminal(OS_ERR) && os_is_pipe(OS_ERR));
	os_terminal_raw(OS_RAW_KEYS);
	CHECK(set_now().c_oflag & OPOST);
}

static void test_interrupt_in_child(void)
{
	struct os_wait w = { .keys = true, .deadline = OS_NEVER };
	char at[8];

	os_catch_signals();
	os_terminal_raw(OS_RAW_KEYS);
	CHECK(write(master, "\003", 1) == 1);
	os_wait(&w);
	CHECK_NUMBER(w.signals, OS_SIGNAL_INTERRUPT);
	os_terminal_raw(OS_RAW_ALL);
	CHECK(write(master, "\003\032", 2) == 2);
	os_wait(&w);
	CHECK(w.keys_ready && !w.signals && os_keys(at, sizeof at) > 0 && at[0] == 3);
}

static void test_settings(void)
{
	on_terminal(test_raw_in_child);
	on_terminal(test_raw_beside_a_pipe_in_child);
	on_terminal(test_interrupt_in_child);
}

/* ---- its window ---- */

static void resize(int columns, int rows)
{
	struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };

	CHECK(ioctl(master, TIOCSWINSZ, &size) == 0);
}

/* It is told that it has another size, and which. */
static void test_window_in_child(void)
{
	struct os_wait w = { .deadline = OS_NEVER };
	int columns, rows;

	resize(0, 0);
	CHECK(!os_terminal_size(&columns, &rows)); /* as on a serial line */
	os_catch_signals();
	w.deadline = 0;
	os_wait(&w);
	w.deadline = OS_NEVER;
	resize(100, 30);
	os_wait(&w);
	CHECK_NUMBER(w.signals, OS_SIGNAL_RESIZE);
	CHECK(os_terminal_size(&columns, &rows));
	CHECK_NUMBER(columns, 100);
	CHECK_NUMBER(rows, 30);
}

static void test_window(void)
{
	on_terminal(test_window_in_child);
}

/* ---- whose it is ---- */

/* Another process group, in the background at first. */
static void be_in_background(int ready)
{
	bool fine;

	setpgid(0, 0);
	signal(SIGTTOU, SIG_IGN);
	fine = !os_terminal_is_ours() && !os_terminal_await(os_now());
	os_catch_signals();
	raise(SIGCONT); /* no reason to give up */
	fine = fine && !os_terminal_await(os_now() + OS_MS);
	raise(SIGTERM);
	fine = fine && !os_terminal_await(OS_NEVER);
	os_wait(&(struct os_wait){ .deadline = 0 });
	if (write(ready, fine ? "+" : "-", 1) == 1 && os_terminal_await(OS_NEVER))
		_exit(0);
	_exit(1);
}

static void test_background_in_child(void)
{
	int ready[2], status = -1;
	char word = '-';
	pid_t other;

	CHECK(os_terminal_is_ours() && os_terminal_await(0));
	CHECK(pipe(ready) == 0);
	other = child_fork();
	if (other == 0)
		be_in_background(ready[1]);
	CHECK(read(ready[0], &word, 1) == 1 && word == '+');
	CHECK(tcsetpgrp(0, other) == 0);
	CHECK(waitpid(other, &status, 0) == other);
	CHECK_NUMBER(status, 0);
	CHECK(!os_terminal_is_ours());
	signal(SIGTTOU, SIG_IGN);
	tcsetpgrp(0, getpgrp());
}

static void test_background(void)
{
	on_terminal(test_background_in_child);
}

/* Stopped until somebody goes on with us, which is then told. */
static void test_stopped(void)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = child_fork();
	if (child == 0) {
		struct os_wait w = { .deadline = OS_NEVER };

		os_catch_signals();
		os_suspend();
		os_wait(&w);
		_exit(w.signals == OS_SIGNAL_CONTINUE ? 0 : 1);
	}
	CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
	kill(child, SIGCONT);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_NUMBER(status, 0);
}

/* ---- how we leave it ---- */

static void die_in_child(void)
{
	os_terminal_last(OS_OUT, "farewell");
	os_catch_signals();
	os_terminal_raw(OS_RAW_ALL);
	raise(SIGUSR1);
}

/* A signal that ends us puts the terminal back, and says what stands for that. */
static void test_left_by_a_signal(void)
{
	struct termios t = { 0 };
	int status = run_on_terminal(die_in_child);

	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
	CHECK_SPAN(out_span(&shown), "farewell");
	CHECK(tcgetattr(master, &t) == 0);
	CHECK((t.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG));
	CHECK(t.c_oflag & OPOST);
	close(master);
}

int main(void)
{
	alarm(120); /* what waits for ever has failed */
	RUN(test_keys);
	RUN(test_discarded_keys);
	RUN(test_hangup);
	RUN(test_settings);
	RUN(test_window);
	RUN(test_background);
	RUN(test_stopped);
	RUN(test_left_by_a_signal);
	RUN(test_a_signal_beside_keys);
	return test_end("terminal");
}
