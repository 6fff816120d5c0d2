/*
 * ask.h - one DNS question, asked until one of the name servers answers.
 *
 * The servers are asked in turn over UDP; after ASK_TRY without an answer, the
 * next one is asked too.  The first answer counts, from any server.  A server
 * that refuses or fails is not asked again.  An answer too long for UDP is
 * fetched over TCP.  Nothing here blocks, allocates or reads the clock.
 *
 * The caller fetches the news, after ask_begin and whenever os_wait returns:
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
#define ASK_TRY (2 * OS_S) /* how long to wait for a server, over UDP */
#endif
#ifndef ASK_TRY_TCP
#define ASK_TRY_TCP (5 * OS_S)
#endif
#ifndef ASK_ROUNDS
#define ASK_ROUNDS 5 /* how often each server is asked */
#endif
#ifndef ASK_ANSWER_MAX
#define ASK_ANSWER_MAX 4096 /* octets that are read of an answer */
#endif
#define ASK_SERVERS 3
#define ASK_NAME    256 /* a host name of 253, a dot, a NUL */

enum ask_kind {
	ASK_ASKED,    /* server */
	ASK_SILENT,   /* server, took so far */
	ASK_REFUSED,  /* server, took, fault; why, unless the server closed or sent nonsense */
	ASK_ANSWERED, /* server, rcode, took, records, ttl, text; fault if it made no sense */
	ASK_FAILED,   /* fault; why: what the server asked last did.  The end */
	ASK_HOSTS,    /* found in the hosts file, or known without asking: records, text */
	ASK_DONE,     /* a look-up of addresses has ended: took, records, fault.  The end */
};

struct ask_news { /* the fields that enum ask_kind names are set */
	enum ask_kind kind;
	const char *name; /* valid until the next call */
	enum dns_type type;
	struct os_addr server;
	bool tcp;
	int64_t took; /* nanoseconds since the server was first asked */
	enum fault_kind fault;
	const struct fault *why; /* valid until the next call; NULL: `fault` says it all */
	int rcode;
	const char *nonsense; /* what is wrong with the answer, or NULL */
	size_t came, whole;   /* over TCP: octets received, octets in all (0: not known yet) */
	int records;          /* how many records of the type asked for */
	uint32_t ttl;         /* the shortest TTL, seconds */
	char text[512];       /* the records, cut to fit, NUL-ended */
};

/* "192.0.2.53", "192.0.2.53 port 5353 over TCP". */
void ask_server_say(const struct os_addr *server, bool tcp, struct out *o);

/* "mail.example AAAA: 192.0.2.53 has not answered for 2.00 s". */
void ask_news_say(const struct ask_news *news, struct out *o);

/* What the server did: "answered SERVFAIL", "has not answered for 2.00 s". */
void ask_did_say(const struct ask_news *news, struct out *o);

enum ask_state { ASK_IDLE, ASK_ENDED, ASK_UNASKED, ASK_WAITING };

struct ask_server {
	struct os_addr addr;
	os_sock sock;
	int64_t asked; /* when it was first asked */
	int left;      /* how often it may still be asked; 0 after it refused or failed */
	bool tcp;      /* it is asked over TCP; then no other server is asked */
};

struct ask {
	enum ask_state state;
	enum dns_type type;
	size_t servers;
	struct ask_server *last, *next; /* asked last; to be asked next */
	int64_t now, until, deadline;   /* until: when this try counts as silent */
	size_t query_len, have;         /* octets of the question; of the answer so far, over TCP */
	bool sent;                      /* over TCP: the question was sent */
	bool waited; /* ask_go was called since the last question: answers may be read */

	struct ask_server server[ASK_SERVERS];
	struct dns_answer answer; /* of the last ASK_ANSWERED: for dns_next, once */
	struct fault useless;     /* the last server without a useful answer, and why */
	struct fault fault;
	char name[ASK_NAME];
	char query[2 + DNS_QUERY_MAX]; /* the length in front, as TCP needs it */
	char message[2 + ASK_ANSWER_MAX];
};

static inline bool ask_is_busy(const struct ask *a)
{
	return a->state >= ASK_UNASKED;
}

/*
 * Begins.  Takes only the servers from `names`; the question fails at `deadline`.
 * False if the name can't be asked for, or there are no random numbers: see a->fault.
 */
bool ask_begin(struct ask *a, const struct os_names *names, struct span name, enum dns_type type,
    int64_t now, int64_t deadline);

/* Adds its sockets and deadline to `w`. */
void ask_wants(const struct ask *a, struct os_wait *w);

/* To be called after os_wait: ask_next may read the sockets now. */
void ask_go(struct ask *a, int64_t now);

/* The next news; false if there is none now. */
bool ask_next(struct ask *a, struct ask_news *news);

/* The address in an A or AAAA record, port 0; false for any other record. */
bool ask_address(const struct dns_record *r, struct os_addr *addr);

/* Stops asking, and closes its sockets; may be called in any state. */
void ask_drop(struct ask *a);

#endif
