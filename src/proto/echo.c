/* echo.c - see echo.h. */
#include "proto/echo.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/size.h"
#include "base/wipe.h"

#include <string.h>

#ifndef ECHO_DECODED
#define ECHO_DECODED 1024 /* of a response; a longer one is a token */
#endif

#define HINTS 3 /* hint[c] & 1 << place, place < HINTS: c may be at that place of an occurrence */

/* ---- keeping secrets ---- */

static struct span form_span(const struct echo_form *f)
{
	return (struct span){ f->at + f->from, f->len };
}

static void hint(struct echo *e, int place, char c)
{
	e->hint[(unsigned char)c] |= (unsigned char)(1 << place);
}

/* Notes an octet, as it is or percent-encoded, at a place of an occurrence. */
static void hint_octet(struct echo *e, int place, char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	unsigned char octet = (unsigned char)c;

	hint(e, place, c);
	hint(e, place, '%');
	for (int i = 0; i < 32; i += 16) {
		hint(e, place + 1, digits[i + octet / 16]);
		hint(e, place + 2, digits[i + octet % 16]);
	}
}

static void add_form(struct echo *e, struct echo_form *f, size_t from, size_t to)
{
	f->from = (unsigned short)from;
	f->len = (unsigned short)(to - from);
	for (int place = 0; place < HINTS; place++)
		hint_octet(e, place, form_span(f).at[place]);
}

/* Base64 of the secret after `ahead` octets, without the characters that hold bits of those. */
static void add_coded(struct echo *e, struct echo_form *f, struct span text, size_t ahead)
{
	char plain[2 + ECHO_OCTETS];
	struct out p = OUT(plain), o = OUT(f->at);
	size_t bits;

	out_repeat(&p, '\0', ahead);
	out_put(&p, text);
	base64_encode(&o, out_span(&p));
	wipe(plain, sizeof plain);
	bits = 8 * p.len;
	f->coded = true;
	f->shared = bits % 6 != 0;
	add_form(e, f, (8 * ahead + 5) / 6, bits / 6);
}

static bool is_kept(const struct echo *e, struct span text, bool coded)
{
	for (size_t i = 0; i < ECHO_SECRETS * ECHO_FORMS; i += ECHO_FORMS) {
		const struct echo_form *f = &e->form[i];

		if (f->coded == coded && f->cut == (text.len > ECHO_OCTETS) &&
		    span_eq(form_span(f), span_first(text, ECHO_OCTETS)))
			return true;
	}
	return false;
}

/* Blanks and line ends around a secret, and = after a coded one, may not come back. */
static bool is_edge(char c, bool coded)
{
	return span_has(SPAN(" \t\r\n"), c) || (coded && c == '=');
}

static void keep(struct echo *e, struct span text, bool coded)
{
	struct echo_form *f = &e->form[e->kept % ECHO_SECRETS * ECHO_FORMS];

	while (text.len && is_edge(text.at[text.len - 1], coded))
		text.len--;
	while (text.len && is_edge(text.at[0], false))
		text = span_from(text, 1);
	if (text.len < ECHO_LEAST || is_kept(e, text, coded))
		return;
	e->kept++;
	wipe(f, ECHO_FORMS * sizeof *f);
	for (int i = 0; i < ECHO_FORMS; i++)
		f[i].cut = text.len > ECHO_OCTETS;
	text = span_first(text, ECHO_OCTETS);
	memcpy(f->at, text.at, text.len);
	add_form(e, f, 0, text.len);
	f->coded = coded;
	for (size_t ahead = 0; ahead < 3 && !coded; ahead++)
		add_coded(e, ++f, text, ahead);
}

/* A server repeats IMAP's "pass\"word" as pass"word. */
static void unquote(struct span said, struct out *o)
{
	if (!span_starts(said, SPAN("\"")))
		return;
	for (size_t i = 1; i < said.len && said.at[i] != '"'; i++) {
		if (said.at[i] == '\\' && i + 1 < said.len)
			i++;
		out_char(o, said.at[i]);
	}
}

/* The password, PLAIN's last part; the token of "auth=Bearer TOKEN", RFC 7628 3.1; else all. */
static struct span secret_part(struct span plain)
{
	struct span parts, part;

	while (span_has(plain, '\0'))
		span_until(&plain, '\0');
	for (parts = plain; parts.len;) {
		part = span_until(&parts, '\1');
		if (!span_starts_same(part, SPAN("auth=")))
			continue;
		span_word(&part); /* the scheme */
		return part;
	}
	return plain;
}

/*
 * A response is kept decoded too.  A password may have been typed where base64
 * was due, so the text itself is always kept.
 */
void echo_remember(struct echo *e, enum secret_kind kind, struct span said)
{
	char room[ECHO_DECODED];
	struct out o = OUT(room);
	size_t at;
	bool coded = kind == SECRET_IS_NAME;

	said = span_trim(said);
	if (kind == SECRET_IS_RESPONSE)
		coded = !base64_decode(&o, span_first(said, sizeof room / 3 * 4), &at);
	if (!coded)
		unquote(said, &o);
	keep(e, said, coded);
	keep(e, secret_part(out_span(&o)), false);
	wipe(room, sizeof room);
}

void echo_forget(struct echo *e)
{
	wipe(e, sizeof *e);
}

/* ---- finding secrets ---- */

