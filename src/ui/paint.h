/*
 * paint.h - one row of the screen that shows a prompt and an edited line.
 *
 * The row is all there is: a line longer than the window is shown in part,
 * with < and > where more of it stands.  So neither a resize nor output that
 * arrives can leave pieces behind: "\r ESC [ K" takes the row off.  The last
 * column stays free, where terminals disagree on when to wrap.
 *
 * A paint knows what the row shows and writes the difference: a letter typed
 * at the end is one octet on the wire, Backspace three.  The terminal is asked
 * for no more than \r, \b, ESC [ n C and ESC [ K; a dumb one for \b only.
 */
#ifndef UI_PAINT_H
#define UI_PAINT_H

#include "ui/text.h"

/* A wider window is used up to here. */
#ifndef PAINT_COLUMNS_MAX
#define PAINT_COLUMNS_MAX 512
#endif

/* A column holds a character of up to four octets and its marks. */
#define PAINT_ROW_MAX (PAINT_COLUMNS_MAX * 4 * (1 + SHOW_MARKS))

struct paint {          /* all zero: nothing is shown, 80 columns */
	size_t columns; /* of the window; 0: not known, taken as 80 */
	bool dumb;      /* no cursor control */
	bool silent;    /* what is typed isn't shown at all */

	enum show_charset charset;
	size_t len, width; /* octets and columns of what the row shows */
	size_t column;     /* where the terminal's cursor stands */
	size_t first;      /* the octet of the text that is shown first */
	char row[PAINT_ROW_MAX];
};

/*
 * Makes the row show prompt (which is fit for a terminal and holds no escape
 * sequence) and text.  False: o has no room for it; nothing is written, and
 * the next paint makes up for it.
 */
bool paint_row(struct paint *p, struct span prompt, const struct text *t, struct out *o);

/* Takes the row off the screen; the cursor stands at the beginning of a free row. */
void paint_hide(struct paint *p, struct out *o);

/* Leaves the row as it stands and goes to the next one. */
void paint_leave(struct paint *p, struct out *o);

#endif
