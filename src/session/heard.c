/* heard.c - input, line by line and reply by reply; see session.h. */
#include "session/session_part.h"

#include "base/ascii.h"
#include "base/assert.h"
#include "proto/dot.h"

#include <string.h>

#define PAUSE_TOLD (2 * OS_S)

/* Is a message being received?  Its text is no prompt. */
static bool in_content(const struct session *s)
{
	return s->reading && s->due[0].means == VERB_CONTENT && reply_in_body(&s->reply);
}

void session_drop_body(struct session *s)
{
	s->dropped = session_awaits(s, VERB_CONTENT);
}

struct span session_unfinished(const struct session *s)
{
	struct span in = nvt_in(s);

	if (session_is_character(s) || in_content(s))
		return SPAN("");
	if (s->line.inside || span_has(in, '\n'))
		return SPAN("");
	return span_from(in, s->prompt_from);
}

static void end_pause(struct session *s, int64_t now)
{
	int64_t silent = session_silence(s, now);

	if (silent > s->reply_pause)
		s->reply_pause = silent;
	if (silent >= PAUSE_TOLD)
		timeline_mark(s->tell, now, EVENT_PAUSE, silent, session_awaited(s));
}

/* Are the server's first octets a TLS alert or handshake, without TLS on our side?  RFC 8446 5.1 */
static bool is_tls(const struct session *s, struct span first)
{
	if (conn_tls(&s->conn) || s->conn.got != (int64_t)first.len)
		return false;
	return span_starts(first, SPAN("\025\003")) || span_starts(first, SPAN("\026\003"));
}

/*
 * Did octets follow an answer to STARTTLS before we said more?  They would be taken for the
 * reply to our next line.  IMAP's tags prevent that.  421 may come at any time: RFC 5321 3.8.
 */
static bool is_slipped_in(const struct session *s)
{
	struct span in = nvt_in(s);

	if (!s->tls_answered || dialect_of(s->protocol)->tagged)
		return false;
	return in.len && !span_starts(in, SPAN("421"));
}

/* A line begins, at the time of the last octets received. */
static void begin_line(struct session *s)
{
	s->line_began = s->last_rx;
	s->line_held = s->rx_held;
}

void session_arrived(struct session *s, size_t octets, int64_t now)
{
	struct span in;

	if (is_tls(s, queue_data(&s->conn.in)))
		session_doom(s, SESSION_WANTS_TLS);
	if (now - session_last_rx(s) >= s->quiet)
		s->restless = now;
	if (s->nvt.on)
		octets = nvt_arrived(s, octets, now);
	if (!octets)
		return;
	in = nvt_in(s);
	timeline_tell(
	    s->tell, &(struct event){
			 .at = now, .kind = EVENT_OCTETS, .text = span_from(in, in.len - octets) });
	end_pause(s, now);
	if (in_content(s))
		session_run_look(s, &s->download, in.len - octets, now);
	s->prompted = false;
	s->last_rx = s->silence_from = now;
	s->rx_held = session_held_until(s, now);
	if (in.len == octets)
		begin_line(s);
	if (s->dues && (!s->replying || session_may_be_long(s))) {
		s->replying = now;
		s->replying_held = s->rx_held;
	}
	s->stall_told = 0;
	if (is_slipped_in(s))
		session_doom(s, SESSION_INJECTED);
}

/* Begins a reply, at its first line. */
static void begin_reply(struct session *s, struct span line)
{
	struct due *d = &s->due[0];
	struct reply *r = &s->reply;

	if (!s->natural && !s->last.serial)
		s->natural = reply_protocol(line);
	if (s->protocol == PROTOCOL_UNKNOWN && !s->last.serial) {
		session_follow(s);
		d->form = dialect_of(s->protocol)->usual;
	}
	reply_begin(r, d->form, d->tag);
	s->reading = true;
	s->reply_began = os_later(s->line_began, d->sent_at);
	s->reply_began_held = s->line_held;
	s->download = (struct session_run){ .began = d->sent_at, .held_from = d->held_from };
	s->pace = (struct pace){ 0 };
}

/* Does the line's tag answer a later command of IMAP?  Then that due becomes the first. */
static bool answers_later(struct session *s, struct span line)
{
	struct span rest = line, tag = span_word(&rest);

	for (size_t i = 1; i < s->dues; i++) {
		struct due d = s->due[i];

		if (d.form != REPLY_TAG || !span_same(tag, span_of(d.tag)))
			continue;
		s->due[i] = s->due[0];
		s->due[0] = d;
		memcpy(s->reply.tag, d.tag, sizeof d.tag);
		return true;
	}
	return false;
}

/* What a line is to the first reply due. */
static enum reply_state judge_line(struct session *s, const struct line_got *got, size_t octets)
{
	enum reply_state state;

