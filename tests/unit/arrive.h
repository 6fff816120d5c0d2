/* arrive.h - octets come in from a server that is none, so many at a time at most. */
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

#endif
