/*
 * edit.h - a line editor: keys in, a line and the octets for the screen out.
 *
 * It reads and writes nothing itself.  edit_key changes the line; edit_paint makes
 * the screen agree, at any time, such as after all keys of one read.  Between the
 * two, after each key, the caller says from which octet on the line is a secret:
 * so no octet of a secret is ever painted.
 *
 *	while (octets.len) {
 *		octets = span_from(octets, key_feed(&keys, octets, &key));
 *		said = edit_key(&edit, &key);
 *		edit_mask(&edit, secret_from(edit_text(&edit)));
 *		...
 *	}
 *	edit_paint(&edit, &out);
 *
 * The keys are Emacs's, as in every shell; edit.c has the table.  ^C and ^Z come
 * as signals.  After ^C call edit_abandon, and clear struct keys, or a paste might
 * never end.  After ^Z: edit_hide, stop, edit_paint.  When the window changes its
 * size: edit_hide, set paint.columns, edit_paint.  Other output goes between
 * edit_hide and edit_paint.
 */
#ifndef UI_EDIT_H
#define UI_EDIT_H

#include "ui/key.h"
#include "ui/paint.h"
#include "ui/recall.h"
#include "ui/text.h"

/* Octets of a prompt; only the last ones of a longer prompt are kept. */
#ifndef EDIT_PROMPT_MAX
#define EDIT_PROMPT_MAX 256
#endif

enum edit_said {
	EDIT_MORE,     /* more keys are needed */
	EDIT_LINE,     /* Enter: take edit_text, then edit_clear */
	EDIT_END,      /* ^D on an empty line */
	EDIT_COMPLETE, /* Tab: see complete.h, then edit_insert */
	EDIT_REFRESH,  /* ^L: clear the screen, between edit_hide and edit_paint */
};

struct edit {            /* all zero is a fresh one */
	bool killed;     /* the last key cut text: the next cut adds to it */
	bool full, ring; /* the bell told of no room; a bell is due */
	size_t prompt_len;
	struct paint paint;   /* the caller sets columns, dumb and silent */
	struct recall recall; /* the caller sets history */
	struct text text;     /* the caller sets charset */
	char prompt[EDIT_PROMPT_MAX];
};

/* Sets the text in front of the line, which has to be fit for a terminal (base/show.h). */
void edit_prompt(struct edit *e, struct span prompt);

enum edit_said edit_key(struct edit *e, const struct key *key);

/* The line, and its part in front of the cursor. */
struct span edit_text(const struct edit *e);
struct span edit_before(const struct edit *e);

/* Inserts text at the cursor; returns false if there is no room. */
bool edit_insert(struct edit *e, struct span s);

/*
 * From this octet on each character is shown as a star; SIZE_MAX: no stars.  A
 * silent line is a secret from its first octet on.  Text that was masked after a
 * verb stays masked until edit_unveil, even if the verb is changed.
 */
void edit_mask(struct edit *e, size_t from);
void edit_unveil(struct edit *e);

/* How many octets at the end of the line stay masked. */
size_t edit_veiled(const struct edit *e);

/*
 * Help for the keys, a row for each action: the keys, as "Left, ^B", and what they do.
 * Returns false if there is no such row.
 */
bool edit_keys(size_t row, struct out *keys, struct span *does);

/* Empties the line, and wipes it, what undo needs, and the line kept while browsing. */
void edit_clear(struct edit *e);

/* For ^C: leaves a search, or else clears the line. */
void edit_abandon(struct edit *e);

/* Makes the screen agree; returns false, and writes nothing, if o has too little room. */
bool edit_paint(struct edit *e, struct out *o);

/* Takes the row off the screen; without cursor control leaves it and goes to the next row. */
void edit_hide(struct edit *e, struct out *o);

/* Leaves the row on the screen and goes to the next row. */
void edit_leave(struct edit *e, struct out *o);

#endif
