/* keep.c - see keep.h. */
#include "cmd/keep.h"

#include <string.h>

static bool write(struct keep *k, struct span octets)
{
	struct fault f = { 0 };

	if (k->fault.kind != FAULT_NONE)
		return false;
	if (os_file_write(k->file, octets, &f))
		return true;
	k->fault.os = f.os;
	return fault_set(&k->fault, f.kind, "write to", span_of(k->part));
}

static void flush(struct keep *k)
{
	write(k, (struct span){ k->room, k->waiting });
	k->waiting = 0;
}

/* Large runs go straight to the file, small ones together. */
static void see(struct view *v, const struct event *e)
{
	struct keep *k = (struct keep *)v;

	if (e->kind != EVENT_CONTENT)
		return;
	k->octets += (int64_t)e->text.len;
	if (e->text.len > sizeof k->room - k->waiting)
		flush(k);
	if (e->text.len > sizeof k->room / 4) {
		flush(k);
		write(k, e->text);
		return;
	}
	memcpy(k->room + k->waiting, e->text.at, e->text.len);
	k->waiting += e->text.len;
}

bool keep_can(struct keep *k, struct span path, bool force)
{
	k->fault = (struct fault){ 0 };
	k->force = force;
	if (path.len >= sizeof k->path)
		return fault_set(&k->fault, FAULT_TOO_LARGE, "write to", path);
	span_copy(path, k->path, sizeof k->path);
	span_copy(path, k->part, sizeof k->part);
	memcpy(k->part + path.len, ".part", 6);
	if (!force && os_file_exists(k->path))
		return fault_set(&k->fault, FAULT_EXISTS, "write to", path);
	return true;
}

bool keep_begin(struct keep *k, struct timeline *log)
{
	k->file = os_file_create(k->part, &k->fault);
	if (k->file == OS_NO_FILE)
		return false;
	k->open = true;
	k->octets = 0;
	k->waiting = 0;
	k->log = log;
	k->view.see = see;
	timeline_add(log, &k->view);
	return true;
}

void keep_drop(struct keep *k)
{
	if (!k->open)
		return;
	flush(k);
	timeline_drop(k->log, &k->view);
	os_file_close(k->file);
	k->open = false;
}

bool keep_end(struct keep *k)
{
	flush(k);
	if (k->fault.kind == FAULT_NONE && os_file_sync(k->file, &k->fault))
		os_file_rename(k->part, k->path, k->force, &k->fault);
	keep_drop(k);
	return k->fault.kind == FAULT_NONE;
}
