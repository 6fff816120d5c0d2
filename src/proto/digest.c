/* digest.c - see digest.h. */
#include "proto/digest.h"

#include "base/wipe.h"

#include <mbedtls/md5.h>
#include <mbedtls/sha1.h>
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

/* ---- three kinds, at once ---- */

struct hash {
	enum digest_kind kind;
	union {
		mbedtls_md5_context md5;
		mbedtls_sha1_context sha1;
		mbedtls_sha256_context sha256;
	} of;
};

static const uint8_t sizes[] = { [DIGEST_MD5] = 16, [DIGEST_SHA1] = 20, [DIGEST_SHA256] = 32 };

static void hash_add(struct hash *h, struct span text)
{
	const unsigned char *at = (const unsigned char *)text.at;

	switch (h->kind) {
	case DIGEST_MD5: mbedtls_md5_update(&h->of.md5, at, text.len); break;
	case DIGEST_SHA1: mbedtls_sha1_update(&h->of.sha1, at, text.len); break;
	case DIGEST_SHA256: mbedtls_sha256_update(&h->of.sha256, at, text.len); break;
	}
}

static void hash_begin(struct hash *h, enum digest_kind kind)
{
	memset(h, 0, sizeof *h);
	h->kind = kind;
	switch (kind) {
	case DIGEST_MD5: mbedtls_md5_starts(&h->of.md5); break;
	case DIGEST_SHA1: mbedtls_sha1_starts(&h->of.sha1); break;
	case DIGEST_SHA256: mbedtls_sha256_starts(&h->of.sha256, 0); break;
	}
}

static struct span hash_end(struct hash *h, char sum[DIGEST_SIZE])
{
	unsigned char *to = (unsigned char *)sum;
	size_t size = sizes[h->kind];

	switch (h->kind) {
	case DIGEST_MD5: mbedtls_md5_finish(&h->of.md5, to); break;
	case DIGEST_SHA1: mbedtls_sha1_finish(&h->of.sha1, to); break;
	case DIGEST_SHA256: mbedtls_sha256_finish(&h->of.sha256, to); break;
	}
	wipe(h, sizeof *h);
	return (struct span){ sum, size };
}

struct span digest_of(enum digest_kind kind, struct span text, char sum[DIGEST_SIZE])
{
	struct hash h;

	hash_begin(&h, kind);
	hash_add(&h, text);
	return hash_end(&h, sum);
}

/* Begins with the key, each octet of its block xor'ed with `pad`. */
static void hash_keyed(struct hash *h, enum digest_kind kind, struct span key, char pad)
{
	char block[DIGEST_BLOCK], sum[DIGEST_SIZE];

	if (key.len > DIGEST_BLOCK)
		key = digest_of(kind, key, sum);
	memset(block, pad, sizeof block);
	for (size_t i = 0; i < key.len; i++)
		block[i] = (char)(block[i] ^ key.at[i]);
	hash_begin(h, kind);
	hash_add(h, (struct span){ block, sizeof block });
	wipe(block, sizeof block);
	wipe(sum, sizeof sum);
}

struct span digest_hmac(
    enum digest_kind kind, struct span key, struct span text, char sum[DIGEST_SIZE])
{
	struct hash h;
	struct span inner;

	hash_keyed(&h, kind, key, 0x36);
	hash_add(&h, text);
	inner = hash_end(&h, sum);
	hash_keyed(&h, kind, key, 0x5c);
	hash_add(&h, inner);
	return hash_end(&h, sum);
}

/* ---- slow ones ---- */

static struct span key_of(const struct digest_stretch *d)
{
	return (struct span){ d->key, sizeof d->key }; /* HMAC makes it that long anyway */
}

void digest_stretch_begin(struct digest_stretch *d, enum digest_kind kind, struct span key,
    struct span salt, int64_t rounds)
{
	char text[DIGEST_BLOCK + 4], sum[DIGEST_SIZE];
	struct out o = OUT(text);

	out_put(&o, span_first(salt, DIGEST_BLOCK));
	out_put(&o, SPAN("\0\0\0\1"));
	*d = (struct digest_stretch){ .kind = kind, .left = rounds - 1 };
	if (key.len > sizeof d->key)
		key = digest_of(kind, key, sum);
	memcpy(d->key, key.at, key.len);
	digest_hmac(kind, key_of(d), out_span(&o), d->last);
	memcpy(d->sum, d->last, sizeof d->sum);
}

bool digest_stretch(struct digest_stretch *d, int64_t rounds, struct span *sum)
{
	*sum = (struct span){ d->sum, sizes[d->kind] };
	for (; rounds && d->left; rounds--, d->left--) {
		digest_hmac(d->kind, key_of(d), (struct span){ d->last, sum->len }, d->last);
		for (size_t i = 0; i < sum->len; i++)
			d->sum[i] = (char)(d->sum[i] ^ d->last[i]);
	}
	return !d->left;
}
