/* secure.c - tls and cert: the commands about TLS; see cmd.h. */
#include "cmd/cmd.h"
#include "proto/dn.h"

/* Asks a person for the passphrase, if that is the fault; else false. */
static bool ask(struct client *c, bool again, const struct fault *f)
{
	char text[sizeof f->who + 60];
	struct out o = OUT(text);

	if (f->kind != FAULT_PASSPHRASE || !c->ctx->person)
		return false;
	out_text(&o, again ? "Wrong passphrase. Passphrase for " : "Passphrase for ");
	out_text(&o, f->who);
	out_text(&o, " (not shown): ");
	typing_ask(c, CONTEXT_ASK_PASSPHRASE, out_span(&o));
	return true;
}

static void warn_keylog(struct client *c)
{
	if (c->ctx->tls.keylog)
		timeline_say(&c->tell, c->ctx->now, EVENT_WARNING,
		    SPAN(
			"SSLKEYLOGFILE is set: anyone who reads that file can decrypt the TLS connections"));
}

/* Is the file for the keys named -, which means no file elsewhere? */
static bool is_keylog_refused(struct client *c)
{
	const char *path = c->ctx->tls.keylog;

	if (!path || !span_eq(span_of(path), SPAN("-")))
		return false;
	client_refuse(c,
	    "SSLKEYLOGFILE: - is standard output, not a file; write ./- for a file named -",
	    SPAN(""));
	return true;
}

/* Reads what TLS needs, once for all clients. */
static bool read_setup(struct client *c, struct span passphrase)
{
	struct context *ctx = c->ctx;
	struct fault f = { 0 };

	if (is_keylog_refused(c))
		return false;
	ctx->setup = tls_setup(&ctx->tls_room, &ctx->tls, passphrase, &f);
	if (ctx->setup)
		warn_keylog(c);
	else if (!ask(c, passphrase.len > 0, &f))
		client_fault(c, &f);
	return ctx->setup;
}

/* Reads what TLS needs before connecting; false if that fails, or if a passphrase is asked for. */
bool secure_ready(struct client *c, struct span passphrase)
{
	if (c->session.tls || (!tls_spoken() && !c->target.tls))
		return true;
	if (!c->ctx->setup && !read_setup(c, passphrase))
		return false;
	c->session.tls = c->ctx->setup;
	return true;
}

bool cmd_tls(struct client *c, const struct words *w)
{
	struct session *s = &c->session;
	struct span line = span_of(dialect_of(s->protocol)->starts_tls);

	if (conn_tls(&s->conn))
		client_refuse(c, "?TLS is already on", SPAN(""));
	else if (!s->tls)
		client_refuse(c, "?This postel was built without TLS", SPAN(""));
	else if (!line.len)
		session_secure(s, c->ctx->now);
	else if (session_say(s, line, c->ctx->by, c->ctx->now) != SESSION_SAID)
		client_refuse(c, "?Not now: another command is under way", SPAN(""));
	return w->count == 1;
}

static void show(struct client *c, size_t i, bool pem)
{
	char text[CERT_TEXT_MAX];
	struct out o = OUT(text);
	struct span der = tls_chain_at(&c->session.chain, i);
	struct cert cert;

	if (pem)
		pem_write(der, &o);
	else if (cert_read(&cert, der))
		cert_say(&cert, (unsigned)i, os_utc() / OS_S, &o);
	else
		out_text(&o, "this certificate cannot be read: 'cert --pem' shows it");
	client_tell(c, out_span(&o));
}

bool cmd_cert(struct client *c, const struct words *w)
{
	const struct tls_chain *chain = &c->session.chain;
	bool pem = w->count == 2 && span_eq(w->word[1], SPAN("--pem"));

	if (w->count > 1 && !pem)
		return false;
	if (!chain->count)
		client_refuse(c, "?No server has shown a certificate yet", SPAN(""));
	for (size_t i = 0; i < chain->count; i++)
		show(c, i, pem);
	return true;
}

/* Writes who has issued the server's certificate, and how long it is valid. */
static void say_issuer(const struct client *c, struct out *o)
{
	struct cert cert;

	if (!cert_read(&cert, tls_chain_at(&c->session.chain, 0)) || !cert.dated)
		return;
	out_text(o, ", issued by ");
	dn_title(cert.issuer, o);
	out_text(o, ", good for ");
	out_number(o, cert_days_left(&cert, os_utc() / OS_S));
	out_text(o, " days");
}

/* Writes whether the certificate is trusted; one that --insecure has accepted must stand out. */
static void say_trust(const struct client *c, struct tls *t, struct out *o)
{
	char doubt[CERT_REASON_MAX];
	struct out why = OUT(doubt);

	if (tls_doubt(t, &why)) {
		out_text(o, "NOT trusted, accepted by --insecure: it ");
		out_put(o, out_span(&why));
		return;
	}
	out_text(o, c->ctx->tls.pin.set ? "trusted: it is the pinned one" : "trusted");
	say_issuer(c, o);
}

void secure_say(const struct client *c, struct out *o)
{
	struct tls *t = conn_tls(&c->session.conn);

	if (!t || c->session.phase == SESSION_SHAKING)
		return;
	out_text(o, "\nTLS           ");
	tls_facts(t, o);
	out_text(o, "\ncertificate   ");
	say_trust(c, t, o);
}
