/*
 * recall.h - going back through the history, and searching it.
 *
 * While other lines are looked at, the one that was being typed is kept, and
 * comes back when the looking ends without a choice.  The functions change
 * the text; false means that there was nothing more to be found.
 */
#ifndef UI_RECALL_H
#define UI_RECALL_H

#include "ui/history.h"
#include "ui/key.h"
#include "ui/text.h"

/* Octets that ^R looks for. */
#ifndef RECALL_PATTERN_MAX
#define RECALL_PATTERN_MAX 64
#endif

struct recall {                        /* all zero is a fresh one */
	const struct history *history; /* the caller's to set; NULL: none */
	bool browsing, searching;
	bool missed;   /* the search found nothing (more) */
	size_t place;  /* in the history */
	size_t cursor; /* where that of the line stood */
	size_t pattern_len;
	char pattern[RECALL_PATTERN_MAX];
	struct text_room kept; /* the line as it was */
};

/*
 * The next older, or newer, line; behind the newest comes the one that was
 * being typed.  With `alike` only lines that begin as that one did before its
 * cursor.  recall_stop when a key does something else with the line.
 */
bool recall_browse(struct recall *r, struct text *t, bool older, bool alike);
void recall_stop(struct recall *r);

/* ^R begins a search; its keys go to recall_search_key while `searching`. */
bool recall_search(struct recall *r, struct text *t);

/* False: the search has ended, and the key is for the line that it found. */
bool recall_search_key(struct recall *r, struct text *t, const struct key *key);

/* Ends the search; the line that was being typed comes back. */
void recall_search_leave(struct recall *r, struct text *t);

struct span recall_pattern(const struct recall *r);

/* Forgets, and wipes, the line that was kept. */
void recall_clear(struct recall *r);

#endif
