/*
 * text.h - the text of an edited line: octets, a cursor, kill, yank and undo.
 *
 * Octets are kept as they were typed.  The cursor moves by clusters, a character
 * with its marks (see base/show.h).  Nothing here knows keys or screen.
 *
 * From `mask` on, if `masked`, the text is a secret.  Text that was masked after a
 * verb stays masked, even if the verb is changed.  text_clear wipes all octets of
 * a line but killed text, and that too if it or the line was secret.
 */
#ifndef UI_TEXT_H
#define UI_TEXT_H

#include "base/show.h"

/* Octets of a line. */
#ifndef EDIT_LINE_MAX
#define EDIT_LINE_MAX 65536
#endif

/* Changes that can be undone. */
#ifndef EDIT_UNDO_MAX
#define EDIT_UNDO_MAX 64
#endif

/* Octets.  `high` is the most there were since the last wipe, and all that has to be wiped. */
struct text_room {
	size_t len, high;
	char at[EDIT_LINE_MAX];
};

struct text_change {
	size_t at, len;
	bool removed;  /* the octets are the last ones of text.removed; else they are in the line */
	size_t veiled; /* how many of the octets, the last ones, stay masked */
};

struct text { /* all zero is an empty one */
	size_t cursor;
	enum show_charset charset;
	bool masked, killed_secret;
	size_t mask;
	size_t veiled; /* octets at the end of the line that stay masked */

	size_t changes; /* how many can be undone */
	struct text_room line, killed;
	struct text_room removed; /* octets that undo puts back, oldest first */
	struct text_change change[EDIT_UNDO_MAX];
};

/* The octets of a room; replace them by s (false without room); wipe them. */
struct span text_room_span(const struct text_room *room);
bool text_room_store(struct text_room *room, struct span s);
void text_room_wipe(struct text_room *room);

struct span text_span(const struct text *t);

/* The octets of the cluster at `at`, 0 at the end; *columns is 1 if it is masked. */
size_t text_cluster(const struct text *t, size_t at, size_t *columns);
bool text_is_masked(const struct text *t, size_t at);

/* Where the cluster after, or in front of, the one at `at` begins; stops at the ends. */
size_t text_next(const struct text *t, size_t at);
size_t text_prior(const struct text *t, size_t at);

/* Where the next word ends, or the last one begins: letters, digits and all beyond ASCII. */
size_t text_word_end(const struct text *t, size_t at);
size_t text_word_start(const struct text *t, size_t at);

/* Where the last word in front of `at` begins, bound by blanks only. */
size_t text_blank_start(const struct text *t, size_t at);

/* Inserts s at the cursor and moves after it; returns false, and inserts nothing, without room. */
bool text_insert(struct text *t, struct span s);

/* Removes the octets from .. to - 1 and leaves the cursor there. */
void text_remove(struct text *t, size_t from, size_t to);

/* Also keeps the text for yanking; with `more`, joined to the text killed just before. */
void text_kill(struct text *t, size_t from, size_t to, bool more);
bool text_yank(struct text *t);

/* Undoes the last change; returns false if there is none. */
bool text_undo(struct text *t);

/*
 * From this octet on the line is a secret; SIZE_MAX: no secret.  Octets that have
 * others in front when they are masked stay masked until text_unveil.
 */
void text_mask(struct text *t, size_t from);
void text_unveil(struct text *t);

/* Replaces the line, the cursor at its end; undo can't bring the old line back. */
void text_replace(struct text *t, struct span s);

/* Empties the line; see the top of this file for what is wiped. */
void text_clear(struct text *t);

#endif
