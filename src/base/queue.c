/* queue.c - see queue.h. */
#include "base/queue.h"

#include "base/assert.h"
#include "base/wipe.h"

#include <string.h>

struct span queue_data(const struct queue *q)
{
	return (struct span){ q->at + q->from, q->to - q->from };
}

size_t queue_room(const struct queue *q)
{
	return q->size - (q->to - q->from);
}

char *queue_space(struct queue *q, size_t *room)
{
	size_t waiting = q->to - q->from;

	if (q->from) {
		memmove(q->at, q->at + q->from, waiting);
		if (q->wipe)
			wipe(q->at + waiting, q->from);
		q->from = 0;
		q->to = waiting;
	}
	*room = q->size - q->to;
	return q->at + q->to;
}

void queue_filled(struct queue *q, size_t n)
{
	assert(n <= q->size - q->to);
	q->to += n;
}

bool queue_put(struct queue *q, struct span s)
{
	size_t room;

	if (s.len > queue_room(q))
		return false;
	if (s.len > q->size - q->to)
		queue_space(q, &room);
	if (s.len)
		memcpy(q->at + q->to, s.at, s.len);
	q->to += s.len;
	return true;
}

void queue_take(struct queue *q, size_t n)
{
	assert(n <= q->to - q->from);
	if (q->wipe)
		wipe(q->at + q->from, n);
	q->from += n;
	if (q->from == q->to)
		q->from = q->to = 0;
}

void queue_clear(struct queue *q)
{
	queue_take(q, q->to - q->from);
}
