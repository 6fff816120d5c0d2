/* cmd.c - finds a command and carries it out; see cmd.h. */
#include "cmd/cmd.h"

#include "base/ascii.h"

static const char connect_first[] = "?Need to be connected first: open HOST PORT";

struct span cmd_name(const struct command *cmd)
{
	struct span rest = cmd_about(cmd), head = span_line(&rest);

	return span_word(&head);
}

const struct command *cmd_exact(struct span name)
{
	for (size_t i = 0; i < command_count; i++)
		if (span_same(cmd_name(&commands[i]), name) ||
		    words_hold(cmd_alias(&commands[i]), name))
			return &commands[i];
	return NULL;
}

bool cmd_is(const struct command *cmd, bool (*run)(struct client *c, const struct words *w))
{
	return cmd && cmd->run == run;
}

static bool is_prefix(const struct command *cmd, struct span name)
{
	return span_starts_same(cmd_name(cmd), name);
}

/* How many commands have a name that begins so; *last is one of them. */
static size_t count_prefixed(struct span name, const struct command **last)
{
	size_t count = 0;

	for (size_t i = 0; i < command_count; i++)
		if (is_prefix(&commands[i], name)) {
			*last = &commands[i];
			count++;
		}
	return count;
}

const struct command *cmd_meant(struct span name)
{
	const struct command *cmd = cmd_exact(name);

	if (cmd || count_prefixed(name, &cmd) == 1)
		return cmd;
	return NULL;
}

/* Does the word begin a command's name, or resemble one?  If not, it may be a password. */
static bool resembles_command(struct span name)
{
	for (size_t i = 0; i < command_count; i++)
		if (is_prefix(&commands[i], name) || span_near(cmd_name(&commands[i]), name))
			return true;
	return false;
}

/* Pairs: the command of another program, and ours for the same. */
static const char foreign[] =
    "disconnect\0close\0hangup\0close\0info\0status\0show\0display\0man\0help\0ls\0list\0"
    "dir\0list\0get\0retr\0fetch\0retr\0delete\0dele\0rm\0dele\0shell\0!\0starttls\0tls\0";

/* Writes all commands that begin so, or the one that was probably meant. */
static void put_candidates(struct out *o, struct span name, struct span best, bool ambiguous)
{
	for (size_t i = 0; i < command_count; i++) {
		struct span each = cmd_name(&commands[i]);
		bool fits = span_eq(each, best);

		if (ambiguous)
			fits = is_prefix(&commands[i], name);
		if (fits) {
			out_text(o, ", ");
			out_put(o, each);
		}
	}
}

/* Repeats the word only if it resembles a command, or is one of another program. */
static void refuse_unknown(struct client *c, struct span name)
{
	const struct command *cmd;
	bool ambiguous = count_prefixed(name, &cmd) > 1;
	struct near near = { .word = name };
	char text[400];
	struct out o = OUT(text);

	near_foreign(&near, foreign);
	out_text(&o, ambiguous ? "?Ambiguous command" : "?Invalid command");
	if (near.best.len || resembles_command(name)) {
		out_text(&o, " '");
		out_put(&o, span_first(name, 40));
		out_char(&o, '\'');
	}
	for (size_t i = 0; i < command_count; i++)
		near_offer(&near, cmd_name(&commands[i]));
	out_text(&o, ": try help");
	put_candidates(&o, name, near.best, ambiguous);
	client_fail(c, STATUS_USAGE, out_span(&o));
}

bool cmd_begins(struct span name)
{
	const struct command *cmd;

	return cmd_exact(name) || count_prefixed(name, &cmd);
}

const struct command *cmd_find(struct client *c, struct span name)
{
	const struct command *cmd =
	    c->ctx->by == EVENT_BY_TYPED ? cmd_meant(name) : cmd_exact(name);

	if (c->ctx->serve.server && span_starts(name, SPAN("--")))
		cmd = cmd_exact(SPAN("serve")); /* options go to the running server */
	if (!cmd)
		refuse_unknown(c, name);
	return cmd;
}

/* "!ls" is "! ls"; elsewhere a blank ends the command's name. */
static struct span command_name(struct span line)
{
	return span_starts(line, SPAN("!")) ? span_first(line, 1) : span_word(&line);
}

