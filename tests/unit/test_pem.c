/* test_pem.c - certificates found in PEM text, cut anywhere, among anything. */
#include "base/base64.h"
#include "certs.h"
#include "proto/pem.h"
#include "test.h"

#define KEY                                                                                        \
	"-----BEGIN PRIVATE KEY-----\n"                                                            \
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n"                                       \
	"-----END PRIVATE KEY-----\n"

static char room[1 << 16];

/* What is found, each as one base64 line; with "+n" behind it, what was too large or bad. */
static struct span found(struct span text, size_t chunk, struct out *o)
{
	struct pem p = { 0 };

	while (text.len) {
		struct span piece = test_copy(span_first(text, chunk)), rest = piece;

		text = span_from(text, chunk);
		while (rest.len) {
			rest = span_from(rest, pem_feed(&p, rest));
			if (p.state != PEM_WHOLE)
				continue;
			base64_encode(o, pem_der(&p));
			out_char(o, '\n');
		}
		free((void *)piece.at);
	}
	if (p.over) {
		out_char(o, '+');
		out_number(o, p.over);
	}
	return out_span(o);
}

static void check(struct span text, const char *want)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 64, 65, 1000, 1 << 20 };

	for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
		struct out o = OUT(room);

		CHECK_SPANS(found(text, chunks[i], &o), span_of(want));
		CHECK(!o.full);
	}
}

static void test_where(void)
{
#define B "-----BEGIN CERTIFICATE-----"
#define E "-----END CERTIFICATE-----"
	const struct {
		struct span text;
		const char *want;
	} rows[] = {
		{ { "", 0 }, "" },
		{ SPAN(B "\nQUJD\n" E "\n"), "QUJD\n" },
		{ SPAN(B "\r\nQUJD\r\n" E "\r\n"), "QUJD\n" },
		{ SPAN(B "\rQUJD\r" E "\r"), "QUJD\n" },
		{ SPAN(B "QUJD" E), "QUJD\n" },
		{ SPAN(B "\nQU \t\n\nJD\n" E), "QUJD\n" },
		{ SPAN(B "\nQUJDRA==\n" E), "QUJDRA==\n" },
		{ SPAN(B "\nQUJDREU=\n" E), "QUJDREU=\n" },
		{ SPAN("\xef\xbb\xbf" B "\nQUJD\n" E "\n"), "QUJD\n" },
		{ SPAN("# a comment - of dashes --\n  " B "\nQUJD\n" E "\n"), "QUJD\n" },
		{ SPAN("a\0b-\0\n" B "\nQUJD\n" E "\0\0"), "QUJD\n" },
		{ SPAN(B "\nQUJD\n" E B "\nREVG\n" E "\n"), "QUJD\nREVG\n" },
		{ SPAN("-" B "\nQUJD\n" E "\n"), "QUJD\n" },
		{ SPAN("------------" B "\nQUJD\n" E "\n"), "QUJD\n" },
		{ SPAN(KEY B "\nQUJD\n" E "\n" KEY), "QUJD\n" },
		{ SPAN("-----BEGIN TRUSTED CERTIFICATE-----\nQUJD\n" E "\n"), "" },
		{ SPAN("-----BEGIN CERTIFICATE REQUEST-----\nQUJD\n" E "\n"), "" },
		{ SPAN("-----BEGIN -----BEGIN " B "\nQUJD\n" E "\n"), "QUJD\n" },
		{ SPAN(B "\n" E "\n"), "" },
		{ SPAN(B "\nQUJD\n"), "" },
		{ SPAN(B "\nQU:JD\n" E "\n" B "\nREVG\n" E), "REVG\n+1" },
		{ SPAN(B "\nQU\0JD\n" E "\n" B "\nREVG\n" E), "REVG\n+1" },
		{ SPAN(B "\nQU\xffJD\n" E "\n" B "\nREVG\n" E), "REVG\n+1" },
		{ SPAN(B "\nQUJD\n" B "\nREVG\n" E), "QUJD\nREVG\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(rows[i].text, rows[i].want);
}

/* All octets, at lengths about those of a line, are written and read back. */
static void test_back(void)
{
	char octets[600], text[1200], plain[1200];

	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (char)(i * 151 + i / 256);
	for (size_t len = 1; len < sizeof octets; len += len < 100 ? 1 : 37) {
		struct out o = OUT(text), want = OUT(plain);
		struct span der = { octets + sizeof octets - len, len };

		pem_write(der, &o);
		base64_encode(&want, der);
		out_text(&want, "\n");
		out_char(&want, '\0');
		CHECK(!o.full);
		check(out_span(&o), plain);
	}
}

static void test_written(void)
{
	struct pem p = { 0 };
	struct span leaf = SPAN(PEM_LEAF);
	struct out o = OUT(room);

	while (leaf.len && p.state != PEM_WHOLE)
		leaf = span_from(leaf, pem_feed(&p, leaf));
	CHECK(p.state == PEM_WHOLE);
	pem_write(pem_der(&p), &o);
	CHECK_SPAN(out_span(&o), PEM_LEAF);
}

/* Of one octet more than there is room for nothing is kept; the next is found. */
static void test_large(void)
{
	static char octets[PEM_DER + 1];

	for (size_t more = 0; more < 2; more++) {
		struct out o = OUT(room);
		struct pem p = { 0 };
		struct span text;
		int whole = 0;

		pem_write((struct span){ octets, PEM_DER + more }, &o);
		pem_write(SPAN("abc"), &o);
		for (text = out_span(&o); text.len;) {
			text = span_from(text, pem_feed(&p, text));
			whole += p.state == PEM_WHOLE;
		}
		CHECK_NUMBER(whole, 2 - (int)more);
		CHECK_NUMBER(p.over, more);
		CHECK_SPAN(pem_der(&p), "abc");
	}
}

/* The head is told once, and what is skipped then does not come whole. */
static void test_heads(void)
{
	static char octets[PEM_HEAD + 100];
	struct out o = OUT(room);

	pem_write((struct span){ octets, sizeof octets }, &o);
	pem_write(SPAN("abc"), &o);
	for (size_t chunk = 1; chunk <= o.len; chunk = chunk * 2 + 1)
		for (int skip = 0; skip < 2; skip++) {
			struct span rest = out_span(&o);
			struct pem p = { 0 };
			int begun = 0, whole = 0;

			while (rest.len) {
				size_t n = pem_feed(&p, span_first(rest, chunk));

				rest = span_from(rest, n);
				whole += p.state == PEM_WHOLE;
				if (p.state != PEM_BEGUN)
					continue;
				CHECK_NUMBER(pem_der(&p).len, PEM_HEAD);
				begun++;
				if (skip)
					pem_skip(&p);
			}
			CHECK_NUMBER(begun, 1);
			CHECK_NUMBER(whole, 2 - skip);
			CHECK_NUMBER(p.over, 0);
		}
}

int main(void)
{
	RUN(test_where);
	RUN(test_back);
	RUN(test_written);
	RUN(test_large);
	RUN(test_heads);
	return test_end("pem");
}
