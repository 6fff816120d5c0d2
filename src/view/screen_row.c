/* screen_row.c - puts text on the rows of a screen, and times at their margin; see screen.h. */
#include "view/screen_part.h"

#include <string.h>

/* The rightmost column for times, however wide the window is. */
#define MARGIN 100

void screen_dim(const struct screen *s, bool on)
{
	if (s->colour)
		out_text(s->to, on ? "\033[2m" : "\033[m");
}

void screen_end_line(struct screen *s)
{
	out_text(s->to, s->crlf ? "\r\n" : "\n");
	s->open = false;
	s->column = 0;
}

void screen_settle(struct screen *s)
{
	if (s->open)
		screen_end_line(s);
}

void screen_put(struct screen *s, struct span text)
{
	struct show show = { .charset = s->charset, .column = s->column };

	show_put(&show, s->to, text);
	s->column = show.column;
	s->open = true;
}

void screen_hint(struct screen *s, struct span text)
{
	screen_settle(s);
	screen_dim(s, true);
	screen_put(s, text);
	screen_dim(s, false);
	screen_end_line(s);
}

/* Puts text, dim, at the right margin of the open line, or on the next line if it has no room. */
static void put_margin(struct screen *s, struct span text)
{
	size_t edge = s->columns < MARGIN ? s->columns : MARGIN;

	if (s->telnet) {
		screen_settle(s);
		return;
	}
	if (edge && s->column + 2 + text.len >= edge)
		screen_settle(s);
	if (!edge)
		out_text(s->to, "  ");
	else if (s->column + 1 + text.len < edge)
		out_repeat(s->to, ' ', edge - 1 - text.len - s->column);
	screen_dim(s, true);
	out_put(s->to, text);
	screen_dim(s, false);
	screen_end_line(s);
}

void screen_flush(struct screen *s, struct out *o, size_t following)
{
	struct span text = out_span(o);

	if (s->breaks && s->columns && s->column + text.len + following >= s->columns) {
		screen_end_line(s);
		text = span_from(text, 1);
	}
	if (text.len)
		screen_put(s, text);
	s->breaks = false;
	o->len = 0;
}

/* As telnet, the line about a dial has the address only. */
static struct span text_shown(const struct screen *s, const struct event *e)
{
	if (s->telnet && e->kind == EVENT_DIAL)
		return e->fact[0];
	return e->text;
}

/* Composes one piece of a form; returns the piece's last character. */
static const char *put_piece(
    struct screen *s, const char *form, const struct event *e, struct out *o)
{
	static const char figures[] = "@#%";
	static void (*const put_figure[])(
	    struct out *, int64_t) = { out_duration, out_grouped, out_size };
	const char *found = strchr(figures, *form);

	if (found) {
		put_figure[found - figures](o, e->n[*++form - '0']);
	} else if (*form == '[') {
		if (!e->n[*++form - '0'])
			form = strchr(form, ']');
	} else if (*form == '$' || *form == '|') {
		screen_flush(s, o, *form == '$' ? e->text.len : 0);
		if (*form == '$')
			screen_put(s, text_shown(s, e));
	} else if (*form == '~') {
		screen_flush(s, o, 0);
		s->breaks = true;
	} else if (*form != ']') {
		out_char(o, *form);
	}
	return form;
}

/* As telnet, a fault begins with "telnet: " in place of "postel: ". */
static const char *as_telnet(const char *form)
{
	return *form == 'p' ? "telnet: $" : form;
}

/* The kinds of sentences that this screen leaves out. */
static unsigned kinds_left_out(const struct screen *s)
{
	unsigned kinds = 0;

	if (s->quiet)
		kinds |= LOUD;
	if (!s->dialogue)
		kinds |= DIALOGUE;
	if (!screen_tells_sums(s))
		kinds |= SUM;
	if (!s->local)
		kinds |= LOCAL;
	if (s->telnet)
		kinds |= DIM;
	return kinds;
}

void screen_tell(struct screen *s, unsigned how, const char *form, const struct event *e)
{
	char room[160];
	struct out o = OUT(room);
	const char *aside = strchr(form, '|');

	if (how & kinds_left_out(s))
		return;
	if (s->telnet)
		form = as_telnet(form);
	if (aside != form)
		screen_settle(s);
	if (how & DIM)
		screen_dim(s, true);
	for (; *form; form++)
		form = put_piece(s, form, e, &o);
	if (aside) {
		put_margin(s, out_span(&o));
		return;
	}
	screen_flush(s, &o, 0);
	if (how & DIM)
		screen_dim(s, false);
	if (!(how & OPEN))
		screen_end_line(s);
}
