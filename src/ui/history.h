/*
 * history.h - the lines typed so far, in bounded memory and nowhere else.
 *
 * Holds what it is given and nothing else; nobody gives it a secret.  When it
 * is full the oldest lines go, each as a whole.
 */
#ifndef UI_HISTORY_H
#define UI_HISTORY_H

#include "base/span.h"

/* Octets, two of them beside each line. */
#ifndef HISTORY_MAX
#define HISTORY_MAX 16384
#endif

struct history { /* all zero is an empty one */
	size_t len;
	char at[HISTORY_MAX];
};

enum history_match { HISTORY_STARTS, HISTORY_HOLDS };

/* Adds a line as the newest, but not an empty one, one too long, or the newest again. */
void history_add(struct history *h, struct span line);

/*
 * From a place in the history to the nearest older, or newer, line that starts
 * with, or holds, `what`.  h->len is the place newer than all.  False: there is
 * none, and *place stays.  A place holds until a line is added.
 */
bool history_find(const struct history *h, bool older, size_t *place, enum history_match match,
    struct span what, struct span *line);

#endif
