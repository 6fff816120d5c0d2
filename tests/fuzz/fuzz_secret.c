/*
 * fuzz_secret.c - any conversation: what secret.h promises of each line.
 *
 * The first octet chooses the protocol.  Lines follow; one that begins with
 * + or - is a reply, which goes on or is final.
 */
#include "base/ascii.h"
#include "proto/secret.h"

#include <assert.h>
#include <string.h>

/* A form that hides for one protocol hides for the unknown one, where the same line begins. */
static void check_unknown_hides_most(const struct secret_state *s, struct span line)
{
	struct secret_state unknown = *s;

	unknown.protocol = PROTOCOL_UNKNOWN;
	assert(secret_from(&unknown, line) <= secret_from(s, line));
}

static void check_case(const struct secret_state *s, struct span line)
{
	char upper[256];

	if (line.len > sizeof upper)
		return;
	for (size_t i = 0; i < line.len; i++)
		upper[i] = ascii_upper(line.at[i]);
	assert(secret_from(s, (struct span){ upper, line.len }) == secret_from(s, line));
}

/*
 * Typed octet by octet: hidden from its first octet on, or from an earlier one.
 * A line that is hidden whole may first look like the beginning of a verb.
 */
static void check_typing(const struct secret_state *s, struct span line, size_t from)
{
	struct span text = line;
	bool whole;

	span_blanks(&text);
	whole = from <= line.len - text.len;
	for (size_t n = 0; n < line.len && n < 256; n++)
		assert(n <= from || whole || secret_from(s, span_first(line, n)) <= from);
}

static void check_line(const struct secret_state *s, struct span line)
{
	size_t from = secret_from(s, line);
	struct secret_state body = *s;

	assert(from == SECRET_NONE || from < line.len);
	assert(s->literal >= 0);
	body.body = true;
	assert(secret_from(&body, line) == SECRET_NONE);
	check_unknown_hides_most(s, line);
	check_case(s, line);
	if (s->stage == SECRET_COMMAND && !span_has(line, '"') && !span_has(line, '{') &&
	    !span_has(line, '*') && !span_has(line, '='))
		check_typing(s, line, from);
	if (s->stage == SECRET_PASSWORD && line.len)
		assert(from == 0);
	if (s->stage == SECRET_EXCHANGE && span_trim(line).len > 1)
		assert(from == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size };
	struct secret_state s = { 0 };

	if (size)
		s.protocol = (enum protocol)(data[0] % PROTOCOL_COUNT);
	rest = span_from(rest, 1);
	while (rest.len) {
		struct span line = span_line(&rest);

		if (span_starts(line, SPAN("+")) || span_starts(line, SPAN("-"))) {
			secret_replied(&s, line.at[0] == '+');
			assert(line.at[0] == '+' || s.stage == SECRET_COMMAND);
			continue;
		}
		check_line(&s, line);
		secret_kind(&s, line);
		secret_said(&s, line);
	}
	return 0;
}
