/*
 * fuzz_key.c - any octets as keys.
 *
 * Octets in one piece and one by one give the same keys; text is made of octets
 * that were typed, in their order, and holds a control only if it was quoted or
 * pasted; in a paste there is nothing but text and Enter.
 */
#include "ui/key.h"

#include "base/ascii.h"

#include <assert.h>
#include <string.h>

#define MAX 2048

static size_t all_keys(bool bytes, struct span s, size_t size, struct key *key)
{
	struct keys k = { .bytes = bytes };
	size_t count = 0, n;

	while (s.len) {
		struct span piece = span_first(s, size);

		n = key_feed(&k, piece, &key[count]);
		assert(n <= piece.len);
		assert(n || key[count].code != KEY_NONE); /* it always goes on */
		count += key[count].code != KEY_NONE;
		s = span_from(s, n);
	}
	key[count] = key_late(&k);
	assert(!key_waiting(&k));
	return count + (key[count].code != KEY_NONE);
}

static void text_as_typed(struct span *typed, const struct key *key, bool quotes)
{
	for (size_t i = 0; i < key->len; i++) {
		size_t at = span_find(*typed, key->octets[i]);

		assert(at < typed->len);
		assert(!ascii_is_control(key->octets[i]) || key->pasted || quotes);
		*typed = span_from(*typed, at + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct key whole[MAX + 2], single[MAX + 2];
	struct span s = { (const char *)at, len < MAX ? len : MAX };
	bool bytes = s.len && (s.at[0] & 1), quotes = span_has(s, KEY_CTRL('V'));
	size_t count = all_keys(bytes, s, s.len, whole);

	assert(count == all_keys(bytes, s, 1, single));
	for (size_t i = 0; i < count; i++) {
		const struct key *key = &whole[i];

		assert(key->code == single[i].code && key->pasted == single[i].pasted);
		assert(span_eq((struct span){ key->octets, key->len },
		    (struct span){ single[i].octets, single[i].len }));
		assert(!key->pasted || key->code == KEY_TEXT || key->code == KEY_ENTER);
		assert((key->code == KEY_TEXT) == (key->len > 0));
		text_as_typed(&s, key, quotes);
	}
	return 0;
}
