/* save.c - save-all: where messages go, and which of them are there; see save.h. */
#include "base/ascii.h"
#include "base/hash.h"
#include "cmd/cmd.h"

#include <string.h>

#define UIDL_MAX 70 /* RFC 1939 7 */

/* ---- the names that are known ---- */

/* The server names its own messages only. */
static uint64_t hash_of(struct span name)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < name.len; i++)
		h = hash_octet(h, name.at[i]);
	return h ? h : 1;
}

static uint64_t *slot_of(struct save *s, struct span name)
{
	uint64_t h = hash_of(name);
	size_t i = h % SAVE_SLOTS;

	while (s->hash[i] && s->hash[i] != h)
		i = (i + 1) % SAVE_SLOTS;
	return &s->hash[i];
}

static bool is_there(struct save *s, struct span name)
{
	return *slot_of(s, name) != 0;
}

static bool remember(struct save *s, struct span name)
{
	if (s->hashes >= SAVE_SLOTS / 4 * 3)
		return false;
	s->hashes += !is_there(s, name);
	*slot_of(s, name) = hash_of(name);
	return true;
}

/* ---- the place and its index ---- */

/* The place, or what is in it. */
static const char *put_path(struct save *s, struct out *o, const char *within)
{
	out_put(o, s->place);
	if (*within)
		out_char(o, '/');
	out_text(o, within);
	out_char(o, '\0');
	return o->at;
}

static bool has(struct save *s, const char *within)
{
	char room[512];
	struct out o = OUT(room);

	return os_file_exists(put_path(s, &o, within));
}

/* An empty file, or one that begins as an mbox does. */
static bool is_mbox(struct save *s)
{
	char room[512], head[6];
	struct out o = OUT(room);
	struct fault f = { 0 };
	os_file file = os_file_read(put_path(s, &o, ""), &f);
	long n = file == OS_NO_FILE ? OS_BAD : os_file_get(file, head, 5, &f);

	if (file != OS_NO_FILE)
		os_file_close(file);
	return n == OS_END || (n == 5 && span_eq((struct span){ head, 5 }, SPAN("From ")));
}

bool save_find(struct save *s, struct span place, struct fault *f)
{
	while (place.len > 1 && place.at[place.len - 1] == '/')
		place.len--;
	s->place = place;
	s->form = KEEP_AS_IS;
	if (!place.len || place.len > 256)
		return fault_set(f, FAULT_TOO_LARGE, "write to", place);
	if (has(s, ".")) {
		s->form = has(s, "tmp/.") && has(s, "new/.") && has(s, "cur/.") ? KEEP_MAILDIR
										: KEEP_AS_IS;
		return true;
	}
	if (has(s, "")) {
		s->form = KEEP_MBOX;
		return is_mbox(s) || fault_set(f, FAULT_EXISTS, "write to", place);
	}
	if (span_eq(span_from(place, place.len < 5 ? 0 : place.len - 5), SPAN(".mbox")))
		s->form = KEEP_MBOX;
	return true;
}

/* A line of the index; the first says whose it is. */
static bool learn(struct save *s, struct span line, bool first, struct span whose, struct fault *f)
{
	if (first)
		return span_eq(line, whose) ||
		       fault_set(f, FAULT_EXISTS, "save into the place of another mailbox", line);
	return remember(s, line) || fault_set(f, FAULT_TOO_LARGE, "remember", line);
}

/* Reads the index, as far as its lines are whole; *cut: the last one is not. */
static bool read_index(
    struct save *s, os_file file, struct span whose, bool force, bool *cut, struct fault *f)
{
	bool first = true;
	size_t len = 0;
	long n;

	while ((n = os_file_get(file, s->names_room + len, sizeof s->names_room - len, f)) > 0) {
		struct span rest = { s->names_room, len + (size_t)n };

		while (span_has(rest, '\n')) {
			if (!learn(s, span_line(&rest), first && !force, whose, f))
				return false;
			first = false;
		}
		len = rest.len;
		memmove(s->names_room, rest.at, len);
	}
	*cut = len > 0;
	return n == OS_END;
}

