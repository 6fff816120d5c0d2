/*
 * queue.h - a byte queue of fixed size between two speeds.
 *
 * What waits is always one piece of memory.  An empty queue starts again at
 * its front, so a queue that is kept short touches few pages.  With `wipe`
 * set, what leaves is overwritten: passwords pass through here.
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include "base/span.h"

struct queue {
	char *at;
	size_t size;
	size_t from, to; /* what waits: at[from] .. at[to - 1] */
	bool wipe;
};

/* A queue over a char array. */
#define QUEUE(array) ((struct queue){ (array), sizeof(array), 0, 0, false })

/* What waits. */
struct span queue_data(const struct queue *q);

/* How many bytes would still fit. */
size_t queue_room(const struct queue *q);

/* Puts all of s, or nothing and says false. */
bool queue_put(struct queue *q, struct span s);

/* Drops the first n bytes of what waits. */
void queue_take(struct queue *q, size_t n);

/* Free room in one piece, *room bytes of it; then queue_filled says how many were written. */
char *queue_space(struct queue *q, size_t *room);
void queue_filled(struct queue *q, size_t n);

/* Drops everything. */
void queue_clear(struct queue *q);

#endif
