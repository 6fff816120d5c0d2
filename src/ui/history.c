/*
 * history.c - see history.h.
 *
 * The lines follow one another, oldest first, each after two octets that hold its
 * length.  An older line is found by walking from the front: the list is short.
 */
#include "ui/history.h"

#include <string.h>

#define HEAD 2

static struct span line_at(const struct history *h, size_t place)
{
	const unsigned char *head = (const unsigned char *)h->at + place;

	return (struct span){ h->at + place + HEAD, (size_t)head[0] << 8 | head[1] };
}

static size_t behind(const struct history *h, size_t place)
{
	return place + HEAD + line_at(h, place).len;
}

static bool matches(struct span line, enum history_match match, struct span what)
{
	if (match == HISTORY_STARTS)
		return span_starts(line, what);
	return span_holds(line, what);
}

/* Of the older matching lines the last one is wanted, of the newer ones the first. */
static bool may_be_found(size_t at, bool older, size_t place, size_t found)
{
	if (older)
		return at < place;
	return at > place && found == place;
}

bool history_find(const struct history *h, bool older, size_t *place, enum history_match match,
    struct span what, struct span *line)
{
	size_t found = *place;

	for (size_t at = 0; at < h->len; at = behind(h, at))
		if (may_be_found(at, older, *place, found) && matches(line_at(h, at), match, what))
			found = at;
	if (found == *place)
		return false;
	*place = found;
	*line = line_at(h, found);
	return true;
}

void history_add(struct history *h, struct span line)
{
	size_t place = h->len, gone = 0;
	struct span newest;

	if (line.len == 0 || line.len > UINT16_MAX || line.len > sizeof h->at - HEAD)
		return;
	if (history_find(h, true, &place, HISTORY_STARTS, SPAN(""), &newest) &&
	    span_eq(newest, line))
		return;
	while (h->len - gone + HEAD + line.len > sizeof h->at)
		gone = behind(h, gone);
	memmove(h->at, h->at + gone, h->len - gone);
	h->len -= gone;
	h->at[h->len] = (char)(line.len >> 8);
	h->at[h->len + 1] = (char)(line.len & 0xff);
	memcpy(h->at + h->len + HEAD, line.at, line.len);
	h->len += HEAD + line.len;
}
