/*
 * iac.h - octets for telnet's engine, and what comes of them as one text.
 *
 * Data stands as it is, a NUL as "\0"; "[WILL ECHO]" came, "{DO ECHO}" is our answer.
 */
#ifndef TEST_IAC_H
#define TEST_IAC_H

#include "proto/telnet.h"
#include "test.h"

#include <assert.h>

/* Octets, to be put together into literals. */
#define IAC  "\377"
#define DONT "\376"
#define DO   "\375"
#define WONT "\374"
#define WILL "\373"
#define SB   "\372"
#define SE   "\360"

static inline void iac_put_data(struct out *o, struct span data)
{
	for (size_t i = 0; i < data.len; i++)
		if (data.at[i])
			out_char(o, data.at[i]);
		else
			out_text(o, "\\0");
}

/* All that is to be answered now. */
static inline void iac_answers(struct telnet *t, struct out *o)
{
	struct span command;

	while (telnet_answer(t, &command)) {
		assert(command.len > 1 && command.len <= TELNET_ANSWER && !t->answer.full);
		assert(command.at[0] == (char)TELNET_IAC);
		command = span_from(command, 1);
		if (command.at[0] == (char)TELNET_SB) {
			assert(span_eq(span_from(command, command.len - 2), SPAN(IAC SE)));
			command.len -= 2;
		}
		out_char(o, '{');
		telnet_say(command, o);
		out_char(o, '}');
	}
}

/* One thing worth telling; how many octets it took. */
static inline size_t iac_step(struct telnet *t, struct span octets, struct out *o)
{
	struct telnet_got got;
	size_t n = telnet_feed(t, octets, &got);

	assert(n <= octets.len && (n > 0 || !octets.len));
	if (got.kind == TELNET_DATA) {
		assert(got.text.len && got.text.at >= octets.at);
		assert(got.text.at + got.text.len <= octets.at + n);
		iac_put_data(o, got.text);
	}
	if (got.kind == TELNET_COMMAND) {
		assert(got.text.len > 0 && got.text.len <= TELNET_SUB_MAX);
		out_char(o, '[');
		telnet_say(got.text, o);
		out_char(o, ']');
	}
	iac_answers(t, o);
	return n;
}

/* Feeds all of it in pieces, each in memory of its own. */
static inline void iac_feed(struct telnet *t, struct span octets, size_t chunk, struct out *o)
{
	while (octets.len) {
		struct span piece = test_copy(span_first(octets, chunk)), rest = piece;

		while (rest.len)
			rest = span_from(rest, iac_step(t, rest, o));
		free((void *)piece.at);
		octets = span_from(octets, chunk);
	}
}

#endif
