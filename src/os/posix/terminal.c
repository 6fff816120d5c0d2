/* terminal.c - see os.h: the terminal and the standard streams. */
#define _GNU_SOURCE
#include "os/os.h"

#include "os/posix/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/*
 * A process has one terminal, so its state is static: the settings at the start, and
 * our own non-blocking descriptors of the streams.
 */
static struct {
	struct termios was;
	bool saved;
	volatile sig_atomic_t raw; /* the settings are changed */
	enum os_stream last_on;    /* where `last` is written */
	const char *last;          /* what to write if a signal ends us; NULL: nothing */
	int own[3];                /* 0: not looked at yet; else our descriptor + 1 */
} tty;

void posix_streams_open(void)
{
	static const struct timespec now;
	struct pollfd p[3] = { { .fd = 0 }, { .fd = 1 }, { .fd = 2 } };

	ppoll(p, 3, &now, NULL);
	for (int fd = 0; fd < 3; fd++)
		if (p[fd].revents & POLLNVAL)
			(void)!open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
}

bool os_is_terminal(enum os_stream s)
{
	struct termios t;

	return tcgetattr((int)s, &t) == 0;
}

bool os_is_pipe(enum os_stream s)
{
	struct stat is;

	return fstat((int)s, &is) == 0 && (S_ISFIFO(is.st_mode) || S_ISSOCK(is.st_mode));
}

bool os_terminal_size(int *columns, int *rows)
{
	struct winsize size;

	if (ioctl(1, TIOCGWINSZ, &size) != 0 && ioctl(2, TIOCGWINSZ, &size) != 0 &&
	    ioctl(0, TIOCGWINSZ, &size) != 0)
		return false;
	*columns = size.ws_col;
	*rows = size.ws_row;
	return size.ws_col > 0;
}

bool os_terminal_is_ours(void)
{
	pid_t foreground = tcgetpgrp(0);

	return foreground < 0 || foreground == getpgrp();
}

/* No signal announces it, so it is checked again every 20 ms. */
bool os_terminal_await(int64_t deadline)
{
	static const struct timespec pause = { .tv_nsec = 20 * OS_MS };

	while (!os_terminal_is_ours()) {
		if (os_now() >= deadline || os_signals_due() & ~(unsigned)OS_SIGNAL_CONTINUE)
			return false;
		ppoll(NULL, 0, &pause, NULL);
	}
	return true;
}

void os_terminal_raw(enum os_raw how)
{
	struct termios t;

	if (!tty.saved) {
		if (how == OS_RAW_NOT || tcgetattr(0, &tty.was) != 0)
			return;
		tty.saved = true;
	}
	if (how == OS_RAW_NOT) {
		tcsetattr(0, TCSADRAIN, &tty.was);
		tty.raw = false;
		return;
	}
	tty.raw = true;
	t = tty.was;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	t.c_lflag |= ISIG;
	t.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP);
	if (!os_is_pipe(OS_OUT) && !os_is_pipe(OS_ERR)) /* a pipe's reader may write here */
		t.c_oflag &= ~(tcflag_t)OPOST;
	t.c_cc[VMIN] = 0; /* read returns 0 if ^C has discarded the keys that poll saw */
	t.c_cc[VTIME] = 0;
	t.c_cc[VQUIT] = _POSIX_VDISABLE;
	if (how == OS_RAW_ALL) {
		t.c_lflag &= ~(tcflag_t)ISIG;
		t.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	}
	tcsetattr(0, TCSADRAIN, &t);
}

static bool is_hung_up(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR);
}

long os_keys(char *at, size_t size)
{
	ssize_t n = read(0, at, size);

	if (n > 0)
		return n;
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? OS_AGAIN : OS_BAD;
	return tty.raw && !is_hung_up(0) ? OS_AGAIN : OS_END;
}

/*
 * Our own descriptor for a terminal or pipe, opened anew: O_NONBLOCK on the stream
 * itself would hold for the shell that shares it, too.
 */
static int own(enum os_stream s)
{
	char path[] = "/proc/self/fd/0";
	int fd = -1;

	if (tty.own[s])
		return tty.own[s] - 1;
	path[sizeof path - 2] = (char)('0' + (int)s);
	if (lseek((int)s, 0, SEEK_CUR) < 0) /* a terminal or pipe; a socket can't be opened so */
		fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	tty.own[s] = (fd < 0 ? (int)s : fd) + 1;
	return tty.own[s] - 1;
}