	if (!s->dues)
		return REPLY_STRAY;
	if (!s->reading && pairing_is_greeting(span_of(s->due[0].verb), got->text))
		return REPLY_STRAY; /* a second one */
	if (!s->reading)
		begin_reply(s, got->text);
	state = reply_line(&s->reply, got->text, octets);
	if (state == REPLY_STRAY && s->due[0].form == REPLY_TAG && answers_later(s, got->text))
		state = reply_line(&s->reply, got->text, octets);
	if (state != REPLY_STRAY)
		return state;
	if (!s->reply.lines)
		s->reading = false;
	if (!s->broken_lines++)
		span_copy(session_shown(s, got->text), s->first_broken, sizeof s->first_broken);
	if (!s->last.serial && reply_protocol(got->text))
		session_doom(s, SESSION_FOREIGN);
	return state;
}

/* Is the line unsolicited?  Untagged lines of IMAP are not: RFC 3501 7 allows them at any time. */
static bool is_surplus(const struct session *s, enum reply_state state, struct span line)
{
	if (state != REPLY_STRAY || s->protocol == PROTOCOL_UNKNOWN)
		return false;
	return !dialect_of(s->protocol)->tagged || !span_starts(line, SPAN("* "));
}

/* Judges a line, or a piece of one; the later pieces are judged as the first one was. */
static struct session_piece judge_piece(
    struct session *s, const struct line_got *got, size_t octets)
{
	if (!got->rest) {
		bool in_body = s->reading && reply_in_body(&s->reply);

		s->piece.state = judge_line(s, got, octets);
		if (got->cut && in_body) /* a dot too, if its line end is missing */
			s->piece.state = REPLY_BODY;
		s->piece.unsolicited = is_surplus(s, s->piece.state, got->text);
	} else if (s->reading) {
		s->piece.state = reply_piece(&s->reply, s->piece.state, got->text, octets);
	}
	return s->piece;
}

/* Passes octets at the front of conn.in to the sink, after taking the stuffed dots out there. */
static void pour_into_sink(struct session *s, struct span octets, bool dotted)
{
	size_t len = octets.len;

	if (dotted)
		octets.len = dot_unstuff(s->conn.in.at + s->conn.in.from, len);
	s->download.stuffed += (int64_t)(len - octets.len);
	s->sink->take(s->sink, octets);
}

/* Tells octets of a message in a reply. */
static void tell_body(
    struct session *s, struct span octets, int64_t lines, bool dotted, int64_t now)
{
	bool first = !s->download.octets;
	struct span line = octets;

	session_run_add(s, &s->download, octets, lines, s->last_rx);
	if (first) {
		int64_t held = s->line_held - s->download.held_from;

		s->download.first = s->line_began;
		s->download.first_held = session_ours(held, s->line_began - s->download.began);
	}
	if (first && s->at_stake &&
	    span_starts(octets, SPAN("+OK"))) /* no message begins like this */
		session_unpair(s, span_line(&line), "\" is in the middle of the reply to ",
		    span_of(s->due[0].verb));
	if (s->sink && !s->dropped) {
		pour_into_sink(s, octets, dotted);
		return;
	}
	if (dotted)
		s->download.stuffed += dot_count(octets);
	if (!s->dropped)
		timeline_say(s->tell, now, EVENT_CHUNK, session_shown(s, octets));
}

const char session_no_reply[] = "\" is not a reply, but a reply is due to ";

/* Is the line no reply, with several replies due?  It may or may not replace one of them. */
static bool is_amid_replies(const struct session *s, const struct line_got *got, bool unsolicited)
{
	bool several = s->dues > 1 || (s->dues && s->due[0].more);
	bool mail = s->at_stake && s->protocol == PROTOCOL_SMTP;
	bool begins_surplus = unsolicited && !got->rest;

	return mail && several && begins_surplus;
}

/* Does the line look like a reply, with no reply due?  After a list or message, see overrun. */
static bool is_unsolicited(const struct session *s, const struct line_got *got, bool unsolicited)
{
	if (!unsolicited || got->rest)
		return false;
	if (!s->at_stake || s->dues)
		return false;
	if (s->listed && s->listed_at == s->last.serial)
		return false;
	return pairing_is_reply(s->protocol, got->text);
}

static void tell_heard(struct session *s, const struct line_got *got, bool unsolicited, int64_t now)
{
	int64_t drip = now - s->line_began;

	drip -= session_ours(session_held_until(s, now) - s->line_held, drip);
	timeline_tell(
	    s->tell, &(struct event){ .at = now,
			 .kind = EVENT_HEARD,
			 .n = { drip, got->cut, got->bare_lf + 2 * got->bare_cr, unsolicited },
			 .text = session_shown(s, got->text) });
}

/* The exit status if this unsolicited line is the server's last; DONE if it gives no reason. */
static enum status judge_word(enum protocol p, struct span line)
{
	struct reply r;

