/*
 * timeline.h - tells each event to each view, and keeps the latest.
 *
 * The record has a fixed size: the oldest events are dropped and counted, so that a
 * log opened late can begin with the events kept and say how many are missing.
 * Only the first empty lines in a row are told one by one.  More are counted, and
 * told in one event a second later at most, or before the next event.  So a server
 * that floods us with line ends does not fill a disk.
 * The contents of bodies (CHUNK, OCTETS) are never kept, nor is LOCAL.
 */
#ifndef SESSION_TIMELINE_H
#define SESSION_TIMELINE_H

#include "base/queue.h"
#include "session/event.h"

#define TIMELINE_VIEWS  8
#define TIMELINE_BLANKS 3 /* empty lines that are told one by one */
#ifndef TIMELINE_RECORD
#define TIMELINE_RECORD 65536
#endif

struct timeline {
	struct view *view[TIMELINE_VIEWS];
	struct queue record; /* whole events, one after the other */
	int64_t told;        /* how many events there have been */
	int64_t lost;        /* how many were dropped from the record */
	int64_t anchor_at;   /* os_now() at the time of anchor_utc */
	int64_t anchor_utc;  /* nanoseconds since 1970 */
	int64_t jumped;      /* ns that the wall clock was set ahead since the start; < 0: back */
	int blanks;          /* empty lines in a row that were told one by one */
	int64_t counted;     /* empty lines after those, counted and not told yet */
	int64_t counted_at;  /* when the first of these came */
	struct event blank;  /* the event that will tell them */
	char kept[TIMELINE_RECORD];
};

/* Tells events of a connection, by its number; 0: events that belong to no connection of ours. */
struct teller {
	struct timeline *log;
	int conn;
};

void timeline_start(struct timeline *t);

/* Adds or drops a view; asserts that there is room. */
void timeline_add(struct timeline *t, struct view *v);
void timeline_drop(struct timeline *t, const struct view *v);

/* Notes the wall clock's time (utc) at os_now() == now, and tells it. */
void timeline_anchor(
    const struct teller *t, int64_t now, int64_t utc, int offset_min, struct span who);

/* Tells an event to all views; fills in conn. */
void timeline_tell(const struct teller *t, const struct event *e);

/* Tells the empty lines that were counted. */
void timeline_catch_up(struct timeline *t);

/* When to call timeline_catch_up, or OS_NEVER. */
int64_t timeline_deadline(const struct timeline *t);

/* As timeline_tell, for an event with one number and a text, or with a text alone. */
void timeline_mark(
    const struct teller *t, int64_t now, enum event_kind kind, int64_t n, struct span text);
void timeline_say(const struct teller *t, int64_t now, enum event_kind kind, struct span text);

/* Shows one view all events kept; first a LACKS if older ones were dropped. */
void timeline_recall(const struct timeline *t, struct view *v);

#endif
