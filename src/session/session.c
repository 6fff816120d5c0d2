/* session.c - what is said; see session.h. */
#include "session/session.h"

#include "base/ascii.h"

#include <string.h>

#define QUIET_USUAL (300 * OS_MS)

void session_start(struct session *s, struct timeline *log)
{
	s->log = log;
	s->quiet = QUIET_USUAL;
	s->conn.sock = OS_NO_SOCK;
	os_guard(&s->conn, sizeof s->conn);
	os_guard(&s->echo, sizeof s->echo);
}

bool session_is_open(const struct session *s)
{
	return s->conn.state == CONN_OPEN;
}

bool session_in_body(const struct session *s)
{
	return s->body != SESSION_LINES;
}

void session_failed(struct session *s, enum status status)
{
	if (s->status == STATUS_DONE)
		s->status = status;
}

/* Keeps a word in a small field, cut to fit. */
static void name(char *field, size_t size, struct span word)
{
	size_t n = 0;

	while (n + 1 < size && n < word.len) {
		field[n] = word.at[n];
		n++;
	}
	field[n] = '\0';
}

static struct due *owe(struct session *s, enum reply_form form, struct span verb, int64_t now)
{
	struct due *d;

	/* Nobody knows which line of many an unknown protocol answers. */
	if (form == REPLY_FREE && s->dues && s->due[s->dues - 1].form == REPLY_FREE && !s->reading)
		s->dues--;
	d = &s->due[s->dues++];
	*d = (struct due){ .form = form, .end = s->conn.put, .said_at = now };
	name(d->verb, sizeof d->verb, verb);
	name(d->tag, sizeof d->tag, span_of(s->tag));
	return d;
}

/* Does the connection stay within this machine?  No socket: a play, which does. */
static bool is_near(os_sock sock)
{
	static const uint8_t one[16] = { [15] = 1 };
	struct os_addr local, remote;

	if (sock == OS_NO_SOCK || !os_ends(sock, &local, &remote))
		return sock == OS_NO_SOCK;
	return remote.family == 4 ? remote.ip[0] == 127 : memcmp(remote.ip, one, 16) == 0;
}

void session_open(struct session *s, os_sock sock, enum protocol p, bool greets, int64_t limit,
    int64_t now)
{
	conn_open(&s->conn, sock);
	s->protocol = s->wanted ? s->wanted : p;
	s->sure = s->protocol != PROTOCOL_UNKNOWN;
	caps_forget(&s->caps);
	s->secret = (struct secret_state){ .protocol = s->protocol };
	echo_forget(&s->echo);
	s->dues = 0;
	s->last = (struct session_reply){ 0 };
	s->continuing[0] = s->tag[0] = '\0';
	s->body = SESSION_LINES;
	s->line = (struct line){ 0 };
	s->strays = 0;
	s->hidden = 0;
	s->prompt_from = 0;
	s->reading = s->prompted = s->body_ends_line = false;
	s->opened = s->spoke = s->arrived = s->watched = now;
	s->stall_told = 0;
	s->near = is_near(sock);
	s->warned = s->hopeless = false;
	if (greets) {
		struct due *d = owe(s, reply_greeting(s->protocol), SPAN("greeting"), now);

		d->sent_at = now;
		d->limit = limit;
	}
}

size_t session_secret(const struct session *s, struct span line)
{
	struct secret_state state = s->secret;

	state.body = session_in_body(s) && state.stage == SECRET_COMMAND;
	return secret_from(&state, line);
}

/* The line as everybody may see it. */
static struct span shown(struct session *s, struct span line, size_t secret)
{
	struct out o = OUT(s->shown);

	if (secret == SECRET_NONE)
		return line;
	out_put(&o, span_first(line, secret));
	out_text(&o, "********");
	return out_span(&o);
}

/* A line longer than the protocol allows is said all the same. */
static void warn_long(struct session *s, struct span line, bool secret, int64_t now)
{
	size_t limit = verb_line_limit(s->protocol, session_in_body(s), secret && s->secret.stage == SECRET_EXCHANGE);
	char text[128];
	struct out o = OUT(text);

	if (line.len + 2 <= limit)
		return;
	out_text(&o, "this line has ");
	out_grouped(&o, (int64_t)line.len + 2);
	out_text(&o, " octets, the protocol allows ");
	out_number(&o, (int64_t)limit);
	out_text(&o, "; sent whole");
	timeline_say(s->log, now, EVENT_WARNING, out_span(&o));
}

