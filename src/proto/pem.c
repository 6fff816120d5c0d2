/* pem.c - see pem.h. */
#include "proto/pem.h"

#include "base/base64.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----"
#define WIDTH 48 /* octets in a line of text: 64 characters */

/* What the characters from '+' to 'z' stand for: six bits, or nothing. */
#define NO 64
static const unsigned char sextet[] = { 62, NO, NO, NO, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
	NO, NO, NO, NO, NO, NO, NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
	18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, NO, NO, 26, 27, 28, 29, 30, 31, 32, 33, 34,
	35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51 };

/* Looks for BEGIN, of which `dashes` octets have come. */
static void between(struct pem *p, unsigned dashes)
{
	p->state = PEM_TEXT;
	p->dashes = dashes;
}

/* Compares an octet with BEGIN, anywhere in a line: a file may lack a last line end. */
static void text_take(struct pem *p, char c)
{
	if (c == BEGIN[p->dashes]) {
		p->dashes++;
	} else if (c != '-') {
		p->dashes = 0;
	} else if (p->dashes != 5) { /* six dashes or more end in five, too */
		p->dashes = 1;
	}
	if (BEGIN[p->dashes])
		return;
	p->state = PEM_BODY;
	p->bits = 0;
	p->sextets = 0;
	p->len = 0;
}

/* Takes six bits; returns true if they complete the PEM_HEAD octets. */
static bool sextet_take(struct pem *p, unsigned value)
{
	p->bits = p->bits << 6 | value;
	if (p->sextets++ % 4 == 0)
		return false;
	if (p->len == PEM_DER) {
		p->over++;
		between(p, 0);
		return false;
	}
	p->der[p->len++] = (char)(p->bits >> (2 * (3 - (p->sextets - 1) % 4)));
	return p->len == PEM_HEAD;
}

/* Takes an octet of a body.  Padding is ignored: the end of the block tells the same. */
static void body_take(struct pem *p, char c)
{
	unsigned place = (unsigned char)c - '+';

	if (c == '-') {
		between(p, 1);
		if (p->len)
			p->state = PEM_WHOLE;
	} else if (place < sizeof sextet && sextet[place] != NO) {
		if (sextet_take(p, sextet[place]))
			p->state = PEM_BEGUN;
	} else if (!span_has(SPAN("=\n\r\t "), c)) {
		p->over++;
		between(p, 0);
	}
}

size_t pem_feed(struct pem *p, struct span text)
{
	size_t at = 0;

	if (p->state == PEM_BEGUN)
		p->state = PEM_BODY;
	else if (p->state == PEM_WHOLE)
		p->state = PEM_TEXT;
	while (at < text.len && p->state <= PEM_BODY) {
		if (p->state == PEM_BODY)
			body_take(p, text.at[at++]);
		else if (p->dashes == 0 && text.at[at] != '-')
			at += span_find(span_from(text, at), '-');
		else
			text_take(p, text.at[at++]);
	}
	return at;
}

void pem_skip(struct pem *p)
{
	between(p, 0);
}

void pem_write(struct span der, struct out *o)
{
	out_text(o, BEGIN "\n");
	for (; der.len; der = span_from(der, WIDTH)) {
		base64_encode(o, span_first(der, WIDTH));
		out_char(o, '\n');
	}
	out_text(o, END "\n");
}
