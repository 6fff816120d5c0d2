/*
 * tls_spare.c - what TLS asks of the library, in fewer octets.
 *
 * build/deps.mk has the library's files call these in place of its own, which
 * can do more than a client needs: together some 10 kB less.  A client shakes
 * one hand at a time, so what is under way has one place.
 */
#include "net/tls_inside.h"

#include <mbedtls/ecdh.h>
#include <mbedtls/md.h>
#include <mbedtls/psa_util.h>
#include <mbedtls/rsa.h>
#include <mbedtls/x509.h>

/* Who calls them has another name for them, and declares that. */
#define SPARE(result, name, ...)                                                                   \
	result name(__VA_ARGS__);                                                                  \
	result name(__VA_ARGS__)

/* Its callers tell no failure from another. */
static psa_status_t judged(int error)
{
	return error ? PSA_ERROR_GENERIC_ERROR : PSA_SUCCESS;
}

/* Names in certificates are read by cert.c, from the same octets. */
SPARE(int, postel_spare_names, unsigned char **p, const unsigned char *end,
    mbedtls_x509_sequence *names)
{
	(void)names;
	*p += end - *p;
	return 0;
}

/* A client's key signs; nobody sends it what it would have to decrypt. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the library's signature */
SPARE(int, postel_spare_decrypt, mbedtls_rsa_context *rsa,
    int (*random)(void *, unsigned char *, size_t), void *state, size_t *len,
    const unsigned char *in, unsigned char *out, size_t most)
{
	(void)rsa, (void)random, (void)state, (void)len, (void)in, (void)out, (void)most;
	return MBEDTLS_ERR_RSA_BAD_INPUT_DATA;
}

/*
 * A key in a file has all its numbers, RFC 8017 A.1.2: none is to be found out
 * from the others.  And one whose numbers do not fit each other signs nothing
 * that a server would take.
 */
SPARE(int, postel_spare_primes, const mbedtls_mpi *n, const mbedtls_mpi *e, const mbedtls_mpi *d,
    mbedtls_mpi *p, mbedtls_mpi *q)
{
	(void)n, (void)e, (void)d, (void)p, (void)q;
	return MBEDTLS_ERR_RSA_BAD_INPUT_DATA;
}

SPARE(int, postel_spare_exponent, const mbedtls_mpi *p, const mbedtls_mpi *q, const mbedtls_mpi *e,
    mbedtls_mpi *d)
{
	(void)p, (void)q, (void)e, (void)d;
	return MBEDTLS_ERR_RSA_BAD_INPUT_DATA;
}

SPARE(int, postel_spare_params, const mbedtls_mpi *n, const mbedtls_mpi *p, const mbedtls_mpi *q,
    const mbedtls_mpi *d, const mbedtls_mpi *e, int (*random)(void *, unsigned char *, size_t),
    void *state)
{
	(void)n, (void)p, (void)q, (void)d, (void)e, (void)random, (void)state;
	return 0;
}

/* ---- HKDF, RFC 5869, for the key schedule of TLS 1.3 ---- */

/* The one operation that is under way: what it was given stays with its caller until its end. */
static struct {
	psa_algorithm_t alg;
	const unsigned char *key, *text; /* of HMAC */
	size_t key_len, text_len;
} hkdf;

static psa_status_t hmac(const unsigned char *text, size_t len, unsigned char *sum)
{
	const mbedtls_md_info_t *md =
	    mbedtls_md_info_from_type(mbedtls_md_type_from_psa_alg(hkdf.alg));

	return judged(mbedtls_md_hmac(md, hkdf.key, hkdf.key_len, text, len, sum));
}

SPARE(psa_status_t, postel_spare_setup, psa_key_derivation_operation_t *op, psa_algorithm_t alg)
{
	(void)op;
	hkdf.alg = alg;
	return PSA_SUCCESS;
}

/* A salt is the key, and so is what is expanded; the rest is text. */
SPARE(psa_status_t, postel_spare_input, psa_key_derivation_operation_t *op,
    psa_key_derivation_step_t step, const uint8_t *at, size_t len)
{
	bool expands = PSA_ALG_IS_HKDF_EXPAND(hkdf.alg);

	(void)op;
	if (step == PSA_KEY_DERIVATION_INPUT_SALT ||
	    (expands && step == PSA_KEY_DERIVATION_INPUT_SECRET)) {
		hkdf.key = at;
		hkdf.key_len = len;
	} else {
		hkdf.text = at;
		hkdf.text_len = len;
	}
	return PSA_SUCCESS;
}

/* T(n) = HMAC(key, T(n - 1) | info | n) */
static psa_status_t expand(uint8_t *to, size_t len)
{
	unsigned char text[PSA_HASH_MAX_SIZE + 256 + 1], sum[PSA_HASH_MAX_SIZE];
	size_t before = 0, size = PSA_HASH_LENGTH(PSA_ALG_HKDF_GET_HASH(hkdf.alg));
	psa_status_t status = PSA_SUCCESS;

	if (hkdf.text_len > 256)
		return PSA_ERROR_INVALID_ARGUMENT;
	for (unsigned char n = 1; len && status == PSA_SUCCESS; n++) {
		size_t some = len < size ? len : size;

		memcpy(text, sum, before);
		memcpy(text + before, hkdf.text, hkdf.text_len);
		text[before + hkdf.text_len] = n;
		status = hmac(text, before + hkdf.text_len + 1, sum);
		memcpy(to, sum, some);
		to += some;
		len -= some;
		before = size;
	}
	mbedtls_platform_zeroize(text, sizeof text);
	mbedtls_platform_zeroize(sum, sizeof sum);
	return status;
}

