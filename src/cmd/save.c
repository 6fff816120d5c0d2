/* save.c - which messages of a mailbox are saved already, and which come next; see save.h. */
#include "base/hash.h"
#include "cmd/save_part.h"

#include <string.h>

#define UIDL_MAX 70 /* RFC 1939 7 */

/* ---- what is known ---- */

/* The hash of a UIDL and the number of its copy; for a file name the number is 0. */
static uint64_t hash_of(struct span name, int64_t copy)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < name.len; i++)
		h = hash_octet(h, name.at[i]);
	for (; copy != 1 && copy >= 0; copy = copy ? copy >> 8 : -1)
		h = hash_octet(h, (char)copy);
	return h ? h : 1;
}

/* The slot with this hash, or a free one for it. */
static struct save_slot *find_slot(struct save *s, uint64_t hash)
{
	size_t i = hash % SAVE_SLOTS;

	while (s->slot[i].hash && s->slot[i].hash != hash)
		i = (i + 1) % SAVE_SLOTS;
	return &s->slot[i];
}

static struct save_slot *enter_slot(struct save *s, uint64_t hash)
{
	struct save_slot *slot = find_slot(s, hash);

	if (slot->hash)
		return slot;
	if (s->slots >= SAVE_SLOTS / 4 * 3) {
		s->full = true;
		s->spare = (struct save_slot){ 0 };
		return &s->spare;
	}
	s->slots++;
	slot->hash = hash;
	return slot;
}

void save_fresh(struct save *s)
{
	s->nameless = s->full = false;
	s->seen = s->before = s->saved = s->there = s->odd = 0;
	for (size_t i = 0; s->slots && i < SAVE_SLOTS; i++)
		s->slot[i] = (struct save_slot){ 0 };
	s->slots = 0;
}

/* ---- the index ---- */

/* The usual name of a message's file. */
static struct span usual_file(struct save *s, struct span name, struct out *o)
{
	s->name = name;
	s->suffix = 1;
	save_put_file(s, o);
	return out_span(o);
}

/* Learns from a line of the index: a message, its file, and which copy it is. */
static void learn_message(struct save *s, struct span line)
{
	char room[300];
	struct out o = OUT(room);
	struct span name = span_until(&line, '\t'), file = span_until(&line, '\t');
	int64_t copy = 1;
	uint64_t key;
	bool have;

	span_number(line, INT64_MAX / 4, &copy);
	key = s->ours ? hash_of(name, copy) : 1;
	if (s->form != KEEP_MBOX && !file.len)
		file = usual_file(s, name, &o);
	have = s->form == KEEP_MBOX || save_is_there(s, file);
	if (s->form != KEEP_MBOX)
		enter_slot(s, hash_of(file, 0))->value = key;
	if (s->ours)
		enter_slot(s, key)->value = have ? SAVE_HAVE : 0;
}

/* Learns a line of the index; the first line names the mailbox. */
static bool learn_line(
    struct save *s, struct span line, bool first, struct span whose, struct fault *f)
{
	bool owner = first || span_starts(line, SPAN("\t"));

	if (owner)
		s->ours = span_eq(first ? line : span_from(line, 1), whose);
	else if (line.len)
		learn_message(s, line);
	return !s->full || fault_set(f, FAULT_TOO_LARGE, "remember", line);
}

/* Reads the index, and cuts off an incomplete last line. */
static bool read_index(struct save *s, struct span whose, bool force, bool *fresh, struct fault *f)
{
	int64_t whole = 0;
	size_t len = 0;
	long n;

	*fresh = true;
	while (
	    (n = os_file_get(s->index, s->names_room + len, sizeof s->names_room - len, f)) > 0) {
		struct span rest = { s->names_room, len + (size_t)n };

		while (span_has(rest, '\n')) {
			struct span line = span_line(&rest);

			if (!learn_line(s, line, *fresh, whose, f))
				return false;
			if (*fresh && !s->ours && !force)
				return fault_set(f, FAULT_EXISTS,
				    "save into the place of another mailbox", line);
			*fresh = false;
		}
		whole += (int64_t)(len + (size_t)n - rest.len);
		len = rest.len;
		memmove(s->names_room, rest.at, len);
	}
	if (n != OS_END)
		return false;
	return !len || os_file_cut(s->index, whole, f);
}

/* Finds files that a mail program has moved to "cur", with flags after a colon. */
static bool find_read(struct save *s, struct fault *f)
{
	char room[512];
	struct out o = OUT(room);
	struct os_dir dir;
	const char *name;

	if (!os_dir_open(&dir, save_put_path(s, &o, "cur"), f))
		return false;
	while ((name = os_dir_next(&dir))) {
		struct span rest = span_of(name);
		struct save_slot *file = find_slot(s, hash_of(span_until(&rest, ':'), 0)), *message;

		if (!file->hash)
			continue;
		message = find_slot(s, file->value);
		if (message->hash)
			message->value |= SAVE_HAVE;
	}
	os_dir_close(&dir);
	return true;
}

static const char *put_index(struct save *s, struct out *o)
{
	out_put(o, s->place);
	if (s->form != KEEP_MBOX)
		out_char(o, '/');
	out_text(o, ".uidl");
	out_char(o, '\0');
	return o->at;
}

