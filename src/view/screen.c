/* screen.c - what each event shows; see screen.h.  How text gets onto rows is in screen_row.c. */
#include "base/base64.h"
#include "view/netdata.h"
#include "view/screen_part.h"

#include <string.h>

#define SECOND INT64_C(1000000000)

/* How long the last line said, and the last octet heard, came before the connection's end. */
#define SINCE                                                                                      \
	"[1, @1 after your last line][5 (@5 held by us)][4,~ @4 after the server's last octet]."

#define SENTENCE_ROW(kind, how, form)  { EVENT_##kind, how },
#define SENTENCE_FORM(kind, how, form) form "\0"

static const struct {
	unsigned char kind, how;
} sentences[] = { SENTENCES(SENTENCE_ROW) };
static const char forms[] = SENTENCES(SENTENCE_FORM);

/* ---- events that need more than a sentence ---- */

static void show_connection(struct screen *s, const struct event *e)
{
	char room[32];
	struct out port = OUT(room);
	struct span address = e->fact[0];

	if (s->quiet)
		return;
	screen_settle(s);
	screen_put(s, SPAN("Connected to "));
	screen_put(s, e->text);
	if (!s->telnet && !span_eq(address, e->text)) {
		screen_put(s, SPAN(" ("));
		screen_put(s, address);
		screen_put(s, SPAN(")"));
	}
	if (!s->telnet) {
		out_text(&port, " port ");
		out_number(&port, e->n[2]);
		screen_put(s, out_span(&port));
	}
	screen_put(s, SPAN("."));
	screen_tell(s, 0, "|[1name @1, ]connect @0", e);
}

static void forget_prompt(struct screen *s)
{
	s->prompt_len = s->prompt_columns = 0;
}

/* Are two times less than a second apart? */
static bool are_close_times(int64_t a, int64_t b)
{
	return a - b < SECOND && b - a < SECOND;
}

static const char *closed_form(const struct event *e)
{
	if (e->n[0])
		return "Connection closed" SINCE;
	return e->n[6] ? "Connection lost: $" SINCE : "Connection closed $" SINCE;
}

static void show_end(struct screen *s, const struct event *e)
{
	struct event shown = *e;

	if (shown.n[4] < SECOND || s->telnet || are_close_times(shown.n[4], shown.n[1]))
		shown.n[4] = 0;
	if (shown.n[1] < SECOND || s->telnet)
		shown.n[1] = shown.n[5] = 0;
	forget_prompt(s);
	screen_tell(s, LOUD, closed_form(e), &shown);
}

/* Shows a challenge decoded: 334 VXNlcm5hbWU6 is "Username:". */
static void challenge(struct screen *s, struct span text)
{
	char room[512];
	struct out o = OUT(room);
	struct span word = span_word(&text);
	size_t at;

	if (!span_eq(word, SPAN("334")) && !span_eq(word, SPAN("+")))
		return;
	text = span_trim(text);
	out_text(&o, "  \"");
	if (!text.len || base64_decode(&o, text, &at) != BASE64_FINE)
		return;
	out_char(&o, '"');
	screen_dim(s, true);
	screen_put(s, out_span(&o));
	screen_dim(s, false);
}

/* Shows how many more empty lines came than were shown. */
static void blanks(struct screen *s, const struct event *e)
{
	screen_settle(s);
	forget_prompt(s);
	screen_tell(s, 0, "... #4 more empty lines", e);
}

static void show_heard_line(struct screen *s, const struct event *e)
{
	if (e->n[4]) {
		blanks(s, e);
		return;
	}
	screen_settle(s);
	forget_prompt(s);
	screen_put(s, e->text);
	if (e->n[1] == 0)
		challenge(s, e->text);
	if (e->n[3])
		screen_tell(s, 0, "|unsolicited", e);
}

