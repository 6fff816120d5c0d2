/* text.c - see text.h. */
#include "ui/text.h"

#include "base/ascii.h"
#include "base/size.h"
#include "base/utf8.h"
#include "base/wipe.h"

#include <string.h>

/* ---- rooms ---- */

struct span text_room_span(const struct text_room *room)
{
	return (struct span){ room->at, room->len };
}

static bool put(struct text_room *room, size_t at, struct span s)
{
	if (s.len > sizeof room->at - room->len)
		return false;
	memmove(room->at + at + s.len, room->at + at, room->len - at);
	if (s.len)
		memcpy(room->at + at, s.at, s.len);
	room->len += s.len;
	room->high = size_most(room->len, room->high);
	return true;
}

static void take(struct text_room *room, size_t from, size_t to)
{
	memmove(room->at + from, room->at + to, room->len - to);
	room->len -= to - from;
}

void text_room_wipe(struct text_room *room)
{
	wipe(room->at, room->high);
	room->len = room->high = 0;
}

bool text_room_store(struct text_room *room, struct span s)
{
	room->len = 0;
	return put(room, 0, s);
}

struct span text_span(const struct text *t)
{
	return text_room_span(&t->line);
}

static struct span part(const struct text *t, size_t from, size_t to)
{
	return (struct span){ t->line.at + from, to - from };
}

/* ---- places ---- */

bool text_is_masked(const struct text *t, size_t at)
{
	return t->masked && at >= t->mask;
}

/* A cluster never reaches over the beginning of the mask: a mark may be part of the secret. */
size_t text_cluster(const struct text *t, size_t at, size_t *columns)
{
	bool masked = text_is_masked(t, at);
	size_t end = t->line.len, n;

	if (t->masked && !masked)
		end = size_least(t->mask, end);
	n = show_cluster(t->charset, part(t, at, end), columns);
	if (masked && n)
		*columns = 1;
	return n;
}

size_t text_next(const struct text *t, size_t at)
{
	size_t columns;

	return at + text_cluster(t, at, &columns);
}

/* Goes back over marks to their character, and then forward by clusters as the screen does. */
size_t text_prior(const struct text *t, size_t at)
{
	size_t start = at, next;
	uint32_t c = 0;

	do {
		start -= t->charset == SHOW_UTF8 ? utf8_last(part(t, 0, start)) : start > 0;
		utf8_next(part(t, start, at), &c);
	} while (start > 0 && t->charset == SHOW_UTF8 && utf8_width(c) == 0);
	while ((next = text_next(t, start)) < at)
		start = next;
	return start;
}

static bool is_word(char c)
{
	return ascii_is_alnum(c) || (unsigned char)c >= 0x80;
}

size_t text_word_end(const struct text *t, size_t at)
{
	while (at < t->line.len && !is_word(t->line.at[at]))
		at++;
	while (at < t->line.len && is_word(t->line.at[at]))
		at++;
	return at;
}

size_t text_word_start(const struct text *t, size_t at)
{
	while (at > 0 && !is_word(t->line.at[at - 1]))
		at--;
	while (at > 0 && is_word(t->line.at[at - 1]))
		at--;
	return at;
}

size_t text_blank_start(const struct text *t, size_t at)
{
	while (at > 0 && ascii_is_blank(t->line.at[at - 1]))
		at--;
	while (at > 0 && !ascii_is_blank(t->line.at[at - 1]))
		at--;
	return at;
}

/* ---- secrets ---- */

void text_mask(struct text *t, size_t from)
{
	size_t clear = t->line.len - t->veiled;

	t->masked = from != SIZE_MAX || t->veiled;
	t->mask = from;
	if (t->veiled)
		t->mask = size_least(clear, from);
	if (t->mask > 0 && t->mask < t->line.len)
		t->veiled = t->line.len - t->mask;
}

void text_unveil(struct text *t)
{
	t->veiled = 0;
}

/* From `at` on all stays masked. */
static void veil(struct text *t, size_t at)
{
	if (t->line.len - at > t->veiled)
		t->veiled = t->line.len - at;
}

static bool is_veiled(const struct text *t, size_t at)
{
	return t->veiled && at >= t->line.len - t->veiled;
}

/* ---- changes ---- */

