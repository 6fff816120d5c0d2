/* key.c - see key.h. */
#include "ui/key.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

#define ESC 0x1b

/* What follows ESC, and the key that sends it somewhere. */
static const struct {
	char sequence[7];
	unsigned char code;
} known[] = {
	{ "[A", KEY_UP },
	{ "OA", KEY_UP },
	{ "[B", KEY_DOWN },
	{ "OB", KEY_DOWN },
	{ "[C", KEY_RIGHT },
	{ "OC", KEY_RIGHT },
	{ "[D", KEY_LEFT },
	{ "OD", KEY_LEFT },
	{ "[H", KEY_HOME },
	{ "OH", KEY_HOME },
	{ "[1~", KEY_HOME },
	{ "[7~", KEY_HOME },
	{ "[F", KEY_END },
	{ "OF", KEY_END },
	{ "[4~", KEY_END },
	{ "[8~", KEY_END },
	{ "[2~", KEY_INSERT },
	{ "[3~", KEY_DELETE },
	{ "[5~", KEY_PAGE_UP },
	{ "[6~", KEY_PAGE_DOWN },
	{ "[1;5C", KEY_WORD_RIGHT }, /* Ctrl, xterm */
	{ "[1;5D", KEY_WORD_LEFT },
	{ "[1;3C", KEY_WORD_RIGHT }, /* Alt, xterm */
	{ "[1;3D", KEY_WORD_LEFT },
	{ "Oc", KEY_WORD_RIGHT }, /* Ctrl, rxvt */
	{ "Od", KEY_WORD_LEFT },
	{ "[5C", KEY_WORD_RIGHT }, /* Ctrl, PuTTY and old ones */
	{ "[5D", KEY_WORD_LEFT },
	{ "[3;5~", KEY_DELETE_WORD },
	{ "[3;3~", KEY_DELETE_WORD },
	{ "OM", KEY_ENTER }, /* keypad */
	{ "[200~", KEY_PASTE },
	{ "[201~", KEY_PASTED },
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

/* Keeps one more octet; where there is no room the one before the last goes. */
static void hold(struct keys *k, char octet)
{
	if (k->len == sizeof k->held) {
		k->held[k->len - 2] = k->held[k->len - 1];
		k->len--;
	}
	k->held[k->len++] = octet;
}

static struct key named(int code)
{
	return (struct key){ .code = code };
}

/* Makes text of all that is held. */
static struct key text(struct keys *k)
{
	struct key key = { .code = KEY_TEXT, .pasted = k->pasting, .len = k->len };

	assert(k->len <= sizeof key.octets);
	memcpy(key.octets, k->held, k->len);
	k->len = 0;
	return key;
}

static struct key text_of(struct keys *k, char octet)
{
	hold(k, octet);
	return text(k);
}

/* ESC ] and ESC P: a terminal's answer, up to BEL or ESC \. */
static bool is_string(struct span s)
{
	return s.len > 1 && (s.at[1] == ']' || s.at[1] == 'P');
}

/* ESC [ M: an old mouse report, of three octets of any value. */
static bool is_mouse(struct span s)
{
	return s.len > 2 && s.at[1] == '[' && s.at[2] == 'M';
}

/* ESC [ [: an F key of the Linux console, of one octet more. */
static bool is_linux(struct span s)
{
	return s.len > 2 && s.at[1] == '[' && s.at[2] == '[';
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

/* The key of a sequence: a named one, or Alt with another. */
static int code_of(struct span s)
{
	if (s.len > 2)
		return look_up(span_from(s, 1));
	if (ascii_is_control(s.at[1]))
		return KEY_ALT_(KEY_BACKSPACE);
	return (unsigned char)s.at[1] < 0x80 ? KEY_ALT_(ascii_lower(s.at[1])) : KEY_UNKNOWN;
}

/* The sequence held is whole.  In a paste only its end means anything. */
static struct key sequence(struct keys *k)
{
	int code = code_of(held(k));

	k->len = 0;
	if (k->pasting && code != KEY_PASTED)
		return named(KEY_NONE);
	if (code == KEY_PASTE || code == KEY_PASTED)
		k->pasting = code == KEY_PASTE;
	return named(code);
}

/* Does this octet show that the sequence held will never end? */
static bool breaks(struct span s, char octet)
{
	if (s.len == 1)
		return ascii_is_control(octet) && octet != '\b' && octet != 0x7f;
	if (is_mouse(s) || (is_string(s) && (octet == '\a' || octet == ESC)))
		return false;
	return ascii_is_control(octet) || ((s.at[1] ^ octet) & 0x80);
}

/* An octet behind ESC. */
static struct key more_sequence(struct keys *k, char octet, bool *taken)
{
	if (breaks(held(k), octet)) {
		k->len = 0;
		*taken = false;
		return named(KEY_NONE);
	}
	hold(k, octet);
	return is_whole(held(k), k->bytes) ? sequence(k) : named(KEY_NONE);
}

/* An octet behind a character's first. */
static struct key more_text(struct keys *k, char octet, bool *taken)
{
	uint32_t c;

	hold(k, octet);
	if (utf8_begun(held(k)))
		return named(KEY_NONE);
	if (utf8_next(held(k), &c) != k->len) {
		k->len--;
		*taken = false;
	}
	return text(k);
}

static struct key enter(struct keys *k, char octet)
{
	k->after_cr = octet == '\r';
	return (struct key){ .code = KEY_ENTER, .pasted = k->pasting };
}

/* A control octet where nothing is begun. */
static struct key control(struct keys *k, char octet)
{
	bool quoted = k->quoting, second = k->after_cr && octet == '\n';

	k->quoting = k->after_cr = false;
	if (quoted)
		return text_of(k, octet);
	if (second)
		return named(KEY_NONE);
	if (octet == '\r' || octet == '\n')
		return enter(k, octet);
	if (octet == ESC) {
		hold(k, octet);
		return named(KEY_NONE);
	}
	if (k->pasting)
		return text_of(k, octet);
	k->quoting = octet == KEY_CTRL('V');
	return named(k->quoting ? KEY_NONE : octet == '\b' ? KEY_BACKSPACE : octet);
}

static struct key first(struct keys *k, char octet)
{
	if (ascii_is_control(octet))
		return control(k, octet);
	k->quoting = k->after_cr = false;
	hold(k, octet);
	return !k->bytes && utf8_begun(held(k)) ? named(KEY_NONE) : text(k);
}

size_t key_feed(struct keys *k, struct span octets, struct key *key)
{
	size_t n = 0;

	*key = named(KEY_NONE);
	while (n < octets.len && key->code == KEY_NONE) {
		bool taken = true;
		char octet = octets.at[n];

		if (k->len == 0)
			*key = first(k, octet);
		else if (k->held[0] == ESC)
			*key = more_sequence(k, octet, &taken);
		else
			*key = more_text(k, octet, &taken);
		n += taken;
	}
	return n;
}

bool key_waiting(const struct keys *k)
{
	return k->len != 0;
}

struct key key_late(struct keys *k)
{
	bool alone = k->len == 1 && !k->pasting;

	if (k->len == 0)
		return named(KEY_NONE);
	if (k->held[0] != ESC)
		return text(k);
	k->len = 0;
	return named(alone ? KEY_ESCAPE : KEY_NONE);
}
