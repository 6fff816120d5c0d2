/* test_digest.c - digests against the examples of their standards, in pieces and slices of every size. */
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

/* ---- kinds, keys, rounds ---- */

static void check_sum(struct span sum, const char *want)
{
	char hex[DIGEST_HEX];
	struct out o = OUT(hex);

	for (size_t i = 0; i < sum.len; i++)
		out_hex(&o, (unsigned char)sum.at[i], 2);
	CHECK_SPANS(out_span(&o), span_of(want));
}

static void test_kinds(void)
{
	char sum[DIGEST_SIZE];

	check_sum(digest_of(DIGEST_SHA256, SPAN("abc"), sum), vectors[1].sum);
	check_sum(digest_of(DIGEST_SHA256, SPAN(""), sum), vectors[0].sum);
	check_sum(digest_of(DIGEST_SHA1, SPAN("abc"), sum),
	    "a9993e364706816aba3e25717850c26c9cd0d89d"); /* RFC 3174 7.3 */
	check_sum(digest_of(DIGEST_MD5, SPAN("abc"), sum),
	    "900150983cd24fb0d6963f7d28e17f72"); /* RFC 1321 A.5 */
}

/* RFC 2202 2 and 3, RFC 4231 4: of each the cases 1, 2, 3 and 6. */
static const struct {
	enum digest_kind kind;
	struct {
		char octet;
		size_t times;
	} key;
	const char *sum[4];
	size_t large; /* the key of case 6 */
} keyed[] = {
	{ DIGEST_MD5, { 0x0b, 16 },
	    { "9294727a3638bb1c13f48ef8158bfc9d", "750c783e6ab0b503eaa86e310a5db738",
		"56be34521d144c88dbb8c733f0e8b3f6", "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd" },
	    80 },
	{ DIGEST_SHA1, { 0x0b, 20 },
	    { "b617318655057264e28bc0b6fb378c8ef146be00",
		"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		"125d7342b9ac11cd91a39af48aa17b4f63f175d3",
		"aa4ae5e15272d00e95705637ce8a3b55ed402112" },
	    80 },
	{ DIGEST_SHA256, { 0x0b, 20 },
	    { "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	    131 },
};

static void check_hmac(enum digest_kind kind, struct span key, struct span text, const char *want)
{
	struct span k = test_copy(key), t = test_copy(text);
	char sum[DIGEST_SIZE];

	check_sum(digest_hmac(kind, k, t, sum), want);
	free((void *)k.at);
	free((void *)t.at);
}

static void test_hmac(void)
{
	char room[131], text[50];
	struct span key = { room, 0 };

	memset(text, 0xdd, sizeof text);
	for (size_t i = 0; i < sizeof keyed / sizeof *keyed; i++) {
		enum digest_kind kind = keyed[i].kind;

		memset(room, keyed[i].key.octet, sizeof room);
		key.len = keyed[i].key.times;
		check_hmac(kind, key, SPAN("Hi There"), keyed[i].sum[0]);
		check_hmac(
		    kind, SPAN("Jefe"), SPAN("what do ya want for nothing?"), keyed[i].sum[1]);
		memset(room, 0xaa, sizeof room);
		check_hmac(kind, key, (struct span){ text, sizeof text }, keyed[i].sum[2]);
		key.len = keyed[i].large;
		check_hmac(kind, key,
		    SPAN("Test Using Larger Than Block-Size Key - Hash Key First"),
		    keyed[i].sum[3]);
	}
}

static void check_stretch(enum digest_kind kind, struct span password, struct span salt,
    int64_t rounds, int64_t slice, const char *want)
{
	static const struct digest_stretch nothing;
	struct digest_stretch st;
	char sum[DIGEST_SIZE];
	struct span key;
	int64_t slices = 1;

	digest_stretch_begin(&st, kind, password, salt, rounds);
	while (!(key = digest_stretch(&st, slice, sum)).len)
		slices++;
	check_sum(key, want);
	CHECK(!memcmp(&st, &nothing, sizeof st));
	CHECK_NUMBER(slices, rounds > 1 ? (rounds - 2) / slice + 1 : 1);
}

/* RFC 6070 2 (there cut to 16 octets: the last), RFC 7914 11. */
static void test_stretch(void)
{
	for (int64_t slice = 1; slice < 5000; slice *= 7) {
		check_stretch(DIGEST_SHA1, SPAN("password"), SPAN("salt"), 1, slice,
		    "0c60c80f961f0e71f3a9b524af6012062fe037a6");
		check_stretch(DIGEST_SHA1, SPAN("password"), SPAN("salt"), 2, slice,
		    "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
		check_stretch(DIGEST_SHA1, SPAN("password"), SPAN("salt"), 4096, slice,
		    "4b007901b765489abead49d926f721d065a429c1");
	}
	check_stretch(DIGEST_SHA1, SPAN("passwordPASSWORDpassword"),
	    SPAN("saltSALTsaltSALTsaltSALTsaltSALTsalt"), 4096, 4095,
	    "3d2eec4fe41c849b80c8d83662c0e44a8b291a96");
	check_stretch(DIGEST_SHA1, SPAN("pass\0word"), SPAN("sa\0lt"), 4096, 4096,
	    "56fa6aa75548099dcc37d7f03425e0c37f1c42b2");
	check_stretch(DIGEST_SHA256, SPAN("passwd"), SPAN("salt"), 1, 1,
	    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
	check_stretch(DIGEST_SHA256, SPAN("Password"), SPAN("NaCl"), 80000, 4096,
	    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

static void test_same(void)
{
	CHECK(digest_same(SPAN("abc"), SPAN("abc")));
	CHECK(digest_same(SPAN(""), SPAN("")));
	CHECK(!digest_same(SPAN("abc"), SPAN("abd")));
	CHECK(!digest_same(SPAN("abc"), SPAN("bbc")));
	CHECK(!digest_same(SPAN("abc"), SPAN("abcd")));
	CHECK(!digest_same(SPAN("a\0c"), SPAN("a\0d")));
}

int main(void)
{
	RUN(test_vectors_in_pieces);
	RUN(test_fresh_after_hex);
	RUN(test_kinds);
	RUN(test_hmac);
	RUN(test_stretch);
	RUN(test_same);
	return test_end("digest");
}
