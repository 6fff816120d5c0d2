/*
 * record.h - a record or transcript of a run: each event is written as it happens.
 *
 * A record (log FILE) has one event per line, for programs and for a replay.  A
 * transcript (transcript FILE) has what the screen shows, for people.
 *
 * The file is appended to, never truncated.  Events that the timeline still has
 * come first.  A full disk is reported once, and writing is tried again with each
 * event.  The conversation continues, and the file says how many events it lacks.
 */
#ifndef CMD_RECORD_H
#define CMD_RECORD_H

#include "os/os.h"
#include "proto/line.h"
#include "session/timeline.h"
#include "view/screen.h"
#include "view/transcript.h"

/* The longest event: each octet of a line may become an escape or eight blanks. */
#define RECORD_ROOM (8 * (LINE_LIMIT + 16384) + 4096)

enum record_form {
	RECORD_EVENTS, /* events without the bodies of messages */
	RECORD_BODIES, /* events with the bodies of messages */
	RECORD_SCREEN, /* a transcript; its path must not end in a symbolic link */
};

struct record {
	struct view view;
	struct view *writer;          /* writes an event into `out`: one of the next two */
	struct transcript transcript; /* for RECORD_EVENTS and RECORD_BODIES */
	struct screen screen;         /* for RECORD_SCREEN */
	struct out out;
	struct timeline *log;
	os_file file;
	bool open;
	int64_t lacks;      /* events that did not reach the disk */
	int64_t slow;       /* ns spent in writes, not yet told */
	struct fault fault; /* of the file */
	bool told;          /* the fault was told */
	char path[512];
	char room[RECORD_ROOM];
};

/* False: see r->fault. */
bool record_open(struct record *r, struct timeline *log, struct span path, enum record_form form);
void record_close(struct record *r);

#endif
