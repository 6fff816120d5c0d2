/* input.c - takes lines of a script, a paste or ~/.postelrc, one at a time; see app.h. */
#include "app/app.h"

/* Notes that standard input can't be read; a helper that sends it tells that itself. */
static void note_unreadable(struct app *a)
{
	if (a->client.helper.phase)
		fault_set(&a->client.helper.mail.letter.fault, FAULT_OTHER, "read",
		    SPAN("standard input"));
	else
		client_fail(&a->client, STATUS_NO_INPUT, SPAN("cannot read standard input"));
}

void input_read(struct app *a)
{
	size_t room;
	char *at = feed_space(&a->feed, &room);
	long n = OS_AGAIN;

	if (room)
		n = os_keys(at, room);
	if (n == OS_BAD)
		note_unreadable(a);
	if (n == OS_END || n == OS_BAD)
		a->feed.open = false;
	if (n > 0)
		feed_filled(&a->feed, (size_t)n);
}

/* Does this pasted line need a confirmation?  Then asks for it. */
static bool needs_confirming(struct app *a, struct span line)
{
	struct span local;
	bool to_server =
	    session_is_open(&a->client.session) && !a->at_prompt; /* except for commands */

	if (feed_source(&a->feed) != SOURCE_PASTE || a->confirmed)
		return false;
	if (!to_server || !lines_local(a, SOURCE_PASTE, line, &local))
		return false;
	lines_show(a, line);
	a->confirming = true;
	return true;
}

static bool turn_has_come(const struct app *a)
{
	const struct client *c = &a->client;

	if (a->confirming)
		return false;
	if (c->ctx->quit || !client_is_free(c))
		return false;
	if (session_is_open(&c->session) && !session_ready(&c->session, c->ctx->now))
		return false;
	return octets_have_room(a);
}

/* Notes the source and number of the line; they count until the client is free. */
static void note_line(struct app *a)
{
	struct context *ctx = &a->ctx;
	bool numbered;

	ctx->source = feed_source(&a->feed);
	numbered = ctx->source != SOURCE_TYPED && a->feed.lines >= 0;
	ctx->line = numbered ? a->feed.lines + 1 : 0;
}

void input_forget_line(struct client *c)
{
	if (client_is_free(c))
		c->ctx->line = 0;
}

static void take_line(struct app *a, struct span line)
{
	struct client *c = &a->client;

	note_line(a);
	c->ctx->by = a->person && c->ctx->source != SOURCE_RC ? EVENT_BY_TYPED : EVENT_BY_SCRIPT;
	if (lines_take(a, line))
		feed_taken(&a->feed, line);
	a->confirmed = false;
	input_forget_line(c);
}

bool input_is_reading_rc(const struct app *a)
{
	return feed_holds(&a->feed, SOURCE_RC);
}

bool input_step(struct app *a)
{
	struct span line;

	if (!turn_has_come(a) || (a->target_waits && !input_is_reading_rc(a)))
		return false;
	if (a->command && !input_is_reading_rc(a)) {
		work_run_command(a);
		return true;
	}
	if (a->ctx.mode == RUN_HELPER &&
	    !input_is_reading_rc(a)) { /* standard input is a message */
		a->script_ended = true;
		return false;
	}
	switch (feed_line(&a->feed, &line)) {
	case FEED_LINE: break;
	case FEED_TOO_LONG:
		note_line(a);
		client_fail(
		    &a->client, STATUS_DATA, SPAN("a line longer than 65,536 octets was skipped"));
		input_forget_line(&a->client);
		return true;
	case FEED_NOTHING: return false;
	case FEED_END: a->script_ended = true; return false;
	}
	if (needs_confirming(a, line))
		return false;
	take_line(a, line);
	app_show(a);
	octets_move(a);
	return true;
}

void input_answer(struct app *a)
{
	bool whole = !a->feed.open || !queue_room(&a->feed.queue); /* full: it is too long */

	if (a->ctx.busy != CONTEXT_ASKING || a->person || !whole)
		return;
	typing_answered(&a->client, queue_data(&a->feed.queue));
	feed_clear(&a->feed);
}

bool input_is_script(const struct app *a)
{
	return !a->person || a->ctx.mode == RUN_LINES;
}

/* Must a script wait for the server before it may end? */
static bool is_awaited(const struct app *a)
{
	const struct session *s = &a->client.session;
	bool talks = session_is_open(s) && s->phase != SESSION_PARTING;

	return session_is_unsure(s) || (talks && !session_ready(s, a->ctx.now));
}

/* Can a helper send QUIT after the last -c?  Not within a message, and not with IMAP. */
static bool can_say_quit(const struct session *s)
{
	return session_is_open(s) && !session_in_body(s) && !dialect_of(s->protocol)->tagged;
}

void input_end(struct app *a)
{
	struct client *c = &a->client;
	struct session *s = &c->session;

	if (!input_is_script(a) || !a->script_ended)
		return;
	if (!client_is_free(c) || is_awaited(a))
		return;
	script_judge(c);
	if (a->ctx.mode == RUN_LINES && can_say_quit(s)) {
		helper_leave(c);
		return;
	}
	if (session_is_amid(s))
		client_fail(
		    c, STATUS_DATA, SPAN("the input ended in the middle of a message or a login"));
	session_close(s, c->ctx->now);
}
