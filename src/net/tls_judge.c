/* tls_judge.c - the server's certificates: kept, and judged; see tls.h. */
#include "net/tls_inside.h"

#include <string.h>

/* mbedTLS's errors of X.509 and keys, -0x2080 to -0x3fff; the low seven bits are details. */
#define ERROR_CLASS(error) (-(-(error)&0x7f80))
#define ERROR_LEAST        (-0x3fff)

/* ---- the certificates sent ---- */

struct span tls_chain_at(const struct tls_chain *c, size_t i)
{
	size_t from = 0;

	for (size_t before = 0; before < i; before++)
		from += c->len[before];
	return (struct span){ c->der + from, c->len[i] };
}

static void keep(struct tls_chain *c, struct span der)
{
	c->sent++;
	if (c->count == TLS_CHAIN || der.len > sizeof c->der - c->used)
		return;
	memcpy(c->der + c->used, der.at, der.len);
	c->used += der.len;
	c->len[c->count++] = der.len;
}

bool tls_take_vector(struct span *rest, size_t octets, struct span *value)
{
	size_t len = 0;

	if (rest->len < octets)
		return false;
	for (size_t i = 0; i < octets; i++)
		len = len << 8 | (unsigned char)rest->at[i];
	if (len > rest->len - octets)
		return false;
	*value = (struct span){ rest->at + octets, len };
	*rest = span_from(*rest, octets + len);
	return true;
}

bool tls_message_is(const struct tls *t, int kind)
{
	return t->ssl.in_msgtype == MBEDTLS_SSL_MSG_HANDSHAKE && t->ssl.in_msg[0] == kind;
}

struct span tls_message(const struct tls *t, int kind)
{
	size_t len = tls_message_is(t, kind) ? t->ssl.in_hslen : 0;

	if (len > MBEDTLS_SSL_IN_CONTENT_LEN)
		len = 0;
	return span_from((struct span){ (const char *)t->ssl.in_msg, len }, 4);
}

/*
 * Keeps the certificates of the last message, as they were sent, since mbedTLS leaves out
 * those that it does not understand.  RFC 5246 7.4.2, RFC 8446 4.4.2
 */
static void keep_all(struct tls *t)
{
	bool new = t->ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_3;
	struct span message = tls_message(t, MBEDTLS_SSL_HS_CERTIFICATE), list, der, more;

	*t->chain = (struct tls_chain){ 0 };
	if ((new && !tls_take_vector(&message, 1, &more)) || !tls_take_vector(&message, 3, &list))
		return;
	while (tls_take_vector(&list, 3, &der)) {
		keep(t->chain, der);
		if (new && !tls_take_vector(&list, 2, &more))
			return;
	}
}

/* ---- its faults ---- */

/* The faults that mbedTLS has found, as enum cert_fault.  Names and dates are judged by us. */
static unsigned faults_of(uint32_t flags)
{
	static const struct {
		uint32_t flags;
		unsigned fault;
	} map[] = {
		{ MBEDTLS_X509_BADCERT_NOT_TRUSTED, CERT_UNKNOWN },
		{ MBEDTLS_X509_BADCERT_BAD_KEY, CERT_WEAK_KEY },
		{ MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK, CERT_WEAK_HASH },
		{ MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE |
			MBEDTLS_X509_BADCERT_NS_CERT_TYPE,
		    CERT_USAGE },
	};
	unsigned faults = 0;

	flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_CN_MISMATCH | MBEDTLS_X509_BADCERT_EXPIRED |
			     MBEDTLS_X509_BADCERT_FUTURE);
	for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
		if (flags & map[i].flags)
			faults |= map[i].fault;
		flags &= ~map[i].flags;
	}
	if (flags)
		faults |= CERT_BROKEN;
	return faults;
}

/* Is the server's own certificate in the CA store itself? */
static bool is_trusted_itself(struct trust *trust, const struct cert *c)
{
	struct span der;
	bool found = false;

	trust_begin(trust, c->subject);
	while (!found && trust_next(trust, &der))
		found = span_eq(der, c->der);
	trust_end(trust);
	return found;
}

