/*
 * page.h - a text of our own as a window shows it: folded to its width, a page at a time.
 *
 * Nothing is kept of a text that waits for a key.  The next page is the same text told
 * again, without the rows that have been shown and those that have no room.  So
 * a text that pages comes from tables, and telling it changes nothing.  While it
 * waits the loop goes on: what a server says is shown between two pages, and a window
 * that changes its size is obeyed from the next page on.
 */
#ifndef CMD_PAGE_H
#define CMD_PAGE_H

#include "base/span.h"

/* Octets kept of what the text is about, a name of our tables. */
#define PAGE_ABOUT 32

/* Where there is no window. */
#define PAGE_COLUMNS 80

struct client;

typedef void page_text(struct client *c, struct span about);

struct page {
	size_t columns; /* of a row; 0: nothing is folded */
	size_t rows;    /* of the window; 0: there is none, or nobody who could press a key */
	bool stops;     /* a person has just typed the line that is carried out */

	page_text *text;  /* what is shown, or waits to be */
	bool telling;     /* and is told just now: else lines are of no page */
	size_t line, row; /* shown so far: lines of it, and rows of the line behind these */
	size_t at, room;  /* of this page: the line that comes next, and how many rows are free */
	size_t folded;    /* to how many columns what was shown is */
	bool more;        /* something had no room */
	size_t about_len;
	char about[PAGE_ABOUT];
};

/* Begins to show a text; where it is longer than the window the context is busy with it. */
void page_begin(struct client *c, page_text *text, struct span about);

/* As many rows more as the window has, or one. */
void page_turn(struct client *c, bool whole);

/* The rest is not wanted. */
void page_end(struct client *c);

/* ---- for the text that is told ---- */

/* A line, folded; its second row and those that follow stand at column `hang`. */
void page_line(struct client *c, struct span line, size_t hang);

/* Lines that begin at the left margin. */
void page_lines(struct client *c, struct span lines);

/* A row of a list: a name with its arguments, and at `column` what is said about it. */
void page_row(struct client *c, struct span name, struct span about, size_t column);

#endif
