/* test_digest.c - hashes against the examples of their standards. */
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

/* ---- RFC 1321, FIPS 180-4; RFC 2202, RFC 4231 ---- */

static void check_hex(struct span sum, const char *hex)
{
	char text[DIGEST_HEX];
	struct out o = OUT(text);

	for (size_t i = 0; i < sum.len; i++)
		out_hex(&o, (unsigned char)sum.at[i], 2);
	CHECK_SPANS(out_span(&o), span_of(hex));
}

static void test_kinds(void)
{
	char sum[DIGEST_SIZE];

	check_hex(digest_of(DIGEST_MD5, SPAN("abc"), sum), "900150983cd24fb0d6963f7d28e17f72");
	check_hex(
	    digest_of(DIGEST_SHA1, SPAN("abc"), sum), "a9993e364706816aba3e25717850c26c9cd0d89d");
	check_hex(digest_of(DIGEST_SHA256, SPAN("abc"), sum), vectors[1].sum);
}

static void test_hmac(void)
{
	struct span text = SPAN("what do ya want for nothing?");
	char sum[DIGEST_SIZE], key[131];

	check_hex(
	    digest_hmac(DIGEST_MD5, SPAN("Jefe"), text, sum), "750c783e6ab0b503eaa86e310a5db738");
	check_hex(digest_hmac(DIGEST_SHA1, SPAN("Jefe"), text, sum),
	    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	check_hex(digest_hmac(DIGEST_SHA256, SPAN("Jefe"), text, sum),
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key);
	check_hex(digest_hmac(DIGEST_SHA256, (struct span){ key, sizeof key },
		      SPAN("Test Using Larger Than Block-Size Key - Hash Key First"), sum),
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 6070 and, for SHA-256, RFC 7914 11 as far as one block goes; in slices of any size. */
static const struct {
	enum digest_kind kind;
	const char *key, *salt;
	int rounds;
	const char *sum;
} stretched[] = {
	{ DIGEST_SHA1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6" },
	{ DIGEST_SHA1, "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1" },
	{ DIGEST_SHA256, "passwd", "salt", 1,
	    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc" },
	{ DIGEST_SHA256, "Password", "NaCl", 80000,
	    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56" },
};

static void test_stretch(void)
{
	for (size_t i = 0; i < sizeof stretched / sizeof *stretched; i++)
		for (int slice = 1000; slice < 100000; slice *= 9) {
			struct digest_stretch d;
			struct span sum;
			int slices = 1;

			digest_stretch_begin(&d, stretched[i].kind, span_of(stretched[i].key),
			    span_of(stretched[i].salt), stretched[i].rounds);
			while (!digest_stretch(&d, slice, &sum))
				slices++;
			check_hex(sum, stretched[i].sum);
			CHECK_NUMBER(slices,
			    stretched[i].rounds <= 1 ? 1 : (stretched[i].rounds - 2) / slice + 1);
		}
}

int main(void)
{
	RUN(test_kinds);
	RUN(test_hmac);
	RUN(test_stretch);
	RUN(test_vectors_in_pieces);
	RUN(test_fresh_after_hex);
	return test_end("digest");
}
