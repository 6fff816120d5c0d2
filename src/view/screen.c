/* screen.c - see screen.h. */
#include "view/screen.h"

#include "base/base64.h"
#include "view/netdata.h"

/* A time never stands further right than this, however wide the window. */
#define MARGIN 100

static void dim(const struct screen *s, bool on)
{
	if (s->colour)
		out_text(s->to, on ? "\033[2m" : "\033[m");
}

static void end_line(struct screen *s)
{
	out_text(s->to, s->crlf ? "\r\n" : "\n");
	s->open = false;
	s->column = 0;
}

void screen_settle(struct screen *s)
{
	if (s->open)
		end_line(s);
}

static void put(struct screen *s, struct span text)
{
	struct show show = { .charset = s->charset, .column = s->column };

	show_put(&show, s->to, text);
	s->column = show.column;
	s->open = true;
}

static void line(struct screen *s, struct span text)
{
	screen_settle(s);
	put(s, text);
	end_line(s);
}

void screen_hint(struct screen *s, struct span text)
{
	screen_settle(s);
	dim(s, true);
	put(s, text);
	dim(s, false);
	end_line(s);
}

/* Text at the right margin of the open line, or dim on a line of its own. */
static void margin(struct screen *s, struct span text)
{
	size_t edge = s->columns < MARGIN ? s->columns : MARGIN;

	if (!s->columns) {
		out_text(s->to, "  ");
	} else if (s->open && s->column + 2 + text.len < edge) {
		out_repeat(s->to, ' ', edge - 1 - text.len - s->column);
	} else {
		screen_settle(s);
		if (text.len + 1 < edge)
			out_repeat(s->to, ' ', edge - 1 - text.len);
	}
	dim(s, true);
	out_put(s->to, text);
	dim(s, false);
	end_line(s);
}

static void figure(struct out *o, const char *before, int64_t ns)
{
	out_text(o, before);
	out_duration(o, ns);
}

/* A challenge decoded: 334 VXNlcm5hbWU6 is "Username:". */
static void challenge(struct screen *s, struct span text)
{
	char room[512];
	struct out o = OUT(room);
	struct span rest = text, word = span_word(&rest);
	size_t at;

	if (!span_eq(word, SPAN("334")) && !span_eq(word, SPAN("+")))
		return;
	word = span_trim(rest);
	if (!word.len || span_has(word, ' ') || base64_decode(&o, word, &at) != BASE64_FINE)
		return;
	dim(s, true);
	put(s, SPAN("  \""));
	put(s, out_span(&o));
	put(s, SPAN("\""));
	dim(s, false);
}

static void heard(struct screen *s, const struct event *e)
{
	screen_settle(s);
	s->prompt_len = s->prompt_columns = 0;
	put(s, e->text);
	if (e->n[1] == 0)
		challenge(s, e->text);
	if (e->n[3])
		margin(s, SPAN("unasked"));
}

static void said(struct screen *s, const struct event *e)
{
	bool stands = s->shown;

	s->shown = false;
	if (stands || (!s->echo && !s->prompt_len)) {
		s->prompt_len = s->prompt_columns = 0;
		return;
	}
	screen_settle(s);
	out_put(s->to, (struct span){ s->prompt, s->prompt_len });
	s->column = s->prompt_columns;
	s->prompt_len = s->prompt_columns = 0;
	if (s->echo)
		put(s, e->text);
	end_line(s);
}

/* An unfinished line becomes what the edited line stands behind. */
static void prompt(struct screen *s, const struct event *e)
{
	struct out o = OUT(s->prompt);
	struct show show = { .charset = s->charset };
	struct span text = span_first(e->text, sizeof s->prompt / 8);

	show_put(&show, &o, text);
	s->prompt_len = o.len;
	s->prompt_columns = show.column;
}

static void chunk(struct screen *s, struct span text)
{
	screen_settle(s);
	s->prompt_len = s->prompt_columns = 0;
	while (text.len) {
		bool whole = span_has(text, '\n');

		put(s, span_line(&text));
		if (whole)
			end_line(s);
	}
}

/* "8,812,331 octets in 41.2 s, 209 kB/s; first octet 38 ms; longest pause 3.2 s at octet n" */
static void body(struct screen *s)
{
	const int64_t *n = s->body.n;
	int64_t took = n[3] - n[2] > 0 ? n[3] - n[2] : 0, ms = took / 1000000;
	char text[256];
	struct out o = OUT(text);

	out_grouped(&o, n[0]);
	figure(&o, " octets in ", n[3]);
	if (ms > 0) {
		out_text(&o, ", ");
		out_size(&o, n[0] / ms > INT64_MAX / 1000 ? INT64_MAX : n[0] * 1000 / ms);
		out_text(&o, "/s");
	}
	figure(&o, "; first octet after ", n[2]);
	figure(&o, "; longest pause ", n[4]);
	out_text(&o, " at octet ");
	out_grouped(&o, n[5]);
	if (s->body.text.len)
		out_text(&o, "; digest in the record");
	screen_hint(s, out_span(&o));
	s->body = (struct event){ 0 };
}

