/* silence.c - how long the server is silent, what it owes, may a line be said; see session.h. */
#include "session/session_part.h"

bool session_is_stuck(const struct session *s)
{
	return !s->dues && session_in_body(s) && conn_wants_write(&s->conn);
}

static bool is_shaking(const struct session *s)
{
	return s->phase == SESSION_SHAKING;
}

struct span session_awaited(const struct session *s)
{
	if (s->dues)
		return span_of(s->due[0].verb);
	return is_shaking(s) ? SPAN("TLS") : SPAN("message");
}

bool session_awaits(const struct session *s, enum verb_means means)
{
	return s->dues && s->due[0].means == means;
}

void session_say_awaited(const struct session *s, struct out *o)
{
	struct span what = session_awaited(s);
	out_text(o, "the ");
	if (!span_eq(what, SPAN("greeting")))
		out_text(o, "reply to ");
	if (span_eq(what, SPAN("final dot")) || span_eq(what, SPAN("message")))
		out_text(o, "the ");
	out_put(o, what);
}

int64_t session_silent_since(const struct session *s)
{
	const struct due *d = &s->due[0];

	if (!session_is_open(s))
		return OS_NEVER;
	if (session_is_stuck(s))
		return os_later(os_later(s->spoke, s->last_flush), s->silence_from);
	if (is_shaking(s))
		return os_later(s->phase_since, s->silence_from);
	if (!s->dues)
		return OS_NEVER;
	return os_later(
	    os_later(s->last_rx, d->sent_at ? d->sent_at : d->said_at), s->silence_from);
}

int64_t session_silence(const struct session *s, int64_t now)
{
	int64_t since = session_silent_since(s);

	return since == OS_NEVER ? -1 : now - since;
}

static bool is_greeting_due(const struct session *s)
{
	return s->dues && s->due[0].end == 0 && s->due[0].sent_at == s->opened;
}

int64_t session_last_rx(const struct session *s)
{
	return os_later(s->last_rx, s->nvt.heard_at);
}

int64_t session_last_traffic(const struct session *s)
{
	return os_later(session_last_rx(s), s->spoke);
}

bool session_ready(const struct session *s, int64_t now)
{
	if (!session_is_open(s) || s->phase != SESSION_TALKING)
		return false;
	if (session_is_character(s))
		return true;
	if (session_in_body(s))
		return queue_room(&s->conn.out) > s->conn.out.size / 2;
	if (s->dues && (s->due[0].form != REPLY_FREE || s->protocol != PROTOCOL_UNKNOWN))
		return false;
	if (s->protocol != PROTOCOL_UNKNOWN)
		return true;
	if (is_greeting_due(s) && !s->nvt.on) /* telnet has no greeting */
		return false;                 /* a greeting is awaited without a limit */
	return now - session_last_traffic(s) >= s->quiet;
}
