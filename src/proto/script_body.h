/*
 * script_body.h - which lines of a script are part of a message.
 *
 * A script carries messages that somebody else wrote, so this engine goes by
 * the script's own words, not by what the server makes us believe: behind DATA,
 * BDAT or a literal, in whatever protocol, lines are a message until the lone
 * dot, or until the octets that were announced are used up (RFC 5321 4.1.1.4,
 * RFC 3030 2, RFC 3501 4.3; ManageSieve has the same literals).  A reply can
 * end that only by a clear refusal, and only before the first line.
 *
 * It is told each line that goes, or was meant to go, to the server.  It never
 * forgets that a message was announced: an undoubled dot within a message ends
 * it too early, so what follows may still be its author's.
 */
#ifndef PROTO_SCRIPT_BODY_H
#define PROTO_SCRIPT_BODY_H

#include "base/span.h"

/* What the next line is. */
enum script_body_place {
	SCRIPT_BODY_NONE,    /* a command, ours or the server's */
	SCRIPT_BODY_OFFERED, /* the first line of a message, unless the server refuses it */
	SCRIPT_BODY_REFUSED, /* the same, refused: of the message, unless the script foresaw that */
	SCRIPT_BODY_MESSAGE, /* of a message */
	SCRIPT_BODY_LEFT_OUT, /* of a message that is for nobody, up to its dot */
};

struct script_body {    /* all zero is a fresh one */
	bool announced; /* a message was, at any time */
	bool literal;   /* behind whose octets the rest of a line follows */
	enum script_body_place place;
	int64_t
	    left; /* octets that are still to come, line ends of two counted; -1: up to the dot */
};

/* A line was said to the server, or can't be said any more. */
void script_body_said(struct script_body *b, struct span line);

/* The server has clearly refused what was announced last. */
void script_body_refused(struct script_body *b);

/* The message goes to nobody. */
void script_body_leave_out(struct script_body *b);

/* Is the next line possibly part of a message, and so no command of ours? */
bool script_body_holds(const struct script_body *b);

#endif
