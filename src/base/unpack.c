/* unpack.c - see unpack.h. */
#include "base/unpack.h"

#include <string.h>

void unpack(unsigned char *at, size_t size)
{
	size_t len = at[1] | (size_t)at[2] << 8 | (size_t)at[3] << 16;
	const unsigned char *from = at + size - len, *end = at + size;
	unsigned flags = 1;

	if (at[0] != UNPACK_MARK)
		return;
	memmove(at + size - len, at + UNPACK_HEAD, len); /* out of the way */
	while (from < end) {
		if (flags == 1)
			flags = *from++ | 0x100;
		if (flags & 1) {
			size_t back = from[0] | (from[1] & 0x1fu) << 8;
			unsigned count = (from[1] >> 5) + UNPACK_LEAST;

			for (from += 2; count--; at++)
				*at = at[-back];
		} else {
			*at++ = *from++;
		}
		flags >>= 1;
	}
}