bool save_open(struct save *s, struct span whose, bool force, struct fault *f)
{
	char room[512], line[512];
	struct out path = OUT(room), o = OUT(line);
	bool fresh, cut = false, fine = true;

	if (s->form == KEEP_AS_IS && !has(s, "") && !os_folder_make(put_path(s, &path, ""), f))
		return false;
	path = OUT(room);
	out_put(&path, s->place);
	if (s->form != KEEP_MBOX)
		out_char(&path, '/');
	out_text(&path, ".uidl");
	out_char(&path, '\0');
	fresh = !os_file_exists(room);
	if (!fresh) {
		os_file file = os_file_read(room, f);

		if (file == OS_NO_FILE)
			return false;
		fine = read_index(s, file, whose, force, &cut, f);
		os_file_close(file);
	}
	if (!fine)
		return false;
	s->index = os_file_append(room, f);
	s->indexed = s->index != OS_NO_FILE;
	s->began = os_utc() / OS_S;
	if (fresh)
		out_put(&o, whose);
	if (fresh || cut)
		out_char(&o, '\n');
	return s->indexed && os_file_write(s->index, out_span(&o), f);
}

void save_close(struct save *s)
{
	struct fault f = { 0 };

	save_deaf(s);
	if (!s->indexed)
		return;
	os_file_sync(s->index, &f);
	os_file_close(s->index);
	s->indexed = false;
}

/* ---- what the server has ---- */

static void take_line(struct save *s, struct span line)
{
	int64_t n;

	if (!span_number(span_word(&line), INT64_MAX / 2, &n) || n <= s->last)
		return;
	line = s->nameless ? SPAN("message") : span_word(&line);
	if (!line.len || line.len > UIDL_MAX) {
		s->odd += !s->again;
		return;
	}
	if (!s->nameless && is_there(s, line)) {
		s->there += !s->again;
	} else if (s->names.size - s->names.len < UIDL_MAX + 24) {
		s->more = true;
	} else {
		out_number(&s->names, n);
		out_char(&s->names, ' ');
		out_put(&s->names, line);
		out_char(&s->names, '\n');
	}
}

static void see(struct view *v, const struct event *e)
{
	struct save *s = (struct save *)v;
	struct span rest = e->text;

	while (e->kind == EVENT_CONTENT && rest.len)
		take_line(s, span_line(&rest));
}

void save_listen(struct save *s, struct timeline *log)
{
	s->names = OUT(s->names_room);
	s->next = 0;
	s->more = false;
	s->log = log;
	s->view.see = see;
	s->listening = true;
	timeline_add(log, &s->view);
}

void save_deaf(struct save *s)
{
	if (s->listening)
		timeline_drop(s->log, &s->view);
	s->listening = false;
	s->again = true;
}

bool save_next(struct save *s, int64_t *n)
{
	struct span rest = span_from(out_span(&s->names), s->next), line = span_line(&rest);

	s->next = s->names.len - rest.len;
	if (!line.len)
		return false;
	span_number(span_word(&line), INT64_MAX / 2, n);
	s->name = span_word(&line);
	s->last = *n;
	return true;
}

/* As a file's name on any system. */
static void put_name(struct span name, struct out *o)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (ascii_is_letter(c) || ascii_is_digit(c) || c == '-' || c == '_' ||
		    (c == '.' && i)) {
			out_char(o, c);
		} else {
			out_char(o, '%');
			out_hex(o, (uint8_t)c, 2);
		}
	}
}

static void put_file(struct save *s, struct out *o, const char *folder)
{
	out_put(o, s->place);
	out_char(o, '/');
	out_text(o, folder);
	put_name(s->name, o);
	if (s->nameless) {
		out_char(o, '-');
		out_number(o, s->began);
	}
	if (s->nameless || is_there(s, s->name)) { /* two of one name: RFC 1939 forbids that */
		out_char(o, '-');
		out_number(o, s->last);
	}
}

void save_path(struct save *s, struct out *path, struct out *part)
{
	if (s->form == KEEP_MBOX) {
		out_put(path, s->place);
		out_put(part, s->place);
	} else if (s->form == KEEP_MAILDIR) {
		put_file(s, path, "new/");
		put_file(s, part, "tmp/");
	} else {
		put_file(s, path, "");
		out_text(path, ".eml");
		out_put(part, out_span(path));
		out_text(part, ".part");
	}
	out_char(path, '\0');
	out_char(part, '\0');
}

bool save_holds(const struct save *s, const char *path)
{
	return s->form != KEEP_MBOX && os_file_exists(path);
}

bool save_done(struct save *s, struct fault *f)
{
	char room[UIDL_MAX + 2];
	struct out o = OUT(room);

	if (s->nameless)
		return true;
	out_put(&o, s->name);
	out_char(&o, '\n');
	remember(s, s->name);
	return os_file_write(s->index, out_span(&o), f);
}
