/*
 * block.h - sixteen octets at once, in vector registers where the processor has them.
 *
 * Comparing two blocks gives a block with 0xff in each octet where the comparison
 * holds, and 0 where it does not.  For files that are compiled for speed.
 */
#ifndef BASE_BLOCK_H
#define BASE_BLOCK_H

#include <stdint.h>
#include <string.h>

typedef uint8_t block __attribute__((vector_size(16)));
typedef int8_t signed_block __attribute__((vector_size(16)));
#define BLOCK sizeof(block)

static inline block block_load(const char *at)
{
	block b;

	memcpy(&b, at, sizeof b);
	return b;
}

static inline block block_of(char c)
{
	return (block){ 0 } + (uint8_t)c;
}

/* Which octets of b are c: 0xff, others 0. */
static inline block block_is(block b, char c)
{
	return (block)(b == block_of(c));
}

/* A bit for each octet of `found`, which is 0 or 0xff; the first octet's is the lowest. */
static inline unsigned block_bits(block found)
{
#ifdef __SSE2__
	typedef char octets __attribute__((vector_size(16)));

	return (unsigned)__builtin_ia32_pmovmskb128((octets)found);
#else
	unsigned set = 0;

	for (unsigned i = 0; i < BLOCK; i++)
		set |= (found[i] & 1u) << i;
	return set;
#endif
}

#endif
