/* test_range.c - numbers of messages, one by one. */
#include "base/out.h"
#include "proto/range.h"
#include "test.h"

static const struct {
	const char *text, *numbers;
} sane[] = {
	{ "1", "1 " },
	{ "3-7,9", "3 4 5 6 7 9 " },
	{ "2-2,1,1", "2 1 1 " },
	{ "9223372036854775", "9223372036854775 " },
};

static const char *const senseless[] = { "", "0", "-1", "1-", "-", "7-3", "1,,2", ",", "x", "1 2",
	"1-2-3", "99999999999999999999" };

static void test_sane(void)
{
	for (size_t i = 0; i < sizeof sane / sizeof *sane; i++) {
		struct range r = { .rest = span_of(sane[i].text) };
		char text[100];
		struct out o = OUT(text);
		int64_t n;

		CHECK(range_is_sane(span_of(sane[i].text)));
		while (range_next(&r, &n)) {
			out_number(&o, n);
			out_char(&o, ' ');
		}
		CHECK_SPANS(out_span(&o), span_of(sane[i].numbers));
	}
}

static void test_senseless(void)
{
	for (size_t i = 0; i < sizeof senseless / sizeof *senseless; i++)
		CHECK(!range_is_sane(span_of(senseless[i])));
}

int main(void)
{
	RUN(test_sane);
	RUN(test_senseless);
	return test_end("range");
}