static void reply(struct screen *s, const struct event *e)
{
	char text[128];
	struct out o = OUT(text);

	out_duration(&o, e->n[1]);
	if (e->n[5]) {
		figure(&o, " (", e->n[5]);
		out_text(&o, " held by us)");
	}
	margin(s, out_span(&o));
	if (s->body.kind == EVENT_BODY)
		body(s);
}

static void poured(struct screen *s, const struct event *e)
{
	char text[128];
	struct out o = OUT(text);

	out_grouped(&o, e->n[0]);
	out_text(&o, " octets in ");
	out_grouped(&o, e->n[1]);
	out_text(&o, " lines sent");
	screen_hint(s, out_span(&o));
}

static void dial(struct screen *s, const struct event *e)
{
	if (s->quiet)
		return;
	screen_settle(s);
	put(s, SPAN("Trying "));
	put(s, e->text);
	put(s, SPAN("..."));
}

static void refused(struct screen *s, const struct event *e)
{
	char text[64];
	struct out o = OUT(text);

	if (s->quiet)
		return;
	screen_settle(s);
	put(s, e->text);
	out_duration(&o, e->n[0]);
	margin(s, out_span(&o));
}

static void dialed(struct screen *s, const struct event *e)
{
	struct span rest = e->text, target = span_until(&rest, ';'), remote = span_until(&rest, ';');
	char text[128];
	struct out o = OUT(text);

	if (s->quiet)
		return;
	screen_settle(s);
	put(s, SPAN("Connected to "));
	put(s, target);
	remote = span_trim(remote);
	if (!span_starts(remote, target)) {
		put(s, SPAN(" ("));
		put(s, span_word(&remote));
		put(s, SPAN(")"));
	} else {
		span_word(&remote);
	}
	put(s, remote);
	put(s, SPAN("."));
	if (e->n[1]) {
		figure(&o, "name ", e->n[1]);
		out_text(&o, ", ");
	}
	figure(&o, "connect ", e->n[0]);
	margin(s, out_span(&o));
}

static void held(struct screen *s, const struct event *e)
{
	char text[192];
	struct out o = OUT(text);

	figure(&o, "held ", e->n[0]);
	out_text(&o, " by ");
	out_put(&o, span_first(e->text, 64));
	out_text(&o, ": our time, not the server's");
	screen_hint(s, out_span(&o));
}

static void prefixed(struct screen *s, const char *before, struct span text)
{
	screen_settle(s);
	put(s, span_of(before));
	put(s, text);
	end_line(s);
}

static void closed(struct screen *s, const struct event *e)
{
	char text[192];
	struct out o = OUT(text);
	bool by_us = e->n[0] != 0;

	if (s->quiet)
		return;
	s->prompt_len = s->prompt_columns = 0;
	out_text(&o, by_us ? "Connection closed" : "Connection closed ");
	if (!by_us)
		out_put(&o, span_first(e->text, 64));
	if (e->n[1] >= INT64_C(2000000000))
		figure(&o, " after silence of ", e->n[1]);
	out_char(&o, '.');
	line(s, out_span(&o));
}

static void see_dialogue(struct screen *s, const struct event *e)
{
	if (s->netdata)
		netdata_put(s, e);
	switch (e->kind) {
	case EVENT_SAID: said(s, e); break;
	case EVENT_HEARD: heard(s, e); break;
	case EVENT_PROMPT: prompt(s, e); break;
	case EVENT_CHUNK: chunk(s, e->text); break;
	case EVENT_BODY: s->body = *e; break;
	case EVENT_REPLY: reply(s, e); break;
	case EVENT_POURED: poured(s, e); break;
	case EVENT_RESULT: line(s, e->text); break;
	default: break;
	}
}

static void see(struct view *v, const struct event *e)
{
	struct screen *s = (struct screen *)v;

	switch (e->kind) {
	case EVENT_DIAL: dial(s, e); break;
	case EVENT_REFUSED: refused(s, e); break;
	case EVENT_DIALED: dialed(s, e); break;
	case EVENT_TCP:
	case EVENT_CLOCK: screen_hint(s, e->text); break;
	case EVENT_HELD: held(s, e); break;
	case EVENT_NOTE: line(s, e->text); break;
	case EVENT_WARNING: prefixed(s, "warning: ", e->text); break;
	case EVENT_FAULT: prefixed(s, "postel: ", e->text); break;
	case EVENT_EXPECT:
		if (!e->n[0])
			prefixed(s, "postel: expected ", e->text);
		break;
	case EVENT_CLOSED: closed(s, e); break;
	case EVENT_LOCAL:
		if (s->local)
			line(s, e->text);
		break;
	default:
		if (s->dialogue)
			see_dialogue(s, e);
	}
}

void screen_begin(struct screen *s, struct out *to)
{
	s->view.see = see;
	s->to = to;
	s->local = s->echo = true;
}
