/* dot.c - see dot.h. */
#include "proto/dot.h"

#include "base/block.h"

#include <string.h>

/* Adds up the octets of `sum`; each counts the blocks that matched at its place, at most 255. */
__attribute__((noinline)) static int64_t block_sum(const block *sum)
{
	int64_t n = 0;

	for (size_t i = 0; i < BLOCK; i++)
		n += (*sum)[i];
	return n;
}

/* ---- messages received ---- */

/* Where the next line that begins with a dot begins, at `from` or later; len: nowhere. */
static size_t next_dot(const char *at, size_t len, size_t from)
{
	size_t i = from ? from - 1 : 0;

	if (from == 0 && len && at[0] == '.')
		return 0;
	for (; i + BLOCK + 1 <= len; i += BLOCK) {
		unsigned found = block_bits(
		    block_is(block_load(at + i), '\n') & block_is(block_load(at + i + 1), '.'));

		if (found)
			return i + (unsigned)__builtin_ctz(found) + 1;
	}
	for (; i + 1 < len; i++)
		if (at[i] == '\n' && at[i + 1] == '.')
			return i + 1;
	return len;
}

/* Is the line, which has an end and begins with a dot, no more than "."? */
static bool is_final(const char *line)
{
	return line[1] == '\n' || (line[1] == '\r' && line[2] == '\n');
}

/* Could one of these dots be the final one?  Each begins the line at its place in at + 1. */
static bool may_end(const char *at, block dots)
{
	block next = block_load(at + 2);

	return block_bits(dots & (block_is(next, '\r') | block_is(next, '\n'))) != 0;
}

/* Passes lines up to where the final "." may be; returns their octets, and counts in *lines. */
static size_t pass_lines(struct span s, int64_t *lines, bool *dotted)
{
	const char *at = s.at, *last = s.at + s.len - BLOCK - 2;
	bool over = false;

	while (!over && at <= last) {
		const char *enough = last - at < 255 * (int)BLOCK ? last : at + 254 * BLOCK;
		block sum = { 0 };

		for (; at <= enough; at += BLOCK) {
			block ends = block_is(block_load(at), '\n');
			block dots = ends & block_is(block_load(at + 1), '.');

			if (block_bits(dots)) {
				over = may_end(at, dots);
				if (over)
					break;
				*dotted = true;
			}
			sum -= ends;
		}
		*lines += block_sum(&sum);
	}
	return (size_t)(at - s.at);
}

size_t dot_lines(struct span octets, int64_t *lines, bool *dotted)
{
	const char *at = octets.at;
	size_t len = octets.len, i = 0;
	bool begins = true;

	while (len && at[len - 1] != '\n')
		len--;
	*lines = 0;
	*dotted = false;
	if (len >= BLOCK + 2 && !(at[0] == '.' && is_final(at))) {
		*dotted = at[0] == '.';
		i = pass_lines(span_first(octets, len), lines, dotted);
		begins = i == 0 || at[i - 1] == '\n';
	}
	for (; i < len; i++) {
		if (begins && at[i] == '.') {
			if (is_final(at + i))
				break;
			*dotted = true;
		}
		begins = at[i] == '\n';
		*lines += begins;
	}
	return i;
}

int64_t dot_count(struct span octets)
{
	int64_t n = 0;

	for (size_t at = next_dot(octets.at, octets.len, 0); at < octets.len; n++)
		at = next_dot(octets.at, octets.len, at + 1);
	return n;
}

/* Moves octets towards the front; for one line memmove would take longer to start than to move. */
static void slide(char *to, const char *from, size_t n)
{
	uint64_t eight;

	for (; n >= sizeof eight; n -= sizeof eight) {
		memcpy(&eight, from, sizeof eight);
		memcpy(to, &eight, sizeof eight);
		from += sizeof eight;
		to += sizeof eight;
	}
	while (n--)
		*to++ = *from++;
}

/*
 * The same, dots taken off on the way, where octets move by a block or more: then
 * a whole block can be written without spoiling octets still to be read.
 */
