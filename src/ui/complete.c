/* complete.c - see complete.h. */
#include "ui/complete.h"

#include "base/ascii.h"
#include "base/size.h"

#define GAP 2

struct span complete_word(struct span before_cursor)
{
	size_t at = before_cursor.len;

	while (at > 0 && !ascii_is_blank(before_cursor.at[at - 1]))
		at--;
	return span_from(before_cursor, at);
}

void complete_begin(struct complete *c, struct span word)
{
	c->word = word;
	c->listed = c->count = c->common = 0;
}

static bool is_word(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_visible(s.at[i]))
			return false;
	return s.len > 0 && s.len <= COMPLETE_WORD_MAX;
}

static bool known(const struct complete *c, struct span candidate)
{
	for (size_t i = 0; i < c->listed; i++)
		if (span_same(c->found[i], candidate))
			return true;
	return false;
}

static size_t in_common(struct span a, struct span b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && ascii_lower(a.at[n]) == ascii_lower(b.at[n]))
		n++;
	return n;
}

void complete_offer(struct complete *c, struct span candidate)
{
	if (!span_starts_same(candidate, c->word) || !is_word(candidate) || known(c, candidate))
		return;
	c->common =
	    c->count ? in_common(span_first(c->found[0], c->common), candidate) : candidate.len;
	if (c->listed < COMPLETE_MAX)
		c->found[c->listed++] = candidate;
	c->count++;
}

static char own_case(char c)
{
	return c;
}

/* If the word is not in the candidate's case, the last letter of the word sets the case. */
static char (*case_of(const struct complete *c))(char)
{
	size_t at = c->word.len;

	if (span_starts(c->found[0], c->word))
		return own_case;
	while (at > 0 && !ascii_is_letter(c->word.at[at - 1]))
		at--;
	if (at == 0)
		return own_case;
	return c->word.at[at - 1] >= 'a' ? ascii_lower : ascii_upper;
}

void complete_insert(const struct complete *c, struct out *o)
{
	char (*cased)(char);

	if (c->count == 0)
		return;
	cased = case_of(c);
	for (size_t i = c->word.len; i < c->common; i++)
		out_char(o, cased(c->found[0].at[i]));
	if (c->count == 1)
		out_char(o, ' ');
}

static size_t widest(const struct complete *c)
{
	size_t width = 0;

	for (size_t i = 0; i < c->listed; i++)
		width = size_most(c->found[i].len, width);
	return width;
}

void complete_list(const struct complete *c, size_t columns, struct out *o)
{
	size_t width = widest(c) + GAP;
	size_t across = size_most((columns + GAP) / width, 1);
	size_t down = (c->listed + across - 1) / across;

	for (size_t row = 0; row < down; row++) {
		for (size_t i = row; i < c->listed; i += down) {
			out_put(o, c->found[i]);
			if (i + down < c->listed)
				out_repeat(o, ' ', width - c->found[i].len);
		}
		out_text(o, "\r\n");
	}
}
