/* start.c - from the shell's line to a run that can begin; see app.h. */
#include "app/app.h"

#include <string.h>

/* The command whose whole name is the first word; NULL: that is no command's. */
static const struct command *first_command(const struct options *o)
{
	const struct command *c;

	if (!o->words || o->force_target || o->telnet)
		return NULL;
	c = cmd_exact(o->word[0]);
	if (!c || !span_eq(o->word[0], cmd_name(c)))
		return NULL;
	return c;
}

static bool is_shell_command(const struct options *o)
{
	const struct command *c = first_command(o);

	return c && c->flags & CMD_SHELL;
}

static const struct command *command_at(const struct options *o, size_t at)
{
	if (at >= o->words)
		return NULL;
	return cmd_exact(o->word[at]);
}

/* The command on the shell's line, alone or behind TARGET; NULL: there is none. */
static const struct command *command_of(const struct options *o)
{
	if (is_shell_command(o))
		return command_at(o, 0);
	return command_at(o, target_words(o->word, o->words));
}

static bool is_serve(const struct command *c)
{
	return cmd_is(c, cmd_serve);
}

/* Does somebody get the prompt again when a connection has ended? */
static bool has_prompt(const struct app *a)
{
	const struct options *o = &a->options;

	if (!a->person || o->lines)
		return false;
	return !o->words || is_serve(command_of(o));
}

/* ~/.postelrc: commands, one a line, before all else. */
static void read_rc(struct app *a)
{
	const char *home = os_env("HOME");
	char path[512];
	struct out o = OUT(path);
	struct fault f = { 0 };
	size_t len;

	if (!a->person || a->options.no_rc)
		return;
	if (!home)
		return;
	out_text(&o, home);
	out_text(&o, "/.postelrc");
	out_char(&o, '\0');
	if (o.full)
		return;
	if (!os_file_load(path, a->feed.room, sizeof a->feed.room - 1, &len, &f)) {
		if (f.kind != FAULT_NO_FILE && f.kind != FAULT_NO_FOLDER)
			desk_fault(&a->desk, &f);
		return;
	}
	feed_filled(&a->feed, len);
	if (len && a->feed.room[len - 1] != '\n')
		feed_put(&a->feed, SPAN("\n"));
	a->reading_rc = true;
}

/* The words of a command, its line as it might have been typed; false: that would be too long. */
static bool take_words(struct app *a, size_t first, struct words *w)
{
	const struct options *o = &a->options;
	struct out line = OUT(a->command_line);

	for (size_t i = first; i < o->words && w->count < WORDS_MAX; i++) {
		w->word[w->count++] = o->word[i];
		if (i > first + 1)
			out_char(&line, ' ');
		if (i > first)
			out_put(&line, o->word[i]);
	}
	w->rest = span_trim(out_span(&line));
	return !line.full;
}

/* What is taken as it was typed is said whole or not at all. */
static void refuse_long(struct desk *d, const struct words *w)
{
	int64_t octets = (int64_t)w->count - 2;
	char text[120];
	struct out o = OUT(text);

	for (size_t i = 1; i < w->count; i++)
		octets += (int64_t)w->word[i].len;
	out_text(&o, "this line has ");
	out_grouped(&o, octets);
	out_text(&o, " octets, but at most 65,536 can be sent: nothing was sent");
	desk_fail(d, STATUS_DATA, out_span(&o));
}

/* Others can read a command line: nothing secret may stand on it. */
static bool is_secret(const struct command *c, const struct words *w)
{
	struct secret_state state = { 0 };

	if (c->flags & CMD_HIDDEN)
		return w->count > 1u + span_eq(words_at(w, 1), SPAN("-d"));
	return c->run == cmd_send && secret_recognised(&state, w->rest);
}

/* Of what is done here the results are wanted, and on a terminal the dialogue. */
static void want_results(struct app *a)
{
	a->desk.alone = a->raw.result = true;
	a->desk.tls.of_helper = a->options.when == LOGIN_TLS_TRY;
	a->desk.json = a->options.json;
	a->desk.output = a->raw.view.see ? &a->raw.body : NULL;
	if (!a->screen.dialogue && !a->screen.quiet)
		a->screen.quiet = SCREEN_RESULT;
}

