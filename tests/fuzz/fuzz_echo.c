/*
 * fuzz_echo.c - what echo_mask writes never holds the secret.
 *
 * The first line is a list of secrets, blank-separated; what follows is the
 * server's text, in which \x01 to \x04 stand for the first secret as it is,
 * in base64, percent-encoded, and in base64 behind three more octets.  Cut where
 * echo_safe says, the two halves hold no more of it than the whole.
 */
#include "base/base64.h"
#include "proto/echo.h"

#include <assert.h>
#include <string.h>

static bool holds(struct span text, struct span s)
{
	for (; text.len >= s.len; text = span_from(text, 1))
		if (span_starts(text, s))
			return true;
	return false;
}

static void put_percent(struct out *o, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		out_char(o, '%');
		out_hex(o, (unsigned char)s.at[i], 2);
	}
}

static void put_behind(struct out *o, struct span s)
{
	char room[512];
	struct out plain = OUT(room);

	out_put(&plain, SPAN("abc"));
	out_put(&plain, s);
	base64_encode(o, out_span(&plain));
}

static void put_text(struct out *o, struct span text, struct span secret)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.at[i]) {
		case 1: out_put(o, secret); break;
		case 2: base64_encode(o, secret); break;
		case 3: put_percent(o, secret); break;
		case 4: put_behind(o, secret); break;
		default: out_char(o, text.at[i]);
		}
	}
}

/* What is told of a text's beginning, before the rest has come, and of the rest. */
static void check_cut(const struct echo *e, struct span text, size_t cut)
{
	static char shown[2][8192 + 64];
	struct span first = span_first(text, echo_safe(e, span_first(text, cut)));
	struct span halves[] = { first, span_from(text, first.len) };
	struct out whole = OUT(shown[0]), pieces = OUT(shown[1]);

	if (!echo_mask(e, text, &whole))
		out_put(&whole, text);
	for (int i = 0; i < 2; i++)
		if (!echo_mask(e, halves[i], &pieces))
			out_put(&pieces, halves[i]);
	assert(span_eq(out_span(&whole), out_span(&pieces)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char room[4096], shown[8192 + 64], form[4][512];
	struct span rest = { (const char *)data, size }, list = span_line(&rest);
	struct span secret = span_first(span_trim(span_word(&list)), 64), word;
	struct out o = OUT(room), m = OUT(shown);
	struct echo e = { 0 };
	size_t count, len;

	for (word = secret; word.len; word = span_word(&list))
		echo_remember(&e, SECRET_IS_RESPONSE, word);
	echo_remember(&e, SECRET_IS_PLAIN, secret);
	put_text(&o, rest, secret);
	count = echo_mask(&e, out_span(&o), &m);
	assert(!m.full);
	assert((count > 0) == (echo_find(&e, out_span(&o), &len) < o.len));
	for (size_t cut = 0; cut <= o.len; cut += 1 + o.len / 16)
		check_cut(&e, out_span(&o), cut);
	assert(count ? m.len >= 8 * count : m.len == 0);
	if (secret.len < ECHO_LEAST || span_has(secret, '*') || span_has(secret, '\r'))
		return 0;
	for (int i = 0; i < 4; i++) {
		struct out f = OUT(form[i]);
		char code = (char)(i + 1);

		put_text(&f, (struct span){ &code, 1 }, secret);
		assert(!holds(count ? out_span(&m) : out_span(&o), out_span(&f)));
	}
	return 0;
}
