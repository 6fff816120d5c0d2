/*
 * feed.h - lines that wait for their turn: a script, a paste, a file of commands.
 *
 * A feed takes octets and gives whole lines, one at a time, when its owner asks.
 * A line of octets ends at LF, CR LF or CR; the last one may lack an end.  A line
 * that was put as a whole stays one line, even if a CR was typed into it.  Octets
 * may wait in front of such lines, but are never put after them.  A line that was
 * taken is wiped, as it may be a password.
 */
#ifndef FEED_H
#define FEED_H

#include "base/queue.h"
#include "cmd/source.h"
#include "proto/line.h"

#define FEED_HEAD 4 /* octets in front of a whole line: its source and its length */
#define FEED_ROOM (LINE_LIMIT + FEED_HEAD)

struct feed {
	struct queue queue;
	size_t raw;              /* how many octets wait in front of the whole lines */
	enum line_source source; /* of the octets */
	int64_t lines;           /* lines taken or dropped since feed_begin or feed_recount */
	bool open;               /* more may come */
	bool skip_lf;            /* a CR has ended a line; its LF may follow */
	bool drop;               /* the rest of a line that was too long is dropped */
	char room[FEED_ROOM];
};

void feed_begin(struct feed *f, enum line_source source, bool open);

/* Puts as many octets as there is room for; returns how many. */
size_t feed_put(struct feed *f, struct span octets);

/* Puts a whole line; false if there is no room for it. */
bool feed_put_line(struct feed *f, enum line_source source, struct span line);

/* Room to read octets into; feed_filled says how many were read. */
char *feed_space(struct feed *f, size_t *room);
void feed_filled(struct feed *f, size_t n);

enum feed_state { FEED_LINE, FEED_NOTHING, FEED_END, FEED_TOO_LONG };

/* The next line; it stays until feed_taken. */
enum feed_state feed_line(struct feed *f, struct span *line);
void feed_taken(struct feed *f, struct span line);

/* The waiting lines, one by one: *at is 0 at first.  False after the last line. */
bool feed_peek(const struct feed *f, size_t *at, struct span *line);

/* Makes the next line that is put line 1. */
void feed_recount(struct feed *f);

/* The source of the line that feed_line gives; that of octets if no line waits. */
enum line_source feed_source(const struct feed *f);

/* Does a line of that source wait? */
bool feed_holds(const struct feed *f, enum line_source source);

bool feed_is_empty(const struct feed *f);
void feed_clear(struct feed *f);

#endif
