/*
 * talk.h - somebody talks to the server's engine: octets in, replies out, so many at a time.
 */
#ifndef TEST_TALK_H
#define TEST_TALK_H

#include "base/queue.h"
#include "serve/served.h"

#include <string.h>

#define TALK_UTC INT64_C(1764151200) /* Wed, 26 Nov 2025 10:00:00 +0000 */

static struct store talk_store;
static struct served_config talk_practice;
static struct served talk_server;
static char talk_memory[65536], talk_heard[262144], talk_pending[SERVED_LINE + 8192];
static struct out talk_out;
static struct queue talk_queue;
static int64_t talk_now;

/* A fresh server with an empty store of so many octets; what it is told: words, blank separated. */
static inline void talk_open(const char *directives, size_t size)
{
	struct span rest = span_of(directives), word;
	enum directive_kind kind;
	bool took;

	memset(talk_memory, 0xa5, sizeof talk_memory);
	store_begin(&talk_store, talk_memory, size);
	talk_practice = (struct served_config){ .host = SPAN("mail.example"),
		.run = SPAN("7."),
		.size_max = 30000,
		.store = &talk_store };
	talk_now = 0;
	while ((word = span_word(&rest)).len)
		if (!directives_read(&talk_practice.directives, word, SPAN(""), &took, &kind))
			abort();
}

/* A connection: the greeting is what it says first. */
static inline void talk_begin(bool pop3)
{
	talk_queue = QUEUE(talk_pending);
	talk_out = OUT(talk_heard);
	served_begin(&talk_server, &talk_practice, pop3, SPAN("<1.2@mail.example>"));
	served_greet(&talk_server, TALK_UTC);
	out_put(&talk_out, out_span(&talk_server.reply));
}

/* All that can be answered is. */
static inline void talk_go(void)
{
	while (talk_server.news != SERVED_CLOSE && talk_server.news != SERVED_TLS) {
		struct span octets = queue_data(&talk_queue);
		struct span copy = test_copy(octets);
		size_t taken = served_feed(&talk_server, copy, talk_now, TALK_UTC);

		free((void *)copy.at);
		queue_take(&talk_queue, taken);
		out_put(&talk_out, out_span(&talk_server.reply));
		while (served_pours(&talk_server)) {
			char room[300];
			struct out wire = OUT(room);

			served_pour(&talk_server, &wire);
			out_put(&talk_out, out_span(&wire));
		}
		if (!taken)
			return;
	}
}

/* Says octets, so many at a time; what came back since the last time. */
static inline struct span talk_say(const char *text, size_t len, size_t chunk)
{
	struct span rest = { text, len };
	size_t from = talk_out.len;

	while (rest.len) {
		struct span piece = span_first(rest, chunk);

		if (!queue_put(&talk_queue, piece))
			abort();
		rest = span_from(rest, piece.len);
		talk_go();
	}
	return span_from(out_span(&talk_out), from);
}

/* A whole conversation of literal lines: all that the server says, the greeting first. */
static inline struct span talk(bool pop3, const char *text, size_t chunk)
{
	talk_begin(pop3);
	talk_say(text, strlen(text), chunk);
	served_end(&talk_server);
	return out_span(&talk_out);
}

#endif
