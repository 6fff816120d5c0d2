/*
 * conn.h - one connection: octets in, octets out, and how it ended.
 *
 * The session writes to and reads from two queues of fixed size; TLS, if used, is
 * between these queues and the socket.  Octets are sent in the order of conn_put,
 * which takes all of them or none, so that a full queue pauses its source.  Both
 * queues are wiped as they are emptied, since they may hold passwords.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "base/fault.h"
#include "base/queue.h"
#include "net/tls.h"
#include "os/os.h"

/* Octets of the queues of a session: for the longest line, and for more input after it. */
#ifndef CONN_IN
#define CONN_IN 81920
#endif
#ifndef CONN_OUT
#define CONN_OUT 139264 /* telnet may double each octet */
#endif

enum conn_state {
	CONN_NONE, /* no connection */
	CONN_OPEN,
	CONN_ENDED,  /* the other side ended its stream */
	CONN_FAILED, /* see the fault */
};

struct conn {
	enum conn_state state;
	os_sock sock;
	struct tls *tls;           /* NULL: no TLS; see conn_tls */
	struct queue in, out;      /* the owner sets them once, over its own memory */
	int64_t got, put, flushed; /* octets: read; put by us; taken by the kernel */
	struct fault fault;
};

/*
 * Takes over a connected socket; with OS_NO_SOCK the caller moves the octets.  Both queues
 * must be empty.
 */
void conn_open(struct conn *c, os_sock sock);

/* TLS, or NULL. */
static inline struct tls *conn_tls(const struct conn *c)
{
	return c->tls;
}

/*
 * Begins TLS, see tls.h; from here on all octets are encrypted.  False if there is no
 * memory left.  tls_state tells whether the handshake has succeeded or failed.
 */
bool conn_secure(struct conn *c, struct tls_setup *setup, const char *host,
    const struct cert_clock *clock, bool upgrade, struct tls_chain *chain);

/* Queues all octets; or none, and returns false, if there is no room or no connection. */
bool conn_put(struct conn *c, struct span octets);

/*
 * Reads once; returns how many octets were added to the queue.  If 0, see `state`: it
 * becomes CONN_ENDED or CONN_FAILED only after all octets were read.
 */
size_t conn_read(struct conn *c);

/* Writes as much as the kernel takes. */
void conn_write(struct conn *c);

/*
 * Sends octets at once as urgent data, if the queue is empty; returns how many were sent.
 * The caller must put the rest.
 */
size_t conn_urge(struct conn *c, struct span octets);

/* Is there room to read into? */
bool conn_wants_read(const struct conn *c);

/* Is there anything to write? */
bool conn_wants_write(const struct conn *c);

void conn_close(struct conn *c);

#endif
