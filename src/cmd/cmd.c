/* cmd.c - finds a command and carries it out; see cmd.h. */
#include "cmd/cmd.h"

static bool is_alias(const struct command *c, struct span name)
{
	struct span rest = span_of(c->alias);

	while (rest.len)
		if (span_same(span_word(&rest), name))
			return true;
	return false;
}

const struct command *cmd_exact(struct span name)
{
	for (size_t i = 0; name.len && i < command_count; i++)
		if (span_same(span_of(commands[i].name), name) || is_alias(&commands[i], name))
			return &commands[i];
	return NULL;
}

static void add_near(struct out *near, const char *name)
{
	if (near->len)
		out_text(near, ", ");
	out_text(near, name);
}

/* One letter too many, too few, wrong, or two exchanged. */
static bool is_typo(struct span a, struct span b)
{
	size_t head = 0, tail = 0, left_a, left_b;

	while (head < a.len && head < b.len && a.at[head] == b.at[head])
		head++;
	while (tail < a.len - head && tail < b.len - head &&
	    a.at[a.len - 1 - tail] == b.at[b.len - 1 - tail])
		tail++;
	left_a = a.len - head - tail;
	left_b = b.len - head - tail;
	if (left_a == 2 && left_b == 2)
		return a.at[head] == b.at[head + 1] && a.at[head + 1] == b.at[head];
	return left_a <= 1 && left_b <= 1;
}

const struct command *cmd_find(struct span name, struct out *near)
{
	const struct command *found = cmd_exact(name);
	size_t count = 0;

	if (found || !name.len)
		return found;
	for (size_t i = 0; i < command_count; i++)
		if (span_starts_same(span_of(commands[i].name), name)) {
			found = &commands[i];
			count++;
			add_near(near, commands[i].name);
		}
	if (count == 1)
		return found;
	for (size_t i = 0; !count && i < command_count; i++)
		if (is_typo(name, span_of(commands[i].name)))
			add_near(near, commands[i].name);
	return NULL;
}

/* "!ls" is "! ls", "?" is itself; elsewhere a blank ends the command's name. */
static struct span command_name(struct span line)
{
	struct span rest = span_trim(line);

	if (rest.len && rest.at[0] == '!')
		return span_first(rest, 1);
	return span_word(&rest);
}

static void unknown(struct desk *d, struct span name, struct span near)
{
	char text[400];
	struct out o = OUT(text);

	out_text(&o, near.len && span_has(near, ',') ? "?Ambiguous command '" : "?Invalid command '");
	out_put(&o, span_first(name, 40));
	out_char(&o, '\'');
	if (near.len) {
		out_text(&o, ": did you mean ");
		out_put(&o, near);
		out_char(&o, '?');
	} else {
		out_text(&o, ": 'help' lists the commands");
	}
	if (session_is_open(&d->session) && d->person)
		out_text(&o, "; nothing was sent, an empty line goes back to the server");
	desk_fail(d, STATUS_USAGE, out_span(&o));
}

static bool split(struct desk *d, const struct command *c, struct span line, struct words *w)
{
	char text[200];
	struct out o = OUT(text);

	if (words_split(w, line) || c->flags & CMD_AS_TYPED)
		return true;
	out_text(&o, c->name);
	out_text(&o, ": ");
	out_text(&o, words_fault_text(w->fault));
	out_text(&o, ", at character ");
	out_number(&o, (int64_t)w->column);
	desk_fail(d, STATUS_USAGE, out_span(&o));
	return false;
}

void cmd_run(struct desk *d, struct span line)
{
	struct words w;
	char near_room[200];
	struct out near = OUT(near_room);
	struct span name = command_name(line);
	const struct command *c;

	if (!name.len || name.at[0] == '#')
		return;
	c = d->by == EVENT_BY_TYPED ? cmd_find(name, &near) : cmd_exact(name);
	if (!c) {
		unknown(d, name, out_span(&near));
		return;
	}
	if (c->flags & CMD_CONNECTED && !session_is_open(&d->session)) {
		desk_fail(d, STATUS_USAGE, SPAN("?Need to be connected first: open HOST PORT"));
		return;
	}
	line = span_trim(line);
	if (name.at[0] == '!' && line.len > 1 && line.at[1] != ' ') {
		w = (struct words){ .rest = span_from(line, 1) };
		c->run(d, &w);
		return;
	}
	if (split(d, c, line, &w))
		c->run(d, &w);
}

bool cmd_keepable(struct span line)
{
	char room[200];
	struct out near = OUT(room);
	const struct command *c = cmd_find(command_name(line), &near);

	return !c || !(c->flags & CMD_HIDDEN);
}
