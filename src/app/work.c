/* work.c - what the shell's line asks for: TARGET, a command, several, or the prompt; see app.h. */
#include "app/app.h"

/* Reads ~/.postelrc: commands, one per line, which are carried out first. */
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
			client_fault(&a->client, &f);
		return;
	}
	a->feed.source = SOURCE_RC;
	feed_filled(&a->feed, len);
	if (len && a->feed.room[len - 1] != '\n')
		feed_put(&a->feed, SPAN("\n"));
}

/* Takes the words of a command, and its line as typed in `rest`; false if the line is too long. */
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

/* Refuses a line that is too long to be sent as a whole. */
static void refuse_long(struct client *c, const struct words *w)
{
	int64_t octets = (int64_t)w->count - 2;
	char text[120];
	struct out o = OUT(text);

	for (size_t i = 1; i < w->count; i++)
		octets += (int64_t)w->word[i].len;
	out_text(&o, "this line has ");
	out_grouped(&o, octets);
	out_text(&o, " octets, but at most 65,536 can be sent: nothing was sent");
	client_fail(c, STATUS_DATA, out_span(&o));
}

/* Is a secret on the command line, which other users can read? */
static bool is_secret(const struct command *cmd, const struct words *w)
{
	struct secret_state state = { 0 };

	if (cmd->flags & CMD_HIDDEN)
		return w->count > 1u + span_eq(words_at(w, 1), SPAN("-d"));
	return cmd->run == cmd_send && secret_recognised(&state, w->rest);
}

/* Shows results on standard output, and the dialogue only at a terminal. */
static void want_results(struct app *a)
{
	a->raw.result = true;
	a->ctx.tls.of_helper = a->options.when == LOGIN_TLS_TRY;
	a->ctx.json = a->options.json;
	a->ctx.output = a->raw.view.see ? &a->raw.body : NULL;
	if (!a->screen.dialogue && !a->screen.quiet)
		a->screen.quiet = SCREEN_RESULT;
}

/* Prepares a helper before connecting, so that wrong words and files are refused first. */
static void get_ready(struct app *a, const struct command *cmd, const struct words *w)
{
	want_results(a);
	a->ctx.mode = RUN_HELPER;
	if (a->options.pipelining && cmd->run != cmd_send_mail)
		client_warn(&a->client, SPAN("--pipelining is ignored: only send-mail uses it"));
	a->client.helper.quits_after = true;
	cmd_carry(&a->client, cmd, w);
	a->client.helper.mail.letter.input = &a->feed.queue;
	a->feed.open = a->client.helper.mail.reads_input;
}

/* Does this -c hold a secret?  The command line is kept in records. */
static bool shows_secret(struct secret_state *state, struct span line)
{
	struct span rest = span_starts(line, SPAN(":")) ? span_from(line, 1) : line, whole = rest;
	const struct command *cmd = cmd_exact(span_word(&rest));

	if (!cmd || words_hold("auth login", cmd_name(cmd)))
		return secret_from(&(struct secret_state){ 0 }, whole) != SECRET_NONE;
	if (cmd->run == cmd_open)
		return lines_url_secret(rest) != SECRET_NONE;
	return cmd->flags & CMD_HIDDEN ||
	       (cmd->run == cmd_send && secret_recognised(state, span_trim(rest)));
}

/* Queues the commands after each -c; QUIT follows them. */
static bool set_lines(struct app *a, bool command)
{
	struct secret_state state = { 0 };

	want_results(a);
	a->ctx.mode = RUN_LINES;
	a->feed.open = false;
	if (command) {
		client_fail(&a->client, STATUS_USAGE,
		    SPAN("give one command, or several with -c in front of each"));
		return false;
	}
	for (size_t i = 0; i < a->options.lines; i++) {
		struct span line = span_of(a->options.line[i]);

		if (shows_secret(&state, line) || !words_clean(line) ||
		    !feed_put_line(&a->feed, SOURCE_OPTION_C, line)) {
			client_fail(&a->client, STATUS_USAGE,
			    SPAN("-c: a command contains a secret or a line end, or is too long"));
			return false;
		}
	}
	return true;
}

/* Is a password the only option of a login?  The practice server uses it. */
static bool gives_password_alone(const struct options *o)
{
	bool given = o->password_file || o->password_fd;

	return given && !o->auth && !o->authzid;
}

/* Are options of a login given that this command without TARGET does not use? */
static bool needs_no_login(const struct app *a, const struct command *cmd)
{
	bool may = cmd->run == cmd_serve && gives_password_alone(&a->options);

	return a->ctx.how_help.given && !may;
}

/* Is a command where TARGET should be, and no command after it, as in "postel send-mail -f x"? */
static bool lacks_target(const struct options *o, size_t at)
{
	const struct command *cmd;

	if (at != 1 || o->force_target)
		return false;
	cmd = cmd_exact(o->word[0]);
	return cmd && span_eq(o->word[0], cmd_name(cmd)) && !cmd_exact(o->word[at]);
}

/* Refuses an option where a command is due; returns false. */
static bool refuse_option(struct app *a, struct span word)
{
	char text[300];
	struct out why = OUT(text);

	options_unknown(&why, word);
	client_fail(&a->client, STATUS_USAGE, out_span(&why));
	return false;
}

/* Refuses the command, or prepares a helper. */
static void judge_command(
    struct app *a, const struct command *cmd, const struct words *w, bool fits)
{
	bool has_target = a->command > 1;

