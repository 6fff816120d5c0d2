/* nvt.c - a session that speaks telnet; see nvt.h. */
#include "session/session_part.h"

#include <string.h>

#define TOLD_MAX    256  /* events of negotiation on one connection */
#define TYPED_AFTER OS_S /* a count of keys shows neither one key nor its time */

/* ---- events ---- */

static void tell(struct session *s, const char *direction, struct span command, int64_t now)
{
	char text[TELNET_SUB_MAX + 40];
	struct out o = OUT(text);

	if (s->nvt.told++ >= TOLD_MAX) {
		if (s->nvt.told == TOLD_MAX + 1)
			timeline_say(s->tell, now, EVENT_WARNING,
			    SPAN("endless telnet negotiation: the rest is not shown"));
		return;
	}
	out_text(&o, direction);
	telnet_say(command, &o);
	timeline_say(s->tell, now, EVENT_OPTION, out_span(&o));
}

/* Sends what the telnet engine has to answer. */
static void answer(struct session *s, int64_t now)
{
	struct span command;

	while (telnet_answer(&s->telnet, &command)) {
		conn_put(&s->conn, command);
		if (command.at[1] == (char)TELNET_SB)
			command.len -= 2;
		tell(s, "SENT ", span_from(command, 1), now);
	}
}

/* ---- options ---- */

static bool has_room(const struct session *s)
{
	return session_is_open(s) && s->nvt.on && queue_room(&s->conn.out) >= TELNET_ANSWER;
}

void session_want(
    struct session *s, enum telnet_side side, enum telnet_option option, bool on, int64_t now)
{
	if (has_room(s))
		telnet_want(&s->telnet, side, (uint8_t)option, on);
	answer(s, now);
}

void session_telnet(struct session *s, bool on, int64_t now)
{
	struct nvt *n = &s->nvt;

	if (!session_is_open(s) || n->on == on)
		return;
	nvt_tell_typed(s, now);
	memset(n, 0, sizeof *n);
	memset(&s->telnet, 0, sizeof s->telnet);
	n->on = on;
	telnet_begin(&s->telnet);
	s->telnet.terminal = os_env("TERM");
	s->telnet.environ = &s->environ;
	if (!s->person) /* without a user, never in character mode */
		session_want(s, TELNET_THEIRS, TELNET_ECHO, false, now);
	session_want(s, TELNET_THEIRS, TELNET_SGA, s->person, now);
	session_want(s, TELNET_OURS, TELNET_TTYPE, true, now);
	session_want(s, TELNET_OURS, TELNET_NAWS, s->columns > 0, now);
	session_window(s, s->columns, s->rows, now);
}

void session_mode(struct session *s, enum nvt_mode mode, int64_t now)
{
	s->nvt.mode = mode;
	session_want(s, TELNET_THEIRS, TELNET_ECHO, mode == NVT_CHARACTER, now);
	session_want(s, TELNET_THEIRS, TELNET_SGA, mode == NVT_CHARACTER, now);
}

void session_window(struct session *s, int columns, int rows, int64_t now)
{
	s->columns = (uint16_t)columns;
	s->rows = (uint16_t)rows;
	telnet_window(&s->telnet, s->columns, s->rows);
	if (has_room(s))
		answer(s, now);
}

bool session_command(struct session *s, enum telnet_code code, int64_t now)
{
	char octets[] = { (char)TELNET_IAC, (char)code };
	struct span command = { octets, sizeof octets };
	size_t n = 0;

	if (!has_room(s))
		return false;
	if (code == TELNET_DM) {
		conn_write(&s->conn);
		session_sent(s, now);
		n = conn_urge(&s->conn, command);
	}
	conn_put(&s->conn, span_from(command, n));
	tell(s, "SENT ", span_from(command, 1), now);
	return true;
}

/* ---- input ---- */

struct span nvt_in(const struct session *s)
{
	struct span in = queue_data(&s->conn.in);

	return span_first(in, in.len - s->nvt.raw);
}

