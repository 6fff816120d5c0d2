/* page.c - see page.h. */
#include "base/fold.h"
#include "cmd/client.h"

#include <string.h>

#define LEAST  24 /* columns for a description; with fewer it goes below the name */
#define INDENT 6  /* columns in front of a description below its name */
#define HANG   4  /* columns in front of the second row of a long name */

/* ---- pages ---- */

/* Tells the text again; shows at most `rows` rows of those that have not been shown. */
static void show_page(struct client *c, size_t rows)
{
	struct page *p = &c->ctx->page;

	if (p->folded != p->columns)
		p->row = 0; /* the width has changed: the line is shown from its beginning */
	p->folded = p->columns;
	p->at = 0;
	p->room = rows;
	p->more = false;
	p->telling = true;
	p->text(c, (struct span){ p->about, p->about_len });
	p->telling = false;
	if (p->more)
		c->ctx->busy = CONTEXT_PAGING;
	else
		page_end(c);
}

/* The last row of the window is for the prompt. */
static size_t count_rows(const struct page *p)
{
	return p->rows > 2 ? p->rows - 1 : 1;
}

void page_begin(struct client *c, page_text *text, struct span about)
{
	struct page *p = &c->ctx->page;
	bool stops = p->stops && p->rows;

	about = span_first(about, sizeof p->about);
	if (about.len)
		memcpy(p->about, about.at, about.len);
	p->about_len = about.len;
	p->text = text;
	p->line = p->row = 0;
	show_page(c, stops ? count_rows(p) : SIZE_MAX);
}

void page_turn(struct client *c, bool whole)
{
	show_page(c, whole ? count_rows(&c->ctx->page) : 1);
}

void page_end(struct client *c)
{
	if (c->ctx->busy == CONTEXT_PAGING)
		c->ctx->busy = CONTEXT_FREE;
}

/* ---- rows ---- */

/* Has this row of the line been shown already? */
static bool is_shown(const struct page *p, size_t row)
{
	return p->at < p->line || (p->at == p->line && row < p->row);
}

static void tell_row(struct client *c, struct span text, size_t row)
{
	struct page *p = &c->ctx->page;
	bool fits = !p->telling || p->room;

	if (p->telling && is_shown(p, row))
		return;
	p->more |= !fits;
	if (!fits)
		return;
	if (p->telling) {
		p->room--;
		p->line = p->at;
		p->row = row + 1;
	}
	client_say(c, EVENT_LOCAL, 0, text);
}

/* Tells a piece of a line as rows, numbered from `first`; returns the next number. */
static size_t put_rows(struct client *c, struct span piece, size_t hang, size_t first)
{
	struct page *p = &c->ctx->page;
	size_t row = first;
	char text[600];

	if (hang + LEAST > p->columns && hang > INDENT)
		hang = INDENT;
	for (; piece.len; row++) {
		size_t indent = row > first ? hang : 0;
		size_t columns = p->columns > indent ? p->columns - indent : p->columns;
		struct out o = OUT(text);

		out_repeat(&o, ' ', indent);
		out_put(&o, fold_row(&piece, columns, p->rows > 0));
		tell_row(c, out_span(&o), row);
	}
	return row;
}

void page_line(struct client *c, struct span line, size_t hang)
{
	put_rows(c, line, hang, 0);
	c->ctx->page.at++;
}

void page_lines(struct client *c, struct span lines)
{
	while (lines.len)
		page_line(c, span_line(&lines), 0);
}

void page_row(struct client *c, struct span name, struct span about, size_t column)
{
	bool folds = c->ctx->page.columns > 0;
	bool beside = !folds || column + LEAST <= c->ctx->page.columns;
	bool fits = !folds || (beside && name.len + 4 <= column);
	size_t row = 0;
	char text[600];
	struct out o = OUT(text);

	if (!beside)
		column = INDENT;
	out_text(&o, "  ");
	out_put(&o, name);
	if (!fits) {
		row = put_rows(c, out_span(&o), HANG, row);
		o = OUT(text);
	}
	out_repeat(&o, ' ', o.len + 2 <= column ? column - o.len : 2);
	out_put(&o, about);
	put_rows(c, out_span(&o), column, row);
	c->ctx->page.at++;
}
