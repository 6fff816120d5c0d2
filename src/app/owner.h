/*
 * owner.h - decides whether a line is for the server or is a local command.
 *
 * A line of a script may be a local command, a line for the server, or part of a message
 * that somebody else wrote.  So the answer is strict: a line with the prefix is local,
 * but never within a message; a line without it is local only while no server is
 * connected.  The functions are pure: they only look at what they are given.
 */
#ifndef APP_OWNER_H
#define APP_OWNER_H

#include "base/span.h"
#include "cmd/source.h"

struct owner_facts {
	enum line_source source;
	int64_t prefix;     /* the octet in front of local commands; -1: none */
	bool at_prompt;     /* the postel> prompt is open */
	bool connected;     /* a session is open */
	bool in_body;       /* the server is taking a message */
	bool in_characters; /* telnet's character mode */
	bool no_commands;   /* --no-commands */
	bool in_message;    /* the script's lines announced a message, and it has not ended */

	/* of a connection that is closed */
	bool is_awaited; /* the shell's line named TARGET, or the connection was lost midway */
	bool parted;     /* QUIT was answered */
};

/* Is the line local?  *local is the line without its prefix; of two prefixes one stays. */
bool owner_is_local(const struct owner_facts *f, struct span line, struct span *local);

/* Removes a prefix from a line that is local without one. */
struct span owner_without_prefix(const struct owner_facts *f, struct span local);

/*
 * May a line be run as a command although no server is connected, for which it may have
 * been meant?  `marked`: it had the prefix.  `is_verb`: the command's name is also a
 * protocol's verb.
 */
bool owner_may_run(const struct owner_facts *f, bool marked, bool is_verb);

#endif
