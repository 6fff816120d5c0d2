/* edit.c - see edit.h. */
#include "ui/edit.h"

#include "base/size.h"
#include "base/utf8.h"
#include "base/wipe.h"

#include <string.h>

#define CLUSTER_MAX (4 * (1 + SHOW_MARKS)) /* octets of a character and its marks */

/* ---- what keys do ---- */

static size_t start(const struct text *t, size_t at)
{
	(void)t;
	(void)at;
	return 0;
}

static size_t end(const struct text *t, size_t at)
{
	(void)at;
	return t->line.len;
}

/* Places, seen from the cursor. */
enum { LEFT, RIGHT, START, END, WORD_LEFT, WORD_RIGHT, BLANK_LEFT };

static size_t (*const places[])(const struct text *, size_t) = {
	[LEFT] = text_prior,
	[RIGHT] = text_next,
	[START] = start,
	[END] = end,
	[WORD_LEFT] = text_word_start,
	[WORD_RIGHT] = text_word_end,
	[BLANK_LEFT] = text_blank_start,
};

enum deed {
	MOVE,   /* to a place */
	REMOVE, /* the text from the cursor to a place */
	KILL,   /* the same, to be yanked; a KILL right after it adds to it */
	SAY,    /* return an enum edit_said to the caller */
	SWAP,
	YANK,
	UNDO,  /* from here down the text may change far from the cursor */
	OLDER, /* through the history: 1, lines that begin alike; 0, all */
	NEWER,
	SEARCH,
};

static const struct binding {
	short code;
	unsigned char deed, which;
} bindings[] = {
	{ KEY_ENTER, SAY, EDIT_LINE },
	{ KEY_TAB, SAY, EDIT_COMPLETE },
	{ KEY_CTRL('L'), SAY, EDIT_REFRESH },
	{ KEY_LEFT, MOVE, LEFT },
	{ KEY_CTRL('B'), MOVE, LEFT },
	{ KEY_RIGHT, MOVE, RIGHT },
	{ KEY_CTRL('F'), MOVE, RIGHT },
	{ KEY_HOME, MOVE, START },
	{ KEY_CTRL('A'), MOVE, START },
	{ KEY_END, MOVE, END },
	{ KEY_CTRL('E'), MOVE, END },
	{ KEY_WORD_LEFT, MOVE, WORD_LEFT },
	{ KEY_ALT_('b'), MOVE, WORD_LEFT },
	{ KEY_WORD_RIGHT, MOVE, WORD_RIGHT },
	{ KEY_ALT_('f'), MOVE, WORD_RIGHT },
	{ KEY_BACKSPACE, REMOVE, LEFT },
	{ KEY_DELETE, REMOVE, RIGHT },
	{ KEY_CTRL('D'), REMOVE, RIGHT }, /* on an empty line: EDIT_END */
	{ KEY_CTRL('K'), KILL, END },
	{ KEY_CTRL('U'), KILL, START },
	{ KEY_CTRL('W'), KILL, BLANK_LEFT },
	{ KEY_ALT_(KEY_BACKSPACE), KILL, WORD_LEFT },
	{ KEY_ALT_('d'), KILL, WORD_RIGHT },
	{ KEY_DELETE_WORD, KILL, WORD_RIGHT },
	{ KEY_CTRL('T'), SWAP, 0 },
	{ KEY_CTRL('Y'), YANK, 0 },
	{ KEY_CTRL('_'), UNDO, 0 },
	{ KEY_UP, OLDER, 1 },
	{ KEY_CTRL('P'), OLDER, 0 },
	{ KEY_DOWN, NEWER, 1 },
	{ KEY_CTRL('N'), NEWER, 0 },
	{ KEY_CTRL('R'), SEARCH, 0 },
};

