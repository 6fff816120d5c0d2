/*
 * fuzz_dot.c - messages as a server sends them, and as we do, against models octet by octet.
 *
 * What comes in lies in a room of exactly its size, so that no block is read
 * beyond it; what goes out goes in pieces, whose sizes the input's octets give.
 */
#include "dots.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MOST 4096

static char model[2 * MOST + 8], wire[2 * MOST + 8];

/* Line ends as they have to be, and the last line ended. */
static struct span mend_slowly(struct span s)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool end = s.at[i] == '\n' || s.at[i] == '\r';

		if (!end) {
			model[len++] = s.at[i];
			continue;
		}
		i += s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n';
		model[len++] = '\r';
		model[len++] = '\n';
	}
	if (len && model[len - 1] != '\n') {
		model[len++] = '\r';
		model[len++] = '\n';
	}
	return (struct span){ model, len };
}

static void check_incoming(struct span input)
{
	char *exact = malloc(input.len ? input.len : 1);
	int64_t lines, wanted_lines;
	bool dotted, wanted_dotted;
	size_t n, wanted;

	memcpy(exact, input.at, input.len);
	n = dot_lines((struct span){ exact, input.len }, &lines, &dotted);
	assert(n == lines_slowly(input, &wanted_lines, &wanted_dotted));
	assert(lines == wanted_lines && dotted == wanted_dotted);
	wanted = unstuff_slowly(span_first(input, n), model);
	exact = realloc(exact, n ? n : 1);
	assert(dot_unstuff(exact, n) == wanted);
	assert(memcmp(exact, model, wanted) == 0);
	free(exact);
}

static void check_outgoing(struct span input)
{
	struct dot_stuffer d = { 0 };
	struct out o = OUT(wire);
	struct span rest = input;
	int64_t lines;
	bool dotted;
	size_t n;

	while (rest.len) {
		size_t piece = 1 + (unsigned char)rest.at[0] % 40;
		struct out some = { o.at + o.len, 2 + piece, 0, false };

		n = dot_stuff(&d, span_first(rest, piece), &some);
		assert(!some.full && n <= piece);
		o.len += some.len;
		rest = span_from(rest, n);
	}
	dot_finish(&d, &o);
	assert(!span_holds(out_span(&o), SPAN("\n.\r\n")) || input.len);
	n = o.len;
	out_text(&o, ".\r\n");
	assert(dot_lines(out_span(&o), &lines, &dotted) == n && lines == d.lines);
	n = dot_unstuff(wire, n);
	assert(span_eq((struct span){ wire, n }, mend_slowly(input)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { (const char *)data, size };

	if (size > MOST)
		return 0;
	check_incoming(input);
	check_outgoing(input);
	return 0;
}
