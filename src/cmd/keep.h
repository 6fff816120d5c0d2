/*
 * keep.h - a message on its way into a file.
 *
 * It is written beside its place, with ".part" behind its name, and gets its
 * name when all of it is safe on the disk.  A file that is there is not
 * overwritten, unless that was asked for; a part that could not be finished
 * stays.
 */
#ifndef CMD_KEEP_H
#define CMD_KEEP_H

#include "os/os.h"
#include "session/timeline.h"

struct keep {
	struct view view; /* takes CONTENT */
	struct timeline *log;
	os_file file;
	bool open, force;
	int64_t octets;
	struct fault fault;
	size_t waiting; /* in room */
	char path[512], part[520];
	char room[32768];
};

/* Could a file of that name be made?  False: see the fault. */
bool keep_can(struct keep *k, struct span path, bool force);

/* Begins to write at the path that keep_can has seen; keep_end: it is whole, and gets its name. */
bool keep_begin(struct keep *k, struct timeline *log);
bool keep_end(struct keep *k);

/* It stays the part that it is. */
void keep_drop(struct keep *k);

#endif
