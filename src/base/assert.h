/*
 * assert.h - our own mistakes end the program at once.
 *
 * Like the C library's assert, but without its message, which would take a
 * kilobyte here: a debugger or a sanitizer shows the place.
 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#define assert(fact) ((fact) ? (void)0 : __builtin_trap())

#endif
