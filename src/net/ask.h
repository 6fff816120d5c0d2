/*
 * ask.h - one question, put to the name servers until one of them answers.
 *
 * The servers are asked in turn over UDP, each for ASK_TRY before the next
 * one is asked too; whoever answers first is heard, however late.  A server
 * that refuses or fails is not asked again; an answer that did not fit is
 * fetched over TCP.  Nothing here blocks, allocates or reads the clock.
 *
 * News are pulled: after ask_begin, and whenever os_wait returns,
 *
 *	while (ask_next(a, &news))
 *		...
 *	ask_wants(a, wait), os_wait(wait), ask_go(a, now), and again
 *
 * The last news is ASK_ANSWERED with DNS_OK or DNS_NXDOMAIN, or ASK_FAILED.
 */
#ifndef NET_ASK_H
#define NET_ASK_H

#include "os/os.h"
#include "proto/dns.h"

#ifndef ASK_TRY
#define ASK_TRY (2 * OS_S) /* a server is waited for */
#endif
#ifndef ASK_TRY_TCP
#define ASK_TRY_TCP (5 * OS_S)
#endif
#ifndef ASK_ROUNDS
#define ASK_ROUNDS 5 /* times each server is asked */
#endif
#ifndef ASK_ANSWER_MAX
#define ASK_ANSWER_MAX 4096 /* octets of an answer; of a longer one these are read */
#endif
#define ASK_SERVERS 3
#define ASK_NAME    256 /* a host name of 253, a dot, a NUL */

enum ask_kind {
	ASK_ASKED,    /* server */
	ASK_SILENT,   /* server, took so far */
	ASK_REFUSED,  /* server, took, fault and why: it can't be reached, or ended it (no why) */
	ASK_ANSWERED, /* server, rcode, took, records, ttl, text; fault if it made no sense */
	ASK_FAILED,   /* fault; why: what the last server did that was asked.  The end */
	ASK_HOSTS,    /* found in the hosts file, or known without asking: records, text */
	ASK_DONE,     /* a look-up of addresses has ended: took, records, fault.  The end */
};

struct ask_news {
	enum ask_kind kind;
	const char *name; /* until the next call */
	enum dns_type type;
	struct os_addr server;
	bool tcp;
	int64_t took;
	enum fault_kind fault;
	const struct fault *why; /* until the next call; NULL: `fault` says it all */
	int rcode;
	const char *nonsense; /* what is wrong with the answer, or NULL */
	size_t came, whole;   /* over TCP: octets of the answer; whole 0: not known yet */
	int records;
	uint32_t ttl;   /* the shortest, seconds */
	char text[512]; /* the records, cut to fit, NUL-ended */
};

/* "192.0.2.53", "192.0.2.53 port 5353 over TCP". */
void ask_server_say(const struct os_addr *server, bool tcp, struct out *o);

/* "mail.example AAAA: 192.0.2.53 has not answered for 2.00 s". */
void ask_news_say(const struct ask_news *news, struct out *o);

/* What the server did in place of an answer: "answered SERVFAIL", "has not answered for 2.00 s". */
void ask_did_say(const struct ask_news *news, struct out *o);

enum ask_state { ASK_IDLE, ASK_ENDED, ASK_UNASKED, ASK_WAITING };

struct ask_server {
	struct os_addr addr;
	os_sock sock;
	int64_t asked; /* when first */
	int left;      /* tries; none after it refused or failed */
	bool tcp;      /* it is asked over TCP, as the only one */
};

struct ask {
	enum ask_state state;
	enum dns_type type;
	size_t servers;
	struct ask_server *last, *next; /* asked last; to be asked next */
	int64_t now, until, deadline;   /* until: the present try counts as silent */
	size_t query_len, have;         /* octets of the question; over TCP: of the answer so far */
	bool sent;                      /* over TCP: the question is out */
	bool waited;                    /* since it last asked; else an answer would take no time */

	struct ask_server server[ASK_SERVERS];
	struct dns_answer answer; /* of the last ASK_ANSWERED: for dns_next, once */
	struct fault useless;     /* the last server that gave no answer: which one, and why */
	struct fault fault;
	char name[ASK_NAME];
	char query[2 + DNS_QUERY_MAX]; /* its length first, as TCP wants it */
	char message[2 + ASK_ANSWER_MAX];
};

static inline bool ask_is_busy(const struct ask *a)
{
	return a->state >= ASK_UNASKED;
}

/*
 * Begins.  The servers and nothing else are taken from `names`; `deadline` ends it
 * all.  False: the name is none that could be asked for; see the fault.
 */
bool ask_begin(struct ask *a, const struct os_names *names, struct span name, enum dns_type type,
    int64_t now, int64_t deadline);

/* Says what it waits for. */
void ask_wants(const struct ask *a, struct os_wait *w);

/* The wait is over: what came may be heard, and did by now. */
void ask_go(struct ask *a, int64_t now);

bool ask_next(struct ask *a, struct ask_news *news);

/* The address that a record holds, port 0; false: it holds none. */
bool ask_address(const struct dns_record *r, struct os_addr *addr);

/* Stops asking; may be called in any state. */
void ask_drop(struct ask *a);

#endif
