/* cmd.c - finds a command and carries it out; see cmd.h. */
#include "cmd/cmd.h"

#include "base/ascii.h"

static const char connect_first[] = "?Need to be connected first: open HOST PORT";

struct span cmd_name(const struct command *c)
{
	struct span rest = cmd_about(c), head = span_line(&rest);

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

static bool is_prefix(const struct command *c, struct span name)
{
	return span_starts_same(cmd_name(c), name);
}

/* How many have a prefix of that name; *last is one of them. */
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
	const struct command *c = cmd_exact(name);

	return c || count_prefixed(name, &c) == 1 ? c : NULL;
}

/* Does it begin a command's name, or is it nearly one?  What does not may be a password. */
static bool resembles_command(struct span name)
{
	for (size_t i = 0; i < command_count; i++)
		if (is_prefix(&commands[i], name) || span_near(cmd_name(&commands[i]), name))
			return true;
	return false;
}

/* The word is repeated only where it resembles a command. */
static void refuse_unknown(struct desk *d, struct span name)
{
	const struct command *c;
	size_t prefixed = count_prefixed(name, &c);
	char text[400];
	struct out o = OUT(text);

	out_text(&o, prefixed > 1 ? "?Ambiguous command" : "?Invalid command");
	if (resembles_command(name)) {
		out_text(&o, " '");
		out_put(&o, span_first(name, 40));
		out_char(&o, '\'');
	}
	out_text(&o, ": try help");
	for (c = commands; c < commands + command_count; c++)
		if (prefixed ? is_prefix(c, name) : span_near(cmd_name(c), name)) {
			out_text(&o, ", ");
			out_put(&o, cmd_name(c));
		}
	desk_fail(d, STATUS_USAGE, out_span(&o));
}

const struct command *cmd_find(struct desk *d, struct span name)
{
	const struct command *c = d->by == EVENT_BY_TYPED ? cmd_meant(name) : cmd_exact(name);

	if (POSTEL_TLS && d->serve.host && span_starts(name, SPAN("--")))
		c = cmd_exact(SPAN("serve")); /* while it goes on its options will do */
	if (!c)
		refuse_unknown(d, name);
	return c;
}

/* "!ls" is "! ls"; elsewhere a blank ends the command's name. */
static struct span command_name(struct span line)
{
	return span_starts(line, SPAN("!")) ? span_first(line, 1) : span_word(&line);
}

void cmd_carry(struct desk *d, const struct command *c, const struct words *w)
{
	struct span about = cmd_about(c);
	bool sane = true;

	for (size_t i = 0; i < w->count; i++)
		sane &= words_clean(w->word[i]) || c->flags & (CMD_AS_TYPED | CMD_LINES);
	if ((c->flags & CMD_CONNECTED && !session_is_open(&d->session)) ||
	    (POSTEL_TLS && c->flags & CMD_HELPER && !session_is_open(&d->session) && !d->alone))
		desk_refuse(d, connect_first, SPAN(""));
	else if (!sane || !c->run(d, w))
		desk_refuse(d, "?Usage: %; see 'help'", span_line(&about));
}

/* Are its words a setting, and perhaps a value? */
static bool is_about_setting(const struct command *c)
{
	return c->run == cmd_set || c->run == cmd_unset || c->run == cmd_toggle;
}

/* Does it reach beyond the connection, with these words? */
static bool reaches(const struct command *c, const struct words *w)
{
	if (!(c->flags & CMD_REACHES))
		return false;
	if (POSTEL_TLS && c->run == cmd_data)
		return w->count > 1;
	return !is_about_setting(c) || (w->count > 1 && settings_reach(w->word[1]));
}

/*
 * A script has announced a message: its author may have ended it with a dot of his
 * own, and gone on with this line.  So may what follows: the run ends.
 */
static bool is_foreign(struct desk *d, const struct command *c, const struct words *w)
{
	char text[160];
	struct out o = OUT(text);

	if (!d->script_body.announced || d->allow_commands || !reaches(c, w))
		return false;
	out_text(&o, "a script may run no '");
	out_put(&o, cmd_name(c));
	if (is_about_setting(c)) {
		out_char(&o, ' ');
		out_put(&o, w->word[1]);
	}
	out_text(&o, "' after a message (--allow-commands permits it): it ends here");
	desk_fail(d, STATUS_USAGE, out_span(&o));
	d->quit = true;
	return true;
}

/*
 * A line for a server: its first word is a verb of a protocol, and no command of ours;
 * or it is a tag of IMAP's and the second one is.
 */
static bool is_for_server(struct span line)
{
	struct span name = span_word(&line);
	bool tag = name.len && ascii_is_digit(name.at[name.len - 1]);

	return !cmd_exact(name) &&
	       (verb_is_known(name) || (tag && verb_of(PROTOCOL_IMAP, line).known));
}

void cmd_run(struct desk *d, struct span line)
{
	struct span name = command_name(span_trim(line));
	const struct command *c;
	struct words w;

	if (!name.len || name.at[0] == '#')
		return;
	line = span_from(line, (size_t)(name.at - line.at));
	if (!session_is_open(&d->session) && is_for_server(line)) {
		desk_refuse(d, connect_first, SPAN(""));
		return;
	}
	c = cmd_find(d, name);
	if (!c)
		return;
	if (words_split(&w, line) || c->flags & CMD_AS_TYPED) {
		if (is_foreign(d, c, &w))
			return;
		if (name.at[0] == '!')
			w.rest = span_from(line, 1);
		cmd_carry(d, c, &w);
	} else {
		desk_fail_at(d, STATUS_USAGE, words_fault_text(w.fault), w.column);
	}
}

bool cmd_keepable(struct span line)
{
	struct span name = command_name(span_trim(line));
	const struct command *c = cmd_meant(name);

	return c ? !(c->flags & CMD_HIDDEN) : resembles_command(name) || is_for_server(line);
}

void cmd_row(struct out *o, struct span about, size_t width)
{
	struct span head = span_line(&about);

	out_text(o, "  ");
	out_put(o, head);
	out_repeat(o, ' ', head.len + 2 < width ? width - head.len : 2);
	out_put(o, span_line(&about));
	out_char(o, '\n');
}
