/* test_hash.c - SHA-1 and MD5 of the library as it is built here: examples of RFC 3174 and RFC 1321, each length. */
#include "base/out.h"
#include "test.h"

#include <mbedtls/md.h>

#define LENGTHS 201 /* across three blocks, with the padding at each place */

static void sum(mbedtls_md_type_t type, struct span text, unsigned char digest[20])
{
	mbedtls_md(
	    mbedtls_md_info_from_type(type), (const unsigned char *)text.at, text.len, digest);
}

static void check(mbedtls_md_type_t type, size_t size, struct span text, const char *want)
{
	unsigned char digest[20];
	char hex[41];
	struct out o = OUT(hex);

	sum(type, text, digest);
	for (size_t i = 0; i < size; i++)
		out_hex(&o, digest[i], 2);
	CHECK_SPANS(out_span(&o), span_of(want));
}

static void test_examples(void)
{
	static const struct {
		const char *text, *sha1, *md5;
	} examples[] = {
		{ "", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		    "d41d8cd98f00b204e9800998ecf8427e" },
		{ "abc", "a9993e364706816aba3e25717850c26c9cd0d89d",
		    "900150983cd24fb0d6963f7d28e17f72" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
		    "8215ef0796a20bcaaae116d3876c664a" },
	};

	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct span text = span_of(examples[i].text);

		check(MBEDTLS_MD_SHA1, 20, text, examples[i].sha1);
		check(MBEDTLS_MD_MD5, 16, text, examples[i].md5);
	}
}

/* The digest of the digests of texts of 0 to 200 octets, whose octets are 7i + length. */
static void check_lengths(mbedtls_md_type_t type, size_t size, const char *want)
{
	static char digests[LENGTHS * 20];
	char text[LENGTHS];

	for (size_t len = 0; len < LENGTHS; len++) {
		for (size_t i = 0; i < len; i++)
			text[i] = (char)(7 * i + len);
		sum(type, (struct span){ text, len }, (unsigned char *)digests + len * size);
	}
	check(type, size, (struct span){ digests, LENGTHS * size }, want);
}

static void test_each_length(void)
{
	check_lengths(MBEDTLS_MD_SHA1, 20, "d0de06f4c5cb01efe13d538b17bbc0bd8144a1c2");
	check_lengths(MBEDTLS_MD_MD5, 16, "a442e71c2813be22a1e4ba7304617cca");
}

int main(void)
{
	RUN(test_examples);
	RUN(test_each_length);
	return test_end("hash");
}
