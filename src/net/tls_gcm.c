/*
 * tls_gcm.c - one multiplication of GCM by the processor's own instructions.
 *
 * It stands in for the library's (see build/deps.mk), which turns the octets of
 * three blocks round one by one: that takes as long as all the rest, and GCM
 * is most of what a large message costs over TLS.
 *
 * The method is that of Gueron and Kounavis, "Intel Carry-Less Multiplication
 * Instruction and its Usage for Computing the GCM Mode", 2010, figures 5 and 7.
 */
#include "net/tls_inside.h"

#if defined(__x86_64__)
#include <immintrin.h>

void postel_gcm_mult(
    unsigned char product[16], const unsigned char a[16], const unsigned char b[16]);

/* The octets are numbers from the largest down; registers have them from the smallest up. */
static __m128i load(const unsigned char *at)
{
	uint64_t high, low;

	memcpy(&high, at, 8);
	memcpy(&low, at + 8, 8);
	return _mm_set_epi64x((int64_t)__builtin_bswap64(high), (int64_t)__builtin_bswap64(low));
}

static void store(unsigned char *at, __m128i x)
{
	uint64_t low = __builtin_bswap64((uint64_t)_mm_cvtsi128_si64(x));
	uint64_t high = __builtin_bswap64((uint64_t)_mm_cvtsi128_si64(_mm_srli_si128(x, 8)));

	memcpy(at, &high, 8);
	memcpy(at + 8, &low, 8);
}

/* Modulo x^128 + x^7 + x^2 + x + 1, bits reflected. */
static __m128i reduce(__m128i high, __m128i low)
{
	__m128i t = _mm_slli_epi32(low, 31) ^ _mm_slli_epi32(low, 30) ^ _mm_slli_epi32(low, 25);

	low ^= _mm_slli_si128(t, 12);
	t = _mm_srli_si128(t, 4) ^ _mm_srli_epi32(low, 1) ^ _mm_srli_epi32(low, 2) ^
	    _mm_srli_epi32(low, 7);
	return high ^ low ^ t;
}

__attribute__((target("pclmul"))) void postel_gcm_mult(
    unsigned char product[16], const unsigned char a[16], const unsigned char b[16])
{
	__m128i x = load(a), y = load(b);
	__m128i low = _mm_clmulepi64_si128(x, y, 0x00), high = _mm_clmulepi64_si128(x, y, 0x11);
	__m128i middle = _mm_clmulepi64_si128(x, y, 0x10) ^ _mm_clmulepi64_si128(x, y, 0x01);
	__m128i carry;

	low ^= _mm_slli_si128(middle, 8);
	high ^= _mm_srli_si128(middle, 8);
	/* A bit to the left, since they are reflected. */
	carry = _mm_srli_epi32(low, 31);
	high = _mm_slli_epi32(high, 1) | _mm_slli_si128(_mm_srli_epi32(high, 31), 4) |
	       _mm_srli_si128(carry, 12);
	low = _mm_slli_epi32(low, 1) | _mm_slli_si128(carry, 4);
	store(product, reduce(high, low));
}
#endif