void posix_streams_own(void)
{
	own(OS_OUT);
	own(OS_ERR);
}

/*
 * Writes to a stream that other processes share: a socket; or a file, which is always
 * ready; or else, if poll finds room, 512 octets at most.
 */
static ssize_t write_some(int fd, struct span octets)
{
	static const struct timespec now;
	struct pollfd p = { fd, POLLOUT, 0 };
	ssize_t n = send(fd, octets.at, octets.len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n >= 0 || errno != ENOTSOCK)
		return n;
	if (lseek(fd, 0, SEEK_CUR) >= 0)
		return write(fd, octets.at, octets.len);
	if (ppoll(&p, 1, &now, NULL) <= 0) {
		errno = EAGAIN;
		return -1;
	}
	return write(fd, octets.at, span_first(octets, 512).len);
}

long os_write(enum os_stream s, struct span octets, struct fault *f)
{
	int fd = own(s);
	ssize_t n;

	if (fd == (int)s)
		n = write_some(fd, octets);
	else
		n = write(fd, octets.at, octets.len);
	if (n >= 0)
		return n;
	if (errno == EAGAIN || errno == EINTR)
		return OS_AGAIN;
	f->os = errno;
	fault_set(f, posix_fault(errno), "write to",
	    s == OS_OUT ? SPAN("standard output") : SPAN("standard error"));
	return OS_BAD;
}

void os_terminal_last(enum os_stream s, const char *octets)
{
	tty.last_on = s;
	tty.last = octets;
}

/* Runs in a signal's handler: only system calls, and none that waits. */
void posix_terminal_leave(void)
{
	struct fault ignored;

	if (!tty.raw || !os_terminal_is_ours())
		return;
	if (tty.last)
		os_write(tty.last_on, span_of(tty.last), &ignored);
	tcsetattr(0, TCSANOW, &tty.was);
}

void os_suspend(void)
{
	kill(getpid(), SIGSTOP);
}

/* Runs in the child: replaces it by the shell, with signals as we got them. */
static _Noreturn void become_shell(const char *line)
{
	static char dash_c[] = "-c", usual[] = "/bin/sh";
	char *shell = (char *)(uintptr_t)os_env("SHELL");
	char *argv[] = { usual, *line ? dash_c : NULL, (char *)(uintptr_t)line, NULL };

	if (shell && *shell)
		argv[0] = shell;
	posix_signals_restore();
	execve(argv[0], argv, environ);
	_exit(127);
}

/* ^C and ^\ are for the child alone, as with system(); ignored here before the child exists. */
static const int keys[] = { SIGINT, SIGQUIT };

static void ignore_keys(struct sigaction was[2])
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (int i = 0; i < 2; i++)
		sigaction(keys[i], &ignore, &was[i]);
}

/* A blocked signal is still pending here: ignoring it once more drops it. */
static void restore_keys(const struct sigaction was[2])
{
	struct sigaction ignored[2];

	ignore_keys(ignored);
	for (int i = 0; i < 2; i++)
		sigaction(keys[i], &was[i], NULL);
}

static void await_child(pid_t child, int *status)
{
	while (waitpid(child, status, 0) < 0 && errno == EINTR)
		continue;
}

/* Takes the terminal back from a process group that is gone, as of a shell that was killed. */
static void take_back(void)
{
	pid_t foreground = tcgetpgrp(0);

	if (foreground > 0 && kill(-foreground, 0) != 0 && errno == ESRCH)
		tcsetpgrp(0, getpgrp());
}

bool os_shell(const char *line, struct fault *f)
{
	struct sigaction was[2];
	int status = 0;
	pid_t child;

	if (getauxval(AT_SECURE)) /* no shell may get the rights of set-user-ID */
		return fault_set(f, FAULT_DENIED, "start", SPAN("a shell"));
	ignore_keys(was);
	child = _Fork(); /* an exec follows, so no atfork handler needs to run */
	f->os = child < 0 ? errno : 0;
	if (child > 0)
		await_child(child, &status);
	restore_keys(was);
	if (child == 0)
		become_shell(line);
	take_back();
	if (child < 0)
		return fault_set(f, FAULT_OTHER, "start", SPAN("a shell"));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fault_set(f, FAULT_NO_FILE, "start", SPAN("a shell or command"));
	return true;
}
