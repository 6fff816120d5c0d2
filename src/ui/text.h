/*
 * text.h - the text of an edited line: octets, a cursor, kill, yank and undo.
 *
 * Octets are kept as they were typed.  The cursor moves by clusters, a
 * character with its marks (see base/show.h), so that what is one thing on
 * the screen is one thing to the fingers.  Nothing here knows keys or screen.
 *
 * From `mask` on, if `masked`, the text is a secret.  What was masked behind a
 * verb stays masked, whatever becomes of the verb.  text_clear leaves no octet
 * of a line behind but what was killed, and not that if it was secret.
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

/* Octets in one place.  `high` is the most there ever were, so that wiping is sure and quick. */
struct text_room {
	size_t len, high;
	char at[EDIT_LINE_MAX];
};

struct text_change {
	size_t at, len;
	bool removed;  /* its octets are the last ones kept; else they are in the line */
	size_t veiled; /* as many of them, the last ones, stay masked */
};

struct text { /* all zero is an empty one */
	size_t cursor;
	enum show_charset charset;
	bool masked, killed_secret;
	size_t mask;
	size_t veiled; /* octets at the end of the line that stay masked */

	size_t changes; /* that can be undone */
	struct text_room line, killed;
	struct text_room removed; /* what undo puts back, oldest first */
	struct text_change change[EDIT_UNDO_MAX];
};

/* The octets of a room; puts s in their place (false without room); wipes them. */
struct span text_room_span(const struct text_room *room);
bool text_room_store(struct text_room *room, struct span s);
void text_room_wipe(struct text_room *room);

struct span text_span(const struct text *t);

/* The octets of the cluster at `at`, 0 at the end; *columns is 1 if it is masked. */
size_t text_cluster(const struct text *t, size_t at, size_t *columns);
bool text_is_masked(const struct text *t, size_t at);

/* Where the cluster behind, or before, `at` begins; stays at the ends. */
size_t text_next(const struct text *t, size_t at);
size_t text_prior(const struct text *t, size_t at);

/* Where a word ends behind `at`, or begins before it: letters, digits and all beyond ASCII. */
size_t text_word_end(const struct text *t, size_t at);
size_t text_word_start(const struct text *t, size_t at);

/* Where the word that blanks bound begins before `at`. */
size_t text_blank_start(const struct text *t, size_t at);

/* Puts s in at the cursor and moves behind it; all or, without room, nothing. */
bool text_insert(struct text *t, struct span s);

/* Takes out what stands from .. to - 1 and leaves the cursor there. */
void text_remove(struct text *t, size_t from, size_t to);

/* Also keeps it for yanking; with `more`, together with what was killed just before. */
void text_kill(struct text *t, size_t from, size_t to, bool more);
bool text_yank(struct text *t);

/* Takes back the last change; false if none is known. */
bool text_undo(struct text *t);

/*
 * From this octet on the line is a secret; SIZE_MAX: nowhere.  Octets that follow
 * others when they are masked stay so until text_unveil.
 */
void text_mask(struct text *t, size_t from);
void text_unveil(struct text *t);

/* Another line altogether, the cursor at its end; undo does not reach behind. */
void text_replace(struct text *t, struct span s);

/* An empty line; see above for what is wiped. */
void text_clear(struct text *t);

#endif
