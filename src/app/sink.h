/*
 * sink.h - a standard stream that is written to without ever blocking.
 *
 * What is put waits here until the stream has room.  Whoever reads too
 * slowly, a screen under ^S or a pipe, so pauses what comes from the server,
 * and the time that takes is ours, not the server's.
 */
#ifndef SINK_H
#define SINK_H

#include "net/conn.h"
#include "os/os.h"

/* All that can wait in a connection, each octet as the longest escape. */
#define SINK_EVENT (8 * CONN_IN + 8192)
#define SINK_ROOM  (SINK_EVENT + 65536)

struct sink {
	enum os_stream stream;
	struct out out;
	size_t written;     /* of out */
	int64_t slow;       /* ns that a write took, as those to a disk do, not yet told */
	struct fault fault; /* of the stream; then what is put is dropped */
	char room[SINK_ROOM];
};

void sink_begin(struct sink *s, enum os_stream stream);

/* Writes what the stream takes now. */
void sink_flush(struct sink *s);

/* Does something wait? is there room for any event? */
bool sink_waits(const struct sink *s);
bool sink_is_free(const struct sink *s);

#endif
