/* echo.c - see echo.h. */
#include "proto/echo.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/wipe.h"

#include <string.h>

#ifndef ECHO_DECODED
#define ECHO_DECODED 1024 /* of a response; beyond stand tokens, told by their beginning */
#endif

#define HINTS 3 /* hint[c] & 1 << place: c may stand at that place of an occurrence */

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/*
 * An occurrence in base64 begins, by how many octets stand before it in the
 * encoded text, at one of these bits of the secret: those before share a
 * character with the octets ahead.
 */
static const unsigned char base64_bits[] = { 0, 4, 2 };
#define BASE64_BITS_COUNT (sizeof base64_bits / sizeof *base64_bits)

/* The base64 character of six bits of the secret; it has at least one of them. */
static char base64_character(const struct echo_secret *s, size_t bit)
{
	unsigned octet = (unsigned char)s->at[bit / 8];
	unsigned next = bit / 8 + 1 < s->len ? (unsigned char)s->at[bit / 8 + 1] : 0;

	return ALPHABET[(octet << 8 | next) >> (10 - bit % 8) & 63];
}

/* ---- keeping ---- */

static void hint(struct echo *e, int place, char c)
{
	if (place < HINTS)
		e->hint[(unsigned char)c] |= (unsigned char)(1 << place);
}

/* An octet as it is, or percent-encoded from that place on. */
static void hint_octet(struct echo *e, int place, char c)
{
	static const char digits[] = "0123456789abcdef";
	char high = digits[(unsigned char)c >> 4], low = digits[(unsigned char)c & 15];

	hint(e, place, c);
	hint(e, place, '%');
	hint(e, place + 1, high);
	hint(e, place + 1, ascii_upper(high));
	hint(e, place + 2, low);
	hint(e, place + 2, ascii_upper(low));
}

static void add_hints(struct echo *e, const struct echo_secret *s)
{
	for (int place = 0; place < HINTS; place++) {
		hint_octet(e, place, s->at[place]);
		for (size_t i = 0; i < BASE64_BITS_COUNT && !s->coded; i++)
			hint_octet(
			    e, place, base64_character(s, base64_bits[i] + 6u * (unsigned)place));
	}
}

static bool is_kept(const struct echo *e, struct span text, bool coded)
{
	for (size_t i = 0; i < ECHO_SECRETS; i++) {
		const struct echo_secret *s = &e->secret[i];

		if (s->coded == coded && s->cut == (text.len > ECHO_OCTETS) &&
		    span_eq((struct span){ s->at, s->len }, span_first(text, ECHO_OCTETS)))
			return true;
	}
	return false;
}

static bool is_edge(char c)
{
	return ascii_is_blank(c) || c == '\r' || c == '\n';
}

/* Blanks and line ends around a secret may get lost on the way back. */
static struct span core(struct span s)
{
	while (s.len && is_edge(s.at[s.len - 1]))
		s.len--;
	while (s.len && is_edge(s.at[0]))
		s = span_from(s, 1);
	return s;
}

static void keep(struct echo *e, struct span text, bool coded)
{
	struct echo_secret *s = &e->secret[e->kept % ECHO_SECRETS];

	text = core(text);
	while (coded && text.len && text.at[text.len - 1] == '=')
		text.len--;
	if (text.len < ECHO_LEAST || is_kept(e, text, coded))
		return;
	wipe(s, sizeof *s);
	s->coded = coded;
	s->cut = text.len > ECHO_OCTETS;
	s->len = s->cut ? ECHO_OCTETS : text.len;
	memcpy(s->at, text.at, s->len);
	add_hints(e, s);
	e->kept++;
}

/* What a response says: of PLAIN's parts the last, the password; else all. */
static void keep_response(struct echo *e, struct span said)
{
	char room[ECHO_DECODED];
	struct out o = OUT(room);
	struct span plain;
	size_t at;

	if (base64_decode(&o, span_first(said, sizeof room / 3 * 4), &at) != BASE64_FINE) {
		keep(e, said, false); /* a password typed where base64 was due */
		return;
	}
	keep(e, said, true);
	for (plain = out_span(&o); span_has(plain, '\0');)
		span_until(&plain, '\0');
	keep(e, plain, false);
	wipe(room, sizeof room);
}

/* IMAP's "pass\"word" is repeated as pass"word. */
static void keep_quoted(struct echo *e, struct span said)
{
	char room[ECHO_OCTETS + 1];
	struct out o = OUT(room);

	for (size_t i = 1; i < said.len && said.at[i] != '"'; i++) {
		if (said.at[i] == '\\' && i + 1 < said.len)
			i++;
		out_char(&o, said.at[i]);
	}
	keep(e, out_span(&o), false);
	wipe(room, sizeof room);
}

