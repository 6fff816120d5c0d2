/* json.c - see json.h. */
#include "view/json.h"

#include "base/utf8.h"

static void number(struct out *o, struct span label, int64_t n)
{
	out_text(o, ",\"");
	out_put(o, label);
	out_text(o, "\":");
	out_number(o, n);
}

static void member(struct out *o, const char *label)
{
	out_text(o, ",\"");
	out_text(o, label);
	out_text(o, "\":\"");
}

/* One character of a JSON string, RFC 8259 7; unsafe ones by number. */
static void character(struct out *o, struct span c, uint32_t code)
{
	if (code == '"' || code == '\\') {
		out_char(o, '\\');
		out_put(o, c);
	} else if (code < 0x20 || (utf8_width(code) == UTF8_UNSAFE && code < 0x10000)) {
		out_text(o, "\\u");
		out_hex(o, code, 4);
	} else {
		out_put(o, c);
	}
}

/* The text; false if it holds octets that are no UTF-8. */
static bool string(struct out *o, struct span text)
{
	bool well = true;

	while (text.len) {
		uint32_t code;
		size_t n = utf8_next(text, &code);

		if (code & UTF8_BAD) {
			well = false;
			out_text(o, "\\ufffd");
		} else {
			character(o, span_first(text, n), code);
		}
		text = span_from(text, n);
	}
	out_char(o, '"');
	return well;
}

static void write_text(struct out *o, struct span text)
{
	member(o, "text");
	if (string(o, text))
		return;
	member(o, "octets_hex");
	for (size_t i = 0; i < text.len; i++)
		out_hex(o, (unsigned char)text.at[i], 2);
	out_char(o, '"');
}

static void write_numbers(struct out *o, const struct event *e)
{
	static const char *const by_words[] = { "typed", "helper", "script" };
	struct span names = span_of(event_rows[e->kind].numbers);
	struct event_number n;
	int i = 0;

	if (e->kind == EVENT_SAID || e->kind == EVENT_REPLY) {
		member(o, "by");
		out_text(o, by_words[e->by]);
		out_char(o, '"');
	}
	if (e->conn)
		number(o, SPAN("conn"), e->conn);
	if (e->code)
		number(o, SPAN("code"), e->code);
	while (event_number_next(e, &i, &names, &n))
		number(o, n.name, n.value);
}

static void see(struct view *v, const struct event *e)
{
	struct json *j = (struct json *)v;

	if (e->kind == EVENT_ANCHOR) {
		j->anchor_at = e->at;
		j->anchor_utc = e->n[0];
	}
	if (e->kind == EVENT_OCTETS || e->kind == EVENT_LOCAL)
		return;
	out_text(j->to, "{\"at_us\":");
	out_number(j->to, (e->at - j->anchor_at) / 1000);
	member(j->to, "utc");
	out_utc(j->to, j->anchor_utc + e->at - j->anchor_at);
	out_char(j->to, '"');
	member(j->to, "kind");
	out_text(j->to, event_rows[e->kind].word);
	out_char(j->to, '"');
	write_numbers(j->to, e);
	if (e->text.len)
		write_text(j->to, e->text);
	out_text(j->to, "}\n");
}

void json_begin(struct json *j, struct out *to)
{
	j->view.see = see;
	j->to = to;
}
