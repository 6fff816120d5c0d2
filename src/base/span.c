/* span.c - see span.h. */
#include "base/span.h"

#include "base/ascii.h"
#include "base/size.h"

#include <string.h>

struct span span_of(const char *s)
{
	return (struct span){ s, strlen(s) };
}

const char *span_nth(const char *strings, unsigned n)
{
	while (n--)
		strings += strlen(strings) + 1;
	return strings;
}

bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool span_same(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
			return false;
	return true;
}

static bool is_same_letter(char a, char b)
{
	return span_same((struct span){ &a, 1 }, (struct span){ &b, 1 });
}

bool span_near(struct span a, struct span b)
{
	for (; a.len && b.len && is_same_letter(*a.at, *b.at); a.len--, b.len--) {
		a.at++;
		b.at++;
	}
	for (; a.len && b.len && is_same_letter(a.at[a.len - 1], b.at[b.len - 1]); a.len--, b.len--)
		continue;
	if (a.len == 2 && b.len == 2)
		return is_same_letter(a.at[0], b.at[1]) && is_same_letter(a.at[1], b.at[0]);
	return a.len <= 1 && b.len <= 1;
}

bool span_starts(struct span s, struct span head)
{
	return s.len >= head.len && span_eq(span_first(s, head.len), head);
}

bool span_starts_same(struct span s, struct span head)
{
	return s.len >= head.len && span_same(span_first(s, head.len), head);
}

bool span_ends(struct span s, char c)
{
	return s.len && s.at[s.len - 1] == c;
}

struct span span_first(struct span s, size_t n)
{
	return (struct span){ s.at, size_least(n, s.len) };
}

struct span span_from(struct span s, size_t n)
{
	if (n == 0)
		return s;
	if (n >= s.len)
		return (struct span){ "", 0 };
	return (struct span){ s.at + n, s.len - n };
}

size_t span_find(struct span s, char c)
{
	const char *found;

	if (s.len == 0)
		return 0;
	found = memchr(s.at, c, s.len);
	return found ? (size_t)(found - s.at) : s.len;
}

bool span_has(struct span s, char c)
{
	return span_find(s, c) < s.len;
}

bool span_holds(struct span s, struct span what)
{
	while (s.len && !span_starts(s, what))
		s = span_from(s, 1);
	return span_starts(s, what);
}

struct span span_host(struct span name)
{
	bool rooted = name.len > 1 && span_ends(name, '.');

	return span_first(name, name.len - rooted);
}

void span_blanks(struct span *rest)
{
	while (rest->len && ascii_is_blank(rest->at[0]))
		*rest = span_from(*rest, 1);
}

struct span span_trim(struct span s)
{
	span_blanks(&s);
	while (s.len && ascii_is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

struct span span_word(struct span *rest)
{
	struct span word;

	span_blanks(rest);
	word = (struct span){ rest->at, 0 };
	while (word.len < rest->len && !ascii_is_blank(rest->at[word.len]))
		word.len++;
	*rest = span_from(*rest, word.len);
	return word;
}

struct span span_until(struct span *rest, char c)
{
	size_t n = span_find(*rest, c);
	struct span taken = span_first(*rest, n);

	*rest = span_from(*rest, n + 1);
	return taken;
}

struct span span_line(struct span *rest)
{
	struct span line = span_until(rest, '\n');

	if (span_ends(line, '\r'))
		line.len--;
	return line;
}

void span_copy(struct span s, char *room, size_t size)
{
	s = span_first(s, size - 1);
	if (s.len)
		memcpy(room, s.at, s.len);
	room[s.len] = '\0';
}

bool span_number(struct span s, int64_t max, int64_t *number)
{
	int64_t n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int digit = s.at[i] - '0';

		if (!ascii_is_digit(s.at[i]))
			return false;
		if (n > max / 10 || digit > max - n * 10)
			return false;
		n = n * 10 + digit;
	}
	*number = n;
	return true;
}
