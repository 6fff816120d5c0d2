/* say.c - says a line: sends it, tells it, and notes the reply due; see session.h. */
#include "session/session_part.h"

#include <string.h>

/* ---- the reply due to a line ---- */

/* Copies a word into a small field, cut to fit. */
static void name(char *field, size_t size, struct span word)
{
	word = span_first(word, size - 1);
	memcpy(field, word.at, word.len);
	field[word.len] = '\0';
}

/* Does the new due replace the last one?  An unknown protocol may answer many lines at once. */
static bool replaces_last_due(const struct session *s, enum reply_form form)
{
	if (form != REPLY_FREE || !s->dues || s->reading)
		return false;
	return s->due[s->dues - 1].form == REPLY_FREE;
}

struct due *session_owe(
    struct session *s, enum reply_form form, enum verb_means means, struct span verb, int64_t now)
{
	struct due *d;

	if (replaces_last_due(s, form))
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

/* Notes what follows an IMAP line: a literal, if the line ends with its size, or a reply. */
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
	return session_owe(s, REPLY_TAG, verb_of(PROTOCOL_IMAP, verb).means, verb, now);
}

/* "BDAT 1000 LAST": the reply is due after that many octets.  RFC 3030 */
static struct due *owe_bdat(struct session *s, struct span arguments, int64_t now)
{
	int64_t size = 0;

	if (span_number(span_word(&arguments), INT64_MAX / 2, &size) && size) {
		session_pour(s, SESSION_COUNT, size, now);
		return NULL;
	}
	return session_owe(s, REPLY_CODE, VERB_BDAT, SPAN("BDAT"), now);
}

/* The due of a line that is a command, or the answer to a challenge. */
static struct due *owe_for(struct session *s, struct span line, size_t secret, int64_t now)
{
	struct span rest = span_first(line, secret), first;
	struct verb verb = verb_of(s->protocol, rest);
	bool answers = secret == 0 || s->secret.stage != SECRET_COMMAND;

	first = span_word(&rest);
	if (answers && !s->continuing[0]) { /* typed ahead: the first word is no verb */
		name(s->continuing, sizeof s->continuing,
		    s->secret.user_said ? SPAN("PASS") : SPAN("AUTH"));
		if (s->refused)
			name(s->tag, sizeof s->tag, span_word(&line));
	}
	if (s->continuing[0])
		return session_owe(
		    s, dialect_of(s->protocol)->usual, VERB_PLAIN, span_of(s->continuing), now);
	if (dialect_of(s->protocol)->tagged) {
		name(s->tag, sizeof s->tag, first);
		return owe_tagged(s, span_word(&rest), line, now);
	}
	if (verb.means == VERB_BDAT)
		return owe_bdat(s, rest, now);
	return session_owe(s, verb.form, verb.means, verb.name, now);
}

/* The due of the line that ends a counted body; `behind` is the rest of that line. */
static struct due *owe_for_count(struct session *s, struct span behind, int64_t now)
{
	session_run_tell(s, EVENT_UPLOAD, &s->upload, now);
	if (dialect_of(s->protocol)->tagged)
		return owe_tagged(s, span_of(s->continuing), behind, now);
	s->body = SESSION_LINES;
	if (behind.len)
		timeline_say(s->tell, now, EVENT_WARNING,
		    SPAN("this line has more octets than BDAT announced"));
	return session_owe(s, REPLY_CODE, VERB_BDAT, SPAN("BDAT"), now);
}

/*
 * Counts a line of a counted body.  BDAT's last octets may be the line end; after an IMAP
 * literal, the rest of a line must follow.
 */
static struct due *count_down(struct session *s, struct span line, int64_t now)
{
	int64_t left = s->body_left, octets = (int64_t)line.len + 2;
	bool imap = dialect_of(s->protocol)->tagged;

	if (octets <= left) {
		s->body_left -= octets;
		session_pour_line(s, line, true, now);
		if (s->body_left || imap)
			return NULL;
		return owe_for_count(s, SPAN(""), now);
	}
	session_pour_line(s, span_first(line, (size_t)left), false, now);
	return owe_for_count(s, span_from(line, (size_t)left), now);
}

/* One reply is due to a message; in LMTP one for each recipient, RFC 2033 4.2. */
static struct due *owe_for_message(struct session *s, int64_t now)
{
	struct due *d = session_owe(s, REPLY_CODE, VERB_DOT, SPAN("final dot"), now);

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
	session_pour_line(s, line, true, now);
	return NULL;
}

/* ---- saying ---- */

/* The line with stars for its secret. */
static struct span shown(struct session *s, struct span line, size_t secret)
{
	struct out o = OUT(s->shown);

	if (secret == SECRET_NONE)
		return line;
	out_put(&o, span_first(line, secret));
	out_text(&o, "********");
	return out_span(&o);
}

/* Warns of a line that is longer than the protocol allows; it is sent anyway. */
static void warn_long(struct session *s, struct span line, bool in_auth, int64_t now)
{
	if (line.len + 2 > dialect_line_max(s->protocol, session_in_body(s), in_auth))
		timeline_say(s->tell, now, EVENT_WARNING,
		    SPAN("this line is longer than the protocol allows; sent whole"));
}

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
		session_run_tell(s, EVENT_UPLOAD, &s->upload, now);
		e.n[2] = false;
	}
	timeline_tell(s->tell, &e);
}

