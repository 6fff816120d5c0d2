/* typist.c - from keys to lines, and the row they are edited in; see app.h. */
#include "app/app.h"

#include "base/wipe.h"

#include <string.h>

#define COUNTER_FROM (2 * OS_S)
#define KEYS_READ    4096
#define BAR_EVERY    (200 * OS_MS)
#define GIVEN_SOON   OS_S /* a shell may continue us first, and then give us the terminal */
#define ENDING       (OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP)

/* ---- the row ---- */

static bool is_asking(const struct app *a)
{
	return a->desk.busy == DESK_ASKING;
}

/* Does help wait for a key? */
static bool is_paging(const struct app *a)
{
	return a->desk.busy == DESK_PAGING;
}

/* For what nobody is to see? */
static bool is_hidden(const struct app *a)
{
	return a->discarding || (is_asking(a) && a->desk.ask < DESK_ASK_SERVE);
}

/* Is there a row to type in right now? */
static bool has_row(const struct app *a)
{
	return a->person && !a->desk.quit;
}

static bool is_counting(const struct app *a)
{
	return a->alone && !a->at_prompt && !a->options.telnet &&
	       session_silence(&a->desk.session, a->desk.now) >= COUNTER_FROM;
}

/* How a transfer goes, or how long a silence has lasted: true for a moment only. */
static void put_progress(const struct app *a, struct out *o)
{
	if (a->alone)
		helper_progress(&a->desk, o);
	if (o->len || a->screen.prompt_len || !is_counting(a))
		return;
	out_char(o, '[');
	out_number(o, session_silence(&a->desk.session, a->desk.now) / OS_S);
	out_text(o, " s] ");
}

/* Of the row it may have two thirds, as every prompt. */
static struct span page_prompt(size_t columns)
{
	if (columns >= 44)
		return SPAN("-- more: Space, Enter, q -- ");
	return columns >= 34 ? SPAN("-- more: Space, q -- ") : SPAN("-- more -- ");
}

/* What stands before the typed line says where it will go; and how it goes, unless it stays there. */
static struct span prompt(const struct app *a, struct out *o, bool stays)
{
	if (is_asking(a))
		return is_hidden(a) ? SPAN("(not shown) ") : SPAN("y/n ");
	if (a->confirming)
		return SPAN("run this pasted command? y/n ");
	if (is_paging(a))
		return page_prompt(a->edit.paint.columns);
	if (a->desk.busy == DESK_FREE && (a->at_prompt || !session_is_open(&a->desk.session)) &&
	    !a->desk.alone)
		return a->options.telnet ? SPAN("telnet> ") : SPAN("postel> ");
	if (!stays)
		put_progress(a, o);
	if (!o->len && a->screen.prompt_len && a->screen.dialogue) /* else a pipe shows it */
		return (struct span){ a->screen.prompt, a->screen.prompt_len };
	return out_span(o);
}

static void show_row(struct app *a, bool stays)
{
	char text[160];
	struct out o = OUT(text);

	if (!has_row(a) || a->passing)
		return;
	a->edit.paint.silent = is_hidden(a);
	edit_prompt(&a->edit, prompt(a, &o, stays));
	edit_paint(&a->edit, &a->tty->out);
}

/* A person's program whose terminal is somebody else's: a shell edits its line there. */
static bool is_in_background(const struct app *a)
{
	return a->person && !os_terminal_is_ours();
}

/* One command works there, as curl does, until it has something to ask. */
static bool has_to_stop(const struct app *a)
{
	return is_in_background(a) && (!a->desk.alone || is_asking(a));
}

/* Until the terminal is ours again, or at once for good if a signal says so. */
static void stop_in_background(struct app *a)
{
	a->dying |= os_signals_due() & ENDING;
	if (a->dying) {
		a->desk.quit = true;
		return;
	}
	a->lent = app_now(a);
	if (!os_terminal_await(os_now() + GIVEN_SOON))
		os_suspend();
	typist_regain(a, SPAN("a stop in the background"));
}