void session_run_add(struct session_run *r, struct span octets, int64_t lines, bool hash,
    int64_t now)
{
	int64_t since = r->octets ? r->last : r->began;

	if (now - since > r->pause) {
		r->pause = now - since;
		r->pause_at = r->octets;
	}
	if (!r->octets)
		r->first = now;
	r->last = now;
	r->octets += (int64_t)octets.len;
	r->lines += lines;
	if (hash)
		digest_add(&r->digest, octets);
}

static void pour(struct session *s, struct span line, int64_t now)
{
	session_run_add(&s->poured, line, 1, s->hash, now);
	session_run_add(&s->poured, SPAN("\r\n"), 0, s->hash, now);
}

static void tell_poured(struct session *s, int64_t now)
{
	char hex[DIGEST_HEX];
	struct out o = OUT(hex);

	if (s->hash)
		digest_hex(&s->poured.digest, &o);
	timeline_tell(s->log,
	    &(struct event){ .at = now,
	        .kind = EVENT_POURED,
	        .n = { s->poured.octets, s->poured.lines, now - s->poured.began },
	        .text = out_span(&o) });
}

static void begin_body(struct session *s, enum session_body body, int64_t left, int64_t now)
{
	s->body = body;
	s->body_left = left;
	s->poured = (struct session_run){ .began = now };
}

/* The size in "{42}" or "{42+}" at the end of an IMAP line; *now_: no need to be invited. */
static bool literal_at_end(struct span line, int64_t *size, bool *at_once)
{
	struct span number = line;

	if (!line.len || line.at[line.len - 1] != '}')
		return false;
	number.len--;
	*at_once = number.len && number.at[number.len - 1] == '+';
	number.len -= *at_once;
	while (span_has(number, '{'))
		span_until(&number, '{');
	return span_number(number, INT64_MAX / 2, size);
}

/* An IMAP line is said; what it ends with decides what follows. */
static struct due *owe_tagged(struct session *s, struct span verb, struct span line, int64_t now)
{
	int64_t size;
	bool at_once;

	s->body = SESSION_LINES;
	s->body_ends_line = false;
	if (!literal_at_end(line, &size, &at_once))
		return owe(s, REPLY_TAG, verb, now);
	s->body_left = size;
	s->body_ends_line = true;
	if (!at_once)
		return owe(s, REPLY_TAG, verb, now);
	begin_body(s, SESSION_COUNT, size, now);
	return NULL;
}

/* "BDAT 1000 LAST": the reply comes when the octets are through. RFC 3030 */
static struct due *owe_bdat(struct session *s, struct span line, int64_t now)
{
	struct span rest = line;
	int64_t size;

	span_word(&rest);
	if (!span_number(span_word(&rest), INT64_MAX / 2, &size) || size == 0)
		return owe(s, REPLY_CODE, SPAN("BDAT"), now);
	begin_body(s, SESSION_COUNT, size, now);
	return NULL;
}

/* A line that is a command, or the answer to a challenge. */
static struct due *owe_for(struct session *s, struct span line, int64_t now)
{
	struct span rest = line, verb = span_word(&rest);
	const struct verb *row;
	enum reply_form form;
	struct due *d;

	if (s->continuing[0]) {
		form = s->protocol == PROTOCOL_POP3 ? REPLY_ONE : reply_greeting(s->protocol);
		return owe(s, form, span_of(s->continuing), now);
	}
	if (s->protocol == PROTOCOL_IMAP) {
		name(s->tag, sizeof s->tag, verb);
		return owe_tagged(s, span_word(&rest), line, now);
	}
	if (s->protocol == PROTOCOL_SMTP && span_same(verb, SPAN("BDAT")))
		return owe_bdat(s, line, now);
	form = verb_reply(s->protocol, line, &row);
	d = owe(s, form, row ? span_of(row->name) : verb, now);
	d->content = row && row->content;
	return d;
}

/* A line of a counted body; the one that uses it up is answered. */
static struct due *count_down(struct session *s, struct span line, int64_t now)
{
	int64_t octets = (int64_t)line.len + 2;
	struct span tail;

	if (octets <= s->body_left && !(s->protocol == PROTOCOL_IMAP && s->body_left == 0)) {
		s->body_left -= octets;
		pour(s, line, now);
		if (s->body_left || s->protocol == PROTOCOL_IMAP)
			return NULL;
		tell_poured(s, now);
		s->body = SESSION_LINES;
		return owe(s, REPLY_CODE, SPAN("BDAT"), now);
	}
	tail = span_from(line, (size_t)s->body_left);
	session_run_add(&s->poured, span_first(line, (size_t)s->body_left), 1, s->hash, now);
	tell_poured(s, now);
	if (s->protocol == PROTOCOL_IMAP)
		return owe_tagged(s, span_of(s->continuing), tail, now);
	s->body = SESSION_LINES;
	timeline_say(s->log, now, EVENT_WARNING,
	    SPAN("the line went past the octets that BDAT announced; the rest of it is a command"));
	return owe(s, REPLY_CODE, SPAN("BDAT"), now);
}

