/* test_terminal.c - keys from a terminal, and what came to nothing between poll and read. */
#define _GNU_SOURCE /* posix_openpt */
#include "os/os.h"

#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static int master;

/* A terminal as standard input, with keys one by one. */
static void start(void)
{
	int slave;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	CHECK(slave >= 0 && dup2(slave, 0) == 0);
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
	alarm(10); /* a read that waits ends the test */
	CHECK_NUMBER(os_keys(at, sizeof at), OS_AGAIN);
	alarm(0);
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

int main(void)
{
	RUN(test_keys);
	RUN(test_discarded_keys);
	RUN(test_hangup);
	RUN(test_a_signal_beside_keys);
	return test_end("terminal");
}
