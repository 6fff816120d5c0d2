/*
 * fuzz_edit.c - any keys at the editor, seen on a screen.
 *
 * The screen never breaks (see screen.h); a row painted by differences is the
 * row painted afresh; and of a line that is secret from its first octet on
 * nothing but stars is written.  The first octet chooses the window, the second
 * the terminal.
 */
#include "ui/edit.h"

#include "../unit/screen.h"

#include <assert.h>

enum { DUMB = 1, BYTES = 2, SECRET = 4, MASKED = 8, SILENT = 16 };

static struct edit edit, fresh;
static struct keys keys;
static struct screen screen, clear;
static struct history history;
static char room[1 << 17];

static void begin(size_t columns, unsigned kind)
{
	memset(&edit, 0, sizeof edit);
	memset(&keys, 0, sizeof keys);
	memset(&screen, 0, sizeof screen);
	edit.paint.columns = screen.columns = columns + 1;
	edit.paint.dumb = screen.dumb = kind & DUMB;
	edit.paint.silent = kind & SILENT;
	keys.bytes = kind & BYTES;
	edit.text.charset = screen.charset = keys.bytes ? SHOW_BYTES : SHOW_UTF8;
	if (!(kind & SECRET))
		edit.recall.history = &history;
	edit_prompt(&edit, SPAN("> "));
}

static void only_stars(struct span painted)
{
	for (size_t i = 0; i < painted.len; i++)
		assert(painted.at[i] && strchr("*<> \b\r\a\x1b[CK0123456789", painted.at[i]));
}

static void paint(unsigned kind)
{
	struct out o = OUT(room);

	assert(edit_paint(&edit, &o));
	if (kind & SECRET)
		only_stars(out_span(&o));
	screen_feed(&screen, out_span(&o));
	assert(!screen.broken);
}

static void same_as_afresh(void)
{
	static char is[SCREEN_COLUMNS * 24], should_be[SCREEN_COLUMNS * 24];
	struct out o = OUT(room);

	memcpy(&fresh, &edit, sizeof fresh);
	fresh.paint.len = fresh.paint.width = fresh.paint.column = 0;
	memset(&clear, 0, sizeof clear);
	clear.columns = screen.columns;
	clear.charset = screen.charset;
	assert(edit_paint(&fresh, &o));
	screen_feed(&clear, out_span(&o));
	assert(!clear.broken && clear.column == screen.column);
	assert(span_eq(screen_row(&screen, is), screen_row(&clear, should_be)));
}

static void press(const struct key *key, unsigned kind)
{
	enum edit_said said = edit_key(&edit, key);

	edit_mask(&edit, kind & SECRET ? 0 : kind & MASKED ? 5 : SIZE_MAX);
	assert(edit.text.cursor <= edit.text.line.len);
	assert(edit_text(&edit).len <= EDIT_LINE_MAX);
	if (said == EDIT_LINE) {
		struct out o = OUT(room);

		if (!(kind & (SECRET | MASKED | SILENT)))
			history_add(&history, edit_text(&edit));
		edit_hide(&edit, &o);
		screen_feed(&screen, out_span(&o));
		edit_clear(&edit);
		edit_mask(&edit, kind & SECRET ? 0 : SIZE_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct span s = { (const char *)at + 2, len - 2 };
	unsigned kind, count = 0;
	struct key key;

	if (len < 2 || len > 1024)
		return 0;
	kind = at[1];
	memset(&history, 0, sizeof history);
	history_add(&history, SPAN("user paul"));
	begin(at[0], kind);
	while (s.len) {
		s = span_from(s, key_feed(&keys, s, &key));
		if (key.code == KEY_NONE)
			continue;
		press(&key, kind);
		if (++count % 3) /* several keys may come between two paintings */
			paint(kind);
		if (count % 16 == 0) {
			paint(kind);
			same_as_afresh();
		}
	}
	paint(kind);
	same_as_afresh();
	return 0;
}
