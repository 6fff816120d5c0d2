/*
 * fuzz_line.c - any stream, in pieces of any size: the same lines, and no octet lost.
 *
 * The first octet is the size of a piece.
 */
#include "proto/line.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LINES 4096

struct lines {
	size_t count;
	struct line_got got[LINES];
};

/* Puts back together what a line was cut from. */
static size_t ends_in(const struct line_got *got)
{
	return got->cut ? 0 : got->bare_lf ? 1 : 2;
}

static void check_line(struct span stream, size_t at, size_t n, const struct line_got *got)
{
	assert(got->text.len + ends_in(got) == n);
	assert(got->text.at == stream.at + at);
	assert(got->cut || got->bare_lf || stream.at[at + n - 2] == '\r');
	assert(got->cut || stream.at[at + n - 1] == '\n');
	assert(got->bare_cr == span_has(got->text, '\r'));
	assert(!span_has(got->text, '\n'));
}

/* All lines of a stream that comes in pieces; texts point into it. */
static void read_all(struct span stream, size_t piece, struct lines *lines)
{
	struct line l = { 0 };
	size_t taken = 0, there = 0;

	lines->count = 0;
	while (taken < stream.len && lines->count < LINES) {
		struct span waits = { stream.at + taken, there - taken };
		struct line_got *got = &lines->got[lines->count];
		size_t n = line_feed(&l, waits, got);

		if (!n && there == stream.len)
			n = line_last(&l, waits, got);
		else if (!n)
			there = stream.len - there < piece ? stream.len : there + piece;
		if (!n)
			continue;
		check_line(stream, taken, n, got);
		taken += n;
		lines->count++;
	}
	assert(taken == stream.len || lines->count == LINES);
}

static bool same(const struct line_got *a, const struct line_got *b)
{
	return a->text.at == b->text.at && a->text.len == b->text.len && a->cut == b->cut &&
	       a->rest == b->rest && a->bare_lf == b->bare_lf && a->bare_cr == b->bare_cr;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lines whole, pieces;
	struct span stream = { (const char *)data + 1, size - 1 };

	if (size == 0)
		return 0;
	read_all(stream, stream.len, &whole);
	read_all(stream, data[0] + 1u, &pieces);
	assert(whole.count == pieces.count);
	for (size_t i = 0; i < whole.count; i++)
		assert(same(&whole.got[i], &pieces.got[i]));
	return 0;
}
