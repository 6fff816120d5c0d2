/* tls_words.c - the server's certificate judged, and what happened in words; see tls.h. */
#include "net/tls_inside.h"

#include <string.h>

/* ---- the certificate ---- */

struct span tls_chain_at(const struct tls_chain *c, size_t i)
{
	size_t from = 0;

	for (size_t before = 0; before < i; before++)
		from += c->len[before];
	return (struct span){ c->der + from, c->len[i] };
}

static void keep(struct tls_chain *c, const mbedtls_x509_crt *cert)
{
	for (; cert; cert = cert->next) {
		size_t len = cert->raw.len;

		c->sent++;
		if (c->count == TLS_CHAIN || len > sizeof c->der - c->used)
			continue;
		memcpy(c->der + c->used, cert->raw.p, len);
		c->used += len;
		c->len[c->count++] = len;
	}
}

/* What mbedTLS minds, as we name it; of names and dates we are the judge. */
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

	flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH;
	for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
		faults |= flags & map[i].flags ? map[i].fault : 0;
		flags &= ~map[i].flags;
	}
	return flags ? faults | CERT_BROKEN : faults;
}

/* The server's own certificate may itself be one of those trusted here. */
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

/* From the top of the chain down; the server's own certificate comes last. */
int tls_judge(void *tls, mbedtls_x509_crt *cert, int depth, uint32_t *flags)
{
	struct tls *t = tls;
	struct cert c;

	t->doubts |= faults_of(*flags);
	if (cert_read(&c, (struct span){ (const char *)cert->raw.p, cert->raw.len }))
		t->doubts |= cert_flaws(&c, t->utc) & CERT_UNTIMELY;
	else
		t->doubts |= CERT_BROKEN;
	if (depth == 0) {
		keep(t->chain, cert);
		judge_own(t);
	}
	*flags = 0;
	if (depth == 0 && t->doubts)
		*flags = t->doubts & CERT_UNKNOWN ? MBEDTLS_X509_BADCERT_NOT_TRUSTED
						  : MBEDTLS_X509_BADCERT_CN_MISMATCH;
	return 0;
}

static enum status say_doubts(struct tls *t, struct out *o)
{
	struct span sent[TLS_CHAIN];
	struct cert_case k = { .faults = t->doubts,
		.host = span_of(t->host),
		.sent = sent,
		.count = t->chain->count,
		.trust = &t->setup->trust,
		.now = t->utc };

	for (size_t i = 0; i < k.count; i++)
		sent[i] = tls_chain_at(t->chain, i);
	return cert_judge(&k, o);
}

bool tls_doubt(struct tls *t, struct out *o)
{
	if (t->doubts)
		say_doubts(t, o);
	return t->doubts != 0;
}

/* ---- what failed ---- */

/* A list of numbers and what to say of them, as two tables; the last row, 0, stands for all others. */
#define SAYING_NUMBER(number, text) number,
#define SAYING_TEXT(number, text)   text "\0"

static const char *find(const int16_t *numbers, const char *texts, int number)
{
	unsigned i = 0;

	while (numbers[i] && numbers[i] != number)
		i++;
	return span_nth(texts, i);
}

/* RFC 8446 6 */
/* clang-format off */
#define ALERTS(X) \
	X(10, "unexpected_message") \
	X(20, "bad_record_mac") \
	X(40, "handshake_failure: it has no cipher, key exchange or signature in common with us, or wants a certificate (--cert FILE)") \
	X(42, "bad_certificate") \
	X(43, "unsupported_certificate") \
	X(44, "certificate_revoked") \
	X(45, "certificate_expired") \
	X(46, "certificate_unknown") \
	X(47, "illegal_parameter") \
	X(48, "unknown_ca: it does not know who issued the certificate of --cert") \
	X(49, "access_denied") \
	X(50, "decode_error") \
	X(51, "decrypt_error") \
	X(70, "protocol_version: it may have only TLS 1.0 or 1.1, which RFC 8996 withdrew, or not what --tls-min and --tls-max leave") \
	X(71, "insufficient_security: it wants stronger ciphers") \
	X(80, "internal_error: the fault is its own") \
	X(109, "missing_extension") \
	X(112, "unrecognized_name: it serves no such name (--sni NAME sends another)") \
	X(116, "certificate_required: it wants a certificate of yours (--cert FILE)") \
	X(0, "of a kind unknown here")

