/*
 * assert.h - our own mistakes end the program at once.
 *
 * As the C library's assert, but without its words, which would weigh a
 * kilobyte here: the place is what a debugger or a sanitizer is for.
 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#define assert(fact) ((fact) ? (void)0 : __builtin_trap())

#endif
