/*
 * sentences.h - the sentences that events become on the screen; for the files of the screen only.
 */
#ifndef VIEW_SENTENCES_H
#define VIEW_SENTENCES_H

enum {
	LOUD = 1,     /* not if the screen is quiet */
	DIALOGUE = 2, /* only with the dialogue */
	LOCAL = 4,    /* only with local answers */
	DIM = 8,
	OPEN = 16, /* the line stays open: a time may follow */
	SUM = 32,  /* with the dialogue, or where only a helper's result is shown */
};

/*
 * Each sentence's kind, conditions and form.  $ is the event's text, and a digit is
 * one of its numbers: @0 as a duration, #0 grouped, %0 as a size.  Text in [0 ] is
 * left out if the number is 0.  Text after | goes to the right margin.  At ~ a
 * line may be broken if it has no room for the rest.
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
