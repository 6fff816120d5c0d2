/* replay.c - see replay.h. */
#include "session/replay.h"

#include "base/ascii.h"
#include "base/escape.h"

#define US 1000 /* nanoseconds */

/* Takes a word up to a blank or colon, which is left. */
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

/* Today's name of a kind or number that older records call otherwise; "" if it is gone. */
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

/* Sets one of the kind's own numbers. */
static bool set_own(struct event *e, struct span name, int64_t value)
{
	struct span names = event_names(e->kind);

	name = renamed(name);
	for (int i = 0; names.len && i < EVENT_NUMBERS; i++)
		if (span_eq(span_word(&names), name)) {
			e->n[i] = value * (event_is_time(name) ? US : 1);
			return true;
		}
	return !name.len;
}

/* The field of a number that all kinds share, or NULL. */
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

/* The kind's fact of that name, or NULL. */
static struct span *fact_of(struct event *e, struct span name)
{
	struct span names = event_facts(e->kind);

	for (int i = 0; names.len; i++)
		if (span_eq(span_word(&names), name))
			return &e->fact[i];
	return NULL;
}

/* Takes a fact up to the next quote, and the quote. */
static bool take_fact(struct span *rest, struct event *e, struct span name, struct out *text)
{
	struct span *fact = fact_of(e, name);
	bool whole = span_has(*rest, '"');
	size_t from = text->len;

	if (!fact || !whole)
		return false;
	if (!escape_take(text, span_until(rest, '"')) || text->full)
		return false;
	*fact = span_from(out_span(text), from);
	return true;
}

/* Takes " name=value" or " name=\"value\"", a number or a fact; false, and nothing, otherwise. */
static bool take_value(struct span *rest, struct event *e, struct out *text)
{
	struct span after = span_from(*rest, 1), value = take_word(&after);
	struct span name = span_until(&value, '=');

	if (!span_starts(*rest, SPAN(" ")))
		return false;
	if (span_starts(value, SPAN("\""))) {
		after = span_from(*rest, name.len + sizeof " =\"" - 1);
		if (!take_fact(&after, e, name, text))
			return false;
	} else if (!set(e, name, value)) {
		return false;
	}
	*rest = after;
	return true;
}

/* Takes ": text" or an empty rest. */
static bool take_text(struct span rest, struct event *e, struct out *text)
{
	size_t from = text->len;

	if (rest.len && rest.at[0] != ':')
		return false;
	rest = span_from(rest, 1);
	if (span_starts(rest, SPAN(" ")))
		rest = span_from(rest, 1);
	if (!escape_take(text, rest) || text->full)
		return false;
	e->text = span_from(out_span(text), from);
	return true;
}

/* ---- before format 2: facts in the text alone ---- */

/* "192.0.2.10 port 25: refused": returns the address, and stores the port. */
static struct span read_end(struct span text, int64_t *port)
{
	struct span address = span_word(&text), number;

	span_word(&text);
	number = span_word(&text);
	span_number(span_first(number, span_find(number, ':')), UINT16_MAX, port);
	return address;
}

static void read_attempt(struct event *e)
{
	e->fact[0] = read_end(e->text, &e->n[0]);
}

/* "HOST; 192.0.2.10 port 110; 192.0.2.77 port 40122" */
static void read_dialed(struct event *e)
{
	struct span rest = e->text;

	e->text = span_until(&rest, ';');
	e->fact[0] = read_end(span_until(&rest, ';'), &e->n[2]);
	e->fact[1] = read_end(rest, &e->n[3]);
}

/* "TLS 1.3 AES-256-GCM-SHA384 X25519, certificate good for 51 days" */
static void read_tls(struct event *e)
{
	struct span words = span_first(e->text, span_find(e->text, ','));

	span_word(&words);
	for (int i = 0; i < 3; i++)
		e->fact[i] = span_word(&words);
}

/* "mail.example by R3, until 2027-01-20"; until_s stays 0, as the text has only the day. */
static void read_cert(struct event *e)
{
	struct span names = e->text;
	size_t by = 0;

	while (names.len && names.at[--names.len] != ',')
		continue;
	while (by < names.len && !span_starts(span_from(names, by), SPAN(" by ")))
		by++;
	e->fact[0] = span_first(names, by);
	e->fact[1] = span_from(names, by + sizeof " by " - 1);
}

/* "by us", "by foreign host", or why the connection failed */
static void read_closed(struct event *e)
{
	e->n[6] = !e->n[0] && !span_starts(e->text, SPAN("by "));
}

static void read_facts(const struct replay *r, struct event *e)
{
	static void (*const readers[EVENT_KIND_COUNT])(struct event *) = {
		[EVENT_DIAL] = read_attempt,
		[EVENT_REFUSED] = read_attempt,
		[EVENT_DIALED] = read_dialed,
		[EVENT_TLS] = read_tls,
		[EVENT_CERT] = read_cert,
		[EVENT_CLOSED] = read_closed,
	};

	if (r->format < 2 && !e->fact[0].len && readers[e->kind])
		readers[e->kind](e);
}

/* ---- a record's lines ---- */

/* Reads "# postel 0.1.0 record, format 2; ..."; ignores other remarks.  False: a later format. */
static bool take_remark(struct replay *r, struct span line)
{
	struct span format = span_until(&line, ';'), head = span_until(&format, ',');

	if (!span_starts(head, SPAN("# postel ")) || !span_holds(head, SPAN(" record")))
		return true;
	r->format = 1;
	if (!span_starts(format, SPAN(" format ")))
		return true;
	format = span_from(format, sizeof " format " - 1);
	return span_number(format, INT64_MAX, &r->format) && r->format <= EVENT_FORMAT;
}

enum replay_state replay_line(struct replay *r, struct event *e, struct out *text, struct span line)
{
	*e = (struct event){ 0 };
	text->len = 0;
	text->full = false;
	if (!span_trim(line).len)
		return REPLAY_NOTHING;
	if (line.at[0] == '#')
		return take_remark(r, line) ? REPLAY_NOTHING : REPLAY_BROKEN;
	if (!take_stamp(&line, e) || !take_kind(&line, e))
		return REPLAY_BROKEN;
	while (take_value(&line, e, text))
		continue;
	if (!take_text(line, e, text))
		return REPLAY_BROKEN;
	read_facts(r, e);
	return REPLAY_EVENT;
}
