/*
 * told.h - one performance of a play, and what is told in it against its record.
 */
#ifndef TOLD_H
#define TOLD_H

#include "script.h"
#include "session/session.h"
#include "view/transcript.h"

#define STARS "********"

struct play {
	struct view view;
	struct session session;
	struct timeline log;
	struct teller tell;
	struct transcript transcript;
	struct out out;
	struct script *script;

	size_t chunk; /* octets that arrive at once */
	int64_t now;
	bool writes; /* print, don't compare */
	size_t next; /* the entry that must be told next */
	int differences;
	char fault[256]; /* the last that was told */

	size_t wired[SCRIPT_ENTRIES]; /* how many octets of each entry have arrived */
	struct span body;             /* the octets of one that is made up */
	size_t body_line;             /* and of its lines */
	bool made_up;                 /* a body is: its events are not in the record */
	bool loose;                   /* so are times in the reply around it */
	size_t secret;                /* length of the last one said */
	enum event_by by;             /* who said the last line */

	struct out sent; /* telnet commands of ours that were told, and not yet met in the record */
	char terminal[41]; /* its type */

	char sent_room[1 << 16];
	char room[4 * (LINE_LIMIT + 16384) + 4096];
	char text[4 * LINE_LIMIT + 4096];
	char line[2 * LINE_LIMIT];
};

/* The numbers that a replay can't know. */
static inline void forget(const struct play *p, struct event *e)
{
	if ((e->kind == EVENT_BODY || e->kind == EVENT_UPLOAD) && p->loose) {
		memset(&e->n[2], 0, 4 * sizeof e->n[2]);
		e->text.len = 0;
	}
	if (e->kind == EVENT_REPLY && (p->loose || p->script->saved))
		e->n[4] = 0; /* a line may have come in more pieces than are known */
}

/* What a record of before tells otherwise, or not at all. */
static inline void forgive(struct event *came, struct event *want)
{
	if (want->kind == EVENT_CLOSED && !want->n[1] && !want->n[4])
		came->n[1] = came->n[4] = 0; /* it has idle_us */
	if ((want->kind == EVENT_BODY || want->kind == EVENT_UPLOAD) && !want->n[6])
		came->n[6] = 0; /* it counts what the wire has */
	if (want->kind == EVENT_REPLY && !want->n[6])
		came->n[6] = 0; /* nor how much of the first octet's time was ours */
	if (want->kind == EVENT_UPLOAD && !came->n[3])
		memset(&want->n[2], 0, 4 * sizeof want->n[2]); /* it measures who typed */
}

static inline bool is_any_secret(const struct event *e)
{
	return e->kind == EVENT_SAID && span_eq(e->text, SPAN("{secret}"));
}

static inline bool agree(const struct play *p, struct event came, struct event want)
{
	bool same_facts = true;

	forget(p, &came);
	forget(p, &want);
	forgive(&came, &want);
	if (is_any_secret(&want)) {
		came.n[0] = want.n[0];
		want.n[1] = 1;
		want.text = SPAN(STARS);
	}
	for (int i = 0; i < EVENT_FACTS; i++)
		same_facts = same_facts && span_eq(came.fact[i], want.fact[i]);
	return same_facts && span_eq(came.text, want.text) && came.kind == want.kind &&
	       came.by == want.by && came.conn == want.conn && came.code == want.code &&
	       memcmp(came.n, want.n, sizeof came.n) == 0;
}

/* A line of a record without its times. */
static inline struct span bare(struct span line)
{
	struct span rest = line;

	span_until(&rest, '@');
	span_until(&rest, ' ');
	return rest;
}

static inline void differ(struct play *p, struct span came)
{
	const struct script *s = p->script;
	const struct entry *want = p->next < s->entries ? &s->entry[p->next] : NULL;

	p->differences++;
	printf("line %d, cut at %zu:\n\tcame ", want ? want->number : 0, p->chunk);
	test_show(bare(came));
	printf("\n\twant ");
	test_show(want ? bare(want->line) : SPAN("nothing more"));
	printf("\n");
}

/* The kernel's facts can't be had again, nor the pace of a body that was not kept. */
static inline bool is_passing(enum event_kind kind)
{
	return kind == EVENT_TCP || kind == EVENT_PACE;
}

static inline void skip_facts(struct play *p)
{
	while (p->next < p->script->entries && is_passing(p->script->entry[p->next].e.kind))
		p->next++;
}

static inline void compare(struct play *p, struct span line)
{
	const struct script *s = p->script;
	struct replay now = { EVENT_FORMAT };
	struct out text = OUT(p->text);
	struct event came;

	skip_facts(p);
	if (p->differences)
		return;
	if (replay_line(&now, &came, &text, line) != REPLAY_EVENT || p->next == s->entries ||
	    !agree(p, came, s->entry[p->next].e))
		differ(p, line);
	else
		p->next++;
}

static inline void write_line(const struct play *p, struct span line)
{
	int64_t anchor = p->log.anchor_at ? p->log.anchor_at : BEGINNING;
	struct span rest = bare(line);

	printf("@%lld %.*s\n", (long long)((p->now - anchor) / 1000), (int)rest.len, rest.at);
}

static inline void see(struct view *v, const struct event *e)
{
	struct play *p = (struct play *)v;
	struct span rest;

	if (e->kind == EVENT_OPTION) {
		out_put(&p->sent, e->text);
		out_char(&p->sent, '\n');
	}
	if (e->kind == EVENT_FAULT)
		snprintf(p->fault, sizeof p->fault, "%.*s", (int)e->text.len, e->text.at);
	if (e->kind == EVENT_PACE)
		return;
	p->out.len = 0;
	p->transcript.bodies = !p->made_up;
	p->transcript.view.see(&p->transcript.view, e);
	rest = out_span(&p->out);
	while (rest.len) {
		struct span line = span_line(&rest);

		if (p->writes)
			write_line(p, line);
		else
			compare(p, line);
	}
	if (e->kind == EVENT_REPLY)
		p->loose = false;
}

#endif
