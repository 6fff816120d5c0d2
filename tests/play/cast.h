/*
 * cast.h - the server and ourselves, as a record has us, under virtual time.
 *
 * Here octets arrive and lines are said; what that brings about, the session
 * tells, and told.h compares.
 */
#ifndef CAST_H
#define CAST_H

#include "arrive.h"
#include "told.h"

#define ECHOED " [secret echoed]"
#define SPINS  1000

/* ---- time ---- */

/* Lets time pass up to `until`; what is due at that very moment comes later. */
static inline void advance(struct play *p, int64_t until)
{
	int spins = 0;

	for (;;) {
		int64_t at = session_deadline(&p->session, p->now);

		if (at >= until)
			break;
		p->now = at > p->now ? at : p->now;
		session_tick(&p->session, p->now);
		if (++spins > SPINS) {
			printf("session_tick does not get over its own deadline\n");
			p->differences++;
			break;
		}
	}
	p->now = until > p->now ? until : p->now;
}

/* ---- what the server sends ---- */

/* What stands in place of a secret: never base64, so that it is one thing only. */
static inline void put_secret(struct out *o, size_t len)
{
	out_repeat(o, '~', len);
}

/* A line as it came: what was starred in it was the last secret. */
static inline struct span wire_of_line(struct play *p, const struct event *e)
{
	static const char *const ends[] = { "\r\n", "\n", "\r\n", "\n" };
	struct out o = OUT(p->line);
	struct span text = e->text, echoed = SPAN(ECHOED);
	bool starred =
	    text.len > echoed.len && span_eq(span_from(text, text.len - echoed.len), echoed);

	if (starred)
		text.len -= echoed.len;
	while (starred && text.len) {
		if (span_starts(text, SPAN(STARS))) {
			put_secret(&o, p->secret);
			text = span_from(text, sizeof STARS - 1);
		} else {
			out_char(&o, text.at[0]);
			text = span_from(text, 1);
		}
	}
	for (; text.len; text = span_from(text, 1)) {
		out_char(&o, text.at[0]);
		if (p->session.nvt.on && text.at[0] == (char)TELNET_IAC)
			out_char(&o, (char)TELNET_IAC);
	}
	if (!e->n[1])
		out_text(&o, ends[e->n[2] & 3]);
	return out_span(&o);
}

/* Whole lines, so many octets in so many of them. */
static inline struct span wire_of_body(int64_t octets, int64_t lines)
{
	size_t size = (size_t)octets, each = size / (size_t)lines;
	char *at = malloc(size);

	if (!at)
		abort();
	memset(at, 'x', size);
	for (size_t i = 1; i <= (size_t)lines; i++) {
		char *end = at + (i == (size_t)lines ? size : i * each);

		end[-1] = '\n';
		if (each > 2)
			end[-2] = '\r';
	}
	return (struct span){ at, size };
}

/* Makes up what a body still lacks when the lines that the record holds have come. */
static inline struct span wire_of_rest(struct play *p, const struct event *e)
{
	const struct session_run *came = &p->session.download;
	int64_t octets = e->n[0] - came->octets, lines = e->n[1] - came->lines;

	if (!p->body.len && octets > 0 && lines > 0) {
		p->made_up = p->loose = true;
		p->body = wire_of_body(octets, lines);
		p->body_line = span_find(p->body, '\n') + 1;
	}
	return p->body;
}

/* Octets of an entry arrive, up to `upto` of them. */
static inline void arrive_some(struct play *p, size_t entry, struct span wire, size_t upto)
{
	size_t *wired = &p->wired[entry], chunk = p->chunk;

	if (p->chunk < wire.len / 1000)
		p->chunk = wire.len / 1000;
	arrive(&p->session, span_from(span_first(wire, upto), *wired), p->chunk, p->now);
	if (upto > *wired)
		*wired = upto;
	p->chunk = chunk;
}

/* So many empty lines that were counted, those that end in CR LF first. */
static inline void arrive_blanks(struct play *p, const struct event *e)
{
	int64_t both = e->n[5] - e->n[4];

	for (int64_t i = 0; i < e->n[4]; i++)
		arrive(&p->session, i < both ? SPAN("\r\n") : SPAN("\n"), p->chunk, p->now);
}

