/*
 * licenses_system.c - replaces licenses_bundled.c if all libraries are the system's.
 *
 * Linked by `make SYSTEM=1`.
 */
#include "cmd/cmd.h"

const char *licenses_libc(void)
{
	return "the system's C library";
}

struct span licenses(void)
{
	return SPAN("postel: BSD Zero Clause License.\n"
		    "Full text: 'licenses' beside the binary, or share/doc/postel.");
}
