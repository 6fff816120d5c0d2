/*
 * target.h - where to go: TARGET and PORT as people write them.
 *
 *	host              port 23, telnet
 *	host port         a number or a service name; 23 is telnet, others are clean lines
 *	host -port        telnet on that port, as BSD writes it
 *	host:port   [2001:db8::1]:port   2001:db8::1   fe80::1%eth0
 *	pop3://user@host:port and smtp submission imap telnet, with TLS pop3s smtps
 *	submissions imaps; tcp and tls, whose port has to be named
 *
 * and -4 or -6 before any of them.  Ends at reading: no name is looked up,
 * and whether this build can do what was asked is for the caller to say.
 */
#ifndef CMD_TARGET_H
#define CMD_TARGET_H

#include "base/out.h"
#include "proto/protocol.h"

#define TARGET_HOST_MAX 253 /* RFC 1035 2.3.4, as text */
#ifndef TARGET_USER_MAX
#define TARGET_USER_MAX 320 /* RFC 5321: local part 64, @, domain 255 */
#endif

struct target {
	char host[TARGET_HOST_MAX + 1]; /* name or address, its scope behind % */
	char user[TARGET_USER_MAX + 1]; /* from the URL; "" if none */
	uint16_t port;
	enum protocol protocol; /* the scheme's; unknown where none says */
	bool tls;               /* at once, before the greeting */
	bool lmtp;              /* SMTP as RFC 2033 has it */
	bool guessed;           /* no port was named, so it is telnet's */
	bool telnet;            /* options are negotiated; else each octet is data */
	bool bare;              /* tcp:// and tls://: nothing is known, no greeting is awaited */
	int family;             /* 4 or 6; 0: both */
};

/*
 * "open 110", with 110 in place of a host: says so, and what to type behind `command`.
 * Only a port's number is repeated.
 */
bool target_lacks_host(
    const struct span word[], size_t count, const char *command, struct out *why);

/* "telnet HOST PORT": telnet is negotiated, but on mail's ports, where its octets would do harm. */
void target_telnet(struct target *t);

/*
 * Reads all of the words.  False: `why` says what is wrong and what to write
 * instead, and never repeats a word, for it may hold a password.
 */
bool target_read(struct target *t, const struct span word[], size_t count, struct out *why);

/* NULL, or what is wrong with a name as the name of a host or a domain. */
const char *target_judge_name(struct span name);

/*
 * Splits "host", "host:port", "[host]", "[host]:port" or a bare IPv6 address;
 * *port is left alone if there is none.  NULL, or what is wrong.
 */
const char *target_split(struct span text, struct span *host, uint16_t *port);

/*
 * "connect HOST" and "telnet HOST", as other programs have it: where does the
 * host stand behind such a word?  0: the first word is a host itself, as a port is next.
 */
size_t target_behind_verb(const struct span word[], size_t count);

/* How many of the words are the target: options, host, port.  What follows is a command. */
size_t target_words(const struct span word[], size_t count);

#endif
