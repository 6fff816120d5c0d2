/* save_place.c - the place of save-all: its kind, and the paths of files in it; see save.h. */
#include "base/escape.h"
#include "cmd/save_part.h"

#include <string.h>

#define SUFFIXES 1000 /* how many names are tried for one file */

/* ---- the place ---- */

const char *save_put_path(struct save *s, struct out *o, const char *within)
{
	out_put(o, s->place);
	if (*within)
		out_char(o, '/');
	out_text(o, within);
	out_char(o, '\0');
	return o->at;
}

bool save_has(struct save *s, const char *within)
{
	char room[512];
	struct out o = OUT(room);

	return os_file_exists(save_put_path(s, &o, within));
}

/* Is the place an empty file, or one that begins like an mbox? */
static bool is_mbox(struct save *s, struct fault *f)
{
	char room[512], head[6];
	struct out o = OUT(room);
	os_file file = os_file_read_plain(save_put_path(s, &o, ""), f);
	long n;

	if (file == OS_NO_FILE)
		return false;
	n = os_file_get(file, head, 5, f);
	os_file_close(file);
	if (n == OS_END || (n == 5 && span_eq((struct span){ head, 5 }, SPAN("From "))))
		return true;
	return fault_set(f, FAULT_EXISTS, "write to", s->place);
}

static bool is_maildir(struct save *s)
{
	return save_has(s, "tmp/.") && save_has(s, "new/.") && save_has(s, "cur/.");
}

bool save_find(struct save *s, struct span place, struct fault *f)
{
	while (place.len > 1 && place.at[place.len - 1] == '/')
		place.len--;
	s->place = place;
	s->form = KEEP_AS_IS;
	if (!place.len || place.len > 256)
		return fault_set(f, FAULT_TOO_LARGE, "write to", place);
	if (save_has(s, ".")) {
		if (is_maildir(s))
			s->form = KEEP_MAILDIR;
		return true;
	}
	if (save_has(s, "")) {
		s->form = KEEP_MBOX;
		return is_mbox(s, f);
	}
	if (span_eq(span_from(place, place.len < 5 ? 0 : place.len - 5), SPAN(".mbox")))
		s->form = KEEP_MBOX;
	return true;
}

/* ---- files ---- */

/* Writes "NAME" or "NAME-2"; without a UIDL, the time of the run and the message number too. */
static void put_base(const struct save *s, struct out *o)
{
	escape_file_name(o, s->name);
	if (s->nameless) {
		out_char(o, '-');
		out_number(o, s->began);
		out_char(o, '-');
		out_number(o, s->number);
	}
	if (s->suffix > 1) {
		out_char(o, '-');
		out_number(o, s->suffix);
	}
}

void save_put_file(const struct save *s, struct out *o)
{
	put_base(s, o);
	if (s->form != KEEP_MAILDIR)
		out_text(o, ".eml");
}

/* Writes the path of a message's file. */
static const char *put_file_path(const struct save *s, struct out *o, struct span file)
{
	out_put(o, s->place);
	out_char(o, '/');
	if (s->form == KEEP_MAILDIR)
		out_text(o, "new/");
	out_put(o, file);
	out_char(o, '\0');
	return o->at;
}

bool save_is_there(const struct save *s, struct span file)
{
	char room[512];
	struct out o = OUT(room);

	return !span_has(file, '/') && os_file_is_regular(put_file_path(s, &o, file)) && !o.full;
}

static const char *put_message_path(const struct save *s, struct out *path)
{
	char room[300];
	struct out o = OUT(room);

	save_put_file(s, &o);
	path->len = 0;
	return put_file_path(s, path, out_span(&o));
}

bool save_path(struct save *s, struct out *path, struct fault *f)
{
	path->len = 0;
	s->suffix = s->copy;
	if (s->form == KEEP_MBOX) {
		save_put_path(s, path, "");
		return true;
	}
	for (; s->suffix < s->copy + SUFFIXES; s->suffix++)
		if (!os_file_exists(put_message_path(s, path)) && save_is_unclaimed(s))
			return true;
	return fault_set(f, FAULT_EXISTS, "write to", span_of(path->at));
}

void save_part(struct save *s, struct out *part)
{
	if (s->form == KEEP_MAILDIR) {
		out_put(part, s->place);
		out_char(part, '/');
		out_text(part, "tmp/");
		save_put_file(s, part);
	} else {
		put_message_path(s, part);
		part->len--;
		out_text(part, ".part");
	}
	out_char(part, '\0');
}

/* Do two regular files hold the same octets? */
static bool are_same_files(const char *one, const char *other)
{
	struct fault f = { 0 };
	os_file a = os_file_read_plain(one, &f), b = os_file_read_plain(other, &f);
	char left[4096], right[4096];
	bool same = a != OS_NO_FILE && b != OS_NO_FILE;
	long n = 1;

	while (same && n > 0) {
		n = os_file_get(a, left, sizeof left, &f);
		same = n == os_file_get(b, right, sizeof right, &f) && n != OS_BAD;
		if (same && n > 0)
			same = memcmp(left, right, (size_t)n) == 0;
	}
	if (a != OS_NO_FILE)
		os_file_close(a);
	if (b != OS_NO_FILE)
		os_file_close(b);
	return same;
}

bool save_has_twin(struct save *s, const char *part, struct out *path)
{
	int64_t free = s->suffix;

	for (s->suffix = s->copy; s->suffix < free; s->suffix++)
		if (save_is_unclaimed(s) && are_same_files(put_message_path(s, path), part))
			return true;
	put_message_path(s, path);
	return false;
}
