/* secure.c - TLS in a session: begins it, and tells its success or failure; see session.h. */
#include "session/session_part.h"

static int64_t utc_seconds(const struct session *s, int64_t now)
{
	return (s->tell->log->anchor_utc + (now - s->tell->log->anchor_at)) / OS_S;
}

/* This machine's clock and the server's, now. */
static struct cert_clock clock_of(const struct session *s, int64_t now)
{
	struct cert_clock c = { .now = utc_seconds(s, now), .jumped = s->tell->log->jumped / OS_S };

	if (s->server_utc)
		c.server = s->server_utc + (now - s->server_utc_at) / OS_S;
	return c;
}

void session_secure(struct session *s, int64_t now)
{
	struct cert_clock clock = clock_of(s, now);

	timeline_mark(s->tell, now, EVENT_SECURE, s->upgrade, span_host(span_of(s->host)));
	session_enter(s, SESSION_SHAKING, now);
	if (!conn_secure(&s->conn, s->tls, s->host, &clock, s->upgrade, &s->chain))
		session_give_up(s, STATUS_CONFIG, SPAN("begin TLS: no memory is left for it"), now);
}

/* Clear text after the agreement to TLS may be injected: RFC 3207 6, CVE-2011-0411. */
void session_upgrade(struct session *s, int64_t now)
{
	s->upgrade = true;
	if (!s->tls)
		session_doom(s, SESSION_NO_TLS);
	else if (queue_data(&s->conn.in).len)
		session_doom(s, SESSION_INJECTED);
	else
		session_secure(s, now);
}

/* ---- success and failure ---- */

/* "mail.example by R3, until 2027-01-20" */
static void say_cert(const struct cert *c, struct span subject, struct span issuer, struct out *o)
{
	out_put(o, subject);
	out_text(o, " by ");
	out_put(o, issuer);
	if (!c->dated) {
		out_text(o, ", with invalid dates");
		return;
	}
	out_text(o, ", until ");
	out_date(o, c->until);
}

static void tell_cert(
    struct session *s, const struct cert *c, size_t depth, bool doubtful, int64_t now)
{
	char text[256], names[2][DN_TITLE_MAX];
	struct out o = OUT(text), subject = OUT(names[0]), issuer = OUT(names[1]);

	dn_title(c->subject, &subject);
	dn_title(c->issuer, &issuer);
	say_cert(c, out_span(&subject), out_span(&issuer), &o);
	timeline_tell(s->tell, &(struct event){ .at = now,
				   .kind = EVENT_CERT,
				   .n = { (int64_t)depth, doubtful, c->until },
				   .text = out_span(&o),
				   .fact = { out_span(&subject), out_span(&issuer) } });
}

static void tell_chain(struct session *s, bool doubtful, int64_t now)
{
	for (size_t i = 0; i < s->chain.count; i++) {
		struct cert c;

		if (cert_read(&c, tls_chain_at(&s->chain, i)))
			tell_cert(s, &c, i, doubtful, now);
	}
}

static void say_days(const struct session *s, struct out *o, int64_t now)
{
	struct cert c;

	if (!cert_read(&c, tls_chain_at(&s->chain, 0)) || !c.dated)
		return;
	out_text(o, ", certificate good for ");
	out_number(o, cert_days_left(&c, utc_seconds(s, now)));
	out_text(o, " days");
}

