/*
 * fuzz_options.c - any command line: what is read of it can be used, and what is refused is said in a sentence.
 *
 * Each line of the input is a word of the command line, the first our own name.
 * The words that are no options are read as TARGET and PORT, as main does.
 */
#include "app/options.h"
#include "cmd/target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 200

static char *word[WORDS + 1];

/* In memory of its own, so that a step beyond its end is seen; a NUL ends it. */
static char *word_of(struct span line)
{
	char *at;

	line = span_first(line, span_find(line, '\0'));
	at = malloc(line.len + 1);
	assert(at);
	memcpy(at, line.at, line.len);
	at[line.len] = '\0';
	return at;
}

static int words_begin(struct span text)
{
	int count = 0;

	while (text.len && count < WORDS)
		word[count++] = word_of(span_line(&text));
	word[count] = NULL;
	return count;
}

static void words_end(int count)
{
	while (count)
		free(word[--count]);
}

/* One of the words, or the end of one. */
static bool is_given(const char *text, int count)
{
	for (int i = 0; i < count; i++)
		if (text >= word[i] && text <= word[i] + strlen(word[i]))
			return true;
	return false;
}

static void check_address(const struct os_addr *a)
{
	assert(a->family == 0 || a->family == 4 || a->family == 6);
}

static void check_texts(const struct options *o, int count)
{
	const char *const texts[] = { o->log, o->escape, o->user, o->auth, o->authzid, o->helo,
		o->password_file, o->token_file, o->tls.cafile, o->tls.cert, o->tls.key,
		o->tls.sni };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert(!texts[i] || is_given(texts[i], count));
	for (size_t i = 0; i < o->lines; i++)
		assert(is_given(o->line[i], count));
	for (size_t i = 0; i < o->words; i++)
		assert(is_given(o->word[i].at, count));
}

static void check_options(const struct options *o, int count)
{
	assert(o->lines <= OPTIONS_LINES && o->words <= OPTIONS_WORDS);
	assert(o->family == 0 || o->family == 4 || o->family == 6);
	assert(o->timeout >= 0 && o->timeout <= 86400 * OS_S);
	assert(o->password_fd >= 0 && o->token_fd >= 0);
	assert(o->tls.min <= 13 && o->tls.max <= 13);
	check_address(&o->bind);
	check_address(&o->dns);
	check_texts(o, count);
}

/* Nothing of it is more than a screen can bear, but for what stood on the line. */
static void check_sentence(const struct out *why)
{
	assert(why->len > 0 && !why->full);
	assert(!memchr(why->at, '\n', why->len));
}

static void check_target(const struct options *o)
{
	char reason[256];
	struct out why = OUT(reason);
	struct target t;
	size_t n = target_words(o->word, o->words);

	assert(n <= o->words);
	if (!n)
		return;
	if (!target_read(&t, o->word, n, &why)) {
		check_sentence(&why);
		return;
	}
	assert(t.port > 0 && t.host[0] && memchr(t.host, '\0', sizeof t.host));
	assert(memchr(t.user, '\0', sizeof t.user));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options o;
	char reason[512];
	struct out why = OUT(reason);
	int count;

	if (size > 8192)
		return 0;
	count = words_begin((struct span){ (const char *)data, size });
	memset(&o, 0, sizeof o);
	if (options_read(&o, count, word, &why)) {
		assert(why.len == 0);
		check_options(&o, count);
		check_target(&o);
	} else {
		check_sentence(&why);
	}
	words_end(count);
	return 0;
}
