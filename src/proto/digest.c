/* digest.c - see digest.h. */
#include "proto/digest.h"

#include "base/wipe.h"

#include <mbedtls/constant_time.h>
#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/sha1.h>
#include <mbedtls/sha256.h>
#include <string.h>

_Static_assert(sizeof(mbedtls_sha256_context) <= sizeof((struct digest *)0)->state,
    "a digest has room for the hash function's state");

/* The state is copied in and out, so that the header need not know the library's type. */
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

/* ---- kinds ---- */

#define BLOCK 64 /* octets that a hash function of any kind takes at a time */

static const unsigned char types[] = { MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA1, MBEDTLS_MD_MD5 };

/* A hash function at work, under the library's common interface. */
struct work {
	mbedtls_md_context_t md;
	union {
		mbedtls_sha256_context sha256;
		mbedtls_sha1_context sha1;
		mbedtls_md5_context md5;
	} state;
};

_Static_assert(sizeof((struct work *)0)->state <= sizeof((struct digest_stretch *)0)->inner,
    "there is room for the state of any kind");

/*
 * Sets the interface up by hand: mbedtls_md_setup would allocate memory, and there
 * is none before TLS has begun.  A state of NULL starts a new digest.
 */
static void work_begin(struct work *w, enum digest_kind kind, const uint32_t *state)
{
	memset(w, 0, sizeof *w);
	w->md.MBEDTLS_PRIVATE(md_info) = mbedtls_md_info_from_type((mbedtls_md_type_t)types[kind]);
	w->md.MBEDTLS_PRIVATE(md_ctx) = &w->state;
	if (state)
		memcpy(&w->state, state, sizeof w->state);
	else
		mbedtls_md_starts(&w->md);
}

static void work_add(struct work *w, struct span octets)
{
	mbedtls_md_update(&w->md, (const unsigned char *)octets.at, octets.len);
}

static struct span work_end(struct work *w, char *sum)
{
	size_t len = mbedtls_md_get_size(w->md.MBEDTLS_PRIVATE(md_info));

	mbedtls_md_finish(&w->md, (unsigned char *)sum);
	wipe(w, sizeof *w);
	return (struct span){ sum, len };
}

struct span digest_of(enum digest_kind kind, struct span octets, char sum[DIGEST_SIZE])
{
	struct work w;

	work_begin(&w, kind, NULL);
	work_add(&w, octets);
	return work_end(&w, sum);
}

/* ---- with a key ---- */

/* The state after a block of the key, each octet of it XORed with `with`. */
static void key_state(enum digest_kind kind, char *block, char with, uint32_t *state)
{
	struct work w;

	for (size_t i = 0; i < BLOCK; i++)
		block[i] ^= with;
	work_begin(&w, kind, NULL);
	work_add(&w, (struct span){ block, BLOCK });
	memcpy(state, &w.state, sizeof w.state);
	wipe(&w, sizeof w);
}

static void key_begin(struct digest_stretch *st, enum digest_kind kind, struct span key)
{
	char block[BLOCK] = { 0 };

	st->kind = kind;
	if (key.len > BLOCK)
		digest_of(kind, key, block);
	else if (key.len)
		memcpy(block, key.at, key.len);
	key_state(kind, block, 0x36, st->inner);
	key_state(kind, block, 0x36 ^ 0x5c, st->outer);
	wipe(block, sizeof block);
}

/* The HMAC of `text` followed by `more`; sum may be one of them. */
static struct span key_seal(
    const struct digest_stretch *st, struct span text, struct span more, char *sum)
{
	struct work w;
	struct span within;

	work_begin(&w, st->kind, st->inner);
	work_add(&w, text);
	work_add(&w, more);
	within = work_end(&w, sum);
	work_begin(&w, st->kind, st->outer);
	work_add(&w, within);
	return work_end(&w, sum);
}

struct span digest_hmac(
    enum digest_kind kind, struct span key, struct span octets, char sum[DIGEST_SIZE])
{
	struct digest_stretch st;
	struct span s;

	key_begin(&st, kind, key);
	s = key_seal(&st, octets, SPAN(""), sum);
	wipe(&st, sizeof st);
	return s;
}

void digest_stretch_begin(struct digest_stretch *st, enum digest_kind kind, struct span password,
    struct span salt, int64_t rounds)
{
	key_begin(st, kind, password);
	st->size = key_seal(st, salt, SPAN("\0\0\0\1"), st->last).len;
	memcpy(st->sum, st->last, st->size);
	st->left = rounds - 1;
}

struct span digest_stretch(struct digest_stretch *st, int64_t rounds, char sum[DIGEST_SIZE])
{
	struct span key = { sum, st->size };

	for (; st->left && rounds; st->left--, rounds--) {
		key_seal(st, (struct span){ st->last, st->size }, SPAN(""), st->last);
		for (size_t i = 0; i < st->size; i++)
			st->sum[i] ^= st->last[i];
	}
	if (st->left)
		return span_first(key, 0);
	memcpy(sum, st->sum, st->size);
	wipe(st, sizeof *st);
	return key;
}

bool digest_same(struct span a, struct span b)
{
	return a.len == b.len && !mbedtls_ct_memcmp(a.at, b.at, a.len);
}

const char *digest_library(void)
{
	return "Mbed TLS " MBEDTLS_VERSION_STRING;
}
