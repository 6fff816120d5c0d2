/* timing.c - see timing.h. */
#include "view/timing.h"

/* The stages in their order; a stage that is a verb ends with its reply. */
static const char stages[] =
    "connect\0TLS\0greeting\0EHLO\0LHLO\0HELO\0STARTTLS\0AUTH\0MAIL\0RCPT\0"
    "DATA\0message\0final dot";

enum { CONNECT, TLS, MAIL = 8, MESSAGE = 11, DOT };

static unsigned stage_of(struct span verb)
{
	unsigned i = 0;

	while (i < TIMING_STAGES && !span_eq(verb, span_of(span_nth(stages, i))))
		i++;
	return i;
}

static void add(struct timing *t, unsigned stage, int64_t took, int64_t held)
{
	t->took[stage] += took;
	t->held[stage] += held;
}

static void begin(struct timing *t, unsigned stage)
{
	t->took[stage] = t->held[stage] = 0;
}

void timing_see(struct timing *t, const struct event *e)
{
	unsigned stage = TIMING_STAGES;

	switch (e->kind) {
	case EVENT_DIAL: *t = (struct timing){ 0 }; break;
	case EVENT_DIALED: t->took[CONNECT] = e->n[0] + e->n[1]; break;
	case EVENT_TLS: add(t, TLS, e->n[0], e->n[4]); break;
	case EVENT_UPLOAD:
		begin(t, MESSAGE);
		add(t, MESSAGE, e->n[3], e->n[7]);
		break;
	case EVENT_REPLY: stage = stage_of(e->text); break;
	default: break;
	}
	if (stage == MAIL && t->took[DOT]) /* another mail */
		for (unsigned i = MAIL; i < TIMING_STAGES; i++)
			begin(t, i);
	if (stage < TIMING_STAGES)
		add(t, stage, e->n[1], e->n[5]);
}

bool timing_is_whole(const struct timing *t, const struct event *e)
{
	return e->kind == EVENT_REPLY && stage_of(e->text) == DOT && t->took[DOT] == e->n[1];
}

void timing_say(const struct timing *t, unsigned i, struct out *o)
{
	if (!t->took[i])
		return;
	out_text(o, span_nth(stages, i));
	out_char(o, ' ');
	out_duration(o, t->took[i]);
	if (!timing_tells_held(t->held[i], t->took[i]))
		return;
	out_text(o, " (");
	out_duration(o, t->held[i]);
	out_text(o, " held by us)");
}
