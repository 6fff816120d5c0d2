/*
 * environ.h - the variables that telnet servers may be told.
 *
 * A list of its own, beside the environment of this process: a server learns
 * what the user exported here, and nothing else.  All zero is an empty list.
 */
#ifndef PROTO_ENVIRON_H
#define PROTO_ENVIRON_H

#include "base/span.h"

#define ENVIRON_VARIABLES 8

struct variable {
	bool exported;
	char name[32]; /* "": there is none */
	char value[128];
};

struct environ {
	struct variable variable[ENVIRON_VARIABLES];
};

/* The variable of that name, NULL if there is none; of the name "" one that is free. */
struct variable *environ_find(struct environ *e, struct span name);

/* Sets and exports a variable; false: there is no room. */
bool environ_define(struct environ *e, struct span name, struct span value);

#endif
