/* session.c - what is said; see session.h. */
#include "session/session.h"

#include <string.h>

void session_start(struct session *s, struct timeline *log)
{
	s->log = log;
	s->quiet = SESSION_QUIET;
	s->host = "";
	s->conn.sock = OS_NO_SOCK;
	s->conn.in.at = s->in_room;
	s->conn.in.size = sizeof s->in_room;
	s->conn.out.at = s->out_room;
	s->conn.out.size = sizeof s->out_room;
}

bool session_is_open(const struct session *s)
{
	return s->conn.state == CONN_OPEN;
}

bool session_in_body(const struct session *s)
{
	return s->body != SESSION_LINES;
}

bool session_is_amid(const struct session *s)
{
	return session_is_open(s) && (session_in_body(s) || s->secret.stage != SECRET_COMMAND);
}

void session_failed(struct session *s, enum status status)
{
	if (s->status == STATUS_DONE)
		s->status = status;
}

void session_failed_by(struct session *s, enum status status, struct span why)
{
	if (s->status == STATUS_DONE || !s->reason[0])
		span_copy(span_first(why, sizeof s->reason - 1), s->reason, sizeof s->reason);
	session_failed(s, status);
}

/* Keeps a word in a small field, cut to fit. */
static void name(char *field, size_t size, struct span word)
{
	word = span_first(word, size - 1);
	memcpy(field, word.at, word.len);
	field[word.len] = '\0';
}

static struct due *owe(
    struct session *s, enum reply_form form, enum verb_means means, struct span verb, int64_t now)
{
	struct due *d;

	/* Nobody knows which line of many an unknown protocol answers. */
	if (form == REPLY_FREE && s->dues && s->due[s->dues - 1].form == REPLY_FREE && !s->reading)
		s->dues--;
	d = &s->due[s->dues++];
	*d = (struct due){ .form = form,
		.means = means,
		.end = s->conn.put,
		.said_at = now,
		.held_from = session_held_until(s, now) };
	name(d->verb, sizeof d->verb, verb);
	memcpy(d->tag, s->tag, sizeof d->tag);
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

void session_follow(struct session *s)
{
	s->protocol = s->secret.protocol = s->wanted ? s->wanted : s->natural;
}

void session_open(
    struct session *s, os_sock sock, enum protocol p, bool greets, int64_t limit, int64_t now)
{
	char *fresh = (char *)&s->nvt;

