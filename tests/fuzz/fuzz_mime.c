/*
 * fuzz_mime.c - whatever stands in an option, a header stays a header.
 *
 * The input is a list of addresses, a value and a text at once.  Line ends in
 * it are refused before it comes here; so they are taken out.
 */
#include "base/ascii.h"
#include "proto/mime.h"

#include <assert.h>
#include <string.h>

#define MOST 2000

static char room[32 * MOST], text[MOST], coded[8 * MOST];

/* One field: folded lines begin with a blank, the last one ends; no other line ends, no bare NUL. */
static void check_field(struct span field, bool ascii)
{
	bool first = true;

	assert(!field.len || field.at[field.len - 1] == '\n');
	while (field.len) {
		struct span line = span_line(&field);

		assert(line.len <= 998 + 2 * MOST * !ascii);
		assert(first || (line.len && ascii_is_blank(line.at[0])));
		assert(first || span_trim(line).len);
		assert(!span_has(line, '\r') && !span_has(line, '\n'));
		for (size_t i = 0; ascii && i < line.len; i++)
			assert((unsigned char)line.at[i] < 127);
		first = false;
	}
}

static void check_list(struct span list)
{
	struct span rest = list, name;

	while (rest.len) {
		size_t before = rest.len;
		struct span address = mime_address(&rest, &name);

		assert(rest.len < before);
		assert(!address.len ||
		       (address.at >= list.at && address.at + address.len <= list.at + list.len));
		assert(
		    !name.len || (name.at >= list.at && name.at + name.len <= list.at + list.len));
	}
}

/* Quoted-printable is made of lines that any server takes. */
static void check_coding(struct span input)
{
	struct mime_coder c = { .coding = MIME_QP };
	struct out o = OUT(coded);
	struct span rest;

	do
		input = span_from(input, mime_encode(&c, input, true, &o));
	while (input.len || c.column);
	for (rest = out_span(&o); rest.len;) {
		struct span line = span_line(&rest);

		assert(line.len <= 76 && (!line.len || !ascii_is_blank(line.at[line.len - 1])));
		for (size_t i = 0; i < line.len; i++)
			assert(line.at[i] == '\t' || (line.at[i] >= ' ' && line.at[i] <= '~'));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { text, 0 };
	struct out o = OUT(room);

	if (size > MOST)
		return 0;
	check_coding((struct span){ (const char *)data, size });
	for (size_t i = 0; i < size; i++)
		if (data[i] != '\r' && data[i] != '\n' && data[i])
			text[input.len++] = (char)data[i];
	check_list(input);
	mime_addresses(&o, "To", input, false);
	check_field(out_span(&o), false);
	o = OUT(room);
	if (!input.len || input.at[input.len - 1] != '>') {
		mime_field(&o, "Subject", input, false);
		check_field(out_span(&o), true);
	}
	mime_choose(input, size % 2);
	mime_is_field(input);
	return 0;
}
