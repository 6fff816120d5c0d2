/* screen.c - see screen.h. */
#include "view/screen.h"

#include "base/base64.h"
#include "view/netdata.h"
#include "view/sentences.h"

#include <string.h>

/* The rightmost column for times, however wide the window is. */
#define MARGIN 100

#define SECOND INT64_C(1000000000)

/* How long the last line said, and the last octet heard, came before the connection's end. */
#define SINCE                                                                                      \
	"[1, @1 after your last line][5 (@5 held by us)][4,~ @4 after the server's last octet]."

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

void screen_hint(struct screen *s, struct span text)
{
	screen_settle(s);
	dim(s, true);
	put(s, text);
	dim(s, false);
	end_line(s);
}

/* Puts text, dim, at the right margin of the open line, or on the next line if it has no room. */
static void margin(struct screen *s, struct span text)
{
	size_t edge = s->columns < MARGIN ? s->columns : MARGIN;

	if (s->telnet) {
		screen_settle(s);
		return;
	}
	if (edge && s->column + 2 + text.len >= edge)
		screen_settle(s);
	if (!edge)
		out_text(s->to, "  ");
	else if (s->column + 1 + text.len < edge)
		out_repeat(s->to, ' ', edge - 1 - text.len - s->column);
	dim(s, true);
	out_put(s->to, text);
	dim(s, false);
	end_line(s);
}

/* ---- sentences ---- */

#define SENTENCE_ROW(kind, how, form)  { EVENT_##kind, how },
#define SENTENCE_FORM(kind, how, form) form "\0"

static const struct {
	unsigned char kind, how;
} sentences[] = { SENTENCES(SENTENCE_ROW) };
static const char forms[] = SENTENCES(SENTENCE_FORM);

/* Shows the text composed so far; `following` columns will be shown right after it. */
static void flush(struct screen *s, struct out *o, size_t following)
{
	struct span text = out_span(o);

	if (s->breaks && s->columns && s->column + text.len + following >= s->columns) {
		end_line(s);
		text = span_from(text, 1);
	}
	if (text.len)
		put(s, text);
	s->breaks = false;
	o->len = 0;
}

/* As telnet, the line about a dial has the address only. */
static struct span text_shown(const struct screen *s, const struct event *e)
{
	if (s->telnet && e->kind == EVENT_DIAL)
		return e->fact[0];
	return e->text;
}

/* Composes one piece of a form; returns the piece's last character. */
static const char *piece(struct screen *s, const char *form, const struct event *e, struct out *o)
{
	static const char figures[] = "@#%";
	static void (*const put_figure[])(
	    struct out *, int64_t) = { out_duration, out_grouped, out_size };
	const char *found = strchr(figures, *form);

	if (found) {
		put_figure[found - figures](o, e->n[*++form - '0']);
	} else if (*form == '[') {
		if (!e->n[*++form - '0'])
			form = strchr(form, ']');
	} else if (*form == '$' || *form == '|') {
		flush(s, o, *form == '$' ? e->text.len : 0);
		if (*form == '$')
			put(s, text_shown(s, e));
	} else if (*form == '~') {
		flush(s, o, 0);
		s->breaks = true;
	} else if (*form != ']') {
		out_char(o, *form);
	}
	return form;
}

/* As telnet, a fault begins with "telnet: " in place of "postel: ". */
static const char *as_telnet(const char *form)
{
	return *form == 'p' ? "telnet: $" : form;
}

static bool tells_sums(const struct screen *s)
{
	return s->dialogue || s->quiet == SCREEN_RESULT;
}

/* The kinds of sentences that this screen leaves out. */
static unsigned kinds_left_out(const struct screen *s)
{
	unsigned kinds = 0;

	if (s->quiet)
		kinds |= LOUD;
	if (!s->dialogue)
		kinds |= DIALOGUE;
	if (!tells_sums(s))
		kinds |= SUM;
	if (!s->local)
		kinds |= LOCAL;
	if (s->telnet)
		kinds |= DIM;
	return kinds;
}

