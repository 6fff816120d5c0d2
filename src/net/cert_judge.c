/* cert_judge.c - see cert.h: why a certificate is refused, in one sentence. */
#include "base/base64.h"
#include "base/show.h"
#include "net/cert_part.h"
#include "proto/oid.h"

#define NAMES_ROOM 80 /* octets of its names, roughly */
#define HOST_SHOWN 260

struct judge {
	const struct cert_case *k;
	struct cert own, top; /* the server's own; its highest issuer that was sent */
	struct out *o;
};

static void title(struct judge *j, struct span name)
{
	out_char(j->o, '\'');
	dn_title(name, j->o);
	out_char(j->o, '\'');
}

/* ---- the certificate at fault ---- */

/* Finds the certificate with that subject among those sent. */
static bool sent_find(const struct cert_case *k, struct span name, struct cert *c)
{
	for (size_t i = 0; i < k->count; i++)
		if (cert_read(c, k->sent[i]) && span_eq(c->subject, name))
			return true;
	return false;
}

static unsigned flaws_of(const struct judge *j, const struct cert *c)
{
	unsigned flaws = cert_flaws(c, j->k->clock.now);

	if (c->stranger.len)
		flaws |= CERT_STRANGE;
	return flaws;
}

/* The faults of all certificates that were sent; a set. */
static unsigned flaws_of_all(const struct judge *j)
{
	unsigned flaws = 0;
	struct cert c;

	for (size_t i = 0; i < j->k->count; i++)
		if (cert_read(&c, j->k->sent[i]))
			flaws |= flaws_of(j, &c);
	return flaws;
}

/*
 * Finds the first certificate sent that has the flaw; if that is not the server's own,
 * writes "depends on 'NAME', which ".  False if none has it: then it is a CA of the store.
 */
static bool culprit(struct judge *j, enum cert_fault flaw, struct cert *c)
{
	for (size_t i = 0; i < j->k->count; i++) {
		if (!cert_read(c, j->k->sent[i]) || !(flaws_of(j, c) & flaw))
			continue;
		if (i) {
			out_text(j->o, "depends on ");
			title(j, c->subject);
			out_text(j->o, ", which ");
		}
		return true;
	}
	out_text(j->o, "depends on an issuer that ");
	return false;
}

/* ---- reasons, each to follow "the certificate " ---- */

static void say_dates(struct judge *j)
{
	struct cert c;
	bool found = culprit(j, CERT_DATES, &c);

	out_text(j->o, "has invalid dates");
	if (!found)
		return;
	out_text(j->o, ", ");
	cert_dates_say(&c, j->o);
}

static void say_expired(struct judge *j)
{
	struct cert c;
	bool found = culprit(j, CERT_EXPIRED, &c);

	if (!found) {
		out_text(j->o, "has expired");
	} else {
		out_text(j->o, "expired ");
		cert_while_say(j->k->clock.now - c.until, j->o);
		out_text(j->o, " ago, on ");
		out_date(j->o, c.until);
	}
	cert_clock_say(j->k, found ? &c : NULL, j->o);
}

static void say_future(struct judge *j)
{
	struct cert c;
	bool found = culprit(j, CERT_FUTURE, &c);

	if (found) {
		out_text(j->o, "is not valid before ");
		out_date(j->o, c.from);
		out_text(j->o, ", in ");
		cert_while_say(c.from - j->k->clock.now, j->o);
	} else {
		out_text(j->o, "is not yet valid");
	}
	cert_clock_say(j->k, found ? &c : NULL, j->o);
}

static void say_name(struct judge *j)
{
	if (j->own.names.len) {
		out_text(j->o, "is for ");
		cert_names(&j->own, NAMES_ROOM, j->o);
		out_text(j->o, ", not for ");
	} else {
		out_text(j->o, "has no names except the common name ");
		title(j, j->own.subject);
		out_text(j->o, ", which is no longer accepted: it is not for ");
	}
	show_some(j->o, j->k->host, HOST_SHOWN);
}

/* Writes which issuer's constraints forbid which name, if that issuer was sent. */
static void say_limited(struct judge *j)
{
	struct der name;
	struct cert c;

	for (size_t i = 1; i < j->k->count; i++) {
		if (!cert_read(&c, j->k->sent[i]) ||
		    !cert_forbids(c.limits, &j->own, j->k->host, &name))
			continue;
		out_text(j->o, "depends on ");
		title(j, c.subject);
		out_text(j->o, ", whose name constraints forbid ");
		cert_name_say(&name, j->o);
		return;
	}
	out_text(j->o, "depends on an issuer whose name constraints forbid it");
}

static void say_strange(struct judge *j)
{
	struct cert c;
	bool found = culprit(j, CERT_STRANGE, &c);

	out_text(j->o, "has a critical extension that this build's TLS library refuses");
	if (!found)
		return;
	out_text(j->o, ": ");
	oid_say(span_first(c.stranger, 16), j->o);
}

