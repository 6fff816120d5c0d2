/* row.c - the row in which lines are edited, and the use of the terminal; see app.h. */
#include "app/app.h"

#define COUNTER_FROM (2 * OS_S)
#define BAR_EVERY    (200 * OS_MS)
#define GIVEN_SOON   OS_S /* a shell may give us the terminal only after SIGCONT */

bool row_is_hidden(const struct app *a)
{
	return a->discarding || (app_is_asking(a) && a->ctx.ask < CONTEXT_ASK_SERVE);
}

/* Is there a row to type in right now? */
static bool has_row(const struct app *a)
{
	return a->person && !a->ctx.quit;
}

static bool is_counting(const struct app *a)
{
	if (!a->owns_screen || a->at_prompt || a->options.telnet)
		return false;
	return session_silence(&a->client.session, a->ctx.now) >= COUNTER_FROM;
}

/* Writes the progress of a transfer, or how long the server has been silent. */
static void put_progress(const struct app *a, struct out *o)
{
	if (a->owns_screen)
		helper_progress(&a->client, o);
	if (o->len || a->screen.prompt_len || !is_counting(a))
		return;
	out_char(o, '[');
	out_number(o, session_silence(&a->client.session, a->ctx.now) / OS_S);
	out_text(o, " s] ");
}

/* The prompt of help that waits for a key; it must fit in two thirds of the row. */
static struct span page_prompt(size_t columns)
{
	if (columns >= 44)
		return SPAN("-- more: Space, Enter, q -- ");
	return columns >= 34 ? SPAN("-- more: Space, q -- ") : SPAN("-- more -- ");
}

/* Is a line that is typed now a command? */
static bool is_for_commands(const struct app *a)
{
	if (!client_is_free(&a->client) || context_is_told_all(&a->ctx))
		return false;
	return a->at_prompt || !session_is_open(&a->client.session);
}

/* The question; a short form if the question was told above the row. */
static struct span question(const struct app *a)
{
	if (a->ctx.question[0])
		return span_of(a->ctx.question);
	return row_is_hidden(a) ? SPAN("(not shown) ") : SPAN("[y/N] ");
}

/* The prompt says where the typed line will go; unless it stays, also the progress. */
struct span row_prompt(const struct app *a, struct out *o, bool stays)
{
	if (app_is_asking(a))
		return question(a);
	if (a->confirming)
		return SPAN("Run this pasted command? [y/N] ");
	if (app_is_paging(a))
		return page_prompt(a->edit.paint.columns);
	if (is_for_commands(a))
		return a->options.telnet ? SPAN("telnet> ") : SPAN("postel> ");
	if (!stays)
		put_progress(a, o);
	if (!o->len && a->screen.prompt_len && a->screen.dialogue) /* else a pipe has it */
		return (struct span){ a->screen.prompt, a->screen.prompt_len };
	return out_span(o);
}

static void show_row(struct app *a, bool stays)
{
	char text[160];
	struct out o = OUT(text);

	if (!has_row(a) || a->character_mode)
		return;
	a->edit.paint.silent = row_is_hidden(a);
	edit_prompt(&a->edit, row_prompt(a, &o, stays));
	edit_paint(&a->edit, &a->tty->out);
}

bool row_is_in_background(const struct app *a)
{
	return a->person && !os_terminal_is_ours();
}

bool row_has_to_stop(const struct app *a)
{
	return row_is_in_background(a) && (!context_is_told_all(&a->ctx) || app_is_asking(a));
}

void row_stop(struct app *a)
{
	a->end_signals |= os_signals_due() & APP_ENDING;
	if (a->end_signals) {
		a->ctx.quit = true;
		return;
	}
	a->lent_since = app_now(a);
	if (!os_terminal_await(os_now() + GIVEN_SOON))
		os_suspend();
	row_regain(a, SPAN("a stop in the background"));
}

void row_paint(struct app *a)
{
	if (row_has_to_stop(a))
		row_stop(a);
	if (row_is_in_background(a)) {
		a->owned = false;
		return;
	}
	if (!a->owned) /* no signal says that a running job has come to the foreground */
		row_own(a);
	show_row(a, false);
}

