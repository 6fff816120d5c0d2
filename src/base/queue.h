/*
 * queue.h - a byte queue of fixed size.
 *
 * The bytes that wait are always one piece of memory.  An empty queue starts
 * again at its front, so a queue that is kept short touches few pages.  With
 * `wipe` set, bytes that leave are overwritten: passwords pass through here.
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include "base/span.h"

struct queue {
	char *at;
	size_t size;
	size_t from, to; /* at[from] .. at[to - 1] wait */
	bool wipe;
};

/* A queue over a char array. */
#define QUEUE(array) ((struct queue){ (array), sizeof(array), 0, 0, false })

/* The bytes that wait. */
struct span queue_data(const struct queue *q);

/* How many bytes would still fit. */
size_t queue_room(const struct queue *q);

/* Puts all of s; returns false, and puts nothing, if it does not fit. */
bool queue_put(struct queue *q, struct span s);

/* Drops the first n bytes that wait; n is at most all of them. */
void queue_take(struct queue *q, size_t n);

/* The free room, *room bytes in one piece; queue_filled then adds the n that were written there. */
char *queue_space(struct queue *q, size_t *room);
void queue_filled(struct queue *q, size_t n);

/* Drops everything. */
void queue_clear(struct queue *q);

#endif
