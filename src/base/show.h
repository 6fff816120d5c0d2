/*
 * show.h - foreign text made fit for a terminal.
 *
 * Whatever a server, a name or a paste holds, what leaves here moves no
 * cursor, changes no colour and hides nothing: unsafe characters (see
 * utf8_width) and ill-formed octets become escapes, \r \n \x1b \u202e
 * \U000e0041, and a mark stands only behind a character that can bear it.
 * Text may be cut anywhere: each piece is fit by itself.
 *
 * This form is for eyes.  A backslash stays a backslash; see escape.h for the
 * form that can be read back.
 */
#ifndef BASE_SHOW_H
#define BASE_SHOW_H

#include "base/out.h"

enum show_charset {
	SHOW_UTF8,
	SHOW_BYTES, /* `charset bytes`, an 8-bit terminal: 0xa0..0xff are its own characters */
	SHOW_ASCII, /* `charset ascii`: all above are escaped */
};

/* Marks that one character may bear: more only paint over the rows around. */
#define SHOW_MARKS 4

struct show { /* all zero begins a row */
	enum show_charset charset;
	bool fixed;    /* tabs as \t; else blanks up to the next eighth column */
	size_t column; /* where the next character goes */
	int bears;     /* how many more marks the last character may bear */
};

/* Writes s as a terminal may have it: at most eight octets for each of its own. */
void show_put(struct show *show, struct out *o, struct span s);

/* Writes s for one row, in at most `most` octets; "..." at its end if there was more. */
void show_some(struct out *o, struct span s, size_t most);

/*
 * The octets of the first character of s with the marks it bears, and the
 * columns it takes, tabs fixed.  0 if s is empty.
 */
size_t show_cluster(enum show_charset charset, struct span s, size_t *columns);

/* The columns all of s takes, tabs fixed. */
size_t show_columns(enum show_charset charset, struct span s);

#endif
