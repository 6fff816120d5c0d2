/*
 * near.h - which of several words was meant by a misspelt one?
 *
 * The distance of two words is the number of letters to insert, delete, change,
 * or exchange with their neighbour, to make one word of the other; case does
 * not count.  One letter in three may be wrong, and a word that was left
 * unfinished counts as one mistake.
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

/* A word longer than this is near to no other. */
#define NEAR_MAX 32

struct near { /* all zero, but for the word, is a fresh one */
	struct span word;
	struct span best;  /* the nearest, and of several the first; empty: none is near */
	unsigned distance; /* of `best` */
};

/* Adds a word that may have been meant. */
void near_offer(struct near *n, struct span candidate);

/* Adds each word of a text with blanks between its words. */
void near_offer_all(struct near *n, struct span candidates);

/* " (did you mean 'open'?)", or nothing if no word is near. */
void near_say(const struct near *n, struct out *o);

/*
 * Adds the words of other programs, in pairs of their word and ours: "--cacert\0--cafile\0".
 * If `word` is one of theirs, ours is the nearest.
 */
void near_foreign(struct near *n, const char *pairs);

/* The distance of two words; both may be at most NEAR_MAX long. */
unsigned near_distance(struct span a, struct span b);

#endif
