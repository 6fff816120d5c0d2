/* near.c - see near.h. */
#include "base/near.h"

#include "base/ascii.h"

#include <string.h>

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool is_same(struct span a, size_t i, struct span b, size_t j)
{
	return ascii_lower(a.at[i]) == ascii_lower(b.at[j]);
}

/* Are the two letters in front of a[i] those in front of b[j], exchanged? */
static bool is_exchanged(struct span a, size_t i, struct span b, size_t j)
{
	if (i < 2 || j < 2)
		return false;
	return is_same(a, i - 1, b, j - 2) && is_same(a, i - 2, b, j - 1);
}

unsigned near_distance(struct span a, struct span b)
{
	unsigned rows[3][NEAR_MAX + 1] = { 0 }; /* for the first i - 2, i - 1, i letters of a */

	for (size_t i = 0; i <= a.len; i++) {
		memmove(rows[0], rows[1], 2 * sizeof rows[0]);
		for (size_t j = 0; j <= b.len; j++) {
			unsigned far = (unsigned)(i + j);

			if (i && j)
				far = rows[1][j - 1] + !is_same(a, i - 1, b, j - 1);
			if (i)
				far = least(far, rows[1][j] + 1);
			if (j)
				far = least(far, rows[2][j - 1] + 1);
			if (is_exchanged(a, i, b, j))
				far = least(far, rows[0][j - 2] + 1);
			rows[2][j] = far;
		}
	}
	return rows[2][b.len];
}

/* The dashes that begin an option do not count. */
static size_t count_letters(struct span word)
{
	while (span_starts(word, SPAN("-")))
		word = span_from(word, 1);
	return word.len;
}

void near_offer(struct near *n, struct span candidate)
{
	size_t letters = count_letters(n->word);
	unsigned distance;

	if (!letters || n->word.len > NEAR_MAX || candidate.len > NEAR_MAX)
		return;
	distance = near_distance(n->word, candidate);
	if (letters > 2 && span_starts_same(candidate, n->word))
		distance = least(distance, 1);
	if (distance > (letters + 2) / 3 || distance >= count_letters(candidate))
		return;
	if (n->best.len && distance >= n->distance)
		return;
	n->best = candidate;
	n->distance = distance;
}

void near_offer_all(struct near *n, struct span candidates)
{
	struct span word;

	while ((word = span_word(&candidates)).len)
		near_offer(n, word);
}

void near_foreign(struct near *n, const char *pairs)
{
	for (; *pairs; pairs = span_nth(pairs, 2))
		if (span_same(span_of(pairs), n->word)) {
			n->best = span_of(span_nth(pairs, 1));
			n->distance = 0;
		}
}

void near_say(const struct near *n, struct out *o)
{
	if (!n->best.len)
		return;
	out_text(o, " (did you mean '");
	out_put(o, n->best);
	out_text(o, "'?)");
}
