/*
 * screen.h - a terminal of one row, to see what an eye would see.
 *
 * It knows what the editor may use and no more: printable characters, \r, \n,
 * \b, \a, ESC [ n C, ESC [ K.  Anything else, and a character in the last column
 * or beyond it, breaks it, and `broken` says how.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include "base/show.h"
#include "base/utf8.h"

#include <string.h>

#define SCREEN_COLUMNS 600

struct screen { /* all zero but columns is a clear one */
	size_t columns;
	enum show_charset charset;
	bool dumb;                     /* no ESC, and \r only before \n */
	char cell[SCREEN_COLUMNS][24]; /* "" is the right half of a wide one */
	size_t column, rows;           /* the cursor's; rows left above */
	unsigned bells;
	const char *broken;
};

static inline void screen_break(struct screen *s, const char *how)
{
	if (!s->broken)
		s->broken = how;
}

static inline const char *screen_cell(const struct screen *s, size_t at)
{
	static const char blank[] = " ";

	/* A cell never written is a blank; 1 marks a right half. */
	return s->cell[at][0] == 0 ? blank : s->cell[at][0] == 1 ? "" : s->cell[at];
}

static inline void screen_clear(struct screen *s, size_t from)
{
	memset(s->cell + from, 0, (SCREEN_COLUMNS - from) * sizeof *s->cell);
}

/* Whoever writes over half of a wide character leaves a blank in its other half. */
static inline void screen_free(struct screen *s, size_t at)
{
	if (s->cell[at][0] == 1)
		s->cell[at - 1][0] = 0;
	if (s->cell[at + 1][0] == 1)
		s->cell[at + 1][0] = 0;
	s->cell[at][0] = 0;
}

static inline void screen_character(struct screen *s, struct span octets, int width)
{
	if (width == 0) {
		char *cell = s->column ? s->cell[s->column - 1] : NULL;

		if (cell && cell[0] == 1)
			cell = s->cell[s->column - 2];
		if (!cell || cell[0] == 0 || strlen(cell) + octets.len >= sizeof *s->cell)
			screen_break(s, "a mark on nothing");
		else
			strncat(cell, octets.at, octets.len);
		return;
	}
	if (s->column + (size_t)width > s->columns - 1) {
		screen_break(s, "the last column is written");
		return;
	}
	for (int i = 0; i < width; i++)
		screen_free(s, s->column + (size_t)i);
	memcpy(s->cell[s->column], octets.at, octets.len);
	s->cell[s->column][octets.len] = 0;
	if (width == 2)
		s->cell[s->column + 1][0] = 1;
	s->column += (size_t)width;
}

/* ESC [ n C or ESC [ K; returns its octets. */
static inline size_t screen_sequence(struct screen *s, struct span octets)
{
	size_t n = 2, count = 0;

	if (s->dumb || octets.len < 3 || octets.at[1] != '[') {
		screen_break(s, "an escape sequence");
		return 1;
	}
	for (; n < octets.len && octets.at[n] >= '0' && octets.at[n] <= '9'; n++)
		count = count * 10 + (size_t)(octets.at[n] - '0');
	if (n < octets.len && octets.at[n] == 'C')
		s->column += n > 2 ? count : 1;
	else if (n < octets.len && octets.at[n] == 'K' && n == 2)
		screen_clear(s, s->column);
	else
		screen_break(s, "an escape sequence of another kind");
	if (s->column >= s->columns)
		screen_break(s, "the cursor is beyond the edge");
	return n + 1;
}

static inline size_t screen_control(struct screen *s, struct span octets)
{
	switch (octets.at[0]) {
	case '\a': s->bells++; break;
	case '\b':
		if (s->column == 0)
			screen_break(s, "left of the edge");
		s->column -= s->column > 0;
		break;
	case '\r':
		if (s->dumb && (octets.len < 2 || octets.at[1] != '\n'))
			screen_break(s, "a \\r on a dumb terminal");
		s->column = 0;
		break;
	case '\n':
		screen_clear(s, 0);
		s->rows++;
		break;
	case 0x1b: return screen_sequence(s, octets);
	default: screen_break(s, "a control octet");
	}
	return 1;
}

static inline void screen_feed(struct screen *s, struct span octets)
{
	size_t n;

	for (; octets.len; octets = span_from(octets, n)) {
		uint32_t c = (unsigned char)octets.at[0];
		int width = 1;

		n = 1;
		if (c < 0x20 || c == 0x7f) {
			n = screen_control(s, octets);
			continue;
		}
		if (s->charset == SHOW_UTF8) {
			n = utf8_next(octets, &c);
			width = utf8_width(c);
		} else if (c >= 0x80 && c < 0xa0) {
			width = UTF8_UNSAFE;
		}
		if (width == UTF8_UNSAFE)
			screen_break(s, "an unsafe character");
		else
			screen_character(s, span_first(octets, n), width);
	}
}

/* The row as it is seen, without the blanks at its end. */
static inline struct span screen_row(const struct screen *s, char *room)
{
	size_t len = 0, seen = 0;

	for (size_t i = 0; i < s->columns; i++) {
		size_t n = strlen(screen_cell(s, i));

		memcpy(room + len, screen_cell(s, i), n);
		len += n;
		if (s->cell[i][0] != 0 && strcmp(s->cell[i], " "))
			seen = len;
	}
	return (struct span){ room, seen };
}

#endif
