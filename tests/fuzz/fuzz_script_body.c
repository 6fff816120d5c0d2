/*
 * fuzz_script_body.c - any lines of a script: what script_body.h promises of each.
 *
 * A line that begins with - comes behind a refusal; with x, its message goes to nobody.
 */
#include "proto/script_body.h"

#include <assert.h>

static bool is_dot(struct span line)
{
	return span_eq(line, SPAN("."));
}

static void check_line(struct script_body *b, struct span line)
{
	struct script_body before = *b;
	bool counts = before.left >= 0 && before.place != SCRIPT_BODY_LEFT_OUT;

	script_body_said(b, line);
	assert(b->announced >= before.announced);
	assert(b->left >= -1);
	assert(b->announced || !script_body_holds(b));
	assert(b->place != SCRIPT_BODY_REFUSED);
	if (script_body_holds(&before) && !counts)
		assert(script_body_holds(b) == !is_dot(line));
	if (b->place == SCRIPT_BODY_MESSAGE && counts)
		assert(b->left < before.left);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size };
	struct script_body b = { 0 };

	while (rest.len) {
		struct span line = span_line(&rest);

		if (span_starts(line, SPAN("-")))
			script_body_refused(&b);
		if (span_starts(line, SPAN("x")))
			script_body_leave_out(&b);
		if (span_starts(line, SPAN("x")) || span_starts(line, SPAN("-")))
			line = span_from(line, 1);
		if (script_body_holds(&b) &&
		    !b.announced) /* nobody leaves out what was not announced */
			b.place = SCRIPT_BODY_NONE;
		check_line(&b, line);
	}
	return 0;
}
