/*
 * server.h - the practice server: who listens where, and all its visitors.
 *
 * It lives in one mapping of memory that is asked for when it begins, and
 * goes on in the loop that everything goes on in.  Each visitor has its own
 * small queues, and where there are SERVER_VISITORS the one that was silent
 * longest makes room, or the new one is told to come back.  The store and the
 * memory for TLS are for all: who comes when they are used up is refused.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "serve/peer.h"

#ifndef SERVER_VISITORS
/* Who finds no room in OS_WAIT_MAX, beside all else that is waited for, waits for a moment. */
#define SERVER_VISITORS 208
#endif
#define SERVER_LISTENERS (2 * SERVICES)
#define SERVER_STORE     (4 << 20) /* octets of the store, unless told otherwise */

struct server {
	int numbers;   /* visitors, ever */
	int64_t later; /* no connection is taken before that */
	size_t listeners;
	struct {
		enum service service;
		os_sock sock;
		size_t place; /* in what is waited for */
		struct os_addr addr;
	} listener[SERVER_LISTENERS];
	struct server_shared shared;
	struct store store;
	struct peer peer[SERVER_VISITORS];
};

/* Is there anything to listen for, or is every service off? */
bool server_has_services(const struct directives *directives);

/* Begins as it is directed, by what outlives it; name and run: see struct served_config; tls may be NULL.  NULL: see the fault. */
struct server *server_open(const struct directives *directives, struct span name, struct span run,
    struct tls_setup *tls, struct timeline *log, struct fault *f);

/* Closes all; its memory is kept for a next time. */
void server_close(struct server *h);

/* Writes where it listens: "smtp 127.0.0.1 port 2525", a line each. */
void server_say(const struct server *h, struct out *o);

/* How many visitors there are. */
size_t server_visitors(const struct server *h);

/* What is to go wrong from now on. */
void server_reorder(struct server *h, const struct directives *directives, int64_t now);

void server_wants(struct server *h, struct os_wait *w, int64_t now);

/* Takes who has come, and goes on with everybody. */
void server_go(struct server *h, const struct os_wait *w, int64_t now);

#endif
