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
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

void os_start(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	posix_streams_open();
	posix_signals_start();
}

bool os_random(void *at, size_t len)
{
	int fd;
	ssize_t n;

	if (getrandom(at, len, 0) == (ssize_t)len)
		return true;
	fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, at, len);
	close(fd);
	return n == (ssize_t)len;
}

const char *os_env(const char *name)
{
	return getenv(name);
}

void os_env_forget(const char *name)
{
	char *value = getenv(name);

	if (value)
		wipe(value, strlen(value));
	unsetenv(name);
}

void os_host_name(char *name, size_t size)
{
	if (gethostname(name, size) != 0 || name[0] == '\0')
		strncpy(name, "localhost", size);
	name[size - 1] = '\0';
}

void os_die(unsigned signal)
{
	static const struct {
		enum os_signal ours;
		int theirs;
	} table[] = {
		{ OS_SIGNAL_INTERRUPT, SIGINT },
		{ OS_SIGNAL_TERMINATE, SIGTERM },
		{ OS_SIGNAL_HANGUP, SIGHUP },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		sigset_t one;

		if (!(signal & table[i].ours))
			continue;
		sigemptyset(&one);
		sigaddset(&one, table[i].theirs);
		sigprocmask(SIG_UNBLOCK, &one, NULL);
		(void)!sigaction(table[i].theirs, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
		raise(table[i].theirs);
	}
	_exit(1);
}

void os_guard(void *at, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = (uintptr_t)at & ~(page - 1);

	madvise((void *)from, (uintptr_t)at + len - from, MADV_DONTDUMP);
	mlock((void *)from, (uintptr_t)at + len - from);
}
