/* digest.c - see digest.h. */
#include "proto/digest.h"

#include "base/wipe.h"

#include <mbedtls/sha256.h>
#include <string.h>

_Static_assert(sizeof(mbedtls_sha256_context) <= sizeof((struct digest *)0)->state,
    "a digest has room for the hash function's state");

/* The state travels by copy, so that the header need not know the library's type. */
static void begin(struct digest *d, mbedtls_sha256_context *sha)
{
	if (d->begun) {
		memcpy(sha, d->state, sizeof *sha);
	} else {
		mbedtls_sha256_init(sha);
		mbedtls_sha256_starts(sha, 0);
	}
}

void digest_add(struct digest *d, struct span octets)
{
	mbedtls_sha256_context sha;

	begin(d, &sha);
	mbedtls_sha256_update(&sha, (const unsigned char *)octets.at, octets.len);
	memcpy(d->state, &sha, sizeof sha);
	d->begun = true;
}

void digest_end(struct digest *d, char sum[DIGEST_SIZE])
{
	mbedtls_sha256_context sha;

	begin(d, &sha);
	mbedtls_sha256_finish(&sha, (unsigned char *)sum);
	wipe(&sha, sizeof sha);
	wipe(d, sizeof *d);
}

void digest_hex(struct digest *d, struct out *o)
{
	char sum[DIGEST_SIZE];

	digest_end(d, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		out_hex(o, (unsigned char)sum[i], 2);
}
