/*
 * client.h - a client that is given lines as commands, and what it answers.
 *
 * How an event reads is for the test to say, in `see`.
 */
#ifndef TEST_CLIENT_H
#define TEST_CLIENT_H

#include "cmd/cmd.h"
#include "test.h"

static struct context ctx;
static struct client client;
static struct out o; /* what was answered */
static char room[1 << 16];

static void see(struct view *v, const struct event *e);
static struct view view = { see };

static inline void start(enum event_by by)
{
	memset(&ctx, 0, sizeof ctx);
	memset(&client, 0, sizeof client);
	context_start(&ctx);
	client_start(&client, &ctx);
	timeline_add(&ctx.log, &view);
	ctx.by = by;
	ctx.person = by == EVENT_BY_TYPED;
	ctx.now = OS_S;
}

/* What a command answers. */
static inline struct span run(const char *line)
{
	struct span copy = test_copy(span_of(line));

	o = OUT(room);
	cmd_run(&client, copy);
	free((void *)copy.at);
	return out_span(&o);
}

static inline bool is_in(struct span text, const char *what)
{
	struct span want = span_of(what);

	for (size_t i = 0; i + want.len <= text.len; i++)
		if (memcmp(text.at + i, want.at, want.len) == 0)
			return true;
	return false;
}

#endif
