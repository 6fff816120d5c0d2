/*
 * fuzz_replay.c - any text as a record: what is read can be written, and is then
 * read as the same event.
 */
#include "session/replay.h"
#include "view/transcript.h"

#include <assert.h>
#include <string.h>

/* As a log would have it, the explaining line left out. */
static struct span written(struct event e, char *room, size_t size)
{
	struct out o = { room, size, 0, false };
	struct transcript t = { .bodies = true };
	struct span rest;

	transcript_begin(&t, &o);
	o.len = 0;
	if (e.kind == EVENT_ANCHOR) /* its own time is 0 then */
		e.at = 0;
	t.view.see(&t.view, &e);
	assert(!o.full);
	rest = out_span(&o);
	return span_line(&rest);
}

static void check(const struct event *e)
{
	static char room[1 << 17], back[1 << 16];
	struct out text = OUT(back);
	struct replay now = { EVENT_FORMAT };
	struct span line;
	struct event again;

	if (e->kind == EVENT_CHUNK || e->kind == EVENT_OCTETS || e->kind == EVENT_LOCAL)
		return; /* never written as such */
	line = written(*e, room, sizeof room);
	assert(replay_line(&now, &again, &text, line) == REPLAY_EVENT);
	assert(again.kind == e->kind);
	if (e->kind == EVENT_PROMPT) /* no colon tells a prompt from a number before it */
		return;
	assert(again.by == e->by && again.code == e->code);
	assert(again.conn == e->conn || (again.conn == 0 && e->conn <= 1));
	assert(memcmp(again.n, e->n, sizeof e->n) == 0);
	assert(span_eq(again.text, e->text));
	for (int i = 0; i < EVENT_FACTS; i++)
		assert(span_eq(again.fact[i], e->fact[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size < 8192 ? size : 8192 };
	struct replay r = { 0 };

	while (rest.len) {
		char room[8192];
		struct out text = OUT(room);
		struct event e;

		if (replay_line(&r, &e, &text, span_line(&rest)) != REPLAY_EVENT)
			continue;
		assert(e.text.len <= sizeof room);
		check(&e);
	}
	return 0;
}
