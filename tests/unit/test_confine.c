/*
 * test_confine.c - what a confined process can't do, each thing tried; see os.h.
 *
 * Each test is a child, for nothing that is given up comes back.  The calls have
 * arguments that make no sense: whatever is not refused fails otherwise.
 */
#define _GNU_SOURCE
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/postel-confine-XXXXXX";

/* Runs it in a child that is confined so. */
static void confined(const struct os_needs *needs, void (*test)(void))
{
	int status = 1;
	pid_t child;

	fflush(stdout);
	child = fork();
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
	{ "vfork", SYS_vfork, { 0 } },
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
	CHECK(!is_active("seccomp") && !is_active("landlock") && !is_active("new privileges"));
	CHECK(syscall(SYS_execve, 0, 0, 0) == -1 && errno != EPERM);
}

static void test_calls(void)
{
	confined(&(struct os_needs){ .files = true }, script_is_refused);
	confined(&(struct os_needs){ 0 }, script_is_refused);
	confined(&(struct os_needs){ .listen = true, .files = true }, server_is_refused);
#ifdef __x86_64__
	confined(&(struct os_needs){ .files = true }, doors_are_closed);
#endif
	confined(&(struct os_needs){ .shell = true }, shell_is_there);
}

/* ---- files ---- */

static const char *in_folder(const char *name)
{
	static char room[4][256];
	static unsigned next;
	char *path = room[next++ % 4];

	snprintf(path, sizeof room[0], "%s/%s", folder, name);
	return path;
}

static bool can_write(const char *name)
{
	int file = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (file >= 0)
		close(file);
	return file >= 0;
}

static bool can_move(const char *from, const char *to)
{
	return rename(in_folder(from), in_folder(to)) == 0;
}

static void nothing_is_written(void)
{
	bool active = is_active("landlock");

	CHECK(can_write("here/other.eml") == !active);
	CHECK(can_write("there/kept") == !active);
	CHECK((mkdir(in_folder("there/new"), 0700) == 0) == !active);
	CHECK((unlink(in_folder("there/gone")) == 0) == !active);
	CHECK((truncate(in_folder("there/kept"), 0) == 0) == !active);
	CHECK((symlink("x", in_folder("there/link")) == 0) == !active);
	CHECK(open(in_folder("there/kept"), O_RDONLY) >= 0);
}

static void a_file_is_written(void)
{
	CHECK(can_write("here/mail.part") && can_move("here/mail.part", "here/mail.eml"));
	CHECK(unlink(in_folder("here/mail.eml")) == 0);
	CHECK(can_write("there/kept") == !is_active("landlock"));
}

static void a_maildir_is_made(void)
{
	CHECK(
	    mkdir(in_folder("here/box"), 0700) == 0 && mkdir(in_folder("here/box/tmp"), 0700) == 0);
	CHECK(mkdir(in_folder("here/box/new"), 0700) == 0);
	CHECK(can_write("here/box/tmp/1") && can_move("here/box/tmp/1", "here/box/new/1"));
	CHECK(can_write("there/kept") == !is_active("landlock"));
}

static void a_link_leads_there(void)
{
	CHECK(can_write("link/new") && can_write("there/kept"));
}

static void one_file_is_appended_to(void)
{
	CHECK(can_write("there/kept") && truncate(in_folder("there/kept"), 0) == 0);
}

static void test_files(void)
{
	CHECK(mkdtemp(folder) != NULL);
	CHECK(mkdir(in_folder("here"), 0700) == 0 && mkdir(in_folder("there"), 0700) == 0);
	CHECK(symlink("there", in_folder("link")) == 0);
	CHECK(can_write("there/kept") && can_write("there/gone"));
	confined(&(struct os_needs){ .place = { in_folder("here/mail.eml") } }, a_file_is_written);
	confined(
	    &(struct os_needs){ .place = { NULL, in_folder("here/box//") } }, a_maildir_is_made);
	confined(&(struct os_needs){ .place = { in_folder("link") } }, a_link_leads_there);
	confined(
	    &(struct os_needs){ .place = { in_folder("there/kept") } }, one_file_is_appended_to);
	confined(&(struct os_needs){ .files = true }, one_file_is_appended_to);
	CHECK(chdir(in_folder("here")) == 0);
	confined(&(struct os_needs){ .place = { "mail.eml" } }, a_file_is_written);
	confined(&(struct os_needs){ .place = { in_folder("nowhere/x") } }, nothing_is_written);
}

/* ---- what is said ---- */

static void test_hidden(void)
{
	pid_t child;
	int status = 1;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		posix_hide();
		_exit(!(is_active("no core dumps") && is_active("memory closed") &&
			prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0));
	}
	waitpid(child, &status, 0);
	CHECK_NUMBER(status, 0);
}

static void remove_folder(void)
{
	static const char *const names[] = { "here/box/new/1", "here/other.eml", "there/kept",
		"there/gone", "there/link", "there/new", "link", "mail.eml" };
	static const char *const folders[] = { "here/box/new", "here/box/tmp", "here/box", "here",
		"there/new", "there", "" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_folder(names[i]));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		rmdir(in_folder(folders[i]));
}

int main(void)
{
	RUN(test_calls);
	RUN(test_files);
	RUN(test_hidden);
	remove_folder();
	return test_end("confine");
}
