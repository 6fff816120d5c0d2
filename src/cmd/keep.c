/* keep.c - see keep.h. */
#include "cmd/keep.h"

#include <string.h>

/* Sets the fault with the name of the part or mbox; returns false. */
static bool not_written(struct keep *k, const struct fault *f)
{
	k->fault.os = f->os;
	return fault_set(
	    &k->fault, f->kind, "write to", span_of(k->form == KEEP_MBOX ? k->path : k->part));
}

static bool write(struct keep *k, struct span octets)
{
	struct fault f = { 0 };
	int64_t before = os_now();
	bool written;

	if (k->fault.kind != FAULT_NONE)
		return false;
	written = os_file_write(k->file, octets, &f);
	k->slow += os_now() - before;
	return written || not_written(k, &f);
}

static void flush(struct keep *k)
{
	if (!k->waiting)
		return;
	write(k, (struct span){ k->room, k->waiting });
	k->waiting = 0;
}

/* Writes a large piece at once; collects small ones in `room`. */
static void put(struct keep *k, struct span octets)
{
	if (octets.len > sizeof k->room - k->waiting)
		flush(k);
	if (octets.len > sizeof k->room / 4) {
		flush(k);
		write(k, octets);
		return;
	}
	memcpy(k->room + k->waiting, octets.at, octets.len);
	k->waiting += octets.len;
}

/* Does the line begin with "From ", after any number of ">"? */
static bool is_from(struct span line)
{
	while (span_starts(line, SPAN(">")))
		line = span_from(line, 1);
	return span_starts(line, SPAN("From "));
}

/* Writes a line, or a piece of one, as local mail. */
static void put_local(struct keep *k, struct span piece)
{
	bool whole = piece.at[piece.len - 1] == '\n';

	if (k->cr && piece.at[0] != '\n')
		put(k, SPAN("\r"));
	if (!k->inside && k->form == KEEP_MBOX && is_from(piece))
		put(k, SPAN(">"));
	piece.len -= whole;
	k->cr = piece.len && piece.at[piece.len - 1] == '\r';
	piece.len -= k->cr;
	put(k, piece);
	if (whole)
		put(k, SPAN("\n"));
	k->cr = k->cr && !whole;
	k->inside = !whole;
}

static void take(struct body_sink *sink, struct span rest)
{
	struct keep *k = (struct keep *)sink;

	if (!k->open)
		return;
	k->octets += (int64_t)rest.len;
	if (k->form == KEEP_AS_IS) {
		put(k, rest);
		return;
	}
	while (rest.len) {
		const char *end = memchr(rest.at, '\n', rest.len);
		size_t n = end ? (size_t)(end - rest.at) + 1 : rest.len;

		put_local(k, span_first(rest, n));
		rest = span_from(rest, n);
	}
}

static void name_part(struct keep *k)
{
	struct out o = OUT(k->part);

	out_text(&o, k->path);
	out_text(&o, ".part");
	out_char(&o, '\0');
}

/* May the file be replaced?  Only a regular file, and only with `force`; else see the fault. */
static bool can_replace(struct keep *k)
{
	if (!k->force && os_file_is_regular(k->path))
		return fault_set(&k->fault, FAULT_KEPT, "write to", span_of(k->path));
	return os_file_is_plain(k->path, &k->fault);
}

bool keep_can(struct keep *k, struct span path, bool force)
{
	k->fault = (struct fault){ 0 };
	k->force = force;
	k->form = KEEP_AS_IS;
	if (path.len >= sizeof k->path)
		return fault_set(&k->fault, FAULT_TOO_LARGE, "write to", path);
	span_copy(path, k->path, sizeof k->path);
	name_part(k);
	return !os_file_exists(k->path) || can_replace(k);
}

/*
 * Begins a message at the end of an mbox, which is locked meanwhile.  A blank line
 * ends the message in front of it, even if that is incomplete.  The date in the line
 * "From " is always 1970, as POP3 does not tell when a message came.
 */
static bool begin_behind(struct keep *k)
{
	char last[2];
	long n;

	if (!os_file_claim(k->file, k->path, &k->fault))
		return false;
	k->before = os_file_size(k->path);
	n = os_file_tail(k->path, last, sizeof last);
	if (n > 0 && !span_eq((struct span){ last, (size_t)n }, SPAN("\n\n")))
		put(k, SPAN("\n\n"));
	put(k, SPAN("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"));
	k->begins = k->before + (int64_t)k->waiting;
	return true;
}

