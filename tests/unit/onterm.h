/*
 * onterm.h - a test in a child that has a terminal of its own: standard streams, session and all.
 *
 * What it prints, a failed check too, goes to that terminal, and is kept in `shown`.
 */
#ifndef TEST_ONTERM_H
#define TEST_ONTERM_H

#include "base/out.h"
#include "child.h"
#include "os/os.h"
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int master; /* its other side */
static char shown_room[8192];
static struct out shown;

static inline int open_terminal(void)
{
	int slave;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
		abort();
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0)
		abort();
	return slave;
}

static inline _Noreturn void be_on_terminal(int slave, void (*test)(void))
{
	test_broken = 0;
	setsid();
	if (ioctl(slave, TIOCSCTTY, 0) != 0)
		_exit(99);
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	close(slave);
	test();
	fflush(stdout);
	_exit(test_broken);
}

/* All that is shown until the child has ended.  Nothing else has that terminal open then. */
static inline void watch_terminal(void)
{
	struct pollfd p = { master, POLLIN, 0 };
	ssize_t n = 1;

	shown = OUT(shown_room);
	while (n > 0 && poll(&p, 1, -1) > 0 && shown.len < shown.size) {
		n = read(master, shown.at + shown.len, shown.size - shown.len);
		shown.len += n > 0 ? (size_t)n : 0;
	}
}

/* How it ended, as waitpid has it; the master's side stays open. */
static inline int run_on_terminal(void (*test)(void))
{
	int slave = open_terminal(), status = -1;
	pid_t child;

	fflush(stdout);
	child = child_fork();
	if (child == 0)
		be_on_terminal(slave, test);
	close(slave);
	watch_terminal();
	waitpid(child, &status, 0);
	return status;
}

static inline void on_terminal(void (*test)(void))
{
	int status = run_on_terminal(test);

	close(master);
	CHECK_NUMBER(status, 0);
	if (status)
		printf("%.*s", (int)shown.len, shown.at);
}

#endif
