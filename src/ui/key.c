/* key.c - see key.h. */
#include "ui/key.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <string.h>

#define ESC 0x1b

/* What follows ESC [ or ESC O, and the key that sends it on some terminal. */
static const struct {
	char sequence[5];
	unsigned char code;
} known[] = {
	{ "A", KEY_UP },
	{ "B", KEY_DOWN },
	{ "C", KEY_RIGHT },
	{ "D", KEY_LEFT },
	{ "H", KEY_HOME },
	{ "1~", KEY_HOME },
	{ "7~", KEY_HOME },
	{ "F", KEY_END },
	{ "4~", KEY_END },
	{ "8~", KEY_END },
	{ "2~", KEY_INSERT },
	{ "3~", KEY_DELETE },
	{ "5~", KEY_PAGE_UP },
	{ "6~", KEY_PAGE_DOWN },
	{ "1;5C", KEY_WORD_RIGHT }, /* Ctrl, xterm */
	{ "1;5D", KEY_WORD_LEFT },
	{ "1;3C", KEY_WORD_RIGHT }, /* Alt, xterm */
	{ "1;3D", KEY_WORD_LEFT },
	{ "c", KEY_WORD_RIGHT }, /* Ctrl, rxvt */
	{ "d", KEY_WORD_LEFT },
	{ "5C", KEY_WORD_RIGHT }, /* Ctrl, PuTTY and old xterms */
	{ "5D", KEY_WORD_LEFT },
	{ "3;5~", KEY_DELETE_WORD },
	{ "3;3~", KEY_DELETE_WORD },
	{ "M", KEY_ENTER }, /* keypad; after ESC [ it begins a mouse report */
	{ "200~", KEY_PASTE },
	{ "201~", KEY_PASTED },
};

static int look_up(struct span sequence)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_eq(sequence, span_of(known[i].sequence)))
			return known[i].code;
	return KEY_UNKNOWN;
}

static struct span held(const struct keys *k)
{
	return (struct span){ k->held, k->len };
}

/* Keeps one more octet; if there is no room it replaces the last one but one. */
static void hold(struct keys *k, char octet)
{
	if (k->len == sizeof k->held) {
		k->held[k->len - 2] = k->held[k->len - 1];
		k->len--;
	}
	k->held[k->len++] = octet;
}

/* ESC ] or ESC P: a terminal's answer, up to BEL or ESC \. */
static bool is_string(struct span s)
{
	return s.len > 1 && (s.at[1] == ']' || s.at[1] == 'P');
}

/* ESC [ M: an old mouse report, of three octets of any value. */
static bool is_mouse(struct span s)
{
	return span_starts(s, SPAN("\x1b[M"));
}

/* ESC [ [: a function key of the Linux console, with one octet more. */
static bool is_linux(struct span s)
{
	return span_starts(s, SPAN("\x1b[["));
}

static bool is_whole(struct span s, bool bytes)
{
	char last = s.at[s.len - 1];

	if (is_string(s))
		return last == '\a' || (last == '\\' && s.at[s.len - 2] == ESC);
	if (is_mouse(s))
		return s.len == 6;
	if (is_linux(s))
		return s.len == 4;
	if (s.at[1] == '[' || s.at[1] == 'O') /* parameters, and a letter or tilde */
		return s.len > 2 && last >= 0x40;
	return bytes || !utf8_begun(span_from(s, 1));
}

/* The key of a sequence: a named key, or Alt with another key. */
static int code_of(struct span s)
{
	if (s.len > 2)
		return look_up(span_from(s, 2));
	if (ascii_is_control(s.at[1]))
		return KEY_ALT_(KEY_BACKSPACE);
	if ((unsigned char)s.at[1] >= 0x80)
		return KEY_UNKNOWN;
	return KEY_ALT_(ascii_lower(s.at[1]));
}

