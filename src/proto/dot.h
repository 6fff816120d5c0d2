/*
 * dot.h - messages between lines: dots stuffed and un-stuffed, RFC 5321 4.5.2, RFC 1939 3.
 *
 * Octets go by in runs as large as they come; what needs no change is found
 * sixteen at a time.
 */
#ifndef PROTO_DOT_H
#define PROTO_DOT_H

#include "base/out.h"

/*
 * How many of the octets, which begin a line, are whole lines before the final
 * "."; how many lines; and whether one of them begins with a dot.
 */
size_t dot_lines(struct span octets, int64_t *lines, bool *dotted);

/* How many lines, of octets that begin one, begin with a dot. */
int64_t dot_count(struct span octets);

/* Takes the first dot off each line that has one, in place; returns the new length. */
size_t dot_unstuff(char *at, size_t len);

/*
 * A text on its way out.  Lines may end in CR LF, LF or CR, and end in CR LF
 * on the wire; one without an end gets it; a leading dot is doubled.  All zero
 * is fresh.
 */
struct dot_stuffer {
	bool begun;
	char last;              /* octet that was taken, once it is */
	int64_t mended;         /* line ends that were not CR LF */
	int64_t lines, stuffed; /* stuffed: dots that were doubled */
};

/*
 * Takes what there is room for, and returns how many octets of text that was.
 */
size_t dot_stuff(struct dot_stuffer *d, struct span text, struct out *wire);

/* The text has ended: so does its last line, in up to 2 octets.  The final "." is for the caller to say. */
void dot_finish(struct dot_stuffer *d, struct out *wire);

#endif
