/* unpack.c - see unpack.h. */
#include "base/unpack.h"

#include <string.h>

static size_t number(const unsigned char *at)
{
	return at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16;
}

void unpack(unsigned char *at)
{
	size_t len = number(at + 1), size = number(at + 4);
	const unsigned char *from = at + size - len, *end = at + size;
	unsigned flags = 1;

	if (at[0] != UNPACK_MARK)
		return;
	memmove(at + size - len, at + UNPACK_HEAD, len); /* out of the way */
	while (from < end) {
		if (flags == 1)
			flags = *from++ | 0x100;
		if (flags & 1) {
			ptrdiff_t back = from[0] | (from[1] & 0x1f) << 8;
			unsigned count = (from[1] >> 5) + UNPACK_LEAST;

			for (from += 2; count--; at++)
				*at = at[-back];
		} else {
			*at++ = *from++;
		}
		flags >>= 1;
	}
}
