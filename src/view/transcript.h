/*
 * transcript.h - events as lines of a record, a log file.
 *
 *     # postel 0.1.0 record, format 2; @ counts microseconds since the anchor
 *     2026-11-23T18:02:03.456Z @0 anchor utc_us=1795456923456000 offset_min=60: ...
 *     2026-11-23T18:02:03.495Z @38911 S: +OK POP3 server ready
 *     2026-11-23T18:02:03.495Z @38911 reply code=1 first_us=38911 last_us=38911 octets=26 lines=1: greeting
 *     2026-11-23T18:02:07.001Z @3544812 C: user paul
 *
 * One event on each line: the time in UTC (absent from a hand-written play file),
 * @MICROSECONDS, the event's mark or word, its numbers unless 0, its facts in
 * quotes unless empty, and after ": " its text, C-escaped; a quote within a fact
 * is \x22.  S is the server, C the client.  The CR LF that ends a dialogue line is
 * not written; "S~" is a line without an end so far; bare=1 says that the line
 * ended with LF alone, 2 that a CR is within.
 *
 * The bodies of messages are left out (body and upload give their size) unless
 * `bodies` is set.
 */
#ifndef VIEW_TRANSCRIPT_H
#define VIEW_TRANSCRIPT_H

#include "base/out.h"
#include "session/event.h"

struct transcript {
	struct view view;
	struct out *to; /* emptied by its owner after each event */
	bool bodies;
	int64_t anchor_at, anchor_utc; /* nanoseconds */
};

/* Begins a record: sets the view up, and writes the line that explains the format. */
void transcript_begin(struct transcript *t, struct out *to);

#endif
