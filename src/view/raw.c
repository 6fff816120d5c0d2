/* raw.c - see raw.h. */
#include "view/raw.h"

static void see(struct view *v, const struct event *e)
{
	struct raw *r = (struct raw *)v;

	if (e->kind == EVENT_OCTETS || e->kind == EVENT_RESULT)
		out_put(r->to, e->text);
	if (e->kind == EVENT_RESULT)
		out_char(r->to, '\n');
}

void raw_begin(struct raw *r, struct out *to)
{
	r->view.see = see;
	r->to = to;
}
