/*
 * host.h - the practice server: who listens where, and all its visitors.
 *
 * It lives in one mapping of memory that is asked for when it begins, and
 * goes on in the loop that everything goes on in.  Each visitor has its own
 * small queues, and where there are HOST_VISITORS the one that was silent
 * longest makes room, or the new one is told to come back.  The store and the
 * memory for TLS are for all: who comes when they are used up is refused.
 */
#ifndef SESSION_HOST_H
#define SESSION_HOST_H

#include "session/visit.h"

#ifndef HOST_VISITORS
/* Who finds no room in OS_WAIT_MAX, beside all else that is waited for, waits for a moment. */
#define HOST_VISITORS 208
#endif
#define HOST_LISTENERS (2 * VISIT_SERVICES)
#define HOST_STORE     (4 << 20) /* octets of the store, unless told otherwise */

struct host {
	int numbers;   /* visitors, ever */
	int64_t later; /* no connection is taken before that */
	size_t listeners;
	struct {
		enum visit_service service;
		os_sock sock;
		size_t place; /* in what is waited for */
		struct os_addr addr;
	} listener[HOST_LISTENERS];
	struct house house;
	struct store store;
	struct visit visit[HOST_VISITORS];
};

/* Is there anything to listen for, or is every service off? */
bool host_has_services(const struct orders *orders);

/* Begins as it is ordered, which outlives it; name and run: see struct practice; tls may be NULL.  NULL: see the fault. */
struct host *host_open(const struct orders *orders, struct span name, struct span run,
    struct tls_setup *tls, struct timeline *log, struct fault *f);

/* Closes all; its memory is kept for a next time. */
void host_close(struct host *h);

/* Writes where it listens: "smtp 127.0.0.1 port 2525", a line each. */
void host_say(const struct host *h, struct out *o);

/* How many visitors there are. */
size_t host_visitors(const struct host *h);

/* What is ordered from now on. */
void host_reorder(struct host *h, const struct orders *orders, int64_t now);

void host_wants(struct host *h, struct os_wait *w, int64_t now);

/* Takes who has come, and goes on with everybody. */
void host_go(struct host *h, const struct os_wait *w, int64_t now);

#endif
