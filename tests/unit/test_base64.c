/* test_base64.c - base64 both ways, the reasons of refusals, and the remarks. */
#include "base/base64.h"
#include "test.h"

static const struct {
	const char *plain, *coded;
} vectors[] = {
	/* RFC 4648 10 */
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "username", "dXNlcm5hbWU=" },
	{ "\xff\xef\xbe", "/+++" },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct span plain = test_copy(span_of(vectors[i].plain));
		struct span coded = test_copy(span_of(vectors[i].coded));
		char room[64], back[64];
		struct out o = OUT(room), b = OUT(back);
		size_t at = 0;

		base64_encode(&o, plain);
		CHECK_SPANS(out_span(&o), coded);
		CHECK_NUMBER(base64_decode(&b, coded, &at), BASE64_FINE);
		CHECK_SPANS(out_span(&b), plain);
		free((void *)plain.at);
		free((void *)coded.at);
	}
}

static void test_every_length(void)
{
	char plain[200], coded[300], back[200];

	for (size_t i = 0; i < sizeof plain; i++)
		plain[i] = (char)(i * 167 + 13);
	for (size_t len = 0; len <= sizeof plain; len++) {
		struct span copy = test_copy((struct span){ plain, len });
		struct out o = { coded, (len + 2) / 3 * 4 + 1, 0, false },
			   b = { back, len, 0, false };
		size_t at;

		base64_encode(&o, copy);
		CHECK(!o.full);
		CHECK_NUMBER(o.len, (len + 2) / 3 * 4);
		CHECK_NUMBER(base64_decode(&b, out_span(&o), &at), BASE64_FINE);
		CHECK_SPANS(out_span(&b), copy);
		free((void *)copy.at);
	}
}

static void test_all_or_nothing(void)
{
	char plain[100] = { 0 }, room[140];
	struct out o = { room, 140, 0, false };
	size_t at;

	out_text(&o, "abc");
	base64_encode(&o, (struct span){ plain, 100 }); /* 136, 3 and 1: just fits */
	CHECK_NUMBER(o.len, 139);
	o = (struct out){ room, 139, 0, false };
	out_text(&o, "abc");
	base64_encode(&o, (struct span){ plain, 100 });
	CHECK(o.full);
	CHECK_SPAN(out_span(&o), "abc");
	o = (struct out){ room, 4, 0, false };
	CHECK_NUMBER(base64_decode(&o, SPAN("Zm9vYmFy"), &at), BASE64_ROOM);
	CHECK_NUMBER(o.len, 0);
}

static void test_refusals(void)
{
	static const struct {
		const char *text;
		enum base64_fault fault;
		size_t at;
	} cases[] = {
		{ "Zm9v YmFy", BASE64_STRANGER, 4 },
		{ " Zm9v", BASE64_STRANGER, 0 },
		{ "Zm9v\r\n", BASE64_STRANGER, 4 },
		{ "Zm9v\n", BASE64_STRANGER, 4 },
		{ "Zg==\n", BASE64_STRANGER, 4 },
		{ "Zm-v", BASE64_STRANGER, 2 },
		{ "Zm9\x80", BASE64_STRANGER, 3 },
		{ "Zg", BASE64_PADDING, 2 },
		{ "Zg=", BASE64_PADDING, 2 },
		{ "Zg===", BASE64_PADDING, 2 },
		{ "Zm9v=", BASE64_PADDING, 4 },
		{ "Zg==Zg==", BASE64_PADDING, 4 },
		{ "=", BASE64_PADDING, 0 },
		{ "====", BASE64_PADDING, 0 },
		{ "Z", BASE64_LENGTH, 1 },
		{ "Z===", BASE64_LENGTH, 1 },
		{ "Zm9vY", BASE64_LENGTH, 5 },
		{ "Zh==", BASE64_BITS, 1 },
		{ "Zm9=", BASE64_BITS, 2 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span text = test_copy(span_of(cases[i].text));
		char room[64];
		struct out o = OUT(room);
		size_t at = 99;

		CHECK_NUMBER(base64_decode(&o, text, &at), cases[i].fault);
		CHECK_NUMBER(at, cases[i].at);
		CHECK_NUMBER(o.len, 0);
		CHECK(base64_fault_text(cases[i].fault)[0] != '\0');
		free((void *)text.at);
	}
}

/* What may end a text follows from coding each octet, and pair of octets. */
static void test_stray_bits(void)
{
	for (unsigned n = 0; n < 0x10000; n++) {
		char two[2] = { (char)(n >> 8), (char)n }, room[8], back[8];
		struct out o = OUT(room), b = OUT(back);
		size_t at;

		base64_encode(&o, (struct span){ two, n < 256 ? 1 : 2 });
		if (base64_decode(&b, out_span(&o), &at) != BASE64_FINE)
			CHECK_NUMBER(n, -1);
	}
}

static void test_remarks(void)
{
	static const struct {
		struct span text;
		unsigned remarks;
	} cases[] = {
		{ { "secret", 6 }, 0 },
		{ { "", 0 }, 0 },
		{ { "my secret", 9 }, 0 },
		{ { "secret\n", 7 }, BASE64_ENDS_IN_LF },
		{ { "secret\r", 7 }, BASE64_ENDS_IN_CR },
		{ { "secret\r\n", 8 }, BASE64_ENDS_IN_LF | BASE64_ENDS_IN_CR },
		{ { " secret", 7 }, BASE64_BLANK_AHEAD },
		{ { "\tsecret", 7 }, BASE64_BLANK_AHEAD },
		{ { "secret ", 7 }, BASE64_BLANK_BEHIND },
		{ { "secret \n", 8 }, BASE64_BLANK_BEHIND | BASE64_ENDS_IN_LF },
		{ { "gr\xc3\xbc\xc3\x9f", 6 }, BASE64_NOT_ASCII },
		{ { "\0paul\0secret", 12 }, BASE64_HAS_NUL },
		{ { "\n", 1 }, BASE64_ENDS_IN_LF },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span text = test_copy(cases[i].text);

		CHECK_NUMBER(base64_remarks(text), cases[i].remarks);
		free((void *)text.at);
	}
}

static void test_remark_sentences(void)
{
	unsigned remarks = BASE64_ENDS_IN_LF | BASE64_HAS_NUL;
	const char *first = base64_remark_take(&remarks);

	CHECK(first && strstr(first, "line feed"));
	CHECK_NUMBER(remarks, BASE64_HAS_NUL);
	first = base64_remark_take(&remarks);
	CHECK(first && strstr(first, "NUL"));
	CHECK(base64_remark_take(&remarks) == NULL);
}

int main(void)
{
	RUN(test_vectors);
	RUN(test_every_length);
	RUN(test_all_or_nothing);
	RUN(test_refusals);
	RUN(test_stray_bits);
	RUN(test_remarks);
	RUN(test_remark_sentences);
	return test_end("base64");
}
