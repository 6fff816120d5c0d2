/* netdata.c - see netdata.h. */
#include "view/netdata.h"

#include "base/ascii.h"

#define ROW 16

/* "< 0000  2b 4f 4b 0d 0a                                   +OK.." */
static void row(struct screen *s, char direction, size_t offset, struct span octets)
{
	char text[128];
	struct out o = OUT(text);

	out_char(&o, direction);
	out_char(&o, ' ');
	out_hex(&o, offset, 4);
	out_char(&o, ' ');
	for (size_t i = 0; i < ROW; i++) {
		out_char(&o, ' ');
		if (i < octets.len)
			out_hex(&o, (unsigned char)octets.at[i], 2);
		else
			out_text(&o, "  ");
	}
	out_text(&o, "  ");
	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.at[i];

		out_char(&o, ascii_is_control(c) || (unsigned char)c >= 0x80 ? '.' : c);
	}
	screen_hint(s, out_span(&o));
}

/* The octets of two spans, one behind the other, in rows. */
static void rows(struct screen *s, char direction, struct span text, struct span end)
{
	size_t total = text.len + end.len;
	char line[ROW];

	for (size_t at = 0; at < total; at += ROW) {
		struct out o = OUT(line);

		for (size_t i = at; i < total && i < at + ROW; i++)
			out_char(&o, i < text.len ? text.at[i] : end.at[i - text.len]);
		row(s, direction, at, out_span(&o));
	}
}

void netdata_put(struct screen *s, const struct event *e)
{
	struct span end = SPAN("\r\n");

	if (e->kind == EVENT_SAID)
		rows(s, '>', e->text, end);
	if (e->kind == EVENT_CHUNK)
		rows(s, '<', e->text, SPAN(""));
	if (e->kind != EVENT_HEARD)
		return;
	if (e->n[1])
		end = SPAN("");
	else if (e->n[2] & 1)
		end = SPAN("\n");
	rows(s, '<', e->text, end);
}
