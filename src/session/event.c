/* event.c - the table of event.h as data. */
#include "session/event.h"

/* The table as one string, three entries for each kind: see span_nth. */
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

struct span event_names(enum event_kind kind)
{
	struct span names = span_of(span_nth(table, 3 * kind + 2));

	return span_until(&names, ';');
}

struct span event_facts(enum event_kind kind)
{
	struct span names = span_of(span_nth(table, 3 * kind + 2));

	span_until(&names, ';');
	return names;
}

bool event_is_time(struct span name)
{
	return name.len > 3 && span_eq(span_from(name, name.len - 3), SPAN("_us"));
}

/* The texts around a number's name. */
struct marks {
	const char *before, *between;
};

static void put_number(struct out *o, const struct marks *m, struct span name, int64_t value)
{
	if (!value || !name.len)
		return;
	out_text(o, m->before);
	out_put(o, name);
	out_text(o, m->between);
	out_number(o, value);
}

void event_numbers(const struct event *e, struct out *o, const char *before, const char *between)
{
	const struct marks m = { before, between };
	struct span own = event_names(e->kind);

	if (e->conn > 1)
		put_number(o, &m, SPAN("conn"), e->conn);
	put_number(o, &m, SPAN("code"), e->code);
	for (int i = 0; i < EVENT_NUMBERS; i++) {
		struct span name = span_word(&own);

		put_number(o, &m, name, e->n[i] / (event_is_time(name) ? 1000 : 1));
	}
}
