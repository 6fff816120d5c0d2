/* test_pace.c - how fast it went, for runs of any length. */
#include "session/pace.h"
#include "test.h"

#define MS INT64_C(1000000)
#define S  (1000 * MS)

static void check_row(const struct pace *p, const char *row)
{
	char text[PACE_SPANS];
	struct out o = OUT(text);

	pace_draw(p, &o);
	CHECK_SPANS(out_span(&o), span_of(row));
}

/* Whatever comes is counted once, however long it takes. */
static void test_nothing_is_lost(void)
{
	for (int64_t gap = 1; gap < 1000 * S; gap *= 7) {
		struct pace p = { 0 };
		int64_t sum = 0;

		for (int i = 0; i < 1000; i++)
			pace_add(&p, i, 5 * S + i * gap);
		for (int i = 0; i < PACE_SPANS; i++)
			sum += p.span[i];
		CHECK_NUMBER(sum, 999 * 500);
		CHECK(999 * gap / p.width < PACE_SPANS);
		CHECK(p.width == 50 * MS || 999 * gap / p.width >= PACE_SPANS / 2);
	}
}

/* 100 octets a second but for one with 7, and one with none. */
static void test_the_slowest_second(void)
{
	struct pace p = { 0 };

	for (int64_t i = 0; i < 40; i++) {
		if (i / 10 != 2)
			pace_add(&p, 10, i * 100 * MS);
		else if (i == 25)
			pace_add(&p, 7, i * 100 * MS);
	}
	CHECK_NUMBER(p.second, 3);
	CHECK_NUMBER(p.slowest, 7);
	CHECK_NUMBER(p.slow_at, 2);
	CHECK_NUMBER(p.last, 7);
	pace_add(&p, 10, 6 * S);
	CHECK_NUMBER(p.slowest, 0);
	CHECK_NUMBER(p.slow_at, 4);
	CHECK_NUMBER(p.last, 0);
}

static void test_the_row(void)
{
	struct pace p = { 0 };

	check_row(&p, "_");
	for (int64_t i = 0; i < 10; i++)
		pace_add(&p, i * 100, i * 50 * MS);
	check_row(&p, "_.:-==+*##");
	pace_add(&p, 900, 1900 * MS);
	check_row(&p, "_.:-==+*##____________________________#");
}

int main(void)
{
	RUN(test_nothing_is_lost);
	RUN(test_the_slowest_second);
	RUN(test_the_row);
	return test_end("pace");
}
