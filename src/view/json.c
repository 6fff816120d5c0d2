/* json.c - see json.h. */
#include "view/json.h"

#include "base/utf8.h"

#define REPLACEMENT 0xfffd /* written for octets that are not UTF-8 */

/*
 * Writes the inside of a JSON string, RFC 8259 7: unsafe characters by number.
 * Returns false if text is not all UTF-8.
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

/* Takes the next line of a body, without a stuffed dot; *inside: the line has begun before. */
static struct span content_line(struct span *rest, bool *inside)
{
	size_t n = span_find(*rest, '\n');
	struct span line = span_first(*rest, n + 1);

	bool stuffed = !*inside && span_starts(line, SPAN("."));

	*rest = span_from(*rest, line.len);
	*inside = n == line.len;
	return span_from(line, stuffed);
}

/* Takes all of a text; of a body (inside is not NULL) the next line, without a stuffed dot. */
static struct span take_piece(struct span *rest, bool *inside)
{
	struct span all = *rest;

	if (inside)
		return content_line(rest, inside);
	*rest = SPAN("");
	return all;
}

static void write_hex(struct out *o, struct span text, bool *inside)
{
	out_text(o, "\",\"octets_hex\":\"");
	while (text.len) {
		struct span piece = take_piece(&text, inside);

		for (size_t i = 0; i < piece.len; i++)
			out_hex(o, (unsigned char)piece.at[i], 2);
	}
}

/* inside: NULL, or of a body: did the part told before end within a line? */
static void write_text(struct out *o, const char *name, struct span text, bool *inside)
{
	bool before = inside && *inside, well = true;
	struct span rest = text;

	out_text(o, ",\"");
	out_text(o, name);
	out_text(o, "\":\"");
	while (rest.len)
		well &= string(o, take_piece(&rest, inside));
	if (inside)
		*inside = before;
	if (!well)
		write_hex(o, text, inside);
	if (inside)
		*inside = text.len && text.at[text.len - 1] != '\n';
	out_char(o, '"');
}

/* OCTETS and LOCAL events are for other views. */
static bool has_no_object(const struct event *e)
{
	switch (e->kind) {
	case EVENT_OCTETS:
	case EVENT_LOCAL: return true;
	default: return event_is_unseen(e);
	}
}

static void write_event_text(struct json *j, const struct event *e)
{
	const char *name = e->kind == EVENT_END ? "reason" : "text";
	bool body = e->kind == EVENT_CHUNK && !e->n[0];

	if (e->text.len)
		write_text(j->to, name, e->text, body ? &j->inside : NULL);
}

static void write_facts(struct out *o, const struct event *e)
{
	struct span names = event_facts(e->kind);

	for (int i = 0; names.len; i++) {
		struct span name = span_word(&names);

		if (!e->fact[i].len)
			continue;
		out_text(o, ",\"");
		out_put(o, name);
		out_text(o, "\":\"");
		string(o, e->fact[i]);
		out_char(o, '"');
	}
}

static void see(struct view *v, const struct event *e)
{
	struct json *j = (struct json *)v;
	struct out *o = j->to;

	if (e->kind == EVENT_ANCHOR) {
		j->anchor_at = e->at;
		j->anchor_utc = e->n[0];
	}
	if (has_no_object(e))
		return;
	out_text(o, "{\"v\":");
	out_number(o, EVENT_FORMAT);
	out_text(o, ",\"at_us\":");
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
	write_facts(o, e);
	if (e->kind == EVENT_END && !e->n[0])
		out_text(o, ",\"status\":0"); /* the only number that is told even if 0 */
	write_event_text(j, e);
	if (e->kind == EVENT_BODY || e->kind == EVENT_CLOSED)
		j->inside = false;
	out_text(o, j->crlf ? "}\r\n" : "}\n");
}

void json_begin(struct json *j, struct out *to)
{
	j->view.see = see;
	j->to = to;
}
