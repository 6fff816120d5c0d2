/*
 * x509_crt.h - put before the library's x509_crt.c: what of a certificate it need not read.
 *
 * Here and not in src/net/tls_spare.c, so that the compiler sees which of its
 * branches are never taken, and leaves them out: 1.3 kB.
 */
#include <common.h> /* the library's own, before all else */

#include <mbedtls/oid.h>
#include <mbedtls/x509.h>

#define mbedtls_oid_get_x509_ext_type postel_extension

/* The extensions that a chain is judged by: OID 2.5.29.15 and so on. */
static inline int postel_extension(const mbedtls_asn1_buf *oid, int *type)
{
	if (oid->len != 3 || oid->p[0] != 0x55 || oid->p[1] != 29)
		return MBEDTLS_ERR_OID_NOT_FOUND;
	switch (oid->p[2]) {
	case 15: *type = MBEDTLS_X509_EXT_KEY_USAGE; return 0;
	case 17: *type = MBEDTLS_X509_EXT_SUBJECT_ALT_NAME; return 0;
	case 19: *type = MBEDTLS_X509_EXT_BASIC_CONSTRAINTS; return 0;
	case 37: *type = MBEDTLS_X509_EXT_EXTENDED_KEY_USAGE; return 0;
	default: return MBEDTLS_ERR_OID_NOT_FOUND;
	}
}