/* What a helper needs of this machine is looked at before anything is connected to. */
static void get_ready(struct app *a, const struct command *c, const struct words *w)
{
	want_results(a);
	if (a->options.pipelining && c->run != cmd_send_mail)
		desk_warn(&a->desk, SPAN("--pipelining is ignored: only send-mail uses it"));
	a->desk.helper.alone = true;
	cmd_carry(&a->desk, c, w);
	a->desk.helper.mail.letter.input = &a->feed.queue;
	a->feed.open = a->desk.helper.mail.reads_input;
}

/* Does this -c hold a secret?  The command line is kept in records. */
static bool shows_secret(struct secret_state *state, struct span line)
{
	struct span rest = span_starts(line, SPAN(":")) ? span_from(line, 1) : line, whole = rest;
	const struct command *c = cmd_exact(span_word(&rest));

	if (!c || words_hold("auth login", cmd_name(c)))
		return secret_from(&(struct secret_state){ 0 }, whole) != SECRET_NONE;
	if (c->run == cmd_open)
		return lines_url_secret(rest) != SECRET_NONE;
	return c->flags & CMD_HIDDEN ||
	       (c->run == cmd_send && secret_recognised(state, span_trim(rest)));
}

/* -c: commands one behind the other, and a farewell. */
static bool set_lines(struct app *a, bool command)
{
	struct secret_state state = { 0 };

	want_results(a);
	a->option_c = true;
	a->feed.open = false;
	if (command) {
		desk_fail(&a->desk, STATUS_USAGE,
		    SPAN("give one command, or several with -c in front of each"));
		return false;
	}
	for (size_t i = 0; i < a->options.lines; i++) {
		struct span line = span_of(a->options.line[i]);

		if (shows_secret(&state, line) || !words_clean(line) ||
		    !feed_put_line(&a->feed, line)) {
			desk_fail(&a->desk, STATUS_USAGE,
			    SPAN("-c: a command contains a secret or a line end, or is too long"));
			return false;
		}
	}
	return true;
}

/* Is a password all that is given for a login?  The practice server has a use for that. */
static bool gives_password_alone(const struct options *o)
{
	bool given = o->password_file || o->password_fd;

	return given && !o->auth && !o->authzid;
}

/* A command without TARGET, and options of a login. */
static bool needs_no_login(const struct app *a, const struct command *c)
{
	bool may = c->run == cmd_serve && gives_password_alone(&a->options);

	return a->desk.how_help.given && !may;
}

/* "postel send-mail -f x": a command stands where TARGET should, and no command behind it. */
static bool lacks_target(const struct options *o, size_t at)
{
	const struct command *c;

	if (at != 1 || o->force_target)
		return false;
	c = cmd_exact(o->word[0]);
	return c && span_eq(o->word[0], cmd_name(c)) && !cmd_exact(o->word[at]);
}

/* An option where a command is due. */
static bool refuse_option(struct app *a, struct span word)
{
	char text[300];
	struct out why = OUT(text);

	options_unknown(&why, word);
	desk_fail(&a->desk, STATUS_USAGE, out_span(&why));
	return false;
}

/* Refuses it, or gets ready for what is not done at once. */
static void judge_command(struct app *a, const struct command *c, const struct words *w, bool fits)
{
	bool has_target = a->command > 1;

	if (c->flags & CMD_AS_TYPED && !fits)
		refuse_long(&a->desk, w);
	else if (is_secret(c, w))
		desk_fail(&a->desk, STATUS_USAGE,
		    SPAN(
			"other users can read the command line: leave the secret out (it is asked for), or pipe it in"));
	else if (!has_target && needs_no_login(a, c))
		desk_refuse(
		    &a->desk, "%: this command does not log in", span_of(a->desk.how_help.given));
	else if (c->flags & CMD_HELPER)
		get_ready(a, c, w);
}

