/*
 * reach.h - connects to a name and port, and tells each step.
 *
 * Joins the look-up (net/names.h) and the dialling (net/dial.h), and tells the
 * timeline their news; ends with a socket or a fault.  Dialling may begin while the
 * answer for one family is still missing.
 */
#ifndef SESSION_REACH_H
#define SESSION_REACH_H

#include "net/dial.h"
#include "net/names.h"
#include "session/timeline.h"

enum reach_state { REACH_IDLE, REACH_BUSY, REACH_THERE, REACH_FAILED };

struct reach {
	enum reach_state state;
	size_t added;       /* addresses passed on to the dialling */
	int64_t names_took; /* ns until the first of these was */
	os_sock sock;       /* with REACH_THERE: the caller's from then on */
	const struct teller *tell;
	struct names names;
	struct dial dial;
	struct fault fault; /* with REACH_FAILED */
};

/* Begins.  `limit`: nanoseconds for the look-up, and again for each attempt. */
void reach_begin(struct reach *r, const struct teller *tell, const struct names_how *how,
    struct span host, uint16_t port, const struct os_addr *from, int64_t limit, int64_t now);

void reach_wants(const struct reach *r, struct os_wait *w);
void reach_go(struct reach *r, const struct os_wait *w, int64_t now);

/* Stops; may be called in any state. */
void reach_drop(struct reach *r);

#endif
