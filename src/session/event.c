/* event.c - the table of event.h as data. */
#include "session/event.h"

#define EVENT_ROW(kind, word, mark, text, ...) [EVENT_##kind] = { word, mark, text, { __VA_ARGS__ } },

const struct event_row event_rows[EVENT_KIND_COUNT] = { EVENT_KINDS(EVENT_ROW) };
