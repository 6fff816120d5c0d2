/*
 * fuzz_cert.c - anything as a certificate: each reader stays inside it, each text in its room.
 *
 * The first octet says how much of the input is the name of the host, and is a pin's text too.
 * Boxes of DER behind one another are a chain as a server sends it; one of its dates is
 * now, and so is a moment on either side.
 */
#include "net/cert.h"

#include <assert.h>

#define CHAIN 4
#define NOW   1795478400

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

static void check_say(const struct cert *c, unsigned depth, int64_t now)
{
	static char room[CERT_TEXT_MAX];
	struct out o = OUT(room);
	int lines = 0;

	cert_say(c, depth, now, &o);
	check_text(&o);
	for (size_t i = 0; i < o.len; i++)
		lines += o.at[i] == '\n';
	assert(lines == 11 + c->dated);
}

static void check_names_text(const struct cert *c)
{
	char room[2 * 600];

	for (size_t most = 0; most <= 600; most += 300) {
		struct out o = OUT(room);

		cert_names(c, most, &o);
		check_text(&o);
		assert(o.len && !span_has(out_span(&o), '\n'));
	}
}

/* As a server sends them, one behind the other; what is left over is one that is broken. */
static size_t chain_of(struct span input, struct span sent[CHAIN])
{
	struct der box;
	size_t count = 0;

	while (count < CHAIN && der_take(&input, &box))
		sent[count++] = box.whole;
	if (count < CHAIN && (input.len || !count))
		sent[count++] = input;
	return count;
}

static void check_judge(const struct span *sent, size_t count, struct span host, int64_t now)
{
	static struct trust nobody;
	char room[CERT_REASON_MAX];

	for (unsigned bit = 0; bit < 10; bit++) {
		struct out o = OUT(room);
		unsigned faults = bit < 9 ? 1u << bit : 0x1ff; /* each, and all together */
		struct cert_clock clock = { now, count % 2 ? now - 100 : 0, bit };
		struct cert_case k = { faults, host, sent, count, bit & 1 ? &nobody : NULL, clock };

		cert_judge(&k, &o);
		check_text(&o);
		assert(o.len && !span_has(out_span(&o), '\n'));
	}
}

/* The pin of a certificate is what its text says, and no other fits. */
static void check_pins(const struct cert *c, struct span text)
{
	struct cert_pin pin = { 0 };

	if (cert_pin_read(&pin, text))
		assert(pin.set);
	pin = (struct cert_pin){ .set = true };
	cert_print(c, pin.print);
	assert(cert_pin_fits(&pin, c));
	pin.key = true;
	cert_key_print(c, pin.print);
	assert(cert_pin_fits(&pin, c));
	pin.print[0] = (char)~pin.print[0];
	assert(!cert_pin_fits(&pin, c));
}

/* Dates of the certificate's own: it ends after its last second and begins with its first. */
static void check_times(const struct cert *c)
{
	const int64_t times[] = { c->from - 1, c->from, c->until, c->until + 1 };

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		unsigned flaws = cert_flaws(c, times[i]);

		assert(!!(flaws & CERT_EXPIRED) == (times[i] > c->until));
		assert(!!(flaws & CERT_FUTURE) == (times[i] < c->from));
		cert_days_left(c, times[i]);
		check_say(c, (unsigned)i, times[i]);
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

static void check_cert(const struct cert *c, struct span input, struct span host)
{
	assert(within(c->subject, c->der) && within(c->issuer, c->der));
	assert(within(c->serial, c->der) && within(c->key, c->der));
	assert(within(c->names, c->der) && within(c->valid, c->der) && within(c->der, input));
	cert_is_for(c, host);
	check_say(c, 0, NOW);
	if (c->dated)
		check_times(c);
	check_names(c);
	check_names_text(c);
	check_pins(c, host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { (const char *)data + 1, size - 1 }, host, subject, sent[CHAIN];
	struct cert c;
	size_t count;

	if (size < 1)
		return 0;
	host = span_first(input, data[0] & 63);
	input = span_from(input, data[0] & 63);
	if (cert_subject(input, &subject))
		assert(within(subject, input));
	count = chain_of(input, sent);
	check_judge(sent, count, host, NOW);
	for (size_t i = 0; i < count; i++) {
		if (!cert_read(&c, sent[i]))
			continue;
		check_cert(&c, sent[i], host);
		check_judge(sent, count, host, c.until + 1);
		check_judge(sent, count, host, c.from - 1);
	}
	return 0;
}