void session_look(struct session *s)
{
	if (s->nvt.on)
		s->telnet.urgent = os_urgent(s->conn.sock);
}

/* Decodes in place; stops if there is no room for an answer, and goes on at the next call. */
size_t nvt_arrived(struct session *s, size_t octets, int64_t now)
{
	struct queue *in = &s->conn.in;
	struct span raw;
	char *from, *to;

	s->nvt.raw += octets;
	s->nvt.heard_at = now;
	from = to = in->at + in->to - s->nvt.raw;
	raw = (struct span){ from, s->nvt.raw };
	while (raw.len && has_room(s)) {
		struct telnet_got got;

		raw = span_from(raw, telnet_feed(&s->telnet, raw, &got));
		if (got.kind == TELNET_COMMAND)
			tell(s, "RCVD ", got.text, now);
		answer(s, now);
		if (got.kind == TELNET_DATA) {
			memmove(to, got.text.at, got.text.len);
			to += got.text.len;
		}
	}
	memmove(to, raw.at, raw.len);
	in->to = (size_t)(to - in->at) + raw.len;
	s->nvt.raw = raw.len;
	return (size_t)(to - from);
}

/* ---- the two modes ---- */

bool session_is_character(const struct session *s)
{
	if (!s->nvt.on || s->nvt.mode == NVT_LINE)
		return false;
	if (!s->person || !session_is_open(s))
		return false;
	return s->nvt.mode == NVT_CHARACTER || telnet_has(&s->telnet, TELNET_THEIRS, TELNET_ECHO);
}

bool nvt_pass(struct session *s, int64_t now)
{
	struct span in = nvt_in(s);

	if (!s->nvt.passing)
		return false;
	s->dues = 0; /* there are no replies in character mode */
	s->reading = false;
	if (!in.len)
		return false;
	in = session_tellable(s, in);
	timeline_mark(s->tell, now, EVENT_CHUNK, true, session_shown(s, in));
	queue_take(&s->conn.in, in.len);
	s->line = (struct line){ 0 };
	s->prompt_from = 0;
	return true;
}

/* ---- output ---- */

bool nvt_fits(const struct session *s, struct span data)
{
	return queue_room(&s->conn.out) >= (data.len << s->nvt.on) + 2;
}

void nvt_put(struct session *s, struct span data)
{
	while (data.len) {
		struct span behind = SPAN("");
		size_t n = s->nvt.on ? telnet_encode(&s->telnet, data, &behind) : data.len;

		conn_put(&s->conn, span_first(data, n));
		conn_put(&s->conn, behind);
		data = span_from(data, n);
	}
}

/* Works from the last octet to the first; session_upload_room has left room for doubling. */
size_t nvt_double(const struct session *s, struct span octets)
{
	char *at = s->conn.out.at + s->conn.out.to;
	size_t from = octets.len, to = from, all;

	for (size_t i = 0; i < octets.len && s->nvt.on; i++)
		to += octets.at[i] == (char)TELNET_IAC;
	all = to;
	while (to > from) {
		at[--to] = at[--from];
		if (at[from] == (char)TELNET_IAC)
			at[--to] = at[from];
	}
	return all;
}

bool session_type(struct session *s, struct span keys, int64_t now)
{
	if (!session_is_open(s) || !nvt_fits(s, keys))
		return false;
	if (!s->nvt.typed)
		s->nvt.typed_at = now;
	s->nvt.typed += (int64_t)keys.len;
	s->spoke = s->last_tx = now;
	nvt_put(s, keys);
	return true;
}

int64_t nvt_typed_at(const struct session *s)
{
	return s->nvt.typed ? s->nvt.typed_at + TYPED_AFTER : OS_NEVER;
}

void nvt_tell_typed(struct session *s, int64_t now)
{
	if (s->nvt.typed)
		timeline_tell(s->tell,
		    &(struct event){
			.at = now, .kind = EVENT_SAID, .n = { s->nvt.typed, 0, 0, true } });
	s->nvt.typed = 0;
}
