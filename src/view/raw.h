/*
 * raw.h - events for a pipe: the server's octets exactly, and results.
 *
 * Nothing is escaped or masked here: the user may count octets.  All other output
 * goes to standard error.
 */
#ifndef VIEW_RAW_H
#define VIEW_RAW_H

#include "base/out.h"
#include "session/event.h"

struct raw {
	struct view view;
	struct body_sink body; /* takes the message that is a result */
	bool local;            /* write LOCAL answers too: the shell's command line asks for them */
	bool result;           /* write a helper's results, and not the server's octets */
	bool open;             /* a connection is open: its octets are written, unless `result` */
	struct out *to;        /* emptied by its owner after each event */
};

void raw_begin(struct raw *r, struct out *to);

#endif
