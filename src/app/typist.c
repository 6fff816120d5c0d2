/* typist.c - from keys to lines; see app.h. */
#include "app/app.h"

#include "base/wipe.h"

#include <string.h>

#define KEYS_READ 4096

/* ---- lines ---- */

/* Must the line wait, for something under way or for earlier lines? */
static bool must_queue(const struct app *a)
{
	return !client_is_free(&a->client) || !feed_is_empty(&a->feed) || a->target_waits;
}

static void queue(struct app *a, struct span line, bool paste)
{
	bool none_pasted = !feed_holds(&a->feed, SOURCE_PASTE);

	if (edit_veiled(&a->edit) && !a->secret) {
		client_warn(&a->client,
		    SPAN(
			"the masked line is discarded: it is not a login, and so cannot be queued"));
		return;
	}
	if (paste && a->paste_begins && none_pasted)
		feed_recount(&a->feed);
	a->paste_begins &= !paste;
	if (!feed_put_line(&a->feed, paste ? SOURCE_PASTE : SOURCE_TYPED, line))
		client_warn(&a->client, SPAN("too many lines are waiting: this line is discarded"));
}

static void answer(struct app *a, struct span line)
{
	row_leave(a);
	typing_answered(&a->client, line);
}

static void confirm(struct app *a, struct span line)
{
	a->confirming = false;
	a->confirmed = span_starts_same(line, SPAN("y"));
	row_leave(a);
	if (!a->confirmed) {
		struct span pasted;

		if (feed_line(&a->feed, &pasted) == FEED_LINE)
			feed_taken(&a->feed, pasted);
	}
}

static void remember(struct app *a, struct span line, bool local, struct span command)
{
	if (a->masked || session_in_body(&a->client.session))
		return;
	if (!local || cmd_keepable(command))
		history_add(&a->history, line);
}

/* Enter was pressed. */
static void enter(struct app *a, bool paste)
{
	struct span line = edit_text(&a->edit), local;
	bool is_local;

	a->quit_offered = false;
	if (app_is_asking(a)) {
		answer(a, line);
	} else if (a->confirming) {
		confirm(a, line);
	} else if (paste || must_queue(a)) {
		edit_hide(&a->edit, &a->tty->out);
		queue(a, line, paste);
	} else {
		is_local = lines_local(a, SOURCE_TYPED, line, &local);
		remember(a, line, is_local, local);
		a->screen.shown = !is_local && !a->cursor;
		if (is_local || a->screen.shown)
			row_leave(a);
		else
			edit_hide(&a->edit, &a->tty->out);
		a->ctx.by = EVENT_BY_TYPED;
		a->ctx.source = SOURCE_TYPED;
		session_hide(&a->client.session, edit_veiled(&a->edit));
		if (!lines_take(a, line))
			queue(a, line, false);
		session_hide(&a->client.session, 0);
	}
	row_clear(a);
	app_show(a);
}

/* ^D on an empty line: in a session the second one sends QUIT, or closes the connection. */
static void end_of_input(struct app *a)
{
	struct session *s = &a->client.session;
	bool known = s->protocol != PROTOCOL_UNKNOWN;

	if (!session_is_open(s)) {
		a->ctx.quit = client_is_free(&a->client);
		return;
	}
	if (a->at_prompt) {
		row_leave(a);
		a->at_prompt = false;
		return;
	}
	if (session_in_body(s)) {
		client_tell(&a->client, SPAN("a line with only a dot ends the message"));
		return;
	}
	if (!a->quit_offered) {
		a->quit_offered = true;
		client_tell(&a->client, SPAN("^D again sends QUIT, or closes the connection"));
		return;
	}
	a->quit_offered = false;
	if (!known)
		session_close(s, a->ctx.now);
	else
		session_say(
		    s, span_of(dialect_of(s->protocol)->farewell), EVENT_BY_TYPED, a->ctx.now);
}

/* ---- keys ---- */

