/*
 * status.h - the exit statuses of a run, in the numbers of sysexits(3).
 *
 * The status of a run is that of its first failure.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
	STATUS_DONE = 0,
	STATUS_REJECTED = 1,     /* the server rejected it: 5xx, -ERR, NO, BAD */
	STATUS_USAGE = 64,       /* the command line makes no sense */
	STATUS_DATA = 65,        /* bad data, or an :expect that was not met */
	STATUS_NO_INPUT = 66,    /* a local input can't be read */
	STATUS_NO_HOST = 68,     /* no such host */
	STATUS_UNAVAILABLE = 69, /* cannot connect, or the connection was lost */
	STATUS_NO_CREATE = 73,   /* a local file can't be made */
	STATUS_FILE = 74,        /* a local file can't be written */
	STATUS_TEMPORARY = 75,   /* temporary failure: 4xx */
	STATUS_PROTOCOL = 76,    /* the server broke its protocol */
	STATUS_DENIED = 77,      /* login or certificate refused */
	STATUS_CONFIG = 78,      /* something is configured wrongly here */
};

#endif
