/*
 * record.h - the log file: each event written as it happens.
 *
 * Opened for appending, never truncated; what the timeline still knows comes
 * first.  A disk that is full is reported once and tried again with each
 * event: the conversation goes on, and the file says how many it lacks.
 */
#ifndef CMD_RECORD_H
#define CMD_RECORD_H

#include "os/os.h"
#include "proto/line.h"
#include "session/timeline.h"
#include "view/transcript.h"

/* One event at its longest: each octet of a line as an escape, and the rest. */
#define RECORD_ROOM (4 * (LINE_LIMIT + 16384) + 4096)

struct record {
	struct view view;
	struct transcript transcript;
	struct out out;
	struct timeline *log;
	os_file file;
	bool open;
	int64_t lacks;      /* events that did not reach the disk */
	int64_t slow;       /* ns that the disk held us, not yet told */
	struct fault fault; /* of the file */
	bool told;          /* so was the fault */
	char path[512];
	char room[RECORD_ROOM];
};

/* False: see r->fault. */
bool record_open(struct record *r, struct timeline *log, struct span path, bool bodies);
void record_close(struct record *r);

#endif
