/*
 * hash.h - FNV-1a, 64 bits: a number for a name, where a collision does no harm.
 *
 *	h = HASH_START; for each octet: h = hash_octet(h, c)
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#define HASH_START 0xcbf29ce484222325

static inline uint64_t hash_octet(uint64_t h, char c)
{
	return (h ^ (uint8_t)c) * 0x100000001b3;
}

#endif
