/*
 * json.h - events as JSON lines (RFC 8259), one object each.
 *
 *     {"v":2,"at_us":38911,"utc":"2026-11-23T18:02:03.495Z","kind":"heard","text":"+OK ready"}
 *
 * v is the version of src/doc/postel-events.schema.json, which describes all
 * fields.  Then follow by, conn, code and the event's numbers under the names of
 * event.h, unless 0, and its facts, unless empty.  Octets that are not UTF-8
 * become U+FFFD, and "octets_hex" gives the text exactly.
 */
#ifndef VIEW_JSON_H
#define VIEW_JSON_H

#include "base/out.h"
#include "session/event.h"

struct json {
	struct view view;
	bool crlf;      /* lines end in CR LF: the terminal does not add the CR */
	bool inside;    /* the body told so far ends within a line */
	struct out *to; /* emptied by its owner after each event */
	int64_t anchor_at, anchor_utc;
};

void json_begin(struct json *j, struct out *to);

#endif
