/*
 * feed.h - lines that wait for their turn: a script, a paste, a file of commands.
 *
 * Fed by octets, gives whole lines, one at a time, when its owner thinks that
 * the moment has come.  A line ends at LF, CR LF or CR; the last one may lack
 * an end.  What was taken is wiped, for it may be a password.
 */
#ifndef FEED_H
#define FEED_H

#include "base/queue.h"
#include "proto/line.h"

#define FEED_ROOM (LINE_LIMIT + 2)

struct feed {
	struct queue queue;
	int64_t lines; /* that were taken, or dropped, since feed_begin or feed_recount */
	bool open;     /* more may come */
	bool skip_lf;  /* a CR has ended a line: its LF may follow */
	bool drop;     /* the rest of a line that was too long */
	char room[FEED_ROOM];
};

void feed_begin(struct feed *f, bool open);

/* As many octets as there is room for; returns how many. */
size_t feed_put(struct feed *f, struct span octets);

/* A whole line with its end, or nothing and says false. */
bool feed_put_line(struct feed *f, struct span line);

/* Room to read into; feed_filled says how much was. */
char *feed_space(struct feed *f, size_t *room);
void feed_filled(struct feed *f, size_t n);

enum feed_state { FEED_LINE, FEED_NOTHING, FEED_END, FEED_TOO_LONG };

/* The next line, which stays until feed_taken. */
enum feed_state feed_line(struct feed *f, struct span *line);
void feed_taken(struct feed *f, struct span line);

/* What is put next is line 1. */
void feed_recount(struct feed *f);

bool feed_is_empty(const struct feed *f);
void feed_clear(struct feed *f);

#endif
