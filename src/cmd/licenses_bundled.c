/*
 * licenses_bundled.c - the licences of postel and of the libraries within it; see cmd.h.
 *
 * licenses_system.c is linked in its place if the libraries are the system's.
 */
#include "cmd/cmd.h"

#ifndef POSTEL_MUSL
#define POSTEL_MUSL "" /* make says which */
#endif

const char *licenses_libc(void)
{
	return "musl " POSTEL_MUSL;
}

struct span licenses(void)
{
	return SPAN("postel: BSD Zero Clause License.\n"
		    "musl libc: Copyright (c) 2005-2020 Rich Felker, et al.; MIT License.\n"
		    "Mbed TLS: Copyright The Mbed TLS Contributors; Apache License 2.0.\n"
		    "Full texts: 'licenses' beside the binary, or share/doc/postel.");
}
