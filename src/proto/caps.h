/*
 * caps.h - what a server says it can do: EHLO, CAPA and CAPABILITY as one set.
 *
 * A capability is a keyword and its arguments, kept as the server sent it, one
 * on each line.  Those that do not fit are dropped.  Keywords match in any case.
 */
#ifndef PROTO_CAPS_H
#define PROTO_CAPS_H

#include "base/out.h"
#include "proto/protocol.h"

#ifndef CAPS_MAX
#define CAPS_MAX 2048
#endif

struct caps {       /* all zero is fresh: nothing known */
	bool known; /* the server was asked and has answered */
	struct out set;
	char room[CAPS_MAX];
};

/* Replaces the set by what a reply to EHLO, CAPA or CAPABILITY says, LF between its lines. */
void caps_learn(struct caps *c, enum protocol p, struct span reply);

void caps_forget(struct caps *c);

/* Makes *to a copy of the set. */
void caps_copy(struct caps *to, const struct caps *from);

/* Writes what `has` offers and `not` does not: "AUTH PLAIN LOGIN, SIZE 1000". */
void caps_only(const struct caps *has, const struct caps * not, struct out *o);

/* Is the keyword offered?  *arguments (may be NULL) is the text after the keyword. */
bool caps_has(const struct caps *c, struct span keyword, struct span *arguments);

#endif
