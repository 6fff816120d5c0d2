/*
 * names.h - looks up the addresses of a name, without blocking.
 *
 * An address is its own answer.  For a name, the hosts file is read first; then
 * "localhost" is answered (RFC 6761); then the name servers are asked for the name
 * alone and with each domain of the search list, in the order that ndots gives.
 * Each family is a question of its own (ask.h), so that a missing answer for one
 * does not delay the other.  Other sources of the system (mDNS, NIS, LDAP) are not
 * used.
 *
 *	names_begin(n, how, name, port, now, deadline);
 *	while (names_next(n, &news)) ...
 *	if (names_ready(n)) use n->addr[0] to n->addr[n->count - 1]
 *	names_wants(n, wait), os_wait(wait), names_go(n, now), and again
 *
 * The last news is ASK_DONE: no more addresses follow, and n->fault says why if
 * there are none.
 */
#ifndef NET_NAMES_H
#define NET_NAMES_H

#include "net/ask.h"

#ifndef NAMES_ADDRESSES
#define NAMES_ADDRESSES 32
#endif

/* How long the answer for A waits for the one for AAAA: RFC 8305, section 3. */
#define NAMES_DELAY (50 * OS_MS)

/* How to look names up; must stay valid until the look-ups end. */
struct names_how {
	struct os_names system; /* from os_names, or with the server of --dns */
	const char *hosts;      /* the hosts file's path, or NULL */
	bool no4, no6;          /* families that are not wanted */
};

enum names_state { NAMES_IDLE, NAMES_BEGUN, NAMES_FOUND, NAMES_ASKING, NAMES_DONE };

struct names {
	enum names_state state;
	const struct names_how *how;
	uint16_t port;
	bool plain_first, plain_asked; /* the name alone is asked next; it was asked */
	bool heard;                    /* a server has answered a question for this form */
	enum fault_kind worst;         /* of all forms of the name */
	struct fault unanswered;       /* why the last question without an answer has failed */
	size_t count;
	int64_t begun, now, deadline;
	int64_t hold;       /* until this moment the answer for A waits */
	int64_t took;       /* nanoseconds from begin to end; set with ASK_DONE */
	struct span search; /* the rest of the search list */

	char name[ASK_NAME];
	char alias[ASK_NAME]; /* the name at the end of the aliases (CNAME); empty: no alias */
	struct os_addr addr[NAMES_ADDRESSES];
	struct ask ask[2]; /* AAAA, A */
	struct fault fault;
};

void names_begin(struct names *n, const struct names_how *how, struct span name, uint16_t port,
    int64_t now, int64_t deadline);
void names_wants(const struct names *n, struct os_wait *w);
void names_go(struct names *n, int64_t now);
bool names_next(struct names *n, struct ask_news *news);

/* Is it time to connect to the addresses known so far?  More may follow. */
bool names_ready(const struct names *n);

/* "2001:db8::1, 192.0.2.1" */
void names_say(const struct names *n, struct out *o);

/* A remark to the fault, for a name that mDNS or NIS may know; NULL: no remark. */
const char *names_remark(const struct names *n);

/* Stops the look-up; may be called in any state.  The addresses stay. */
void names_drop(struct names *n);

#endif
