/* body.c - messages received and sent: their octets, lines, pauses and pace; see session.h. */
#include "session/session_part.h"

#include <string.h>

void session_pour(struct session *s, enum session_body body, int64_t left, int64_t now)
{
	s->body = body;
	s->body_left = left;
	s->body_by = EVENT_BY_TYPED;
	s->upload = (struct session_run){
		.began = now, .first = now, .last = now, .held_from = session_held_until(s, now)
	};
	s->pace = (struct pace){ 0 };
}

/* Since when no octets have moved, as far as this side has read. */
static int64_t silent_since(
    const struct session *s, const struct session_run *r, size_t behind, int64_t now)
{
	if (r->last_moved)
		return r->last_moved;
	return behind ? s->silence_from : now;
}

void session_run_look(struct session *s, struct session_run *r, size_t behind, int64_t now)
{
	int64_t silence = now - os_later(silent_since(s, r, behind, now), s->blind_until);

	if (silence > r->silence) {
		r->silence = silence;
		r->silence_at = r->octets + (int64_t)behind;
	}
	if (now > r->last_moved) /* else put_off in held.c has moved it on */
		r->last_moved = now;
}

/* `held` at that moment; at the last arrival, without what was added since. */
static int64_t held_at(const struct session *s, int64_t at)
{
	return at == s->last_rx ? s->rx_held : session_held_until(s, at);
}

void session_run_add(
    struct session *s, struct session_run *r, struct span octets, int64_t lines, int64_t now)
{
	session_run_look(s, r, 0, now);
	if (r->silence > r->pause) {
		r->pause = r->silence;
		r->pause_at = r->silence_at;
	}
	r->held = session_ours(held_at(s, now) - r->held_from, now - r->began);
	if (!r->octets) {
		r->first = now;
		r->first_held = r->held;
	}
	r->last = now;
	r->octets += (int64_t)octets.len;
	r->lines += lines;
	pace_add(&s->pace, (int64_t)octets.len, now - r->held);
	if (s->hash)
		digest_add(&r->digest, octets);
}

void session_pace_tell(struct session *s, int64_t now)
{
	char text[PACE_SPANS];
	struct out o = OUT(text);

	if (!s->pace.second)
		return;
	pace_draw(&s->pace, &o);
	timeline_tell(s->tell, &(struct event){ .at = now,
				   .kind = EVENT_PACE,
				   .n = { s->pace.width, s->pace.slowest, s->pace.slow_at * OS_S },
				   .text = out_span(&o) });
}

void session_run_tell(struct session *s, enum event_kind kind, struct session_run *r, int64_t now)
{
	char hex[DIGEST_HEX];
	struct out o = OUT(hex);
	struct event told;

	if (s->hash)
		digest_hex(&r->digest, &o);
	told = (struct event){ .at = now,
		.kind = kind,
		.n = { r->octets, r->lines, r->first - r->began, r->last - r->began, r->pause,
		    r->pause_at, r->octets - r->stuffed, r->held, r->first_held },
		.text = out_span(&o) };
	if (kind == EVENT_UPLOAD && s->body_by == EVENT_BY_TYPED) {
		memset(&told.n[2], 0, 4 * sizeof told.n[2]); /* typing is not measured */
		told.n[7] = told.n[8] = 0;
	}
	timeline_tell(s->tell, &told);
	if (kind == EVENT_UPLOAD && s->body_by != EVENT_BY_TYPED)
		session_pace_tell(s, now);
}

void session_pour_line(struct session *s, struct span octets, bool whole, int64_t now)
{
	session_run_add(s, &s->upload, octets, 1, now);
	if (whole)
		session_run_add(s, &s->upload, SPAN("\r\n"), 0, now);
	s->upload.stuffed += s->body == SESSION_DOT && span_starts(octets, SPAN("."));
}

struct out session_upload_room(struct session *s)
{
	struct out wire = { 0 };

	wire.at = queue_space(&s->conn.out, &wire.size);
	wire.size >>= s->nvt.on; /* telnet may double every octet */
	return wire;
}

void session_uploaded(
    struct session *s, const struct out *wire, int64_t lines, int64_t stuffed, int64_t now)
{
	size_t octets;

	session_run_add(s, &s->upload, out_span(wire), lines, now);
	octets = nvt_double(s, out_span(wire));
	queue_filled(&s->conn.out, octets);
	s->conn.put += (int64_t)octets;
	s->upload.stuffed += stuffed;
	s->body_by = EVENT_BY_HELPER;
	s->spoke = s->last_tx = now;
	s->spoke_held = session_held_until(s, now);
}
