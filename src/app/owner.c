/* owner.c - see owner.h. */
#include "app/owner.h"

/* Is it a script's line, which can be no command even where it is marked as one? */
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
 * The line may also be meant for the server that is gone, as part of a message: where the
 * shell's line named the server, where it has ended amid what was said, and after the
 * first line that it misses.  So may verbs, which have commands of their name, unless it
 * was parted from.  What is left of a message is no command in any case.
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
