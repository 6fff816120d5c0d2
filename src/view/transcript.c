/* transcript.c - see transcript.h. */
#include "view/transcript.h"

#include "base/escape.h"
#include "base/version.h"

static void numbers(struct out *o, const struct event *e)
{
	out_text(o, span_nth("\0 by=helper\0 by=script", e->by));
	event_numbers(e, o, " ", "=");
}

/* Writes a fact in quotes; a quote within the fact is escaped. */
static void quote(struct out *o, struct span fact)
{
	out_char(o, '"');
	while (fact.len) {
		size_t n = span_find(fact, '"');

		escape_put(o, span_first(fact, n));
		if (n < fact.len)
			escape_octet(o, '"');
		fact = span_from(fact, n + 1);
	}
	out_char(o, '"');
}

static void facts(struct out *o, const struct event *e)
{
	struct span names = event_facts(e->kind);

	for (int i = 0; names.len; i++) {
		struct span name = span_word(&names);

		if (!e->fact[i].len)
			continue;
		out_char(o, ' ');
		out_put(o, name);
		out_char(o, '=');
		quote(o, e->fact[i]);
	}
}

static void stamp(const struct transcript *t, const struct event *e)
{
	int64_t since = e->at - t->anchor_at;

	out_utc(t->to, t->anchor_utc + since);
	out_text(t->to, " @");
	out_number(t->to, since / 1000);
	out_char(t->to, ' ');
}

static void write_line(const struct transcript *t, const struct event *e)
{
	const char *mark = event_mark(e->kind);

	stamp(t, e);
	out_text(t->to, *mark ? mark : event_word(e->kind));
	numbers(t->to, e);
	facts(t->to, e);
	if (e->text.len || *mark) {
		out_text(t->to, ": ");
		escape_put(t->to, e->text);
	}
	out_char(t->to, '\n');
}

/* Writes lines of a body, each as a line heard. */
static void write_chunk(const struct transcript *t, const struct event *e)
{
	struct span rest = e->text;

	while (rest.len) {
		struct event line = { .at = e->at, .kind = EVENT_HEARD, .conn = e->conn };

		line.n[1] = !span_has(rest, '\n');
		line.text = span_line(&rest);
		write_line(t, &line);
	}
}

static void see(struct view *v, const struct event *e)
{
	struct transcript *t = (struct transcript *)v;

	if (e->kind == EVENT_ANCHOR) {
		t->anchor_at = e->at;
		t->anchor_utc = e->n[0];
	}
	if (e->kind == EVENT_OCTETS || e->kind == EVENT_LOCAL)
		return;
	if (e->kind == EVENT_CHUNK) {
		if (t->bodies)
			write_chunk(t, e);
		return;
	}
	if (e->kind == EVENT_SAID && e->n[2] && !t->bodies)
		return;
	write_line(t, e);
}

void transcript_begin(struct transcript *t, struct out *to)
{
	t->view.see = see;
	t->to = to;
	out_text(to, "# postel " POSTEL_VERSION " record, format ");
	out_number(to, EVENT_FORMAT);
	out_text(to, "; @ counts microseconds since the anchor\n");
}
