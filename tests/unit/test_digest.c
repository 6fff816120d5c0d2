/* test_digest.c - SHA-256 against FIPS 180-4 examples, in pieces of every size. */
#include "proto/digest.h"
#include "test.h"

static const struct {
	const char *text, *sum;
} vectors[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void add_in_pieces(struct digest *d, struct span text, size_t piece)
{
	while (text.len) {
		struct span copy = test_copy(span_first(text, piece));

		digest_add(d, copy);
		free((void *)copy.at);
		text = span_from(text, copy.len);
	}
}

static void test_vectors_in_pieces(void)
{
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		for (size_t piece = 1; piece <= 64; piece++) {
			struct digest d = { 0 };
			char hex[DIGEST_HEX];
			struct out o = OUT(hex);

			add_in_pieces(&d, span_of(vectors[i].text), piece);
			digest_hex(&d, &o);
			CHECK_SPANS(out_span(&o), span_of(vectors[i].sum));
		}
}

static void test_fresh_after_hex(void)
{
	struct digest d = { 0 };
	char first[DIGEST_HEX], second[DIGEST_HEX];
	struct out a = OUT(first), b = OUT(second);

	digest_add(&d, SPAN("something else"));
	digest_hex(&d, &a);
	digest_add(&d, SPAN("abc"));
	digest_hex(&d, &b);
	CHECK_SPANS(out_span(&b), span_of(vectors[1].sum));
}

int main(void)
{
	RUN(test_vectors_in_pieces);
	RUN(test_fresh_after_hex);
	return test_end("digest");
}
