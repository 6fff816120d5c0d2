/*
 * filter.h - what a remote program may do to the terminal in telnet's character mode.
 *
 * Octets in, octets out: text, cursor movement, colours, scrolling, the
 * alternate screen, character sets pass.  What a terminal answers to (reports
 * of the cursor, of colours, of itself), what reaches beyond the screen (the
 * title, the clipboard, the printer, the keyboard's and the mouse's ways), and
 * all strings of control (OSC, DCS, APC, PM, SOS) are left out.
 *
 * ECMA-48, and xterm's ctlseqs.  A sequence goes out whole or not at all, so
 * the terminal is never left inside one; it may come in pieces, cut at any
 * octet.  The table in filter.c says what passes: whatever is not in it, does
 * not.  Ends at sequences: what a full-screen program paints is its own affair.
 */
#ifndef VIEW_FILTER_H
#define VIEW_FILTER_H

#include "base/out.h"
#include "base/show.h"

#define FILTER_SEQUENCE 128 /* octets of the longest that passes */

#ifndef FILTER_ENDLESS
#define FILTER_ENDLESS 65536 /* octets after which what follows is taken for text again */
#endif

struct filter { /* all zero is fresh */
	enum filter_state {
		FILTER_TEXT,
		FILTER_ESCAPE,  /* behind ESC, and its intermediate octets */
		FILTER_CONTROL, /* in a control sequence, behind CSI */
		FILTER_STRING,  /* in a string of control, none of which passes */
	} state;
	unsigned char more; /* octets that a character of UTF-8 still lacks */
	bool large;         /* the sequence is longer than any that passes */
	char last;          /* octet of a string */
	size_t taken;       /* octets of a sequence or string so far */
	size_t len;         /* and what is kept of it, or of that character */
	char kept[FILTER_SEQUENCE];
};

/* Writes what passes: never more octets than came, with those that were kept before. */
void filter_feed(struct filter *f, enum show_charset charset, struct span octets, struct out *to);

#endif
