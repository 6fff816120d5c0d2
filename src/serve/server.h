/*
 * server.h - the practice server: its listening sockets and its visitors.
 *
 * Its memory is one mapping, made by server_open.  It runs in the program's one
 * loop.  Each visitor has its own small queues.  If SERVER_VISITORS are connected,
 * a new visitor replaces the one that was silent longest, for 10 seconds at least;
 * or else it is refused.  All visitors share the store and the memory for TLS; once
 * these are used up, mails and handshakes fail.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "serve/peer.h"

#ifndef SERVER_VISITORS
/* A visitor for which OS_WAIT_MAX has no room, next to the other sockets, is not read yet. */
#define SERVER_VISITORS 208
#endif
#define SERVER_LISTENERS (2 * SERVICES)
#define SERVER_STORE     (4 << 20) /* octets of the store, without --store */

struct server {
	int numbers;   /* how many visitors there have been */
	int64_t later; /* no connection is accepted before this moment */
	size_t listeners;
	struct {
		enum service service;
		os_sock sock;
		size_t place; /* index in the os_wait of this turn */
		struct os_addr addr;
	} listener[SERVER_LISTENERS];
	struct server_shared shared;
	struct store store;
	struct peer peer[SERVER_VISITORS];
};

/* Is any service on? */
bool server_has_services(const struct directives *directives);

/*
 * Starts the server.  All arguments but the fault must stay valid until server_close.
 * `name` and `run` are host and run in struct served_config; `tls` may be NULL.
 * Returns NULL and a fault if that fails.
 */
struct server *server_open(const struct directives *directives, struct span name, struct span run,
    struct tls_setup *tls, struct timeline *log, struct fault *f);

/* Closes all sockets; the memory is kept for the next server_open. */
void server_close(struct server *h);

/* Writes the addresses it listens on, one on each line: "smtp 127.0.0.1 port 2525". */
void server_say(const struct server *h, struct out *o);

/* How many visitors are connected. */
size_t server_visitors(const struct server *h);

/* Replaces the faults to make, from now on; services, Maildir and store stay as they are. */
void server_reorder(struct server *h, const struct directives *directives, int64_t now);

/* Adds to `w` the sockets and the deadline of the server. */
void server_wants(struct server *h, struct os_wait *w, int64_t now);

/* Serves all visitors, and accepts new ones. */
void server_go(struct server *h, const struct os_wait *w, int64_t now);

#endif
