/*
 * test.h - the whole of our unit-test harness.
 *
 * A test file is a program: its main runs each test with RUN and returns
 * test_end().  A failed check says where and what, and the test goes on.
 * The last line printed is "NAME: N passed, N failed", in checks of RUN.
 */
#ifndef TEST_H
#define TEST_H

#include "base/span.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_passed, test_failed, test_broken;

#define RUN(test)                                                                                  \
	do {                                                                                       \
		test_broken = 0;                                                                   \
		test();                                                                            \
		test_broken ? test_failed++ : test_passed++;                                       \
		if (test_broken)                                                                   \
			printf("FAILED %s: %s\n", __FILE__, #test);                                \
	} while (0)

#define CHECK(fact)                                                                                \
	do {                                                                                       \
		if (!(fact)) {                                                                     \
			test_broken = 1;                                                           \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #fact);                  \
		}                                                                                  \
	} while (0)

#define CHECK_NUMBER(got, want)                                                                    \
	do {                                                                                       \
		long long got_ = (long long)(got), want_ = (long long)(want);                      \
		if (got_ != want_) {                                                               \
			test_broken = 1;                                                           \
			printf("%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, got_,    \
			    want_);                                                                \
		}                                                                                  \
	} while (0)

/* Plays each row of a table, and names those that failed by their text. */
#define PLAY_ROWS(rows, play, text)                                                                \
	do {                                                                                       \
		for (size_t i_ = 0; i_ < sizeof(rows) / sizeof *(rows); i_++) {                    \
			int broken_ = test_broken;                                                 \
			test_broken = 0;                                                           \
			play(&(rows)[i_]);                                                         \
			if (test_broken)                                                           \
				printf("\tin row %zu: %s\n", i_, (rows)[i_].text);                 \
			test_broken |= broken_;                                                    \
		}                                                                                  \
	} while (0)

/* Is this another machine's program, run by qemu, which does not pass that on?  Then says so. */
static inline bool test_is_emulated(const char *what)
{
	if (!getenv("POSTEL_EMULATED"))
		return false;
	printf("skipped: %s, which qemu does not pass on\n", what);
	return true;
}

/* Prints octets so that a terminal and an eye can bear them. */
static inline void test_show(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c >= 0x20 && c < 0x7f)
			putchar(c);
		else
			printf("\\x%02x", c);
	}
}

static inline void test_spans(const char *file, int line, struct span got, struct span want)
{
	if (got.len == want.len && (got.len == 0 || !memcmp(got.at, want.at, got.len)))
		return;
	test_broken = 1;
	printf("%s:%d: got  \"", file, line);
	test_show(got);
	printf("\"\n\twant \"");
	test_show(want);
	printf("\"\n");
}

/* A span against a string literal, which may hold NULs. */
#define CHECK_SPAN(got, literal) test_spans(__FILE__, __LINE__, (got), SPAN(literal))
#define CHECK_SPANS(got, want)   test_spans(__FILE__, __LINE__, (got), (want))

/*
 * A copy in memory of exactly its size, so that a sanitizer sees a read of
 * one byte too many.  To be freed with free((void *)copy.at).
 */
static inline struct span test_copy(struct span s)
{
	char *at = malloc(s.len ? s.len : 1);

	if (!at)
		abort();
	if (s.len)
		memcpy(at, s.at, s.len);
	return (struct span){ at, s.len };
}

static inline int test_end(const char *name)
{
	printf("%s: %d passed, %d failed\n", name, test_passed, test_failed);
	return test_failed != 0;
}

#endif
