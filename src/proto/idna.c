/* idna.c - see idna.h. */
#include "proto/idna.h"

#include "base/ascii.h"
#include "base/utf8.h"

#define LABEL_MAX 63

bool idna_is_foreign(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > 127)
			return true;
	return false;
}

/* ---- RFC 3492 ---- */

enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, BIAS = 72, FIRST = 128 };

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / points; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* The smallest digit at place k that does not end a number. */
static uint32_t threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias)
		return TMIN;
	return k >= bias + TMAX ? TMAX : k - bias;
}

/* Writes q in digits of variable length; the bias tells where they end. */
static void put_delta(struct out *o, uint32_t q, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias);

		if (q < t)
			break;
		out_char(o, "abcdefghijklmnopqrstuvwxyz0123456789"[t + (q - t) % (BASE - t)]);
		q = (q - t) / (BASE - t);
	}
	out_char(o, "abcdefghijklmnopqrstuvwxyz0123456789"[q]);
}

static uint32_t put_basic(const uint32_t *c, size_t count, struct out *o)
{
	uint32_t basic = 0;

	for (size_t i = 0; i < count; i++) {
		if (c[i] >= FIRST)
			continue;
		out_char(o, (char)c[i]);
		basic++;
	}
	if (basic)
		out_char(o, '-');
	return basic;
}

/* The smallest character that is not below n. */
static uint32_t next_character(const uint32_t *c, size_t count, uint32_t n)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < count; i++)
		if (c[i] >= n && c[i] < least)
			least = c[i];
	return least;
}

bool idna_punycode(const uint32_t *c, size_t count, struct out *o)
{
	uint32_t n = FIRST, delta = 0, bias = BIAS, basic, done;

	if (count > LABEL_MAX)
		return false; /* so no sum below overflows */
	basic = done = put_basic(c, count, o);
	for (; done < count; n++, delta++) {
		uint32_t next = next_character(c, count, n);

		delta += (next - n) * (done + 1);
		n = next;
		for (size_t i = 0; i < count; i++) {
			delta += c[i] < n;
			if (c[i] != n)
				continue;
			put_delta(o, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return true;
}

/* ---- domains ---- */

/* Ranges of capitals, each or each second character, and the distance to their small letters. */
static const struct {
	uint16_t from, to, step, add;
} capitals[] = {
	{ 'A', 'Z', 1, 32 },
	{ 0xc0, 0xd6, 1, 32 },
	{ 0xd8, 0xde, 1, 32 },
	{ 0x100, 0x12e, 2, 1 },
	{ 0x132, 0x136, 2, 1 },
	{ 0x139, 0x147, 2, 1 },
	{ 0x14a, 0x176, 2, 1 },
	{ 0x179, 0x17d, 2, 1 },
	{ 0x391, 0x3a1, 1, 32 },
	{ 0x3a3, 0x3ab, 1, 32 },
	{ 0x400, 0x40f, 1, 80 },
	{ 0x410, 0x42f, 1, 32 },
	{ 0x460, 0x480, 2, 1 },
	{ 0x48a, 0x4be, 2, 1 },
	{ 0x4d0, 0x52e, 2, 1 },
	{ 0x531, 0x556, 1, 48 },
	{ 0x1e00, 0x1e94, 2, 1 },
	{ 0x1ea0, 0x1efe, 2, 1 },
};

static uint32_t lower(uint32_t c)
{
	for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++)
		if (c >= capitals[i].from && c <= capitals[i].to &&
		    (c - capitals[i].from) % capitals[i].step == 0)
			return c + capitals[i].add;
	return c;
}

/* Punctuation, arrows, shapes. */
static bool is_symbol(uint32_t c)
{
	return c == 0xf7 || (c >= 0x2000 && c < 0x3005);
}

/* Characters that RFC 5892 allows in no label, as far as they may be mistyped in a domain. */
static bool is_sign(uint32_t c)
{
	if (c < 128)
		return !ascii_is_alnum((char)c) && c != '-';
	return c < 0xdf || is_symbol(c) || c >= 0xe000;
}

/* A mark that joins the letter in front of it; RFC 5891 wants one composed character. */
static bool is_joining(uint32_t c)
{
	return c >= 0x300 && c < 0x370;
}

static const char *read_label(struct span label, uint32_t *c, size_t *count)
{
	for (*count = 0; label.len; ++*count) {
		size_t n;

		if (*count == LABEL_MAX)
			return "a label of a domain has at most 63 characters";
		n = utf8_next(label, &c[*count]);
		label = span_from(label, n);
		c[*count] = lower(c[*count]);
		if (c[*count] & UTF8_BAD)
			return "the domain is not UTF-8: write it as xn--";
		if (is_joining(c[*count]))
			return "the domain has an accent apart from its letter: write it as xn--";
		if (is_sign(c[*count]) || utf8_width(c[*count]) == UTF8_UNSAFE)
			return "the domain has a character that domains cannot have";
	}
	return NULL;
}

static const char *put_label(struct span label, struct out *o)
{
	uint32_t c[LABEL_MAX];
	size_t count, from = o->len;
	const char *why = read_label(label, c, &count);

	if (why)
		return why;
	if (span_starts_same(label, SPAN("xn--")))
		return "a label that begins with xn-- is all ASCII";
	out_text(o, "xn--");
	if (!idna_punycode(c, count, o) || o->len - from > LABEL_MAX)
		return "a label of a domain has 1 to 63 octets (as xn-- if it is not ASCII)";
	return NULL;
}

const char *idna_encode(struct span domain, struct out *o)
{
	while (domain.len) {
		size_t before = domain.len;
		struct span label = span_until(&domain, '.');
		const char *why = NULL;

		if (idna_is_foreign(label))
			why = put_label(label, o);
		else
			out_put(o, label);
		if (why)
			return why;
		if (label.len < before)
			out_char(o, '.');
	}
	return o->full ? "the domain is too long" : NULL;
}
