/*
 * page.h - shows postel's own texts folded to the window's width, a page at a time.
 *
 * A text that waits for a key is not stored.  For the next page the whole text is told
 * again, and the rows that were shown, or have no room, are left out.  So such a text
 * comes from tables, and telling it changes nothing.  The loop continues meanwhile: what
 * a server sends is shown between two pages, and a new size of the window counts from
 * the next page on.
 */
#ifndef CMD_PAGE_H
#define CMD_PAGE_H

#include "base/span.h"

/* Octets kept of the text's subject: the name of a command or setting. */
#define PAGE_ABOUT 32

/* The width if there is no window. */
#define PAGE_COLUMNS 80

struct client;

typedef void page_text(struct client *c, struct span about);

struct page {
	size_t columns; /* of a row; 0: lines are not folded */
	size_t rows;    /* of the window; 0: no window, or no person to press a key */
	bool stops;     /* a person has just typed the line that is carried out */

	page_text *text;  /* the text that is shown */
	bool telling;     /* `text` is being told; else lines belong to no page */
	size_t line, row; /* the line shown last, from 0, and how many of its rows were shown */
	size_t at, room;  /* the line that is told next; the rows still free on this page */
	size_t folded;    /* the width at which `row` was counted */
	bool more;        /* rows are left for the next page */
	size_t about_len;
	char about[PAGE_ABOUT];
};

/* Begins to show a text; if it is longer than the window, the context becomes CONTEXT_PAGING. */
void page_begin(struct client *c, page_text *text, struct span about);

/* Shows the next page, or one more row. */
void page_turn(struct client *c, bool whole);

/* Ends paging; the rest is not shown. */
void page_end(struct client *c);

/* ---- for a page_text ---- */

/* Tells a line, folded; from its second row on it is indented by `hang` columns. */
void page_line(struct client *c, struct span line, size_t hang);

/* Tells lines without indentation. */
void page_lines(struct client *c, struct span lines);

/* Tells a row of a list: a name with its arguments, and from `column` on a description. */
void page_row(struct client *c, struct span name, struct span about, size_t column);

#endif