/* Names both the key and the signature, as the library does not tell which it refused. */
static void say_unusable(struct judge *j)
{
	out_text(j->o, "is of a kind that this build does not support: its key is ");
	cert_key_say(&j->own, j->o);
	out_text(j->o, ", its signature ");
	cert_signature_say(&j->own, j->o);
}

static void say_weak(struct judge *j, enum cert_fault flaw, const char *what,
    void (*say)(const struct cert *, struct out *))
{
	struct cert c;
	bool found = culprit(j, flaw, &c);

	out_text(j->o, what);
	if (!found)
		return;
	out_text(j->o, ", ");
	say(&c, j->o);
}

static void say_weak_key(struct judge *j)
{
	say_weak(j, CERT_WEAK_KEY, "has too weak a key", cert_key_say);
}

static void say_weak_hash(struct judge *j)
{
	say_weak(j, CERT_WEAK_HASH, "is signed with too weak a hash", cert_signature_say);
}

/* Was the issuer of the server's own sent, and may it not issue certificates? */
static bool issuer_is_none(const struct judge *j, struct cert *c)
{
	return !cert_is_own(&j->own) && sent_find(j->k, j->own.issuer, c) && !c->issues;
}

/* If a server sends one certificate of an unknown issuer, the intermediate is usually missing. */
static void say_issuer(struct judge *j)
{
	bool alone = j->k->count == 1;

	out_text(j->o, alone ? "was issued by " : "leads to ");
	title(j, j->top.issuer);
	out_text(j->o, ", which is unknown to this machine");
	if (alone)
		out_text(j->o, "; the server sent no certificate of that issuer: an "
			       "intermediate certificate is missing, or the CA is private");
}

static void say_no_issuer(struct judge *j, const struct cert *c)
{
	out_text(j->o, "was issued by ");
	title(j, c->subject);
	out_text(j->o, ", whose own certificate does not allow it to issue certificates");
}

static void say_unknown(struct judge *j)
{
	bool own = cert_is_own(&j->top);
	struct cert c;

	if (!j->k->trust || !j->k->trust->found) {
		out_text(j->o, "cannot be verified: no CA store was found on this machine");
	} else if (issuer_is_none(j, &c)) {
		say_no_issuer(j, &c);
	} else if (trust_has(j->k->trust, j->top.issuer)) {
		out_text(j->o, "has no valid signature of the ");
		title(j, j->top.issuer);
		out_text(j->o, " that this machine knows");
	} else if (own && span_eq(j->top.der, j->own.der)) {
		out_text(j->o, "is self-signed");
	} else if (own) {
		out_text(j->o, "leads to ");
		title(j, j->top.issuer);
		out_text(j->o, ", a self-signed CA unknown to this machine");
	} else {
		say_issuer(j);
	}
}

static void say_usage(struct judge *j)
{
	struct cert c;

	if (j->own.serves && flaws_of_all(j) & CERT_USAGE) {
		culprit(j, CERT_USAGE, &c);
		out_text(j->o, "may not issue certificates for servers");
	} else {
		out_text(j->o, "is not for use by a server");
	}
}

static void say_pin(struct judge *j)
{
	char sum[CERT_PRINT];

	cert_key_print(&j->own, sum);
	out_text(j->o, "is not the pinned one: its key is sha256:");
	base64_encode(j->o, (struct span){ sum, sizeof sum });
}

static void say_broken(struct judge *j)
{
	out_text(j->o, "cannot be read");
}

/* In the order of enum cert_fault. */
static void (*const reasons[])(struct judge *) = { say_broken, say_pin, say_dates, say_expired,
	say_future, say_name, say_limited, say_strange, say_unusable, say_unknown, say_weak_key,
	say_weak_hash, say_usage };

/* ---- the sentence ---- */

/* Goes from issuer to issuer to the last that was sent; takes `count` steps at most, in a ring. */
static void climb(struct judge *j)
{
	struct cert next;

	j->top = j->own;
	for (size_t i = 0; i < j->k->count && !cert_is_own(&j->top); i++) {
		if (!sent_find(j->k, j->top.issuer, &next))
			return;
		j->top = next;
	}
}

enum status cert_judge(const struct cert_case *k, struct out *o)
{
	struct judge j = { .k = k, .o = o };
	unsigned faults = k->faults;
	size_t begin = o->len;

	if (k->count == 0 || !cert_read(&j.own, k->sent[0]))
		faults = CERT_BROKEN;
	climb(&j);
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (!(faults >> i & 1))
			continue;
		if (o->len != begin)
			out_text(o, "; it ");
		reasons[i](&j);
	}
	if (faults == CERT_UNKNOWN && !(k->trust && k->trust->found))
		return STATUS_CONFIG;
	return faults == CERT_UNUSABLE ? STATUS_CONFIG : STATUS_DENIED;
}