	if (cmd->flags & CMD_AS_TYPED && !fits)
		refuse_long(&a->client, w);
	else if (is_secret(cmd, w))
		client_fail(&a->client, STATUS_USAGE,
		    SPAN(
			"other users can read the command line: leave the secret out (it is asked for), or pipe it in"));
	else if (!has_target && needs_no_login(a, cmd))
		client_refuse(
		    &a->client, "%: this command does not log in", span_of(a->ctx.how_help.given));
	else if (cmd->flags & CMD_HELPER)
		get_ready(a, cmd, w);
}

/* Takes the command at that word of the shell's line; false if it is refused. */
static bool set_command(struct app *a, size_t at)
{
	const struct command *cmd;
	struct words w = { 0 };
	bool fits;

	if (lacks_target(&a->options, at)) {
		client_refuse(&a->client,
		    "?% needs a server in front of it: postel HOST COMMAND ...",
		    a->options.word[0]);
		return false;
	}
	if (*a->options.word[at].at == '-')
		return refuse_option(a, a->options.word[at]);
	cmd = cmd_find(&a->client, a->options.word[at]);
	fits = take_words(a, at, &w);
	a->command = at + 1;
	a->feed.open = false;
	if (cmd)
		judge_command(a, cmd, &w, fits);
	return a->client.session.status == STATUS_DONE;
}

void work_run_command(struct app *a)
{
	const struct command *cmd = cmd_exact(a->options.word[a->command - 1]);
	struct words w = { 0 };

	take_words(a, a->command - 1, &w);
	a->command = 0;
	if (a->ctx.mode == RUN_HELPER) {
		if (a->client.session.opened)
			a->client.state = CLIENT_HELPING; /* even if it has been closed again */
		return;
	}
	if (cmd->flags & CMD_CONNECTED && !session_is_open(&a->client.session))
		client_fail(
		    &a->client, STATUS_UNAVAILABLE, SPAN("no connection: the command was not run"));
	else
		cmd_carry(&a->client, cmd, &w);
	/* Standard input is the answer, or commands for the practice server. */
	a->feed.open = a->ctx.busy == CONTEXT_ASKING || a->ctx.serve.server;
}

/* Warns about options that only SMTP uses. */
static void warn_smtp_options(struct client *c, const struct options *o)
{
	if (o->helo)
		client_warn(c, SPAN("--helo is ignored: only SMTP has EHLO"));
	if (o->pipelining && !o->lines && target_words(o->word, o->words) == o->words)
		client_warn(c, SPAN("--pipelining is ignored: only SMTP's send-mail uses it"));
}

/* Reads TARGET, and begins what is to be done there. */
static bool begin_target(struct app *a)
{
	const struct options *o = &a->options;
	size_t n = target_words(o->word, o->words);
	char text[300];
	struct out why = OUT(text);

	if (target_lacks_host(o->word, n, "postel", &why) ||
	    !target_read(&a->client.target, o->word, n, &why)) {
		client_fail(&a->client, STATUS_USAGE, out_span(&why));
		return false;
	}
	if (a->as_telnet)
		target_telnet(&a->client.target);
	a->target = a->client.target;
	a->target_waits = true;
	a->ctx.mode = n < o->words ? RUN_COMMAND : RUN_TARGET;
	if (a->client.target.protocol >= PROTOCOL_POP3)
		warn_smtp_options(&a->client, o);
	if (o->lines)
		return set_lines(a, n < o->words);
	return n == o->words || set_command(a, n);
}

/* Writes postel's own texts to standard output, even to a pipe, as they are the result. */
static void answer_to_pipe(struct app *a)
{
	a->raw.local = true;
	a->screen.local = a->raw.view.see == NULL;
	if (!a->screen.local)
		a->ctx.page.columns = PAGE_COLUMNS;
}

/* The word that is a command, in place of TARGET or after it; o->words if there is none. */
static size_t find_command(const struct options *o)
{
	if (asked_first_command(o))
		return 0;
	return target_words(o->word, o->words);
}

/* Tells the help of the program, or of the command on the shell's line. */
static void say_help(struct app *a)
{
	size_t at = find_command(&a->options);
	const struct command *cmd;

	if (at == a->options.words) {
		page_begin(&a->client, options_help, SPAN(""));
		return;
	}
	cmd = cmd_find(&a->client, a->options.word[at]);
	if (cmd)
		help_on(&a->client, cmd);
}

/* Begins with TARGET, or with a prompt; false if the run is over already. */
static bool begin_session(struct app *a)
{
	const struct options *o = &a->options;

	if (o->no_commands && !o->words) {
		client_fail(&a->client, STATUS_USAGE,
		    SPAN("--no-commands: a script cannot connect then; give a TARGET"));
		return false;
	}
	read_rc(a);
	if (!o->words && !o->lines)
		return true;
	return begin_target(a);
}

bool work_begin(struct app *a)
{
	const struct options *o = &a->options;

	if (!o->help && !o->version && !asked_is_local(o))
		return begin_session(a);
	answer_to_pipe(a);
	a->ctx.mode = RUN_LOCAL;
	if (o->help)
		say_help(a);
	else if (o->version)
		cmd_version(&a->client, &(struct words){ .count = 1 });
	else
		return set_command(a, 0);
	return false;
}
