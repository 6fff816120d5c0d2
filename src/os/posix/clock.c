/*
 * clock.c - see os.h: time.
 *
 * The offset of local time is read from the machine's zone file, RFC 8536:
 * libc's localtime would weigh half as much as our editor.  A TZ of the user's
 * own is not looked into.
 */
#define _GNU_SOURCE
#include "os/os.h"

#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define HEADER 44 /* octets of a TZif header */

/*
 * The kernel is asked directly where its struct is ours: libc's faster way,
 * through the vDSO, weighs more than the nanoseconds are worth.
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

/* The number at that octet, big-endian, as everything in a TZif file. */
static int32_t number(const unsigned char *at)
{
	return (
	    int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

/*
 * Seconds from the file's first block: times of change, the kind of time that
 * each begins, and those kinds, six octets each.
 */
static int32_t zone_offset(const unsigned char *z, size_t len, int64_t now)
{
	size_t times = (size_t)number(z + 32), kinds = (size_t)number(z + 36), kind = 0;

	if (memcmp(z, "TZif", 4) != 0 || times > 1000 || kinds > 250 ||
	    HEADER + 5 * times + 6 * kinds > len)
		return 0;
	for (size_t i = 0; i < times && number(z + HEADER + 4 * i) <= now; i++)
		kind = z[HEADER + 4 * times + i];
	return kind < kinds ? number(z + HEADER + 5 * times + 6 * kind) : 0;
}

int os_utc_offset(void)
{
	union {
		char text[8192];
		unsigned char octets[8192];
	} file;
	struct fault f = { 0 };
	size_t len;

	if (os_env("TZ") ||
	    !os_file_load("/etc/localtime", file.text, sizeof file.text, &len, &f) || len < HEADER)
		return 0;
	return zone_offset(file.octets, len, os_utc() / OS_S) / 60;
}
