/*
 * run.h - a whole run in a child: its streams, or its terminal, and its server are the test's.
 *
 * Nothing sleeps: what has to come is waited for, and an alarm ends a test that
 * waits in vain.  The child leaves by _exit, as no sanitizer may look around in a
 * process that has given up its rights.
 */
#ifndef TEST_RUN_H
#define TEST_RUN_H

#include "app/app.h"
#include "child.h"
#include "test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define RUN_SECONDS 100 /* for one run, on a machine that has much to do */

static struct app app;
static pid_t run_pid;
static int run_keys = -1;               /* is typed, or piped in */
static int run_seen[2] = { -1, -1 };    /* standard output, or the terminal; standard error */
static int run_listens = -1, peer = -1; /* the server's sockets */
static char seen_room[2][1 << 16];
static struct out seen[2]; /* what came on each of these */
static size_t looked[2];   /* so much of it has been looked at */

/* ---- the server ---- */

/* Listens at a port of this machine. */
static inline int run_listen(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	run_listens = socket(AF_INET, SOCK_STREAM, 0);
	if (run_listens < 0 || bind(run_listens, (struct sockaddr *)&a, sizeof a) != 0 ||
	    listen(run_listens, 5) != 0 ||
	    getsockname(run_listens, (struct sockaddr *)&a, &len) != 0)
		abort();
	return ntohs(a.sin_port);
}

static inline void peer_says(const char *text)
{
	CHECK_NUMBER(send(peer, text, strlen(text), MSG_NOSIGNAL), (long long)strlen(text));
}

static inline void peer_accepts(const char *greeting)
{
	if (peer >= 0)
		close(peer);
	peer = accept(run_listens, NULL, NULL);
	peer_says(greeting);
}

/* What comes from the client next is just that. */
static inline void peer_hears(const char *text)
{
	char room[1000];
	size_t len = 0, want = strlen(text);
	ssize_t n = 1;

	while (len < want && n > 0) {
		n = recv(peer, room + len, want - len, 0);
		len += n > 0 ? (size_t)n : 0;
	}
	CHECK_SPANS(((struct span){ room, len }), span_of(text));
}

/* The client says NOOP, then QUIT; both are answered. */
static inline void peer_hears_noop_and_quit(void)
{
	peer_hears("NOOP\r\n");
	peer_says("250 OK\r\n");
	peer_hears("QUIT\r\n");
	peer_says("221 bye\r\n");
}

static inline void peer_closes(void)
{
	close(peer);
	peer = -1;
}

/* ---- begin ---- */

/* Words with blanks between; % is the server's port, ? a blank within a word. */
static inline char **run_words(const char *line, int port)
{
	static char room[2000];
	static char *argv[60];
	size_t len = 0;
	int argc = 0;

	for (; *line; line++)
		len += (size_t)snprintf(room + len, sizeof room - len, *line == '%' ? "%d" : "%c",
		    *line == '%' ? port : *line);
	for (char *word = strtok(room, " "); word; word = strtok(NULL, " ")) {
		argv[argc++] = word;
		for (; *word; word++)
			*word = *word == '?' ? ' ' : *word;
	}
	argv[argc] = NULL;
	return argv;
}

static inline _Noreturn void run_it(char **argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	_exit(app_run(&app, argc, argv));
}

static inline void run_prepare(void)
{
	setvbuf(stdout, NULL, _IONBF, 0); /* what was printed counts if the alarm ends us */
	alarm(RUN_SECONDS);
	for (int i = 0; i < 2; i++) {
		seen[i] = OUT(seen_room[i]);
		looked[i] = 0;
	}
}

/* Nobody is at a terminal: three pipes. */
static inline void run_begin(const char *line)
{
	int in[2], out[2], err[2], port = run_listen();
	char **argv = run_words(line, port);

	run_prepare();
	if (pipe(in) != 0 || pipe(out) != 0 || pipe(err) != 0)
		abort();
	run_pid = child_fork();
	if (run_pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		for (int fd = 3; fd < 30; fd++)
			close(fd);
		run_it(argv);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	run_keys = in[1];
	run_seen[0] = out[0];
	run_seen[1] = err[0];
}

/* Somebody is: a terminal of its own, with 80 columns and 24 rows. */
static inline void run_on_terminal(const char *line)
{
	struct winsize size = { .ws_col = 80, .ws_row = 24 };
	int port = run_listen(), master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	char **argv = run_words(line, port);

	run_prepare();
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
		abort();
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0 || ioctl(slave, TIOCSWINSZ, &size) != 0)
		abort();
	run_pid = child_fork();
	if (run_pid == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(slave, fd);
		for (int fd = 3; fd < 30; fd++)
			close(fd);
		run_it(argv);
	}
	close(slave);
	run_keys = run_seen[0] = master;
	run_seen[1] = -1;
}

/* ---- what is seen ---- */

/* Some octets more, from whichever has some; false: both have ended. */
static inline bool run_read(void)
{
	struct pollfd p[2] = { { run_seen[0], POLLIN, 0 }, { run_seen[1], POLLIN, 0 } };

	if (run_seen[0] < 0 && run_seen[1] < 0)
		return false;
	poll(p, 2, -1);
	for (int i = 0; i < 2; i++) {
		ssize_t n;

		if (!p[i].revents)
			continue;
		n = read(run_seen[i], seen[i].at + seen[i].len, seen[i].size - seen[i].len);
		if (n > 0) {
			seen[i].len += (size_t)n;
		} else {
			if (run_seen[i] != run_keys)
				close(run_seen[i]);
			run_seen[i] = -1;
		}
	}
	return true;
}

static inline size_t place_of(struct span text, struct span what)
{
	for (size_t i = 0; i + what.len <= text.len; i++)
		if (span_starts(span_from(text, i), what))
			return i;
	return SIZE_MAX;
}

/* It comes, behind what was looked at; what stands behind it then has not been. */
static inline void run_shows(int stream, const char *what)
{
	struct span text = span_of(what);

	for (;;) {
		struct span rest = span_from(out_span(&seen[stream]), looked[stream]);
		size_t at = place_of(rest, text);

		if (at != SIZE_MAX) {
			looked[stream] += at + text.len;
			return;
		}
		if (!run_read())
			break;
	}
	CHECK(!"it was shown");
	printf("\t%s\n\tbut: ", what);
	test_show(span_from(out_span(&seen[stream]), looked[stream]));
	printf("\n");
}

static inline bool run_showed(int stream, const char *what)
{
	return span_holds(out_span(&seen[stream]), span_of(what));
}

static inline void run_type(const char *keys)
{
	CHECK_NUMBER(write(run_keys, keys, strlen(keys)), (long long)strlen(keys));
}

/* ---- end ---- */

static inline void run_end_input(void)
{
	if (run_keys != run_seen[0])
		close(run_keys);
	run_keys = -1;
}

/* All that is left of what it shows, and how it ended: its status, or minus the signal. */
static inline int run_end(void)
{
	int status = 0;

	if (run_seen[1] >= 0 && run_keys >= 0)
		run_end_input();
	while (run_read())
		continue;
	waitpid(run_pid, &status, 0);
	if (run_keys >= 0)
		close(run_keys);
	run_keys = -1;
	close(run_listens);
	if (peer >= 0)
		peer_closes();
	alarm(0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

#endif
