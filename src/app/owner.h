/*
 * owner.h - whose line is it: the server's, or ours?
 *
 * A line of a script may be a command for us, one for the server, or a part of a
 * message that somebody else wrote.  So the answer is strict: what begins with the
 * prefix is ours, but never within a message; what does not is ours only while
 * nobody was there to be spoken to.  Pure: what is known goes in, the answer comes out.
 */
#ifndef APP_OWNER_H
#define APP_OWNER_H

#include "base/span.h"
#include "cmd/source.h"

struct owner_facts {
	enum line_source source;
	int64_t prefix;     /* of local commands, as an octet; -1: none */
	bool at_prompt;     /* the postel> prompt is open */
	bool connected;     /* a session is open */
	bool in_body;       /* of a message that the server takes */
	bool in_characters; /* telnet's character mode */
	bool no_commands;   /* --no-commands */
	bool in_message;    /* one that the script's own lines announced, or what is left of it */

	/* of a connection that is closed */
	bool is_awaited; /* the shell's line named its TARGET, or it was lost amid what was said */
	bool parted;     /* QUIT was answered */
};

/* Is it for us?  *local: the line without the prefix, or with one of two. */
bool owner_is_local(const struct owner_facts *f, struct span line, struct span *local);

/* The prefix may stand in front of a command where it needs none, too. */
struct span owner_without_prefix(const struct owner_facts *f, struct span local);

/*
 * Nobody is there to be spoken to: may the line be a command all the same?  `marked`: it
 * had the prefix.  `is_verb`: the command has the name of a protocol's verb.
 */
bool owner_may_run(const struct owner_facts *f, bool marked, bool is_verb);

#endif
