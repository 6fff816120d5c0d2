/*
 * fuzz_cert.c - anything as a certificate: each reader stays inside it, each text in its room.
 *
 * The first octet says how much of the input is the name of the host.
 */
#include "net/cert.h"

#include <assert.h>

static bool within(struct span part, struct span whole)
{
	return part.len == 0 || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

/* Lines are ours; what else there is does no harm to a terminal. */
static void check_text(const struct out *o)
{
	assert(!o->full);
	for (size_t i = 0; i < o->len; i++) {
		unsigned char c = (unsigned char)o->at[i];

		assert((c >= ' ' && c != 0x7f) || c == '\n');
	}
}

static void check_say(const struct cert *c)
{
	static char room[CERT_TEXT_MAX];
	struct out o = OUT(room);
	int lines = 0;

	cert_say(c, 0, 1795478400, &o);
	check_text(&o);
	for (size_t i = 0; i < o.len; i++)
		lines += o.at[i] == '\n';
	assert(lines == 12);
}

static void check_judge(struct span der, struct span host)
{
	char room[CERT_REASON_MAX];
	const struct span sent[] = { der, der };

	for (unsigned bit = 0; bit < 9; bit++) {
		struct out o = OUT(room);
		struct cert_case k = { 1u << bit, host, sent, 1 + bit % 2, NULL, 1795478400 };

		cert_judge(&k, &o);
		check_text(&o);
		assert(o.len && !span_has(out_span(&o), '\n'));
	}
}

/* A subject that is there in a head is the one in the whole. */
static void check_names(const struct cert *c)
{
	struct span subject;

	for (size_t len = 0; len <= c->der.len; len += 1 + len / 8)
		if (cert_subject(span_first(c->der, len), &subject))
			assert(span_eq(subject, c->subject));
	assert(cert_subject(c->der, &subject));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { (const char *)data + 1, size - 1 }, host, subject;
	struct cert c;

	if (size < 1)
		return 0;
	host = span_first(input, data[0] & 63);
	input = span_from(input, data[0] & 63);
	if (cert_subject(input, &subject))
		assert(within(subject, input));
	check_judge(input, host);
	if (!cert_read(&c, input))
		return 0;
	assert(within(c.subject, c.der) && within(c.issuer, c.der) && within(c.serial, c.der));
	assert(within(c.key, c.der) && within(c.names, c.der) && within(c.der, input));
	cert_is_for(&c, host);
	check_say(&c);
	check_names(&c);
	return 0;
}
