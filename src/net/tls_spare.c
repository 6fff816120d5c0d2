/*
 * tls_spare.c - what a client does not need of the library, in fewer octets.
 *
 * build/deps.mk has the library's files call these in place of its own.
 */
#include "net/tls_inside.h"

#include <mbedtls/rsa.h>
#include <mbedtls/x509.h>

/* Names in certificates are read by cert.c, from the same octets. */
int postel_spare_names(unsigned char **p, const unsigned char *end, mbedtls_x509_sequence *names);
int postel_spare_names(unsigned char **p, const unsigned char *end, mbedtls_x509_sequence *names)
{
	(void)names;
	*p += end - *p;
	return 0;
}

/* A client's key signs; nobody sends it what it would have to decrypt. */
int postel_spare_decrypt(mbedtls_rsa_context *rsa, int (*random)(void *, unsigned char *, size_t),
    void *state, size_t *len, const unsigned char *in, unsigned char *out, size_t most);
int postel_spare_decrypt(mbedtls_rsa_context *rsa, int (*random)(void *, unsigned char *, size_t),
    void *state, size_t *len, const unsigned char *in, unsigned char *out, size_t most)
{
	(void)rsa, (void)random, (void)state, (void)len, (void)in, (void)out, (void)most;
	return MBEDTLS_ERR_RSA_BAD_INPUT_DATA;
}
