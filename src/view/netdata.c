/* netdata.c - see netdata.h. */
#include "view/netdata.h"

#define ROW 16

/* "< 0000  2b 4f 4b 0d 0a                                   +OK.." */
static void row(struct screen *s, const char *direction, size_t offset, struct span octets)
{
	char room[80];
	struct out o = OUT(room);

	out_text(&o, direction);
	out_hex(&o, offset, 4);
	out_char(&o, ' ');
	for (size_t i = 0; i < octets.len; i++) {
		out_char(&o, ' ');
		out_hex(&o, (unsigned char)octets.at[i], 2);
	}
	out_repeat(&o, ' ', 3 * (ROW - octets.len) + 2);
	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.at[i];

		out_char(&o, c >= ' ' && c <= '~' ? c : '.');
	}
	screen_hint(s, out_span(&o));
}

/* The octets of a line and its end, in rows. */
static void rows(struct screen *s, const char *direction, struct span text, const char *end)
{
	char line[ROW];
	struct out o = OUT(line);

	for (size_t at = 0; text.len || *end; at += ROW) {
		o.len = 0;
		out_put(&o, span_first(text, ROW));
		text = span_from(text, ROW);
		while (*end && o.len < ROW && !text.len)
			out_char(&o, *end++);
		row(s, direction, at, out_span(&o));
	}
}

/* The line end that the server sent. */
static const char *line_end(const struct event *heard)
{
	if (heard->n[1])
		return "";
	return heard->n[2] & 1 ? "\n" : "\r\n";
}

void netdata_put(struct screen *s, const struct event *e)
{
	if (e->kind == EVENT_SAID && !e->n[3])
		rows(s, "> ", e->text, "\r\n");
	if (e->kind == EVENT_CHUNK)
		rows(s, "< ", e->text, "");
	if (e->kind == EVENT_HEARD && !e->n[4])
		rows(s, "< ", e->text, line_end(e));
}
