/*
 * feed.h - lines that wait for their turn: a script, a paste, a file of commands.
 *
 * Fed by octets, gives whole lines, one at a time, when its owner thinks that
 * the moment has come.  A line of octets ends at LF, CR LF or CR; the last one
 * may lack an end.  A line that was put as a whole stays one, even if a CR was
 * typed into it; octets may wait in front of such lines, but none come behind
 * them.  What was taken is wiped, for it may be a password.
 */
#ifndef FEED_H
#define FEED_H

#include "base/queue.h"
#include "cmd/source.h"
#include "proto/line.h"

#define FEED_HEAD 4 /* octets in front of a whole line: its source, and how long it is */
#define FEED_ROOM (LINE_LIMIT + FEED_HEAD)

struct feed {
	struct queue queue;
	size_t raw;              /* so much of what waits is octets; whole lines follow */
	enum line_source source; /* of the octets */
	int64_t lines;           /* that were taken, or dropped, since feed_begin or feed_recount */
	bool open;               /* more may come */
	bool skip_lf;            /* a CR has ended a line: its LF may follow */
	bool drop;               /* the rest of a line that was too long */
	char room[FEED_ROOM];
};

void feed_begin(struct feed *f, enum line_source source, bool open);

/* As many octets as there is room for; returns how many. */
size_t feed_put(struct feed *f, struct span octets);

/* A whole line, or nothing and says false. */
bool feed_put_line(struct feed *f, enum line_source source, struct span line);

/* Room to read into; feed_filled says how much was. */
char *feed_space(struct feed *f, size_t *room);
void feed_filled(struct feed *f, size_t n);

enum feed_state { FEED_LINE, FEED_NOTHING, FEED_END, FEED_TOO_LONG };

/* The next line, which stays until feed_taken. */
enum feed_state feed_line(struct feed *f, struct span *line);
void feed_taken(struct feed *f, struct span line);

/* The lines that wait, one by one from *at, 0 at first; false: that was the last. */
bool feed_peek(const struct feed *f, size_t *at, struct span *line);

/* What is put next is line 1. */
void feed_recount(struct feed *f);

/* Who wrote the line that feed_line gives; the octets' source if none waits. */
enum line_source feed_source(const struct feed *f);

/* Does a line of that source wait? */
bool feed_holds(const struct feed *f, enum line_source source);

bool feed_is_empty(const struct feed *f);
void feed_clear(struct feed *f);

#endif
