/* fuzz_target.c - whatever is typed, a target read is one that can be used, and written again. */
#include "base/ascii.h"
#include "cmd/target.h"
#include "cmd/words.h"

#include <assert.h>
#include <string.h>

static void check_target(const struct target *t)
{
	const char *end = memchr(t->host, '\0', sizeof t->host);

	assert(end && end > t->host && memchr(t->user, '\0', sizeof t->user));
	for (const char *c = t->host; c < end; c++)
		assert(*c > 0x20 && *c < 0x7f);
	assert(t->host[0] != '-');
	assert(t->port > 0);
	assert(t->family == 0 || t->family == 4 || t->family == 6);
	for (const char *c = t->user; *c; c++)
		assert(!ascii_is_control(*c));
}

/* "[host]:port" says the same host and port again. */
static void check_again(const struct target *t)
{
	char room[TARGET_HOST_MAX + 16];
	struct out o = OUT(room), why = { NULL, 0, 0, false };
	struct span word;
	struct target again;

	out_char(&o, '[');
	out_text(&o, t->host);
	out_text(&o, "]:");
	out_number(&o, t->port);
	word = out_span(&o);
	assert(target_read(&again, &word, 1, &why));
	assert(strcmp(again.host, t->host) == 0 && again.port == t->port);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct target fresh;
	char reason[256];
	struct out why = OUT(reason);
	struct target t;
	struct words w;

	words_split(&w, (struct span){ (const char *)data, size });
	assert(target_words(w.word, w.count) <= w.count);
	if (target_read(&t, w.word, w.count, &why)) {
		check_target(&t);
		check_again(&t);
	} else {
		assert(why.len > 0 && !why.full);
		assert(memcmp(&t, &fresh, sizeof t) == 0);
	}
	return 0;
}