/* Sets the fault with the index's name; returns false. */
static bool index_failed(struct save *s, const struct fault *why, struct fault *f)
{
	char room[512];
	struct out o = OUT(room);

	f->os = why->os;
	return fault_set(f, why->kind, "write to", span_of(put_index(s, &o)));
}

static bool index_put(struct save *s, struct span line, struct fault *f)
{
	struct fault why = { 0 };

	return os_file_write(s->index, line, &why) || index_failed(s, &why, f);
}

static bool begin_index(struct save *s, struct span whose, bool force, struct fault *f)
{
	char line[600];
	struct out o = OUT(line);
	bool fresh;

	if (!read_index(s, whose, force, &fresh, f))
		return false;
	if (s->form == KEEP_MAILDIR && !find_read(s, f))
		return false;
	if (!fresh && s->ours)
		return true;
	if (!fresh)
		out_char(&o, '\t');
	out_put(&o, whose);
	out_char(&o, '\n');
	return index_put(s, out_span(&o), f);
}

bool save_open(struct save *s, struct span whose, bool force, struct fault *f)
{
	char room[512];
	struct out path = OUT(room);

	if (s->form == KEEP_AS_IS && !save_has(s, "") &&
	    !os_folder_make(save_put_path(s, &path, ""), f))
		return false;
	path = OUT(room);
	s->index = os_file_append_plain(put_index(s, &path), f);
	s->indexed = s->index != OS_NO_FILE;
	s->began = os_utc() / OS_S;
	if (!s->indexed || !os_file_claim(s->index, room, f))
		return false;
	return begin_index(s, whose, force, f);
}

void save_close(struct save *s)
{
	struct fault f = { 0 };

	if (!s->indexed)
		return;
	os_file_sync(s->index, &f);
	os_file_close(s->index);
	s->indexed = false;
}

/* ---- what the server has ---- */

static void put_message(struct save *s, int64_t n, struct span name, int64_t copy)
{
	out_number(&s->names, n);
	out_char(&s->names, ' ');
	out_put(&s->names, name);
	out_char(&s->names, ' ');
	out_number(&s->names, copy);
	out_char(&s->names, '\n');
}

/* Takes a message of the list; without room, it and all after it wait for the next list. */
static void take_named(struct save *s, int64_t n, struct span name)
{
	struct save_slot *first = enter_slot(s, hash_of(name, 1));
	int64_t copy = (int64_t)(first->value >> 1) + 1;
	bool have = find_slot(s, hash_of(name, copy))->value & SAVE_HAVE;

	s->more = !have && s->names.size - s->names.len < UIDL_MAX + 48;
	if (s->more)
		return;
	first->value += 2;
	s->there += have;
	if (!have)
		put_message(s, n, name, copy);
}

static void take_line(struct save *s, struct span line)
{
	int64_t n;

	if (s->more || !span_number(span_word(&line), INT64_MAX / 2, &n) || n <= s->before)
		return;
	line = s->nameless ? SPAN("message") : span_word(&line);
	if (!line.len || line.len > UIDL_MAX)
		s->odd++;
	else
		take_named(s, n, line);
	if (!s->more && n > s->seen)
		s->seen = n;
}

static void take_list(struct body_sink *sink, struct span list)
{
	struct save *s = (struct save *)sink;

	while (list.len)
		take_line(s, span_line(&list));
}

void save_listen(struct save *s)
{
	s->names = OUT(s->names_room);
	s->next = 0;
	s->before = s->seen;
	s->more = false;
	s->sink.take = take_list;
}

bool save_knows_all(struct save *s, struct fault *f)
{
	return !s->full || fault_set(f, FAULT_TOO_LARGE, "remember the messages of", s->place);
}

/* ---- one message ---- */

bool save_next(struct save *s, int64_t *n)
{
	struct span rest = span_from(out_span(&s->names), s->next), line = span_line(&rest);

	s->next = s->names.len - rest.len;
	if (!line.len)
		return false;
	span_number(span_word(&line), INT64_MAX / 2, n);
	s->number = *n;
	s->name = span_word(&line);
	span_number(span_word(&line), INT64_MAX / 2, &s->copy);
	if (s->nameless)
		s->copy = 1; /* the message number tells copies apart */
	return true;
}

bool save_is_unclaimed(struct save *s)
{
	char room[300];
	struct out o = OUT(room);
	struct save_slot *slot;

	save_put_file(s, &o);
	slot = find_slot(s, hash_of(out_span(&o), 0));
	return !slot->hash || slot->value == hash_of(s->name, s->copy);
}

/* Writes the message's line for the index. */
static void put_line(struct save *s, struct out *o)
{
	out_put(o, s->name);
	if (s->form != KEEP_MBOX || s->copy > 1)
		out_char(o, '\t');
	if (s->form != KEEP_MBOX)
		save_put_file(s, o);
	if (s->copy > 1) {
		out_char(o, '\t');
		out_number(o, s->copy);
	}
	out_char(o, '\n');
}

bool save_done(struct save *s, struct fault *f)
{
	char room[UIDL_MAX + 320];
	struct out o = OUT(room), file = OUT(room);

	if (s->nameless)
		return true;
	save_put_file(s, &file);
	if (s->form != KEEP_MBOX)
		enter_slot(s, hash_of(out_span(&file), 0))->value = hash_of(s->name, s->copy);
	put_line(s, &o);
	return index_put(s, out_span(&o), f);
}