/* The key of the sequence held, which is whole.  In a paste only the paste's end counts. */
static int sequence(struct keys *k)
{
	int code = code_of(held(k));

	k->len = 0;
	if (k->pasting && code != KEY_PASTED)
		return KEY_NONE;
	if (code == KEY_PASTE || code == KEY_PASTED)
		k->pasting = code == KEY_PASTE;
	return code;
}

/* Does this octet show that the sequence held will never end? */
static bool breaks(struct span s, char octet)
{
	if (s.len == 1)
		return ascii_is_control(octet) && octet != '\b' && octet != 0x7f;
	if (is_mouse(s))
		return false;
	if (is_string(s) && (octet == '\a' || octet == ESC))
		return false;
	return ascii_is_control(octet) || ((s.at[1] ^ octet) & 0x80);
}

/* Takes an octet after ESC. */
static int more_sequence(struct keys *k, char octet, bool *taken)
{
	if (breaks(held(k), octet)) {
		k->len = 0;
		*taken = false;
		return KEY_NONE;
	}
	hold(k, octet);
	if (!is_whole(held(k), k->bytes))
		return KEY_NONE;
	return sequence(k);
}

/* Takes an octet after the first one of a character. */
static int more_text(struct keys *k, char octet, bool *taken)
{
	uint32_t c;

	hold(k, octet);
	if (utf8_begun(held(k)))
		return KEY_NONE;
	if (utf8_next(held(k), &c) != k->len) {
		k->len--;
		*taken = false;
	}
	return KEY_TEXT;
}

/* Takes a control octet while nothing is unfinished; KEY_TEXT: the octet itself, held. */
static int control(struct keys *k, char octet)
{
	bool quoted = k->quoting, second = k->after_cr && octet == '\n';

	k->quoting = k->after_cr = false;
	if (quoted) {
		hold(k, octet);
		return KEY_TEXT;
	}
	if (second)
		return KEY_NONE;
	if (octet == '\r' || octet == '\n') {
		k->after_cr = octet == '\r';
		return KEY_ENTER;
	}
	if (octet == ESC || k->pasting) {
		hold(k, octet);
		return octet == ESC ? KEY_NONE : KEY_TEXT;
	}
	k->quoting = octet == KEY_CTRL('V');
	if (k->quoting)
		return KEY_NONE;
	return octet == '\b' ? KEY_BACKSPACE : octet;
}

static int first(struct keys *k, char octet)
{
	if (ascii_is_control(octet))
		return control(k, octet);
	k->quoting = k->after_cr = false;
	hold(k, octet);
	return !k->bytes && utf8_begun(held(k)) ? KEY_NONE : KEY_TEXT;
}

/* Makes the key of that code; KEY_TEXT takes all octets held. */
static struct key made(struct keys *k, int code)
{
	struct key key = { .code = (int16_t)code, .pasted = k->pasting && code != KEY_PASTE };

	if (code == KEY_TEXT) {
		memcpy(key.octets, k->held, sizeof key.octets);
		key.len = (uint8_t)k->len;
		k->len = 0;
	}
	return key;
}

size_t key_feed(struct keys *k, struct span octets, struct key *key)
{
	int code = KEY_NONE;
	size_t n = 0;

	while (n < octets.len && code == KEY_NONE) {
		bool taken = true;
		char octet = octets.at[n];

		if (k->len == 0)
			code = first(k, octet);
		else if (k->held[0] == ESC)
			code = more_sequence(k, octet, &taken);
		else
			code = more_text(k, octet, &taken);
		n += taken;
	}
	*key = made(k, code);
	return n;
}

bool key_waiting(const struct keys *k)
{
	return k->len != 0;
}

struct key key_late(struct keys *k)
{
	int code = KEY_NONE;

	if (k->len && k->held[0] != ESC)
		code = KEY_TEXT;
	else if (k->len == 1 && !k->pasting)
		code = KEY_ESCAPE;
	if (code != KEY_TEXT)
		k->len = 0;
	return made(k, code);
}
