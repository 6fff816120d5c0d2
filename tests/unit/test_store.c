/* test_store.c - mails in memory of fixed size. */
#include "test.h"

#include "serve/store.h"

#include <string.h>

static struct store s;
static char memory[20 * STORE_BLOCK];

static void fresh(void)
{
	memset(memory, 0xa5, sizeof memory);
	store_begin(&s, memory, sizeof memory);
}

static char octet(unsigned mail, size_t i)
{
	return (char)(mail * 31 + i * 7 + i / 256);
}

static bool add(unsigned mail, size_t from, size_t n)
{
	char piece[4096];

	for (size_t i = 0; i < n; i++)
		piece[i] = octet(mail, from + i);
	return store_add(&s, mail, (struct span){ piece, n });
}

/* All of a mail, read in pieces of that size. */
static bool holds(unsigned mail, size_t len, size_t piece)
{
	struct store_reader r = { .mail = mail };
	char room[4096];
	size_t at = 0, n;

	while ((n = store_read(&s, &r, room, piece)) > 0)
		for (size_t i = 0; i < n; i++, at++)
			if (room[i] != octet(mail, at))
				return false;
	return at == len && store_read(&s, &r, room, piece) == 0;
}

static void test_reading(void)
{
	static const size_t lengths[] = { 0, 1, 1013, 1014, 1015, 1020, 2040, 4096 };
	static const size_t pieces[] = { 1, 2, 3, 1000, 1020, 1021, 4096 };

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		unsigned mail;

		fresh();
		mail = store_open(&s, SPAN("a name"));
		CHECK(mail < STORE_MAILS && add(mail, 0, lengths[i]));
		store_keep(&s, mail);
		CHECK_NUMBER(s.mail[mail].size, lengths[i]);
		CHECK_SPAN(store_name(&s, mail), "a name");
		for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++)
			CHECK(holds(mail, lengths[i], pieces[k]));
	}
}

/* Two that arrive at the same time share the blocks, and not the octets. */
static void test_together(void)
{
	unsigned a, b;

	fresh();
	a = store_open(&s, SPAN(""));
	b = store_open(&s, SPAN("b"));
	for (size_t i = 0; i < 80; i++)
		CHECK(add(a, i * 100, 100) && add(b, i * 77, 77));
	CHECK(holds(a, 8000, 333) && holds(b, 80 * 77, 333));
}

/* What goes gives its room back, however often. */
static void test_room(void)
{
	fresh();
	for (int round = 0; round < 100; round++) {
		unsigned mail = store_open(&s, SPAN("x"));

		CHECK(mail < STORE_MAILS);
		for (size_t i = 0; i < 20; i++)
			CHECK(add(mail, i * 1000, 1000));
		CHECK(!add(mail, 20000, 1000));
		store_drop(&s, mail);
	}
	CHECK_NUMBER(s.numbers, 100);
}

static void test_held(void)
{
	unsigned mail;

	fresh();
	mail = store_open(&s, SPAN(""));
	CHECK(add(mail, 0, 2000));
	store_keep(&s, mail);
	store_hold(&s, mail);
	store_hold(&s, mail);
	store_drop(&s, mail);
	CHECK_NUMBER(s.mail[mail].state, STORE_GONE);
	CHECK(holds(mail, 2000, 100));
	store_release(&s, mail);
	CHECK_NUMBER(s.mail[mail].state, STORE_GONE);
	store_release(&s, mail);
	CHECK_NUMBER(s.mail[mail].state, STORE_FREE);
}

/* As many as there are places; none is taken from another. */
static void test_places(void)
{
	unsigned first;

	store_begin(&s, memory, sizeof memory);
	first = store_open(&s, SPAN(""));
	for (size_t i = 1; i < STORE_MAILS; i++)
		CHECK(store_open(&s, SPAN("")) < STORE_MAILS);
	CHECK_NUMBER(store_open(&s, SPAN("")), STORE_MAILS);
	store_drop(&s, first);
	CHECK_NUMBER(store_open(&s, SPAN("")), first);
}

/* A name for which there is no room takes no place either. */
static void test_no_room_for_a_name(void)
{
	fresh();
	store_begin(&s, memory, STORE_BLOCK);
	CHECK(store_open(&s, SPAN("one")) < STORE_MAILS);
	CHECK_NUMBER(store_open(&s, SPAN("two")), STORE_MAILS);
}

int main(void)
{
	RUN(test_reading);
	RUN(test_together);
	RUN(test_room);
	RUN(test_held);
	RUN(test_places);
	RUN(test_no_room_for_a_name);
	return test_end("store");
}
