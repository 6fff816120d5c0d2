/*
 * fuzz_pem.c - PEM text of any sort: the same certificates however it is cut, and what is written is found.
 *
 * The first octet is the size of the pieces.  Each certificate must be what
 * a slower reader makes of the text between its marks.
 */
#include "proto/pem.h"

#include <assert.h>
#include <string.h>

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define ABC   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

static char model[2 * PEM_DER];

/* What the text of a body means, up to its dash; false: it is none. */
static bool model_read(struct span body, size_t *len)
{
	uint32_t bits = 0;
	int have = 0;

	*len = 0;
	for (size_t i = 0; i < body.len && body.at[i] != '-'; i++) {
		const char *at = body.at[i] ? strchr(ABC, body.at[i]) : NULL;

		if (at) {
			bits = bits << 6 | (uint32_t)(at - ABC);
			have += 6;
		} else if (!body.at[i] || !strchr("=\r\n\t ", body.at[i])) {
			return false;
		}
		if (have < 8)
			continue;
		if (*len == PEM_DER)
			return false;
		have -= 8;
		model[(*len)++] = (char)(bits >> have);
	}
	return *len && span_has(body, '-');
}

/* Steps to the next certificate as a reader of whole texts does. */
static bool model_next(struct span *text, size_t *len)
{
	while (text->len) {
		bool here = span_starts(*text, SPAN(BEGIN));

		*text = span_from(*text, here ? sizeof BEGIN - 1 : 1);
		if (here && model_read(*text, len))
			return true;
	}
	return false;
}

static void check_cut(struct span text, size_t chunk)
{
	struct pem p = { 0 };
	struct span rest = text;
	size_t len;

	while (rest.len) {
		size_t n = pem_feed(&p, span_first(rest, chunk));

		assert(n > 0 && n <= chunk);
		rest = span_from(rest, n);
		assert(p.len <= PEM_DER);
		assert(p.state != PEM_BEGUN || p.len == PEM_HEAD);
		if (p.state != PEM_WHOLE)
			continue;
		assert(model_next(&text, &len));
		assert(span_eq(pem_der(&p), (struct span){ model, len }));
	}
	assert(!model_next(&text, &len));
}

static void check_back(struct span octets)
{
	static char room[2 * PEM_DER];
	struct out o = OUT(room);
	struct pem p = { 0 };
	struct span rest;

	if (octets.len == 0 || octets.len > PEM_DER)
		return;
	pem_write(octets, &o);
	for (rest = out_span(&o); p.state != PEM_WHOLE;)
		rest = span_from(rest, pem_feed(&p, rest));
	assert(span_eq(pem_der(&p), octets));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { (const char *)data + 1, size - 1 };

	if (size < 2)
		return 0;
	check_cut(input, 1u + data[0]);
	check_back(input);
	return 0;
}
