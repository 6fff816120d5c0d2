/*
 * names.h - from a name to its addresses, without ever blocking.
 *
 * An address is its own answer; then the hosts file is read, then "localhost"
 * is known (RFC 6761), then the name servers are asked: the name as it is and
 * with each domain of the search list, in the order that ndots gives.  Each
 * family is a question of its own (ask.h), so that one that gets no answer
 * does not hold the other.  What only the system's other sources know (mDNS,
 * NIS, LDAP) is not found.
 *
 *	names_begin(n, how, name, port, now, deadline);
 *	while (names_next(n, &news)) ...
 *	n->addr[0] to n->addr[n->count - 1] are known by now, if names_ready(n)
 *	names_wants(n, wait), os_wait(wait), names_go(n, now), and again
 *
 * The last news is ASK_DONE; then n->count addresses are all there are, or
 * n->fault says why there are none.
 */
#ifndef NET_NAMES_H
#define NET_NAMES_H

#include "net/ask.h"

#ifndef NAMES_ADDRESSES
#define NAMES_ADDRESSES 32
#endif

/* How long A waits for AAAA before dialling begins: RFC 8305, section 3. */
#define NAMES_DELAY (50 * OS_MS)

/* What a run is told about names; has to outlive its look-ups. */
struct names_how {
	struct os_names system; /* os_names filled it; --dns puts its own server there */
	const char *hosts;      /* the hosts file's path, or NULL */
	bool no4, no6;          /* families that are not wanted */
};

enum names_state { NAMES_IDLE, NAMES_BEGUN, NAMES_FOUND, NAMES_ASKING, NAMES_DONE };

struct names {
	enum names_state state;
	const struct names_how *how;
	uint16_t port;
	bool plain_first, plain_asked; /* is the name as it is the next form? was it one? */
	bool heard;                    /* some server has answered something about this form */
	enum fault_kind worst;         /* of all forms of the name */
	struct fault unanswered;       /* the last question that got no answer: why */
	size_t count;
	int64_t begun, now, deadline;
	int64_t hold;       /* until then A waits for AAAA */
	int64_t took;       /* when it is done */
	struct span search; /* what is left of the search list */

	char name[ASK_NAME];
	char alias[ASK_NAME]; /* the name that it stands for in the end, if for another (CNAME) */
	struct os_addr addr[NAMES_ADDRESSES];
	struct ask ask[2]; /* AAAA, A */
	struct fault fault;
};

void names_begin(struct names *n, const struct names_how *how, struct span name, uint16_t port,
    int64_t now, int64_t deadline);
void names_wants(const struct names *n, struct os_wait *w);
void names_go(struct names *n, int64_t now);
bool names_next(struct names *n, struct ask_news *news);

/* Is it time to dial what is known?  More addresses may follow. */
bool names_ready(const struct names *n);

/* "2001:db8::1, 192.0.2.1" */
void names_say(const struct names *n, struct out *o);

/* What to say beside the fault of a name that other programs may know; NULL: nothing. */
const char *names_remark(const struct names *n);

/* Stops; may be called in any state.  The addresses stay. */
void names_drop(struct names *n);

#endif
