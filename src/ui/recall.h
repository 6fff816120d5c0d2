/*
 * recall.h - going back through the history, and searching it.
 *
 * While other lines are shown, the line that was being typed is kept, and comes
 * back if none of them is chosen.  The functions change the text; false means that
 * nothing more was found.
 */
#ifndef UI_RECALL_H
#define UI_RECALL_H

#include "ui/history.h"
#include "ui/key.h"
#include "ui/text.h"

/* Octets of the text that ^R looks for. */
#ifndef RECALL_PATTERN_MAX
#define RECALL_PATTERN_MAX 64
#endif

struct recall {                        /* all zero is a fresh one */
	const struct history *history; /* set by the caller; NULL: none */
	bool browsing, searching;
	bool missed;   /* the search found nothing (more) */
	size_t place;  /* in the history */
	size_t cursor; /* where the cursor was in the line kept */
	size_t pattern_len;
	char pattern[RECALL_PATTERN_MAX];
	struct text_room kept; /* the line that was being typed */
};

/*
 * Shows the next older, or newer, line; after the newest comes the line that was
 * being typed.  With `alike` only lines that begin like that line up to its cursor.
 * Call recall_stop when a key does something else with the line.
 */
bool recall_browse(struct recall *r, struct text *t, bool older, bool alike);
void recall_stop(struct recall *r);

/* ^R begins a search; its keys go to recall_search_key while `searching`. */
bool recall_search(struct recall *r, struct text *t);

/* Returns false if the search has ended and the key is for the line that it found. */
bool recall_search_key(struct recall *r, struct text *t, const struct key *key);

/* Ends the search; the line that was being typed comes back. */
void recall_search_leave(struct recall *r, struct text *t);

struct span recall_pattern(const struct recall *r);

/* Wipes the line that was kept, and ends browsing and searching. */
void recall_clear(struct recall *r);

#endif
