/*
 * words.h - cuts a command line into words.
 *
 * Blanks and tabs separate.  "double" and 'single' quotes, also within a
 * word, keep blanks; inside double ones \" and \\ stand for " and \.  Outside
 * quotes a backslash is an octet like any other: C:\mail.log.  That is all:
 * no variables, no patterns.  What the words mean is not judged here.
 */
#ifndef CMD_WORDS_H
#define CMD_WORDS_H

#include "base/span.h"

#ifndef WORDS_MAX
#define WORDS_MAX 128
#endif
#ifndef WORDS_OCTETS
#define WORDS_OCTETS 4096 /* of all words together */
#endif

enum words_fault {
	WORDS_FINE,
	WORDS_QUOTE, /* a quote that is not closed */
	WORDS_MANY,  /* more than WORDS_MAX words */
	WORDS_LONG,  /* more than WORDS_OCTETS octets */
};

struct words {
	size_t count;
	struct span word[WORDS_MAX]; /* without their quotes, in `text` */
	struct span rest;            /* the line behind the first word and one blank, as typed */
	enum words_fault fault;
	size_t column; /* of the line, from 1, in characters: where the fault is */

	size_t len;
	char text[WORDS_OCTETS];
};

/*
 * Cuts a line, which must outlive w.  On a fault, false: the words before it
 * and the rest are there all the same, for a command that takes its line as
 * typed.
 */
bool words_split(struct words *w, struct span line);

/* "a quote is opened but not closed". */
const char *words_fault_text(enum words_fault fault);

/* The word of that number; an empty one if there are not so many. */
struct span words_at(const struct words *w, size_t i);

/* Is it one of the words of a list, in either case? */
bool words_hold(const char *list, struct span word);

/*
 * The option at word *i, one of `count` names of which those from `alone` on
 * have no value, and its value, behind "=" or in the next word; *i is then the
 * last word of it.  False: there is no such option (*option is count), or no value.
 */
bool words_option(const struct words *w, size_t *i, const char *names, unsigned count,
    unsigned alone, unsigned *option, struct span *value);

/* No CR, LF or NUL, which would end a command or a name within itself. */
bool words_clean(struct span word);

#endif
