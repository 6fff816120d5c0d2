/* edit.c - see edit.h. */
#include "ui/edit.h"

#include "base/utf8.h"
#include "base/wipe.h"

#include <string.h>

#define CLUSTER_MAX (4 * (1 + SHOW_MARKS)) /* octets of a character and its marks */

/* ---- moving ---- */

static enum edit_said move(struct edit *e, size_t to)
{
	e->text.cursor = to;
	return EDIT_MORE;
}

static enum edit_said left(struct edit *e)
{
	return move(e, text_prior(&e->text, e->text.cursor));
}

static enum edit_said right(struct edit *e)
{
	return move(e, text_next(&e->text, e->text.cursor));
}

static enum edit_said home(struct edit *e)
{
	return move(e, 0);
}

static enum edit_said end(struct edit *e)
{
	return move(e, e->text.line.len);
}

static enum edit_said word_left(struct edit *e)
{
	return move(e, text_word_start(&e->text, e->text.cursor));
}

static enum edit_said word_right(struct edit *e)
{
	return move(e, text_word_end(&e->text, e->text.cursor));
}

/* ---- changing ---- */

static enum edit_said ring_unless(struct edit *e, bool found)
{
	e->ring = e->ring || !found;
	return EDIT_MORE;
}

bool edit_insert(struct edit *e, struct span s)
{
	bool fits = text_insert(&e->text, s);

	e->ring = e->ring || (!fits && !e->full);
	e->full = !fits;
	return fits;
}

static enum edit_said backspace(struct edit *e)
{
	text_remove(&e->text, text_prior(&e->text, e->text.cursor), e->text.cursor);
	return EDIT_MORE;
}

static enum edit_said erase(struct edit *e)
{
	text_remove(&e->text, e->text.cursor, text_next(&e->text, e->text.cursor));
	return EDIT_MORE;
}

static enum edit_said erase_or_end(struct edit *e)
{
	return e->text.line.len ? erase(e) : EDIT_END;
}

/* The character before the cursor changes places with the one at it, or at the end before it. */
static enum edit_said swap(struct edit *e)
{
	struct text *t = &e->text;
	size_t at = t->cursor < t->line.len ? t->cursor : text_prior(t, t->cursor);
	size_t prior = text_prior(t, at), next = text_next(t, at);
	char moved[CLUSTER_MAX];

	if (prior == at)
		return EDIT_MORE;
	memcpy(moved, t->line.at + prior, at - prior);
	text_remove(t, prior, at);
	t->cursor = prior + next - at;
	text_insert(t, (struct span){ moved, at - prior });
	wipe(moved, sizeof moved);
	return EDIT_MORE;
}

static enum edit_said undo(struct edit *e)
{
	return ring_unless(e, text_undo(&e->text));
}

/* ---- killing ---- */

static enum edit_said kill(struct edit *e, size_t from, size_t to)
{
	text_kill(&e->text, from, to, e->killed);
	return EDIT_MORE;
}

static enum edit_said kill_to_end(struct edit *e)
{
	return kill(e, e->text.cursor, e->text.line.len);
}

static enum edit_said kill_to_start(struct edit *e)
{
	return kill(e, 0, e->text.cursor);
}

static enum edit_said kill_blank(struct edit *e)
{
	return kill(e, text_blank_start(&e->text, e->text.cursor), e->text.cursor);
}

static enum edit_said kill_word_left(struct edit *e)
{
	return kill(e, text_word_start(&e->text, e->text.cursor), e->text.cursor);
}

static enum edit_said kill_word_right(struct edit *e)
{
	return kill(e, e->text.cursor, text_word_end(&e->text, e->text.cursor));
}

static enum edit_said yank(struct edit *e)
{
	return ring_unless(e, text_yank(&e->text));
}

/* ---- lines of before ---- */

static enum edit_said up(struct edit *e)
{
	return ring_unless(e, recall_older(&e->recall, &e->text, true));
}

static enum edit_said down(struct edit *e)
{
	return ring_unless(e, recall_newer(&e->recall, &e->text, true));
}

static enum edit_said prior(struct edit *e)
{
	return ring_unless(e, recall_older(&e->recall, &e->text, false));
}

static enum edit_said next(struct edit *e)
{
	return ring_unless(e, recall_newer(&e->recall, &e->text, false));
}

static enum edit_said search(struct edit *e)
{
	return ring_unless(e, recall_search(&e->recall, &e->text));
}

static bool search_takes(struct edit *e, const struct key *key)
{
	bool takes = recall_search_key(&e->recall, &e->text, key);

	ring_unless(e, !e->recall.searching || !e->recall.missed);
	e->paint.first = 0;
	return takes;
}

/* ---- keys ---- */

static enum edit_said enter(struct edit *e)
{
	(void)e;
	return EDIT_LINE;
}

static enum edit_said complete(struct edit *e)
{
	(void)e;
	return EDIT_COMPLETE;
}

static enum edit_said refresh(struct edit *e)
{
	(void)e;
	return EDIT_REFRESH;
}

enum {
	KILLS = 1,   /* the next kill adds to this one */
	RECALLS = 2, /* shows the history: not where a secret is typed */
	BROWSES = 4, /* goes on through the history */
	JUMPS = 8,   /* the text may change far from the cursor: look afresh what to show */
};

