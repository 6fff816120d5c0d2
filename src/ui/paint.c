/* paint.c - see paint.h. */
#include "ui/paint.h"

#include <string.h>

#define COLUMNS      80 /* where nobody says */
#define NARROW       12 /* below this the text needs all of the row */
#define MARKS        4  /* and below this < and > too */
#define SHORT_MOVE   4  /* \b is cheaper than a jump up to here */
#define SEQUENCE_MAX 16 /* octets of ESC [ n C */

/* A row being put together. */
struct row {
	struct out out;
	size_t width, room; /* columns taken, columns left */
	size_t cursor;      /* its column */
};

static void put(struct row *row, const struct text *t, struct span cluster, size_t columns)
{
	struct show show = { .charset = t->charset, .fixed = true };

	show_put(&show, &row->out, cluster);
	row->width += columns;
	row->room -= columns;
}

static void put_mark(struct row *row, char mark)
{
	out_char(&row->out, mark);
	row->width++;
	row->room--;
}

/* ---- what the row should show ---- */

/* The prompt, or < and its end where it would take more than two thirds. */
static void put_prompt(struct row *row, const struct text *t, struct span prompt)
{
	size_t limit = row->room < NARROW ? 0 : row->room * 2 / 3, columns, n;
	size_t left = show_columns(t->charset, prompt);

	if (left > limit && limit)
		put_mark(row, '<');
	for (; left + row->width > limit && left; prompt = span_from(prompt, n)) {
		n = show_cluster(t->charset, prompt, &columns);
		left -= columns;
	}
	for (; (n = show_cluster(t->charset, prompt, &columns)) != 0; prompt = span_from(prompt, n))
		put(row, t, span_first(prompt, n), columns);
}

/* The text's columns from one octet to another, counted no further than over `limit`. */
static size_t columns_between(const struct text *t, size_t from, size_t to, size_t limit)
{
	size_t all = 0, columns;

	for (size_t n; from < to && all <= limit; from += n, all += columns)
		n = text_cluster(t, from, &columns);
	return all;
}

/* If the text is shown from `first` on: is the cursor, and what it stands on, in view? */
static bool in_view(const struct text *t, size_t first, size_t room)
{
	size_t left_mark = first > 0 && room >= MARKS, under, n, right_mark;

	if (first > 0 && t->cursor <= first)
		return false;
	n = text_cluster(t, t->cursor, &under);
	right_mark = t->cursor + n < t->line.len && room >= MARKS;
	return left_mark + columns_between(t, first, t->cursor, room) + under + right_mark <= room;
}

/* Where the part in view begins: as before, if it can; else the cursor goes to the middle. */
static size_t scrolled(const struct text *t, size_t first, size_t room)
{
	size_t at = t->cursor, prior, columns, taken = 0;

	if (columns_between(t, 0, t->line.len, room) <= room)
		return 0;
	if (in_view(t, first, room))
		return first;
	for (; at > 0; at = prior) {
		prior = text_prior(t, at);
		text_cluster(t, prior, &columns);
		taken += columns;
		if (taken > room / 2)
			break;
	}
	return at;
}

static void put_text(struct row *row, const struct text *t, size_t first)
{
	bool marks = row->room >= MARKS;
	size_t at = first, n, columns;

	if (first > 0 && marks)
		put_mark(row, '<');
	for (row->cursor = row->width; at < t->line.len; at += n) {
		n = text_cluster(t, at, &columns);
		if (at <= t->cursor)
			row->cursor = row->width;
		if (columns + (marks && at + n < t->line.len) > row->room)
			break;
		if (text_is_masked(t, at))
			put_mark(row, '*');
		else
			put(row, t, span_first(span_from(text_span(t), at), n), columns);
	}
	if (at < t->line.len && marks)
		put_mark(row, '>');
	else if (t->cursor >= at)
		row->cursor = row->width;
}

/* ---- what has to be written for it ---- */

/* How many octets at the front of the row take so many columns. */
static size_t octets_to(const struct paint *p, enum show_charset charset, size_t column)
{
	struct span row = { p->row, p->len };
	size_t at = 0, columns;

	for (; column > 0 && at < row.len; column -= columns)
		at += show_cluster(charset, span_from(row, at), &columns);
	return at;
}

/* To the right: by writing again what stands there, or by a jump. */
static void forward(struct paint *p, enum show_charset charset, size_t to, struct out *o)
{
	size_t from = octets_to(p, charset, p->column);
	size_t n = octets_to(p, charset, to) - from;

	if (p->dumb || n <= SHORT_MOVE) {
		out_put(o, (struct span){ p->row + from, n });
		return;
	}
	out_text(o, "\x1b[");
	out_number(o, (int64_t)(to - p->column));
	out_char(o, 'C');
}

static void move(struct paint *p, enum show_charset charset, size_t to, struct out *o)
{
	if (to < p->column && !p->dumb && p->column - to > SHORT_MOVE) {
		out_char(o, '\r');
		p->column = 0;
	}
	if (to < p->column)
		out_repeat(o, '\b', p->column - to);
	else if (to > p->column)
		forward(p, charset, to, o);
	p->column = to;
}

/* Takes `columns` columns off the screen that stand to the right of the cursor. */
static void erase(struct paint *p, size_t columns, struct out *o)
{
	if (p->dumb || columns == 1) {
		out_repeat(o, ' ', columns);
		p->column += columns;
	} else {
		out_text(o, "\x1b[K");
	}
}

/* The octets at the front that the row shows already, and their columns. */
static size_t in_place(
    const struct paint *p, enum show_charset charset, struct span row, size_t *column)
{
	struct span old = { p->row, p->len };
	size_t at = 0, n, columns;

	*column = 0;
	for (;; at += n, *column += columns) {
		struct span was = span_from(old, at), is = span_from(row, at);

		n = show_cluster(charset, is, &columns);
		if (n == 0 || n != show_cluster(charset, was, &columns) ||
		    !span_eq(span_first(is, n), span_first(was, n)))
			return at;
	}
}

static void rewrite(
    struct paint *p, enum show_charset charset, const struct row *row, struct out *o)
{
	struct span is = out_span(&row->out);
	size_t old_width = p->width, column, at = in_place(p, charset, is, &column);

	if (at < is.len || at < p->len) {
		move(p, charset, column, o);
		out_put(o, span_from(is, at));
		memcpy(p->row + at, is.at + at, is.len - at);
		p->len = is.len;
		p->column = p->width = row->width;
		if (old_width > row->width)
			erase(p, old_width - row->width, o);
	}
	move(p, charset, row->cursor, o);
}

/* ---- the face ---- */

static size_t room_of(const struct paint *p)
{
	size_t columns = p->columns ? p->columns : COLUMNS;

	return columns <= PAINT_COLUMNS_MAX ? columns - 1 : PAINT_COLUMNS_MAX - 1;
}

bool paint_row(struct paint *p, struct span prompt, const struct text *t, struct out *o)
{
	char room[PAINT_ROW_MAX];
	struct row row = { .out = OUT(room), .room = room_of(p) };

	put_prompt(&row, t, prompt);
	row.cursor = row.width;
	if (!p->silent) {
		p->first = scrolled(t, p->first, row.room);
		put_text(&row, t, p->first);
	}
	if (o->size - o->len < 3 * (row.out.len + p->len) + 2 * SEQUENCE_MAX)
		return false;
	rewrite(p, t->charset, &row, o);
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
