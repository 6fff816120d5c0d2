/* event.c - the table of event.h as data. */
#include "session/event.h"

#define EVENT_ROW(kind, word, mark, text, numbers) [EVENT_##kind] = { word, mark, numbers },

const struct event_row event_rows[EVENT_KIND_COUNT] = { EVENT_KINDS(EVENT_ROW) };

bool event_is_time(struct span name)
{
	return name.len > 3 && span_eq(span_from(name, name.len - 3), SPAN("_us"));
}

void event_numbers(const struct event *e, struct out *o, const char *before, const char *between)
{
	const int n[2] = { e->conn > 1 ? e->conn : 0, e->code };
	struct span own = span_of(event_rows[e->kind].numbers), common = SPAN("conn code");

	for (int i = 0; i < 2 + EVENT_NUMBERS; i++) {
		struct span name = span_word(i < 2 ? &common : &own);
		int64_t value = i < 2 ? n[i] : e->n[i - 2] / (event_is_time(name) ? 1000 : 1);

		if (!value)
			continue;
		out_text(o, before);
		out_put(o, name);
		out_text(o, between);
		out_number(o, value);
	}
}
