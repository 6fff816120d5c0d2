/* answered.c - a whole reply: tells it, and learns from it what may be said next; see session.h. */
#include "session/session_part.h"

#include "base/assert.h"
#include "base/base64.h"
#include "proto/date.h"

#include <string.h>

/* Does the reply ask for more?  In an unknown protocol its text must tell that. */
static bool invites(const struct reply *r)
{
	struct span text = { r->text, r->len };

	if (r->form != REPLY_FREE)
		return r->invited;
	return r->invited || span_starts(text, SPAN("334")) || span_starts(text, SPAN("+ "));
}

/* Begins a body, or waits for the next line, as the server has asked for more. */
static void learn_invitation(struct session *s, const struct due *d, int64_t now)
{
	if (d->means == VERB_DATA) {
		session_pour(s, SESSION_DOT, 0, now);
		return;
	}
	memcpy(s->continuing, d->verb, sizeof s->continuing);
	if (s->literal_next)
		session_pour(s, SESSION_COUNT, s->body_left, now);
}

/*
 * A token is refused by a challenge that says why in JSON.  The line that must answer it
 * changes nothing, so it is kept as the server's last word: RFC 7628 3.2.2.
 */
static void note_denial(struct session *s, struct span challenge)
{
	char room[sizeof s->word.text];
	struct out o = OUT(room);
	size_t at;

	challenge = span_first(span_trim(challenge), sizeof room / 3 * 4);
	if (base64_decode(&o, challenge, &at) != BASE64_FINE ||
	    !span_starts(out_span(&o), SPAN("{\"")))
		return;
	s->word.status = STATUS_DENIED;
	o.len -= session_half_secret(s, out_span(&o));
	span_copy(session_shown(s, out_span(&o)), s->word.text, sizeof s->word.text);
}

/* Within a login: notes whether it goes on, and the challenge. */
static void learn_challenge(struct session *s, struct span text)
{
	bool more = invites(&s->reply);
	struct span challenge;

	secret_replied(&s->secret, more);
	span_word(&text);
	challenge = span_line(&text);
	if (!more)
		return;
	secret_challenged(&s->secret, challenge);
	note_denial(s, challenge);
}

/* Begins TLS if the reply agrees; an unclear answer ends the connection. */
static void learn_agreement(struct session *s, int64_t now)
{
	if (reply_agrees(&s->reply))
		session_enter(s, SESSION_AGREED, now);
	else
		session_doom(s, SESSION_NO_ANSWER);
}

/* Was QUIT answered?  After a mail in SMTP, a refusal counts too, as it may be the mail's. */
static bool is_farewell(const struct session *s)
{
	return !s->last.refused || (s->at_stake && s->protocol == PROTOCOL_SMTP);
}

/* Has this reply opened a POP3 mailbox?  Then at_stake is set. */
static bool begins_stake(const struct session *s, const struct due *d)
{
	struct span verb = span_of(d->verb);

	if (s->protocol != PROTOCOL_POP3 || s->last.refused || s->reply.invited)
		return false;
	return span_eq(verb, SPAN("PASS")) || span_eq(verb, SPAN("APOP")) || d->exchange;
}

/* Notes the time by the server's clock, for judging its certificate later. */
static void learn_clock(struct session *s, const struct due *d)
{
	struct span text = { s->reply.text, s->reply.len };

	if (d->means != VERB_TLS && !span_eq(span_of(d->verb), SPAN("greeting")))
		return;
	if (date_find(text, &s->server_utc))
		s->server_utc_at = s->reply_began;
}

/* Learns from a whole reply what may be said next. */
static void learn(struct session *s, const struct due *d, int64_t now)
{
	struct span text = { s->reply.text, s->reply.len };
	bool held_secret = d->exchange || d->secret;

	if (d->exchange)
		learn_challenge(s, text);
	learn_clock(s, d);
	s->continuing[0] = '\0';
	s->at_stake |= begins_stake(s, d);
	if (s->reply.invited)
		learn_invitation(s, d, now);
	s->refused = held_secret && s->last.refused && s->protocol;
	s->tls_answered = d->means == VERB_TLS;
	if (d->means == VERB_FAREWELL && is_farewell(s))
		session_enter(s, SESSION_PARTING, now); /* the server must close soon */
	if (s->last.refused)
		return;
	if (d->means == VERB_TLS)
		learn_agreement(s, now);
	if (d->means != VERB_CAPS)
		return;
	caps_learn(&s->caps, s->protocol, text);
	if (s->clear.known)
		session_compare(s, now);
}