/* Tells the weak points of the connection. */
static void warn_of_weakness(struct session *s, unsigned weak, int64_t now)
{
	static const struct {
		unsigned weakness;
		const char *text;
	} rows[] = {
		{ TLS_NO_SECRECY,
		    "no forward secrecy: anyone who gets the server's key later can decrypt "
		    "what is recorded now" },
		{ TLS_CBC, "CBC: an outdated cipher; AES-GCM and ChaCha20-Poly1305 were offered" },
		{ TLS_NO_BINDING, "no extended master secret (RFC 7627): this TLS session is not "
				  "tied to its handshake" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (weak & rows[i].weakness)
			timeline_say(s->tell, now,
			    rows[i].weakness & TLS_NO_SECRECY ? EVENT_WARNING : EVENT_NOTE,
			    span_of(rows[i].text));
}

/* Hints that capabilities told in clear text no longer count: RFC 3207 4.2. */
static void hint_caps(struct session *s, int64_t now)
{
	const char *verb = dialect_of(s->protocol)->asks_caps;
	char text[80];
	struct out o = OUT(text);

	out_text(&o, "TLS is on. Capabilities may differ now: ");
	out_text(&o, *verb ? "send " : "ask for them");
	out_text(&o, verb);
	out_text(&o, " again.");
	timeline_say(s->tell, now, EVENT_HINT, out_span(&o));
}

static void is_up(struct session *s, int64_t now)
{
	struct tls *t = conn_tls(&s->conn);
	int64_t took = now - s->phase_since, held = session_held_until(s, now) - s->phase_held;
	char text[CERT_REASON_MAX + 160], doubt[CERT_REASON_MAX];
	struct out o = OUT(text), why = OUT(doubt);
	struct tls_agreed agreed = tls_agreed(t);
	bool doubtful = tls_doubt(t, &why);

	tls_facts(t, &o);
	if (doubtful)
		out_text(&o, ", certificate NOT trusted");
	else
		say_days(s, &o, now);
	timeline_tell(
	    s->tell, &(struct event){ .at = now,
			 .kind = EVENT_TLS,
			 .n = { took, s->upgrade, doubtful, tls_weak(t), session_ours(held, took) },
			 .text = out_span(&o),
			 .fact = { agreed.version, agreed.suite, agreed.group } });
	tell_chain(s, doubtful, now);
	warn_of_weakness(s, tls_weak(t), now);
	if (doubtful) {
		o = OUT(text);
		out_text(&o, "continuing (insecure) although the certificate ");
		out_put(&o, out_span(&why));
		timeline_say(s->tell, now, EVENT_WARNING, out_span(&o));
	}
	if (s->upgrade)
		hint_caps(s, now);
	standing_secure(&s->stands);
	session_enter(s, SESSION_TALKING, now);
	s->waiting = false;
	s->spoke = s->last_rx = s->silence_from = now;
	if (s->dues) /* the time of the greeting counts from now */
		session_due_sent(s, &s->due[0], s->due[0].said_at = now);
	caps_copy(&s->clear, &s->caps);
	caps_forget(&s->caps);
}

static void tell_only(struct session *s, const char *where, const struct caps *has,
    const struct caps * not, int64_t now)
{
	char text[CAPS_MAX + 40];
	struct out o = OUT(text);
	size_t head;

	out_text(&o, where);
	head = o.len;
	caps_only(has, not, &o);
	if (o.len > head)
		timeline_say(s->tell, now, EVENT_HINT, out_span(&o));
}

void session_compare(struct session *s, int64_t now)
{
	tell_only(s, "no longer offered after TLS: ", &s->clear, &s->caps, now);
	tell_only(s, "offered only after TLS: ", &s->caps, &s->clear, now);
	caps_forget(&s->clear);
}

static void has_failed(struct session *s, int64_t now)
{
	char text[CERT_REASON_MAX + 320];
	struct out o = OUT(text);
	enum status status = tls_why(conn_tls(&s->conn), &o);

	if (s->conn.fault.kind == FAULT_RESET)
		out_text(&o, " (the connection was reset)");
	if (s->phase == SESSION_SHAKING)
		tell_chain(s, true, now);
	/* The reason may quote clear text of the server, and so a secret that we sent in clear. */
	session_give_up(s, status, session_shown_so_far(s, out_span(&o)), now);
}

static void note_renegotiation(struct session *s, const struct tls *t, int64_t now)
{
	if (s->renegotiated || !tls_asked_again(t))
		return;
	s->renegotiated = true;
	timeline_say(s->tell, now, EVENT_NOTE,
	    SPAN("the server asked to renegotiate TLS 1.2, which this build refuses"));
}

void session_shaken(struct session *s, int64_t now)
{
	const struct tls *t = conn_tls(&s->conn);

	if (!session_is_open(s) || !t)
		return;
	if (tls_state(t) == TLS_FAILED)
		has_failed(s, now);
	else if (s->phase == SESSION_SHAKING && tls_state(t) != TLS_SHAKING)
		is_up(s, now);
	else
		note_renegotiation(s, t, now);
}
