/*
 * dial.h - connects to all addresses of a name, and keeps the first connection.
 *
 * RFC 8305: the families take turns, IPv6 first.  The next attempt begins when an
 * attempt has failed, or DIAL_STAGGER after the last one began.  Each attempt has
 * its own time limit, and there is news of each, of failed ones too.  Addresses may
 * be added while it runs, as one family's answer may come later.
 *
 *	dial_begin(d, limit, from);
 *	dial_add(d, addr) ..., dial_last(d)
 *	dial_go(d, wait, now);
 *	while (dial_next(d, &news)) ...
 *	dial_wants(d, wait), os_wait(wait), and again
 *
 * The last news is DIAL_CONNECTED, and its socket is then the caller's; or
 * DIAL_FAILED, and d->fault is the fault of the attempt that tells most.
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
	DIAL_LOST,      /* an attempt failed: addr, took, fault */
	DIAL_SLOWER,    /* an attempt was dropped, as another is connected: addr, took so far */
	DIAL_CONNECTED, /* addr, took, sock.  The end */
	DIAL_FAILED,    /* no attempt connected: fault, also in d->fault.  The end */
};

struct dial_news {
	enum dial_kind kind;
	struct os_addr addr;
	int64_t took; /* nanoseconds since this attempt began */
	struct fault fault;
	os_sock sock;
};

/* "192.0.2.10 port 25: refused"; not for DIAL_FAILED, see fault_say. */
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
	const struct os_addr *from; /* the address to bind, or NULL */
	int64_t limit;              /* nanoseconds for each attempt */
	bool last;                  /* no more addresses will be added */
	int family;                 /* the family of the attempt that began last; 0: none began */
	int64_t now, next;          /* when the next attempt may begin */
	struct dial_try *winner;
	struct dial_try attempt[DIAL_MAX];
	struct fault latest, fault;
};

/* Begins.  `from`: the address to bind, which must stay valid; NULL for any of our addresses. */
void dial_begin(struct dial *d, int64_t limit, const struct os_addr *from);

/* Adds an address with its port; false if there are DIAL_MAX already. */
bool dial_add(struct dial *d, const struct os_addr *addr);

/* No more addresses will be added: DIAL_FAILED comes once all have failed. */
void dial_last(struct dial *d);

void dial_wants(const struct dial *d, struct os_wait *w);
void dial_go(struct dial *d, const struct os_wait *w, int64_t now);
bool dial_next(struct dial *d, struct dial_news *news);

/* Closes all attempts, but not a socket that the caller has got; may be called in any state. */
void dial_drop(struct dial *d);

#endif
