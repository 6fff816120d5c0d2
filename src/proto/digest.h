/*
 * digest.h - hashes: of octets as they pass, of a text, with a key, and slow ones.
 *
 * All zero is a fresh digest.  Ends at hashing: what a digest is good for is
 * said by who keeps it.
 */
#ifndef PROTO_DIGEST_H
#define PROTO_DIGEST_H

#include "base/out.h"

#define DIGEST_SIZE  32 /* octets of a finished one, at most */
#define DIGEST_HEX   64 /* its hexadecimal digits */
#define DIGEST_BLOCK 64 /* what the hashes here work on at a time */

/* SHA-256 of octets as they pass. */
struct digest {
	bool begun;
	uint32_t state[32]; /* the hash function's own, which digest.c knows */
};

void digest_add(struct digest *d, struct span octets);

/* Writes the digest of all that was added, and d is fresh again: its octets; DIGEST_HEX digits. */
void digest_end(struct digest *d, char sum[DIGEST_SIZE]);
void digest_hex(struct digest *d, struct out *o);

enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256 };

/* Of a text, and with a key by RFC 2104: the digest, which is returned as a span of sum. */
struct span digest_of(enum digest_kind kind, struct span text, char sum[DIGEST_SIZE]);
struct span digest_hmac(
    enum digest_kind kind, struct span key, struct span text, char sum[DIGEST_SIZE]);

/*
 * PBKDF2 with HMAC, one block of it, RFC 8018 5.2: as slow as its rounds say,
 * so it is done some rounds at a time.  At most 64 octets of salt count.
 */
struct digest_stretch {
	enum digest_kind kind;
	int64_t left; /* rounds */
	char key[DIGEST_BLOCK];
	char last[DIGEST_SIZE], sum[DIGEST_SIZE];
};

void digest_stretch_begin(struct digest_stretch *d, enum digest_kind kind, struct span key,
    struct span salt, int64_t rounds);

/* At most that many rounds more; true: it is done, and *sum the result. */
bool digest_stretch(struct digest_stretch *d, int64_t rounds, struct span *sum);

#endif
