/*
 * tls_bundled.c - the parts that need our own build of mbedTLS; see tls_inside.h.
 *
 * tls_system.c is linked in its place if the library is the system's.
 */
#include "net/tls_inside.h"

#include "os/os.h"

#include <mbedtls/memory_buffer_alloc.h>
#include <ssl_misc.h>

/* Is the library configured with a server's side? */
#ifdef MBEDTLS_SSL_SRV_C
#define TLS_SERVES 1
#else
#define TLS_SERVES 0
#endif

#ifndef TLS_POOL
/* Octets for all that mbedTLS allocates; a connection takes about 120,000, a client's 170,000. */
#define TLS_POOL (TLS_SERVES ? 4194304 : 311296)
#endif

bool tls_serves(void)
{
	return TLS_SERVES;
}

/* Gives mbedTLS a fixed pool.  Called at the first use of TLS only, as all of it is zeroed. */
void tls_memory(void)
{
	static unsigned char pool[TLS_POOL];
	static bool begun;

	if (begun)
		return;
	begun = true;
	os_guard(pool, sizeof pool);
	mbedtls_memory_buffer_alloc_init(pool, sizeof pool);
}

psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *context,
    uint8_t *output, size_t output_size, size_t *output_length)
{
	(void)context;
	*output_length = output_size;
	return tls_random(NULL, output, output_size) ? PSA_ERROR_INSUFFICIENT_ENTROPY : PSA_SUCCESS;
}

/* mbedTLS calls this to get the CAs that may have signed a certificate. */
static int find_issuers(void *tls, const mbedtls_x509_crt *child, mbedtls_x509_crt **found)
{
	struct span name = { (const char *)child->issuer_raw.p, child->issuer_raw.len };

	*found = NULL;
	return tls_add_cas(tls, name, found) ? 0 : MBEDTLS_ERR_X509_ALLOC_FAILED;
}

bool tls_trust(struct tls *t)
{
	mbedtls_ssl_conf_ca_cb(&t->conf, find_issuers, t);
	return true;
}

/* mbedTLS forgets group and binding after the handshake, so they are noted at each step. */
void tls_note_agreement(struct tls *t, int state)
{
	const mbedtls_ssl_handshake_params *h = t->ssl.handshake;
	int id;

	(void)state;
	if (!h)
		return;
	if (t->ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_3) {
		t->group = h->offered_group_id;
		return;
	}
	t->bound = h->extended_ms == MBEDTLS_SSL_EXTENDED_MS_ENABLED;
	id = (int)h->ecdh_ctx.grp_id;
	t->group = id ? mbedtls_ssl_get_tls_id_from_ecp_group_id((mbedtls_ecp_group_id)id) : 0;
}
