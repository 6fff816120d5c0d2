/*
 * tls_hash.c - SHA-1 and MD5, one block: the library's own are unrolled, and 5 kB longer.
 *
 * For old certificates and ciphers, and for logins that were defined with them:
 * nothing here is waited for.  FIPS 180-4 6.1.2, RFC 1321 3.4.
 */
#include "net/tls_inside.h"

#include <mbedtls/md5.h>
#include <mbedtls/sha1.h>

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

int mbedtls_internal_sha1_process(mbedtls_sha1_context *ctx, const unsigned char data[64])
{
	static const uint32_t k[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
	uint32_t w[80], v[5];

	memcpy(v, ctx->state, sizeof v);
	for (unsigned i = 0; i < 80; i++) {
		uint32_t f, next;

		w[i] = i < 16 ? MBEDTLS_GET_UINT32_BE(data, 4 * i)
			      /* cppcheck-suppress uninitvar ; sixteen are set by then */
			      : rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
		f = i < 20        ? (v[1] & v[2]) | (~v[1] & v[3])
		    : i / 20 == 2 ? (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])
				  : v[1] ^ v[2] ^ v[3];
		next = rotate(v[0], 5) + f + v[4] + k[i / 20] + w[i];
		memmove(v + 1, v, 4 * sizeof *v);
		v[0] = next;
		v[2] = rotate(v[2], 30);
	}
	for (unsigned i = 0; i < 5; i++)
		ctx->state[i] += v[i];
	mbedtls_platform_zeroize(w, sizeof w);
	return 0;
}

int mbedtls_internal_md5_process(mbedtls_md5_context *ctx, const unsigned char data[64])
{
	static const unsigned char turns[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 },
		{ 4, 11, 16, 23 }, { 6, 10, 15, 21 } };
	static const unsigned char step[] = { 1, 5, 3, 7 }, from[] = { 0, 1, 5, 0 };
	static const uint32_t k[64] = { 0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf,
		0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
		0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51,
		0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6,
		0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942,
		0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
		0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8,
		0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
		0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82,
		0xbd3af235, 0x2ad7d2bb, 0xeb86d391 };
	uint32_t v[4];

	memcpy(v, ctx->state, sizeof v);
	for (unsigned i = 0; i < 64; i++) {
		unsigned round = i / 16;
		uint32_t x =
		    MBEDTLS_GET_UINT32_LE(data, 4 * ((i * step[round] + from[round]) % 16));
		uint32_t f = round == 0   ? (v[1] & v[2]) | (~v[1] & v[3])
			     : round == 1 ? (v[3] & v[1]) | (~v[3] & v[2])
			     : round == 2 ? v[1] ^ v[2] ^ v[3]
					  : v[2] ^ (v[1] | ~v[3]);
		uint32_t next = v[1] + rotate(v[0] + f + k[i] + x, turns[round][i % 4]);

		v[0] = v[3];
		v[3] = v[2];
		v[2] = v[1];
		v[1] = next;
	}
	for (unsigned i = 0; i < 4; i++)
		ctx->state[i] += v[i];
	return 0;
}
