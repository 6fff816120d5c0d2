/* version.h - the one place where postel's version stands. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define POSTEL_VERSION "0.1.0"

#endif
