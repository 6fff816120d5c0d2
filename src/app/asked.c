/* asked.c - questions about the shell's line, before the run begins; see app.h. */
#include "app/app.h"

const struct command *asked_first_command(const struct options *o)
{
	const struct command *cmd;

	if (!o->words || o->force_target || o->telnet)
		return NULL;
	cmd = cmd_exact(o->word[0]);
	if (!cmd || !span_eq(o->word[0], cmd_name(cmd)))
		return NULL;
	return cmd;
}

bool asked_is_local(const struct options *o)
{
	const struct command *cmd = asked_first_command(o);

	return cmd && cmd->flags & CMD_SHELL;
}

static const struct command *command_at(const struct options *o, size_t at)
{
	if (at >= o->words)
		return NULL;
	return cmd_exact(o->word[at]);
}

const struct command *asked_command(const struct options *o)
{
	if (asked_is_local(o))
		return command_at(o, 0);
	return command_at(o, target_words(o->word, o->words));
}

bool asked_is_serve(const struct command *cmd)
{
	return cmd_is(cmd, cmd_serve);
}

bool asked_has_prompt(const struct app *a)
{
	const struct options *o = &a->options;

	if (!a->person || o->lines)
		return false;
	return !o->words || asked_is_serve(asked_command(o));
}

/* Does the shell's line say all that is to be done, so that nobody types? */
static bool is_all_asked(const struct options *o)
{
	return o->lines || o->help || o->version;
}

bool asked_types_commands(const struct app *a, const struct command *cmd)
{
	if (!a->person || is_all_asked(&a->options))
		return false;
	return !cmd || asked_is_serve(cmd);
}

/* Is the command after TARGET a helper, which may ask for a password, or is there none? */
static bool is_help_or_none(const struct options *o)
{
	size_t n = target_words(o->word, o->words);
	const struct command *cmd = command_at(o, n);

	return n == o->words || (cmd && cmd->flags & CMD_HELPER);
}

bool asked_has_person(const struct options *o)
{
	if (!os_is_terminal(OS_IN))
		return false;
	if (!os_is_terminal(OS_OUT) && !os_is_terminal(OS_ERR))
		return false;
	return asked_is_local(o) || is_help_or_none(o);
}
