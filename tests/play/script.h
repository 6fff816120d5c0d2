/*
 * script.h - a play file as entries, and what each makes the player do and when.
 *
 * A play is a record (view/transcript.h).  Most of its lines tell what follows
 * from others; what has to come from outside becomes an action: octets of the
 * server, lines of ours, time that somebody held us.  An entry may act before
 * its own time, for octets come before the line that they make is whole.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "session/replay.h"
#include "test.h"

#define NS_PER_MS      INT64_C(1000000)
#define PROMPT_AFTER   (200 * NS_PER_MS)  /* as session/tick.c has it */
#define KEYS_AFTER     (1000 * NS_PER_MS) /* as session/nvt.c has it */
#define SCRIPT_ENTRIES 4000
#define BEGINNING      (3600 * INT64_C(1000000000))

struct entry {
	struct event e; /* `at` in the run's time, text and facts in `room` */
	char *room;
	struct span line;    /* as it stands in the file */
	struct span remarks; /* the comments above it */
	int number;          /* of the line */
	int64_t anchor;      /* in the run's time: what its @ counts from */
	size_t upto;         /* of a prompt: its end, counted from the beginning of its line */
};

enum act {
	ACT_PART, /* some octets of an entry arrive, up to `upto` */
	ACT_REST, /* the rest of them, or whatever else the entry is about */
};

struct action {
	int64_t at;
	enum act act;
	size_t entry, upto;
};

struct script {
	struct entry entry[SCRIPT_ENTRIES];
	struct action action[3 * SCRIPT_ENTRIES];
	size_t entries, actions;
	bool saved; /* a real record: its clock ran on between one event and the next */
	bool sends; /* it says when a line was sent; else that is at once */
	bool hash;  /* bodies are digested */
	struct replay replay;
};

static inline void script_act(struct script *s, int64_t at, enum act act, size_t entry, size_t upto)
{
	size_t i = s->actions++;

	if (s->actions == sizeof s->action / sizeof *s->action)
		abort();
	while (i && s->action[i - 1].at > at) {
		s->action[i] = s->action[i - 1];
		i--;
	}
	s->action[i] = (struct action){ at, act, entry, upto };
}

/* The next line of the server that `from` is a part of, or NULL. */
static inline struct entry *script_line_of(struct script *s, size_t from)
{
	for (size_t i = from; i < s->entries; i++) {
		if (s->entry[i].e.kind == EVENT_HEARD)
			return &s->entry[i];
		if (s->entry[i].e.kind == EVENT_CLOSED)
			return NULL;
	}
	return NULL;
}

/* When the first octet of a line came; its own numbers say. */
static inline int64_t script_began(const struct entry *line)
{
	return line->e.at - line->e.n[0];
}

/* What of a prompt's line was there when a line was last said: the prompt before it. */
static inline size_t script_prompt_from(const struct script *s, size_t i)
{
	bool said = false;

	while (i-- && s->entry[i].e.kind != EVENT_HEARD && s->entry[i].e.kind != EVENT_DIALED) {
		said = said || s->entry[i].e.kind == EVENT_SAID;
		if (s->entry[i].e.kind == EVENT_PROMPT)
			return said ? s->entry[i].upto : 0;
	}
	return 0;
}

/* A prompt shows octets that had been there for a while; a real clock adds a little. */
static inline void script_prompt(struct script *s, size_t i)
{
	struct entry *prompt = &s->entry[i];
	struct entry *line = script_line_of(s, i);
	int64_t came = prompt->e.at - PROMPT_AFTER;

	prompt->upto = script_prompt_from(s, i) + prompt->e.text.len;
	if (!line)
		line = prompt;
	else if (s->saved && came - script_began(line) < PROMPT_AFTER / 2)
		came = script_began(line);
	script_act(s, came, ACT_PART, (size_t)(line - s->entry), prompt->upto);
}

static inline void script_heard(struct script *s, size_t i)
{
	const struct event *e = &s->entry[i].e;
	const struct event *next = i + 1 < s->entries ? &s->entry[i + 1].e : e;
	bool last_words = e->n[1] && next->kind == EVENT_CLOSED;

	if (e->n[0])
		script_act(s, script_began(&s->entry[i]), ACT_PART, i, 1);
	if (last_words) /* they came before the end did */
		script_act(s, e->at - (next->n[1] < e->n[0] ? next->n[1] : e->n[0]), ACT_PART, i,
		    SIZE_MAX);
	script_act(s, e->at, ACT_REST, i, 0);
}