static const struct binding {
	int code;
	unsigned flags;
	enum edit_said (*act)(struct edit *);
} bindings[] = {
	{ KEY_ENTER, 0, enter },
	{ KEY_TAB, 0, complete },
	{ KEY_CTRL('L'), 0, refresh },
	{ KEY_LEFT, 0, left },
	{ KEY_CTRL('B'), 0, left },
	{ KEY_RIGHT, 0, right },
	{ KEY_CTRL('F'), 0, right },
	{ KEY_HOME, 0, home },
	{ KEY_CTRL('A'), 0, home },
	{ KEY_END, 0, end },
	{ KEY_CTRL('E'), 0, end },
	{ KEY_WORD_LEFT, 0, word_left },
	{ KEY_ALT_('b'), 0, word_left },
	{ KEY_WORD_RIGHT, 0, word_right },
	{ KEY_ALT_('f'), 0, word_right },
	{ KEY_BACKSPACE, 0, backspace },
	{ KEY_DELETE, 0, erase },
	{ KEY_CTRL('D'), 0, erase_or_end },
	{ KEY_CTRL('T'), 0, swap },
	{ KEY_CTRL('_'), JUMPS, undo },
	{ KEY_CTRL('K'), KILLS, kill_to_end },
	{ KEY_CTRL('U'), KILLS, kill_to_start },
	{ KEY_CTRL('W'), KILLS, kill_blank },
	{ KEY_ALT_(KEY_BACKSPACE), KILLS, kill_word_left },
	{ KEY_ALT_('d'), KILLS, kill_word_right },
	{ KEY_DELETE_WORD, KILLS, kill_word_right },
	{ KEY_CTRL('Y'), 0, yank },
	{ KEY_UP, RECALLS | BROWSES | JUMPS, up },
	{ KEY_DOWN, RECALLS | BROWSES | JUMPS, down },
	{ KEY_CTRL('P'), RECALLS | BROWSES | JUMPS, prior },
	{ KEY_CTRL('N'), RECALLS | BROWSES | JUMPS, next },
	{ KEY_CTRL('R'), RECALLS, search },
};

static const struct binding *bound(int code)
{
	for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
		if (bindings[i].code == code)
			return &bindings[i];
	return NULL;
}

/* A key that is not for a search. */
static enum edit_said act(struct edit *e, const struct key *key)
{
	const struct binding *binding = bound(key->code);
	unsigned flags = binding ? binding->flags : 0;
	enum edit_said said = EDIT_MORE;

	if (!(flags & BROWSES))
		recall_stop(&e->recall);
	if (flags & JUMPS)
		e->paint.first = 0;
	if (key->code == KEY_TEXT)
		edit_insert(e, (struct span){ key->octets, key->len });
	else if (flags & RECALLS && e->paint.silent)
		e->ring = true;
	else if (binding)
		said = binding->act(e);
	e->killed = flags & KILLS;
	return said;
}

/* Not a key, only news of one. */
static bool is_nothing(const struct key *key)
{
	return key->code == KEY_NONE || (key->code >= KEY_PASTE && key->code <= KEY_UNKNOWN);
}

enum edit_said edit_key(struct edit *e, const struct key *key)
{
	if (is_nothing(key))
		return EDIT_MORE;
	if (e->paint.silent)
		edit_mask(e, 0);
	if (e->recall.searching && search_takes(e, key))
		return EDIT_MORE;
	return act(e, key);
}

/* ---- the rest of the face ---- */

void edit_prompt(struct edit *e, struct span prompt)
{
	uint32_t c;

	if (prompt.len > sizeof e->prompt) {
		prompt = span_from(prompt, prompt.len - sizeof e->prompt);
		while (utf8_next(prompt, &c) && c & UTF8_BAD) /* cut through a character */
			prompt = span_from(prompt, 1);
	}
	if (prompt.len)
		memcpy(e->prompt, prompt.at, prompt.len);
	e->prompt_len = prompt.len;
}

struct span edit_text(const struct edit *e)
{
	return text_span(&e->text);
}

struct span edit_before(const struct edit *e)
{
	return span_first(text_span(&e->text), e->text.cursor);
}

void edit_mask(struct edit *e, size_t from)
{
	e->text.masked = from != SIZE_MAX || e->paint.silent;
	e->text.mask = e->paint.silent ? 0 : from;
}

void edit_clear(struct edit *e)
{
	text_clear(&e->text);
	recall_clear(&e->recall);
	e->killed = e->full = false;
	e->paint.first = 0;
}

void edit_abandon(struct edit *e)
{
	if (e->recall.searching)
		recall_search_leave(&e->recall, &e->text);
	else
		edit_clear(e);
}

/* What stands before the line during a search. */
static struct span search_prompt(const struct edit *e, struct out *o)
{
	struct show show = { .charset = e->text.charset, .fixed = true };

	out_text(o, e->recall.missed ? "no line holds '" : "search '");
	show_put(&show, o, recall_pattern(&e->recall));
	out_text(o, "': ");
	return out_span(o);
}

bool edit_paint(struct edit *e, struct out *o)
{
	char room[4 * RECALL_PATTERN_MAX + 32];
	struct span prompt = { e->prompt, e->prompt_len };

	if (e->recall.searching)
		prompt = search_prompt(e, &OUT(room));
	if (!paint_row(&e->paint, prompt, &e->text, o))
		return false;
	if (e->ring)
		out_char(o, '\a');
	e->ring = false;
	return true;
}

void edit_hide(struct edit *e, struct out *o)
{
	paint_hide(&e->paint, o);
}

void edit_leave(struct edit *e, struct out *o)
{
	paint_leave(&e->paint, o);
}
