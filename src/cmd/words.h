/*
 * words.h - cuts a command line into words.
 *
 * Blanks and tabs separate words.  "double" and 'single' quotes, also within a
 * word, keep blanks; inside double quotes \" and \\ stand for " and \.  Outside
 * quotes a backslash is an octet like any other: C:\mail.log.  There are no
 * variables and no patterns.  What the words mean is not judged here.
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
	struct span rest;            /* the line after the first word and one blank, as typed */
	enum words_fault fault;
	size_t column; /* where the fault is: a character of the line, from 1 */

	size_t len;
	char text[WORDS_OCTETS];
};

/*
 * Cuts a line, which must outlive w.  False on a fault; the words in front of it
 * and `rest` are set even then, for a command that takes its line as typed.
 */
bool words_split(struct words *w, struct span line);

/* "a quote is opened but not closed". */
const char *words_fault_text(enum words_fault fault);

/* The word of that number, from 0; an empty one if there are fewer. */
struct span words_at(const struct words *w, size_t i);

/* Is the word in a list, in upper or lower case? */
bool words_hold(const char *list, struct span word);

/*
 * Reads the option at word *i and its value, after "=" or in the next word; *i becomes
 * the last word that was read.  There are `count` names; those from `alone` on take no
 * value.  False if there is no such option (*option is count), or no value.
 */
bool words_option(const struct words *w, size_t *i, const char *names, unsigned count,
    unsigned alone, unsigned *option, struct span *value);

/* Has the word no CR, LF or NUL, which would end a command or a name too early? */
bool words_clean(struct span word);

#endif
