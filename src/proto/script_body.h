/*
 * script_body.h - which lines of a script are part of a message.
 *
 * A script carries messages whose authors are not trusted, so this engine goes by
 * the script's own lines, not by what the server claims.  After DATA, BDAT or a
 * literal, in any protocol, lines are a message until the lone dot, or until the
 * announced octets are used up (RFC 5321 4.1.1.4, RFC 3030 2, RFC 3501 4.3;
 * ManageSieve has the same literals).  A reply can end the message only by a clear
 * refusal, and only before its first line.
 *
 * The engine is told each line that goes, or was meant to go, to the server.  It
 * never forgets that a message was announced: an undoubled dot within a message
 * ends it too early, so later lines may still be the author's.
 */
#ifndef PROTO_SCRIPT_BODY_H
#define PROTO_SCRIPT_BODY_H

#include "base/span.h"

/* What the next line is. */
enum script_body_place {
	SCRIPT_BODY_NONE,     /* a command, ours or the server's */
	SCRIPT_BODY_OFFERED,  /* the first line of a message, unless the server refuses it */
	SCRIPT_BODY_REFUSED,  /* the same, but the server refused the message */
	SCRIPT_BODY_MESSAGE,  /* a line of a message */
	SCRIPT_BODY_LEFT_OUT, /* a line of a message without recipients, up to its dot */
};

struct script_body {    /* all zero is a fresh one */
	bool announced; /* a message was announced, at any time */
	bool literal;   /* the message is a literal: the rest of a line follows it */
	enum script_body_place place;
	int64_t left; /* octets still to come, a line end counts as two; -1: up to the dot */
};

/* A line was sent to the server, or can no longer be sent. */
void script_body_said(struct script_body *b, struct span line);

/* The server has clearly refused what was announced last. */
void script_body_refused(struct script_body *b);

/* The message has no recipients: its lines are left out. */
void script_body_leave_out(struct script_body *b);

/* Is the next line possibly part of a message, and so no command of ours? */
bool script_body_holds(const struct script_body *b);

#endif