/* A pause within a body that was left out: an octet before it, and one behind. */
static inline void script_pause(struct script *s, size_t i)
{
	const struct event *e = &s->entry[i].e;
	size_t body = i;

	while (body < s->entries &&
	       (s->entry[body].e.kind == EVENT_PAUSE || s->entry[body].e.kind == EVENT_TCP ||
		   s->entry[body].e.kind == EVENT_HELD))
		body++;
	if (body == s->entries || s->entry[body].e.kind != EVENT_BODY)
		return;
	script_act(s, e->at - e->n[0], ACT_PART, body, 1);
	script_act(s, e->at, ACT_PART, body, 1);
}

/* A body is told with the line that ends it, and came before that line began to. */
static inline void script_body(struct script *s, size_t i)
{
	const struct entry *end = script_line_of(s, i);

	script_act(s, end ? script_began(end) : s->entry[i].e.at, ACT_REST, i, 0);
}

/* Keys are told a while after the first of them, or when the connection ends. */
static inline void script_said(struct script *s, size_t i)
{
	const struct event *e = &s->entry[i].e;
	const struct event *next = i + 1 < s->entries ? &s->entry[i + 1].e : e;
	int64_t since = next->kind == EVENT_CLOSED ? next->n[1] : KEYS_AFTER;

	script_act(s, e->n[3] ? e->at - since : e->at, ACT_REST, i, 0);
}

/* What came in character mode no record holds: some of it when the idleness began. */
static inline void script_closed(struct script *s, size_t i)
{
	const struct event *e = &s->entry[i].e;

	script_act(s, e->at - e->n[1], ACT_PART, i, 0);
	script_act(s, e->at, ACT_REST, i, 0);
}

static inline void script_plan(struct script *s)
{
	for (size_t i = 0; i < s->entries; i++)
		switch (s->entry[i].e.kind) {
		case EVENT_PROMPT: script_prompt(s, i); break;
		case EVENT_HEARD: script_heard(s, i); break;
		case EVENT_BODY: script_body(s, i); break;
		case EVENT_PAUSE: script_pause(s, i); break;
		case EVENT_SAID: script_said(s, i); break;
		case EVENT_CLOSED: script_closed(s, i); break;
		case EVENT_REPLY:
		case EVENT_TCP: break;
		default: script_act(s, s->entry[i].e.at, ACT_REST, i, 0);
		}
}

/* Ties the times of an anchor's events to the run's. */
static inline int64_t script_anchor(const struct entry *last, const struct event *e)
{
	int64_t passed = e->n[0] - last->e.n[0];

	return passed > 0 && last->e.n[0] ? last->e.at + passed : last->e.at;
}

static inline bool script_add(struct script *s, struct span line, int number, struct span remarks)
{
	struct span room = test_copy(line);
	struct out text = { (char *)room.at, room.len, 0, false };
	struct entry *x = &s->entry[s->entries];
	static struct entry anchor;

	switch (replay_line(&s->replay, &x->e, &text, line)) {
	case REPLAY_NOTHING: free((void *)room.at); return true;
	case REPLAY_BROKEN: free((void *)room.at); return false;
	case REPLAY_EVENT: break;
	}
	if (!s->entries)
		anchor = (struct entry){ .e.at = BEGINNING, .anchor = BEGINNING };
	if (x->e.kind == EVENT_ANCHOR) {
		int64_t last = s->entries ? s->entry[s->entries - 1].e.at : BEGINNING;
		int64_t at = script_anchor(&anchor, &x->e);

		anchor.anchor = (at > last ? at : last) - x->e.at;
		anchor.e = x->e;
		anchor.e.at = anchor.anchor;
	}
	x->room = text.at;
	x->anchor = anchor.anchor;
	x->e.at += x->anchor;
	x->line = line;
	x->number = number;
	x->remarks = remarks;
	s->saved = s->saved || line.at[0] != '@';
	s->sends = s->sends || x->e.kind == EVENT_SENT;
	s->hash =
	    s->hash || ((x->e.kind == EVENT_BODY || x->e.kind == EVENT_UPLOAD) && x->e.text.len);
	return ++s->entries < sizeof s->entry / sizeof *s->entry;
}

/* Reads a whole file; its text must outlive the script.  The number of a bad line, or 0. */
static inline int script_read(struct script *s, struct span text)
{
	struct span remarks = { text.at, 0 };
	int number = 0;

	memset(s, 0, sizeof *s);
	while (text.len) {
		struct span line = span_line(&text);
		size_t entries = s->entries;

		number++;
		if (!script_add(s, line, number, remarks))
			return number;
		if (s->entries != entries)
			remarks.at = text.at;
		remarks.len = s->entries != entries ? 0 : (size_t)(text.at - remarks.at);
	}
	script_plan(s);
	return 0;
}

static inline void script_free(struct script *s)
{
	for (size_t i = 0; i < s->entries; i++)
		free(s->entry[i].room);
}

#endif
