/* raw.c - see raw.h. */
#include "view/raw.h"

static void see(struct view *v, const struct event *e)
{
	struct raw *r = (struct raw *)v;
	bool line = (e->kind == EVENT_RESULT && (r->result || !r->open)) ||
		    (e->kind == EVENT_LOCAL && r->local);
	bool octets = r->result ? e->kind == EVENT_CONTENT && r->content : e->kind == EVENT_OCTETS;

	r->open = (r->open || e->kind == EVENT_DIALED) && e->kind != EVENT_CLOSED;
	if (octets || line)
		out_put(r->to, e->text);
	if (line)
		out_char(r->to, '\n');
}

void raw_begin(struct raw *r, struct out *to)
{
	r->view.see = see;
	r->to = to;
}