void typist_prompt(struct app *a)
{
	if (!session_is_open(&a->client.session) || app_is_asking(a) || a->confirming)
		return;
	if (!a->masked && !a->at_prompt)
		history_add(&a->history, edit_text(&a->edit));
	edit_hide(&a->edit, &a->tty->out);
	row_clear(a);
	a->discarding = false;
	a->at_prompt = !a->at_prompt;
}

static void refresh(struct app *a)
{
	row_hide(a);
	if (a->cursor)
		out_text(&a->tty->out, "\033[H\033[2J");
}

/* Enter ends the discarding; but the other lines of a paste may be secrets too. */
static void end_discarding(struct app *a, bool pasted)
{
	edit_hide(&a->edit, &a->tty->out);
	row_clear(a);
	a->discarding = pasted;
}

static bool is_text(const struct key *key, const char *letters)
{
	return key->code == KEY_TEXT && key->len == 1 && span_has(span_of(letters), key->octets[0]);
}

/* Takes a key while help waits. */
static void turn_page(struct app *a, const struct key *key)
{
	if (is_text(key, "qQ"))
		page_end(&a->client);
	else if (is_text(key, " ") || key->code == KEY_PAGE_DOWN)
		page_turn(&a->client, true);
	else if (key->code == KEY_ENTER || key->code == KEY_DOWN)
		page_turn(&a->client, false);
	app_show(a);
}

static bool is_escape(const struct client *c, const struct key *key)
{
	if (c->ctx->escape < 0 || key->pasted)
		return false;
	if (key->code == c->ctx->escape)
		return true;
	if (key->code != KEY_TEXT || key->len != 1)
		return false;
	return c->ctx->escape > ' ' && (unsigned char)key->octets[0] == c->ctx->escape;
}

static void key_pressed(struct app *a, const struct key *key, bool paste)
{
	a->paste_begins |= key->code == KEY_PASTE;
	if (app_is_paging(a) && key->code == KEY_PASTE) /* a paste is no answer to help */
		page_end(&a->client);
	if (app_is_paging(a)) {
		turn_page(a, key);
		return;
	}
	if (is_escape(&a->client, key)) {
		typist_prompt(a);
		return;
	}
	switch (edit_key(&a->edit, key)) {
	case EDIT_MORE: break;
	case EDIT_LINE:
		if (a->discarding)
			end_discarding(a, key->pasted);
		else
			enter(a, paste || key->pasted);
		return;
	case EDIT_END: end_of_input(a); break;
	case EDIT_COMPLETE: offer_complete(a, paste); break;
	case EDIT_REFRESH: refresh(a); break;
	}
	if (key->code != KEY_CTRL('D'))
		a->quit_offered = false;
	row_mask(a);
}

/* ---- a secret whose prompt has gone ---- */

/* Discards the line and all keys up to Enter, which were meant to be part of the secret. */
static void discard_line(struct app *a, struct span why)
{
	row_hide(a);
	row_clear(a);
	a->discarding = true;
	client_tell(&a->client, why);
}

/* Was the line a secret when the last key was pressed, and is it none now? */
static bool is_unmasked(const struct app *a)
{
	return a->secret && !session_in_body(&a->client.session) &&
	       lines_secret(a, edit_text(&a->edit)) == SECRET_NONE;
}

/* The connection has ended: drops the secrets that were meant for its server. */
static void drop_secrets(struct app *a, bool secret)
{
	if (lines_forget_secrets(a))
		client_tell(
		    &a->client, SPAN("the waiting lines contained a secret and are discarded"));
	if (secret)
		discard_line(
		    a, SPAN("the masked line that you were typing is discarded, up to Enter"));
	else if (a->masked) /* the secret is left only in undo and yank */
		row_clear(a);
}

void typist_watch(struct app *a, bool ended)
{
	bool secret = a->masked && edit_text(&a->edit).len;

	if (!a->person || row_is_hidden(a))
		return;
	if (ended)
		drop_secrets(a, secret);
	else if (secret && is_unmasked(a))
		discard_line(
		    a, SPAN("the login has ended: the masked line is discarded, up to Enter"));
	row_mask(a);
}

/* ---- reading ---- */

