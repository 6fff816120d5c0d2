/* ended.c - how a connection ends: what was left undone, and why it ended; see session.h. */
#include "session/session_part.h"

enum status session_verdict(const struct session_reply *r)
{
	if (r->odd)
		return STATUS_PROTOCOL;
	if (!r->refused)
		return STATUS_DONE;
	if (r->temporary)
		return STATUS_TEMPORARY;
	return r->secret ? STATUS_DENIED : STATUS_REJECTED;
}

enum status session_say_last_word(const struct session *s, struct out *o)
{
	const struct session_reply *r = &s->last;
	bool denied = s->word.status == STATUS_DENIED; /* by a challenge */
	bool has_mechanism = span_starts(span_of(r->verb), SPAN("AUTH")) && s->mechanism[0];

	if (!s->word.status && !r->refused)
		return STATUS_DONE;
	if (r->refused || denied) { /* a refusal counts more than the server's last word */
		out_text(o, r->verb);
		if (has_mechanism) {
			out_text(o, " ");
			out_text(o, s->mechanism);
		}
		out_text(o, ": ");
	}
	out_text(o, "the server says ");
	if (r->refused)
		reply_say(&s->reply, o);
	else
		out_put(o, span_first(span_of(s->word.text), REPLY_SAID_MAX));
	return r->refused ? session_verdict(r) : s->word.status;
}

/* Was something unfinished when the connection ended: a reply, a message, a login? */
static bool is_unfinished(const struct session *s)
{
	const struct due *d = &s->due[0];

	if (session_in_body(s) || s->word.status == STATUS_DENIED)
		return true;
	if (s->dues_optional)
		return false;
	if (!s->dues || d->means == VERB_FAREWELL)
		return false;
	return d->form != REPLY_FREE || !s->last.serial;
}

/* The exit status after the server has closed: by its last word, or by what is unfinished. */
static enum status loss(const struct session *s)
{
	bool unfinished = is_unfinished(s);
	bool by_hand = s->person && s->last.by == EVENT_BY_TYPED && s->phase != SESSION_PARTING;

	if (!unfinished && !by_hand)
		return STATUS_DONE;
	if (s->word.status)
		return s->word.status;
	if (s->last.refused)
		return session_verdict(&s->last);
	if (!unfinished)
		return STATUS_DONE;
	return s->broken_lines ? STATUS_PROTOCOL : STATUS_UNAVAILABLE;
}

/* Warns that marked messages were not deleted, as the connection ended before QUIT. */
static void tell_marked(struct session *s, int64_t now)
{
	struct span text = SPAN("the session ended without QUIT: nothing was deleted");

	if (session_awaits(s, VERB_FAREWELL))
		text =
		    SPAN("the connection ended before QUIT was answered: it is unknown whether the "
			 "marked messages are deleted");
	timeline_say(s->tell, now, EVENT_WARNING, text);
	session_failed(s, STATUS_UNAVAILABLE);
}

/* Tells who closed the connection, and closes it on our side. */
static void end(struct session *s, bool by_us, struct span text, int64_t now)
{
	int64_t said = s->last_tx ? now - s->last_tx : 0;
	int64_t heard = s->conn.got ? now - s->last_rx : 0;

	nvt_tell_typed(s, now);
	if (s->stands.marked)
		tell_marked(s, now);
	if (session_in_body(s) && s->upload.octets) {
		session_run_add(s, &s->upload, SPAN(""), 0, now);
		session_run_tell(s, EVENT_UPLOAD, &s->upload, now);
	}
	if (s->reading && s->download.octets) {
		session_run_add(s, &s->download, SPAN(""), 0, now);
		session_run_tell(s, EVENT_BODY, &s->download, now);
	}
	timeline_tell(
	    s->tell, &(struct event){ .at = now,
			 .kind = EVENT_CLOSED,
			 .n = { by_us, said, s->conn.got, s->conn.flushed - s->hidden, heard,
			     session_ours(s->held - s->spoke_held, said), !by_us && s->broke },
			 .text = text });
	conn_close(&s->conn);
	s->dues = 0;
	s->body = SESSION_LINES;
	echo_forget(&s->echo);
}

/* Writes why the connection's end is a failure, and fails. */
static void lose(struct session *s, struct out *why)
{
	if (!s->word.status || !session_say_last_word(s, why)) {
		out_text(why, "the connection ended before ");
		session_say_awaited(s, why);
		if (session_awaits(s, VERB_DOT))
			out_text(why, ": it is unknown whether the server has the message");
	}
	session_failed_by(s, loss(s), out_span(why));
}

/* Had the conversation ended, so that nothing was lost with the connection? */
static bool is_farewell(const struct session *s)
{
	return s->phase == SESSION_PARTING || session_awaits(s, VERB_FAREWELL);
}

enum status session_ended(struct session *s, struct out *why, int64_t now)
{
	enum status status;

	session_release(s, now);
	session_tell_rest(s, now);
	if (s->reading && s->reply.form == REPLY_FREE)
		session_complete(s, now);
	status = loss(s);
	if (status)
		lose(s, why);
	s->lost = s->conn.put && !is_farewell(s);
	if (s->conn.state == CONN_FAILED)
		s->broke = s->conn.fault.kind;
	end(s, false, s->broke ? span_of(fault_reason(s->broke)) : SPAN("by foreign host"), now);
	return status;
}

void session_close(struct session *s, int64_t now)
{
	if (s->conn.state == CONN_NONE)
		return;
	session_release(s, now);
	s->closing = true;
	if (!s->prompted) /* else the rest was told as a prompt */
		session_tell_rest(s, now);
	end(s, true, SPAN("by us"), now);
}