/* A command at that word of the shell's line; false: it can't stand there. */
static bool set_command(struct app *a, size_t at)
{
	const struct command *c;
	struct words w = { 0 };
	bool fits;

	if (lacks_target(&a->options, at)) {
		desk_refuse(&a->desk, "?% needs a server in front of it: postel HOST COMMAND ...",
		    a->options.word[0]);
		return false;
	}
	if (*a->options.word[at].at == '-')
		return refuse_option(a, a->options.word[at]);
	c = cmd_find(&a->desk, a->options.word[at]);
	fits = take_words(a, at, &w);
	a->command = at + 1;
	a->feed.open = false;
	if (c)
		judge_command(a, c, &w, fits);
	return a->desk.session.status == STATUS_DONE;
}

void start_command(struct app *a)
{
	const struct command *c = cmd_exact(a->options.word[a->command - 1]);
	struct words w = { 0 };

	take_words(a, a->command - 1, &w);
	a->command = 0;
	if (a->desk.alone) {
		if (a->desk.session.opened)
			a->desk.busy = DESK_HELPING; /* even if it is closed again */
		return;
	}
	if (c->flags & CMD_CONNECTED && !session_is_open(&a->desk.session))
		desk_fail(
		    &a->desk, STATUS_UNAVAILABLE, SPAN("no connection: the command was not run"));
	else
		cmd_carry(&a->desk, c, &w);
	/* What is piped in is the answer, or commands for the practice server. */
	a->feed.open = a->desk.busy == DESK_ASKING || a->desk.serve.server;
}

/* Options that only SMTP has a use for. */
static void warn_smtp_options(struct desk *d, const struct options *o)
{
	if (o->helo)
		desk_warn(d, SPAN("--helo is ignored: only SMTP has EHLO"));
	if (o->pipelining && !o->lines && target_words(o->word, o->words) == o->words)
		desk_warn(d, SPAN("--pipelining is ignored: only SMTP's send-mail uses it"));
}

/* TARGET, and what is to be done there. */
static bool begin_target(struct app *a)
{
	const struct options *o = &a->options;
	size_t n = target_words(o->word, o->words);
	char text[300];
	struct out why = OUT(text);

	if (target_lacks_host(o->word, n, "postel", &why) ||
	    !target_read(&a->desk.target, o->word, n, &why)) {
		desk_fail(&a->desk, STATUS_USAGE, out_span(&why));
		return false;
	}
	if (a->as_telnet)
		target_telnet(&a->desk.target);
	a->go = a->named = a->leave_when_closed = true;
	if (a->desk.target.protocol >= PROTOCOL_POP3)
		warn_smtp_options(&a->desk, o);
	if (o->lines)
		return set_lines(a, n < o->words);
	return n == o->words || set_command(a, n);
}

/* What is asked for on the shell's line is what a pipe is to get. */
static void answer_to_pipe(struct app *a)
{
	a->raw.local = true;
	a->screen.local = a->raw.view.see == NULL;
	if (!a->screen.local)
		a->desk.page.columns = PAGE_COLUMNS;
}

/* Where a command stands, in front of TARGET or behind it; o->words: nowhere. */
static size_t find_command(const struct options *o)
{
	if (first_command(o))
		return 0;
	return target_words(o->word, o->words);
}

/* Of all, or of the command that is asked about. */
static void say_help(struct app *a)
{
	size_t at = find_command(&a->options);
	const struct command *c;

	if (at == a->options.words) {
		page_begin(&a->desk, options_help, SPAN(""));
		return;
	}
	c = cmd_find(&a->desk, a->options.word[at]);
	if (c)
		help_on(&a->desk, c);
}

/* TARGET, what is to be done there, or a prompt; false: it is over already. */
static bool begin_session(struct app *a)
{
	const struct options *o = &a->options;

	if (o->no_commands && !o->words) {
		desk_fail(&a->desk, STATUS_USAGE,
		    SPAN("--no-commands: a script cannot connect then; give a TARGET"));
		return false;
	}
	read_rc(a);
	if (!o->words && !o->lines)
		return true;
	return begin_target(a);
}

