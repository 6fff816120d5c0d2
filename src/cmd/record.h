/*
 * record.h - a file that tells of a run: each event written as it happens.
 *
 * As a record (log FILE), an event a line, for programs and for a replay; or
 * as a transcript (transcript FILE), as the screen shows it, for people.
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
#include "view/screen.h"
#include "view/transcript.h"

/* One event at its longest: each octet of a line as an escape or eight blanks, and the rest. */
#define RECORD_ROOM (8 * (LINE_LIMIT + 16384) + 4096)

enum record_form {
	RECORD_EVENTS, /* events, */
	RECORD_BODIES, /* with the bodies of messages */
	RECORD_SCREEN, /* a transcript; the path may then not end in a symbolic link */
};

struct record {
	struct view view;
	struct view *writer;          /* puts an event into `out`: one of these */
	struct transcript transcript; /* its events */
	struct screen screen;         /* what a person sees */
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
bool record_open(struct record *r, struct timeline *log, struct span path, enum record_form form);
void record_close(struct record *r);

#endif