void row_hide(struct app *a)
{
	if (a->person)
		edit_hide(&a->edit, &a->tty->out);
}

/* Sets the size of pages: only a person at a terminal gets pages, and JSON is not folded. */
static void follow_window(struct app *a, int rows)
{
	struct page *p = &a->ctx.page;
	bool pages = a->person && a->cursor && a->tty == &a->out;

	if (a->raw.local || a->options.json)
		return;
	p->columns = a->edit.paint.columns - 1; /* the last column stays free, as in ui/paint.h */
	p->rows = pages && rows > 0 ? (size_t)rows : 0;
}

void row_resize(struct app *a)
{
	int columns = 80, rows = 24;
	bool known;

	if (!a->person && !a->cursor)
		return;
	known = os_terminal_size(&columns, &rows);
	if (a->person)
		session_window(&a->client.session, columns, rows, a->ctx.now);
	row_hide(a);
	a->edit.paint.columns = (size_t)(columns > 0 ? columns : 80);
	a->screen.columns = a->cursor ? a->edit.paint.columns : 0;
	follow_window(a, known ? rows : 0);
}

void row_bracket(struct app *a, const char *sequence)
{
	if (a->person && a->cursor)
		out_text(&a->tty->out, sequence);
	sink_flush(a->tty);
}

/* Sets the terminal to single keys and bracketed paste. */
static void prepare_terminal(struct app *a)
{
	if (a->person)
		os_terminal_raw(a->character_mode ? OS_RAW_ALL : OS_RAW_KEYS);
	if (!a->character_mode)
		row_bracket(a, "\033[?2004h");
}

void row_own(struct app *a)
{
	bool ours = os_terminal_is_ours();

	a->owned = ours;
	os_terminal_last(a->tty->stream, a->cursor ? "\033[m\033[?2004l\r\n" : "\r\n");
	if (ours)
		prepare_terminal(a);
	row_resize(a);
}

void row_lend(struct app *a)
{
	a->lent_since = app_now(a);
	if (!os_terminal_is_ours())
		return;
	row_hide(a);
	row_bracket(a, "\033[?2004l");
	if (a->person)
		os_terminal_raw(OS_RAW_NOT);
}

void row_regain(struct app *a, struct span by)
{
	struct client *c = &a->client;

	row_own(a);
	c->ctx->now = app_now(a);
	if (session_is_open(&c->session))
		session_held(&c->session, by, c->ctx->now - a->lent_since, c->ctx->now);
}

/* The ns until the counter of a silence shows another number. */
static int64_t until_counted(int64_t silence)
{
	int64_t left = OS_S - silence % OS_S;

	if (silence + left < COUNTER_FROM)
		left = COUNTER_FROM - silence;
	return left;
}

int64_t row_deadline(const struct app *a)
{
	int64_t at = OS_NEVER, silence = session_silence(&a->client.session, a->ctx.now);

	if (!a->person)
		return at;
	if (key_waiting(&a->keys))
		at = a->keys_at + KEY_LATE_MS * OS_MS;
	if (!a->owns_screen)
		return at;
	if (a->client.state == CLIENT_HELPING)
		at = a->ctx.now + BAR_EVERY;
	if (a->at_prompt || silence < 0)
		return at;
	return os_earlier(at, a->ctx.now + until_counted(silence));
}

void row_leave(struct app *a)
{
	show_row(a, true);
	edit_leave(&a->edit, &a->tty->out);
}

void row_mask(struct app *a)
{
	size_t from = row_is_hidden(a) ? 0 : lines_secret(a, edit_text(&a->edit));

	a->secret = from != SECRET_NONE;
	a->masked |= a->secret && edit_text(&a->edit).len;
	if (session_in_body(&a->client.session))
		edit_unveil(&a->edit);
	edit_mask(&a->edit, from);
}

void row_clear(struct app *a)
{
	if (a->masked)
		edit_mask(&a->edit, 0);
	edit_clear(&a->edit);
	a->masked = false;
}
