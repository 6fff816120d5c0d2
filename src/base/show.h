/*
 * show.h - foreign text made fit for a terminal.
 *
 * Whatever a server, a name or a paste holds, the text written here moves no
 * cursor, changes no colour and hides nothing.  Unsafe characters (see
 * utf8_width) and ill-formed octets become escapes, \r \n \x1b \u202e
 * \U000e0041, and a combining mark is written only after a character that can
 * bear it.  Text may be cut anywhere: each piece is safe by itself.
 *
 * This form is for people to read.  A backslash stays a backslash; see escape.h
 * for the form that can be read back.
 */
#ifndef BASE_SHOW_H
#define BASE_SHOW_H

#include "base/out.h"

enum show_charset {
	SHOW_UTF8,
	SHOW_BYTES, /* `charset bytes`, an 8-bit terminal: 0xa0..0xff are its own characters */
	SHOW_ASCII, /* `charset ascii`: 0x80..0xff are escaped */
};

/* Marks that one character may bear: more would only paint over the rows above and below. */
#define SHOW_MARKS 4

struct show { /* all zero begins a row */
	enum show_charset charset;
	bool fixed;    /* tabs as \t; else as blanks up to the next multiple of 8 columns */
	size_t column; /* where the next character goes */
	int bears;     /* how many more marks the last character may bear */
};

/* Writes s made fit for a terminal: at most eight octets for each octet of s. */
void show_put(struct show *show, struct out *o, struct span s);

/* Writes s for one row, in at most `most` octets (3 or more); "..." ends it if it was cut. */
void show_some(struct out *o, struct span s, size_t most);

/*
 * Returns the octets of the first character of s with the marks that it bears, 0
 * if s is empty.  *columns is how wide it is, with tabs as \t.
 */
size_t show_cluster(enum show_charset charset, struct span s, size_t *columns);

/* The columns that all of s takes, with tabs as \t. */
size_t show_columns(enum show_charset charset, struct span s);

#endif