#define ERRORS(X) \
	X(MBEDTLS_ERR_SSL_CONN_EOF, "the server closed the connection") \
	X(MBEDTLS_ERR_SSL_INVALID_RECORD, "what came is no TLS") \
	X(MBEDTLS_ERR_SSL_INVALID_MAC, "a record was damaged on its way, or forged") \
	X(MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, "the server chose what was not offered") \
	X(MBEDTLS_ERR_SSL_ALLOC_FAILED, "it needs more memory than is set aside") \
	X(MBEDTLS_ERR_X509_ALLOC_FAILED, "its certificates need more memory than is set aside") \
	X(MBEDTLS_ERR_SSL_BAD_CERTIFICATE, "the server's certificate can't be used with this cipher") \
	X(MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG, "the server's certificate is signed in a way unknown here") \
	X(MBEDTLS_ERR_PK_UNKNOWN_PK_ALG, "the server's certificate has a key of a kind unknown here") \
	X(MBEDTLS_ERR_X509_INVALID_EXTENSIONS + MBEDTLS_ERR_ASN1_UNEXPECTED_TAG, "the server's certificate has an extension unknown here that must be known") \
	X(0, "the server broke the protocol")

#define GROUPS(X) X(23, " P-256") X(24, " P-384") X(25, " P-521") X(29, " X25519") X(0, "")
/* clang-format on */

static const int16_t alerts[] = { ALERTS(SAYING_NUMBER) };
static const int16_t errors[] = { ERRORS(SAYING_NUMBER) };
static const int16_t groups[] = { GROUPS(SAYING_NUMBER) };
static const char alert_texts[] = ALERTS(SAYING_TEXT);
static const char error_texts[] = ERRORS(SAYING_TEXT);
static const char group_texts[] = GROUPS(SAYING_TEXT);

/* What the server has against us; five alerts are about our certificate and say no more. */
static void say_alert(const struct tls *t, struct out *o)
{
	out_text(o, "the server refused with alert ");
	out_number(o, t->alert);
	out_text(o, ", ");
	out_text(o, find(alerts, alert_texts, t->alert));
	if (t->alert >= 42 && t->alert <= 46)
		out_text(o, ": it does not like the certificate of --cert");
}

static void say_clear(const struct tls *t, struct out *o)
{
	struct span text = { t->clear, t->clear_len };

	out_text(o, t->upgrade ? "the server went on in clear behind its agreement: "
			       : "the server answers in clear: ");
	out_put(o, span_line(&text));
	if (!t->upgrade)
		out_text(o, " (connect without TLS; 'tls' then says STARTTLS or STLS)");
}

/* A server that has chosen a version which we did not offer. */
static void say_version(const struct tls *t, struct out *o)
{
	out_text(o, t->setup->how->min == 13
			? "the server has no TLS 1.3"
			: "the server has only TLS 1.0 or 1.1, which RFC 8996 withdrew");
}

static void say_error(const struct tls *t, struct out *o)
{
	out_text(o, find(errors, error_texts, t->error));
	if (t->error == MBEDTLS_ERR_SSL_CONN_EOF) {
		out_text(o, "; ");
		out_text(o, tls_progress(t));
	} else {
		out_text(o, " (mbedTLS -0x");
		out_hex(o, (uint64_t)-t->error, 4);
		out_char(o, ')');
	}
}

/* The reason, and the way round it. */
static enum status say_refusal(struct tls *t, struct out *o)
{
	enum status status;

	out_text(o, "the certificate ");
	status = say_doubts(t, o);
	out_text(o, status == STATUS_CONFIG ? " (--cafile FILE names one)"
					    : " (--insecure goes on all the same)");
	return status;
}

enum status tls_why(struct tls *t, struct out *o)
{
	out_text(o, "TLS with ");
	out_text(o, t->host);
	out_text(o, ": ");
	if (tls_lacks_random()) {
		out_text(o, fault_reason(FAULT_NO_RANDOM));
		return fault_status(FAULT_NO_RANDOM);
	}
	if (t->doubts && t->chain->count && t->error != MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		return say_refusal(t, o);
	if (t->clear_len) {
		say_clear(t, o);
	} else if (t->alert >= 0) {
		say_alert(t, o);
	} else if (t->error == MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION) {
		say_version(t, o);
	} else {
		say_error(t, o);
	}
	return t->error == MBEDTLS_ERR_SSL_CONN_EOF ? STATUS_UNAVAILABLE : STATUS_PROTOCOL;
}

const char *tls_progress(const struct tls *t)
{
	int state = t->ssl.state;

	if (!t->seen)
		return "nothing came after our ClientHello";
	if (state <= MBEDTLS_SSL_SERVER_HELLO)
		return "its answer to our ClientHello is not whole";
	if (state <= MBEDTLS_SSL_SERVER_HELLO_DONE || state == MBEDTLS_SSL_ENCRYPTED_EXTENSIONS)
		return "its ServerHello came, and not all that follows";
	return "it has not finished its part";
}

/* ---- what was agreed ---- */

void tls_facts(const struct tls *t, struct out *o)
{
	bool new = t->ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_3;
	struct span suite = span_of(mbedtls_ssl_get_ciphersuite(&t->ssl));

	out_text(o, new ? "TLS 1.3 " : "TLS 1.2 ");
	out_put(o, span_from(suite, new ? strlen("TLS1-3-") : strlen("TLS-")));
	out_text(o, find(groups, group_texts, t->group));
}
