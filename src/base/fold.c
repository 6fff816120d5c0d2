/* fold.c - see fold.h. */
#include "base/fold.h"

#include "base/show.h"
#include "base/size.h"

static bool is_blank_at(struct span text, size_t at)
{
	return at < text.len && text.at[at] == ' ';
}

/* Does a word end here? */
static bool is_word_end(struct span text, size_t at)
{
	if (at == 0 || is_blank_at(text, at - 1))
		return false;
	return at == text.len || is_blank_at(text, at);
}

/* How many octets fit into `columns`, at least one character; *end: where the last word ends. */
static size_t count_fitting(struct span text, size_t columns, size_t *end)
{
	size_t at = 0, width, n;

	for (*end = 0; at < text.len; at += n) {
		if (is_word_end(text, at))
			*end = at;
		n = show_cluster(SHOW_UTF8, span_from(text, at), &width);
		if (at > 0 && width > columns)
			break;
		columns -= size_least(width, columns);
	}
	if (is_word_end(text, at))
		*end = at;
	return at;
}

/* Where the first word ends, which is too long for a row. */
static size_t word_end(struct span text)
{
	size_t at = 1;

	while (!is_word_end(text, at) && at < text.len)
		at++;
	return at;
}

struct span fold_row(struct span *rest, size_t columns, bool cuts)
{
	struct span text = *rest;
	size_t end, fitting = count_fitting(text, columns ? columns : SIZE_MAX, &end);

	if (!end && !cuts && text.len)
		end = word_end(text);
	else if (!end)
		end = fitting;
	*rest = span_from(text, end);
	while (is_blank_at(*rest, 0))
		*rest = span_from(*rest, 1);
	return span_first(text, end);
}
