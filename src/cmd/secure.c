/* secure.c - tls and cert: the commands about TLS; see cmd.h. */
#include "cmd/cmd.h"
#include "proto/dn.h"

/* A passphrase is asked for where somebody can be asked. */
static bool ask(struct desk *d, bool again, const struct fault *f)
{
	char text[sizeof f->who + 60];
	struct out o = OUT(text);

	if (f->kind != FAULT_PASSPHRASE || !d->person)
		return false;
	out_text(&o, again ? "Wrong passphrase. Passphrase for " : "Passphrase for ");
	out_text(&o, f->who);
	out_text(&o, " (not shown): ");
	typing_ask(d, DESK_ASK_PASSPHRASE, out_span(&o));
	return true;
}

static void warn_keylog(struct desk *d)
{
	if (d->tls.keylog)
		timeline_say(&d->log, d->now, EVENT_WARNING,
		    SPAN(
			"SSLKEYLOGFILE is set: anyone who reads that file can decrypt the TLS connections"));
}

/* What TLS needs is read before anything is connected to; false: it can't be, or not yet. */
bool secure_ready(struct desk *d, struct span passphrase)
{
	struct fault f = { 0 };

	if (d->session.tls || (!tls_spoken() && !d->target.tls))
		return true;
	d->session.tls = tls_setup(&d->tls_room, &d->tls, passphrase, &f);
	if (d->session.tls)
		warn_keylog(d);
	else if (!ask(d, passphrase.len > 0, &f))
		desk_fault(d, &f);
	return d->session.tls != NULL;
}

bool cmd_tls(struct desk *d, const struct words *w)
{
	struct session *s = &d->session;
	struct span line = span_of(dialect_of(s->protocol)->starts_tls);

	if (conn_tls(&s->conn))
		desk_refuse(d, "?TLS is already on", SPAN(""));
	else if (!s->tls)
		desk_refuse(d, "?This postel was built without TLS", SPAN(""));
	else if (!line.len)
		session_secure(s, d->now);
	else if (session_say(s, line, d->by, d->now) != SESSION_SAID)
		desk_refuse(d, "?Not now: another command is under way", SPAN(""));
	return w->count == 1;
}

static void show(struct desk *d, size_t i, bool pem)
{
	char text[CERT_TEXT_MAX];
	struct out o = OUT(text);
	struct span der = tls_chain_at(&d->session.chain, i);
	struct cert c;

	if (pem)
		pem_write(der, &o);
	else if (cert_read(&c, der))
		cert_say(&c, (unsigned)i, os_utc() / OS_S, &o);
	else
		out_text(&o, "this certificate cannot be read: 'cert --pem' shows it");
	desk_tell(d, out_span(&o));
}

bool cmd_cert(struct desk *d, const struct words *w)
{
	const struct tls_chain *c = &d->session.chain;
	bool pem = w->count == 2 && span_eq(w->word[1], SPAN("--pem"));

	if (w->count > 1 && !pem)
		return false;
	if (!c->count)
		desk_refuse(d, "?No server has shown a certificate yet", SPAN(""));
	for (size_t i = 0; i < c->count; i++)
		show(d, i, pem);
	return true;
}

/* By whom the server's certificate was issued, and for how long it is good. */
static void say_issuer(const struct desk *d, struct out *o)
{
	struct cert c;

	if (!cert_read(&c, tls_chain_at(&d->session.chain, 0)) || !c.dated)
		return;
	out_text(o, ", issued by ");
	dn_title(c.issuer, o);
	out_text(o, ", good for ");
	out_number(o, cert_days_left(&c, os_utc() / OS_S));
	out_text(o, " days");
}

/* May this be the server that was asked for?  One that was let pass looks like no other. */
static void say_trust(const struct desk *d, struct tls *t, struct out *o)
{
	char doubt[CERT_REASON_MAX];
	struct out why = OUT(doubt);

	if (tls_doubt(t, &why)) {
		out_text(o, "NOT trusted, accepted by --insecure: it ");
		out_put(o, out_span(&why));
		return;
	}
	out_text(o, d->tls.pin.set ? "trusted: it is the pinned one" : "trusted");
	say_issuer(d, o);
}

void secure_say(const struct desk *d, struct out *o)
{
	struct tls *t = conn_tls(&d->session.conn);

	if (!t || d->session.phase == SESSION_SHAKING)
		return;
	out_text(o, "\nTLS           ");
	tls_facts(t, o);
	out_text(o, "\ncertificate   ");
	say_trust(d, t, o);
}
