/*
 * mbedtls_config.h - what of mbedTLS is in postel, and why.
 *
 * Stands in place of mbedtls/mbedtls_config.h and of psa/crypto_config.h:
 * what is not named here is not compiled.  Sizes are octets of the x86-64
 * binary, for whoever wants a smaller one.  With POSTEL_TLS 0, which `make TLS=0`
 * says, only base64 and the hashes that records and logins need are left.
 */
#ifndef POSTEL_MBEDTLS_CONFIG_H
#define POSTEL_MBEDTLS_CONFIG_H

#ifndef POSTEL_TLS
#define POSTEL_TLS 1
#endif

#define MBEDTLS_BASE64_C       /* constant-time: passwords pass through it */
#define MBEDTLS_SHA256_C       /* the hash of a body; certificates; TLS */
#define MBEDTLS_SHA256_SMALLER /* rolled-up rounds: nobody waits for a hash */

#define MBEDTLS_MD_C   /* the face they are called through; HMAC */
#define MBEDTLS_MD5_C  /* APOP and CRAM-MD5 are defined with it */
#define MBEDTLS_SHA1_C /* SCRAM-SHA-1; the CBC suites of TLS 1.2 */

#if POSTEL_TLS

#define MBEDTLS_DEPRECATED_REMOVED

/* The system beneath. */
#define MBEDTLS_HAVE_ASM   /* big-number kernels and AES instructions */
#define MBEDTLS_PLATFORM_C /* so that memory can come from a bounded pool: */
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C
#define MBEDTLS_MEMORY_ALIGN_MULTIPLE   8 /* and not 4, which is less than a pointer needs */
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG   /* the system's own generator: none of ours to seed */

/* Ciphers of records. */
#define MBEDTLS_AES_C
#define MBEDTLS_AES_FEWER_TABLES /* 8 kB less; the instructions do the work where there are any */
#define MBEDTLS_GCM_C            /* what everybody speaks */
#define MBEDTLS_CIPHER_C         /* the face that TLS sees them through */
#define MBEDTLS_CIPHER_MODE_CBC  /* 6.2 kB: the newest that many an old TLS 1.2 server has */
#define MBEDTLS_CHACHA20_C       /* 4.4 kB with the next two: three times as fast as AES */
#define MBEDTLS_POLY1305_C       /* on a router whose processor has no AES */
#define MBEDTLS_CHACHAPOLY_C
#if defined(__x86_64__) || defined(__SSE2__)
#define MBEDTLS_AESNI_C /* AES-GCM by the processor's own instructions */
#elif defined(__aarch64__)
#define MBEDTLS_AESCE_C /* the same on Arm */
#endif

/* Hashes. */
#define MBEDTLS_SHA384_C /* half of the world's AES-256 suites */
#define MBEDTLS_SHA512_C /* signatures of the larger CAs */
#define MBEDTLS_SHA512_SMALLER

/* Keys and signatures. */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_RSA_C
#define MBEDTLS_RSA_NO_CRT /* signing, once a connection at most, may be slow */
#define MBEDTLS_PKCS1_V15  /* most certificates are signed so */
#define MBEDTLS_PKCS1_V21  /* PSS: TLS 1.3 takes no other RSA */
#define MBEDTLS_ECP_C
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED    /* roots and intermediates of the larger CAs */
#define MBEDTLS_ECP_DP_SECP521R1_ENABLED    /* rare, and next to nothing beside the others */
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED   /* 3.6 kB: what servers prefer */
#define MBEDTLS_ECP_NIST_OPTIM              /* 2 kB: an ECDSA handshake takes 5 ms and not 19 */
#define MBEDTLS_ECP_FIXED_POINT_OPTIM     0 /* 15.5 kB of tables for servers, who sign all day */
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_PKCS5_C /* keys under a passphrase, as openssl writes them */

/* Certificates. */
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C /* ECDSA signatures are ASN.1 */
#define MBEDTLS_OID_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_REMOVE_INFO /* 3.7 kB: what `cert` says is ours */
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT           /* a few CAs sign their certificates so */
#define MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK /* only the CAs that a chain needs are parsed */

/* TLS, a client's half, unless the practice server is to have its own. */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#if POSTEL_SERVE_TLS
#define MBEDTLS_SSL_SRV_C /* 12 kB: a practice server's half, and the tests' other side */
#endif
#define MBEDTLS_SSL_SERVER_NAME_INDICATION      /* a host of many names needs to hear which */
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE       /* TLS 1.3 asks for it */
#define MBEDTLS_SSL_OUT_CONTENT_LEN        8192 /* memory; still room for three certificates of ours */
#define MBEDTLS_SSL_PROTO_TLS1_2           /* 17 kB, and the most that many mail servers have */
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET /* ties a TLS 1.2 session to its handshake */
#define MBEDTLS_SSL_ENCRYPT_THEN_MAC       /* what makes CBC bearable */
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_RSA_ENABLED /* the last resort of old appliances */
#define MBEDTLS_SSL_PROTO_TLS1_3         /* 32 kB */
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE /* looks like 1.2 to boxes that meddle */

/*
 * The library's own order of suites is replaced by tls_suites() in src/net/tls_setup.c.
 * It names 190, most of them not compiled, in 760 octets: two are enough for its default.
 */
#define MBEDTLS_SSL_CIPHERSUITES                                                                   \
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256

/*
 * TLS 1.3 is written on the PSA interface.  Narrowed to what it needs; RSA_PSS,
 * RSA_PUBLIC_KEY and SHA_512 look idle and are not: without them a client of
 * both versions fails (-0x6600) on TLS 1.2 servers with an RSA certificate.
 */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CLIENT
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS    /* 1.4 kB of copies: no memory of ours is shared with anyone */
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE          <mbedtls_config.h> /* this file: the list is here */
#define PSA_WANT_ALG_SHA_256                    1
#define PSA_WANT_ALG_SHA_384                    1
#define PSA_WANT_ALG_SHA_512                    1
#define PSA_WANT_ALG_HMAC                       1
#define PSA_WANT_ALG_HKDF_EXTRACT               1
#define PSA_WANT_ALG_HKDF_EXPAND                1
#define PSA_WANT_ALG_ECDH                       1
#define PSA_WANT_ALG_GCM                        1
#define PSA_WANT_ALG_CHACHA20_POLY1305          1
#define PSA_WANT_ALG_RSA_PSS                    1
#define PSA_WANT_KEY_TYPE_AES                   1
#define PSA_WANT_KEY_TYPE_HMAC                  1
#define PSA_WANT_KEY_TYPE_DERIVE                1
#define PSA_WANT_KEY_TYPE_CHACHA20              1
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY        1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY        1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC    1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT   1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_EXPORT   1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE 1
#define PSA_WANT_ECC_SECP_R1_256                1
#define PSA_WANT_ECC_SECP_R1_384                1
#define PSA_WANT_ECC_SECP_R1_521                1
#define PSA_WANT_ECC_MONTGOMERY_255             1

#endif
#endif
