/* test_idna.c - domains beyond ASCII, with the vectors of RFC 3492 7.1 that a label can have. */
#include "proto/idna.h"
#include "test.h"

static const struct {
	uint32_t c[40];
	const char *code;
} vectors[] = {
	{ { 0x644, 0x64A, 0x647, 0x645, 0x627, 0x628, 0x62A, 0x643, 0x644, 0x645, 0x648, 0x634,
	      0x639, 0x631, 0x628, 0x64A, 0x61F },
	    "egbpdaj6bu4bxfgehfvwxn" },
	{ { 0x4ED6, 0x4EEC, 0x4E3A, 0x4EC0, 0x4E48, 0x4E0D, 0x8BF4, 0x4E2D, 0x6587 },
	    "ihqwcrb4cv8a8dqg056pqjye" },
	{ { 0x4ED6, 0x5011, 0x7232, 0x4EC0, 0x9EBD, 0x4E0D, 0x8AAA, 0x4E2D, 0x6587 },
	    "ihqwctvzc91f659drss3x8bo0yb" },
	{ { 0x70, 0x72, 0x6F, 0x10D, 0x70, 0x72, 0x6F, 0x73, 0x74, 0x11B, 0x6E, 0x65, 0x6D, 0x6C,
	      0x75, 0x76, 0xED, 0x10D, 0x65, 0x73, 0x6B, 0x79 },
	    "proprostnemluvesky-uyb24dma41a" },
	{ { 0x5D4, 0x5D2 }, "6dbd" },
	{ { 0x33, 0x5E74, 0x62, 0x7D44, 0x91D1, 0x516B, 0x5148, 0x751F },
	    "3b-ww4c5e180e575a65lsy2b" },
	{ { 0x305D, 0x306E, 0x30B9, 0x30D4, 0x30FC, 0x30C9, 0x3067 }, "d9juau41awczczp" },
	{ { 0x2D, 0x3E, 0x20, 0x24, 0x31, 0x2E, 0x30, 0x30, 0x20, 0x3C, 0x2D }, "-> $1.00 <--" },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		char room[80];
		struct out o = OUT(room);
		size_t count = 0;

		while (vectors[i].c[count])
			count++;
		CHECK(idna_punycode(vectors[i].c, count, &o));
		CHECK_SPANS(out_span(&o), span_of(vectors[i].code));
	}
}

static const struct {
	const char *domain, *code; /* NULL: refused */
} rows[] = {
	{ "m\xc3\xbcller.example", "xn--mller-kva.example" },
	{ "M\xc3\x9cLLER.example", "xn--mller-kva.example" },
	{ "b\xc3\xbc"
	  "cher.de.",
	    "xn--bcher-kva.de." },
	{ "example.com", "example.com" },
	{ "www.m\xc3\xbcller.xn--p1ai", "www.xn--mller-kva.xn--p1ai" },
	{ "fa\xc3\x9f.de", "xn--fa-hia.de" },
	{ "\xd0\xa0\xd0\xa4", "xn--p1ai" },
	{ "mu\xcc\x88ller.de", NULL },
	{ "m\xfcller.de", NULL },
	{ "m\xc3\xbc ller.de", NULL },
	{ "m\xc3\xbc\xe2\x80\x8bller.de", NULL },
	{ "\xc3\x97.de", NULL },
	{ "xn--b\xc3\xbc"
	  "cher.de",
	    NULL },
	{ "www.XN--\xc3\xbc.de", NULL },
	{ "xn-b\xc3\xbc.de", "xn--xn-b-3ra.de" },
};

static void test_domains(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[80];
		struct out o = OUT(room);
		struct span domain = test_copy(span_of(rows[i].domain));
		const char *why = idna_encode(domain, &o);

		CHECK_NUMBER(!why, rows[i].code != NULL);
		if (rows[i].code)
			CHECK_SPANS(out_span(&o), span_of(rows[i].code));
		free((void *)domain.at);
	}
}

static void test_long_labels(void)
{
	char text[90] = "\xc3\xbc", room[100];
	struct out o = OUT(room);

	memset(text + 2, 'x', 70);
	CHECK(idna_encode(span_of(text), &o));
	text[60] = '\0';
	CHECK(idna_encode(span_of(text), &o));
}

int main(void)
{
	RUN(test_vectors);
	RUN(test_domains);
	RUN(test_long_labels);
	return test_end("idna");
}
