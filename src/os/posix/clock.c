/* clock.c - see os.h: time. */
#define _GNU_SOURCE
#include "os/os.h"

#include <time.h>

static int64_t read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
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
	time_t now = time(NULL);
	struct tm local;

	if (!localtime_r(&now, &local))
		return 0;
	return (int)(local.tm_gmtoff / 60);
}
