/*
 * fuzz_reply.c - any lines to any form of reply: what reply.h promises.
 *
 * The first octet chooses the form.  Of a POP3 body the rest is taken both in
 * large pieces and line by line: they agree.
 */
#include "proto/dot.h"
#include "proto/reply.h"

#include <assert.h>
#include <string.h>

/* A body in one piece counts as it does line by line, and ends at the same place. */
static void check_body(const struct reply *r, struct span rest)
{
	static struct reply runs, lines;
	int64_t count;
	bool dotted;
	size_t n = dot_lines(rest, &count, &dotted);
	struct span body = span_first(rest, n);

	runs = lines = *r;
	assert(n <= rest.len && (n == 0 || rest.at[n - 1] == '\n'));
	reply_passed(&runs, body, count);
	while (body.len) {
		size_t end = span_find(body, '\n') + 1;
		struct span line = span_line(&body);

		assert(reply_line(&lines, line, end) == REPLY_BODY);
	}
	assert(runs.octets == lines.octets && runs.lines == lines.lines);
}

static void check_state(const struct reply *r, enum reply_state state)
{
	assert(r->len <= sizeof r->text);
	assert(r->lines >= 0 && r->octets >= r->lines && r->literal >= 0);
	assert(r->code >= -1 && r->code <= 999);
	assert(state != REPLY_BODY || r->form == REPLY_DOT || r->form == REPLY_TAG);
	assert(r->form != REPLY_FREE || state == REPLY_MORE);
	if (state == REPLY_WHOLE && r->form == REPLY_CODE)
		assert(r->code >= 100);
	if (state == REPLY_WHOLE && r->form != REPLY_CODE)
		assert(r->code || r->invited);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reply r;
	struct span rest = { (const char *)data + 1, size - 1 };
	enum reply_form form;

	if (size == 0)
		return 0;
	form = (enum reply_form)(data[0] % 5);
	reply_begin(&r, form, data[0] & 128 ? "a1" : "");
	while (rest.len) {
		size_t octets = span_find(rest, '\n') + 1;
		int64_t before = r.octets;
		struct span line;
		enum reply_state state;

		if (reply_in_body(&r))
			check_body(&r, rest);
		octets = octets < rest.len ? octets : rest.len;
		line = span_line(&rest);
		state = reply_line(&r, line, octets);
		assert(r.octets == before + (state == REPLY_STRAY ? 0 : (int64_t)octets));
		check_state(&r, state);
		reply_protocol(line);
		if (state == REPLY_WHOLE)
			reply_begin(&r, form, "a1");
	}
	return 0;
}
