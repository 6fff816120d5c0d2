/*
 * edit.h - a line editor: keys in, a line and the octets for the screen out.
 *
 * It reads and writes nothing itself.  edit_key changes the line; edit_paint
 * makes the screen agree, whenever the caller sees fit - after all keys of one
 * read, say.  Between the two, after each key, the caller says from which octet on
 * the line is a secret: so no octet of a secret is ever painted.
 *
 *	while (octets.len) {
 *		octets = span_from(octets, key_feed(&keys, octets, &key));
 *		said = edit_key(&edit, &key);
 *		edit_mask(&edit, secret_from(edit_text(&edit)));
 *		...
 *	}
 *	edit_paint(&edit, &out);
 *
 * The keys are Emacs's, as in every shell; edit.c has the table.  ^C and ^Z
 * come as signals.  ^C: edit_abandon, and a fresh struct keys, lest a paste
 * never end.  ^Z: edit_hide, stop, edit_paint.  A window that changes its size:
 * edit_hide, paint.columns, edit_paint.  Output from elsewhere goes between
 * edit_hide and edit_paint.
 */
#ifndef UI_EDIT_H
#define UI_EDIT_H

#include "ui/key.h"
#include "ui/paint.h"
#include "ui/recall.h"
#include "ui/text.h"

/* Octets kept of a prompt: its last ones. */
#ifndef EDIT_PROMPT_MAX
#define EDIT_PROMPT_MAX 256
#endif

enum edit_said {
	EDIT_MORE,     /* go on */
	EDIT_LINE,     /* Enter: take edit_text, then edit_clear */
	EDIT_END,      /* ^D on an empty line */
	EDIT_COMPLETE, /* Tab: see complete.h, then edit_insert */
	EDIT_REFRESH,  /* ^L: clear the screen, between edit_hide and edit_paint */
};

struct edit {            /* all zero is a fresh one */
	bool killed;     /* the last key killed: the next one may add to it */
	bool full, ring; /* no room, said so; a bell is due */
	size_t prompt_len;
	struct paint paint;   /* its columns, dumb and silent are the caller's to set, */
	struct recall recall; /* so is recall.history, */
	struct text text;     /* and text.charset */
	char prompt[EDIT_PROMPT_MAX];
};

/* What stands before the line, fit for a terminal (base/show.h). */
void edit_prompt(struct edit *e, struct span prompt);

enum edit_said edit_key(struct edit *e, const struct key *key);

/* The line, and its part before the cursor. */
struct span edit_text(const struct edit *e);
struct span edit_before(const struct edit *e);

/* Puts text in at the cursor; false if there is no room. */
bool edit_insert(struct edit *e, struct span s);

/*
 * From this octet on each character is shown as a star; SIZE_MAX: none.  A
 * silent line is a secret from its first octet on.  What was masked behind a
 * verb stays masked, whatever becomes of the verb, until edit_unveil.
 */
void edit_mask(struct edit *e, size_t from);
void edit_unveil(struct edit *e);

/* How many octets at the end of the line stay masked. */
size_t edit_veiled(const struct edit *e);

/*
 * What keys do, a row for each thing: the keys, as "Left, ^B", and what they do.
 * False: there is no such row.
 */
bool edit_keys(size_t row, struct out *keys, struct span *does);

/* An empty line.  Of the old one, undo and the stash nothing stays in memory. */
void edit_clear(struct edit *e);

/* ^C: leaves a search, or else clears the line. */
void edit_abandon(struct edit *e);

/* Makes the screen agree; false: o has not enough room, nothing is written. */
bool edit_paint(struct edit *e, struct out *o);

/* Takes the row off the screen; without cursor control: goes on below it. */
void edit_hide(struct edit *e, struct out *o);

/* Leaves the row to be seen and goes on below it. */
void edit_leave(struct edit *e, struct out *o);

#endif