/* A pipe to the same terminal may have shown the prompt already: writes over it. */
static void put_prompt(struct screen *s)
{
	if (s->prompt_len && !s->dialogue)
		out_char(s->to, '\r');
	out_put(s->to, (struct span){ s->prompt, s->prompt_len });
	s->column = s->prompt_columns;
}

static void show_said_line(struct screen *s, const struct event *e)
{
	if (e->n[3])
		return;
	if (!s->shown && (s->echo || s->prompt_len)) {
		screen_settle(s);
		put_prompt(s);
		if (s->echo)
			screen_put(s, e->text);
		screen_end_line(s);
	}
	s->shown = false;
	forget_prompt(s);
}

/* An unfinished line of the server becomes the prompt of the edited line. */
static void prompt(struct screen *s, const struct event *e)
{
	struct out o = OUT(s->prompt);
	struct show show = { .charset = s->charset };

	show_put(&show, &o, span_first(e->text, sizeof s->prompt / 8));
	s->prompt_len = o.len;
	s->prompt_columns = show.column;
}

void screen_pass(struct screen *s, bool on)
{
	if (s->pass && s->columns)
		out_text(s->to, "\033[m");
	screen_settle(s);
	forget_prompt(s);
	s->pass = on;
	s->filter = (struct filter){ 0 };
}

/* Shows whole lines of a body; in character mode any octets, perhaps part of a line. */
static void chunk(struct screen *s, struct span text, bool character)
{
	if (s->pass) {
		if (s->passthrough)
			out_put(s->to, text);
		else
			filter_feed(&s->filter, s->charset, text, s->to);
		s->open = text.at[text.len - 1] != '\n';
		return;
	}
	if (!character)
		screen_settle(s);
	forget_prompt(s);
	while (text.len) {
		bool whole = span_has(text, '\n');

		screen_put(s, span_line(&text));
		if (whole)
			screen_end_line(s);
	}
}

/* Keeps a body's figures until its reply. */
static void body(struct screen *s, const struct event *e)
{
	s->body = *e;
}

/* Drops the times held by us that are too small to be shown. */
static void drop_little_times(struct event *e)
{
	static const struct {
		unsigned char kind, held, took;
	} parts[] = {
		{ EVENT_TLS, 4, 0 },
		{ EVENT_REPLY, 5, 1 },
		{ EVENT_CLOSED, 5, 1 },
		{ EVENT_BODY, 7, 3 },
		{ EVENT_BODY, 8, 2 },
		{ EVENT_UPLOAD, 7, 3 },
	};

	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].kind == e->kind &&
		    !timing_tells_held(e->n[parts[i].held], e->n[parts[i].took]))
			e->n[parts[i].held] = 0;
}

/* Drops the size on the wire if it is the message's, and a pause of less than a second. */
static void shorten_body(struct event *body)
{
	if (body->n[6] == body->n[0])
		body->n[6] = 0;
	if (body->n[3] - body->n[7] < SECOND && body->n[4] < SECOND)
		body->n[5] = 0;
}

/* Shows a body's figures, with octets a second without the time held by us. */
static void show_figures(struct screen *s, bool counts)
{
	int64_t *n = s->body.n, ms = (n[3] - n[7]) / 1000000;

	shorten_body(&s->body);
	drop_little_times(&s->body);
	n[1] = ms > 0 && n[0] < INT64_MAX / 1000 ? n[0] * 1000 / ms : 0;
	if (counts && s->body.kind == EVENT_BODY)
		screen_tell(s, SUM | DIM,
		    "#0 octets[6 on the wire (#6 of the message)] in @3[7 (@7 held by us)][1, %1/s];~ first octet after "
		    "@2[8 (@8 held by us)][5;~ longest pause @4 at octet #5]",
		    &s->body);
	s->body.kind = EVENT_REPLY; /* no figures wait */
}

