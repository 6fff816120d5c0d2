/* script_body.c - see script_body.h. */
#include "proto/script_body.h"

#include "proto/reply.h"

static void announce(struct script_body *b, bool literal, int64_t left)
{
	*b = (struct script_body){
		.announced = true, .literal = literal, .place = SCRIPT_BODY_OFFERED, .left = left
	};
}

/*
 * The octets that a literal at the line's end announces, or -1.  The character in front
 * of its brace tells it from a password that ends in "{8}"; "~{8}" is RFC 3516's.
 */
static int64_t literal_size(struct span line)
{
	size_t open = line.len;
	bool at_once;

	while (open && line.at[open - 1] != '{')
		open--;
	if (open > 1 && !span_has(SPAN(" \t(~"), line.at[open - 2]))
		return -1;
	return reply_literal(line, &at_once);
}

/* Reads a line that is not part of a message: it may announce one. */
static void read_command(struct script_body *b, struct span line)
{
	struct span rest = line, verb = span_word(&rest);
	int64_t octets = literal_size(span_trim(line));

	if (octets >= 0) {
		announce(b, true, octets);
	} else if (span_same(verb, SPAN("DATA"))) {
		announce(b, false, -1);
	} else if (span_same(verb, SPAN("BDAT"))) {
		b->announced = true;
		if (span_number(span_word(&rest), INT64_MAX / 2, &octets) && octets)
			announce(b, false, octets);
	}
}

/* The announced octets are used up; `behind` is the rest of the line after them. */
static void end_count(struct script_body *b, struct span behind)
{
	bool literal = b->literal;

	b->place = SCRIPT_BODY_NONE;
	if (literal)
		read_command(b, behind);
}

static void count_down(struct script_body *b, struct span line)
{
	int64_t octets = (int64_t)line.len + 2;

	if (octets > b->left) {
		end_count(b, span_from(line, (size_t)b->left));
		return;
	}
	b->left -= octets;
	if (!b->left && !b->literal)
		b->place = SCRIPT_BODY_NONE;
}

void script_body_said(struct script_body *b, struct span line)
{
	bool counts = b->place != SCRIPT_BODY_LEFT_OUT && b->left >= 0;

	if (b->place == SCRIPT_BODY_NONE || b->place == SCRIPT_BODY_REFUSED) {
		b->place = SCRIPT_BODY_NONE;
		read_command(b, line);
		return;
	}
	if (b->place == SCRIPT_BODY_OFFERED)
		b->place = SCRIPT_BODY_MESSAGE;
	if (counts)
		count_down(b, line);
	else if (span_eq(line, SPAN(".")))
		b->place = SCRIPT_BODY_NONE;
}

void script_body_refused(struct script_body *b)
{
	if (b->place == SCRIPT_BODY_OFFERED)
		b->place = SCRIPT_BODY_REFUSED;
}

void script_body_leave_out(struct script_body *b)
{
	b->place = SCRIPT_BODY_LEFT_OUT;
}

bool script_body_holds(const struct script_body *b)
{
	return b->place != SCRIPT_BODY_NONE && b->place != SCRIPT_BODY_REFUSED;
}
