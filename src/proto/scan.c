/* scan.c - see scan.h. */
#include "proto/scan.h"

#include "base/ascii.h"
#include "base/block.h"
#include "base/size.h"

#define LINE_MUST 998

static void note_kind(struct scan *s, enum scan_kind kind)
{
	if (!s->count[kind]++)
		s->first[kind] = s->line + 1;
}

/* Notes a kind once for each line. */
static void note_line(struct scan *s, enum scan_kind kind, int64_t *before)
{
	if (*before != s->line + 1)
		note_kind(s, kind);
	*before = s->line + 1;
}

/* Its field, in the header of a message or of a part of one. */
static bool may_be_binary(struct span line)
{
	return line.len && ascii_lower(line.at[0]) == 'c';
}

static bool is_binary(struct span line)
{
	struct span name;

	if (!may_be_binary(line))
		return false;
	name = span_until(&line, ':');
	return span_same(name, SPAN("Content-Transfer-Encoding")) &&
	       span_same(span_trim(line), SPAN("binary"));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Is the line "Name: value", or a continuation, which the first can't be?  RFC 5322 2.2 */
static bool is_field(const struct scan *s, struct span line)
{
	struct span name = span_trim(span_first(line, span_find(line, ':')));

	if (is_blank(line.at[0]))
		return s->line > 0;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] == 127)
			return false;
	return name.len > 0 && span_has(line, ':');
}

/* A message has few of them: small, not fast. */
__attribute__((cold)) static void end_header_line(struct scan *s, struct span line)
{
	if (line.len && !is_field(s, line))
		note_kind(s, SCAN_FIELD);
	s->dated |= span_starts_same(line, SPAN("Date:"));
	s->authored |= span_starts_same(line, SPAN("From:"));
	s->body = line.len == 0;
}

/* Judges the line that has ended. */
static void end_line(struct scan *s)
{
	struct span line = { s->head, size_least(s->len, sizeof s->head) };

	if (s->len > LINE_MUST)
		note_kind(s, SCAN_LONG);
	if (is_binary(line))
		note_kind(s, SCAN_BINARY);
	if (!s->body)
		end_header_line(s, line);
	s->len = 0;
	s->line++;
}

/* Octets that no character of UTF-8 has: RFC 3629 1. */
static bool is_never_utf8(unsigned char c)
{
	return c == 0xc0 || c == 0xc1 || c > 0xf4;
}

/* How many octets follow the first one of a character: RFC 3629 3. */
static int count_following(unsigned char first)
{
	if (first < 0xc0)
		return 0;
	if (first < 0xe0)
		return 1;
	return first < 0xf0 ? 2 : 3;
}

/* RFC 3629 4, but of the octets after the first one only the number is checked. */
static void check_utf8(struct scan *s, unsigned char c)
{
	bool inner = c >= 0x80 && c<0xc0, follows = s->more> 0;

	if (!s->ill && (inner != follows || is_never_utf8(c)))
		s->ill = s->line + 1;
	if (inner)
		s->more -= s->more > 0;
	else
		s->more = count_following(c);
}

static void take_octet(struct scan *s, char c)
{
	if (c == '\n') {
		if (s->last != '\r')
			note_kind(s, SCAN_LF);
		end_line(s);
		return;
	}
	if (s->last == '\r') {
		note_kind(s, SCAN_CR);
		end_line(s);
	}
	if (c == '\r')
		return;
	if (!s->body)
		check_utf8(s, (unsigned char)c);
	if ((unsigned char)c > 127)
		note_line(s, s->body ? SCAN_BODY : SCAN_HEADER, &s->eight);
	if (!c)
		note_line(s, SCAN_NUL, &s->nul);
	if (s->len < sizeof s->head)
		s->head[s->len] = c;
	s->len++;
}

/* How many octets at the front are ASCII and not controls. */
static size_t plain_run(struct span octets)
{
	size_t n = 0;

	for (; n + BLOCK <= octets.len; n += BLOCK) {
		signed_block c = (signed_block)block_load(octets.at + n);
		unsigned others = block_bits((block)(c < (signed_block)block_of(' ')));

		if (others)
			return n + (unsigned)__builtin_ctz(others);
	}
	while (n < octets.len && (signed char)octets.at[n] >= ' ')
		n++;
	return n;
}

/* Takes octets in which nothing is to be noted; keeps them in `head` only if they may matter. */
static void take_run(struct scan *s, struct span run)
{
	size_t end = size_least(s->len, sizeof s->head), n = sizeof s->head - end;

	if (!s->len)
		s->head[0] = run.at[0];
	if (!s->body || may_be_binary((struct span){ s->head, 1 }))
		memcpy(s->head + end, run.at, size_least(run.len, n));
	s->len += run.len;
}

/* Do these plain octets and CR LF make a whole line of a body in which nothing is to be noted? */
static bool is_usual_line(const struct scan *s, struct span octets, size_t plain)
{
	const char *end = octets.at + plain;
	bool begins = s->body && !s->len && !may_be_binary(octets);
	bool ends = octets.len - plain >= 2 && end[0] == '\r' && end[1] == '\n';

	return begins && ends && plain <= LINE_MUST;
}

/* Returns how many, one or more. */
static size_t take_some(struct scan *s, struct span octets)
{
	bool inside = s->last == '\r' || s->more;
	size_t n = inside ? 0 : plain_run(octets);

	if (!inside && is_usual_line(s, octets, n)) {
		s->line++;
		return n + 2;
	}
	if (n)
		take_run(s, span_first(octets, n));
	else
		take_octet(s, octets.at[n++]);
	return n;
}

void scan_feed(struct scan *s, struct span octets)
{
	for (size_t n; octets.len; octets.at += n, octets.len -= n) {
		n = take_some(s, octets);
		s->last = octets.at[n - 1];
	}
}

void scan_end(struct scan *s)
{
	bool open = s->len > 0;

	if (s->last == '\r')
		note_kind(s, SCAN_CR);
	else if (open)
		note_kind(s, SCAN_OPEN);
	if (open)
		end_line(s);
	if (!s->dated)
		note_kind(s, SCAN_NO_DATE);
	if (!s->authored)
		note_kind(s, SCAN_NO_FROM);
}
