/* timing.c - see timing.h. */
#include "view/timing.h"

/* As they follow one another; those of replies are verbs. */
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

void timing_see(struct timing *t, const struct event *e)
{
	unsigned stage = TIMING_STAGES;

	switch (e->kind) {
	case EVENT_DIAL: *t = (struct timing){ 0 }; break;
	case EVENT_DIALED: t->took[CONNECT] = e->n[0] + e->n[1]; break;
	case EVENT_TLS: t->took[TLS] = e->n[0]; break;
	case EVENT_UPLOAD: t->took[MESSAGE] = e->n[3]; break;
	case EVENT_REPLY: stage = stage_of(e->text); break;
	default: break;
	}
	for (unsigned i = MAIL; stage == MAIL && t->took[DOT] && i < TIMING_STAGES; i++)
		t->took[i] = 0; /* another mail */
	if (stage < TIMING_STAGES)
		t->took[stage] += e->n[1];
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
}
