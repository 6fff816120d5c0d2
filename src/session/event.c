/* event.c - the table of event.h as data. */
#include "session/event.h"

/* All of it in one string, three a row: see span_nth. */
#define EVENT_ROW(kind, word, mark, text, numbers) word "\0" mark "\0" numbers "\0"
static const char table[] = EVENT_KINDS(EVENT_ROW);

const char *event_word(enum event_kind kind)
{
	return span_nth(table, 3 * kind);
}

const char *event_mark(enum event_kind kind)
{
	return span_nth(table, 3 * kind + 1);
}

const char *event_names(enum event_kind kind)
{
	return span_nth(table, 3 * kind + 2);
}

bool event_is_time(struct span name)
{
	return name.len > 3 && span_eq(span_from(name, name.len - 3), SPAN("_us"));
}

void event_numbers(const struct event *e, struct out *o, const char *before, const char *between)
{
	const int n[2] = { e->conn > 1 ? e->conn : 0, e->code };
	struct span own = span_of(event_names(e->kind)), common = SPAN("conn code");

	for (int i = 0; i < 2 + EVENT_NUMBERS; i++) {
		struct span name = span_word(i < 2 ? &common : &own);
		int64_t value = i < 2 ? n[i] : e->n[i - 2] / (event_is_time(name) ? 1000 : 1);

		if (!value || !name.len)
			continue;
		out_text(o, before);
		out_put(o, name);
		out_text(o, between);
		out_number(o, value);
	}
}