/* Tells that a reply breaks the protocol: another line came, or its lines don't match. */
static void tell_odd(struct session *s, const struct due *d, int64_t now)
{
	struct span first = { s->reply.text, s->reply.len };
	char text[2 * SESSION_BROKEN + 120];
	struct out o = OUT(text);

	out_text(&o, "the reply to ");
	out_text(&o, d->verb);
	out_text(&o, " breaks the protocol: ");
	if (s->first_broken[0]) {
		out_text(&o, s->first_broken);
	} else {
		out_text(&o, "codes differ or are missing from \"");
		out_put(&o, span_first(span_line(&first), SESSION_BROKEN));
		out_text(&o, "\" to \"");
		out_put(&o, span_first(reply_last_line(&s->reply), SESSION_BROKEN));
		out_char(&o, '"');
	}
	timeline_say(s->tell, now, EVENT_WARNING, out_span(&o));
}

static void tell_reply(struct session *s, const struct due *d, int64_t now)
{
	const struct reply *r = &s->reply;
	bool is_free = r->form == REPLY_FREE;
	int64_t first = s->reply_began - d->sent_at;
	int64_t last = (is_free ? s->last_rx : now) - d->sent_at;
	int64_t held = is_free ? s->rx_held : session_held_until(s, now);

	if (r->odd)
		tell_odd(s, d, now);
	timeline_tell(s->tell, &(struct event){ .at = now,
				   .kind = EVENT_REPLY,
				   .by = d->by,
				   .code = r->code,
				   .n = { first, last, r->octets, r->lines, s->reply_pause,
				       session_ours(held - d->held_from, last),
				       session_ours(s->reply_began_held - d->held_from, first) },
				   .text = span_of(d->verb) });
}

/* Puts stars for the secrets in the reply, as messages and results may repeat it. */
static void mask_reply(struct session *s)
{
	struct span text = { s->reply.text, s->reply.len };
	struct out o = OUT(s->shown);

	if (s->reply.invited && s->due[0].exchange)
		return;
	if (text.len == sizeof s->reply.text) /* cut, perhaps within a secret */
		s->reply.len = text.len -= session_half_secret(s, text);
	if (!echo_mask(&s->echo, text, &o))
		return;
	text = span_first(out_span(&o), sizeof s->reply.text);
	memcpy(s->reply.text, text.at, text.len);
	s->reply.len = text.len;
}

/* Notices a reply that can't be the answer to the line it is paired with. */
static void judge_pairing(struct session *s, const struct due *d)
{
	struct span text = { s->reply.text, s->reply.len };

	if (s->at_stake && d->form == REPLY_CODE && !pairing_fits(span_of(d->verb), s->reply.code))
		session_unpair(s, span_line(&text), "\" cannot be the reply to ", span_of(d->verb));
}

/* Was the line part of a login?  A refused USER refuses the login too. */
static bool is_login(const struct due *d)
{
	return d->secret || d->exchange || span_eq(span_of(d->verb), SPAN("USER"));
}

/* Gives a hint if a typed line was refused for a classic mistake. */
static void tell_mistake(struct session *s, const struct due *d, int64_t now)
{
	struct mistake m = { d->mistakes, s->reply.code, { s->reply.text, s->reply.len } };
	const char *hint;
	char text[160];
	struct out o = OUT(text);

	if (!s->teaches || !d->mistakes)
		return;
	if (!s->last.refused || s->last.temporary)
		return;
	hint = mistake_hint(&m, &s->given);
	if (!hint)
		return;
	out_hint(&o, span_of(hint), s->prefix);
	timeline_say(s->tell, now, EVENT_HINT, out_span(&o));
}

void session_complete(struct session *s, int64_t now)
{
	struct due d = s->due[0];

	assert(s->dues);
	mask_reply(s);
	s->dropped = false;
	s->reading = false;
	s->replying = 0;
	s->last.serial++;
	s->last.code = s->reply.code;
	memcpy(s->last.verb, d.verb, sizeof d.verb);
	s->last.invited = s->reply.invited;
	s->last.refused = reply_refused(&s->reply);
	s->last.temporary = reply_is_temporary(&s->reply);
	s->last.secret = is_login(&d);
	s->last.by = d.by;
	s->word.status = STATUS_DONE;
	s->last.odd = s->reply.odd;
	if (d.more)
		s->due[0].more--;
	else
		memmove(&s->due[0], &s->due[1], --s->dues * sizeof d);
	standing_learn(&s->stands, span_of(d.verb), &s->reply);
	tell_reply(s, &d, now);
	s->broken_lines = 0;
	s->first_broken[0] = '\0';
	if (d.means == VERB_CONTENT) {
		session_pace_tell(s, now);
		s->listed = true;
		s->listed_at = s->last.serial;
	}
	judge_pairing(s, &d);
	learn(s, &d, now);
	tell_mistake(s, &d, now);
	s->reply_pause = 0;
}
