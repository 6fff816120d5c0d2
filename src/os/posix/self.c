/* self.c - see os.h: this machine and this process. */
#define _GNU_SOURCE
#include "os/os.h"

#include "base/wipe.h"
#include "os/posix/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

void os_start(void)
{
	posix_hide();
	posix_streams_open();
	posix_signal(SIGPIPE, SIG_IGN);
	posix_signal(SIGXFSZ, SIG_IGN); /* then a write beyond the file size limit fails: EFBIG */
}

/* Asks again for what is missing, as a signal may cut both sources short. */
static bool fill(char *at, size_t len, int fd)
{
	while (len) {
		ssize_t n = fd < 0 ? getrandom(at, len, 0) : read(fd, at, len);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return true;
}

bool os_random(void *at, size_t len)
{
	bool filled = fill(at, len, -1);
	int fd;

	if (filled)
		return true;
	fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		filled = fill(at, len, fd);
		close(fd);
	}
	return filled;
}

/* A variable's entry in the environment, or the NULL at its end. */
static char **find(const char *name)
{
	char **e = environ;

	for (; *e; e++) {
		struct span rest = span_of(*e);

		if (span_eq(span_until(&rest, '='), span_of(name)))
			break;
	}
	return e;
}

/*
 * A program that is set-user-ID or has capabilities has rights that its caller lacks, so
 * the caller's variables must not name a file, a program or a user.  The caller's own
 * secrets do no harm.
 */
static bool is_harmless(const char *name)
{
	static const char names[] =
	    "TERM\0LANG\0LC_ALL\0LC_CTYPE\0NO_COLOR\0POSTEL_PASSWORD\0POSTEL_TOKEN\0";

	for (unsigned i = 0; *span_nth(names, i); i++)
		if (span_eq(span_of(name), span_of(span_nth(names, i))))
			return true;
	return false;
}

const char *os_env(const char *name)
{
	const char *entry;

	if (getauxval(AT_SECURE) && !is_harmless(name))
		return NULL;
	entry = *find(name);
	return entry ? entry + strlen(name) + 1 : NULL;
}

void os_env_forget(const char *name)
{
	char **e = find(name);

	if (!*e)
		return;
	wipe(*e, strlen(*e));
	do
		*e = e[1];
	while (*e++);
}

void os_host_name(struct out *o)
{
	struct utsname machine;

	if (uname(&machine) == 0)
		out_text(o, machine.nodename);
}

void os_die(unsigned which)
{
	int number = SIGINT;

	if (which & OS_SIGNAL_TERMINATE)
		number = SIGTERM;
	else if (which & OS_SIGNAL_HANGUP)
		number = SIGHUP;
	posix_signal(number, SIG_DFL);
	posix_signals_restore();
	kill(getpid(), number);
	_exit(128 + number);
}

void *os_memory(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

void os_guard(void *at, size_t len)
{
	size_t page = (size_t)getpagesize();
	uintptr_t from = (uintptr_t)at & ~(page - 1);

	madvise((void *)from, (uintptr_t)at + len - from, MADV_DONTDUMP);
}

bool os_has_aes(void)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned a, b, c = 0, d;

	return __get_cpuid(1, &a, &b, &c, &d) && c & bit_AES;
#elif defined(__aarch64__)
	return getauxval(AT_HWCAP) & 8; /* HWCAP_AES */
#else
	return false;
#endif
}
