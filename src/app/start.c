/* start.c - from the shell's line to a run that can begin; see app.h. */
#include "app/app.h"

#include <string.h>

/* ---- what this run gives up ---- */

/*
 * Confines the process to what this run may need.  A person who types commands may run
 * a shell, with sudo in it, and a practice server.  A script or a command of the shell's
 * line may not, except that `serve` and --allow-commands may listen.  --no-shell takes
 * the shell away.
 */
static void confine_run(struct app *a)
{
	const struct options *o = &a->options;
	const struct command *cmd = asked_command(o);
	bool typed = asked_types_commands(a, cmd);
	struct os_needs needs = { .shell = typed && !o->no_shell };

	needs.listen = typed || asked_is_serve(cmd) || o->allow_commands;

	a->ctx.no_shell = !needs.shell;
	a->ctx.no_listening = !needs.listen;
	os_confine(&needs);
}

/* Writes a word, in quotes if a shell needs them. */
static void put_word(struct out *o, struct span word)
{
	bool plain = word.len > 0;
	const char *quote;

	for (size_t i = 0; i < word.len; i++)
		plain &= word.at[i] > ' ' && !span_has(SPAN("'\"\\$`&|;<>()*?[]#~"), word.at[i]);
	quote = plain ? "" : "'";
	out_text(o, quote);
	out_put(o, word);
	out_text(o, quote);
}

/* Tells the shell's line.  A line with a secret has been refused by now. */
static void tell_command(struct app *a, int argc, char **argv)
{
	char text[2048];
	struct out o = OUT(text);

	for (int i = 0; i < argc; i++) {
		if (i)
			out_char(&o, ' ');
		put_word(&o, span_of(argv[i]));
	}
	client_say(&a->client, EVENT_RUN, 0, out_span(&o));
}

/* Removes the verb of "postel connect HOST PORT" or "postel telnet HOST". */
static void drop_verb(struct app *a)
{
	struct options *o = &a->options;
	size_t host;

	if (!o->words || o->force_target || o->telnet)
		return;
	host = target_behind_verb(o->word, o->words);
	if (!host || cmd_exact(o->word[host]))
		return;
	a->as_telnet = span_same(o->word[0], SPAN("telnet"));
	memmove(o->word, o->word + 1, --o->words * sizeof *o->word);
}

bool start(struct app *a, int argc, char **argv)
{
	char text[200];
	struct out why = OUT(text);
	bool fine;

	os_start();
	os_guard(a, sizeof *a); /* many parts of it hold secrets */
	a->start = os_now();
	a->ctx.now = app_now(a);
	context_start(&a->ctx);
	client_start(&a->client, &a->ctx);
	fine = options_read(&a->options, argc, argv, &why);
	drop_verb(a);
	a->person = asked_has_person(&a->options);
	a->ctx.person = a->client.session.person = a->person;
	a->ctx.by = EVENT_BY_SCRIPT;
	feed_begin(&a->feed, SOURCE_SCRIPT, true);
	views_begin(a);
	client_anchor(&a->client);
	if (!fine) {
		client_fail(&a->client, STATUS_USAGE, out_span(&why));
		return false;
	}
	if (!apply_secrets(&a->client, &a->options) || !apply_login(&a->client, &a->options))
		return false;
	os_catch_signals();
	a->ctx.now = app_now(a); /* reading the secret may have taken long */
	a->edit.recall.history = &a->history;
	a->edit.paint.dumb = !a->cursor;
	if (!apply_options(a, asked_has_prompt(a)))
		return false;
	row_own(a);
	confine_run(a);
	if (!work_begin(a))
		return false;
	tell_command(a, argc, argv);
	return true;
}
