/*
 * dot.h - stuffs and un-stuffs the dots of messages: RFC 5321 4.5.2, RFC 1939 3.
 *
 * Takes octets in runs of any size, and passes sixteen at a time over those that
 * need no change.
 */
#ifndef PROTO_DOT_H
#define PROTO_DOT_H

#include "base/out.h"

/*
 * How many of the octets, which begin a line, are whole lines in front of the final
 * ".".  *lines is how many lines; *dotted tells whether one begins with a dot.
 */
size_t dot_lines(struct span octets, int64_t *lines, bool *dotted);

/* How many lines begin with a dot; the octets begin a line. */
int64_t dot_count(struct span octets);

/* Takes the dot off each line that begins with one, in place; returns the new length. */
size_t dot_unstuff(char *at, size_t len);

/*
 * A text on its way out.  Its lines may end in CR LF, LF or CR; on the wire they
 * end in CR LF, the last one too.  A leading dot is doubled.  All zero is fresh.
 */
struct dot_stuffer {
	bool begun;
	char last;              /* the last octet taken, if `begun` */
	int64_t mended;         /* line ends that were not CR LF */
	int64_t lines, stuffed; /* stuffed: dots that were doubled */
};

/*
 * Takes as much of the text as there is room for; returns how many octets of it.
 */
size_t dot_stuff(struct dot_stuffer *d, struct span text, struct out *wire);

/* Ends the last line of the text, in up to 2 octets.  The caller says the final ".". */
void dot_finish(struct dot_stuffer *d, struct out *wire);

#endif