/* Creates the first of FILE.part, FILE.part.2 and so on that does not exist. */
static void create_part(struct keep *k)
{
	struct out o = { k->part, sizeof k->part, strlen(k->part), false };
	size_t len = o.len;

	for (k->parts = 1; k->parts <= KEEP_PARTS; k->parts++) {
		k->fault = (struct fault){ 0 };
		o.len = len;
		if (k->parts > 1) {
			out_char(&o, '.');
			out_number(&o, k->parts);
		}
		out_char(&o, '\0');
		k->file = os_file_create(k->part, &k->fault);
		if (k->fault.kind != FAULT_EXISTS)
			return;
	}
}

bool keep_begin(struct keep *k)
{
	k->fault = (struct fault){ 0 };
	k->parts = 1;
	if (k->form == KEEP_MBOX)
		k->file = os_file_append_plain(k->path, &k->fault);
	else
		create_part(k);
	if (k->file == OS_NO_FILE)
		return false;
	k->inside = k->cr = false;
	k->octets = 0;
	k->waiting = 0;
	if (k->form == KEEP_MBOX && !begin_behind(k)) {
		os_file_close(k->file);
		return false;
	}
	k->open = true;
	k->sink.take = take;
	return true;
}

static void end(struct keep *k)
{
	os_file_close(k->file);
	k->open = false;
}

/* Writes all octets that wait, also a CR that waits for its LF. */
static void flush_rest(struct keep *k)
{
	if (k->cr)
		put(k, SPAN("\r"));
	k->cr = false;
	flush(k);
}

/* Copies the message from the mbox to the part, as far as the disk has room. */
static void copy_message(struct keep *k, os_file mbox)
{
	long n;

	os_file_seek(mbox, k->begins);
	while ((n = os_file_get(mbox, k->room, sizeof k->room, &k->fault)) > 0)
		if (!os_file_write(k->file, (struct span){ k->room, (size_t)n }, &k->fault))
			break;
}

/* Moves what was received from the mbox to a part, if one can be made. */
static void leave_mbox(struct keep *k)
{
	os_file mbox = k->file;
	struct fault f = { 0 };

	flush_rest(k);
	if (k->octets) {
		name_part(k);
		create_part(k);
		if (k->file != OS_NO_FILE)
			copy_message(k, mbox);
		k->form = KEEP_MAILDIR; /* from now on it is a part like those */
	}
	os_file_cut(mbox, k->before, &f);
	if (k->octets)
		os_file_close(mbox);
}

int64_t keep_part(struct keep *k)
{
	if (!k->open || !k->octets)
		return 0;
	if (k->form == KEEP_MBOX)
		leave_mbox(k);
	flush_rest(k);
	return k->file == OS_NO_FILE ? -1 : os_file_size(k->part);
}

/* Is the part empty, as the disk had no room at all? */
static bool is_empty_part(const struct keep *k)
{
	return k->file != OS_NO_FILE && os_file_size(k->part) == 0;
}

void keep_drop(struct keep *k)
{
	if (!k->open)
		return;
	if (k->form == KEEP_MBOX)
		leave_mbox(k);
	flush_rest(k);
	if (!k->octets || is_empty_part(k))
		keep_forget(k);
	else
		end(k);
}

void keep_forget(struct keep *k)
{
	if (k->form != KEEP_MBOX)
		os_file_remove(k->part);
	end(k);
}

bool keep_whole(struct keep *k)
{
	struct fault f = { 0 };

	if (k->form == KEEP_MBOX)
		put(k, SPAN("\n"));
	flush(k);
	if (k->fault.kind == FAULT_NONE && !os_file_sync(k->file, &f))
		not_written(k, &f);
	return k->fault.kind == FAULT_NONE;
}

bool keep_name(struct keep *k)
{
	k->fault = (struct fault){ 0 };
	if (k->form != KEEP_MBOX && !os_file_rename(k->part, k->path, k->force, &k->fault))
		return false;
	end(k);
	return true;
}
