/* wipe.c - see wipe.h. */
#include "base/wipe.h"

#include <string.h>

/* A call through a volatile pointer may do anything, so it has to be made. */
static void *(*const volatile set)(void *, int, size_t) = memset;

void wipe(void *at, size_t len)
{
	if (len)
		set(at, 0, len);
}