/* What the keys do, in the order in which help lists them. */
#define DEEDS(X)                                                                                   \
	X(SAY, EDIT_LINE, "send the line, or run the command")                                     \
	X(SAY, EDIT_COMPLETE, "complete the word, or list the possible words")                     \
	X(MOVE, LEFT, "a character to the left")                                                   \
	X(MOVE, RIGHT, "a character to the right")                                                 \
	X(MOVE, WORD_LEFT, "a word to the left")                                                   \
	X(MOVE, WORD_RIGHT, "a word to the right")                                                 \
	X(MOVE, START, "to the beginning of the line")                                             \
	X(MOVE, END, "to the end of the line")                                                     \
	X(REMOVE, LEFT, "delete the character before the cursor")                                  \
	X(REMOVE, RIGHT, "delete the character at the cursor")                                     \
	X(KILL, START, "cut from the beginning of the line to the cursor")                         \
	X(KILL, END, "cut from the cursor to the end of the line")                                 \
	X(KILL, BLANK_LEFT, "cut back to a blank")                                                 \
	X(KILL, WORD_LEFT, "cut the word before the cursor")                                       \
	X(KILL, WORD_RIGHT, "cut the word at the cursor")                                          \
	X(YANK, 0, "insert what was cut last")                                                     \
	X(SWAP, 0, "exchange two characters")                                                      \
	X(UNDO, 0, "undo")                                                                         \
	X(OLDER, 1, "the previous line that begins like this one")                                 \
	X(NEWER, 1, "the next line that begins like this one")                                     \
	X(OLDER, 0, "the previous line")                                                           \
	X(NEWER, 0, "the next line")                                                               \
	X(SEARCH, 0, "search the previous lines")                                                  \
	X(SAY, EDIT_REFRESH, "clear the screen")

#define DEED_ROW(deed, which, does)  { deed, which },
#define DEED_TEXT(deed, which, does) does "\0"

static const struct {
	unsigned char deed, which;
} deeds[] = { DEEDS(DEED_ROW) };
static const char deed_texts[] = DEEDS(DEED_TEXT);

/* Does MOVE, REMOVE or KILL. */
static void go(struct edit *e, enum deed deed, size_t to)
{
	struct text *t = &e->text;
	size_t from = size_least(to, t->cursor), behind = size_most(to, t->cursor);

	if (deed == KILL)
		text_kill(t, from, behind, e->killed);
	else if (deed == REMOVE)
		text_remove(t, from, behind);
	else
		t->cursor = to;
}

/* Exchanges the characters in front of and at the cursor; at the end the last two. */
static void swap(struct text *t)
{
	size_t at = t->cursor < t->line.len ? t->cursor : text_prior(t, t->cursor);
	size_t prior = text_prior(t, at), next = text_next(t, at);
	char moved[CLUSTER_MAX];

	if (prior == at)
		return;
	memcpy(moved, t->line.at + prior, at - prior);
	text_remove(t, prior, at);
	t->cursor = prior + next - at;
	text_insert(t, (struct span){ moved, at - prior });
	wipe(moved, sizeof moved);
}

/* Does a deed; returns false if there was nothing to yank, undo or recall. */
static bool done(struct edit *e, enum deed deed, unsigned char which)
{
	struct text *t = &e->text;

	switch (deed) {
	case SWAP: swap(t); return true;
	case YANK: return text_yank(t);
	case UNDO: return text_undo(t);
	case OLDER:
	case NEWER: return recall_browse(&e->recall, t, deed == OLDER, which);
	case SEARCH: return recall_search(&e->recall, t);
	default: go(e, deed, places[which](t, t->cursor)); return true;
	}
}

bool edit_insert(struct edit *e, struct span s)
{
	bool fits = text_insert(&e->text, s);

	e->ring = e->ring || (!fits && !e->full);
	e->full = !fits;
	return fits;
}

/* ---- keys ---- */

static const struct binding *bound(int code)
{
	static const struct binding other = { .deed = SAY, .which = EDIT_MORE };

	for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
		if (bindings[i].code == code)
			return &bindings[i];
	return &other;
}

/* Does what a key is bound to, if possible.  A line with a secret recalls no other line. */
static bool carry_out(struct edit *e, const struct binding *b)
{
	bool secret = e->paint.silent || e->text.masked;

	if (b->deed >= OLDER && secret)
		return false;
	return done(e, b->deed, b->which);
}