/* Text inserted within a secret, or where one begins, belongs to the secret. */
static bool put_in(struct text *t, size_t at, struct span s)
{
	bool veiled = is_veiled(t, at);

	if (!put(&t->line, at, s))
		return false;
	if (veiled)
		t->veiled += s.len;
	return true;
}

/* How many octets at the end of from .. to - 1 are veiled. */
static size_t veiled_in(const struct text *t, size_t from, size_t to)
{
	size_t behind = t->line.len - to;

	if (t->veiled <= behind)
		return 0;
	return size_least(t->veiled - behind, to - from);
}

static void take_out(struct text *t, size_t from, size_t to)
{
	t->veiled -= veiled_in(t, from, to);
	take(&t->line, from, to);
}

static void forget_oldest(struct text *t)
{
	if (t->change[0].removed)
		take(&t->removed, 0, t->change[0].len);
	t->changes--;
	memmove(t->change, t->change + 1, t->changes * sizeof *t->change);
}

static void remember(struct text *t, struct text_change change)
{
	if (t->changes == EDIT_UNDO_MAX)
		forget_oldest(t);
	t->change[t->changes++] = change;
}

/* Typing is undone word by word: does text at the cursor continue the word typed last? */
static bool goes_on(const struct text *t, struct span s)
{
	const struct text_change *last = t->change + t->changes - 1;

	if (t->changes == 0 || last->removed || last->at + last->len != t->cursor)
		return false;
	return ascii_is_blank(s.at[0]) || !ascii_is_blank(t->line.at[t->cursor - 1]);
}

bool text_insert(struct text *t, struct span s)
{
	if (s.len == 0)
		return true;
	if (!put_in(t, t->cursor, s))
		return false;
	if (goes_on(t, s))
		t->change[t->changes - 1].len += s.len;
	else
		remember(t, (struct text_change){ .at = t->cursor, .len = s.len });
	t->cursor += s.len;
	return true;
}

void text_remove(struct text *t, size_t from, size_t to)
{
	struct span gone = part(t, from, to);

	if (gone.len == 0)
		return;
	while (t->changes && gone.len > sizeof t->removed.at - t->removed.len)
		forget_oldest(t);
	put(&t->removed, t->removed.len, gone);
	remember(t,
	    (struct text_change){
		.at = from, .len = gone.len, .removed = true, .veiled = veiled_in(t, from, to) });
	take_out(t, from, to);
	t->cursor = from;
}

bool text_undo(struct text *t)
{
	struct text_change last;

	if (t->changes == 0)
		return false;
	last = t->change[--t->changes];
	if (last.removed) {
		t->removed.len -= last.len;
		put_in(t, last.at, (struct span){ t->removed.at + t->removed.len, last.len });
		if (last.veiled)
			veil(t, last.at + last.len - last.veiled);
		t->cursor = last.at + last.len;
	} else {
		take_out(t, last.at, last.at + last.len);
		t->cursor = last.at;
	}
	return true;
}

void text_kill(struct text *t, size_t from, size_t to, bool more)
{
	struct span gone = part(t, from, to);

	if (!more) {
		text_room_wipe(&t->killed);
		t->killed_secret = false;
	}
	put(&t->killed, from < t->cursor ? 0 : t->killed.len, gone);
	if (gone.len && text_is_masked(t, to - 1))
		t->killed_secret = true;
	text_remove(t, from, to);
}

bool text_yank(struct text *t)
{
	size_t at = t->cursor;

	if (!t->killed.len || !text_insert(t, text_room_span(&t->killed)))
		return false;
	if (t->killed_secret)
		veil(t, at);
	return true;
}

static void forget_changes(struct text *t)
{
	text_room_wipe(&t->removed);
	t->changes = 0;
}

void text_replace(struct text *t, struct span s)
{
	forget_changes(t);
	text_room_store(&t->line, s);
	t->cursor = t->line.len;
	text_unveil(t);
}

void text_clear(struct text *t)
{
	if (t->killed_secret || t->masked)
		text_room_wipe(&t->killed);
	forget_changes(t);
	text_room_wipe(&t->line);
	t->cursor = 0;
	t->killed_secret = t->masked = false;
	text_unveil(t);
}
