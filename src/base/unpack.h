/*
 * unpack.h - octets that stand packed in the program's own file: see build/pack.c.
 *
 * A packed piece begins with UNPACK_MARK, as no text does; then the number of
 * its octets behind this head, and of all that may be used here, three octets
 * each, the lowest first.  Then come groups: an octet of eight flags, the lowest first, and for each flag a single octet (0)
 * or two (1), which stand for octets that were there before: how many, less
 * three, in the upper three bits of the second octet, and how far back in the
 * other thirteen.
 *
 * Only what the build has packed is ever unpacked: nothing is checked.
 */
#ifndef BASE_UNPACK_H
#define BASE_UNPACK_H

#include <stddef.h>

#define UNPACK_MARK 0xff
#define UNPACK_HEAD 7
#define UNPACK_ROOM 256 /* octets behind what is packed, to unpack in: as build/words.ld has it */

#define UNPACK_BACK  8191 /* the furthest that octets are copied from */
#define UNPACK_LEAST 3    /* octets that are worth it, */
#define UNPACK_MOST  10   /* and the most at once */

/* Unpacks in place, into the room that the piece knows of.  What is not packed is left alone. */
void unpack(unsigned char *at);

#endif