static void judge_own(struct tls *t)
{
	const struct tls_how *how = t->setup->how;
	struct cert c;

	if (!t->chain->count || !cert_read(&c, tls_chain_at(t->chain, 0))) {
		t->doubts |= CERT_BROKEN;
		return;
	}
	if (how->pin.set) {
		t->doubts = cert_pin_fits(&how->pin, &c) ? 0 : CERT_PIN;
		return;
	}
	if (!cert_is_for(&c, span_of(t->host)))
		t->doubts |= CERT_NAME;
	if (t->doubts & CERT_UNKNOWN && is_trusted_itself(&t->setup->trust, &c))
		t->doubts &= ~(unsigned)CERT_UNKNOWN;
}

/* Keeps the name constraints of an issuer; checks the server's own certificate against all. */
static void judge_limits(struct tls *t, const struct cert *c, bool own)
{
	struct der name;

	for (size_t i = 0; own && i < t->limits; i++)
		if (cert_forbids(t->limit[i], c, span_of(t->host), &name))
			t->doubts |= CERT_LIMITED;
	if (own || !c->limits.len)
		return;
	if (t->limits < TLS_LIMITS)
		t->limit[t->limits++] = c->limits;
	else
		t->doubts |= CERT_LIMITED;
}

/* Is this the first that was sent?  If not, mbedTLS has left that out as unusable. */
static void judge_first(struct tls *t, const mbedtls_x509_crt *cert)
{
	struct span first = { "", 0 };

	if (t->chain->count)
		first = tls_chain_at(t->chain, 0);
	if (!span_eq(first, (struct span){ (const char *)cert->raw.p, cert->raw.len }))
		t->doubts |= CERT_UNUSABLE;
}

/* Called from the top of the chain down; the server's own certificate (depth 0) comes last. */
int tls_judge(void *tls, mbedtls_x509_crt *cert, int depth, uint32_t *flags)
{
	struct tls *t = tls;
	struct cert c;

	t->doubts |= faults_of(*flags);
	if (cert_read(&c, (struct span){ (const char *)cert->raw.p, cert->raw.len })) {
		t->doubts |= cert_flaws(&c, t->clock.now) & (CERT_UNTIMELY | CERT_USAGE);
		judge_limits(t, &c, depth == 0);
	} else {
		t->doubts |= CERT_BROKEN;
	}
	if (depth == 0) {
		keep_all(t);
		judge_first(t, cert);
		judge_own(t);
		t->judged = true;
	}
	*flags = 0;
	if (depth == 0 && t->doubts)
		*flags = t->doubts & CERT_UNKNOWN ? MBEDTLS_X509_BADCERT_NOT_TRUSTED
						  : MBEDTLS_X509_BADCERT_CN_MISMATCH;
	return 0;
}

/* The fault of a certificate that mbedTLS could not read. */
static unsigned fault_unread(int error)
{
	static const struct {
		int error;
		unsigned fault;
	} map[] = {
		{ MBEDTLS_ERR_X509_INVALID_DATE, CERT_DATES },
		{ MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG, CERT_UNUSABLE },
		{ MBEDTLS_ERR_PK_UNKNOWN_PK_ALG, CERT_UNUSABLE },
		{ MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE, CERT_UNUSABLE },
		{ MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE, CERT_UNUSABLE },
	};

	if (error == MBEDTLS_ERR_X509_INVALID_EXTENSIONS + MBEDTLS_ERR_ASN1_UNEXPECTED_TAG)
		return CERT_STRANGE;
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (ERROR_CLASS(error) == map[i].error)
			return map[i].fault;
	return CERT_BROKEN;
}

void tls_unread(struct tls *t)
{
	int error = ERROR_CLASS(t->error);

	if (!t->chain || t->judged || t->ssl.state != MBEDTLS_SSL_SERVER_CERTIFICATE)
		return;
	if (error == ERROR_CLASS(MBEDTLS_ERR_X509_ALLOC_FAILED))
		return;
	if (error > MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE || error < ERROR_LEAST)
		return;
	keep_all(t);
	if (t->chain->count)
		t->doubts |= fault_unread(t->error);
}