static void tell(struct screen *s, unsigned how, const char *form, const struct event *e)
{
	char room[160];
	struct out o = OUT(room);
	const char *aside = strchr(form, '|');

	if (how & kinds_left_out(s))
		return;
	if (s->telnet)
		form = as_telnet(form);
	if (aside != form)
		screen_settle(s);
	if (how & DIM)
		dim(s, true);
	for (; *form; form++)
		form = piece(s, form, e, &o);
	if (aside) {
		margin(s, out_span(&o));
		return;
	}
	flush(s, &o, 0);
	if (how & DIM)
		dim(s, false);
	if (!(how & OPEN))
		end_line(s);
}

/* ---- events that need more than a sentence ---- */

static void dialed(struct screen *s, const struct event *e)
{
	char room[32];
	struct out port = OUT(room);
	struct span address = e->fact[0];

	if (s->quiet)
		return;
	screen_settle(s);
	put(s, SPAN("Connected to "));
	put(s, e->text);
	if (!s->telnet && !span_eq(address, e->text)) {
		put(s, SPAN(" ("));
		put(s, address);
		put(s, SPAN(")"));
	}
	if (!s->telnet) {
		out_text(&port, " port ");
		out_number(&port, e->n[2]);
		put(s, out_span(&port));
	}
	put(s, SPAN("."));
	tell(s, 0, "|[1name @1, ]connect @0", e);
}

static void forget_prompt(struct screen *s)
{
	s->prompt_len = s->prompt_columns = 0;
}

/* Are two times less than a second apart? */
static bool is_close(int64_t a, int64_t b)
{
	return a - b < SECOND && b - a < SECOND;
}

static const char *closed_form(const struct event *e)
{
	if (e->n[0])
		return "Connection closed" SINCE;
	return e->n[6] ? "Connection lost: $" SINCE : "Connection closed $" SINCE;
}

static void closed(struct screen *s, const struct event *e)
{
	struct event shown = *e;

	if (shown.n[4] < SECOND || s->telnet || is_close(shown.n[4], shown.n[1]))
		shown.n[4] = 0;
	if (shown.n[1] < SECOND || s->telnet)
		shown.n[1] = shown.n[5] = 0;
	forget_prompt(s);
	tell(s, LOUD, closed_form(e), &shown);
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
	dim(s, true);
	put(s, out_span(&o));
	dim(s, false);
}

/* Shows how many more empty lines came than were shown. */
static void blanks(struct screen *s, const struct event *e)
{
	screen_settle(s);
	forget_prompt(s);
	tell(s, 0, "... #4 more empty lines", e);
}

static void heard(struct screen *s, const struct event *e)
{
	if (e->n[4]) {
		blanks(s, e);
		return;
	}
	screen_settle(s);
	forget_prompt(s);
	put(s, e->text);
	if (e->n[1] == 0)
		challenge(s, e->text);
	if (e->n[3])
		margin(s, SPAN("unsolicited"));
}

/* A pipe to the same terminal may have shown the prompt already: writes over it. */
static void put_prompt(struct screen *s)
{
	if (s->prompt_len && !s->dialogue)
		out_char(s->to, '\r');
	out_put(s->to, (struct span){ s->prompt, s->prompt_len });
	s->column = s->prompt_columns;
}

static void said(struct screen *s, const struct event *e)
{
	if (e->n[3])
		return;
	if (!s->shown && (s->echo || s->prompt_len)) {
		screen_settle(s);
		put_prompt(s);
		if (s->echo)
			put(s, e->text);
		end_line(s);
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

		put(s, span_line(&text));
		if (whole)
			end_line(s);
	}
}

/* Keeps a body's figures until its reply. */
static void body(struct screen *s, const struct event *e)
{
	s->body = *e;
}

/* Drops the times held by us that are too small to be shown. */
static void drop_little(struct event *e)
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
static void shorten(struct event *body)
{
	if (body->n[6] == body->n[0])
		body->n[6] = 0;
	if (body->n[3] - body->n[7] < SECOND && body->n[4] < SECOND)
		body->n[5] = 0;
}

