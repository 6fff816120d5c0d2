/* arrive.h - octets come in from a server that is none, so many at a time at most; and go to it. */
#ifndef TEST_ARRIVE_H
#define TEST_ARRIVE_H

#include "session/session.h"

#include <assert.h>
#include <string.h>

static inline void arrive(struct session *s, struct span octets, size_t chunk, int64_t now)
{
	while (octets.len && session_is_open(s)) {
		size_t room, n = octets.len < chunk ? octets.len : chunk;
		char *at = queue_space(&s->conn.in, &room);

		n = n < room ? n : room;
		memcpy(at, octets.at, n);
		queue_filled(&s->conn.in, n);
		s->conn.got += (int64_t)n;
		session_arrived(s, n, now);
		while (session_heard(s, now))
			continue;
		octets = span_from(octets, n);
		assert(s->dues <= SESSION_DUES);
	}
}

/* All that waits to be sent is. */
static inline void leave(struct session *s, int64_t now)
{
	struct span out = queue_data(&s->conn.out);

	if (!session_is_open(s))
		return;
	s->conn.flushed += (int64_t)out.len;
	queue_take(&s->conn.out, out.len);
	session_sent(s, now);
}

#endif
