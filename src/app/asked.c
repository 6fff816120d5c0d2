/* asked.c - questions about the shell's line, before anything is begun; see app.h. */
#include "app/app.h"

/* The command whose whole name is the first word; NULL: that is no command's. */
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

/* The command on the shell's line, alone or behind TARGET; NULL: there is none. */
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

/* Does somebody get the prompt again when a connection has ended? */
bool asked_has_prompt(const struct app *a)
{
	const struct options *o = &a->options;

	if (!a->person || o->lines)
		return false;
	return !o->words || asked_is_serve(asked_command(o));
}

/* Does the shell's line hold all that is asked, so that nobody types? */
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

/* Behind TARGET a helper may ask for a password; any other command is a script's. */
static bool is_help_or_none(const struct options *o)
{
	size_t n = target_words(o->word, o->words);
	const struct command *cmd = command_at(o, n);

	return n == o->words || (cmd && cmd->flags & CMD_HELPER);
}

/* Is somebody at a terminal, and this run one to talk to? */
bool asked_has_person(const struct options *o)
{
	if (!os_is_terminal(OS_IN))
		return false;
	if (!os_is_terminal(OS_OUT) && !os_is_terminal(OS_ERR))
		return false;
	return asked_is_local(o) || is_help_or_none(o);
}
