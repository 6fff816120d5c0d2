/*
 * raw.h - what a pipe gets: the server's octets exactly, and results.
 *
 * Nothing is escaped and nothing is masked here: the pipe belongs to the
 * user, who may count octets.  Everything else goes to standard error.
 */
#ifndef VIEW_RAW_H
#define VIEW_RAW_H

#include "base/out.h"
#include "session/event.h"

struct raw {
	struct view view;
	struct body_sink body; /* of such a result: what a message says */
	bool local;     /* LOCAL answers too: a command of the shell's line was asked for them */
	bool result;    /* a helper's is wanted, and not the wire */
	bool open;      /* there is a connection: what it says is all there is to be */
	struct out *to; /* emptied by its owner after each event */
};

void raw_begin(struct raw *r, struct out *to);

#endif
