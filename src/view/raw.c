/* raw.c - see raw.h. */
#include "view/raw.h"

static void see(struct view *v, const struct event *e)
{
	struct raw *r = (struct raw *)v;

	bool line = e->kind == EVENT_RESULT || (e->kind == EVENT_LOCAL && r->local);

	if (e->kind == (r->result ? EVENT_CONTENT : EVENT_OCTETS) || line)
		out_put(r->to, e->text);
	if (line)
		out_char(r->to, '\n');
}

void raw_begin(struct raw *r, struct out *to)
{
	r->view.see = see;
	r->to = to;
}
