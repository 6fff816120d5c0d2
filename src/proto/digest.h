/*
 * digest.h - the SHA-256 of octets as they pass.
 *
 * All zero is a fresh one.  Ends at hashing: what a digest is good for is
 * said by who keeps it.
 */
#ifndef PROTO_DIGEST_H
#define PROTO_DIGEST_H

#include "base/out.h"

#define DIGEST_SIZE 32 /* octets of a finished one */
#define DIGEST_HEX  64 /* its hexadecimal digits */

struct digest {
	bool begun;
	uint32_t state[32]; /* the hash function's own, which digest.c knows */
};

void digest_add(struct digest *d, struct span octets);

/* Writes the digest of all that was added, and d is fresh again: its octets; DIGEST_HEX digits. */
void digest_end(struct digest *d, char sum[DIGEST_SIZE]);
void digest_hex(struct digest *d, struct out *o);

#endif
