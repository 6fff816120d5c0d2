/* test_queue.c - the byte queue against a simple model. */
#include "base/queue.h"
#include "test.h"

static void test_order(void)
{
	char room[8];
	struct queue q = QUEUE(room);

	CHECK_NUMBER(queue_room(&q), 8);
	CHECK(queue_put(&q, SPAN("abcde")));
	CHECK(!queue_put(&q, SPAN("fghi")));
	CHECK_SPAN(queue_data(&q), "abcde");
	queue_take(&q, 3);
	CHECK_NUMBER(queue_room(&q), 6);
	CHECK(queue_put(&q, SPAN("fghi"))); /* what waits is moved to the front */
	CHECK_SPAN(queue_data(&q), "defghi");
	queue_clear(&q);
	CHECK_NUMBER(queue_data(&q).len, 0);
	CHECK_NUMBER(q.from, 0);
	CHECK(queue_put(&q, (struct span){ NULL, 0 }));
	CHECK(queue_put(&q, SPAN("12345678")) && !queue_put(&q, SPAN("9")));
}

static void test_space(void)
{
	char room[8];
	struct queue q = QUEUE(room);
	size_t free_room;
	char *at;

	queue_put(&q, SPAN("abcdef"));
	queue_take(&q, 4);
	at = queue_space(&q, &free_room);
	CHECK_NUMBER(free_room, 6);
	memcpy(at, "ghi", 3);
	queue_filled(&q, 3);
	CHECK_SPAN(queue_data(&q), "efghi");
	queue_filled(&q, 0);
	CHECK_NUMBER(queue_room(&q), 3);
}

/* With wipe set no octet that has left is anywhere in the room. */
static void test_wiped(void)
{
	char room[8] = { 0 };
	struct queue q = QUEUE(room);
	size_t free_room;

	q.wipe = true;
	queue_put(&q, SPAN("secret"));
	queue_take(&q, 2);
	CHECK(!memchr(room, 's', sizeof room) && memchr(room, 'c', sizeof room));
	queue_space(&q, &free_room);
	CHECK_SPAN(queue_data(&q), "cret");
	CHECK(memcmp(room + 4, "\0\0\0\0", 4) == 0);
	queue_put(&q, SPAN("X"));
	queue_clear(&q);
	CHECK(memcmp(room, "\0\0\0\0\0\0\0\0", 8) == 0);
}

/* Random puts and takes against what a queue is. */
static void test_model(void)
{
	char room[16], model[4096];
	struct queue q = QUEUE(room);
	size_t from = 0, to = 0;
	unsigned seed = 1;

	q.wipe = true;
	for (int i = 0; i < 2000; i++) {
		size_t n = (seed = seed * 1103515245u + 12345u) >> 16 & 7;

		if (seed >> 24 & 1 && to + n < sizeof model) {
			struct span piece;

			for (size_t j = 0; j < n; j++)
				model[to + j] = (char)('a' + (to + j) % 26);
			piece = test_copy((struct span){ model + to, n });
			if (queue_put(&q, piece))
				to += n;
			else
				CHECK(to - from + n > sizeof room);
			free((void *)piece.at);
		} else {
			n = n < to - from ? n : to - from;
			queue_take(&q, n);
			from += n;
		}
		CHECK_SPANS(queue_data(&q), ((struct span){ model + from, to - from }));
	}
	CHECK(to > 1000);
}

int main(void)
{
	RUN(test_order);
	RUN(test_space);
	RUN(test_wiped);
	RUN(test_model);
	return test_end("queue");
}
