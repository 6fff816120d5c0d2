/* owner.c - see owner.h. */
#include "app/owner.h"

/* Is it a script's line that can't be a command, even with the prefix? */
static bool is_never_ours(const struct owner_facts *f)
{
	if (f->source != SOURCE_SCRIPT)
		return false;
	return f->no_commands || f->in_message;
}

/* Are all lines commands here? */
static bool is_command_place(const struct owner_facts *f)
{
	if (f->source == SOURCE_RC || f->source == SOURCE_OPTION_C)
		return true;
	return f->at_prompt || !f->connected;
}

static bool has_prefix(const struct owner_facts *f, struct span line)
{
	return f->prefix >= 0 && line.len && (unsigned char)line.at[0] == f->prefix;
}

bool owner_is_local(const struct owner_facts *f, struct span line, struct span *local)
{
	*local = line;
	if (is_command_place(f))
		return true;
	if (is_never_ours(f) || f->in_characters || f->in_body)
		return false;
	if (!has_prefix(f, line))
		return false;
	*local = span_from(line, 1);
	return !has_prefix(f, *local);
}

struct span owner_without_prefix(const struct owner_facts *f, struct span local)
{
	return has_prefix(f, local) ? span_from(local, 1) : local;
}

/*
 * A line without the prefix may be meant for the server that is gone, as part of a message:
 * if the shell's line named the server, or the connection was lost amid the dialogue.  A
 * verb that is also a command's name may be meant for it too, unless QUIT was answered.
 * The rest of a message is never a command.
 */
bool owner_may_run(const struct owner_facts *f, bool marked, bool is_verb)
{
	if (is_never_ours(f))
		return false;
	if (marked || f->source == SOURCE_OPTION_C)
		return true;
	if (f->is_awaited)
		return false;
	return !is_verb || f->parted;
}
