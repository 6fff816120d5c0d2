/*
 * conversation.h - any octets to the practice server's engine: what served.h promises.
 *
 * The first line is what the server is told, blank separated.  However the
 * rest is cut the same is answered; no reply is larger than its room, or a
 * line without an end; and when the conversation ends nothing of it is left.
 */
#ifndef FUZZ_CONVERSATION_H
#define FUZZ_CONVERSATION_H

#include <assert.h>
#include <stdlib.h>
#define CHECK_NUMBER(a, b) assert((a) == (b))

static inline struct span test_copy(struct span s);

#include "talk.h"

static inline struct span test_copy(struct span s)
{
	char *copy = malloc(s.len ? s.len : 1);

	if (s.len)
		memcpy(copy, s.at, s.len);
	return (struct span){ copy, s.len };
}

static inline void check_store(void)
{
	for (unsigned i = 0; i < STORE_MAILS; i++) {
		assert(talk_store.mail[i].state != STORE_ARRIVING);
		assert(talk_store.mail[i].state != STORE_GONE && !talk_store.mail[i].held);
	}
}

static inline void open_as_told(struct span directives)
{
	struct span word;
	enum directive_kind kind;
	bool took;

	talk_open("", sizeof talk_memory);
	while ((word = span_word(&directives)).len)
		directives_read(
		    &talk_practice.directives, word, span_first(directives, 0), &took, &kind);
	for (int i = 0; i < 3; i++) {
		unsigned mail = served_new_mail(&talk_practice);

		store_add(&talk_store, mail, SPAN("a: b\r\n\r\n.\r\nc\r\n"));
		store_keep(&talk_store, mail);
	}
}

/* One conversation, in chunks; all that was heard. */
static inline struct span converse(
    bool pop3, struct span directives, struct span said, size_t chunk)
{
	open_as_told(directives);
	talk_begin(pop3);
	while (said.len && talk_server.news != SERVED_CLOSE && talk_server.news != SERVED_TLS &&
	       talk_out.size - talk_out.len > 65536) {
		struct span piece = span_first(said, chunk);

		talk_say(piece.at, piece.len, piece.len);
		assert(!talk_server.reply.full);
		said = span_from(said, piece.len);
	}
	served_end(&talk_server);
	check_store();
	return out_span(&talk_out);
}

static inline int conversation(bool pop3, const uint8_t *data, size_t size)
{
	struct span said = { (const char *)data, size }, directives = span_line(&said), heard;
	char *first;
	size_t len;

	if (size > 4096)
		return 0;
	heard = converse(pop3, directives, said, 4096);
	len = heard.len;
	first = malloc(len + 1);
	memcpy(first, heard.at, len);
	assert(len == 0 || (len > 1 && first[len - 2] == '\r' && first[len - 1] == '\n'));
	for (size_t chunk = 1; chunk < 40; chunk += 13)
		assert(
		    span_eq(converse(pop3, directives, said, chunk), (struct span){ first, len }));
	free(first);
	return 0;
}

#endif