static inline void arrive_line(struct play *p, const struct action *a)
{
	const struct event *e = &p->script->entry[a->entry].e;
	struct span wire = wire_of_line(p, e);

	if (e->kind == EVENT_HEARD && e->n[4])
		arrive_blanks(p, e);
	else
		arrive_some(p, a->entry, wire, a->act == ACT_REST ? wire.len : a->upto);
	if (a->act == ACT_REST)
		timeline_catch_up(&p->log); /* as it was: whenever that is told, it has this time */
}

/* A part of a body is a line of it. */
static inline void arrive_body(struct play *p, const struct action *a)
{
	struct span wire = wire_of_rest(p, &p->script->entry[a->entry].e);

	if (a->act == ACT_PART) {
		arrive_some(p, a->entry, wire, p->wired[a->entry] + p->body_line);
		return;
	}
	arrive_some(p, a->entry, wire, wire.len);
	if (p->made_up)
		free((void *)p->body.at);
	p->body.len = 0;
	p->made_up = false;
}

/* ---- what we say ---- */

/* The kernel takes all up to there. */
static inline void flush(struct play *p, int64_t end)
{
	struct conn *c = &p->session.conn;

	if (end <= c->flushed)
		return;
	queue_take(&c->out, (size_t)(end - c->flushed));
	c->flushed = end;
}

typedef enum session_said sayer(struct session *, struct span, enum event_by, int64_t);

/* A line that nothing answers has no event when it is sent. */
static inline void say(struct play *p, sayer *says, struct span line, enum event_by by)
{
	struct session *s = &p->session;
	size_t waiting = 0;

	if (says(s, line, by, p->now) == SESSION_NOT_YET) {
		flush(p, s->conn.put);
		says(s, line, by, p->now);
	}
	for (size_t i = 0; i < s->dues; i++)
		waiting += s->due[i].sent_at == 0;
	if (p->script->sends && waiting)
		return;
	flush(p, s->conn.put);
	session_sent(s, p->now);
}

/* The line that was said, with something in the place of its secret. */
static inline struct span line_said(struct play *p, const struct event *e, size_t *from)
{
	struct out o = OUT(p->line);
	struct span text = e->text;
	size_t stars = 0;

	*from = SECRET_NONE;
	while (stars < text.len && !span_starts(span_from(text, stars), SPAN(STARS)))
		stars++;
	if (is_any_secret(e))
		stars = text.len = 0;
	else if (stars == text.len && !e->n[1])
		return text;
	*from = e->n[1] ? (size_t)e->n[1] - 1 : stars;
	out_put(&o, span_first(text, *from));
	p->secret = e->n[0] ? (size_t)e->n[0] - 2 - *from : 8;
	put_secret(&o, p->secret);
	return out_span(&o);
}

static inline void act_said(struct play *p, const struct entry *x)
{
	size_t from;
	struct span line = line_said(p, &x->e, &from);

	bool hidden = from == 0 && session_secret(&p->session, line) == SECRET_NONE;

	p->by = x->e.by;
	say(p, hidden ? session_say_hidden : session_say, line, x->e.by);
}

/* Its first due that waits has been sent. */
static inline void act_sent(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;

	(void)x;
	for (size_t i = 0; i < s->dues; i++)
		if (!s->due[i].sent_at) {
			flush(p, s->due[i].end);
			session_sent(s, p->now);
			return;
		}
}

/* Says the lines of a body that the record does not hold. */
static inline void act_poured(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;
	int64_t octets, lines;

	if (!session_in_body(s))
		return;
	octets = x->e.n[0] - s->upload.octets;
	lines = x->e.n[1] - s->upload.lines;
	p->made_up = p->loose = octets > 0 && lines > 0;
	for (struct out o; lines > 0; lines--) {
		bool open = lines == 1 && s->protocol == PROTOCOL_IMAP;
		int64_t size = octets / lines;

		o = OUT(p->line);
		out_repeat(&o, 'x', (size_t)(open ? size : size - 2));
		octets -= size;
		say(p, session_say, out_span(&o), p->by);
	}
	p->made_up = false;
}

#endif
