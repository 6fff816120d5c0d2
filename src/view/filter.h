/*
 * filter.h - what a remote program may do to the terminal in telnet's character mode.
 *
 * Octets in, octets out.  Text, cursor movement, colours, scrolling, the alternate
 * screen and character sets pass.  Sequences that a terminal answers (reports of
 * the cursor, of colours, of itself), those that reach beyond the screen (the
 * title, the clipboard, the printer, modes of keyboard and mouse), and all control
 * strings (OSC, DCS, APC, PM, SOS) are left out.
 *
 * ECMA-48, and xterm's ctlseqs.  A sequence goes out whole or not at all, so
 * the terminal is never left inside one; it may come in pieces, cut at any
 * octet.  The table in filter.c says what passes; nothing else does.  The text
 * that a full-screen program paints is not judged.
 */
#ifndef VIEW_FILTER_H
#define VIEW_FILTER_H

#include "base/out.h"
#include "base/show.h"

#define FILTER_SEQUENCE 128 /* octets of the longest sequence that passes */

#ifndef FILTER_ENDLESS
#define FILTER_ENDLESS 65536 /* octets after which a string or sequence counts as ended */
#endif

struct filter { /* all zero is fresh */
	enum filter_state {
		FILTER_TEXT,
		FILTER_ESCAPE,  /* after ESC, and its intermediate octets */
		FILTER_CONTROL, /* in a control sequence, after CSI */
		FILTER_STRING,  /* in a control string, which never passes */
	} state;
	unsigned char more; /* octets that a character of UTF-8 still needs */
	bool large;         /* the sequence is longer than any that passes */
	char last;          /* the last octet of a string */
	size_t taken;       /* octets of a sequence or string so far */
	size_t len;         /* octets kept of it, or of that character */
	char kept[FILTER_SEQUENCE];
};

/* Writes the octets that pass: at most `octets` and those kept before. */
void filter_feed(struct filter *f, enum show_charset charset, struct span octets, struct out *to);

#endif
