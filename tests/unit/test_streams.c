/*
 * test_streams.c - what is written to standard output, whatever that is, and the shell that gets the terminal.
 *
 * Each test is a child: the streams belong to the process.
 */
#define _GNU_SOURCE /* posix_openpt */
#include "child.h"
#include "onterm.h"
#include "os/posix/posix.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

static int real; /* standard output as it was */

/* What a test prints waits until standard output is the one that it was. */
static void in_child(void (*test)(void))
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = child_fork();
	if (child == 0) {
		test_broken = 0;
		test();
		dup2(real, 1);
		fflush(stdout);
		_exit(test_broken);
	}
	waitpid(child, &status, 0);
	CHECK_NUMBER(status, 0);
}

/* ---- what has two ends ---- */

static int other_end;

static void have_output(int ends[2])
{
	CHECK(dup2(ends[1], 1) == 1);
	close(ends[1]);
	other_end = ends[0];
}

/* As much as there is room for; how much that was. */
static int64_t write_until_full(void)
{
	static char lump[4096];
	struct fault f = { 0 };
	int64_t all = 0;
	long n;

	memset(lump, 'x', sizeof lump);
	while ((n = os_write(OS_OUT, (struct span){ lump, sizeof lump }, &f)) > 0)
		all += n;
	CHECK_NUMBER(n, OS_AGAIN);
	CHECK_NUMBER(f.kind, FAULT_NONE);
	return all;
}

static int64_t read_all(void)
{
	struct pollfd p = { other_end, POLLIN, 0 };
	char lump[4096];
	int64_t all = 0;

	while (poll(&p, 1, 0) > 0)
		all += read(other_end, lump, sizeof lump);
	return all;
}

/* Nobody waits for a reader, and none of it is lost; the shell that shares it never meets EAGAIN. */
static void check_output(void)
{
	int64_t n = write_until_full();
	struct fault f = { 0 };

	CHECK(n > 0 && !(fcntl(1, F_GETFL) & O_NONBLOCK));
	CHECK_NUMBER(read_all(), n);
	CHECK_NUMBER(os_write(OS_OUT, SPAN("again"), &f), 5);
	CHECK_NUMBER(read_all(), 5);
	close(other_end);
	CHECK_NUMBER(os_write(OS_OUT, SPAN("x"), &f), OS_BAD);
	CHECK_NUMBER(f.kind, FAULT_RESET);
	CHECK_SPAN(span_of(f.who), "standard output");
}

static void test_pipe_in_child(void)
{
	int ends[2];

	CHECK(pipe(ends) == 0);
	have_output(ends);
	check_output();
}

