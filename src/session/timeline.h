/*
 * timeline.h - tells each event to each view, and keeps the latest.
 *
 * The record is bounded: the oldest events leave whole, and are counted, so
 * that a log opened late can begin with what is known and say what it lacks.
 * Empty lines, one behind the other, are told one by one only at first: then they
 * are counted, and their number told at the latest a second later, before anything
 * else is.  So a server that floods us with line ends does not fill a disk.
 * What a body consists of (CHUNK, OCTETS) is never kept, nor is LOCAL.
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
	struct queue record; /* whole events, one behind the other */
	int64_t told;        /* events, ever: has anything happened? */
	int64_t lost;        /* how many left the record */
	int64_t anchor_at;   /* the monotonic time that `utc` belongs to */
	int64_t anchor_utc;  /* nanoseconds since 1970 */
	int64_t jumped;      /* how far the wall clock was set ahead since the start, or back */
	int blanks;          /* empty lines of this run, as far as they were told one by one */
	int64_t counted;     /* and then not told yet, */
	int64_t counted_at;  /* since that moment */
	struct event blank;  /* what tells of them */
	char kept[TIMELINE_RECORD];
};

/* Who tells: a connection, by its number, or 0 for what happens on none of ours. */
struct teller {
	struct timeline *log;
	int conn;
};

void timeline_start(struct timeline *t);

/* Adds or drops a view; asserts that there is room. */
void timeline_add(struct timeline *t, struct view *v);
void timeline_drop(struct timeline *t, const struct view *v);

/* Ties the monotonic clock to the wall's and says so. */
void timeline_anchor(
    const struct teller *t, int64_t now, int64_t utc, int offset_min, struct span who);

/* Says what happened.  conn is filled in. */
void timeline_tell(const struct teller *t, const struct event *e);

/* Tells of empty lines that were only counted; when to, OS_NEVER if there are none. */
void timeline_catch_up(struct timeline *t);
int64_t timeline_deadline(const struct timeline *t);

/* The commonest: a kind with one number and a text, or with a text alone. */
void timeline_mark(
    const struct teller *t, int64_t now, enum event_kind kind, int64_t n, struct span text);
void timeline_say(const struct teller *t, int64_t now, enum event_kind kind, struct span text);

/* Shows one view all that is kept, led by a LACKS if events are missing. */
void timeline_recall(const struct timeline *t, struct view *v);

#endif
