/* test_escape.c - octets to record text and back. */
#include "base/escape.h"

#include "test.h"

static void puts_as(struct span octets, struct span text)
{
	char room[256];
	struct out o = OUT(room);

	octets = test_copy(octets);
	escape_put(&o, octets);
	CHECK_SPANS(out_span(&o), text);
	free((void *)octets.at);
}

#define PUTS(octets, text) puts_as(SPAN(octets), SPAN(text))

static void forms(void)
{
	PUTS("", "");
	PUTS("+OK \"ready\" 'n' <x@y> ~", "+OK \"ready\" 'n' <x@y> ~");
	PUTS("a\\b\r\n\tc", "a\\\\b\\r\\n\\tc");
	PUTS("\0"
	     "1\x1b[2J\x7f",
	    "\\x001\\x1b[2J\\x7f");
	PUTS("caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80",
	    "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80");
	PUTS("caf\xe9 \xe6\x97", "caf\\xe9 \\xe6\\x97");
	PUTS("\xe2\x80\xae"
	     "evil",
	    "\\xe2\\x80\\xae"
	    "evil");                             /* right-to-left override */
	PUTS("\xc2\x9b", "\\xc2\\x9b");          /* CSI as a C1 control */
	PUTS("\xef\xbb\xbf", "\\xef\\xbb\\xbf"); /* byte order mark */
}

static void takes_as(struct span text, bool good, struct span octets)
{
	char room[256];
	struct out o = OUT(room);

	text = test_copy(text);
	CHECK_NUMBER(escape_take(&o, text), good);
	CHECK_SPANS(out_span(&o), octets);
	free((void *)text.at);
}

static void takes(void)
{
	takes_as(SPAN("a\\x1B\\x1b\\\\\\r\\n\\t"), true, SPAN("a\x1b\x1b\\\r\n\t"));
	takes_as(SPAN("\\x411"), true, SPAN("A1"));
	takes_as(SPAN("ok\\"), false, SPAN("ok"));
	takes_as(SPAN("ok\\x"), false, SPAN("ok"));
	takes_as(SPAN("ok\\x4"), false, SPAN("ok"));
	takes_as(SPAN("ok\\x4g"), false, SPAN("ok"));
	takes_as(SPAN("ok\\xg4"), false, SPAN("ok"));
	takes_as(SPAN("ok\\q"), false, SPAN("ok"));
	takes_as(SPAN("ok\\\0"), false, SPAN("ok"));
}

/* Every octet alone and every pair comes back, in printable text. */
static void comes_back(void)
{
	for (int i = 0; i < 0x10000; i++) {
		char octets[2] = { (char)(i >> 8), (char)i }, text[8], back[2];
		struct out o = OUT(text), b = OUT(back);

		escape_put(&o, (struct span){ octets, 2 });
		CHECK(!o.full);
		CHECK(escape_take(&b, out_span(&o)));
		CHECK_SPANS(out_span(&b), ((struct span){ octets, 2 }));
		for (size_t k = 0; k < o.len; k++)
			CHECK((unsigned char)text[k] >= 0x20 && text[k] != 0x7f);
	}
}

/* Cut at every place, the pieces still come back as the whole. */
static void cut_anywhere(void)
{
	struct span whole = SPAN("x\xe2\x82\xac\\\r\n\x1b\xf0\x9f\x98\x80\xff");

	for (size_t cut = 0; cut <= whole.len; cut++) {
		char text[256], back[64];
		struct out o = OUT(text), b = OUT(back);
		struct span head = test_copy(span_first(whole, cut));
		struct span tail = test_copy(span_from(whole, cut));

		escape_put(&o, head);
		escape_put(&o, tail);
		CHECK(escape_take(&b, out_span(&o)));
		CHECK_SPANS(out_span(&b), whole);
		free((void *)head.at);
		free((void *)tail.at);
	}
}

static void test_file_names(void)
{
	static const struct {
		const char *name, *file;
	} rows[] = { { "abc-_7", "abc-_7" }, { "../a b", "%2e.%2fa%20b" }, { "a.b", "a.b" },
		{ "\xff", "%ff" }, { "", "" } };
	char room[64];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct out o = OUT(room);

		escape_file_name(&o, span_of(rows[i].name));
		CHECK_SPANS(out_span(&o), span_of(rows[i].file));
	}
}

int main(void)
{
	RUN(test_file_names);
	RUN(forms);
	RUN(takes);
	RUN(comes_back);
	RUN(cut_anywhere);
	return test_end("escape");
}
