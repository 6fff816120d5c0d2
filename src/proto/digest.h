/*
 * digest.h - digests of octets: the SHA-256 of what passes by, and what logins are made of.
 *
 * Of a struct digest all zero is a fresh one.  Ends at hashing: what a digest
 * is good for is said by who keeps it.
 */
#ifndef PROTO_DIGEST_H
#define PROTO_DIGEST_H

#include "base/out.h"

#define DIGEST_SIZE 32 /* octets of a finished one; the most that any kind has */
#define DIGEST_HEX  64 /* its hexadecimal digits */

struct digest {
	bool begun;
	uint32_t state[32]; /* the hash function's own, which digest.c knows */
};

void digest_add(struct digest *d, struct span octets);

/* Writes the digest of all that was added, and d is fresh again: its octets; DIGEST_HEX digits. */
void digest_end(struct digest *d, char sum[DIGEST_SIZE]);
void digest_hex(struct digest *d, struct out *o);

/* ---- at once, and with a key ---- */

enum digest_kind { DIGEST_SHA256, DIGEST_SHA1, DIGEST_MD5 };

/* The digest of octets; their HMAC (RFC 2104).  Return what they wrote into sum: 32, 20 or 16 octets. */
struct span digest_of(enum digest_kind kind, struct span octets, char sum[DIGEST_SIZE]);
struct span digest_hmac(
    enum digest_kind kind, struct span key, struct span octets, char sum[DIGEST_SIZE]);

/*
 * PBKDF2 with HMAC (RFC 8018 5.2), the first block: SCRAM's Hi().  Its rounds
 * are a server's to choose and may take seconds, so they are done in slices.
 */
struct digest_stretch {
	enum digest_kind kind;
	uint32_t inner[32], outer[32]; /* states of the hash function with the key in them */
	char last[DIGEST_SIZE], sum[DIGEST_SIZE];
	size_t size;  /* octets of these two */
	int64_t left; /* rounds still to be done */
};

/* At least one round. */
void digest_stretch_begin(struct digest_stretch *st, enum digest_kind kind, struct span password,
    struct span salt, int64_t rounds);

/* Does so many rounds at most.  After the last of them the key is in sum, and st wiped; till then: empty. */
struct span digest_stretch(struct digest_stretch *st, int64_t rounds, char sum[DIGEST_SIZE]);

/* Equal?  In a time that does not tell where they differ. */
bool digest_same(struct span a, struct span b);

#endif
