/* test_signal.c - waiting, the signals that end a wait, and those that end the process. */
#define _GNU_SOURCE
#include "child.h"
#include "os/os.h"
#include "os/posix/posix.h"
#include "test.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a child ends that does it. */
static int status_of(void (*test)(void))
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = child_fork();
	if (child == 0) {
		test_broken = 0;
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		test();
		fflush(stdout);
		_exit(test_broken);
	}
	waitpid(child, &status, 0);
	return status;
}

static const struct {
	const char *text;
	int theirs;
	enum os_signal ours;
} rows[] = {
	{ "SIGINT", SIGINT, OS_SIGNAL_INTERRUPT },
	{ "SIGTSTP", SIGTSTP, OS_SIGNAL_SUSPEND },
	{ "SIGWINCH", SIGWINCH, OS_SIGNAL_RESIZE },
	{ "SIGTERM", SIGTERM, OS_SIGNAL_TERMINATE },
	{ "SIGHUP", SIGHUP, OS_SIGNAL_HANGUP },
	{ "SIGCONT", SIGCONT, OS_SIGNAL_CONTINUE },
};
#define ROWS (sizeof rows / sizeof *rows)

/* A signal that came before the wait ends it, and is told once. */
static void tell_signals(void)
{
	struct os_wait w = { .deadline = OS_NEVER };

	os_catch_signals();
	for (size_t i = 0; i < ROWS; i++) {
		CHECK_NUMBER(os_signals_due(), 0);
		raise(rows[i].theirs);
		CHECK_NUMBER(os_signals_due(), rows[i].ours);
		w.deadline = OS_NEVER;
		os_wait(&w);
		CHECK_NUMBER(w.signals, rows[i].ours);
		w.deadline = 0;
		os_wait(&w);
		CHECK_NUMBER(w.signals, 0);
	}
	raise(SIGINT);
	raise(SIGTERM);
	w.deadline = OS_NEVER;
	os_wait(&w);
	CHECK_NUMBER(w.signals, OS_SIGNAL_INTERRUPT | OS_SIGNAL_TERMINATE);
}

/* Whoever called nohup wants us to stay. */
static void stay_after_hangup(void)
{
	struct os_wait w = { .deadline = 0 };

	signal(SIGHUP, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	os_catch_signals();
	raise(SIGHUP);
	raise(SIGUSR1);
	os_wait(&w);
	CHECK_NUMBER(w.signals, 0);
}

static void test_told(void)
{
	CHECK_NUMBER(status_of(tell_signals), 0);
	CHECK_NUMBER(status_of(stay_after_hangup), 0);
}

static int number; /* of the signal, or the set of ours, that a child ends by */

static void die(void)
{
	os_catch_signals();
	os_die((unsigned)number);
}

static void die_of_it(void)
{
	os_catch_signals();
	raise(number);
}

/* Not told, though it ends us in the midst of what blocks: nothing hangs that is told to end. */
static void die_before_the_loop(void)
{
	os_start();
	raise(number);
}

static bool ends_by(int status, int which)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == which;
}

/* A shell sees which signal it was. */
static void test_ends(void)
{
	static const int fatal[] = { SIGQUIT, SIGABRT, SIGFPE, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU };
	static const int early[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1 };

	number = OS_SIGNAL_INTERRUPT;
	CHECK(ends_by(status_of(die), SIGINT));
	number = OS_SIGNAL_TERMINATE | OS_SIGNAL_INTERRUPT;
	CHECK(ends_by(status_of(die), SIGTERM));
	number = OS_SIGNAL_HANGUP;
	CHECK(ends_by(status_of(die), SIGHUP));
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
		number = fatal[i];
		CHECK(ends_by(status_of(die_of_it), fatal[i]));
	}
	number = SIGRTMIN;
	CHECK(ends_by(status_of(die_of_it), SIGRTMIN));
	for (size_t i = 0; i < sizeof early / sizeof *early; i++) {
		number = early[i];
		CHECK(ends_by(status_of(die_before_the_loop), early[i]));
	}
}

/* A closed pipe and a limit are errors, and no signals. */
static void survive(void)
{
	os_start();
	raise(SIGPIPE);
	raise(SIGXFSZ);
}

static void test_survived(void)
{
	CHECK_NUMBER(status_of(survive), 0);
}

/* ---- sockets ---- */

static void test_sockets(void)
{
	struct os_wait w = { .deadline = OS_NEVER };
	int a[2], b[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, a) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, b) == 0);
	CHECK(write(a[1], "x", 1) == 1);
	CHECK_NUMBER(os_wait_for(&w, a[0], true, false), 0);
	CHECK_NUMBER(os_wait_for(&w, b[0], true, true), 1);
	CHECK_NUMBER(os_wait_for(&w, a[1], false, false), 2);
	os_wait(&w);
	CHECK(os_wait_found(&w, a[0]).can_read && !os_wait_found(&w, a[0]).can_write);
	CHECK(!os_wait_found(&w, b[0]).can_read && os_wait_found(&w, b[0]).can_write);
	CHECK(!os_wait_found(&w, a[1]).can_read && !os_wait_found(&w, a[1]).can_write);
	CHECK(!os_wait_found(&w, b[1]).can_read && os_wait_found(&w, b[1]).sock == b[1]);

	close(b[1]); /* an end counts as both */
	w.count = 0;
	os_wait_for(&w, b[0], false, true);
	os_wait_for(&w, a[1], true, false);
	w.deadline = 0;
	os_wait(&w);
	CHECK(w.watch[0].can_write && !w.watch[0].can_read && !w.watch[1].can_read);
	close(a[0]);
	close(a[1]);
	close(b[0]);
}

/* Nothing is ready where only the time has come. */
static void test_deadline(void)
{
	struct os_wait w = { .deadline = os_now() + OS_MS, .keys_ready = true };
	int a[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, a) == 0);
	os_wait_for(&w, a[0], true, false);
	w.watch[0].can_read = true;
	os_wait(&w);
	CHECK(os_now() >= w.deadline);
	CHECK(!w.keys_ready && !w.watch[0].can_read && !w.signals);
	close(a[0]);
	close(a[1]);
}

int main(void)
{
	alarm(120); /* what waits for ever has failed */
	RUN(test_told);
	RUN(test_ends);
	RUN(test_survived);
	RUN(test_sockets);
	RUN(test_deadline);
	return test_end("signal");
}