static void see_dialogue(struct screen *s, const struct event *e)
{
	if (s->netdata && !s->pass)
		netdata_put(s, e);
	switch (e->kind) {
	case EVENT_SAID: show_said_line(s, e); break;
	case EVENT_HEARD: show_heard_line(s, e); break;
	case EVENT_PROMPT: prompt(s, e); break;
	case EVENT_CHUNK: chunk(s, e->text, e->n[0]); break;
	case EVENT_BODY: body(s, e); break;
	case EVENT_OPTION:
		if (s->options || s->netdata)
			screen_hint(s, e->text);
		break;
	case EVENT_REPLY: show_figures(s, true); break;
	default: break;
	}
}

/* Shows an event without the dialogue, which a pipe or file has. */
static void see_aside(struct screen *s, const struct event *e)
{
	switch (e->kind) {
	case EVENT_SAID:
		if (s->typed && e->by == EVENT_BY_TYPED)
			show_said_line(s, e);
		break;
	case EVENT_PROMPT:
		if (s->typed)
			prompt(s, e);
		break;
	case EVENT_HEARD:
		forget_prompt(s);
		if (e->n[3])
			screen_tell(s, 0,
			    e->n[4] ? "unsolicited: #4 more empty lines" : "unsolicited: $", e);
		break;
	case EVENT_CHUNK: forget_prompt(s); break;
	case EVENT_BODY: body(s, e); break;
	case EVENT_REPLY: show_figures(s, span_eq(e->text, SPAN("RETR"))); break;
	default: break;
	}
}

/* Shows the stages of a mail that a helper has sent, as many on a line as fit. */
static void stages(struct screen *s)
{
	char room[64];
	bool first = true;

	screen_settle(s);
	screen_dim(s, true);
	for (unsigned i = 0; i < TIMING_STAGES; i++) {
		struct out o = OUT(room);

		out_text(&o, first ? "" : " ");
		timing_say(&s->timing, i, &o);
		if (o.len < 2)
			continue;
		out_text(&o, i + 1 < TIMING_STAGES ? "," : "");
		s->breaks = !first;
		screen_flush(s, &o, 0);
		first = false;
	}
	screen_dim(s, false);
	screen_end_line(s);
}

/* Is it a result in the server's words, which were shown, or a list that is not to be shown? */
static bool is_hidden_event(const struct screen *s, const struct event *e)
{
	if (e->kind != EVENT_RESULT)
		return event_is_unseen(e);
	return e->n[0] == EVENT_RESULT_SEEN || (e->n[0] && !s->lists);
}

static void see_shown_event(struct screen *s, const struct event *e)
{
	struct event shown = *e;

	timing_see(&s->timing, e);
	if (e->kind == EVENT_UPLOAD)
		shorten_body(&shown);
	drop_little_times(&shown);
	for (unsigned i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (sentences[i].kind == e->kind)
			screen_tell(s, sentences[i].how, span_nth(forms, i), &shown);
	if (e->kind == EVENT_DIALED)
		show_connection(s, e);
	else if (e->kind == EVENT_CLOSED) {
		show_figures(s, true);
		show_end(s, &shown);
	} else if (e->kind == EVENT_CERT && e->n[1])
		screen_tell(s, 0, "  #0  $", e);
	else if (e->kind == EVENT_EXPECT && !e->n[0])
		screen_tell(
		    s, 0, "postel: [1line #1: ][2-c #2: ][3line #3 of the paste: ]expected $", e);
	else if (s->dialogue)
		see_dialogue(s, e);
	else
		see_aside(s, e);
	if (e->by == EVENT_BY_HELPER && screen_tells_sums(s) && timing_is_whole(&s->timing, e))
		stages(s);
}

static void see_event(struct view *v, const struct event *e)
{
	struct screen *s = (struct screen *)v;

	if (!is_hidden_event(s, e))
		see_shown_event(s, e);
}

void screen_begin(struct screen *s, struct out *to)
{
	s->view.see = see_event;
	s->to = to;
	s->local = s->echo = true;
}
