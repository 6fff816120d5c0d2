/* tick.c - alarms: what a session does when time has passed; see session.h. */
#include "session/session_part.h"

#define PROMPT_AFTER   (200 * OS_MS) /* an unfinished line is then told as a prompt */
#define STRAY_PATIENCE (5 * OS_S)    /* a line in place of a reply is then the reply */
#define BLOCK_LIMIT    (180 * OS_S)  /* to take octets of a message: RFC 5321 4.5.3.2.5 */
#define PARTING        (2 * OS_S)    /* until we close, if the server does not */
#define REPLY_LIMITS   4             /* a reply may take this many limits of silence in all */

/* A silence is told each time it has lasted this long. */
static const int64_t steps[] = { 5 * OS_S, 30 * OS_S, 120 * OS_S, 600 * OS_S };
#define STEPS (int64_t)(sizeof steps / sizeof *steps)

static bool is_shaking(const struct session *s)
{
	return s->phase == SESSION_SHAKING;
}

/* Writes the kernel's facts as a sentence. */
static void say_facts(const struct os_tcp_facts *f, int64_t silence, struct out *o)
{
	if (f->unacked > 0) {
		out_grouped(o, f->unacked);
		out_text(o, " octets sent are not acknowledged by the server's side");
	} else if (f->unsent > 0) {
		out_grouped(o, f->unsent);
		out_text(o, " octets wait here: the server's side accepts no more");
	} else {
		out_text(o, "the server's side has received everything but has not answered for ");
	}
	if (f->unacked > 0 || f->unsent > 0)
		out_text(o, "; no answer for ");
	out_duration(o, silence);
	if (f->retransmits > 0) {
		out_text(o, "; ");
		out_number(o, f->retransmits);
		out_text(o, " segments sent again");
	}
	out_text(o, "; MSS ");
	out_number(o, f->mss);
	out_text(o, ", path MTU ");
	out_number(o, f->pmtu);
}

static void tell_stall(struct session *s, int64_t silence, int64_t now)
{
	struct os_tcp_facts f;
	char text[256];
	struct out o = OUT(text);

	if (!os_tcp_facts(s->conn.sock, &f) || f.unacked < 0)
		return;
	say_facts(&f, silence, &o);
	timeline_tell(
	    s->tell, &(struct event){ .at = now,
			 .kind = EVENT_TCP,
			 .n = { f.unacked, f.unsent, f.retransmits, f.mss, f.pmtu, f.rtt },
			 .text = out_span(&o) });
}

void session_give_up(struct session *s, enum status status, struct span why, int64_t now)
{
	timeline_mark(s->tell, now, EVENT_FAULT, (int64_t)status, why);
	session_failed_by(s, status, why);
	s->gave_up = true;
	s->lost = s->conn.put > 0;
	session_close(s, now);
}

/*
 * The alarms follow, as pairs of functions: when the alarm is due (OS_NEVER if it is not),
 * and what is done then.  The table of alarms is at the end of this file.
 */

/* When to show an unfinished line as a prompt. */
static int64_t prompt_at(const struct session *s)
{
	if (s->prompted || !session_unfinished(s).len)
		return OS_NEVER;
	return s->last_rx + PROMPT_AFTER;
}

static void prompt(struct session *s, int64_t now)
{
	struct span text = session_unfinished(s), before = span_first(nvt_in(s), s->prompt_from);

	if (echo_safe(&s->echo, before) < before.len) /* or half of a secret would be told */
		text = nvt_in(s);
	s->prompted = true;
	timeline_say(s->tell, now, EVENT_PROMPT, session_shown_so_far(s, text));
}

/* When silence ends a reply in an unknown protocol. */
static int64_t quiet_at(const struct session *s)
{
	if (!s->reading || s->reply.form != REPLY_FREE)
		return OS_NEVER;
	return s->last_rx + s->quiet;
}

