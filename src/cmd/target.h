/*
 * target.h - reads TARGET and PORT as people write them.
 *
 *	host              port 23, telnet
 *	host port         a number or a service name; only 23 is telnet
 *	host -port        telnet on that port, as BSD writes it
 *	host:port   [2001:db8::1]:port   2001:db8::1   fe80::1%eth0
 *	pop3://user@host:port and smtp submission imap telnet, with TLS pop3s smtps
 *	submissions imaps; tcp and tls, whose port has to be named
 *
 * with -4, -6 or -tls in front of any of them.  This file only reads: no name is
 * looked up, and the caller checks whether this build has TLS.
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
	char host[TARGET_HOST_MAX + 1]; /* name or address; a scope follows % */
	char user[TARGET_USER_MAX + 1]; /* from the URL; "" if none */
	uint16_t port;
	enum protocol protocol; /* from the scheme; unknown without one */
	bool tls;               /* at once, before the greeting */
	bool lmtp;              /* LMTP, RFC 2033, is spoken in place of SMTP */
	bool guessed;           /* no port was given, so it is telnet's */
	bool telnet;            /* options are negotiated; else each octet is data */
	bool bare;  /* tcp:// and tls://: the protocol is unknown, no greeting is awaited */
	int family; /* 4 or 6; 0: both */
};

/*
 * Is a port in place of the host, as in "open 110"?  Then `why` says so, and what to type
 * after `command`.  Only a port's number is repeated.
 */
bool target_lacks_host(
    const struct span word[], size_t count, const char *command, struct out *why);

/* For "telnet HOST PORT": negotiates telnet, but not on mail ports, where its octets do harm. */
void target_telnet(struct target *t);

/*
 * Reads all of the words.  False: `why` says what is wrong and what to write
 * instead, and never repeats a word, for it may hold a password.
 */
bool target_read(struct target *t, const struct span word[], size_t count, struct out *why);

/* Returns NULL, or what is wrong with the name of a host or domain. */
const char *target_judge_name(struct span name);

/* Has each label of a domain 1 to 63 octets?  The last one may be empty: "example.com." */
bool target_has_sane_labels(struct span domain);

/*
 * Splits "host", "host:port", "[host]", "[host]:port" or a bare IPv6 address;
 * *port does not change if there is none.  Returns NULL, or what is wrong.
 */
const char *target_split(struct span text, struct span *host, uint16_t *port);

/*
 * The index of HOST in "connect HOST" or "telnet HOST", as other programs write it.  0 if
 * there is no such verb, or if it is a host itself, as a port is next.
 */
size_t target_behind_verb(const struct span word[], size_t count);

/* How many of the words are the target: options, host, port.  What follows is a command. */
size_t target_words(const struct span word[], size_t count);

#endif