/* What this run is about; false: it is over already. */
static bool begin_work(struct app *a)
{
	const struct options *o = &a->options;

	if (!o->help && !o->version && !is_shell_command(o))
		return begin_session(a);
	answer_to_pipe(a);
	a->leave_when_closed = true;
	if (o->help)
		say_help(a);
	else if (o->version)
		cmd_version(&a->desk, &(struct words){ .count = 1 });
	else
		return set_command(a, 0);
	return false;
}

/* ---- what this run gives up ---- */

/* Does the shell's line hold all that is asked, so that nobody types? */
static bool is_all_asked(const struct options *o)
{
	return o->lines || o->help || o->version;
}

static bool types_commands(const struct app *a, const struct command *c)
{
	if (!a->person || is_all_asked(&a->options))
		return false;
	return !c || is_serve(c);
}

/*
 * Who may type commands may ask for a shell, for sudo in it, and to be a practice
 * server.  A script, a command of the shell's line and --no-shell can't: they do
 * without, but that --allow-commands lets a script listen.
 */
static void confine_run(struct app *a)
{
	const struct options *o = &a->options;
	const struct command *c = command_of(o);
	bool typed = types_commands(a, c);
	struct os_needs needs = { .shell = typed && !o->no_shell };

	needs.listen = typed || is_serve(c) || o->allow_commands;

	a->desk.no_shell = !needs.shell;
	a->desk.no_listening = !needs.listen;
	os_confine(&needs);
}

/* Behind TARGET a helper may ask for a password; any other command is a script's. */
static bool is_help_or_none(const struct options *o)
{
	size_t n = target_words(o->word, o->words);
	const struct command *c = command_at(o, n);

	return n == o->words || (c && c->flags & CMD_HELPER);
}

/* A word as a shell would take it. */
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

/* What this run was asked for.  What would be a secret here has been refused by now. */
static void tell_command(struct app *a, int argc, char **argv)
{
	char text[2048];
	struct out o = OUT(text);

	for (int i = 0; i < argc; i++) {
		if (i)
			out_char(&o, ' ');
		put_word(&o, span_of(argv[i]));
	}
	desk_say(&a->desk, EVENT_RUN, 0, out_span(&o));
}

/* "postel connect HOST PORT", "postel telnet HOST": the word that no host is meant by is left out. */
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

/* Is somebody at a terminal, and this run one to talk to? */
static bool has_person(const struct options *o)
{
	if (!os_is_terminal(OS_IN))
		return false;
	if (!os_is_terminal(OS_OUT) && !os_is_terminal(OS_ERR))
		return false;
	return is_shell_command(o) || is_help_or_none(o);
}

bool start(struct app *a, int argc, char **argv)
{
	char text[200];
	struct out why = OUT(text);
	bool fine;

	os_start();
	os_guard(a, sizeof *a); /* lines, queues and options hold secrets, in many places */
	a->start = os_now();
	a->desk.now = app_now(a);
	desk_start(&a->desk);
	fine = options_read(&a->options, argc, argv, &why);
	drop_verb(a);
	a->person = has_person(&a->options);
	a->desk.person = a->desk.session.person = a->person;
	a->desk.by = EVENT_BY_SCRIPT;
	feed_begin(&a->feed, true);
	views_begin(a);
	desk_anchor(&a->desk);
	if (!fine) {
		desk_fail(&a->desk, STATUS_USAGE, out_span(&why));
		return false;
	}
	if (!apply_secrets(&a->desk, &a->options) || !apply_login(&a->desk, &a->options))
		return false;
	os_catch_signals();
	a->desk.now = app_now(a); /* the secret may have come late */
	a->edit.recall.history = &a->history;
	a->edit.paint.dumb = !a->cursor;
	if (!apply_options(a, has_prompt(a)))
		return false;
	row_own(a);
	confine_run(a);
	if (!begin_work(a))
		return false;
	tell_command(a, argc, argv);
	return true;
}