/* When to take a line that is no reply as the reply, as no other has followed. */
static int64_t broken_at(const struct session *s)
{
	if (!s->broken_lines || !s->dues || s->reading)
		return OS_NEVER;
	return s->silence_from + STRAY_PATIENCE;
}

/* May a real reply still follow, to a line of a helper?  Scripts may expect such lines. */
static bool breaks_pairing(const struct session *s)
{
	const struct due *d = &s->due[0];

	return s->at_stake && d->by == EVENT_BY_HELPER && d->means != VERB_FAREWELL;
}

static void broken(struct session *s, int64_t now)
{
	reply_begin(&s->reply, s->due[0].form, s->due[0].tag);
	reply_passed(&s->reply, span_of(s->first_broken), s->broken_lines);
	s->reply.odd = true;
	s->reply.code = -1; /* counts as a refusal */
	if (breaks_pairing(s))
		session_unpair(
		    s, span_of(s->first_broken), session_no_reply, span_of(s->due[0].verb));
	session_complete(s, now);
}

static int64_t stall_at(const struct session *s)
{
	int64_t since = session_silent_since(s);

	if (since == OS_NEVER || s->stall_told == STEPS)
		return OS_NEVER;
	return since + steps[s->stall_told];
}

/* Writes how to connect with TLS from the start. */
static void say_tls(const struct session *s, struct out *o)
{
	if (!tls_spoken())
		return;
	if (s->at_prompt) {
		out_text(o, "open -tls HOST PORT");
		return;
	}
	out_text(o, s->protocol ? dialect_of(s->protocol)->name : "tl");
	out_text(o, "s://HOST:PORT");
}

static void hint_tls(struct session *s, int64_t now)
{
	char text[120];
	struct out o = OUT(text);

	out_text(&o, "no greeting yet; this may be a TLS port");
	if (tls_spoken())
		out_hint(
		    &o, s->at_prompt ? SPAN(": try :close, then ") : SPAN(": try "), s->prefix);
	say_tls(s, &o);
	timeline_say(s->tell, now, EVENT_HINT, out_span(&o));
}

/* Is a greeting due, with not one octet received? */
static bool is_mute(const struct session *s)
{
	return !s->conn.got && s->dues && !s->due[0].end;
}

static void stall(struct session *s, int64_t now)
{
	tell_stall(s, session_silence(s, now), now);
	if (!s->stall_told && is_mute(s) && !conn_tls(&s->conn))
		hint_tls(s, now);
	s->stall_told++;
}

/* Can NOOP be said now: in a known protocol, with nothing due, in no body? */
static bool may_noop(const struct session *s)
{
	bool amid = s->dues || s->continuing[0];

	return s->protocol != PROTOCOL_UNKNOWN && !amid && !session_in_body(s);
}

static int64_t keepalive_at(const struct session *s)
{
	if (!s->keepalive || !may_noop(s))
		return OS_NEVER;
	return os_later(s->spoke, s->last_rx) + s->keepalive;
}

static void keepalive(struct session *s, int64_t now)
{
	session_say(s, span_of(dialect_of(s->protocol)->keepalive), EVENT_BY_HELPER, now);
}

/* The silence allowed now, in ns; 0: no limit. */
static int64_t allowed(const struct session *s)
{
	int64_t limit = s->dues ? s->due[0].limit : 0;

	if (is_shaking(s))
		limit = s->patience;
	if (session_is_stuck(s) && s->body_by == EVENT_BY_HELPER)
		limit = BLOCK_LIMIT;
	if (!s->timeout)
		return limit;
	return limit ? os_earlier(limit, s->timeout) : s->timeout;
}

/* Has an IMAP server sent lines, but not the tagged one that ends a reply? */
static bool lacks_tag(const struct session *s)
{
	return s->reading && s->due[0].form == REPLY_TAG && !reply_may_be_long(&s->reply);
}