void typist_paint(struct app *a)
{
	if (has_to_stop(a))
		stop_in_background(a);
	if (is_in_background(a)) {
		a->owned = false;
		return;
	}
	if (!a->owned) /* no signal tells a job that works that it has the terminal now */
		typist_own(a);
	show_row(a, false);
}

void typist_hide(struct app *a)
{
	if (a->person)
		edit_hide(&a->edit, &a->tty->out);
}

/* A page is for whoever sees it and has the keys; JSON is folded by whoever reads it. */
static void follow_window(struct app *a, int rows)
{
	struct page *p = &a->desk.page;
	bool pages = a->person && a->cursor && a->tty == &a->out;

	if (a->raw.local || a->options.json)
		return;
	p->columns = a->edit.paint.columns - 1; /* the last one stays free, as in ui/paint.h */
	p->rows = pages && rows > 0 ? (size_t)rows : 0;
}

void typist_resize(struct app *a)
{
	int columns = 80, rows = 24;
	bool known;

	if (!a->person && !a->cursor)
		return;
	known = os_terminal_size(&columns, &rows);
	if (a->person)
		session_window(&a->desk.session, columns, rows, a->desk.now);
	typist_hide(a);
	a->edit.paint.columns = (size_t)(columns > 0 ? columns : 80);
	a->screen.columns = a->cursor ? a->edit.paint.columns : 0;
	follow_window(a, known ? rows : 0);
}

/* A paste in brackets is no typing; who does not know the sequence ignores it. */
static void bracket(struct app *a, const char *sequence)
{
	if (a->person && a->cursor)
		out_text(&a->tty->out, sequence);
	sink_flush(a->tty);
}

/* In the background the terminal is left alone. */
void typist_own(struct app *a)
{
	bool ours = os_terminal_is_ours();

	a->owned = ours;
	os_terminal_last(a->tty->stream, a->cursor ? "\033[m\033[?2004l\r\n" : "\r\n");
	if (ours && a->person)
		os_terminal_raw(a->passing ? OS_RAW_ALL : OS_RAW_KEYS);
	if (ours && !a->passing)
		bracket(a, "\033[?2004h");
	typist_resize(a);
}

void typist_lend(struct app *a)
{
	a->lent = app_now(a);
	if (!os_terminal_is_ours())
		return;
	typist_hide(a);
	bracket(a, "\033[?2004l");
	if (a->person)
		os_terminal_raw(OS_RAW_NOT);
}

void typist_regain(struct app *a, struct span by)
{
	struct desk *d = &a->desk;

	typist_own(a);
	d->now = app_now(a);
	if (session_is_open(&d->session))
		session_held(&d->session, by, d->now - a->lent, d->now);
}

int64_t typist_deadline(const struct app *a)
{
	int64_t at = OS_NEVER, silence = session_silence(&a->desk.session, a->desk.now);

	if (!a->person)
		return at;
	if (key_waiting(&a->keys))
		at = a->keys_at + KEY_LATE_MS * OS_MS;
	if (a->alone && a->desk.busy == DESK_HELPING)
		at = a->desk.now + BAR_EVERY;
	if (a->alone && !a->at_prompt && silence >= 0) {
		int64_t left = OS_S - silence % OS_S;

		if (silence + left < COUNTER_FROM)
			left = COUNTER_FROM - silence;
		if (a->desk.now + left < at)
			at = a->desk.now + left;
	}
	return at;
}

/* The line that was typed stays to be seen. */
static void leave(struct app *a)
{
	show_row(a, true);
	edit_leave(&a->edit, &a->tty->out);
}

/* From where on the line is a secret, before anybody sees it. */
static void mask_line(struct app *a)
{
	size_t from = is_hidden(a) ? 0 : lines_secret(a, edit_text(&a->edit));

	a->secret = from != SECRET_NONE;
	a->masked |= a->secret && edit_text(&a->edit).len;
	if (session_in_body(&a->desk.session))
		edit_unveil(&a->edit);
	edit_mask(&a->edit, from);
}

