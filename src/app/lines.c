/* lines.c - where a line goes: to the server, or to a command; see app.h. */
#include "app/app.h"

#include <string.h>

/* Is the line a script's, not a person's, -c's or ~/.postelrc's?  Others may have written it. */
static bool is_script_line(const struct app *a)
{
	return a->ctx.source == SOURCE_SCRIPT;
}

static struct owner_facts line_facts(const struct app *a, enum line_source source)
{
	const struct session *s = &a->client.session;

	return (struct owner_facts){ .source = source,
		.prefix = a->ctx.prefix,
		.at_prompt = a->at_prompt,
		.connected = session_is_open(s),
		.in_body = session_in_body(s),
		.in_characters = session_is_character(s),
		.no_commands = a->options.no_commands,
		.in_message = script_body_holds(&a->ctx.script_body),
		.is_awaited = a->ctx.mode >= RUN_TARGET || s->lost,
		.parted = s->phase == SESSION_PARTING };
}

bool lines_local(const struct app *a, enum line_source source, struct span line, struct span *local)
{
	struct owner_facts f = line_facts(a, source);

	return owner_is_local(&f, line, local);
}

/* Where the secret begins in a line that will be sent after those that wait. */
static size_t behind_waiting(const struct app *a, struct secret_state state, struct span line)
{
	struct span waiting;
	size_t at = 0;

	state.body = session_in_body(&a->client.session) && state.stage == SECRET_COMMAND;
	while (a->person && feed_peek(&a->feed, &at, &waiting))
		secret_said(&state, waiting);
	return secret_from(&state, line);
}

/* A password in a URL is refused, but is masked while it is typed. */
size_t lines_url_secret(struct span line)
{
	struct span rest = line;

	while (rest.len && !span_starts(rest, SPAN("://")))
		rest = span_from(rest, 1);
	rest = span_from(rest, 3);
	rest = span_from(rest, span_find(rest, ':') + 1);
	return span_has(rest, '@') ? line.len - rest.len : SECRET_NONE;
}

/*
 * Was the line meant for a server that is gone?  The server closed before the
 * answer to its prompt was typed, and the line does not begin with a command's
 * name, or a part of one.
 */
static bool is_orphan(const struct session *s, struct span local)
{
	struct span word = span_word(&local);

	return session_ended_in_login(s) && word.len && !cmd_begins(word);
}

/* A secret's place in a line, from its place after the line's `first` octets. */
static size_t secret_behind(size_t first, size_t at)
{
	if (at == SECRET_NONE)
		return at;
	return first + at;
}

/* Where a local line holds a secret; without a server, PASS and the like are typed by mistake. */
static size_t local_secret(const struct app *a, struct span local)
{
	const struct session *s = &a->client.session;
	struct span rest = local;
	const struct command *cmd = cmd_exact(span_word(&rest));

	if (cmd_is(cmd, cmd_send)) {
		rest = span_from(rest, 1);
		return secret_behind(local.len - rest.len, session_secret(s, rest));
	}
	if (cmd && !words_hold("auth login", cmd_name(cmd)))
		return lines_url_secret(local);
	if (is_orphan(s, local))
		return 0;
	if (session_is_open(s))
		return secret_from(&(struct secret_state){ 0 }, local);
	return behind_waiting(a, (struct secret_state){ 0 }, local);
}

size_t lines_secret(const struct app *a, struct span line)
{
	const struct session *s = &a->client.session;
	struct span local;
	size_t at;

	if (a->ctx.busy == CONTEXT_ASKING)
		return SECRET_NONE;
	if (lines_local(a, SOURCE_TYPED, line, &local))
		at = local_secret(a, local);
	else if (feed_is_empty(&a->feed))
		at = session_secret_typed(s, local);
	else
		at = behind_waiting(a, s->secret, local);
	return secret_behind((size_t)(local.at - line.at), at);
}