static enum status overdue(const struct session *s, enum status usual)
{
	if (s->dues_optional)
		return STATUS_DONE;
	if (s->word.status == STATUS_DENIED)
		return STATUS_DENIED;
	if (s->broken_lines || lacks_tag(s))
		return STATUS_PROTOCOL;
	return session_awaits(s, VERB_FAREWELL) ? STATUS_DONE : usual;
}

/* Writes which setting changes the limit; limits of RFC 5321 can't be made longer. */
static void say_setting(const struct session *s, struct out *o)
{
	if (s->timeout || is_shaking(s))
		out_text(o, s->at_prompt ? " (set timeout changes it)" : " (--timeout sets it)");
}

static int64_t limit_at(const struct session *s)
{
	int64_t since = session_silent_since(s), limit = allowed(s);

	if (since == OS_NEVER || !limit)
		return OS_NEVER;
	return since + limit;
}

/* Writes the last line of the unfinished reply, or the line received in its place. */
static void put_so_far(struct session *s, struct out *o)
{
	struct span line = s->reading ? reply_last_line(&s->reply) : span_of(s->first_broken);

	if (!s->dues || session_may_be_long(s) || !line.len)
		return;
	out_text(o, s->broken_lines || lacks_tag(s) ? "; this does not end it: " : "; so far: ");
	out_put(o, span_first(session_shown_so_far(s, line), SESSION_BROKEN));
}

static void limit(struct session *s, int64_t now)
{
	char text[160 + SESSION_BROKEN];
	struct out o = OUT(text);
	struct tls *t = conn_tls(&s->conn);

	if (t && is_shaking(s)) {
		out_text(&o, "TLS handshake: ");
		out_text(&o, tls_progress(t));
		out_text(&o, " for ");
	} else if (session_is_stuck(s)) {
		out_text(&o, "send the ");
		out_put(&o, session_awaited(s));
		out_text(&o, ": the server accepted nothing for ");
	} else {
		out_text(&o, "wait for ");
		session_say_awaited(s, &o);
		out_text(&o, ": silent for ");
	}
	out_duration(&o, session_silence(s, now));
	out_text(&o, ", the limit");
	say_setting(s, &o);
	put_so_far(s, &o);
	session_give_up(s, overdue(s, STATUS_UNAVAILABLE), out_span(&o), now);
}

bool session_may_be_long(const struct session *s)
{
	return s->reading && s->due[0].means != VERB_CAPS && reply_may_be_long(&s->reply);
}

/* When to give a reply up that has taken too long in all, though never silent too long. */
static int64_t endless_at(const struct session *s)
{
	int64_t limit = allowed(s);

	if (!limit || !s->dues || !s->replying)
		return OS_NEVER;
	if (s->holding || session_may_be_long(s))
		return OS_NEVER;
	return s->replying + REPLY_LIMITS * limit + s->held - s->replying_held;
}

static void endless(struct session *s, int64_t now)
{
	char text[160 + SESSION_BROKEN];
	struct out o = OUT(text);

	out_text(&o, "wait for ");
	session_say_awaited(s, &o);
	out_text(&o, ": it has not ended after ");
	out_duration(&o, now - s->replying - (s->held - s->replying_held));
	out_text(&o, ", four times the limit");
	say_setting(s, &o);
	put_so_far(s, &o);
	session_give_up(s, overdue(s, STATUS_PROTOCOL), out_span(&o), now);
}

/* A doomed session is given up at once. */
static int64_t doomed_at(const struct session *s)
{
	return s->phase == SESSION_DOOMED ? 0 : OS_NEVER;
}

