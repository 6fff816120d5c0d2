/*
 * near.h - which of several words was meant by one that is none of them?
 *
 * Two words are as far apart as there are letters to be put in, left out, changed,
 * or exchanged with their neighbour, to make one of the other; a capital letter
 * counts as its small one.  One letter in three may be wrong, and a
 * word that was left unfinished is one mistake.
 *
 *	struct near near = { .word = typed };
 *
 *	near_offer(&near, SPAN("open"));
 *	...
 *	if (near.best.len)
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/out.h"

/* Longer words than this are near to none. */
#define NEAR_MAX 32

struct near { /* all zero, but for the word, is a fresh one */
	struct span word;
	struct span best;  /* the nearest, and of several the first; empty: none is near */
	unsigned distance; /* its own */
};

/* This is one of the words that may have been meant. */
void near_offer(struct near *n, struct span candidate);

/* Each word of a text that stands between blanks. */
void near_offer_all(struct near *n, struct span candidates);

/* " (did you mean 'open'?)", or nothing if no word is near. */
void near_say(const struct near *n, struct out *o);

/*
 * What other programs call it: pairs of their word and ours, "--cacert\0--cafile\0".
 * One that the word is, is the nearest.
 */
void near_foreign(struct near *n, const char *pairs);

/* How far two words are apart; both at most NEAR_MAX long. */
unsigned near_distance(struct span a, struct span b);

#endif
