/* raw.c - see raw.h. */
#include "view/raw.h"

static bool shows_line(const struct raw *r, const struct event *e)
{
	if (e->kind == EVENT_RESULT)
		return r->result || !r->open;
	return e->kind == EVENT_LOCAL && r->local;
}

static bool shows_octets(const struct raw *r, const struct event *e)
{
	if (r->result)
		return e->kind == EVENT_CONTENT && r->content;
	return e->kind == EVENT_OCTETS;
}

static void see(struct view *v, const struct event *e)
{
	struct raw *r = (struct raw *)v;
	bool line = shows_line(r, e);

	if (line || shows_octets(r, e))
		out_put(r->to, e->text);
	if (line)
		out_char(r->to, '\n');
	if (e->kind == EVENT_DIALED)
		r->open = true;
	if (e->kind == EVENT_CLOSED)
		r->open = false;
}

void raw_begin(struct raw *r, struct out *to)
{
	r->view.see = see;
	r->to = to;
}
