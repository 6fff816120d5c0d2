/*
 * line.h - cuts lines off the octets that have arrived.
 *
 * The octets stay in the queue between socket and session, which must have room
 * for LINE_LIMIT of them; the text of a line points into the queue.  A line ends
 * at LF.  CR LF is the rule and is not part of the text; a bare LF, and a CR
 * within, are marked, since they are evidence.  A line longer than LINE_LIMIT
 * comes in pieces marked `cut`.
 */
#ifndef PROTO_LINE_H
#define PROTO_LINE_H

#include "base/span.h"

#ifndef LINE_LIMIT
#define LINE_LIMIT 65536
#endif

struct line {           /* all zero is fresh */
	size_t scanned; /* octets known to hold no LF */
	bool inside;    /* the next octet continues a line that was cut */
};

struct line_got {
	struct span text;
	bool cut;     /* the text lacks the end of its line */
	bool rest;    /* the text lacks the beginning of its line */
	bool bare_lf; /* ended by LF alone */
	bool bare_cr; /* the text contains a CR */
};

/*
 * `octets` is all that waits, with the same beginning each time until it is taken.
 * Returns how many octets the line took, with its end; 0: no whole line yet.
 */
size_t line_feed(struct line *l, struct span octets, struct line_got *got);

/* To be called when the stream has ended: takes an unfinished line; 0: there is none. */
size_t line_last(struct line *l, struct span octets, struct line_got *got);

/* The octets that waited were taken elsewhere, as part of a body. */
void line_skip(struct line *l);

#endif
