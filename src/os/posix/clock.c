/*
 * clock.c - see os.h: time.
 *
 * Local time comes from the C library, which knows the variable TZ, zone files of
 * each version and the rules at the end of those files: RFC 8536.
 */
#define _GNU_SOURCE
#include "os/os.h"

#include <limits.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * Asks the kernel directly if its struct timespec is the C library's.  The library's
 * way through the vDSO is faster, but makes the program larger.
 */
static int64_t read_clock(clockid_t clock)
{
	struct timespec t;

#if defined SYS_clock_gettime && LONG_MAX > INT32_MAX
	syscall(SYS_clock_gettime, clock, &t);
#else
	clock_gettime(clock, &t);
#endif
	return (int64_t)t.tv_sec * OS_S + t.tv_nsec;
}

int64_t os_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t os_utc(void)
{
	return read_clock(CLOCK_REALTIME);
}

int os_utc_offset(void)
{
	time_t now = (time_t)(os_utc() / OS_S);
	struct tm local;

	return localtime_r(&now, &local) ? (int)(local.tm_gmtoff / 60) : 0;
}