void lines_show(struct app *a, struct span line)
{
	size_t secret = lines_secret(a, line);
	char text[400];
	struct out o = OUT(text);

	out_put(&o, span_first(span_first(line, secret), sizeof text - 20));
	if (secret != SECRET_NONE)
		out_text(&o, "********");
	client_tell(&a->client, out_span(&o));
}

bool lines_forget_secrets(struct app *a)
{
	struct secret_state state = a->client.session.secret;
	struct span waiting;
	size_t at = 0;
	bool found = !feed_is_empty(&a->feed) &&
		     (state.stage != SECRET_COMMAND || a->client.session.refused);

	while (feed_peek(&a->feed, &at, &waiting))
		found |= secret_recognised(&state, waiting);
	if (found)
		feed_clear(&a->feed);
	return found;
}

static bool is_expect(struct span local)
{
	struct span rest = local;
	const struct command *cmd = cmd_exact(span_word(&rest));

	return cmd_is(cmd, cmd_expect);
}

/* Is the line a comment, such as ":# a remark"?  It does not judge the last reply. */
static bool is_comment(struct span local)
{
	return span_starts(span_trim(local), SPAN("#"));
}

/* Was there ever a server that a line could be for? */
static bool is_for_server(const struct app *a)
{
	return a->client.has_target || (is_script_line(a) && a->options.no_commands);
}

/* Tells why the server closed, if its last reply said so; else false. */
static bool tell_last_word(struct client *c)
{
	char text[400];
	struct out o = OUT(text);
	enum status status = session_say_last_word(&c->session, &o);

	if (status)
		client_fail(c, status, out_span(&o));
	return status;
}

static bool is_ours(const struct owner_facts *f, const struct command *cmd, bool marked)
{
	return cmd && owner_may_run(f, marked, cmd->flags & CMD_HELPER);
}

/* Refuses a script's line if the connection is closed; only the line's verb is told. */
static bool is_too_late(struct app *a, const struct owner_facts *f, struct span local, bool marked)
{
	struct client *c = &a->client;
	struct span line = local, word = span_word(&local);
	char text[100];
	struct out o = OUT(text);

	if (a->person || !is_for_server(a))
		return false;
	if (session_is_open(&c->session))
		return false;
	if (!word.len || is_ours(f, cmd_exact(word), marked))
		return false;
	out_text(&o, "the connection is closed, so this was not sent: ");
	out_put(&o, session_miss(&c->session, line) == 0 ? SPAN("********") : span_first(word, 20));
	if (tell_last_word(c))
		client_note(c, out_span(&o));
	else
		client_fail(c, STATUS_UNAVAILABLE, out_span(&o));
	c->ctx->quit |= a->ctx.mode != RUN_PROMPT;
	session_orphan(&c->session);
	return true;
}

/* ---- messages in a script ---- */

/* Notes a clear refusal since the message was announced, if the protocol is known. */
static void hear_refusal(struct app *a)
{
	const struct session *s = &a->client.session;
	const struct session_reply *r = &s->last;

	if (!s->protocol || r->serial == a->announced_at)
		return;
	if (r->refused && !r->odd)
		script_body_refused(&a->ctx.script_body);
}

/* Is the line a command?  After a refused message this shows that the script expects that. */
static bool is_verb(const struct session *s, struct span line)
{
	if (dialect_of(s->protocol)->tagged)
		span_word(&line);
	return verb_of(s->protocol, line).known;
}

/*
 * Leaves a message out if the server refused it, or did not ask for it and its
 * protocol is known: it would take the message's lines for commands.
 */
static void judge_message(struct app *a, struct span line)
{
	struct client *c = &a->client;
	const struct session *s = &c->session;
	struct script_body *b = &c->ctx->script_body;

	if (!session_is_open(s))
		return;
	if (b->place == SCRIPT_BODY_REFUSED && !is_verb(s, line)) {
		client_warn(c, SPAN("the server refused the message, so its lines are skipped"));
		script_body_leave_out(b);
	} else if (b->place == SCRIPT_BODY_OFFERED && s->protocol && !session_in_body(s)) {
		client_fail(c, STATUS_PROTOCOL,
		    SPAN("the server did not ask for the message, so its lines are skipped"));
		script_body_leave_out(b);
	}
}