	if (dialect_of(p)->tagged)
		return span_starts_same(line, SPAN("* BYE")) ? STATUS_UNAVAILABLE : STATUS_DONE;
	reply_begin(&r, dialect_of(p)->usual, "");
	if (p == PROTOCOL_UNKNOWN || reply_line(&r, line, line.len) != REPLY_WHOLE ||
	    !reply_refused(&r))
		return STATUS_DONE;
	return reply_is_temporary(&r) ? STATUS_TEMPORARY : STATUS_REJECTED;
}

/* Keeps a line that answers none of ours: it may be the server's last word, as IMAP's BYE. */
static void note_word(struct session *s, struct span line)
{
	enum status status = judge_word(s->protocol, line);

	if (status == STATUS_DONE)
		return;
	s->word.status = status;
	span_copy(session_shown(s, line), s->word.text, sizeof s->word.text);
}

/* Takes in one line, or one piece of a line. */
static void hear(struct session *s, const struct line_got *got, size_t octets, int64_t now)
{
	struct session_piece piece = judge_piece(s, got, octets);
	struct span whole = { got->text.at, octets };
	bool ends = piece.state == REPLY_WHOLE && s->reading && !got->cut;

	s->prompt_from = 0;
	if (piece.state == REPLY_BODY && s->reading && s->due[0].means == VERB_CONTENT) {
		tell_body(s, whole, !got->cut, !got->rest && span_starts(whole, SPAN(".")), now);
		return;
	}
	if (ends && s->download.octets)
		session_run_tell(s, EVENT_BODY, &s->download, now);
	s->overrun |= piece.unsolicited && s->listed;
	tell_heard(s, got, piece.unsolicited, now);
	session_note_prompt(s, got->text);
	if (is_unsolicited(s, got, piece.unsolicited))
		session_unpair(s, got->text, "\" answers no command", SPAN(""));
	else if (is_amid_replies(s, got, piece.unsolicited))
		session_unpair(s, got->text, session_no_reply, span_of(s->due[0].verb));
	if (piece.state != REPLY_WHOLE && piece.state != REPLY_BODY && !got->rest)
		note_word(s, got->text);
	if (ends)
		session_complete(s, now);
}

/* The octets up to the next blank, after a piece that ended within a secret of unknown length. */
static size_t secret_head(const struct session *s, struct span text)
{
	size_t n = 0;

	while (s->ends_in_secret && n < text.len && !ascii_is_blank(text.at[n]))
		n++;
	return n;
}

/*
 * Cuts a piece of an overlong line where it divides no secret: octets that may begin one
 * wait for the next piece.  Returns how many octets are taken.
 */
static size_t end_piece(struct session *s, struct line_got *got, size_t octets)
{
	size_t safe = echo_safe(&s->echo, got->text);

	s->secret_ends.head = secret_head(s, got->text);
	if (!got->cut) {
		s->ends_in_secret = false;
		return octets;
	}
	if (!safe) /* all of the piece may be a secret: it is told as stars */
		s->secret_ends.head = safe = got->text.len;
	got->text = span_first(got->text, safe);
	got->bare_cr = span_has(got->text, '\r');
	s->ends_in_secret = s->secret_ends.head >= safe;
	return safe;
}

/* Takes in many lines of a body at once; returns their octets, 0 if the input is no body. */
static size_t hear_run(struct session *s, struct span in, int64_t now)
{
	int64_t lines;
	bool dotted;
	size_t n;

	if (!in_content(s) || s->line.inside)
		return 0;
	in = session_tellable(s, span_first(in, LINE_LIMIT)); /* a longer line comes in pieces */
	n = dot_lines(in, &lines, &dotted);
	if (n) {
		s->prompt_from = 0;
		reply_passed(&s->reply, span_first(in, n), lines);
		tell_body(s, span_first(in, n), lines, dotted, now);
		line_skip(&s->line);
	}
	return n;
}

bool session_heard(struct session *s, int64_t now)
{
	struct line_got got;
	struct span in;
	size_t n;

	if (s->nvt.raw)
		session_arrived(s, 0, now);
	if (session_is_character(s))
		return nvt_pass(s, now);
	in = nvt_in(s);
	if (!in.len)
		return false;
	n = hear_run(s, in, now);
	if (!n) {
		n = line_feed(&s->line, in, &got);
		if (!n)
			return false;
		if (got.cut || got.rest)
			n = end_piece(s, &got, n);
		hear(s, &got, n, now);
		s->secret_ends = (struct session_secret_ends){ 0 };
	}
	queue_take(&s->conn.in, n);
	begin_line(s);
	if (s->phase == SESSION_AGREED && !s->closing)
		session_upgrade(s, now);
	else if (is_slipped_in(s))
		session_doom(s, SESSION_INJECTED);
	return true;
}

void session_tell_rest(struct session *s, int64_t now)
{
	struct line_got got;
	size_t n;

	while (session_heard(s, now))
		continue;
	n = line_last(&s->line, nvt_in(s), &got);
	if (n) {
		s->secret_ends.head = secret_head(s, got.text);
		s->secret_ends.tail = session_half_secret(s, got.text);
		hear(s, &got, n, now);
	}
	queue_take(&s->conn.in, n);
}