	memset(fresh, 0, (size_t)((char *)&s->conn - fresh));
	conn_open(&s->conn, sock);
	caps_forget(&s->caps);
	caps_forget(&s->clear);
	s->natural = p;
	session_follow(s);
	s->opened = s->spoke = s->arrived = s->watched = s->restless = now;
	s->near = is_near(sock);
	if (greets) {
		struct due *d =
		    owe(s, dialect_of(s->protocol)->usual, VERB_PLAIN, SPAN("greeting"), now);

		session_due_sent(s, d, now);
		d->limit = limit;
	}
}

static bool names_password(struct span text)
{
	return span_holds(text, SPAN("assw")) || span_holds(text, SPAN("ASSW"));
}

/* Does no protocol say what is secret, so that what the server asks for does? */
static bool is_free(const struct session *s)
{
	return s->nvt.on || s->protocol == PROTOCOL_UNKNOWN;
}

/* "Password: ", as a rule with no end of its line after it. */
static bool is_asked_for_secret(const struct session *s)
{
	return is_free(s) && (s->asked || names_password(session_unfinished(s)));
}

void session_note_prompt(struct session *s, struct span line)
{
	line = span_trim(line);
	if (line.len)
		s->asked = line.at[line.len - 1] == ':' && names_password(line);
}

/* Behind a login that was refused: is this what was meant for it, and no command? */
static bool is_leftover(const struct session *s, struct span line)
{
	if (!s->refused || session_in_body(s) || !line.len)
		return false;
	if (dialect_of(s->protocol)->tagged)
		span_word(&line);
	return !verb_of(s->protocol, line).known;
}

size_t session_secret(const struct session *s, struct span line)
{
	struct secret_state state = s->secret;

	if (is_asked_for_secret(s))
		return 0;
	state.body = session_in_body(s) && state.stage == SECRET_COMMAND;
	return secret_from(&state, line);
}

/* The same of a line that may be half typed: can it still become a command? */
static bool is_no_verb_yet(const struct session *s, struct span line)
{
	struct span word;

	if (!is_leftover(s, line))
		return false;
	if (dialect_of(s->protocol)->tagged && !span_word(&line).len)
		return false;
	word = span_word(&line);
	return line.len || !verb_begins(word);
}

size_t session_secret_typed(const struct session *s, struct span line)
{
	return is_no_verb_yet(s, line) ? 0 : session_secret(s, line);
}

size_t session_miss(struct session *s, struct span line)
{
	size_t secret = session_secret_typed(s, line);

	secret_said(&s->secret, line);
	return secret;
}

bool session_is_bereft(const struct session *s)
{
	bool amid = s->secret.stage != SECRET_COMMAND || s->secret.user_said;

	return !session_is_open(s) && (amid || s->refused);
}

void session_know_secret(struct session *s, struct span secret)
{
	if (session_is_open(s))
		echo_remember(&s->echo, SECRET_IS_PLAIN, secret);
}

void session_end_login(struct session *s)
{
	s->secret = (struct secret_state){ .protocol = s->secret.protocol };
	s->refused = false;
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
static void warn_long(struct session *s, struct span line, bool in_auth, int64_t now)
{
	if (line.len + 2 > dialect_line_max(s->protocol, session_in_body(s), in_auth))
		timeline_say(s->log, now, EVENT_WARNING,
		    SPAN("this line is longer than the protocol allows; sent whole"));
}

/* ---- bodies ---- */

void session_pour(struct session *s, enum session_body body, int64_t left, int64_t now)
{
	s->body = body;
	s->body_left = left;
	s->pours = EVENT_BY_TYPED;
	s->poured = (struct session_run){
		.began = now, .first = now, .last = now, .held_from = session_held_until(s, now)
	};
	s->pace = (struct pace){ 0 };
}

void session_run_look(struct session *s, struct session_run *r, size_t behind, int64_t now)
{
	int64_t from = r->looked ? r->looked : behind ? s->watched : now;
	int64_t silence = now - (from > s->blind ? from : s->blind);

	if (silence > r->silence) {
		r->silence = silence;
		r->silence_at = r->octets + (int64_t)behind;
	}
	if (now > r->looked) /* else it was put off since that came */
		r->looked = now;
}

/* What comes was not held up any more once it had arrived. */
static int64_t held_at(const struct session *s, int64_t at)
{
	return at == s->arrived ? s->arrived_held : session_held_until(s, at);
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
	timeline_tell(s->log, &(struct event){ .at = now,
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
	if (kind == EVENT_UPLOAD && s->pours == EVENT_BY_TYPED) {
		memset(&told.n[2], 0, 4 * sizeof told.n[2]); /* who typed it is not measured */
		told.n[7] = told.n[8] = 0;
	}
	timeline_tell(s->log, &told);
	if (kind == EVENT_UPLOAD && s->pours != EVENT_BY_TYPED)
		session_pace_tell(s, now);
}

/* The part of a line that belongs to the body; with its end, if `whole`. */
static void pour(struct session *s, struct span octets, bool whole, int64_t now)
{
	session_run_add(s, &s->poured, octets, 1, now);
	if (whole)
		session_run_add(s, &s->poured, SPAN("\r\n"), 0, now);
	s->poured.stuffed += s->body == SESSION_DOT && span_starts(octets, SPAN("."));
}

struct out session_pour_out(struct session *s)
{
	struct out wire = { 0 };

	wire.at = queue_space(&s->conn.out, &wire.size);
	wire.size >>= s->nvt.on; /* telnet doubles an octet, at worst each */
	return wire;
}

void session_poured(
    struct session *s, const struct out *wire, int64_t lines, int64_t stuffed, int64_t now)
{
	size_t octets;

	session_run_add(s, &s->poured, out_span(wire), lines, now);
	octets = nvt_double(s, out_span(wire));
	queue_filled(&s->conn.out, octets);
	s->conn.put += (int64_t)octets;
	s->poured.stuffed += stuffed;
	s->pours = EVENT_BY_HELPER;
	s->spoke = s->last_tx = now;
	s->spoke_held = session_held_until(s, now);
}

/* ---- what a line makes due ---- */

/* An IMAP line is said; what it ends with decides what follows. */
static struct due *owe_tagged(struct session *s, struct span verb, struct span line, int64_t now)
{
	bool at_once;

	s->body = SESSION_LINES;
	s->body_left = reply_literal(line, &at_once);
	s->literal_next = s->body_left >= 0 && !at_once;
	if (s->body_left >= 0 && at_once) {
		session_pour(s, SESSION_COUNT, s->body_left, now);
		return NULL;
	}
	return owe(s, REPLY_TAG, verb_of(PROTOCOL_IMAP, verb).means, verb, now);
}

/* "BDAT 1000 LAST": the reply comes when the octets are through. RFC 3030 */
static struct due *owe_bdat(struct session *s, struct span arguments, int64_t now)
{
	int64_t size = 0;

	if (span_number(span_word(&arguments), INT64_MAX / 2, &size) && size) {
		session_pour(s, SESSION_COUNT, size, now);
		return NULL;
	}
	return owe(s, REPLY_CODE, VERB_BDAT, SPAN("BDAT"), now);
}

/* A line that is a command, or the answer to a challenge. */
static struct due *owe_for(struct session *s, struct span line, size_t secret, int64_t now)
{
	struct span rest = span_first(line, secret), first;
	struct verb verb = verb_of(s->protocol, rest);
	bool answers = secret == 0 || s->secret.stage != SECRET_COMMAND;

	first = span_word(&rest);
	if (answers && !s->continuing[0]) { /* typed ahead: its first word is no verb */
		name(s->continuing, sizeof s->continuing,
		    s->secret.user_said ? SPAN("PASS") : SPAN("AUTH"));
		if (s->refused)
			name(s->tag, sizeof s->tag, span_word(&line));
	}
	if (s->continuing[0])
		return owe(
		    s, dialect_of(s->protocol)->usual, VERB_PLAIN, span_of(s->continuing), now);
	if (dialect_of(s->protocol)->tagged) {
		name(s->tag, sizeof s->tag, first);
		return owe_tagged(s, span_word(&rest), line, now);
	}
	if (verb.means == VERB_BDAT)
		return owe_bdat(s, rest, now);
	return owe(s, verb.form, verb.means, verb.name, now);
}

/* The line that used a counted body up; what stands behind it in that line. */
static struct due *owe_for_count(struct session *s, struct span behind, int64_t now)
{
	session_run_tell(s, EVENT_UPLOAD, &s->poured, now);
	if (dialect_of(s->protocol)->tagged)
		return owe_tagged(s, span_of(s->continuing), behind, now);
	s->body = SESSION_LINES;
	if (behind.len)
		timeline_say(s->log, now, EVENT_WARNING,
		    SPAN("this line goes past the octets that BDAT announced"));
	return owe(s, REPLY_CODE, VERB_BDAT, SPAN("BDAT"), now);
}

/*
 * A line of a counted body.  BDAT's last octets may be the line's end; behind
 * an IMAP literal the rest of a line has to follow.
 */
static struct due *count_down(struct session *s, struct span line, int64_t now)
{
	int64_t left = s->body_left, octets = (int64_t)line.len + 2;
	bool imap = dialect_of(s->protocol)->tagged;

	if (octets <= left) {
		s->body_left -= octets;
		pour(s, line, true, now);
		return s->body_left || imap ? NULL : owe_for_count(s, SPAN(""), now);
	}
	pour(s, span_first(line, (size_t)left), false, now);
	return owe_for_count(s, span_from(line, (size_t)left), now);
}

/* One reply; in LMTP one for each recipient, RFC 2033 4.2. */
static struct due *owe_for_message(struct session *s, int64_t now)
{
	struct due *d = owe(s, REPLY_CODE, VERB_DOT, SPAN("final dot"), now);

	if (s->stands.is & STANDING_LMTP && s->stands.recipients)
		d->more = s->stands.recipients - 1;
	return d;
}

static struct due *owe_in_body(struct session *s, struct span line, int64_t now)
{
	if (s->body == SESSION_COUNT)
		return count_down(s, line, now);
	if (span_eq(line, SPAN("."))) {
		s->body = SESSION_LINES;
		return owe_for_message(s, now);
	}
	pour(s, line, true, now);
	return NULL;
}

/* ---- saying ---- */

static void tell_said(
    struct session *s, struct span line, size_t secret, enum event_by by, int64_t now)
{
	struct event e = {
		.at = now, .kind = EVENT_SAID, .by = by, .text = shown(s, line, secret)
	};

	e.n[0] = (int64_t)e.text.len + 2;
	e.n[2] = session_in_body(s);
	if (secret != SECRET_NONE) {
		e.n[1] = (int64_t)secret + 1;
		s->hidden += (int64_t)line.len - (int64_t)e.text.len;
	}
	if (s->body == SESSION_DOT && span_eq(line, SPAN("."))) {
		session_run_tell(s, EVENT_UPLOAD, &s->poured, now);
		e.n[2] = false;
	}
	timeline_tell(s->log, &e);
}

/* A secret that whoever listens could read goes out, but not without a word. */
static void warn_clear(struct session *s, int64_t now)
{
	if (s->near || s->warned || conn_tls(&s->conn))
		return;
	s->warned = true;
	timeline_say(
	    s->log, now, EVENT_WARNING, SPAN("this secret crosses the network in clear text"));
}

/* A list whose lines are a result. */
static bool is_list(const struct session *s, const struct due *d)
{
	bool asked = s->unseen || s->listing;

	return asked && d->form == REPLY_DOT && d->means == VERB_PLAIN;
}

/* What is known of a due once the line that made it is said. */
static void finish(struct session *s, struct due *d, enum event_by by, int64_t now)
{
	d->by = by;
	s->at_stake |= s->protocol == PROTOCOL_SMTP && span_eq(span_of(d->verb), SPAN("MAIL"));
	if (by != EVENT_BY_TYPED)
		d->limit = verb_patience(d->means) * OS_S;
	if (is_list(s, d))
		d->means = VERB_CONTENT; /* of any length */
	if (d->means == VERB_TLS && !s->tls)
		timeline_say(s->log, now, EVENT_WARNING,
		    SPAN("this build speaks no TLS: if the server agrees, the connection ends"));
}

/* Nothing is said behind a word for TLS until it is up, or refused. */
static bool is_held(struct session *s, int64_t now)
{
	bool held = s->phase == SESSION_AGREED || s->phase == SESSION_SHAKING;

	for (size_t i = 0; i < s->dues; i++)
		held |= s->due[i].means == VERB_TLS;
	if (held && !s->waiting)
		timeline_say(
		    s->log, now, EVENT_HINT, SPAN("what is typed now waits until TLS is up"));
	s->waiting = held;
	return held;
}

/* The mechanism of AUTH or AUTHENTICATE, wherever the verb stands. */
static void note_mechanism(struct session *s, struct span line)
{
	struct span word;

	do
		word = span_word(&line);
	while (
	    word.len && !span_same(word, SPAN("AUTH")) && !span_same(word, SPAN("AUTHENTICATE")));
	name(s->mechanism, sizeof s->mechanism, span_word(&line));
}

/* What a reply may refuse a typed line for. */
static unsigned mistakes_in(const struct session *s, const struct due *d, struct span line)
{
	unsigned mistakes = d->exchange ? MISTAKE_LOGIN : mistake_look(s->protocol, line);

	if (d->secret || span_eq(span_of(d->verb), SPAN("USER")))
		mistakes |= MISTAKE_LOGIN;
	if (tls_spoken() && !conn_tls(&s->conn) && d->means != VERB_TLS)
		mistakes |= MISTAKE_CLEAR;
	return mistakes;
}

/* Says a line of which all from `secret` on is one. */
static enum session_said say(
    struct session *s, struct span line, size_t secret, enum event_by by, int64_t now)
{
	bool in_body = session_in_body(s), exchange = s->secret.stage != SECRET_COMMAND;
	bool hidden = secret != SECRET_NONE;
	struct due *d;

	if (!session_is_open(s))
		return SESSION_CLOSED;
	if (s->phase == SESSION_DOOMED || is_held(s, now))
		return SESSION_LATER;
	if (s->dues == SESSION_DUES || !nvt_fits(s, line))
		return SESSION_LATER;
	if (hidden) {
		if (secret_is_clear(&s->secret, line))
			warn_clear(s, now);
		echo_remember(&s->echo, secret_kind(&s->secret, line), span_from(line, secret));
	}
	warn_long(s, line, hidden && exchange, now);
	s->pours = by;
	tell_said(s, line, secret, by, now);
	nvt_put(s, line);
	conn_put(&s->conn, telnet_line_end(&s->telnet));
	d = in_body ? owe_in_body(s, line, now) : owe_for(s, line, secret, now);
	s->continuing[0] = '\0';
	s->secret.body = in_body && !exchange;
	secret_said(&s->secret, line);
	if (!exchange && s->secret.stage == SECRET_EXCHANGE)
		note_mechanism(s, line);
	if (d) {
		d->secret = hidden;
		d->exchange = exchange || s->secret.stage != SECRET_COMMAND;
		if (!in_body && by == EVENT_BY_TYPED)
			d->mistakes = mistakes_in(s, d, span_first(line, secret));
		finish(s, d, by, now);
	}
	s->spoke = s->last_tx = now;
	s->asked = false;
	s->spoke_held = session_held_until(s, now);
	s->tls_answered = false;
	if (s->dues < 2)
		s->stall_told = 0;
	s->prompt_from += session_unfinished(s).len;
	return SESSION_SAID;
}

void session_hide(struct session *s, size_t octets)
{
	s->hides = octets;
}

/* SECRET_NONE is beyond any line. */
static size_t secret_of(const struct session *s, struct span line)
{
	size_t clear = line.len > s->hides ? line.len - s->hides : 0;
	size_t secret = session_secret(s, line);

	return s->hides && clear < secret ? clear : secret;
}

enum session_said session_say(struct session *s, struct span line, enum event_by by, int64_t now)
{
	size_t secret = secret_of(s, line);

	s->refused = secret == SECRET_NONE && is_leftover(s, line);
	return say(s, line, s->refused ? 0 : secret, by, now);
}

enum session_said session_say_hidden(
    struct session *s, struct span line, enum event_by by, int64_t now)
{
	return say(s, line, 0, by, now);
}

void session_doubt(struct session *s)
{
	struct due *d = s->dues ? &s->due[s->dues - 1] : NULL;

	if (d && d->by == EVENT_BY_TYPED && !d->secret && !d->exchange)
		d->mistakes |= MISTAKE_OURS;
}

void session_due_sent(const struct session *s, struct due *d, int64_t now)
{
	d->sent_at = now;
	d->held_from = session_held_until(s, now);
}

void session_sent(struct session *s, int64_t now)
{
	s->taken = now;
	for (size_t i = 0; i < s->dues; i++) {
		struct due *d = &s->due[i];
		int64_t waited;

		if (d->sent_at || d->end > s->conn.flushed)
			continue;
		waited = now - d->said_at;
		waited -= session_ours(session_held_until(s, now) - d->held_from, waited);
		session_due_sent(s, d, now);
		timeline_mark(s->log, now, EVENT_SENT, waited, SPAN(""));
	}
}
