/*
 * json_check.h - is a line one JSON object, whole and well formed (RFC 8259)?
 *
 * A grammar of its own, so that it shares no mistake with what wrote the line.
 */
#ifndef FUZZ_JSON_CHECK_H
#define FUZZ_JSON_CHECK_H

/* What only looks is no path worth finding. */
#define JSON_CHECK __attribute__((no_sanitize("coverage")))

#include "base/ascii.h"
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

JSON_CHECK static inline bool json_value(struct span *s, int depth);

JSON_CHECK static inline bool json_take(struct span *s, char c)
{
	if (!s->len || s->at[0] != c)
		return false;
	*s = span_from(*s, 1);
	return true;
}

JSON_CHECK static inline bool json_escape(struct span *s)
{
	if (!s->len || !strchr("\"\\/bfnrtu", s->at[0]) || !s->at[0])
		return false;
	if (!json_take(s, 'u'))
		return json_take(s, s->at[0]);
	for (int i = 0; i < 2; i++, *s = span_from(*s, 2))
		if (s->len < 2 || ascii_hex_octet(s->at) < 0)
			return false;
	return true;
}

/* No raw control octet, no octet that is no UTF-8, and nothing that would deceive an eye. */
JSON_CHECK static inline bool json_string(struct span *s)
{
	uint32_t c;

	if (!json_take(s, '"'))
		return false;
	while (!json_take(s, '"')) {
		if (json_take(s, '\\')) {
			if (!json_escape(s))
				return false;
			continue;
		}
		*s = span_from(*s, utf8_next(*s, &c));
		if (!s->len || c & UTF8_BAD || (c < 0x10000 && utf8_width(c) == UTF8_UNSAFE))
			return false;
	}
	return true;
}

JSON_CHECK static inline bool json_word(struct span *s)
{
	size_t n = 0;

	json_take(s, '-');
	while (n < s->len && (ascii_is_digit(s->at[n]) || strchr(".truefalsn", s->at[n])))
		n++;
	*s = span_from(*s, n);
	return n > 0;
}

/* What stands between two brackets. */
JSON_CHECK static inline bool json_list(struct span *s, char end, bool named, int depth)
{
	if (json_take(s, end))
		return true;
	do {
		if (named && !(json_string(s) && json_take(s, ':')))
			return false;
		if (!json_value(s, depth + 1))
			return false;
	} while (json_take(s, ','));
	return json_take(s, end);
}

JSON_CHECK static inline bool json_value(struct span *s, int depth)
{
	if (!s->len || depth > 8)
		return false;
	if (json_take(s, '{'))
		return json_list(s, '}', true, depth);
	if (json_take(s, '['))
		return json_list(s, ']', false, depth);
	return s->at[0] == '"' ? json_string(s) : json_word(s);
}

/* All that was written: objects, a line each. */
JSON_CHECK static inline void json_check(struct span text)
{
	while (text.len) {
		assert(text.at[0] == '{' && json_value(&text, 0));
		json_take(&text, '\r');
		assert(json_take(&text, '\n'));
	}
}

#endif