static void doomed(struct session *s, int64_t now)
{
	static const char injected[] =
	    "octets in clear text came after the answer to STARTTLS or STLS: injected, "
	    "or sent by a broken server";
	static const char *const why[] = {
		[SESSION_NO_TLS] =
		    "the server agreed to TLS, but this postel was built without TLS",
		[SESSION_FOREIGN] = "the greeting is not that of the protocol that was asked for",
		[SESSION_INJECTED] = injected,
		[SESSION_NO_ANSWER] =
		    "TLS was not started: the answer to STARTTLS or STLS is neither yes nor no: ",
		[SESSION_UNPAIRED] =
		    "an unsolicited reply makes all replies uncertain: the connection is closed",
		[SESSION_WANTS_TLS] = "the server speaks TLS from the start",
	};
	char text[160 + REPLY_SAID_MAX];
	struct out o = OUT(text);

	out_text(&o, why[s->doom]);
	if (s->doom == SESSION_NO_ANSWER)
		reply_say(&s->reply, &o);
	if (tls_spoken() && s->doom == SESSION_WANTS_TLS) {
		out_text(&o, ": ");
		say_tls(s, &o);
	}
	session_give_up(
	    s, s->doom == SESSION_NO_TLS ? STATUS_CONFIG : STATUS_PROTOCOL, out_span(&o), now);
}

/* When to give up a script that waits for the server to be quiet, which it never is. */
static int64_t restless_at(const struct session *s)
{
	int64_t at =
	    os_later(s->restless, s->spoke) + REPLY_LIMITS * s->timeout + s->held - s->spoke_held;

	if (!s->timeout || s->person || s->holding)
		return OS_NEVER;
	if (s->dues || s->protocol != PROTOCOL_UNKNOWN)
		return OS_NEVER;
	if (session_last_rx(s) + s->quiet <= at)
		return OS_NEVER;
	return at;
}

static void restless(struct session *s, int64_t now)
{
	char text[160];
	struct out o = OUT(text);

	out_text(&o, "wait until the server is quiet: it has been sending for ");
	out_duration(&o, now - os_later(s->restless, s->spoke) - (s->held - s->spoke_held));
	out_text(&o, ", four times the limit");
	say_setting(s, &o);
	session_give_up(s, STATUS_PROTOCOL, out_span(&o), now);
}

/* When we close after QUIT was answered, if the server has not closed, whatever it sends. */
static int64_t parting_at(const struct session *s)
{
	int64_t at = s->phase_since + PARTING + s->held - s->phase_held;

	if (s->phase != SESSION_PARTING)
		return OS_NEVER;
	return os_later(at, s->blind_until + 1);
}

static int64_t blanks_at(const struct session *s)
{
	return timeline_deadline(s->tell->log);
}

static void blanks(struct session *s, int64_t now)
{
	(void)now;
	timeline_catch_up(s->tell->log);
}

static const struct alarm {
	int64_t (*at)(const struct session *s);
	void (*ring)(struct session *s, int64_t now);
} alarms[] = {
	{ doomed_at, doomed },
	{ parting_at, session_close },
	{ prompt_at, prompt },
	{ blanks_at, blanks },
	{ quiet_at, session_complete },
	{ broken_at, broken },
	{ stall_at, stall },
	{ keepalive_at, keepalive },
	{ limit_at, limit },
	{ endless_at, endless },
	{ restless_at, restless },
	{ nvt_typed_at, nvt_tell_typed },
};
#define ALARMS (sizeof alarms / sizeof *alarms)

void session_tick(struct session *s, int64_t now)
{
	if (s->holding)
		session_unwatched(s, now);
	for (size_t i = 0; i < ALARMS && session_is_open(s); i++)
		if (now >= alarms[i].at(s))
			alarms[i].ring(s, now);
}

int64_t session_deadline(const struct session *s, int64_t now)
{
	int64_t at = OS_NEVER, quiet = session_last_traffic(s) + s->quiet;

	if (!session_is_open(s))
		return at;
	if (s->protocol == PROTOCOL_UNKNOWN && now < quiet)
		at = quiet; /* session_ready waits for that */
	for (size_t i = 0; i < ALARMS; i++)
		at = os_earlier(at, alarms[i].at(s));
	return at;
}
