/*
 * key.h - bytes from a terminal to keys.
 *
 * A key is text, a control key, or a named key, in whatever form the terminal
 * sends it: VT100 and ANSI arrows, four dialects of Home, the Linux console,
 * xterm's modifiers, Alt as a leading ESC, bracketed paste.  An unknown sequence
 * is dropped whole, so that no key types garbage.  What a key does is the
 * editor's affair.
 *
 * ESC alone and ESC as the beginning of a sequence look the same until time has
 * passed: while key_waiting is true, call key_late after KEY_LATE_MS milliseconds.
 */
#ifndef UI_KEY_H
#define UI_KEY_H

#include "base/span.h"

#define KEY_LATE_MS 300

/* Octets of a sequence; a longer one is cut in its middle, and dropped whole anyway. */
#ifndef KEY_SEQUENCE_MAX
#define KEY_SEQUENCE_MAX 32
#endif

enum key_code {
	KEY_NONE = -1,
	/* 0..0x1f and 0x7f: the control keys, KEY_CTRL('A') and so on */
	KEY_ENTER = 0x0d, /* CR, LF, or both together */
	KEY_TAB = 0x09,
	KEY_BACKSPACE = 0x7f, /* 0x08 as well */
	KEY_TEXT = 0x80,      /* octets to be inserted into the line */
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_INSERT,
	KEY_DELETE,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_WORD_LEFT,
	KEY_WORD_RIGHT,
	KEY_DELETE_WORD,
	KEY_ESCAPE, /* alone */
	KEY_PASTE,  /* a bracketed paste begins: its keys are `pasted` */
	KEY_PASTED, /* a bracketed paste ends */
	KEY_UNKNOWN,
	KEY_ALT = 0x100, /* + the octet of the key, letters in lower case */
};
#define KEY_CTRL(letter) ((letter)&0x1f)
#define KEY_ALT_(octet)  (KEY_ALT + (octet))

struct key {          /* small enough to be passed by value */
	int16_t code; /* enum key_code, a control octet, or KEY_ALT_(octet) */
	bool pasted;  /* within a bracketed paste: TEXT or ENTER only */
	uint8_t len;  /* octets of KEY_TEXT: one character, or an ill-formed one */
	char octets[4];
};

struct keys {       /* all zero is a fresh one */
	bool bytes; /* an 8-bit terminal: every octet is a character */
	bool pasting, quoting, after_cr;
	char held[KEY_SEQUENCE_MAX]; /* an unfinished sequence or character */
	size_t len;
};

/*
 * Takes octets up to the end of the next key and returns how many; *key is that
 * key, or KEY_NONE if all octets were taken and no key has ended.
 *
 * ^V is not a key: it makes text of the control octet that follows.
 */
size_t key_feed(struct keys *k, struct span octets, struct key *key);

/* Is there an unfinished sequence that may be a key already, as ESC may? */
bool key_waiting(const struct keys *k);

/* Nothing more came: the key of the unfinished sequence, perhaps KEY_NONE. */
struct key key_late(struct keys *k);

#endif