/* Warns once of a secret that others could read on the network. */
static void warn_clear(struct session *s, int64_t now)
{
	if (s->near || s->warned || conn_tls(&s->conn))
		return;
	s->warned = true;
	timeline_say(
	    s->tell, now, EVENT_WARNING, SPAN("this secret crosses the network in clear text"));
}

/* Is the reply a list, and is there a sink to take it? */
static bool is_list(const struct session *s, const struct due *d)
{
	return s->sink && d->form == REPLY_DOT && d->means == VERB_PLAIN;
}

/* Completes a due after its line was said. */
static void finish(struct session *s, struct due *d, enum event_by by, int64_t now)
{
	d->by = by;
	s->at_stake |= s->protocol == PROTOCOL_SMTP && span_eq(span_of(d->verb), SPAN("MAIL"));
	if (by != EVENT_BY_TYPED)
		d->limit = verb_patience(d->means) * OS_S;
	if (is_list(s, d))
		d->means = VERB_CONTENT; /* of any length */
	if (d->means == VERB_TLS && !s->tls)
		timeline_say(s->tell, now, EVENT_WARNING,
		    SPAN(
			"this postel was built without TLS: if the server agrees, the connection ends"));
}

/* Must lines wait, as TLS was asked for and is neither up nor refused? */
static bool is_held(struct session *s, int64_t now)
{
	bool held = s->phase == SESSION_AGREED || s->phase == SESSION_SHAKING;

	for (size_t i = 0; i < s->dues; i++)
		held |= s->due[i].means == VERB_TLS;
	if (held && !s->waiting)
		timeline_say(
		    s->tell, now, EVENT_HINT, SPAN("lines typed now wait until TLS is on"));
	s->waiting = held;
	return held;
}

/* Keeps the mechanism of AUTH or AUTHENTICATE; IMAP's tag may precede the verb. */
static void note_mechanism(struct session *s, struct span line)
{
	struct span word;

	do
		word = span_word(&line);
	while (
	    word.len && !span_same(word, SPAN("AUTH")) && !span_same(word, SPAN("AUTHENTICATE")));
	name(s->mechanism, sizeof s->mechanism, span_word(&line));
}

/* The mistakes in a typed line that a refusal may be about; a set. */
static unsigned mistakes_in(const struct session *s, const struct due *d, struct span line)
{
	unsigned mistakes = d->exchange ? MISTAKE_LOGIN : mistake_look(s->protocol, line);

	if (d->secret || span_eq(span_of(d->verb), SPAN("USER")))
		mistakes |= MISTAKE_LOGIN;
	if (tls_spoken() && !conn_tls(&s->conn) && d->means != VERB_TLS)
		mistakes |= MISTAKE_CLEAR;
	return mistakes;
}

/* Says a line that is a secret from octet `secret` on. */
static enum session_said say(
    struct session *s, struct span line, size_t secret, enum event_by by, int64_t now)
{
	bool in_body = session_in_body(s), exchange = s->secret.stage != SECRET_COMMAND;
	bool hidden = secret != SECRET_NONE;
	struct due *d;

	if (!session_is_open(s))
		return SESSION_CLOSED;
	if (s->phase == SESSION_DOOMED || is_held(s, now))
		return SESSION_NOT_YET;
	if (s->dues == SESSION_DUES || !nvt_fits(s, line))
		return SESSION_NOT_YET;
	if (hidden) {
		if (secret_is_clear(&s->secret, line))
			warn_clear(s, now);
		echo_remember(&s->echo, secret_kind(&s->secret, line), span_from(line, secret));
	}
	warn_long(s, line, hidden && exchange, now);
	s->body_by = by;
	tell_said(s, line, secret, by, now);
	nvt_put(s, line);
	conn_put(&s->conn, telnet_line_end(&s->telnet));
	if (in_body)
		d = owe_in_body(s, line, now);
	else
		d = owe_for(s, line, secret, now);
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

/* Where the secret in a line begins; SECRET_NONE is greater than any length. */
static size_t secret_of(const struct session *s, struct span line)
{
	size_t clear = line.len > s->hides ? line.len - s->hides : 0;
	size_t secret = session_secret(s, line);

	if (!s->hides)
		return secret;
	return clear < secret ? clear : secret;
}

enum session_said session_say(struct session *s, struct span line, enum event_by by, int64_t now)
{
	size_t secret = secret_of(s, line);

	s->refused = secret == SECRET_NONE && session_is_leftover(s, line);
	return say(s, line, s->refused ? 0 : secret, by, now);
}

enum session_said session_say_hidden(
    struct session *s, struct span line, enum event_by by, int64_t now)
{
	return say(s, line, 0, by, now);
}

void session_doubt(struct session *s)
{
	struct due *d;

	if (!s->dues)
		return;
	d = &s->due[s->dues - 1];
	if (d->by == EVENT_BY_TYPED && !d->secret && !d->exchange)
		d->mistakes |= MISTAKE_OURS;
}

void session_due_sent(const struct session *s, struct due *d, int64_t now)
{
	d->sent_at = now;
	d->held_from = session_held_until(s, now);
}

void session_sent(struct session *s, int64_t now)
{
	s->last_flush = now;
	for (size_t i = 0; i < s->dues; i++) {
		struct due *d = &s->due[i];
		int64_t waited;

		if (d->sent_at || d->end > s->conn.flushed)
			continue;
		waited = now - d->said_at;
		waited -= session_ours(session_held_until(s, now) - d->held_from, waited);
		session_due_sent(s, d, now);
		timeline_mark(s->tell, now, EVENT_SENT, waited, SPAN(""));
	}
}