/* Handles a key that a search does not take. */
static enum edit_said act(struct edit *e, const struct key *key)
{
	const struct binding *b = bound(key->code);

	if (b->deed < OLDER || b->deed == SEARCH)
		recall_stop(&e->recall);
	if (b->deed >= UNDO)
		e->paint.first = 0;
	if (key->code == KEY_TEXT)
		edit_insert(e, (struct span){ key->octets, key->len });
	else if (key->code == KEY_CTRL('D') && !e->text.line.len)
		return EDIT_END;
	else if (b->deed != SAY && !carry_out(e, b))
		e->ring = true;
	e->killed = b->deed == KILL;
	return b->deed == SAY ? b->which : EDIT_MORE;
}

static bool search_takes(struct edit *e, const struct key *key)
{
	bool takes = recall_search_key(&e->recall, &e->text, key);

	e->ring = e->ring || (e->recall.searching && e->recall.missed);
	e->paint.first = 0;
	return takes;
}

/* Is it no key that a finger pressed, only news of a paste or an unknown sequence? */
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

/* ---- help ---- */

/* As enum key_code has them, from KEY_UP to KEY_DELETE_WORD. */
static const char key_names[] = "Up\0Down\0Left\0Right\0Home\0End\0Insert\0Delete\0Page Up\0"
				"Page Down\0Ctrl-Left\0Ctrl-Right\0Ctrl-Delete";

/* The control keys that have names of their own; "^A" and its like have none. */
static const char *control_name(int code)
{
	switch (code) {
	case KEY_ENTER: return "Enter";
	case KEY_TAB: return "Tab";
	case KEY_BACKSPACE: return "Backspace";
	default: return NULL;
	}
}

static void put_key(struct out *o, int code)
{
	const char *name;

	if (code >= KEY_ALT) {
		out_text(o, "Alt-");
		code -= KEY_ALT;
	}
	name = control_name(code);
	if (code >= KEY_UP)
		name = span_nth(key_names, (unsigned)(code - KEY_UP));
	if (name) {
		out_text(o, name);
		return;
	}
	if (code < ' ') {
		out_char(o, '^');
		code ^= 0x40;
	}
	out_char(o, (char)code);
}

bool edit_keys(size_t row, struct out *keys, struct span *does)
{
	if (row >= sizeof deeds / sizeof *deeds)
		return false;
	*does = span_of(span_nth(deed_texts, (unsigned)row));
	for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
		if (bindings[i].deed != deeds[row].deed || bindings[i].which != deeds[row].which)
			continue;
		out_text(keys, keys->len ? ", " : "");
		put_key(keys, bindings[i].code);
	}
	return true;
}

/* ---- the rest of edit.h ---- */

void edit_prompt(struct edit *e, struct span prompt)
{
	uint32_t c;

	if (prompt.len > sizeof e->prompt) {
		prompt = span_from(prompt, prompt.len - sizeof e->prompt);
		while (utf8_next(prompt, &c) && c & UTF8_BAD) /* the cut went through a character */
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
	text_mask(&e->text, e->paint.silent ? 0 : from);
}

size_t edit_veiled(const struct edit *e)
{
	return e->text.veiled;
}

void edit_unveil(struct edit *e)
{
	text_unveil(&e->text);
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

/* The prompt during a search. */
static struct span search_prompt(const struct edit *e, struct out *o)
{
	struct show show = { .charset = e->text.charset, .fixed = true };

	out_text(o, e->recall.missed ? "no line contains '" : "search '");
	show_put(&show, o, recall_pattern(&e->recall));
	out_text(o, "': ");
	return out_span(o);
}

bool edit_paint(struct edit *e, struct out *o)
{
	char room[4 * RECALL_PATTERN_MAX + 32];
	struct out search = OUT(room);
	struct span prompt = { e->prompt, e->prompt_len };

	if (e->recall.searching)
		prompt = search_prompt(e, &search);
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
