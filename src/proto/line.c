/* line.c - see line.h. */
#include "proto/line.h"

/* Takes a piece of an overlong line, without a last CR: an LF may follow. */
static size_t cut(struct line *l, struct span octets, struct line_got *got)
{
	size_t n = octets.len;

	if (n > 1 && octets.at[n - 1] == '\r')
		n--;
	got->text = span_first(octets, n);
	got->cut = true;
	got->bare_cr = span_has(got->text, '\r');
	l->inside = true;
	l->scanned = 0;
	return n;
}

size_t line_feed(struct line *l, struct span octets, struct line_got *got)
{
	size_t end = l->scanned + span_find(span_from(octets, l->scanned), '\n');

	*got = (struct line_got){ .rest = l->inside };
	if (end >= LINE_LIMIT)
		return cut(l, span_first(octets, LINE_LIMIT), got);
	if (end >= octets.len) {
		l->scanned = octets.len;
		return 0;
	}
	got->text = span_first(octets, end);
	if (end && octets.at[end - 1] == '\r')
		got->text.len--;
	else
		got->bare_lf = true;
	got->bare_cr = span_has(got->text, '\r');
	*l = (struct line){ 0 };
	return end + 1;
}

size_t line_last(struct line *l, struct span octets, struct line_got *got)
{
	*got = (struct line_got){ .text = octets, .cut = true, .rest = l->inside };
	got->bare_cr = span_has(octets, '\r');
	*l = (struct line){ 0 };
	return octets.len;
}

void line_skip(struct line *l)
{
	l->scanned = 0;
}
