/*
 * conn.h - one connection: octets in, octets out, and how it ended.
 *
 * Two queues of fixed size stand between the socket and the session, and TLS
 * between them and the socket if there is any.  All that is put goes out in
 * that order; a put takes all or nothing, so a full queue pauses its source.
 * What was sent is wiped, since passwords pass here.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "base/fault.h"
#include "base/queue.h"
#include "net/tls.h"
#include "os/os.h"

/* What a session gives it: room for the longest line and for the octets behind it. */
#ifndef CONN_IN
#define CONN_IN 81920
#endif
#ifndef CONN_OUT
#define CONN_OUT 139264 /* of telnet, where an octet may become two */
#endif

enum conn_state {
	CONN_NONE, /* there is none */
	CONN_OPEN,
	CONN_ENDED,  /* the other side ended its stream */
	CONN_FAILED, /* see the fault */
};

struct conn {
	enum conn_state state;
	os_sock sock;
	struct tls *tls;           /* NULL: plain; see conn_tls */
	struct queue in, out;      /* over rooms of the owner's, who sets them once */
	int64_t got, put, flushed; /* octets: read; put by us; taken by the kernel */
	struct fault fault;
};

/* Both queues are empty.  Takes over a connected socket (or OS_NO_SOCK: octets moved by the caller). */
void conn_open(struct conn *c, os_sock sock);

/* TLS, or NULL. */
static inline struct tls *conn_tls(const struct conn *c)
{
	return c->tls;
}

/*
 * From here on all is inside TLS: see tls.h.  False: no memory is left.  What
 * becomes of it, failure too, is for who looks at tls_state to see.
 */
bool conn_secure(struct conn *c, struct tls_setup *setup, const char *host,
    const struct cert_clock *clock, bool upgrade, struct tls_chain *chain);

/* Puts all of it, or nothing and says false. */
bool conn_put(struct conn *c, struct span octets);

/* One read; how many octets came.  0: none, ended or failed (see state), which comes behind all octets. */
size_t conn_read(struct conn *c);

/* Writes what the kernel will take. */
void conn_write(struct conn *c);

/*
 * Sends at once as urgent data, if nothing else waits; how many octets.  What
 * is left is for the caller to put.
 */
size_t conn_urge(struct conn *c, struct span octets);

/* Has it room to read into? anything to write? */
bool conn_wants_read(const struct conn *c);
bool conn_wants_write(const struct conn *c);

void conn_close(struct conn *c);

#endif