/* In the background keys are the shell's. */
bool typist_wants(const struct app *a)
{
	if (context_is_told_all(&a->ctx) && row_is_in_background(a))
		return false;
	return !a->character_mode || queue_room(&a->client.session.conn.out) > 3 * KEYS_READ;
}

/* Is it a paste?  A person does not type more than one line in one read. */
static bool is_paste(struct span octets)
{
	size_t ends = 0;
	char before = '\0';

	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.at[i];

		ends += c == '\r' || (c == '\n' && before != '\r');
		before = c;
	}
	return ends > 1;
}

static void feed_keys(struct app *a, struct span octets)
{
	bool paste = is_paste(octets);
	struct key key;

	a->paste_begins |= paste && !a->keys.pasting;
	while (octets.len) {
		octets = span_from(octets, key_feed(&a->keys, octets, &key));
		if (key.code != KEY_NONE)
			key_pressed(a, &key, paste);
	}
}

void typist_read(struct app *a)
{
	char octets[KEYS_READ];
	struct span keys = { octets, 0 };
	long n;

	if (row_is_in_background(a)) {
		row_stop(a);
		return;
	}
	n = os_keys(octets, sizeof octets);
	if (n == OS_END || n == OS_BAD) {
		a->ctx.quit = true;
		return;
	}
	if (n <= 0)
		return;
	a->keys_at = a->ctx.now;
	keys.len = (size_t)n;
	if (a->character_mode)
		keys = characters_pass(a, keys);
	feed_keys(a, keys);
	wipe(octets, (size_t)n);
}

void typist_late(struct app *a)
{
	struct key key;

	if (!key_waiting(&a->keys) || a->ctx.now < a->keys_at + KEY_LATE_MS * OS_MS)
		return;
	key = key_late(&a->keys);
	if (key.code != KEY_NONE)
		key_pressed(a, &key, false);
}

/* ---- signals ---- */

/* ^C only drops a line: tells how to leave. */
static void tell_ways_out(struct app *a)
{
	const struct session *s = &a->client.session;
	char text[120];
	struct out o = OUT(text);

	out_text(&o, "^C does not leave. ");
	if (!session_is_open(s)) {
		out_text(&o, "^D or 'quit' does.");
	} else if (a->at_prompt) {
		out_text(&o, "^D returns to the session; 'quit' leaves.");
	} else {
		out_text(&o, s->protocol ? "^D twice sends " : "^D twice closes the connection");
		out_text(&o, s->protocol ? dialect_of(s->protocol)->farewell : "");
		if (a->ctx.escape >= 0) {
			out_text(&o, "; ");
			settings_say_key(&o, a->ctx.escape);
			out_text(&o, " opens the postel> prompt");
		}
		out_char(&o, '.');
	}
	client_tell(&a->client, out_span(&o));
}

void typist_interrupt(struct app *a)
{
	struct client *c = &a->client;
	bool typed = edit_text(&a->edit).len > 0;
	char text[160];
	struct out o = OUT(text);

	if (app_is_paging(a)) {
		a->keys = (struct keys){ 0 };
		page_end(c);
		return;
	}
	if (typed) {
		edit_key(&a->edit, &(struct key){ .code = KEY_END });
		edit_insert(&a->edit, SPAN("^C"));
	}
	if (typed || row_prompt(a, &o, true).len)
		row_leave(a);
	else
		row_hide(a);
	edit_abandon(&a->edit);
	a->keys = (struct keys){ 0 }; /* also ends a paste whose end never came */
	a->quit_offered = a->confirming = a->discarding = false;
	if (link_cancel(c) || !feed_is_empty(&a->feed))
		client_note(c, SPAN("cancelled"));
	else if (!typed)
		tell_ways_out(a);
	feed_clear(&a->feed);
	row_clear(a);
}

void typist_suspend(struct app *a)
{
	a->ctx.suspend = false;
	row_lend(a);
	os_suspend();
	row_regain(a, SPAN("^Z"));
}

void typist_continue(struct app *a, unsigned signals)
{
	a->end_signals |= signals & APP_ENDING;
	if (row_has_to_stop(a))
		row_stop(a);
	else
		row_own(a);
}