/* Shows a body's figures, with octets a second without the time held by us. */
static void replied(struct screen *s, bool counts)
{
	int64_t *n = s->body.n, ms = (n[3] - n[7]) / 1000000;

	shorten(&s->body);
	drop_little(&s->body);
	n[1] = ms > 0 && n[0] < INT64_MAX / 1000 ? n[0] * 1000 / ms : 0;
	if (counts && s->body.kind == EVENT_BODY)
		tell(s, SUM | DIM,
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
	case EVENT_SAID: said(s, e); break;
	case EVENT_HEARD: heard(s, e); break;
	case EVENT_PROMPT: prompt(s, e); break;
	case EVENT_CHUNK: chunk(s, e->text, e->n[0]); break;
	case EVENT_BODY: body(s, e); break;
	case EVENT_OPTION:
		if (s->options || s->netdata)
			screen_hint(s, e->text);
		break;
	case EVENT_REPLY: replied(s, true); break;
	default: break;
	}
}

/* Shows an event without the dialogue, which a pipe or file has. */
static void see_aside(struct screen *s, const struct event *e)
{
	switch (e->kind) {
	case EVENT_SAID:
		if (s->typed && e->by == EVENT_BY_TYPED)
			said(s, e);
		break;
	case EVENT_PROMPT:
		if (s->typed)
			prompt(s, e);
		break;
	case EVENT_HEARD:
		forget_prompt(s);
		if (e->n[3])
			tell(s, 0, e->n[4] ? "unsolicited: #4 more empty lines" : "unsolicited: $",
			    e);
		break;
	case EVENT_CHUNK: forget_prompt(s); break;
	case EVENT_BODY: body(s, e); break;
	case EVENT_REPLY: replied(s, span_eq(e->text, SPAN("RETR"))); break;
	default: break;
	}
}

/* Shows the stages of a mail that a helper has sent, as many on a line as fit. */
static void stages(struct screen *s)
{
	char room[64];
	bool first = true;

	screen_settle(s);
	dim(s, true);
	for (unsigned i = 0; i < TIMING_STAGES; i++) {
		struct out o = OUT(room);

		out_text(&o, first ? "" : " ");
		timing_say(&s->timing, i, &o);
		if (o.len < 2)
			continue;
		out_text(&o, i + 1 < TIMING_STAGES ? "," : "");
		s->breaks = !first;
		flush(s, &o, 0);
		first = false;
	}
	dim(s, false);
	end_line(s);
}

/* Is it a result in the server's words, which were shown, or a list that is not to be shown? */
static bool is_hidden(const struct screen *s, const struct event *e)
{
	if (e->kind != EVENT_RESULT)
		return event_is_unseen(e);
	return e->n[0] == EVENT_RESULT_SEEN || (e->n[0] && !s->lists);
}

static void see_shown(struct screen *s, const struct event *e)
{
	struct event shown = *e;

	timing_see(&s->timing, e);
	if (e->kind == EVENT_UPLOAD)
		shorten(&shown);
	drop_little(&shown);
	for (unsigned i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (sentences[i].kind == e->kind)
			tell(s, sentences[i].how, span_nth(forms, i), &shown);
	if (e->kind == EVENT_DIALED)
		dialed(s, e);
	else if (e->kind == EVENT_CLOSED) {
		replied(s, true);
		closed(s, &shown);
	} else if (e->kind == EVENT_CERT && e->n[1])
		tell(s, 0, "  #0  $", e);
	else if (e->kind == EVENT_EXPECT && !e->n[0])
		tell(s, 0, "postel: [1line #1: ][2-c #2: ][3line #3 of the paste: ]expected $", e);
	else if (s->dialogue)
		see_dialogue(s, e);
	else
		see_aside(s, e);
	if (e->by == EVENT_BY_HELPER && tells_sums(s) && timing_is_whole(&s->timing, e))
		stages(s);
}

static void see(struct view *v, const struct event *e)
{
	struct screen *s = (struct screen *)v;

	if (!is_hidden(s, e))
		see_shown(s, e);
}

void screen_begin(struct screen *s, struct out *to)
{
	s->view.see = see;
	s->to = to;
	s->local = s->echo = true;
}
