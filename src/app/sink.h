/*
 * sink.h - a standard stream that is written to without ever blocking.
 *
 * Octets wait here until the stream has room.  A slow reader, such as a screen
 * after ^S or a pipe, so stops us from reading from the server, and that time is
 * not counted as the server's.
 */
#ifndef SINK_H
#define SINK_H

#include "net/conn.h"
#include "os/os.h"

/* Room for all that can wait in a connection, with each octet as the longest escape. */
#define SINK_EVENT (8 * CONN_IN + 8192)
#define SINK_ROOM  (SINK_EVENT + 65536)

struct sink {
	enum os_stream stream;
	struct out out;
	size_t written;     /* octets of `out` that were written */
	int64_t slow;       /* ns spent in writes, not yet told */
	struct fault fault; /* of the stream; after it octets are dropped */
	char room[SINK_ROOM];
};

void sink_begin(struct sink *s, enum os_stream stream);

/* Writes what the stream takes now. */
void sink_flush(struct sink *s);

/* Do octets wait to be written? */
bool sink_waits(const struct sink *s);

/* Is there room for SINK_EVENT octets? */
bool sink_is_free(const struct sink *s);

#endif
