/* words.c - see words.h. */
#include "cmd/words.h"

#include "base/ascii.h"

/* The column of an octet, from 1; UTF-8 continuation octets do not count as characters. */
static size_t column_of(struct span line, size_t at)
{
	size_t column = 1;

	for (size_t i = 0; i < at; i++)
		column += ((unsigned char)line.at[i] & 0xc0) != 0x80;
	return column;
}

static size_t skip_blanks(struct span line, size_t at)
{
	while (at < line.len && ascii_is_blank(line.at[at]))
		at++;
	return at;
}

static bool fail(struct words *w, enum words_fault fault, struct span line, size_t at)
{
	w->fault = fault;
	w->column = column_of(line, at);
	return false;
}

/* Adds an octet to the last word. */
static bool add(struct words *w, char c)
{
	if (w->len == WORDS_OCTETS)
		return false;
	w->text[w->len++] = c;
	w->word[w->count].len++;
	return true;
}

static bool is_escape(struct span line, size_t at)
{
	if (at + 1 >= line.len || line.at[at] != '\\')
		return false;
	return span_has(SPAN("\"\\"), line.at[at + 1]);
}

/* Does it begin a quoted part, or end the one that `quote` has begun? */
static bool is_quote(char c, char quote)
{
	if (quote)
		return c == quote;
	return span_has(SPAN("\"'"), c);
}

/* Takes one word, from *at to the blank that ends it. */
static bool take_word(struct words *w, struct span line, size_t *at)
{
	size_t opened = 0; /* where the open quote is */
	char quote = 0;

	w->word[w->count] = (struct span){ w->text + w->len, 0 };
	for (; *at < line.len && (quote || !ascii_is_blank(line.at[*at])); ++*at) {
		char c = line.at[*at];

		if (is_quote(c, quote)) {
			quote = quote ? 0 : c;
			opened = *at;
			continue;
		}
		if (quote == '"' && is_escape(line, *at))
			c = line.at[++*at];
		if (!add(w, c))
			return fail(w, WORDS_LONG, line, *at);
	}
	if (quote)
		return fail(w, WORDS_QUOTE, line, opened);
	w->count++;
	return true;
}

bool words_split(struct words *w, struct span line)
{
	size_t at = skip_blanks(line, 0);

	w->count = w->len = w->column = 0;
	w->fault = WORDS_FINE;
	w->rest = (struct span){ "", 0 };
	while (at < line.len) {
		if (w->count == WORDS_MAX)
			return fail(w, WORDS_MANY, line, at);
		if (!take_word(w, line, &at))
			return false;
		if (w->count == 1)
			w->rest = span_from(line, at + 1);
		at = skip_blanks(line, at);
	}
	return true;
}

const char *words_fault_text(enum words_fault fault)
{
	if (fault == WORDS_QUOTE)
		return "a quote is opened but not closed";
	if (fault == WORDS_MANY)
		return "too many words: put quotes around words that belong together";
	return "too long";
}

struct span words_at(const struct words *w, size_t i)
{
	return i < w->count ? w->word[i] : SPAN("");
}

bool words_hold(const char *list, struct span word)
{
	struct span rest = span_of(list);

	while (rest.len)
		if (span_same(span_word(&rest), word))
			return true;
	return false;
}

bool words_option(const struct words *w, size_t *i, const char *names, unsigned count,
    unsigned alone, unsigned *option, struct span *value)
{
	struct span word = w->word[*i], rest = word;
	struct span name = span_starts(word, SPAN("--")) ? span_until(&rest, '=') : word;
	bool whole = name.len == word.len;

	*option = 0;
	while (*option < count && !span_eq(name, span_of(span_nth(names, *option))))
		++*option;
	*value = rest;
	if (*option >= alone || !whole)
		return *option < count && whole == (*option >= alone);
	if (++*i == w->count)
		return false;
	*value = w->word[*i];
	return true;
}

bool words_clean(struct span word)
{
	return !span_has(word, '\r') && !span_has(word, '\n') && !span_has(word, '\0');
}
