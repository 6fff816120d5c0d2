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
	struct span names = span_of(event_rows[e->kind].numbers);

	for (int i = -2; i < EVENT_NUMBERS; i++) {
		struct span name = i == -2 ? SPAN("conn") : i == -1 ? SPAN("code") : span_word(&names);
		int64_t n = i == -2 ? e->conn > 1 ? e->conn : 0 : i == -1 ? e->code : e->n[i];

		if (event_is_time(name))
			n /= 1000;
		if (n == 0)
			continue;
		out_text(o, before);
		out_put(o, name);
		out_text(o, between);
		out_number(o, n);
	}
}