static struct due *owe_in_body(struct session *s, struct span line, int64_t now)
{
	if (s->body == SESSION_COUNT)
		return count_down(s, line, now);
	if (!span_eq(line, SPAN("."))) {
		pour(s, line, now);
		return NULL;
	}
	s->body = SESSION_LINES;
	return owe(s, REPLY_CODE, SPAN("final dot"), now);
}

static void tell_said(struct session *s, struct span line, size_t secret, enum event_by by,
    int64_t now)
{
	struct event e = { .at = now, .kind = EVENT_SAID, .by = by, .n = { 0, 0, session_in_body(s) } };

	if (s->body == SESSION_DOT && span_eq(line, SPAN("."))) {
		tell_poured(s, now);
		e.n[2] = false;
	}
	e.text = shown(s, line, secret);
	e.n[0] = (int64_t)e.text.len + 2;
	if (secret != SECRET_NONE) {
		e.n[1] = (int64_t)secret + 1;
		s->hidden += (int64_t)line.len - (int64_t)e.text.len;
	}
	timeline_tell(s->log, &e);
}

/* STARTTLS, STLS, or IMAP's with its tag. */
static bool asks_for_tls(const struct session *s, struct span line)
{
	struct span rest = line, verb = span_word(&rest);

	if (s->protocol == PROTOCOL_IMAP)
		verb = span_word(&rest);
	return span_same(verb, SPAN("STARTTLS")) || span_same(verb, SPAN("STLS"));
}

static void warn(struct session *s, struct span line, size_t secret, int64_t now)
{
	if (secret != SECRET_NONE && !s->near && !s->warned) {
		s->warned = true;
		timeline_say(s->log, now, EVENT_WARNING,
		    SPAN("this secret crosses the network in clear text"));
	}
	if (!session_in_body(s) && !s->continuing[0] && asks_for_tls(s, line))
		timeline_say(s->log, now, EVENT_WARNING,
		    SPAN("this build speaks no TLS: if the server agrees, the connection ends"));
	warn_long(s, line, secret != SECRET_NONE, now);
}

/* Says a line of which all from `secret` on is one. */
static enum session_said say(struct session *s, struct span line, size_t secret, enum event_by by,
    int64_t now)
{
	bool in_body = session_in_body(s), exchange;
	struct due *d;

	if (!session_is_open(s))
		return SESSION_CLOSED;
	if (s->dues == SESSION_DUES || queue_room(&s->conn.out) < line.len + 2)
		return SESSION_LATER;
	warn(s, line, secret, now);
	tell_said(s, line, secret, by, now);
	if (secret != SECRET_NONE)
		echo_remember(&s->echo, secret_kind(&s->secret, line), span_from(line, secret));
	conn_put(&s->conn, line);
	conn_put(&s->conn, SPAN("\r\n"));
	d = in_body ? owe_in_body(s, line, now) : owe_for(s, line, now);
	s->continuing[0] = '\0';
	exchange = s->secret.stage != SECRET_COMMAND;
	s->secret.body = in_body && !exchange;
	secret_said(&s->secret, line);
	if (d) {
		d->exchange = exchange || s->secret.stage != SECRET_COMMAND;
		d->by = by;
		d->secret = secret != SECRET_NONE;
		d->limit = by == EVENT_BY_TYPED ? 0 : verb_patience(d->verb) * OS_S;
	}
	s->spoke = now;
	s->stall_told = 0;
	s->prompt_from += session_unfinished(s).len;
	return SESSION_SAID;
}

enum session_said session_say(struct session *s, struct span line, enum event_by by, int64_t now)
{
	return say(s, line, session_secret(s, line), by, now);
}

enum session_said session_say_hidden(struct session *s, struct span line, enum event_by by,
    int64_t now)
{
	return say(s, line, 0, by, now);
}

void session_sent(struct session *s, int64_t now)
{
	for (size_t i = 0; i < s->dues; i++) {
		struct due *d = &s->due[i];

		if (d->sent_at || d->end > s->conn.flushed)
			continue;
		d->sent_at = now;
		timeline_tell(s->log,
		    &(struct event){ .at = now, .kind = EVENT_SENT, .n = { now - d->said_at } });
	}
}
