/*
 * environ.h - the variables that telnet servers may be told.
 *
 * A list apart from the environment of this process: a server learns the
 * variables that the user exported here, and no others.  All zero is an empty list.
 */
#ifndef PROTO_ENVIRON_H
#define PROTO_ENVIRON_H

#include "base/span.h"

#define ENVIRON_VARIABLES 8

struct variable {
	bool exported;
	char name[32]; /* "": this entry is free */
	char value[128];
};

struct environ {
	struct variable variable[ENVIRON_VARIABLES];
};

/* The variable of that name, or NULL; for the name "" a free entry, or NULL. */
struct variable *environ_find(struct environ *e, struct span name);

/* Sets and exports a variable; returns false if there is no room for it. */
bool environ_define(struct environ *e, struct span name, struct span value);

#endif