static void slide_far(char *at, size_t len, size_t *to, size_t *from)
{
	size_t t = *to, f = *from;

	while (f + BLOCK <= len) {
		block b = block_load(at + f);
		unsigned dots =
		    block_bits(block_is(b, '.') & block_is(block_load(at + f - 1), '\n'));
		size_t n = BLOCK;

		memcpy(at + t, &b, sizeof b);
		if (__builtin_expect(dots != 0, false)) { /* a branch can be predicted, a sum not */
			n = (unsigned)__builtin_ctz(dots);
			f++;
		}
		t += n;
		f += n;
	}
	*to = t;
	*from = f;
}

size_t dot_unstuff(char *at, size_t len)
{
	size_t to = next_dot(at, len, 0), from = to;

	while (from < len) {
		size_t next;

		from++;
		if (from - to >= BLOCK)
			slide_far(at, len, &to, &from);
		next = next_dot(at, len, from);
		slide(at + to, at + from, next - from);
		to += next - from;
		from = next;
	}
	return to;
}

/* ---- messages sent ---- */

/* May c follow `before` on the wire as it is? */
static bool is_fine(char before, char c)
{
	return (before == '\r') == (c == '\n') && !(c == '.' && before == '\n');
}

static block trouble(block before, block c)
{
	block ends = block_is(before, '\r') ^ block_is(c, '\n');

	return ends | (block_is(c, '.') & block_is(before, '\n'));
}

/* Octets that one sum can count: an octet of a block counts to 255. */
#define PIECE (255 * BLOCK)

/*
 * Copies the octets that can go as they are, after `last`, and counts their lines; returns
 * how many octets.  s has 1 to PIECE octets.
 */
static size_t copy_clean(struct span s, char last, char *to, int64_t *lines)
{
	block ends = { 0 };
	size_t i = 1;

	if (!is_fine(last, s.at[0]))
		return 0;
	to[0] = s.at[0];
	*lines += to[0] == '\n';
	for (; i + BLOCK <= s.len; i += BLOCK) {
		block c = block_load(s.at + i);

		if (block_bits(trouble(block_load(s.at + i - 1), c)))
			break;
		memcpy(to + i, &c, sizeof c);
		ends -= block_is(c, '\n');
	}
	for (; i < s.len && is_fine(s.at[i - 1], s.at[i]); i++) {
		to[i] = s.at[i];
		*lines += to[i] == '\n';
	}
	*lines += block_sum(&ends);
	return i;
}

static void end_line(struct dot_stuffer *d, const char *with, struct out *wire)
{
	out_text(wire, with);
	d->last = '\n';
	d->mended++;
	d->lines++;
}

/* Writes what the octet c, which can't go as it is, becomes.  Returns whether c was taken. */
static bool change(struct dot_stuffer *d, char c, struct out *wire)
{
	if (d->last == '\r') {
		end_line(d, "\n", wire);
		return false;
	}
	if (c == '\n') {
		end_line(d, "\r\n", wire);
	} else {
		out_text(wire, "..");
		d->stuffed++;
		d->last = '.';
	}
	return true;
}

size_t dot_stuff(struct dot_stuffer *d, struct span text, struct out *wire)
{
	size_t taken = 0;

	while (taken < text.len && wire->size - wire->len >= 2) {
		struct span rest = span_first(span_from(text, taken), wire->size - wire->len);
		size_t n = copy_clean(span_first(rest, PIECE), d->begun ? d->last : '\n',
		    wire->at + wire->len, &d->lines);

		if (n) {
			wire->len += n;
			d->last = rest.at[n - 1];
			taken += n;
		} else {
			taken += change(d, *rest.at, wire);
		}
		d->begun = true;
	}
	return taken;
}

void dot_finish(struct dot_stuffer *d, struct out *wire)
{
	if (d->begun && d->last != '\n')
		end_line(d, d->last == '\r' ? "\n" : "\r\n", wire);
}