/* An empty line; of what was a secret nothing stays to be yanked. */
static void clear_line(struct app *a)
{
	if (a->masked)
		edit_mask(&a->edit, 0);
	edit_clear(&a->edit);
	a->masked = false;
}

/* ---- lines ---- */

/* Something is under way that has to end first, or earlier lines wait. */
static bool must_queue(const struct app *a)
{
	return a->desk.busy != DESK_FREE || !feed_is_empty(&a->feed) || a->go;
}

static void queue(struct app *a, struct span line, bool paste)
{
	if (edit_veiled(&a->edit) && !a->secret) {
		desk_warn(&a->desk,
		    SPAN("a line that was masked, and is no login, cannot wait: it is discarded"));
		return;
	}
	if (paste && a->paste_begins && (!a->pasting || feed_is_empty(&a->feed)))
		feed_recount(&a->feed);
	a->paste_begins = a->paste_begins && !paste;
	a->pasting = a->pasting || paste;
	if (!feed_put_line(&a->feed, line))
		desk_warn(&a->desk, SPAN("too many lines wait: this one is dropped"));
}

static void answer(struct app *a, struct span line)
{
	leave(a);
	typing_answered(&a->desk, line);
}

static void confirm(struct app *a, struct span line)
{
	a->confirming = false;
	a->confirmed = line.len && (line.at[0] == 'y' || line.at[0] == 'Y');
	leave(a);
	if (!a->confirmed) {
		struct span pasted;

		if (feed_line(&a->feed, &pasted) == FEED_LINE)
			feed_taken(&a->feed, pasted);
	}
}

static void remember(struct app *a, struct span line, bool local, struct span command)
{
	if (a->masked || session_in_body(&a->desk.session))
		return;
	if (!local || cmd_keepable(command))
		history_add(&a->history, line);
}

/* Enter. */
static void enter(struct app *a, bool paste)
{
	struct span line = edit_text(&a->edit), local;
	bool is_local;

	a->farewell = false;
	if (is_asking(a)) {
		answer(a, line);
	} else if (a->confirming) {
		confirm(a, line);
	} else if (paste || must_queue(a)) {
		edit_hide(&a->edit, &a->tty->out);
		queue(a, line, paste);
	} else {
		is_local = lines_local(a, line, &local);
		remember(a, line, is_local, local);
		a->screen.shown = !is_local && !a->cursor;
		if (is_local || a->screen.shown)
			leave(a);
		else
			edit_hide(&a->edit, &a->tty->out);
		a->desk.by = EVENT_BY_TYPED;
		session_hide(&a->desk.session, edit_veiled(&a->edit));
		if (!lines_take(a, line))
			queue(a, line, false);
		session_hide(&a->desk.session, 0);
	}
	clear_line(a);
	app_show(a);
}

/* ^D on an empty line: a friendly end, asked for twice. */
static void end_of_input(struct app *a)
{
	struct session *s = &a->desk.session;
	bool known = s->protocol != PROTOCOL_UNKNOWN;

	if (!session_is_open(s)) {
		a->desk.quit = a->desk.busy == DESK_FREE;
		return;
	}
	if (a->at_prompt) {
		leave(a);
		a->at_prompt = false;
		return;
	}
	if (session_in_body(s)) {
		desk_tell(&a->desk, SPAN("a line with only a dot ends the message"));
		return;
	}
	if (!a->farewell) {
		a->farewell = true;
		desk_tell(&a->desk, SPAN("^D again says QUIT, or closes"));
		return;
	}
	a->farewell = false;
	if (!known)
		session_close(s, a->desk.now);
	else
		session_say(
		    s, span_of(dialect_of(s->protocol)->farewell), EVENT_BY_TYPED, a->desk.now);
}

/* ---- keys ---- */

