/*
 * dial.h - all addresses of a name are tried, and the first that connects wins.
 *
 * RFC 8305: the families take turns, IPv6 first; the next attempt begins when
 * the one before it has failed, or DIAL_STAGGER after it began.  Each has its
 * own time limit, and each is told of, the losers too.  Addresses may be added
 * while it runs: those of the slower family's answer.
 *
 *	dial_begin(d, limit, from);
 *	dial_add(d, addr) ..., dial_last(d)
 *	dial_go(d, wait, now);
 *	while (dial_next(d, &news)) ...
 *	dial_wants(d, wait), os_wait(wait), and again
 *
 * The last news is DIAL_CONNECTED, and the socket in it is the caller's; or
 * DIAL_FAILED, and d->fault is that of the attempt that tells most.
 */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include "os/os.h"

#ifndef DIAL_MAX
#define DIAL_MAX 32 /* addresses */
#endif
#define DIAL_STAGGER (250 * OS_MS)

enum dial_kind {
	DIAL_TRYING,    /* an attempt begins: addr */
	DIAL_LOST,      /* it failed: addr, took, fault */
	DIAL_SLOWER,    /* it is dropped because another is connected: addr, took so far */
	DIAL_CONNECTED, /* addr, took, sock.  The end */
	DIAL_FAILED,    /* none connected: d->fault.  The end */
};

struct dial_news {
	enum dial_kind kind;
	struct os_addr addr;
	int64_t took; /* since this attempt began */
	struct fault fault;
	os_sock sock;
};

/* "192.0.2.10 port 25: refused"; for DIAL_FAILED fault_say has the words. */
void dial_news_say(const struct dial_news *news, struct out *o);

enum dial_state { DIAL_IDLE, DIAL_RUNNING, DIAL_WON, DIAL_ENDED };

struct dial_try {
	enum { TRY_UNTRIED, TRY_RUNNING, TRY_OVER } state;
	struct os_addr addr;
	os_sock sock;
	int64_t began;
	bool ready;
};

struct dial {
	enum dial_state state;
	size_t count;
	const struct os_addr *from; /* where to bind, or NULL */
	int64_t limit;              /* nanoseconds each attempt is given */
	bool last;                  /* no more addresses will come */
	int family;                 /* of the attempt that began last */
	int64_t now, next;          /* when the next attempt may begin */
	struct dial_try *winner;
	struct dial_try attempt[DIAL_MAX];
	struct fault latest, fault;
};

/* `from` may be NULL, any address of ours; else it outlives the dialling. */
void dial_begin(struct dial *d, int64_t limit, const struct os_addr *from);

/* One more address with its port; false: there are DIAL_MAX already. */
bool dial_add(struct dial *d, const struct os_addr *addr);

/* No more addresses will come: when all have failed, all has. */
void dial_last(struct dial *d);

void dial_wants(const struct dial *d, struct os_wait *w);
void dial_go(struct dial *d, const struct os_wait *w, int64_t now);
bool dial_next(struct dial *d, struct dial_news *news);

/* Closes all that is on its way, but not a socket that was given; in any state. */
void dial_drop(struct dial *d);

#endif
