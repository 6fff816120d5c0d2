/*
 * test_confine.c - what a confined process can't do, each thing tried; see os.h.
 *
 * Each test is a child, for nothing that is given up comes back.  The calls have
 * arguments that make no sense: whatever is not refused fails otherwise.
 */
#define _GNU_SOURCE
#include "child.h"
#include "os/os.h"
#include "os/posix/posix.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs it in a child that is confined so. */
static void confined(const struct os_needs *needs, void (*test)(void))
{
	int status = 1;
	pid_t child;

	fflush(stdout);
	child = child_fork();
	if (child == 0) {
		os_confine(needs);
		test();
		fflush(stdout);
		_exit(test_broken);
	}
	waitpid(child, &status, 0);
	CHECK_NUMBER(status, 0);
}

/* Is it active?  On a kernel without it there is nothing to test. */
static bool is_active(const char *what)
{
	char text[200];
	struct out o = OUT(text);

	os_confined_say(&o);
	return span_holds(out_span(&o), span_of(what));
}

/* ---- system calls ---- */

static const struct {
	const char *name;
	long call, a[4];
} calls[] = {
	{ "listen", SYS_listen, { -1 } },
	{ "accept4", SYS_accept4, { -1 } },
#ifdef SYS_accept
	{ "accept", SYS_accept, { -1 } },
#endif
#define LISTENING 3
	{ "execve", SYS_execve, { 0 } },
	{ "execveat", SYS_execveat, { -1 } },
#ifdef SYS_fork
	{ "fork", SYS_fork, { 0 } },
#ifdef SYS_vfork
	{ "vfork", SYS_vfork, { 0 } },
#endif
#endif
	{ "clone", SYS_clone, { 0x800 } }, /* CLONE_SIGHAND alone */
	{ "clone3", SYS_clone3, { 0 } },
	{ "ptrace", SYS_ptrace, { 0, -1 } },
	{ "process_vm_readv", SYS_process_vm_readv, { -1 } },
	{ "process_vm_writev", SYS_process_vm_writev, { -1 } },
	{ "pidfd_getfd", SYS_pidfd_getfd, { -1 } },
	{ "io_uring_setup", SYS_io_uring_setup, { 1 } },
	{ "memfd_create", SYS_memfd_create, { 0 } },
	{ "bpf", SYS_bpf, { -1 } },
	{ "unshare", SYS_unshare, { 1 } },
	{ "setns", SYS_setns, { -1 } },
	{ "mount", SYS_mount, { 0 } },
	{ "TIOCSTI", SYS_ioctl, { -1, TIOCSTI } },
	{ "mprotect, to run it", SYS_mprotect, { 0, 0, PROT_READ | PROT_EXEC } },
#ifdef SYS_mmap
	{ "mmap, to run it", SYS_mmap, { 0, 0, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS } },
#endif
};

static bool is_refused(size_t i)
{
	const long *a = calls[i].a;
	long result;

	errno = 0;
	result = syscall(calls[i].call, a[0], a[1], a[2], a[3], 0, 0);
	if (result == 0 &&
	    (strcmp(calls[i].name, "fork") == 0 || strcmp(calls[i].name, "vfork") == 0))
		_exit(0); /* the child that there should not be */
	return result == -1 && errno == EPERM;
}

static void check_refused(size_t from)
{
	for (size_t i = from; i < sizeof calls / sizeof *calls; i++)
		if (!is_refused(i)) {
			printf("not refused: %s\n", calls[i].name);
			test_broken = 1;
		}
}

/* What a client lives on. */
static void check_life(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int s = socket(AF_INET, SOCK_STREAM, 0), file = open("/etc/passwd", O_RDONLY);
	char octets[16];

	CHECK(s >= 0 && connect(s, (struct sockaddr *)&to, sizeof to) != 0 && errno != EPERM);
	CHECK(file >= 0 && read(file, octets, sizeof octets) > 0);
	CHECK(os_random(octets, sizeof octets));
	CHECK(os_memory(4096) != NULL);
	close(s);
	close(file);
}

static void script_is_refused(void)
{
	CHECK_NUMBER(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
	if (is_active("seccomp"))
		check_refused(0);
	check_life();
}

static void server_is_refused(void)
{
	if (!is_active("seccomp"))
		return;
	for (size_t i = 0; i < LISTENING; i++)
		CHECK(!is_refused(i));
	check_refused(LISTENING);
}

#ifdef __x86_64__
/* Other doors to the same kernel: calls of i386, and of x32. */
static void doors_are_closed(void)
{
	long result = 20; /* getpid there */

	if (!is_active("seccomp"))
		return;
	__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
	CHECK(result == -EPERM);
	CHECK(syscall(0x40000000L | SYS_getpid) == -1 && errno == EPERM);
}
#endif

static void shell_is_there(void)
{
	CHECK_NUMBER(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
	CHECK(!is_active("seccomp") && !is_active("new privileges"));
	CHECK(syscall(SYS_execve, 0, 0, 0) == -1 && errno != EPERM);
}

static void test_calls(void)
{
	confined(&(struct os_needs){ 0 }, script_is_refused);
	confined(&(struct os_needs){ .listen = true }, server_is_refused);
#ifdef __x86_64__
	confined(&(struct os_needs){ 0 }, doors_are_closed);
#endif
	confined(&(struct os_needs){ .shell = true }, shell_is_there);
}

/* ---- what is said ---- */

static void test_hidden(void)
{
	pid_t child;
	int status = 1;

	fflush(stdout);
	child = child_fork();
	if (child == 0) {
		posix_hide();
		_exit(!(is_active("no core dumps") && is_active("memory closed") &&
			prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0));
	}
	waitpid(child, &status, 0);
	CHECK_NUMBER(status, 0);
}

int main(void)
{
	RUN(test_calls);
	RUN(test_hidden);
	return test_end("confine");
}