static void to_prompt(struct app *a)
{
	if (!session_is_open(&a->desk.session) || is_asking(a) || a->confirming)
		return;
	if (!a->masked && !a->at_prompt)
		history_add(&a->history, edit_text(&a->edit));
	edit_hide(&a->edit, &a->tty->out);
	clear_line(a);
	a->discarding = false;
	a->at_prompt = !a->at_prompt;
}

static void refresh(struct app *a)
{
	typist_hide(a);
	if (a->cursor)
		out_text(&a->tty->out, "\033[H\033[2J");
}

/* Enter; of a paste the other lines may be secrets too. */
static void end_discarding(struct app *a, bool pasted)
{
	edit_hide(&a->edit, &a->tty->out);
	clear_line(a);
	a->discarding = pasted;
}

static bool is_text(const struct key *key, const char *letters)
{
	return key->code == KEY_TEXT && key->len == 1 && span_has(span_of(letters), key->octets[0]);
}

/* A key while help waits. */
static void turn_page(struct app *a, const struct key *key)
{
	if (is_text(key, "qQ"))
		page_end(&a->desk);
	else if (is_text(key, " ") || key->code == KEY_PAGE_DOWN)
		page_turn(&a->desk, true);
	else if (key->code == KEY_ENTER || key->code == KEY_DOWN)
		page_turn(&a->desk, false);
	app_show(a);
}

