/* json.c - see json.h. */
#include "view/json.h"

#include "base/utf8.h"

#define REPLACEMENT 0xfffd /* what stands for octets that are no UTF-8 */

/*
 * The octets of a JSON string, RFC 8259 7: unsafe characters by number.
 * False if there are some that are no UTF-8.
 */
static bool string(struct out *o, struct span text)
{
	bool well = true;
	uint32_t c;

	for (size_t n; (n = utf8_next(text, &c)) != 0; text = span_from(text, n)) {
		if (c & UTF8_BAD) {
			well = false;
			c = REPLACEMENT;
		}
		if (c == REPLACEMENT || (c < 0x10000 && utf8_width(c) == UTF8_UNSAFE)) {
			out_text(o, "\\u");
			out_hex(o, c, 4);
			continue;
		}
		if (c == '"' || c == '\\')
			out_char(o, '\\');
		out_put(o, span_first(text, n));
	}
	return well;
}

static void write_text(struct out *o, struct span text)
{
	out_text(o, ",\"text\":\"");
	if (!string(o, text)) {
		out_text(o, "\",\"octets_hex\":\"");
		for (size_t i = 0; i < text.len; i++)
			out_hex(o, (unsigned char)text.at[i], 2);
	}
	out_char(o, '"');
}

static void see(struct view *v, const struct event *e)
{
	struct json *j = (struct json *)v;
	struct out *o = j->to;

	if (e->kind == EVENT_ANCHOR) {
		j->anchor_at = e->at;
		j->anchor_utc = e->n[0];
	}
	if (e->kind == EVENT_OCTETS || e->kind == EVENT_CONTENT || e->kind == EVENT_LOCAL ||
	    event_is_unseen(e))
		return;
	out_text(o, "{\"at_us\":");
	out_number(o, (e->at - j->anchor_at) / 1000);
	out_text(o, ",\"utc\":\"");
	out_utc(o, j->anchor_utc + e->at - j->anchor_at);
	out_text(o, "\",\"kind\":\"");
	out_text(o, event_word(e->kind));
	if (e->kind == EVENT_SAID || e->kind == EVENT_REPLY) {
		out_text(o, "\",\"by\":\"");
		out_text(o, span_nth("typed\0helper\0script", e->by));
	}
	out_char(o, '"');
	event_numbers(e, o, ",\"", "\":");
	if (e->text.len)
		write_text(o, e->text);
	out_text(o, j->crlf ? "}\r\n" : "}\n");
}

void json_begin(struct json *j, struct out *to)
{
	j->view.see = see;
	j->to = to;
}
