/* test_fold.c - texts folded to every width. */
#include "base/fold.h"
#include "test.h"

static bool is_folded(const char *text, size_t columns, bool cuts, const char *rows)
{
	struct span copy = test_copy(span_of(text)), rest = copy, want = span_of(rows);
	bool same = true;

	do
		same &= span_eq(fold_row(&rest, columns, cuts), span_line(&want));
	while (same && rest.len);
	free((void *)copy.at);
	return same && !want.len;
}

static void test_rows(void)
{
	CHECK(is_folded("", 10, true, ""));
	CHECK(is_folded("one two three", 0, true, "one two three"));
	CHECK(is_folded("one two three", 13, true, "one two three"));
	CHECK(is_folded("one two three", 12, true, "one two\nthree"));
	CHECK(is_folded("one two three", 7, true, "one two\nthree"));
	CHECK(is_folded("one two three", 6, true, "one\ntwo\nthree"));
	CHECK(is_folded("one.  Two three", 9, true, "one.  Two\nthree"));
	CHECK(is_folded("one.  Two three", 5, true, "one.\nTwo\nthree"));
	CHECK(is_folded("one   ", 4, true, "one"));
	CHECK(is_folded("  one two", 5, true, "  one\ntwo"));
}

static void test_long_words(void)
{
	CHECK(is_folded("abcdefgh ij", 3, true, "abc\ndef\ngh\nij"));
	CHECK(is_folded("abcdefgh ij", 3, false, "abcdefgh\nij"));
	CHECK(is_folded("a abcdefgh", 3, false, "a\nabcdefgh"));
	CHECK(is_folded("abc", 1, true, "a\nb\nc"));
	CHECK(is_folded("  abc", 1, false, "  abc"));
}

/* A wide character has two columns; what is ill-formed has some. */
static void test_columns(void)
{
	CHECK(is_folded("\xe6\x97\xa5\xe6\x9c\xac x", 4, true, "\xe6\x97\xa5\xe6\x9c\xac\nx"));
	CHECK(is_folded("\xe6\x97\xa5\xe6\x9c\xac", 3, true, "\xe6\x97\xa5\n\xe6\x9c\xac"));
	CHECK(is_folded("\xe6\x97\xa5", 1, true, "\xe6\x97\xa5"));
	CHECK(is_folded("\xc3\xa9\xc3\xa9 \xc3\xa9", 2, true, "\xc3\xa9\xc3\xa9\n\xc3\xa9"));
}

/* Whatever the width: no word is lost or joined, no row is too wide. */
static void test_every_width(void)
{
	static const char text[] = "  send-mail -f FROM -t TO,... [-s SUBJECT]  SMTP: send a mail";

	for (size_t columns = 1; columns < 80; columns++) {
		struct span rest = span_of(text), words = span_of(text);

		while (rest.len) {
			struct span row = fold_row(&rest, columns, false), word;

			CHECK(row.len <= columns || !span_has(span_trim(row), ' '));
			while ((word = span_word(&row)).len) {
				struct span want = span_word(&words);

				CHECK_SPANS(word, want);
			}
		}
		CHECK(!span_trim(words).len);
	}
}

int main(void)
{
	RUN(test_rows);
	RUN(test_long_words);
	RUN(test_columns);
	RUN(test_every_width);
	return test_end("fold");
}