static void key_pressed(struct app *a, const struct key *key, bool paste)
{
	a->paste_begins |= key->code == KEY_PASTE;
	if (is_paging(a) && key->code == KEY_PASTE) /* what is pasted is no answer to us */
		page_end(&a->desk);
	if (is_paging(a)) {
		turn_page(a, key);
		return;
	}
	if (a->desk.escape >= 0 && !key->pasted &&
	    (key->code == a->desk.escape ||
		(key->code == KEY_TEXT && key->len == 1 && a->desk.escape > ' ' &&
		    (unsigned char)key->octets[0] == a->desk.escape))) {
		to_prompt(a);
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
		a->farewell = false;
	mask_line(a);
}

/* ---- a secret whose prompt has gone ---- */

/* What is typed from now on up to Enter was meant to be a part of it. */
static void discard_line(struct app *a, struct span why)
{
	typist_hide(a);
	clear_line(a);
	a->discarding = true;
	desk_tell(&a->desk, why);
}

/* Was it a secret when the last key was pressed, and is none any more? */
static bool is_unmasked(const struct app *a)
{
	return a->secret && !session_in_body(&a->desk.session) &&
	       lines_secret(a, edit_text(&a->edit)) == SECRET_NONE;
}

void typist_watch(struct app *a, bool ended)
{
	bool secret = a->masked && edit_text(&a->edit).len;

	if (!a->person || is_hidden(a))
		return;
	if (ended && lines_forget_secrets(a))
		desk_tell(&a->desk, SPAN("the lines that waited held a secret, and are discarded"));
	if (secret && ended)
		discard_line(
		    a, SPAN("the line you were typing was masked, and is discarded, up to Enter"));
	else if (secret && is_unmasked(a))
		discard_line(
		    a, SPAN("the login has ended: the masked line is discarded, up to Enter"));
	else if (ended && a->masked) /* nothing of it is left but what undo and yank know */
		clear_line(a);
	mask_line(a);
}

/* ---- telnet's character mode ---- */

/* What is typed already goes ahead; the terminal is made ready. */
static void pass(struct app *a)
{
	app_show(a);
	typist_hide(a);
	screen_pass(&a->screen, true);
	bracket(a, "\033[?2004l");
	session_type(&a->desk.session, edit_text(&a->edit), a->desk.now);
	clear_line(a);
	a->keys = (struct keys){ 0 };
	a->passing = true;
	typist_own(a);
}

void typist_follow(struct app *a)
{
	struct session *s = &a->desk.session;
	bool passes = session_is_character(s) && !a->at_prompt && a->desk.busy == DESK_FREE &&
		      !a->confirming && !a->desk.quit;

	session_pass(s, passes);
	if (passes && !a->passing)
		pass(a);
	if (passes || !a->passing)
		return;
	screen_pass(&a->screen, false);
	a->passing = false;
	app_show(a);
	typist_own(a);
}

/* In the background keys are the shell's. */
bool typist_wants(const struct app *a)
{
	if (a->desk.alone && is_in_background(a))
		return false;
	return !a->passing || queue_room(&a->desk.session.conn.out) > 3 * KEYS_READ;
}

/* Who echoes?  If not the server, we do. */
static void echo(struct app *a, struct span keys)
{
	const struct telnet *t = &a->desk.session.telnet;

	for (; keys.len && !telnet_has(t, TELNET_THEIRS, TELNET_ECHO); keys = span_from(keys, 1)) {
		out_char(&a->tty->out, keys.at[0]);
		if (keys.at[0] == '\r')
			out_char(&a->tty->out, '\n');
	}
}

/* Keys up to the escape character; what is behind it is for the prompt. */
static struct span pass_keys(struct app *a, struct span octets)
{
	size_t n = a->desk.escape < 0 ? octets.len : span_find(octets, (char)a->desk.escape);
	struct span keys = span_first(octets, n);

	if (keys.len)
		session_type(&a->desk.session, keys, a->desk.now);
	echo(a, keys);
	if (n < octets.len)
		to_prompt(a);
	return span_from(octets, n + 1);
}

/* More than one line in one read was not typed by a finger. */
static bool is_paste(struct span octets)
{
	size_t ends = 0;

	for (size_t i = 0; i < octets.len; i++)
		ends += octets.at[i] == '\r' ||
			(octets.at[i] == '\n' && (i == 0 || octets.at[i - 1] != '\r'));
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

	if (is_in_background(a)) {
		stop_in_background(a);
		return;
	}
	n = os_keys(octets, sizeof octets);
	if (n == OS_END || n == OS_BAD) {
		a->desk.quit = true;
		return;
	}
	if (n <= 0)
		return;
	a->keys_at = a->desk.now;
	keys.len = (size_t)n;
	if (a->passing)
		keys = pass_keys(a, keys);
	feed_keys(a, keys);
	wipe(octets, (size_t)n);
}

void typist_late(struct app *a)
{
	struct key key;

	if (!key_waiting(&a->keys) || a->desk.now < a->keys_at + KEY_LATE_MS * OS_MS)
		return;
	key = key_late(&a->keys);
	if (key.code != KEY_NONE)
		key_pressed(a, &key, false);
}

/* ---- signals ---- */

void typist_interrupt(struct app *a)
{
	struct desk *d = &a->desk;
	bool typed = edit_text(&a->edit).len > 0;
	char text[160];
	struct out o = OUT(text);

	if (is_paging(a)) {
		a->keys = (struct keys){ 0 };
		page_end(d);
		return;
	}
	if (typed) {
		edit_key(&a->edit, &(struct key){ .code = KEY_END });
		edit_insert(&a->edit, SPAN("^C"));
	}
	if (typed || prompt(a, &o, true).len)
		leave(a);
	else
		typist_hide(a);
	edit_abandon(&a->edit);
	a->keys = (struct keys){ 0 }; /* a paste whose end never came ends here */
	a->farewell = a->confirming = a->discarding = false;
	if (link_cancel(d) || !feed_is_empty(&a->feed))
		desk_note(d, SPAN("cancelled"));
	else if (!typed)
		desk_tell(d, SPAN("^D says QUIT, ^] is the prompt, 'quit' leaves"));
	feed_clear(&a->feed);
	clear_line(a);
}

void typist_suspend(struct app *a)
{
	a->desk.suspend = false;
	typist_lend(a);
	os_suspend();
	typist_regain(a, SPAN("^Z"));
}

void typist_continue(struct app *a, unsigned signals)
{
	a->dying |= signals & ENDING;
	if (has_to_stop(a))
		stop_in_background(a);
	else
		typist_own(a);
}