void echo_remember(struct echo *e, enum secret_kind kind, struct span said)
{
	said = span_trim(said);
	if (kind == SECRET_IS_RESPONSE) {
		keep_response(e, said);
		return;
	}
	keep(e, said, kind == SECRET_IS_NAME);
	if (kind == SECRET_IS_PLAIN && said.len && said.at[0] == '"')
		keep_quoted(e, said);
}

void echo_forget(struct echo *e)
{
	wipe(e, sizeof *e);
}

/* ---- finding ---- */

/* How many octets c takes at the head of text, as %63 or as it is; 0: it isn't there. */
static size_t octet_at(struct span text, char c)
{
	if (text.len > 2 && text.at[0] == '%') {
		int high = ascii_hex(text.at[1]), low = ascii_hex(text.at[2]);

		if (high >= 0 && low >= 0 && high * 16 + low == (unsigned char)c)
			return 3;
	}
	return text.len && text.at[0] == c;
}

static size_t padding_at(struct span text)
{
	size_t len = 0, took;

	while ((took = octet_at(span_from(text, len), '=')))
		len += took;
	return len;
}

/* How long an occurrence at the head of text is, percent-encoded here and there; 0: none. */
static size_t percent_encoded(const struct echo_secret *s, struct span text)
{
	size_t len = 0;

	for (size_t i = 0; i < s->len; i++) {
		size_t took = octet_at(span_from(text, len), s->at[i]);

		if (!took)
			return 0;
		len += took;
	}
	return len;
}

/* The same as it was sent: it may hold what looks percent-encoded. */
static size_t as_sent(const struct echo_secret *s, struct span text)
{
	bool plain = span_starts(text, (struct span){ s->at, s->len });
	size_t len = plain ? s->len : percent_encoded(s, text);

	return len && s->coded ? len + padding_at(span_from(text, len)) : len;
}

/* The same within a base64 text; the character that ends it may hold other bits too. */
static size_t in_base64(const struct echo_secret *s, struct span text, size_t bit)
{
	size_t len = 0;

	for (; bit + 6 <= 8 * s->len; bit += 6) {
		size_t took = octet_at(span_from(text, len), base64_character(s, bit));

		if (!took)
			return 0;
		len += took;
	}
	if (bit < 8 * s->len && len < text.len && span_has(SPAN(ALPHABET), text.at[len]))
		len++;
	return len + padding_at(span_from(text, len));
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t secret_at(const struct echo_secret *s, struct span text)
{
	size_t len = as_sent(s, text);

	for (size_t i = 0; i < BASE64_BITS_COUNT && !s->coded; i++)
		len = larger(len, in_base64(s, text, base64_bits[i]));
	while (len && s->cut && len < text.len && !ascii_is_blank(text.at[len]))
		len++;
	return len;
}

/* The longest occurrence of any secret at the head of text. */
static size_t any_at(const struct echo *e, struct span text)
{
	size_t len = 0;

	for (size_t i = 0; i < ECHO_SECRETS && i < e->kept; i++)
		len = larger(len, secret_at(&e->secret[i], text));
	return len;
}

/*
 * Where next, from `at` on, an occurrence may begin.  Every octet of every
 * body passes here: three looks and one branch, seldom taken.
 */
static size_t next_hint(const struct echo *e, struct span text, size_t at)
{
	const unsigned char *octet = (const unsigned char *)text.at;

	for (; at + ECHO_LEAST <= text.len; at++)
		if (e->hint[octet[at]] & e->hint[octet[at + 1]] >> 1 & e->hint[octet[at + 2]] >> 2)
			return at;
	return text.len;
}

size_t echo_find(const struct echo *e, struct span text, size_t *len)
{
	size_t at = e->kept ? next_hint(e, text, 0) : text.len;

	*len = 0;
	while (at < text.len && !(*len = any_at(e, span_from(text, at))))
		at = next_hint(e, text, at + 1);
	/* Another may begin within it and reach further. */
	for (size_t i = 1; i < *len; i++) {
		size_t more = any_at(e, span_from(text, at + i));

		*len = more ? larger(*len, i + more) : *len;
	}
	return at;
}

size_t echo_mask(const struct echo *e, struct span text, struct out *o)
{
	size_t count = 0, len, at;

	while ((at = echo_find(e, text, &len)) < text.len) {
		out_put(o, span_first(text, at));
		out_text(o, "********");
		text = span_from(text, at + len);
		count++;
	}
	if (count)
		out_put(o, text);
	return count;
}
