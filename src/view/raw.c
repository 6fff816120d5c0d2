/* raw.c - see raw.h. */
#include "view/raw.h"

#include <stddef.h>

static bool shows_line(const struct raw *r, const struct event *e)
{
	if (e->kind == EVENT_RESULT)
		return r->result || !r->open;
	return e->kind == EVENT_LOCAL && r->local;
}

static void see(struct view *v, const struct event *e)
{
	struct raw *r = (struct raw *)v;
	bool line = shows_line(r, e), octets = e->kind == EVENT_OCTETS && !r->result;

	if (line || octets)
		out_put(r->to, e->text);
	if (line)
		out_char(r->to, '\n');
	if (e->kind == EVENT_DIALED)
		r->open = true;
	if (e->kind == EVENT_CLOSED)
		r->open = false;
}

static void take(struct body_sink *sink, struct span octets)
{
	struct raw *r = (void *)((char *)sink - offsetof(struct raw, body));

	out_put(r->to, octets);
}

void raw_begin(struct raw *r, struct out *to)
{
	r->view.see = see;
	r->body.take = take;
	r->to = to;
}
