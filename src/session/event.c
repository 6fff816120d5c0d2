/* event.c - the table of event.h as data. */
#include "session/event.h"

#define EVENT_ROW(kind, word, mark, text, numbers) [EVENT_##kind] = { word, mark, numbers },

const struct event_row event_rows[EVENT_KIND_COUNT] = { EVENT_KINDS(EVENT_ROW) };

/* Nanoseconds are kept, microseconds told. */
static bool is_time(struct span name)
{
	return name.len > 3 && span_eq(span_from(name, name.len - 3), SPAN("_us"));
}

bool event_number_next(const struct event *e, int *i, struct span *names, struct event_number *n)
{
	while (names->len && *i < EVENT_NUMBERS) {
		n->name = span_word(names);
		n->value = is_time(n->name) ? e->n[*i] / 1000 : e->n[*i];
		++*i;
		if (n->value)
			return true;
	}
	return false;
}
