/* wait.c - see os.h: waiting, and the signals that end a wait. */
#define _GNU_SOURCE
#include "os/os.h"

#include "base/assert.h"
#include "os/posix/posix.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Static, as a signal's handler has no argument to pass them in. */
static volatile sig_atomic_t pending;
static sigset_t before;

static const struct {
	int theirs;
	enum os_signal ours;
} signals[] = {
	{ SIGINT, OS_SIGNAL_INTERRUPT },
	{ SIGTSTP, OS_SIGNAL_SUSPEND },
	{ SIGWINCH, OS_SIGNAL_RESIZE },
	{ SIGTERM, OS_SIGNAL_TERMINATE },
	{ SIGHUP, OS_SIGNAL_HANGUP },
	{ SIGCONT, OS_SIGNAL_CONTINUE },
};
#define SIGNALS (sizeof signals / sizeof *signals)

/*
 * The other signals that end a program by default: crashes, and what users send to a
 * program that hangs.  os_wait does not report these, as it may never be called again.
 */
static const unsigned char fatal[] = { SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV,
	SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGSYS,
#ifdef SIGSTKFLT
	SIGSTKFLT,
#endif
#ifdef SIGPWR
	SIGPWR
#endif
};

static void caught(int number)
{
	for (size_t i = 0; i < SIGNALS; i++)
		if (signals[i].theirs == number)
			pending |= (int)signals[i].ours;
}

void posix_signal(int number, void (*action)(int))
{
	sigaction(number, &(struct sigaction){ .sa_handler = action }, NULL);
}

/* Puts the terminal back, and then lets the signal do what it does by default. */
static void end_by(int number)
{
	posix_terminal_leave();
	kill(getpid(), number);
}

/* Was this process started with the signal ignored, as nohup does? */
static bool is_ignored(int number)
{
	struct sigaction old;

	return sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN;
}

/* The handler has its own stack, as the crash may be an overflow of ours. */
static void catch_fatal(int number)
{
	struct sigaction dying = { .sa_handler = end_by,
		.sa_flags = (int)(SA_RESETHAND | (unsigned)SA_ONSTACK) };

	if (!is_ignored(number))
		sigaction(number, &dying, NULL);
}

static void catch_all_fatal(void)
{
	static char stack[16384];
	const stack_t apart = { .ss_sp = stack, .ss_size = sizeof stack };

	sigaltstack(&apart, NULL);
	for (size_t i = 0; i < sizeof fatal; i++)
		catch_fatal(fatal[i]);
	for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
		catch_fatal(number);
}

/* The signals stay blocked except while os_wait waits. */
void os_catch_signals(void)
{
	sigset_t ours;

	sigemptyset(&ours);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaddset(&ours, signals[i].theirs);
	sigprocmask(SIG_BLOCK, &ours, &before);
	for (size_t i = 0; i < SIGNALS; i++)
		if (!is_ignored(signals[i].theirs))
			posix_signal(signals[i].theirs, caught);
	catch_all_fatal();
	posix_signal(SIGTTOU, SIG_IGN);
}

bool posix_readable(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return ppoll(&p, 1, NULL, &before) > 0;
}

unsigned os_signals_due(void)
{
	unsigned due = (unsigned)pending;
	sigset_t blocked;

	sigpending(&blocked);
	for (size_t i = 0; i < SIGNALS; i++)
		if (sigismember(&blocked, signals[i].theirs))
			due |= signals[i].ours;
	return due;
}

bool posix_is_called_off(void)
{
	return pending & (OS_SIGNAL_INTERRUPT | OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP);
}

void posix_signals_restore(void)
{
	posix_signal(SIGPIPE, SIG_DFL);
	posix_signal(SIGXFSZ, SIG_DFL);
	posix_signal(SIGTTOU, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

size_t os_wait_for(struct os_wait *w, os_sock s, bool read, bool write)
{
	assert(w->count < OS_WAIT_MAX);
	w->watch[w->count] = (struct os_watch){ s, read, write, false, false };
	return w->count++;
}

/* Fills in poll's array: the three standard streams, then the sockets. */
static nfds_t fill(struct pollfd *p, const struct os_wait *w)
{
	nfds_t n = 0;

	p[n++] = (struct pollfd){ w->keys ? 0 : -1, POLLIN, 0 };
	p[n++] = (struct pollfd){ w->out ? 1 : -1, POLLOUT, 0 };
	p[n++] = (struct pollfd){ w->err ? 2 : -1, POLLOUT, 0 };
	for (size_t i = 0; i < w->count; i++) {
		const struct os_watch *x = &w->watch[i];
		short events = 0;

		if (x->read)
			events |= POLLIN;
		if (x->write)
			events |= POLLOUT;
		p[n++] = (struct pollfd){ events ? (int)x->sock : -1, events, 0 };
	}
	return n;
}

static void take(struct os_wait *w, const struct pollfd *p)
{
	w->keys_ready = p[0].revents != 0;
	w->out_ready = p[1].revents != 0;
	w->err_ready = p[2].revents != 0;
	for (size_t i = 0; i < w->count; i++) {
		int got = p[3 + i].revents;
		bool bad = (got & (POLLERR | POLLHUP | POLLNVAL)) != 0;

		w->watch[i].can_read = w->watch[i].read && (bad || (got & POLLIN));
		w->watch[i].can_write = w->watch[i].write && (bad || (got & POLLOUT));
	}
}

/* If descriptors are ready at once, ppoll delivers no signal: this second one does. */
static void let_signals_in(void)
{
	static const struct timespec now;

	ppoll(NULL, 0, &now, &before);
}

void os_wait(struct os_wait *w)
{
	struct pollfd p[3 + OS_WAIT_MAX];
	struct timespec left = { 0, 0 };
	nfds_t n = fill(p, w);
	bool waits_forever = w->deadline == OS_NEVER;
	int64_t ns = waits_forever ? 0 : w->deadline - os_now();

	if (ns > 0) {
		left.tv_sec = (time_t)(ns / OS_S);
		left.tv_nsec = (long)(ns % OS_S);
	}
	if (ppoll(p, n, waits_forever ? NULL : &left, &before) > 0)
		let_signals_in();
	else
		for (nfds_t i = 0; i < n; i++)
			p[i].revents = 0;
	take(w, p);
	w->signals = (unsigned)pending;
	pending = 0;
}
