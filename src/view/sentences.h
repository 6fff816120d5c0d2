/*
 * sentences.h - how each event reads on the screen, where a sentence will do: included by screen.c alone.
 */
#ifndef VIEW_SENTENCES_H
#define VIEW_SENTENCES_H

enum {
	LOUD = 1,     /* not if the screen is quiet, */
	DIALOGUE = 2, /* only with the dialogue */
	LOCAL = 4,    /* only with local answers */
	DIM = 8,
	OPEN = 16, /* the line's end may yet come */
	SUM = 32,  /* with the dialogue, or where a helper's result is all there is */
};

/*
 * How events read.  $ is the text, and a digit one of the event's numbers: @0
 * as a duration, #0 grouped, %0 as a size; what stands in [0 ] is left out if
 * the number is 0.  After | is what belongs at the right margin; at ~ a line
 * is broken that has no room for what follows.
 */
/* clang-format off */
#define SENTENCES(X) \
	X(DIAL, LOUD | OPEN, "Trying $...") \
	X(REFUSED, LOUD, "$|@1") \
	X(TLS, LOUD, "$|@0[4 (@4 held by us)]") \
	X(TCP, DIM, "$") \
	X(CLOCK, DIM, "$") \
	X(HELD, DIM, "held @0 by $: a delay on this side, not the server's") \
	X(NOTE, 0, "$") \
	X(HINT, LOUD | DIM, "$") \
	X(WARNING, 0, "warning: $") \
	X(FAULT, 0, "postel: $") \
	X(LOCAL, LOCAL, "$") \
	X(REPLY, DIALOGUE, "|@1[5 (@5 held by us)]") \
	X(VISIT, LOUD, "#0 $") \
	X(UPLOAD, SUM | DIM, "#0 octets[6 on the wire (#6 of the message)] in #1 lines sent[3 in @3][7 (@7 held by us)][5;~ longest pause @4 at octet #5]") \
	X(PACE, SUM | DIM, "slowest second: %1, after @2;~ pace, @0 each: $") \
	X(RESULT, DIALOGUE, "$") \
	X(LACKS, 0, "#0 events are missing here")
/* clang-format on */

#endif
