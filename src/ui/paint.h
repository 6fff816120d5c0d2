/*
 * paint.h - one row of the screen that shows a prompt and an edited line.
 *
 * A line longer than the window is shown in part, on this one row, with < and >
 * where more of it is.  So neither a resize nor new output can leave pieces on
 * the screen: "\r ESC [ K" takes the row off.  The last column stays free, as
 * terminals disagree on when to wrap there.
 *
 * A struct paint knows what the row shows, and only the difference is written: a
 * letter typed at the end is one octet, Backspace three.  The terminal needs no
 * more than \r, \b, ESC [ n C and ESC [ K; a dumb one \b only.
 */
#ifndef UI_PAINT_H
#define UI_PAINT_H

#include "ui/text.h"

/* Columns used of a wider window. */
#ifndef PAINT_COLUMNS_MAX
#define PAINT_COLUMNS_MAX 512
#endif

/* A column holds a character of up to four octets and its marks. */
#define PAINT_ROW_MAX (PAINT_COLUMNS_MAX * 4 * (1 + SHOW_MARKS))

struct paint {          /* all zero: nothing is shown, 80 columns */
	size_t columns; /* of the window; 0: not known, taken as 80 */
	bool dumb;      /* no cursor control */
	bool silent;    /* typed text isn't shown at all */

	enum show_charset charset;
	size_t len, width; /* octets and columns of what the row shows */
	size_t column;     /* of the terminal's cursor */
	size_t first;      /* the first octet of the text that is shown */
	char row[PAINT_ROW_MAX];
};

/*
 * Makes the row show prompt (which has to be fit for a terminal, without escape
 * sequences) and text.  Returns false, and writes nothing, if o has too little
 * room; the next paint_row then shows it.
 */
bool paint_row(struct paint *p, struct span prompt, const struct text *t, struct out *o);

/* Takes the row off the screen; the cursor is then at the beginning of a free row. */
void paint_hide(struct paint *p, struct out *o);

/* Leaves the row as it is and goes to the next one. */
void paint_leave(struct paint *p, struct out *o);

#endif
