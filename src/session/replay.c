/* replay.c - see replay.h. */
#include "session/replay.h"

#include "base/ascii.h"
#include "base/escape.h"

#define US 1000 /* nanoseconds */

/* Takes up to a blank or colon, which stays. */
static struct span take_word(struct span *rest)
{
	struct span word = span_first(*rest, span_find(*rest, ' '));

	word.len = span_find(word, ':');
	*rest = span_from(*rest, word.len);
	return word;
}

static bool read_number(struct span s, int64_t *n)
{
	bool minus = span_starts(s, SPAN("-"));

	if (!span_number(span_from(s, minus), INT64_MAX / US, n))
		return false;
	if (minus)
		*n = -*n;
	return true;
}

/* "2026-11-23T18:02:03.456Z @38911 ", or without the time of day. */
static bool take_stamp(struct span *rest, struct event *e)
{
	struct span word = span_until(rest, ' ');

	if (word.len && ascii_is_digit(word.at[0]))
		word = span_until(rest, ' ');
	if (!span_starts(word, SPAN("@")) || !read_number(span_from(word, 1), &e->at))
		return false;
	e->at *= US;
	return true;
}

/* What a kind or a number was called in records of before; "": it is there no more. */
static struct span renamed(struct span word)
{
	static const char names[] = "poured\0upload\0surplus\0unsolicited\0idle_us\0";

	for (unsigned i = 0; i < 6; i += 2)
		if (span_eq(word, span_of(span_nth(names, i))))
			return span_of(span_nth(names, i + 1));
	return word;
}

static bool take_kind(struct span *rest, struct event *e)
{
	struct span word = renamed(take_word(rest));

	for (e->kind = 0; e->kind < EVENT_KIND_COUNT; e->kind++) {
		const char *mark = event_mark(e->kind);

		if (span_eq(word, span_of(*mark ? mark : event_word(e->kind))))
			return true;
	}
	return false;
}

static bool set_by(struct event *e, struct span who)
{
	if (span_eq(who, SPAN("helper")))
		e->by = EVENT_BY_HELPER;
	else if (span_eq(who, SPAN("script")))
		e->by = EVENT_BY_SCRIPT;
	return e->by != EVENT_BY_TYPED;
}

/* One of the kind's own numbers. */
static bool set_own(struct event *e, struct span name, int64_t value)
{
	struct span names = span_of(event_names(e->kind));

	name = renamed(name);
	for (int i = 0; names.len && i < EVENT_NUMBERS; i++)
		if (span_eq(span_word(&names), name)) {
			e->n[i] = value * (event_is_time(name) ? US : 1);
			return true;
		}
	return !name.len;
}

/* What a name that all kinds share stands for, or NULL. */
static int *shared(struct event *e, struct span name)
{
	if (span_eq(name, SPAN("conn")))
		return &e->conn;
	if (span_eq(name, SPAN("code")))
		return &e->code;
	return NULL;
}

static bool set(struct event *e, struct span name, struct span value)
{
	int *known = shared(e, name);
	int64_t n;

	if (span_eq(name, SPAN("by")))
		return set_by(e, value);
	if (!read_number(value, &n))
		return false;
	if (!known)
		return set_own(e, name, n);
	*known = (int)n;
	return *known == n;
}

/* " name=value"; nothing is taken if it is something else. */
static bool take_number(struct span *rest, struct event *e)
{
	struct span after = span_from(*rest, 1), value = take_word(&after);
	struct span name = span_until(&value, '=');

	if (!span_starts(*rest, SPAN(" ")) || !set(e, name, value))
		return false;
	*rest = after;
	return true;
}

/* ": text" or nothing. */
static bool take_text(struct span rest, struct event *e, struct out *text)
{
	if (rest.len && rest.at[0] != ':')
		return false;
	rest = span_from(rest, 1);
	if (span_starts(rest, SPAN(" ")))
		rest = span_from(rest, 1);
	if (!escape_take(text, rest) || text->full)
		return false;
	e->text = out_span(text);
	return true;
}

enum replay_state replay_line(struct event *e, struct out *text, struct span line)
{
	*e = (struct event){ 0 };
	text->len = 0;
	text->full = false;
	if (!span_trim(line).len || line.at[0] == '#')
		return REPLAY_NOTHING;
	if (!take_stamp(&line, e) || !take_kind(&line, e))
		return REPLAY_BROKEN;
	while (take_number(&line, e))
		continue;
	if (!take_text(line, e, text))
		return REPLAY_BROKEN;
	return REPLAY_EVENT;
}