SPARE(
    psa_status_t, postel_spare_output, psa_key_derivation_operation_t *op, uint8_t *to, size_t len)
{
	(void)op;
	return PSA_ALG_IS_HKDF_EXPAND(hkdf.alg) ? expand(to, len)
						: hmac(hkdf.text, hkdf.text_len, to);
}

SPARE(psa_status_t, postel_spare_abort, psa_key_derivation_operation_t *op)
{
	(void)op;
	return PSA_SUCCESS;
}

/* ---- the HMAC of Finished: a key, and at once what it is for ---- */

SPARE(psa_status_t, postel_spare_import, const psa_key_attributes_t *attributes, const uint8_t *key,
    size_t len, mbedtls_svc_key_id_t *id)
{
	(void)attributes;
	hkdf.key = key;
	hkdf.key_len = len;
	*id = MBEDTLS_SVC_KEY_ID_INIT; /* none that would have to be destroyed */
	return PSA_SUCCESS;
}

SPARE(psa_status_t, postel_spare_mac, mbedtls_svc_key_id_t id, psa_algorithm_t alg,
    const uint8_t *text, size_t text_len, uint8_t *mac, size_t size, size_t *len)
{
	(void)id, (void)size;
	hkdf.alg = alg;
	*len = PSA_HASH_LENGTH(PSA_ALG_HMAC_GET_HASH(alg));
	return hmac(text, text_len, mac);
}

SPARE(psa_status_t, postel_spare_hash, psa_algorithm_t alg, const uint8_t *text, size_t text_len,
    uint8_t *sum, size_t size, size_t *len)
{
	(void)size;
	*len = PSA_HASH_LENGTH(alg);
	return judged(mbedtls_md(
	    mbedtls_md_info_from_type(mbedtls_md_type_from_psa_alg(alg)), text, text_len, sum));
}

/* ---- the key exchange of TLS 1.3: ECDHE, RFC 8446 7.4.2 ---- */

static struct {
	mbedtls_ecp_keypair pair;
	size_t bits;
} ours;

SPARE(psa_status_t, postel_spare_init, void)
{
	return PSA_SUCCESS;
}

SPARE(psa_status_t, postel_spare_destroy, mbedtls_svc_key_id_t id)
{
	if (id)
		mbedtls_ecp_keypair_free(&ours.pair);
	return PSA_SUCCESS;
}

SPARE(
    psa_status_t, postel_spare_generate, const psa_key_attributes_t *want, mbedtls_svc_key_id_t *id)
{
	psa_key_type_t type = psa_get_key_type(want);

	ours.bits = psa_get_key_bits(want);
	mbedtls_ecp_keypair_free(&ours.pair); /* of a hand that was not shaken to the end */
	mbedtls_ecp_keypair_init(&ours.pair);
	*id = 1;
	return judged(mbedtls_ecp_gen_key(
	    mbedtls_ecc_group_from_psa(PSA_KEY_TYPE_ECC_GET_FAMILY(type), ours.bits), &ours.pair,
	    tls_random, NULL));
}

SPARE(psa_status_t, postel_spare_export, mbedtls_svc_key_id_t id, uint8_t *at, size_t size,
    size_t *len)
{
	(void)id;
	return judged(
	    mbedtls_ecp_write_public_key(&ours.pair, MBEDTLS_ECP_PF_UNCOMPRESSED, len, at, size));
}

SPARE(psa_status_t, postel_spare_attributes, mbedtls_svc_key_id_t id, psa_key_attributes_t *a)
{
	(void)id;
	psa_set_key_bits(a, ours.bits);
	return PSA_SUCCESS;
}

/* What both sides then know: of X25519 little-endian, RFC 7748 6.1. */
static int share(mbedtls_ecp_point *theirs, mbedtls_mpi *secret, const uint8_t *peer,
    size_t peer_len, uint8_t *at, size_t len)
{
	mbedtls_ecp_group *group = &ours.pair.grp;
	int error = mbedtls_ecp_point_read_binary(group, theirs, peer, peer_len);

	if (!error)
		error = mbedtls_ecp_check_pubkey(group, theirs);
	if (!error)
		error = mbedtls_ecdh_compute_shared(
		    group, secret, theirs, &ours.pair.d, tls_random, NULL);
	if (error)
		return error;
	return mbedtls_ecp_get_type(group) == MBEDTLS_ECP_TYPE_MONTGOMERY
		   ? mbedtls_mpi_write_binary_le(secret, at, len)
		   : mbedtls_mpi_write_binary(secret, at, len);
}

SPARE(psa_status_t, postel_spare_agree, psa_algorithm_t alg, mbedtls_svc_key_id_t id,
    const uint8_t *peer, size_t peer_len, uint8_t *at, size_t size, size_t *len)
{
	mbedtls_ecp_point theirs;
	mbedtls_mpi secret;
	int error;

	(void)alg, (void)id, (void)size;
	*len = PSA_BITS_TO_BYTES(ours.bits);
	mbedtls_ecp_point_init(&theirs);
	mbedtls_mpi_init(&secret);
	error = share(&theirs, &secret, peer, peer_len, at, *len);
	mbedtls_mpi_free(&secret);
	mbedtls_ecp_point_free(&theirs);
	return judged(error);
}