/* Is the line part of a message that is left out? */
static bool is_left_out(struct app *a, struct span line, bool is_local)
{
	struct script_body *b = &a->ctx.script_body;
	bool left_out;

	if (!is_script_line(a))
		return false;
	if (!is_local)
		judge_message(a, line);
	left_out = b->place == SCRIPT_BODY_LEFT_OUT;
	if (left_out)
		script_body_said(b, line);
	return left_out;
}

/* Notes that a script's line was sent to the server. */
static void note_said(struct app *a, struct span line)
{
	if (!is_script_line(a))
		return;
	script_body_said(&a->ctx.script_body, line);
	a->announced_at = a->client.session.last.serial;
}

/* Notes a script's command, if it may announce a message to the server. */
static void note_command(struct app *a, struct span local)
{
	const struct command *cmd = cmd_exact(span_word(&local));

	local = span_trim(local);
	if (cmd_is(cmd, cmd_send))
		note_said(a, local);
	else if (cmd_is(cmd, cmd_data) && !local.len)
		note_said(a, SPAN("DATA"));
}

/* Is the line no verb of the protocol, but a command that can be used with this server? */
static bool is_for_us(const struct session *s, struct span line)
{
	struct span rest = line, word = span_word(&rest);
	const struct command *cmd = cmd_exact(word);

	if (!cmd || session_in_body(s) || verb_of(s->protocol, word).known)
		return false;
	if (dialect_of(s->protocol)->tagged && verb_of(s->protocol, rest).known)
		return false; /* the first word is a tag */
	if (!(cmd->flags & CMD_HELPER))
		return true;
	return !verb_of(PROTOCOL_POP3, word).known && !verb_of(PROTOCOL_SMTP, word).known;
}

/* Sends a line to the server; false if it must wait. */
static bool say_line(struct app *a, struct span line)
{
	struct client *c = &a->client;

	bool ours = is_for_us(&c->session, line);
	enum session_said said = session_say(&c->session, line, c->ctx->by, c->ctx->now);

	if (said == SESSION_NOT_YET)
		return false;
	if (ours && said == SESSION_SAID)
		session_doubt(&c->session);
	note_said(a, line);
	c->ctx->said = c->ctx->line;
	return true;
}

/* Ends a login if a person types after the connection has ended. */
static void note_closed(struct app *a)
{
	if (a->person && !session_is_open(&a->client.session))
		session_end_login(&a->client.session);
}

/* Judges the reply to the last line, unless this line is an expect, which judges it. */
static void judge_last_reply(struct app *a, bool is_local, struct span local)
{
	if (!a->person && !(is_local && is_expect(local)))
		script_judge(&a->client);
}

static void run_command(struct app *a, struct span line)
{
	note_command(a, line);
	a->ctx.page.stops = a->ctx.source == SOURCE_TYPED;
	cmd_run(&a->client, line);
	a->ctx.page.stops = false;
}

bool lines_take(struct app *a, struct span line)
{
	struct owner_facts f;
	struct span local, command;
	bool is_local;

	hear_refusal(a);
	f = line_facts(a, a->ctx.source);
	is_local = owner_is_local(&f, line, &local);
	command = owner_without_prefix(&f, local);
	if (is_local && is_comment(command))
		return true;
	note_closed(a);
	judge_last_reply(a, is_local, local);
	if (a->ctx.quit || is_left_out(a, line, is_local))
		return true;
	if (!is_local)
		return say_line(a, local);
	if (a->at_prompt && !local.len)
		a->at_prompt = false; /* back to the session */
	else if (is_too_late(a, &f, command, command.len < local.len))
		note_said(a, local);
	else
		run_command(a, command);
	return true;
}
