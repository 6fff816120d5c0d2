/*
 * history.h - the lines typed so far, in bounded memory and nowhere else.
 *
 * The caller never adds a line with a secret.  When the history is full the oldest
 * lines go, each as a whole.
 */
#ifndef UI_HISTORY_H
#define UI_HISTORY_H

#include "base/span.h"

/* Octets, with two more for each line. */
#ifndef HISTORY_MAX
#define HISTORY_MAX 16384
#endif

struct history { /* all zero is an empty one */
	size_t len;
	char at[HISTORY_MAX];
};

enum history_match { HISTORY_STARTS, HISTORY_HOLDS };

/* Adds a line as the newest.  An empty line, one too long, or the newest again is not added. */
void history_add(struct history *h, struct span line);

/*
 * Goes from *place to the nearest older, or newer, line that starts with, or holds,
 * `what`.  h->len is the place newer than all lines.  Returns false, and leaves
 * *place, if there is no such line.  A place is valid until a line is added.
 */
bool history_find(const struct history *h, bool older, size_t *place, enum history_match match,
    struct span what, struct span *line);

#endif
