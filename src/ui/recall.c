/* recall.c - see recall.h. */
#include "ui/recall.h"

#include "base/utf8.h"

#include <string.h>

static void keep(struct recall *r, const struct text *t)
{
	text_room_store(&r->kept, text_span(t));
	r->cursor = t->cursor;
	r->place = r->history->len;
}

static void bring_back(struct recall *r, struct text *t)
{
	text_replace(t, text_room_span(&r->kept));
	t->cursor = r->cursor;
	r->place = r->history->len;
}

/* Shows the next matching line that differs from the one shown. */
static bool find(
    struct recall *r, struct text *t, bool older, enum history_match match, struct span what)
{
	size_t place = r->place;
	struct span line;

	do {
		if (!history_find(r->history, older, &place, match, what, &line))
			return false;
	} while (span_eq(line, text_span(t)));
	r->place = place;
	text_replace(t, line);
	return true;
}

/* ---- up and down ---- */

bool recall_browse(struct recall *r, struct text *t, bool older, bool alike)
{
	if (!r->history)
		return false;
	if (!r->browsing)
		keep(r, t);
	r->browsing = true;
	if (find(r, t, older, HISTORY_STARTS,
		span_first(text_room_span(&r->kept), alike ? r->cursor : 0)))
		return true;
	if (older || r->place == r->history->len)
		return false;
	bring_back(r, t);
	return true;
}

void recall_stop(struct recall *r)
{
	r->browsing = false;
}

/* ---- searching ---- */

struct span recall_pattern(const struct recall *r)
{
	return (struct span){ r->pattern, r->pattern_len };
}

bool recall_search(struct recall *r, struct text *t)
{
	if (!r->history)
		return false;
	keep(r, t);
	r->searching = true;
	r->missed = false;
	r->pattern_len = 0;
	return true;
}

/* Shows the next older line that holds the pattern, with the cursor at the pattern. */
static void search_on(struct recall *r, struct text *t)
{
	struct span pattern = recall_pattern(r);

	r->missed = !find(r, t, true, HISTORY_HOLDS, pattern);
	if (r->missed)
		return;
	for (t->cursor = 0; !span_starts(span_from(text_span(t), t->cursor), pattern);)
		t->cursor++;
}

/* The pattern has changed: searches from the newest line again. */
static void search_anew(struct recall *r, struct text *t)
{
	bring_back(r, t);
	r->missed = false;
	if (r->pattern_len)
		search_on(r, t);
}

static void widen(struct recall *r, const struct key *key)
{
	if (key->len <= sizeof r->pattern - r->pattern_len) {
		memcpy(r->pattern + r->pattern_len, key->octets, key->len);
		r->pattern_len += key->len;
	}
}

bool recall_search_key(struct recall *r, struct text *t, const struct key *key)
{
	bool leave = key->code == KEY_CTRL('G');

	if (key->code == KEY_TEXT) {
		widen(r, key);
		search_anew(r, t);
	} else if (key->code == KEY_BACKSPACE) {
		r->pattern_len -= utf8_last(recall_pattern(r));
		search_anew(r, t);
	} else if (key->code == KEY_CTRL('R')) {
		search_on(r, t);
	} else if (leave) {
		recall_search_leave(r, t);
	} else {
		r->searching = false;
	}
	return r->searching || leave || key->code == KEY_ESCAPE;
}

void recall_search_leave(struct recall *r, struct text *t)
{
	r->searching = false;
	bring_back(r, t);
}

void recall_clear(struct recall *r)
{
	text_room_wipe(&r->kept);
	r->browsing = r->searching = false;
}
