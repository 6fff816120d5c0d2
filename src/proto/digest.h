/*
 * digest.h - digests of octets: SHA-256 of a stream, and the hashes that logins need.
 *
 * A struct digest of zeros is fresh.  What a digest is used for is the caller's
 * affair.
 */
#ifndef PROTO_DIGEST_H
#define PROTO_DIGEST_H

#include "base/out.h"

#define DIGEST_SIZE 32 /* octets of a SHA-256; no other kind has more */
#define DIGEST_HEX  64 /* hexadecimal digits of a SHA-256 */

struct digest {
	bool begun;
	uint32_t state[32]; /* of the hash function, see digest.c */
};

void digest_add(struct digest *d, struct span octets);

/* Write the digest of all that was added, as octets or as DIGEST_HEX digits; d is fresh again. */
void digest_end(struct digest *d, char sum[DIGEST_SIZE]);
void digest_hex(struct digest *d, struct out *o);

/* ---- digests in one call, and with a key ---- */

enum digest_kind { DIGEST_SHA256, DIGEST_SHA1, DIGEST_MD5 };

/* The digest of octets, and their HMAC (RFC 2104): 32, 20 or 16 octets, written into sum. */
struct span digest_of(enum digest_kind kind, struct span octets, char sum[DIGEST_SIZE]);
struct span digest_hmac(
    enum digest_kind kind, struct span key, struct span octets, char sum[DIGEST_SIZE]);

/*
 * PBKDF2 with HMAC (RFC 8018 5.2), the first block: SCRAM's Hi().  The server
 * chooses how many rounds; they may take seconds, so they are done in slices.
 */
struct digest_stretch {
	enum digest_kind kind;
	uint32_t inner[32], outer[32]; /* states of the hash function with the key in them */
	char last[DIGEST_SIZE], sum[DIGEST_SIZE];
	size_t size;  /* octets of `last` and of `sum` */
	int64_t left; /* rounds still to be done */
};

/* `rounds` is at least 1. */
void digest_stretch_begin(struct digest_stretch *st, enum digest_kind kind, struct span password,
    struct span salt, int64_t rounds);

/*
 * Does at most so many rounds.  Returns an empty span while rounds are left; after
 * the last one the key, which is in sum, and wipes st.
 */
struct span digest_stretch(struct digest_stretch *st, int64_t rounds, char sum[DIGEST_SIZE]);

/* The library that makes them: "Mbed TLS 3.6.7". */
const char *digest_library(void);

/* Are a and b equal?  The time taken does not tell where they differ. */
bool digest_same(struct span a, struct span b);

#endif