/* Is there the connection that the command needs? */
static bool is_connected(const struct client *c, const struct command *cmd)
{
	if (session_is_open(&c->session))
		return true;
	return !(cmd->flags & CMD_CONNECTED) &&
	       !(cmd->flags & CMD_HELPER && !context_is_told_all(c->ctx));
}

/* Are the words free of line ends and NUL?  Some commands may have them. */
static bool is_sane(const struct command *cmd, const struct words *w)
{
	bool sane = true;

	for (size_t i = 0; i < w->count; i++)
		sane &= words_clean(w->word[i]) || cmd->flags & (CMD_AS_TYPED | CMD_LINES);
	return sane;
}

void cmd_carry(struct client *c, const struct command *cmd, const struct words *w)
{
	if (help_is_asked(cmd, w))
		help_on(c, cmd);
	else if (!is_connected(c, cmd))
		client_refuse(c, connect_first, SPAN(""));
	else if (!is_sane(cmd, w) || !cmd->run(c, w))
		usage_refuse(c, cmd, w);
}

/* Is the command about a setting, which its first word names? */
static bool is_about_setting(const struct command *cmd)
{
	return cmd->run == cmd_set || cmd->run == cmd_unset || cmd->run == cmd_toggle;
}

/* Does the command act beyond the connection, with these words? */
static bool reaches(const struct command *cmd, const struct words *w)
{
	if (!(cmd->flags & CMD_REACHES))
		return false;
	if (cmd->run == cmd_data)
		return w->count > 1;
	if (!is_about_setting(cmd))
		return true;
	return w->count > 1 && settings_reach(w->word[1]);
}

/*
 * Refuses the line if the script has announced a message: the message's author may
 * have ended it with a dot and added this line.  As later lines may be added too, the
 * run ends.
 */
static bool is_foreign(struct client *c, const struct command *cmd, const struct words *w)
{
	char text[160];
	struct out o = OUT(text);

	if (!c->ctx->script_body.announced || c->ctx->allow_commands)
		return false;
	if (!reaches(cmd, w))
		return false;
	out_text(&o, "a script may not run '");
	out_put(&o, cmd_name(cmd));
	if (is_about_setting(cmd)) {
		out_char(&o, ' ');
		out_put(&o, w->word[1]);
	}
	out_text(&o, "' after a message (--allow-commands permits it): the run ends here");
	client_fail(c, STATUS_USAGE, out_span(&o));
	c->ctx->quit = true;
	return true;
}

/*
 * Is the line for a server?  Its first word, or the word after an IMAP tag, is then a
 * verb of a protocol, and the first word is no command of ours.
 */
static bool is_for_server(struct span line)
{
	struct span name = span_word(&line);
	bool tag = name.len && ascii_is_digit(name.at[name.len - 1]);

	if (cmd_exact(name))
		return false;
	return verb_is_known(name) || (tag && verb_of(PROTOCOL_IMAP, line).known);
}

void cmd_run(struct client *c, struct span line)
{
	struct span name = command_name(span_trim(line));
	const struct command *cmd;
	struct words w;

	if (!name.len || name.at[0] == '#')
		return;
	line = span_from(line, (size_t)(name.at - line.at));
	if (!session_is_open(&c->session) && is_for_server(line)) {
		client_refuse(c, connect_first, SPAN(""));
		return;
	}
	cmd = cmd_find(c, name);
	if (!cmd)
		return;
	if (words_split(&w, line) || cmd->flags & CMD_AS_TYPED) {
		if (is_foreign(c, cmd, &w))
			return;
		if (name.at[0] == '!')
			w.rest = span_from(line, 1);
		cmd_carry(c, cmd, &w);
	} else {
		client_fail_at(c, STATUS_USAGE, words_fault_text(w.fault), w.column);
	}
}

bool cmd_keepable(struct span line)
{
	struct span name = command_name(span_trim(line));
	const struct command *cmd = cmd_meant(name);

	if (cmd)
		return !(cmd->flags & CMD_HIDDEN);
	return resembles_command(name) || is_for_server(line);
}

void cmd_row(struct client *c, struct span about, size_t column)
{
	struct span head = span_line(&about);

	page_row(c, head, span_line(&about), column);
}