static void test_socket_in_child(void)
{
	int ends[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	have_output(ends);
	check_output();
}

/* One that can't be opened anew gets little at a time, and only where there is room. */
static void test_shared_pipe_in_child(void)
{
	struct fault f = { 0 };
	struct rlimit was, none;
	int ends[2];
	long n;

	CHECK(pipe(ends) == 0);
	have_output(ends);
	getrlimit(RLIMIT_NOFILE, &was);
	none = (struct rlimit){ 3, was.rlim_max };
	CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
	n = os_write(OS_OUT, SPAN("x"), &f);
	setrlimit(RLIMIT_NOFILE, &was);
	CHECK_NUMBER(n, 1);
	CHECK_NUMBER(read_all(), 1);
	check_output();
}

static void test_two_ends(void)
{
	in_child(test_pipe_in_child);
	in_child(test_socket_in_child);
	in_child(test_shared_pipe_in_child);
}

/* ---- others ---- */

/* A file that others write to as well: each goes on where the other ended. */
static void test_file_in_child(void)
{
	char path[] = "/tmp/postel-streams-XXXXXX", room[16];
	struct fault f = { 0 };
	int fd = mkstemp(path);

	unlink(path);
	CHECK(fd >= 0 && dup2(fd, 1) == 1);
	CHECK_NUMBER(os_write(OS_OUT, SPAN("one "), &f), 4);
	CHECK(write(fd, "two ", 4) == 4);
	CHECK_NUMBER(os_write(OS_OUT, SPAN("three"), &f), 5);
	CHECK(pread(fd, room, sizeof room, 0) == 13 && memcmp(room, "one two three", 13) == 0);
}

/* The disk is full; so it is said of which stream. */
static void test_full_disk_in_child(void)
{
	struct fault f = { 0 };
	int fd = open("/dev/full", O_WRONLY);

	if (fd < 0)
		return;
	dup2(fd, 2);
	CHECK_NUMBER(os_write(OS_ERR, SPAN("x"), &f), OS_BAD);
	CHECK_NUMBER(f.kind, FAULT_FULL);
	CHECK_SPAN(span_of(f.who), "standard error");
}

/* A stream that came closed is not the next file that is opened. */
static void test_closed_in_child(void)
{
	struct stat is, null;

	for (int fd = 0; fd < 3; fd++)
		close(fd);
	posix_streams_open();
	stat("/dev/null", &null);
	for (int fd = 0; fd < 3; fd++)
		CHECK(fstat(fd, &is) == 0 && is.st_rdev == null.st_rdev);
	CHECK(read(0, &(char){ 0 }, 1) == 0 && write(1, "x", 1) == 1 && write(2, "x", 1) == 1);
	CHECK(write(0, "x", 1) < 0);
}

/* The end of a pipe is the end, and not a moment without keys. */
static void test_piped_keys_in_child(void)
{
	char at[8];
	int ends[2];

	CHECK(pipe(ends) == 0 && dup2(ends[0], 0) == 0 && write(ends[1], "abc", 3) == 3);
	CHECK_NUMBER(os_keys(at, 2), 2);
	CHECK_NUMBER(os_keys(at, 2), 1);
	close(ends[1]);
	CHECK_NUMBER(os_keys(at, 2), OS_END);
	close(0);
	CHECK_NUMBER(os_keys(at, 2), OS_BAD);
}

static void test_others(void)
{
	in_child(test_file_in_child);
	in_child(test_full_disk_in_child);
	in_child(test_closed_in_child);
	in_child(test_piped_keys_in_child);
}

/* ---- a shell ---- */

static struct fault run_shell(const char *line)
{
	struct fault f = { 0 };

	CHECK(os_shell(line, &f) == (f.kind == FAULT_NONE));
	return f;
}

/* As if it had been typed there: it has the terminal, and the signals that were there before us. */
static void test_shell_in_child(void)
{
	setenv("SHELL", "/bin/sh", 1);
	os_start();
	os_catch_signals();
	CHECK_NUMBER(run_shell("test -t 0 && test -t 1 && echo one").kind, FAULT_NONE);
	CHECK_NUMBER(run_shell("kill -PIPE $$; echo not this").kind, FAULT_NONE);
	CHECK_NUMBER(run_shell("kill -TERM $$; echo nor this").kind, FAULT_NONE);
	CHECK_NUMBER(run_shell("kill -INT $PPID; kill -QUIT $PPID; exit 3").kind, FAULT_NONE);
	CHECK_NUMBER(os_signals_due(), 0); /* ^C was the shell's */
	unsetenv("SHELL");
	CHECK_NUMBER(run_shell("echo two").kind, FAULT_NONE);
}

static void test_no_shell_in_child(void)
{
	struct fault f;

	setenv("SHELL", "/nonexistent/shell", 1);
	f = run_shell("");
	CHECK_NUMBER(f.kind, FAULT_NO_FILE);
	CHECK_SPAN(span_of(f.who), "a shell or command");
	setenv("SHELL", "/bin/sh", 1);
	CHECK_NUMBER(run_shell("exec /nonexistent/command 2>&-").kind, FAULT_NO_FILE);
}

static void test_shell(void)
{
	int status = run_on_terminal(test_shell_in_child);

	CHECK_NUMBER(status, 0);
	CHECK_SPAN(out_span(&shown), "one\r\ntwo\r\n");
	close(master);
	on_terminal(test_no_shell_in_child);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOFBF, 65536);
	alarm(120); /* what waits for ever has failed */
	real = dup(1);
	RUN(test_two_ends);
	RUN(test_others);
	RUN(test_shell);
	return test_end("streams");
}
