/* paint.c - see paint.h. */
#include "ui/paint.h"

#include "base/size.h"

#include <string.h>

#define COLUMNS      80 /* if the window's are not known */
#define NARROW       12 /* in fewer columns there is no prompt */
#define MARKS        4  /* in fewer columns there is no < and > */
#define SHORT_MOVE   4  /* columns up to which \b is shorter than a jump */
#define SEQUENCE_MAX 16 /* octets of ESC [ n C */

/* A row being put together. */
struct row {
	struct out out;
	size_t width, columns; /* columns taken; columns in all */
	size_t cursor;         /* the cursor's column */
};

static size_t room(const struct row *row)
{
	return row->columns - row->width;
}

static void put(struct row *row, const struct text *t, struct span s)
{
	struct show show = { .charset = t->charset, .fixed = true };

	show_put(&show, &row->out, s);
	row->width += show.column;
}

static void put_mark(struct row *row, char mark)
{
	out_char(&row->out, mark);
	row->width++;
}

/* ---- what the row should show ---- */

/* Puts the prompt, or < and its end if it would take more than two thirds of the row. */
static void put_prompt(struct row *row, const struct text *t, struct span prompt)
{
	size_t limit = row->columns < NARROW ? 0 : row->columns * 2 / 3;
	size_t left = show_columns(t->charset, prompt), columns;

	if (left > limit && limit)
		put_mark(row, '<');
	while (left && left + row->width > limit) {
		prompt = span_from(prompt, show_cluster(t->charset, prompt, &columns));
		left -= columns;
	}
	put(row, t, prompt);
}

/* Puts as much of the text from `first` on as there is room for; returns where it stopped. */
static size_t put_text(struct row *row, const struct text *t, size_t first)
{
	bool marks = room(row) >= MARKS;
	size_t at = first, n, columns;

	if (first > 0 && marks)
		put_mark(row, '<');
	for (row->cursor = row->width; at < t->line.len; at += n) {
		n = text_cluster(t, at, &columns);
		if (at <= t->cursor)
			row->cursor = row->width;
		if (columns + (marks && at + n < t->line.len) > room(row))
			break;
		if (text_is_masked(t, at))
			put_mark(row, '*');
		else
			put(row, t, span_first(span_from(text_span(t), at), n));
	}
	if (at < t->line.len && marks)
		put_mark(row, '>');
	else if (t->cursor >= at)
		row->cursor = row->width;
	return at;
}

/* Where a part of the text begins that has the cursor in its middle. */
static size_t centred(const struct text *t, size_t columns)
{
	size_t at = t->cursor, prior, n, taken = 0;

	for (; at > 0; at = prior) {
		prior = text_prior(t, at);
		text_cluster(t, prior, &n);
		taken += n;
		if (taken > columns / 2)
			break;
	}
	return at;
}

/*
 * Puts the whole text; or the part from `first` on if it shows the cursor and the
 * character at it; or else another part.  Returns where the part begins.
 */
static size_t put_part(struct row *row, const struct text *t, size_t first)
{
	const struct row prompt = *row;
	bool is_after_begin, is_before_end;
	size_t end;

	if (put_text(row, t, 0) == t->line.len)
		return 0;
	*row = prompt;
	end = put_text(row, t, first);
	is_after_begin = !first || t->cursor > first;
	is_before_end = t->cursor < end || end == t->line.len;
	if (is_after_begin && is_before_end)
		return first;
	*row = prompt;
	first = centred(t, room(row));
	put_text(row, t, first);
	return first;
}

/* ---- what has to be written so that the row shows it ---- */

/* How many octets of the row are in front of that column. */
static size_t octets_to(const struct paint *p, size_t column)
{
	struct span row = { p->row, p->len };
	size_t at = 0, columns;

	for (; column > 0 && at < row.len; column -= columns)
		at += show_cluster(p->charset, span_from(row, at), &columns);
	return at;
}

/* Moves to the right, by writing the row's characters again or by a jump. */
static void forward(struct paint *p, size_t to, struct out *o)
{
	size_t from = octets_to(p, p->column), n = octets_to(p, to) - from;

	if (p->dumb || n <= SHORT_MOVE) {
		out_put(o, (struct span){ p->row + from, n });
		return;
	}
	out_text(o, "\x1b[");
	out_number(o, (int64_t)(to - p->column));
	out_char(o, 'C');
}

static void move(struct paint *p, size_t to, struct out *o)
{
	if (p->column > to + SHORT_MOVE && !p->dumb) {
		out_char(o, '\r');
		p->column = 0;
	}
	if (to < p->column)
		out_repeat(o, '\b', p->column - to);
	else if (to > p->column)
		forward(p, to, o);
	p->column = to;
}

/* Clears that many columns to the right of the cursor. */
static void erase(struct paint *p, size_t columns, struct out *o)
{
	if (p->dumb || columns == 1) {
		out_repeat(o, ' ', columns);
		p->column += columns;
	} else {
		out_text(o, "\x1b[K");
	}
}

/* How many of the first octets the row shows already; *column is their width. */
static size_t in_place(const struct paint *p, struct span is, size_t *column)
{
	struct span was = { p->row, p->len };
	size_t at = 0, n, columns;

	for (*column = 0;; at += n, *column += columns) {
		n = show_cluster(p->charset, span_from(was, at), &columns);
		if (n == 0 || n != show_cluster(p->charset, span_from(is, at), &columns) ||
		    memcmp(was.at + at, is.at + at, n) != 0)
			return at;
	}
}

static void rewrite(struct paint *p, const struct row *row, struct out *o)
{
	struct span is = out_span(&row->out);
	size_t old_width = p->width, column, at = in_place(p, is, &column);

	if (at < is.len || at < p->len) {
		move(p, column, o);
		out_put(o, span_from(is, at));
		memcpy(p->row + at, is.at + at, is.len - at);
		p->len = is.len;
		p->column = p->width = row->width;
		if (old_width > row->width)
			erase(p, old_width - row->width, o);
	}
	move(p, row->cursor, o);
}

/* ---- the functions of paint.h ---- */

static size_t columns_of(const struct paint *p)
{
	size_t columns = p->columns ? p->columns : COLUMNS;

	return size_least(columns, PAINT_COLUMNS_MAX) - 1;
}

bool paint_row(struct paint *p, struct span prompt, const struct text *t, struct out *o)
{
	char octets[PAINT_ROW_MAX];
	struct row row = { .out = OUT(octets), .columns = columns_of(p) };

	put_prompt(&row, t, prompt);
	row.cursor = row.width;
	if (!p->silent)
		p->first = put_part(&row, t, p->first);
	if (o->size - o->len < 3 * (row.out.len + p->len) + 2 * SEQUENCE_MAX)
		return false;
	p->charset = t->charset;
	rewrite(p, &row, o);
	return true;
}

static void forget(struct paint *p)
{
	p->len = p->width = p->column = 0;
}

void paint_hide(struct paint *p, struct out *o)
{
	if (p->width)
		out_text(o, p->dumb ? "\r\n" : "\r\x1b[K");
	forget(p);
}

void paint_leave(struct paint *p, struct out *o)
{
	out_text(o, "\r\n");
	forget(p);
}
