/*
 * turns.h - what a helper's turns are, written as rows: for tests of the engines that take turns.
 *
 * A row has a line for each turn: "LIST 1|+OK 1 320" is what is said and the
 * reply to that, with "/" between its lines; "=2 messages" is a result,
 * "-RETR 2: ..." a failure that is told, "?..." a warning, "#..." a note,
 * "!open" an errand, "..." a turn that waits, "." the body.
 */
#ifndef TURNS_H
#define TURNS_H

#include "proto/turn.h"
#include "test.h"

/* The reply of a row, as a session would have it. */
static inline void turns_hear(struct reply *r, enum reply_form form, struct span text)
{
	reply_begin(r, form, "");
	while (text.len) {
		struct span line = span_until(&text, '/');

		reply_line(r, line, line.len + 2);
	}
}

/* A turn, as a row writes it; of one that ends, nothing. */
static inline void turns_write(
    struct out *o, enum turn_kind kind, const struct turn *t, const char *errand)
{
	static const char marks[] = { [TURN_RESULT] = '=',
		[TURN_SEEN] = '=',
		[TURN_FAILURE] = '-',
		[TURN_WARNING] = '?',
		[TURN_NOTE] = '#' };

	switch (kind) {
	case TURN_SAY: out_put(o, out_span(&t->line)); break;
	case TURN_AHEAD:
		out_char(o, '>');
		out_put(o, out_span(&t->line));
		break;
	case TURN_BODY: out_text(o, "."); break;
	case TURN_NOT_YET: out_text(o, "..."); break;
	case TURN_ERRAND: out_text(o, errand); break;
	case TURN_TELL:
		out_char(o, marks[t->news]);
		out_put(o, t->told);
		break;
	default: break;
	}
}

/* Is it the last one? */
static inline bool turns_end(enum turn_kind kind)
{
	return kind == TURN_DONE || kind == TURN_FAIL || kind == TURN_UNPAIRED;
}

/* The last turn is the one that a row expects, and nothing was left of the row. */
static inline void turns_check_end(enum turn_kind kind, const struct turn *t, struct span left,
    enum turn_kind ends, enum status status, const char *why)
{
	CHECK_NUMBER(kind, ends);
	if (kind == TURN_FAIL) {
		CHECK_NUMBER(t->status, status);
		CHECK_SPANS(out_span(&t->why), span_of(why));
	}
	CHECK_SPAN(left, "");
}

#endif
