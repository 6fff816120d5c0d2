/* range.c - see range.h. */
#include "proto/range.h"

/* "3-7" or "9" */
static bool read(struct span part, int64_t *first, int64_t *last)
{
	bool two = span_has(part, '-');
	struct span from = span_until(&part, '-'), until = two ? part : from;

	if (!span_number(from, INT64_MAX / 2, first) || !span_number(until, INT64_MAX / 2, last))
		return false;
	return *first > 0 && *first <= *last;
}

bool range_is_sane(struct span text)
{
	int64_t first, last;

	if (span_ends(text, ','))
		return false; /* another word follows */
	do
		if (!read(span_until(&text, ','), &first, &last))
			return false;
	while (text.len);
	return true;
}

bool range_next(struct range *r, int64_t *n)
{
	if (r->next >= r->last) {
		if (!r->rest.len || !read(span_until(&r->rest, ','), &r->next, &r->last))
			return false;
		r->next--;
	}
	*n = ++r->next;
	return true;
}
