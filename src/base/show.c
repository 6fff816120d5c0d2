/* show.c - see show.h. */
#include "base/show.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "base/size.h"
#include "base/utf8.h"

#define TAB_STOP 8

/* The width of an octet that is a character by itself; from 0x80 up *c is marked UTF8_BAD. */
static int octet_width(enum show_charset charset, uint32_t *c)
{
	bool printable = charset == SHOW_BYTES && *c >= 0xa0;

	if (*c < 0x80)
		return utf8_width(*c);
	*c |= UTF8_BAD;
	return printable ? 1 : UTF8_UNSAFE;
}

/* Reads a character and its width: 0 for a mark, UTF8_UNSAFE for a character to escape. */
static size_t next(enum show_charset charset, struct span s, uint32_t *c, int *width)
{
	size_t n;

	if (charset == SHOW_UTF8) {
		n = utf8_next(s, c);
		*width = n ? utf8_width(*c) : 0;
		return n;
	}
	if (s.len == 0)
		return 0;
	*c = (unsigned char)s.at[0];
	*width = octet_width(charset, c);
	return 1;
}

/* Writes a character as an escape. */
static void escape(struct out *o, uint32_t c)
{
	if (c & UTF8_BAD || c < 0x80) {
		escape_octet(o, (char)(c & 0xff));
		return;
	}
	if (c > 0xffff) {
		out_text(o, "\\U");
		out_hex(o, c, 8);
	} else {
		out_text(o, "\\u");
		out_hex(o, c, 4);
	}
}

static bool has_short_escape(uint32_t c)
{
	return c == '\t' || c == '\r' || c == '\n';
}

/* The columns of the escape for c. */
static size_t escape_columns(uint32_t c)
{
	if (has_short_escape(c))
		return 2;
	if (c & UTF8_BAD || c < 0x80)
		return 4;
	return c > 0xffff ? 10 : 6;
}

static size_t columns_of(uint32_t c, int width)
{
	return width > 0 ? (size_t)width : escape_columns(c);
}

/* Writes a character that is no mark, or a mark without a character to bear it. */
static void put_base(struct show *show, struct out *o, uint32_t c, int width)
{
	size_t columns = columns_of(c, width);

	if (c == '\t' && !show->fixed) {
		columns = TAB_STOP - show->column % TAB_STOP;
		out_repeat(o, ' ', columns);
	} else if (width > 0) {
		utf8_put(o, c);
	} else {
		escape(o, c);
	}
	show->column += columns;
	show->bears = width > 0 ? SHOW_MARKS : 0;
}

/* Writes the printable ASCII at the front in one go: most text is nothing else. */
static size_t put_plain(struct show *show, struct out *o, struct span s)
{
	size_t n = 0;

	while (n < s.len && (unsigned char)s.at[n] < 0x80 && !ascii_is_control(s.at[n]))
		n++;
	if (n) {
		out_put(o, span_first(s, n));
		show->column += n;
		show->bears = SHOW_MARKS;
	}
	return n;
}

void show_put(struct show *show, struct out *o, struct span s)
{
	uint32_t c;
	int width;

	for (size_t n; s.len; s = span_from(s, n)) {
		n = put_plain(show, o, s);
		if (n)
			continue;
		n = next(show->charset, s, &c, &width);
		if (width == 0 && show->bears) {
			show->bears--;
			utf8_put(o, c);
		} else {
			put_base(show, o, c, width);
		}
	}
}

size_t show_cluster(enum show_charset charset, struct span s, size_t *columns)
{
	uint32_t c;
	int width;
	size_t n = next(charset, s, &c, &width), more;

	*columns = n ? columns_of(c, width) : 0;
	if (n == 0 || width <= 0)
		return n;
	for (int marks = SHOW_MARKS; marks; marks--, n += more) {
		more = next(charset, span_from(s, n), &c, &width);
		if (more == 0 || width != 0)
			break;
	}
	return n;
}

size_t show_columns(enum show_charset charset, struct span s)
{
	size_t all = 0, columns;

	for (size_t n; (n = show_cluster(charset, s, &columns)) != 0; s = span_from(s, n))
		all += columns;
	return all;
}

/* Writes whole characters while they fit; returns false if some do not. */
static bool put_begin(struct out *o, struct span s, size_t most)
{
	size_t room = o->size - o->len, columns, n;
	struct out part = { o->at + o->len, size_least(room, most), 0, o->full };
	struct show show = { .fixed = true };

	while ((n = show_cluster(SHOW_UTF8, s, &columns)) != 0) {
		size_t before = part.len;

		show_put(&show, &part, span_first(s, n));
		if (part.full) {
			o->len += before;
			return false;
		}
		s = span_from(s, n);
	}
	o->len += part.len;
	return true;
}

void show_some(struct out *o, struct span s, size_t most)
{
	size_t begin = o->len;

	if (put_begin(o, s, most))
		return;
	o->len = begin;
	put_begin(o, s, most - 3);
	out_text(o, "...");
}
