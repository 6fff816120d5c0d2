/* tls_setup.c - what connections share: random numbers, files, ciphers; see tls.h. */
#include "net/tls_inside.h"

#include "base/wipe.h"
#include "os/os.h"

#include <mbedtls/base64.h>
#include <string.h>

#define TLS_FILE 32768 /* octets of a key file, at most */

bool tls_spoken(void)
{
	return true;
}

/* ---- random numbers ---- */

static bool lacks_random;

bool tls_lacks_random(void)
{
	return lacks_random;
}

int tls_random(void *none, unsigned char *at, size_t len)
{
	(void)none;
	lacks_random = !os_random(at, len);
	return lacks_random ? MBEDTLS_ERR_PLATFORM_HW_ACCEL_FAILED : 0;
}

/* ---- ciphers and groups ---- */

#define AES_GCM                                                                                    \
	MBEDTLS_TLS1_3_AES_256_GCM_SHA384, MBEDTLS_TLS1_3_AES_128_GCM_SHA256,                      \
	    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,                                       \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,                                         \
	    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,                                       \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
#define CHACHA                                                                                     \
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,                                                   \
	    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,                                 \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
#define OLD                                                                                        \
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,                                           \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,                                         \
	    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,                                       \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,                                         \
	    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,                                          \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,                                            \
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, MBEDTLS_TLS_RSA_WITH_AES_256_GCM_SHA384,   \
	    MBEDTLS_TLS_RSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_RSA_WITH_AES_256_CBC_SHA256,      \
	    MBEDTLS_TLS_RSA_WITH_AES_128_CBC_SHA256, MBEDTLS_TLS_RSA_WITH_AES_256_CBC_SHA,         \
	    MBEDTLS_TLS_RSA_WITH_AES_128_CBC_SHA

/* AES first only if the processor has it: without that, ChaCha20 is three times as fast. */
const int *tls_suites(void)
{
	static const int aes_first[] = { AES_GCM, CHACHA, OLD, 0 };
	static const int chacha_first[] = { CHACHA, AES_GCM, OLD, 0 };

	return os_has_aes() ? aes_first : chacha_first;
}

const uint16_t *tls_groups(void)
{
	static const uint16_t groups[] = { MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
		MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
		MBEDTLS_SSL_IANA_TLS_GROUP_SECP521R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE };

	return groups;
}

/* ---- CAs ---- */

/* Accepts critical name constraints in a CA of the store, as cert_forbids checks them. */
static int known(void *none, const mbedtls_x509_crt *cert, const mbedtls_x509_buf *oid,
    int critical, const unsigned char *at, const unsigned char *end)
{
	struct span text = { (const char *)oid->p, oid->len };

	(void)none, (void)cert, (void)critical, (void)at, (void)end;
	return span_eq(text, SPAN("\x55\x1d\x1e")) ? 0 : MBEDTLS_ERR_X509_INVALID_EXTENSIONS;
}

/* Adds a CA.  Valid ones go first: a store may have a CA twice, before and after its renewal. */
static bool add(mbedtls_x509_crt **list, struct span der, int64_t utc)
{
	mbedtls_x509_crt *cert = mbedtls_calloc(1, sizeof *cert);
	struct cert c;

	if (!cert)
		return false;
	mbedtls_x509_crt_init(cert);
	if (!cert_read(&c, der) || mbedtls_x509_crt_parse_der_with_ext_cb(cert,
				       (const unsigned char *)der.at, der.len, 1, known, NULL)) {
		mbedtls_x509_crt_free(cert);
		mbedtls_free(cert);
		return true; /* a CA that can't be read is left out */
	}
	while (*list && cert_flaws(&c, utc) & CERT_UNTIMELY)
		list = &(*list)->next;
	cert->next = *list;
	*list = cert;
	return true;
}

bool tls_add_cas(struct tls *t, struct span name, mbedtls_x509_crt **list)
{
	struct trust *trust = &t->setup->trust;
	struct span der;
	bool fine = true;

	trust_begin(trust, name);
	while (fine && trust_next(trust, &der))
		fine = add(list, der, t->clock.now);
	trust_end(trust);
	return fine;
}

/* ---- our own certificate ---- */

/* Reads our certificate and its issuers from their file, as if it were a CA store. */
static bool load_cert(struct tls_setup *s, struct fault *f)
{
	const char *path = s->how->cert;
	struct span der;
	bool fine;

	if (!trust_open(&s->trust, path, f))
		return false;
	tls_memory();
	trust_begin(&s->trust, SPAN(""));
	do
		fine = trust_next(&s->trust, &der) && !mbedtls_x509_crt_parse_der(&s->cert,
							  (const unsigned char *)der.at, der.len);
	while (fine);
	trust_end(&s->trust);
	return s->cert.version ||
	       fault_set(f, FAULT_NO_CERT, "read the certificate", span_of(path));
}