/* How many octets c takes at the head of text, as %63 or as it is; 0: c isn't there. */
static size_t octet_at(struct span text, char c)
{
	if (text.len > 2 && text.at[0] == '%' && ascii_hex_octet(text.at + 1) == (unsigned char)c)
		return 3;
	return text.len && text.at[0] == c;
}

/* Tries the form as it is first: it may hold text that looks percent-encoded. */
static size_t octets_at(struct span text, struct span form)
{
	size_t len = 0, took;

	if (span_starts(text, form))
		return form.len;
	for (size_t i = 0; i < form.len; i++, len += took)
		if (!(took = octet_at(span_from(text, len), form.at[i])))
			return 0;
	return len;
}

/* Where the "=" after a coded form end. */
static size_t padding_end(const struct echo_form *f, struct span text, size_t len)
{
	size_t took;

	while (f->coded && (took = octet_at(span_from(text, len), '=')))
		len += took;
	return len;
}

/* Where a secret ends of which only the first `len` octets are kept: at the next blank. */
static size_t cut_end(const struct echo_form *f, struct span text, size_t len)
{
	while (f->cut && len < text.len && !ascii_is_blank(text.at[len]))
		len++;
	return len;
}

/* How long an occurrence at the head of text is; 0: there is none. */
static size_t form_at(const struct echo_form *f, struct span text)
{
	size_t len = octets_at(text, form_span(f));

	if (!len)
		return 0;
	if (f->shared && len < text.len && base64_has(text.at[len]))
		len++;
	return cut_end(f, text, padding_end(f, text, len));
}

/* The longest occurrence of any secret at the head of text. */
static size_t any_at(const struct echo *e, struct span text)
{
	size_t longest = 0;

	for (size_t i = 0; i < ECHO_SECRETS * ECHO_FORMS; i++)
		longest = size_most(form_at(&e->form[i], text), longest);
	return longest;
}

/*
 * Where the next occurrence may begin, from `at` on.  Every octet of every body
 * passes here: three table look-ups and one branch, seldom taken.
 */
static size_t next_hint(const struct echo *e, struct span text, size_t at)
{
	const unsigned char *octet = (const unsigned char *)text.at;

	for (; at + ECHO_LEAST <= text.len; at++)
		if (e->hint[octet[at]] & e->hint[octet[at + 1]] >> 1 & e->hint[octet[at + 2]] >> 2 &
		    1)
			return at;
	return text.len;
}

size_t echo_find(const struct echo *e, struct span text, size_t *len)
{
	size_t at = e->kept ? next_hint(e, text, 0) : text.len;

	*len = 0;
	while (at < text.len && !(*len = any_at(e, span_from(text, at))))
		at = next_hint(e, text, at + 1);
	/* Another secret may begin within this one and end later. */
	for (size_t i = 1; i < *len; i++) {
		size_t more = any_at(e, span_from(text, at + i));

		if (more)
			*len = size_most(i + more, *len);
	}
	return at;
}

/* ---- where a text may be cut ---- */

/* The longest unfinished occurrence: three octets for each of the form, and a few "=". */
#define OPEN_MOST (3 * (ECHO_FORM + 4))

/* May c, perhaps percent-encoded, begin with `end`, the end of a text, or follow it if empty? */
static bool begins_octet(struct span end, char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	size_t high = (unsigned char)c / 16;

	if (end.len && end.at[0] != '%')
		return false;
	if (end.len != 2)
		return end.len < 2;
	return end.at[1] == digits[high] || end.at[1] == digits[16 + high];
}

/* The first `len` octets of text are a whole form: may more octets belong to it? */
static bool goes_on(const struct echo_form *f, struct span text, size_t len)
{
	if (f->shared && len == text.len)
		return true;
	if (f->shared && base64_has(text.at[len]))
		len++;
	len = padding_end(f, text, len);
	if (f->coded && begins_octet(span_from(text, len), '='))
		return true;
	return f->cut && cut_end(f, text, len) == text.len;
}

/* May a form that begins at the head of text continue after the text's end? */
static bool is_open(const struct echo_form *f, struct span text)
{
	struct span form = form_span(f);
	size_t len = 0, took;

	if (!form.len)
		return false;
	if (span_starts(text, form))
		return goes_on(f, text, form.len);
	if (span_starts(form, text))
		return true;
	for (size_t i = 0; i < form.len; i++, len += took) {
		struct span rest = span_from(text, len);

		if (begins_octet(rest, form.at[i]))
			return true;
		took = octet_at(rest, form.at[i]);
		if (!took)
			return false;
	}
	return goes_on(f, text, len);
}

static bool any_open(const struct echo *e, struct span text)
{
	for (size_t i = 0; i < ECHO_SECRETS * ECHO_FORMS; i++)
		if (is_open(&e->form[i], text))
			return true;
	return false;
}

/* Where the first secret begins that may not be whole yet. */
static size_t first_open(const struct echo *e, struct span text)
{
	size_t at = text.len > OPEN_MOST ? text.len - OPEN_MOST : 0;

	while (at < text.len && !any_open(e, span_from(text, at)))
		at++;
	return at;
}

size_t echo_safe(const struct echo *e, struct span text)
{
	size_t safe = e->kept ? first_open(e, text) : text.len, from = 0, at, len;

	/* A whole secret is not cut in two, and it may be the beginning of a longer one. */
	while ((at = from + echo_find(e, span_from(text, from), &len)) < safe) {
		if (at + len > safe || any_open(e, span_from(text, at)))
			return at;
		from = at + len;
	}
	return safe;
}

/* ---- hiding secrets ---- */

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
