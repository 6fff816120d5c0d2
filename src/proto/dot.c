/* dot.c - see dot.h. */
#include "proto/dot.h"

#include <string.h>

#define WIDE POSTEL_TLS /* the smallest build goes octet by octet */

/* Sixteen octets at once: any compiler of today makes of these what its processor has. */
typedef uint8_t block __attribute__((vector_size(16)));
#define BLOCK sizeof(block)

static block load(const char *at)
{
	block b;

	memcpy(&b, at, sizeof b);
	return b;
}

static block all(char c)
{
	return (block){ 0 } + (uint8_t)c;
}

/* Of a block that is all zeros and ones, a bit for each octet, the first the lowest. */
static unsigned bits(block found)
{
#ifdef __SSE2__
	typedef char octets __attribute__((vector_size(16)));

	return (unsigned)__builtin_ia32_pmovmskb128((octets)found);
#else
	unsigned set = 0;

	for (unsigned i = 0; i < BLOCK; i++)
		set |= (found[i] & 1u) << i;
	return set;
#endif
}

/* ---- in ---- */

/* Lines that end within at[0 .. len). */
static int64_t count_ends(const char *at, size_t len)
{
	int64_t n = 0;

	while (WIDE && len >= BLOCK) {
		block sum = { 0 };

		for (int i = 0; i < 255 && len >= BLOCK; i++, at += BLOCK, len -= BLOCK)
			sum -= (block)(load(at) == all('\n'));
		for (size_t i = 0; i < BLOCK; i++)
			n += sum[i];
	}
	while (len--)
		n += *at++ == '\n';
	return n;
}

/* Where the next line that begins with a dot does, from `from` on; len: nowhere. */
static size_t next_dot(const char *at, size_t len, size_t from)
{
	size_t i = from ? from - 1 : 0;

	if (from == 0 && len && at[0] == '.')
		return 0;
	for (; WIDE && i + BLOCK + 1 <= len; i += BLOCK) {
		unsigned found = bits(
		    (block)(load(at + i) == all('\n')) & (block)(load(at + i + 1) == all('.')));

		if (found)
			return i + (unsigned)__builtin_ctz(found) + 1;
	}
	for (; i + 1 < len; i++)
		if (at[i] == '\n' && at[i + 1] == '.')
			return i + 1;
	return len;
}

/* The line there, which has an end, is "." and no more. */
static bool is_final(const char *line)
{
	return line[1] == '\n' || (line[1] == '\r' && line[2] == '\n');
}

size_t dot_lines(struct span octets, int64_t *lines, bool *dotted)
{
	size_t len = octets.len, at;

	while (len && octets.at[len - 1] != '\n')
		len--;
	*dotted = false;
	for (at = next_dot(octets.at, len, 0); at < len && !is_final(octets.at + at);
	     at = next_dot(octets.at, len, at + 1))
		*dotted = true;
	*lines = count_ends(octets.at, at);
	return at;
}

/* Some octets towards the front; memmove takes longer to begin than a line is long. */
static void slide(char *to, const char *from, size_t n)
{
	uint64_t eight;

	for (; WIDE && n >= sizeof eight; n -= sizeof eight) {
		memcpy(&eight, from, sizeof eight);
		memcpy(to, &eight, sizeof eight);
		from += sizeof eight;
		to += sizeof eight;
	}
	while (n--)
		*to++ = *from++;
}

size_t dot_unstuff(char *at, size_t len)
{
	size_t to = next_dot(at, len, 0), from = to;

	while (from < len) {
		size_t next = next_dot(at, len, from + 1);

		slide(at + to, at + from + 1, next - from - 1);
		to += next - from - 1;
		from = next;
	}
	return to;
}

/* ---- out ---- */

/* May c follow on the wire as it is? */
static bool is_fine(char before, char c)
{
	return (before == '\r') == (c == '\n') && !(c == '.' && (before == '\n' || !before));
}

static block trouble(block before, block c)
{
	block ends = (block)(before == all('\r')) ^ (block)(c == all('\n'));

	return ends | ((block)(c == all('.')) & (block)(before == all('\n')));
}

/* Behind `last`, how many octets can go as they are? */
static size_t clean(struct span s, char last)
{
	size_t i = 1;

	if (!s.len || !is_fine(last, s.at[0]))
		return 0;
	while (i + BLOCK <= s.len && !bits(trouble(load(s.at + i - 1), load(s.at + i))))
		i += BLOCK;
	while (i < s.len && is_fine(s.at[i - 1], s.at[i]))
		i++;
	return i;
}

static void end_line(struct dot_stuffer *d, const char *with, struct out *wire)
{
	out_text(wire, with);
	d->last = '\n';
	d->mended++;
	d->lines++;
}

/* The octet that can't go as it is; was it taken? */
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
		d->last = '.';
	}
	return true;
}

size_t dot_stuff(struct dot_stuffer *d, struct span text, struct out *wire)
{
	size_t taken = 0;

	while (taken < text.len && wire->size - wire->len >= 2) {
		struct span rest = span_first(span_from(text, taken), wire->size - wire->len);
		size_t n = clean(rest, d->last);

		if (n) {
			out_put(wire, span_first(rest, n));
			d->lines += count_ends(rest.at, n);
			d->last = rest.at[n - 1];
			taken += n;
		} else {
			taken += change(d, *rest.at, wire);
		}
	}
	return taken;
}

void dot_finish(struct dot_stuffer *d, struct out *wire)
{
	if (d->last && d->last != '\n')
		end_line(d, d->last == '\r' ? "\n" : "\r\n", wire);
}