/* Reads the first private key of a PEM text: RFC 7468 10, 11, and the two older forms. */
static enum fault_kind parse_key(
    struct tls_setup *s, struct span text, unsigned char *der, struct span passphrase)
{
	struct span head, body;
	size_t len;

	do
		head = span_line(&text);
	while (text.len && !span_holds(head, SPAN("PRIVATE KEY-----")));
	body = span_until(&text, '-');
	if (mbedtls_base64_decode(der, TLS_FILE, &len, (const unsigned char *)body.at, body.len))
		return FAULT_NO_KEY;
	if (span_holds(head, SPAN("ENCRYPTED")) && !passphrase.len)
		return FAULT_PASSPHRASE;
	switch (mbedtls_pk_parse_key(&s->key, der, len, (const unsigned char *)passphrase.at,
	    passphrase.len, tls_random, NULL)) {
	case 0: return FAULT_NONE;
	case MBEDTLS_ERR_PK_PASSWORD_MISMATCH: return FAULT_PASSPHRASE;
	default: return lacks_random ? FAULT_NO_RANDOM : FAULT_NO_KEY;
	}
}

static bool load_key(struct tls_setup *s, struct span passphrase, struct fault *f)
{
	const char *path = s->how->key ? s->how->key : s->how->cert;
	char *text = mbedtls_calloc(2, TLS_FILE); /* the PEM text, then its DER */
	enum fault_kind kind;
	bool is_key;
	size_t len;

	if (!text || !os_file_load(path, text, TLS_FILE, &len, f)) {
		mbedtls_free(text);
		return fault_set(f, FAULT_OTHER, "make room for", span_of(path));
	}
	kind =
	    parse_key(s, (struct span){ text, len }, (unsigned char *)text + TLS_FILE, passphrase);
	wipe(text, (size_t)2 * TLS_FILE);
	mbedtls_free(text);
	is_key = !kind || kind == FAULT_PASSPHRASE;
	if (is_key && !s->how->exposed && !os_file_is_private(path, f))
		return false;
	if (kind)
		return fault_set(f, kind, "read the key", span_of(path));
	if (mbedtls_pk_check_pair(&s->cert.pk, &s->key, tls_random, NULL))
		return fault_set(f, lacks_random ? FAULT_NO_RANDOM : FAULT_MISMATCH, "use the key",
		    span_of(path));
	return true;
}

/* Reads our certificate and its key, if they are asked for. */
static bool load_own(struct tls_setup *s, struct span passphrase, struct fault *f)
{
	if (!s->how->cert)
		return true;
	return load_cert(s, f) && load_key(s, passphrase, f);
}

_Static_assert(sizeof(struct tls_setup) <= TLS_SETUP_ROOM, "a setup has room");

struct tls_setup *tls_setup(
    struct tls_room *room, const struct tls_how *how, struct span passphrase, struct fault *f)
{
	struct tls_setup *s = (struct tls_setup *)(void *)room;

	memset(s, 0, sizeof *s);
	s->how = how;
	mbedtls_x509_crt_init(&s->cert);
	mbedtls_pk_init(&s->key);
	if (load_own(s, passphrase, f) && (how->serves || trust_open(&s->trust, how->cafile, f)))
		return s;
	tls_setup_end(s);
	return NULL;
}

void tls_setup_end(struct tls_setup *s)
{
	mbedtls_x509_crt_free(&s->cert);
	mbedtls_pk_free(&s->key);
}

/* ---- SSLKEYLOGFILE ---- */

static void put_hex(struct out *o, const unsigned char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out_hex(o, at[i], 2);
}

/* Writes a line in the format that Wireshark reads. */
void tls_log_key(void *setup, mbedtls_ssl_key_export_type type, const unsigned char *secret,
    size_t len, const unsigned char client[32], const unsigned char server[32],
    mbedtls_tls_prf_types prf)
{
	static const char *const labels[] = {
		[MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET] = "CLIENT_RANDOM ",
		[MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET] =
		    "CLIENT_HANDSHAKE_TRAFFIC_SECRET ",
		[MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET] =
		    "SERVER_HANDSHAKE_TRAFFIC_SECRET ",
		[MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET] =
		    "CLIENT_TRAFFIC_SECRET_0 ",
		[MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET] =
		    "SERVER_TRAFFIC_SECRET_0 ",
	};
	const struct tls_setup *s = setup;
	struct fault f = { 0 };
	char line[256];
	struct out o = OUT(line);
	os_file file;

	(void)server;
	(void)prf;
	if ((size_t)type >= sizeof labels / sizeof *labels || !labels[type])
		return;
	out_text(&o, labels[type]);
	put_hex(&o, client, 32);
	out_char(&o, ' ');
	put_hex(&o, secret, len);
	out_char(&o, '\n');
	file = os_file_append(s->how->keylog, &f);
	if (file != OS_NO_FILE) {
		os_file_write(file, out_span(&o), &f);
		os_file_close(file);
	}
	wipe(line, sizeof line);
}
