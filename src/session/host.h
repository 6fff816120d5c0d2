/*
 * host.h - the practice server: who listens where, and all its visitors.
 *
 * It lives in one mapping of memory that is asked for when it begins, and
 * goes on in the loop that everything goes on in.  No visitor can use up
 * what is there for the others: each has its own small queues, and where
 * there are HOST_VISITORS the one that was silent longest makes room, or the
 * new one is told to come back.
 */
#ifndef SESSION_HOST_H
#define SESSION_HOST_H

#include "session/visit.h"

#ifndef HOST_VISITORS
#define HOST_VISITORS 208 /* with the sockets of all else no more than OS_WAIT_MAX */
#endif
#define HOST_LISTENERS (2 * VISIT_SERVICES)
#define HOST_STORE     (4 << 20) /* octets of the store, unless told otherwise */
#define HOST_OFF       (-1)

/* What is asked for. */
struct host_how {
	struct os_addr listen;         /* family 0: this machine alone, by both families */
	int64_t port[VISIT_SERVICES];  /* 0: any that is free; HOST_OFF */
	int64_t store;                 /* octets */
	const char *maildir;           /* or NULL */
};

struct host {
	struct house house;
	struct store store;
	int numbers;   /* visitors, ever */
	int64_t later; /* no connection is taken before that */
	size_t listeners;
	struct {
		enum visit_service service;
		os_sock sock;
		size_t place; /* in what is waited for */
		struct os_addr addr;
	} listener[HOST_LISTENERS];
	struct visit visit[HOST_VISITORS];
};

/* Begins; what practice says but for its store is the caller's to set then.  NULL: see the fault. */
struct host *host_open(const struct host_how *how, struct timeline *log, struct fault *f);

/* Closes all; its memory is kept for a next time. */
void host_close(struct host *h, int64_t now);

/* Writes where it listens: "smtp 127.0.0.1 port 2525", a line each. */
void host_say(const struct host *h, struct out *o);

/* How many visitors there are. */
size_t host_visitors(const struct host *h);

void host_wants(struct host *h, struct os_wait *w, int64_t now);

/* Takes who has come, and goes on with everybody. */
void host_go(struct host *h, const struct os_wait *w, int64_t now);

#endif
