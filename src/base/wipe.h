/*
 * wipe.h - overwrites a secret so that the compiler cannot leave it out.
 */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

void wipe(void *at, size_t len);

#endif
