/* version.h - the only place for postel's version and the date from which it is made. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#include <stdint.h>

#define POSTEL_VERSION "0.1.0"

/* What the program was built for, as make says it. */
#ifndef POSTEL_TARGET
#define POSTEL_TARGET "this machine"
#endif

/* No right clock is earlier than this program: seconds since 1970, 2026-11-01. */
#define POSTEL_MADE INT64_C(1793491200)

#endif
