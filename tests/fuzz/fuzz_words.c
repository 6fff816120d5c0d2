/* fuzz_words.c - words that are quoted and cut again are the same words. */
#include "base/out.h"
#include "cmd/words.h"

#include <assert.h>

static void quote(struct out *o, struct span word)
{
	out_char(o, '"');
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '"' || word.at[i] == '\\')
			out_char(o, '\\');
		out_char(o, word.at[i]);
	}
	out_text(o, "\" ");
}

static void check_again(const struct words *w)
{
	static char room[2 * WORDS_OCTETS + 3 * WORDS_MAX];
	struct out o = OUT(room);
	struct words again;

	for (size_t i = 0; i < w->count; i++)
		quote(&o, w->word[i]);
	assert(!o.full);
	assert(words_split(&again, out_span(&o)));
	assert(again.count == w->count);
	for (size_t i = 0; i < w->count; i++)
		assert(span_eq(again.word[i], w->word[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = { (const char *)data, size };
	struct words w;
	bool good = words_split(&w, line);
	size_t octets = 0;

	assert(good == (w.fault == WORDS_FINE));
	assert(good || (w.column >= 1 && w.column <= line.len));
	assert(w.count <= WORDS_MAX);
	for (size_t i = 0; i < w.count; i++)
		octets += w.word[i].len;
	assert(octets <= line.len && octets <= WORDS_OCTETS);
	assert(w.rest.len == 0 || w.rest.at + w.rest.len == line.at + line.len);
	assert(words_fault_text(w.fault));
	check_again(&w);
	return 0;
}
