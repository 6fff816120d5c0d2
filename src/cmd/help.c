/* help.c - help, and what `COMMAND --help` says; see cmd.h. */
#include "cmd/cmd.h"
#include "ui/edit.h"

#define COMMANDS_COLUMN 32
#define KEYS_COLUMN     24

/* ---- the texts ---- */

static void tell_commands(struct client *c, struct span about)
{
	(void)about;
	page_lines(
	    c, SPAN("In a session lines go to the server.  Commands begin with ':' there ('::' "
		    "sends a colon), or are typed at the prompt, which ^] opens and an empty line "
		    "closes.  Any unique beginning of a name will do; 'help COMMAND' says more."));
	for (size_t i = 0; i < command_count; i++)
		cmd_row(c, cmd_about(&commands[i]), COMMANDS_COLUMN);
	page_lines(c, SPAN("More: 'help keys' lists the keys, 'help settings' the settings."));
}

static void tell_command(struct client *c, struct span about)
{
	const struct command *cmd = cmd_exact(about);
	struct span more = cmd_about(cmd);

	cmd_row(c, more, COMMANDS_COLUMN);
	span_line(&more);
	span_line(&more);
	page_lines(c, more);
	if (*cmd_alias(cmd)) {
		page_lines(c, SPAN("Also called:"));
		page_lines(c, span_of(cmd_alias(cmd)));
	}
}

/* The keys that do not edit the line. */
static void tell_other_keys(struct client *c)
{
	static const char keys[] =
	    "^D\0on an empty line, twice: send QUIT, or close; at the prompt: leave\0"
	    "^C\0discard the line, or cancel the command under way\0"
	    "^Z\0suspend postel\0"
	    "^V\0insert the next control key as text\0";
	char text[8];
	struct out o = OUT(text);

	for (const char *key = keys; *key; key = span_nth(key, 2))
		page_row(c, span_of(key), span_of(span_nth(key, 1)), KEYS_COLUMN);
	settings_say_key(&o, c->ctx->escape);
	if (c->ctx->escape >= 0)
		page_row(
		    c, out_span(&o), SPAN("open the postel> prompt, or leave it"), KEYS_COLUMN);
	page_lines(
	    c, SPAN("Where help is longer than the window: Space shows the next page, Enter the "
		    "next line, q ends it."));
}

static void tell_keys(struct client *c, struct span about)
{
	struct span does;
	char text[80];
	struct out o = OUT(text);

	(void)about;
	for (size_t row = 0; edit_keys(row, &o, &does); row++) {
		page_row(c, out_span(&o), does, KEYS_COLUMN);
		o = OUT(text);
	}
	tell_other_keys(c);
}

/* ---- topics ---- */

static const struct {
	char name[12];
	page_text *text;
} topics[] = {
	{ "keys", tell_keys },
	{ "settings", settings_help },
};
#define TOPICS (sizeof topics / sizeof *topics)

/* The topic of that name, for a person also by a prefix; TOPICS if there is none. */
static size_t find_topic(const struct client *c, struct span name, bool prefix)
{
	bool by_prefix = prefix && c->ctx->by == EVENT_BY_TYPED;
	size_t i = 0;

	for (; i < TOPICS; i++) {
		struct span topic = span_of(topics[i].name);

		if (span_same(topic, name) || (by_prefix && span_starts_same(topic, name)))
			break;
	}
	return i;
}

static bool is_setting(struct span name)
{
	struct span each;

	for (size_t i = 0; settings_name(i, &each); i++)
		if (span_same(each, name))
			return true;
	return false;
}

static void refuse_topic(struct client *c, struct span name)
{
	struct near near = { .word = name };
	struct span each;
	char text[200];
	struct out o = OUT(text);

	for (size_t i = 0; i < TOPICS; i++)
		near_offer(&near, span_of(topics[i].name));
	for (size_t i = 0; i < command_count; i++)
		near_offer(&near, cmd_name(&commands[i]));
	for (size_t i = 0; settings_name(i, &each); i++)
		near_offer(&near, each);
	out_text(&o, near.best.len ? "?No help on '%'" : "?No help on that"); /* maybe a password */
	near_say(&near, &o);
	out_text(&o, "; 'help' lists the commands");
	out_char(&o, '\0');
	client_refuse(c, text, near.best.len ? span_first(name, 40) : SPAN(""));
}

void help_on(struct client *c, const struct command *cmd)
{
	page_begin(c, tell_command, cmd_name(cmd));
}

static void help_about(struct client *c, struct span name)
{
	const struct command *cmd =
	    c->ctx->by == EVENT_BY_TYPED ? cmd_meant(name) : cmd_exact(name);
	size_t topic = find_topic(c, name, !cmd);

	if (topic < TOPICS)
		page_begin(c, topics[topic].text, SPAN(""));
	else if (cmd)
		help_on(c, cmd);
	else if (is_setting(name))
		page_begin(c, settings_help, name);
	else
		refuse_topic(c, name);
}

bool cmd_help(struct client *c, const struct words *w)
{
	if (w->count > 2)
		return false;
	if (w->count > 1)
		help_about(c, w->word[1]);
	else
		page_begin(c, tell_commands, SPAN(""));
	return true;
}

/*
 * --help may stand after the command, or later if it is not an option's value.  A line
 * that is taken as typed may contain --help itself: there it must be the only word.
 */
bool help_is_asked(const struct command *cmd, const struct words *w)
{
	bool typed = cmd->flags & CMD_AS_TYPED;

	if (typed)
		return w->count == 2 && span_eq(w->word[1], SPAN("--help"));
	if (w->count == 2 && span_eq(w->word[1], SPAN("-h")))
		return true;
	for (size_t i = 1; i < w->count; i++)
		if (span_eq(w->word[i], SPAN("--help")) &&
		    (i == 1 || !span_starts(w->word[i - 1], SPAN("-"))))
			return true;
	return false;
}
