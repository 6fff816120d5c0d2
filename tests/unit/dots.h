/*
 * dots.h - what comes in of a message, octet by octet: models for proto/dot.c.
 */
#ifndef DOTS_H
#define DOTS_H

#include "proto/dot.h"

/* How many octets of it are whole lines before the final dot. */
static inline size_t lines_slowly(struct span s, int64_t *lines, bool *dotted)
{
	size_t taken = 0;

	*lines = 0;
	*dotted = false;
	for (;;) {
		struct span rest = span_from(s, taken);
		size_t end = span_find(rest, '\n');

		if (end == rest.len || span_starts(rest, SPAN(".\n")) ||
		    span_starts(rest, SPAN(".\r\n")))
			return taken;
		*dotted |= rest.at[0] == '.';
		taken += end + 1;
		++*lines;
	}
}

/* Without the first dot of each line that has one; how many octets that is. */
static inline size_t unstuff_slowly(struct span s, char *to)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != '.' || (i && s.at[i - 1] != '\n'))
			to[len++] = s.at[i];
	return len;
}

#endif
