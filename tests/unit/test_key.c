/*
 * test_key.c - bytes from a terminal to keys, whole and cut at every byte.
 *
 * Keys are written down as a line of words: "é" for text, <Up> for a named key,
 * <^A>, <M-b>, and a leading p for what belongs to a paste.
 */
#include "ui/key.h"

#include "base/out.h"
#include "test.h"

static const char *const name[] = {
	[KEY_ENTER] = "Enter",
	[KEY_TAB] = "Tab",
	[KEY_BACKSPACE] = "Backspace",
	[KEY_UP] = "Up",
	[KEY_DOWN] = "Down",
	[KEY_LEFT] = "Left",
	[KEY_RIGHT] = "Right",
	[KEY_HOME] = "Home",
	[KEY_END] = "End",
	[KEY_INSERT] = "Insert",
	[KEY_DELETE] = "Delete",
	[KEY_PAGE_UP] = "PageUp",
	[KEY_PAGE_DOWN] = "PageDown",
	[KEY_WORD_LEFT] = "WordLeft",
	[KEY_WORD_RIGHT] = "WordRight",
	[KEY_DELETE_WORD] = "DeleteWord",
	[KEY_ESCAPE] = "Escape",
	[KEY_PASTE] = "Paste",
	[KEY_PASTED] = "Pasted",
	[KEY_UNKNOWN] = "Unknown",
};

static void say(struct out *o, const struct key *key)
{
	if (key->code == KEY_NONE)
		return;
	if (key->pasted)
		out_char(o, 'p');
	if (key->code == KEY_TEXT) {
		out_put(o, (struct span){ key->octets, key->len });
		return;
	}
	out_char(o, '<');
	if (key->code >= KEY_ALT) {
		out_text(o, "M-");
		out_char(o, (char)(key->code - KEY_ALT));
	} else if (name[key->code]) {
		out_text(o, name[key->code]);
	} else {
		out_char(o, '^');
		out_char(o, (char)(key->code | 0x40));
	}
	out_char(o, '>');
}

static void feed(struct keys *k, struct span octets, struct out *o)
{
	struct key key;

	while (octets.len) {
		octets = span_from(octets, key_feed(k, octets, &key));
		say(o, &key);
	}
}

/* Feeds the octets in pieces of each size; `late`: and then nothing comes any more. */
static void keys_are(struct keys fresh, struct span octets, bool late, struct span want)
{
	for (size_t size = 1; size <= octets.len; size++) {
		struct keys k = fresh;
		char room[256];
		struct out o = OUT(room);
		struct key key;

		for (struct span rest = octets; rest.len; rest = span_from(rest, size)) {
			struct span piece = test_copy(span_first(rest, size));

			feed(&k, piece, &o);
			free((void *)piece.at);
		}
		CHECK_NUMBER(key_waiting(&k), late);
		if (late) {
			key = key_late(&k);
			say(&o, &key);
		}
		CHECK(!key_waiting(&k));
		CHECK_SPANS(out_span(&o), want);
	}
}

#define KEYS(octets, want) keys_are((struct keys){ 0 }, SPAN(octets), false, SPAN(want))
#define LATE(octets, want) keys_are((struct keys){ 0 }, SPAN(octets), true, SPAN(want))
#define BYTES(octets, want)                                                                        \
	keys_are((struct keys){ .bytes = true }, SPAN(octets), false, SPAN(want))

static void text(void)
{
	KEYS("stat", "stat");
	KEYS("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80!",
	    "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80!");
	KEYS("e\xcc\x81", "e\xcc\x81");
	BYTES("caf\xe9\xc3", "caf\xe9\xc3");
}

/* A Latin-1 terminal that nobody told us of: its octets arrive as they are. */
static void ill_formed_text(void)
{
	KEYS("caf\xe9s", "caf\xe9s");
	KEYS("\xe9\r", "\xe9<Enter>");
	KEYS("\xe2\x82\x7f", "\xe2\x82<Backspace>");
	KEYS("\xff\x80z", "\xff\x80z");
	KEYS("\xe9\x1b[A", "\xe9<Up>");
	LATE("caf\xe9", "caf\xe9");
	LATE("\xf0\x9f\x98", "\xf0\x9f\x98");
}

static void controls(void)
{
	KEYS("\x01\x05\x15\x1f\x1d", "<^A><^E><^U><^_><^]>");
	KEYS("\x08\x7f\t", "<Backspace><Backspace><Tab>");
	KEYS("\0x", "<^@>x");
}

static void enter(void)
{
	KEYS("a\rb\nc\r\nd", "a<Enter>b<Enter>c<Enter>d");
	KEYS("\r\r", "<Enter><Enter>");
	KEYS("\n\n", "<Enter><Enter>");
	KEYS("\r\n\r\n", "<Enter><Enter>");
	KEYS("\r\n\n", "<Enter><Enter>");
	KEYS("\rx\n", "<Enter>x<Enter>");
	KEYS("\x1bOM", "<Enter>");
	KEYS("\x1b\r", "<Enter>");
}

static void arrows(void)
{
	KEYS("\x1b[A\x1b[B\x1b[C\x1b[D", "<Up><Down><Right><Left>");
	KEYS("\x1bOA\x1bOB\x1bOC\x1bOD", "<Up><Down><Right><Left>");
	KEYS("\x1b[H\x1b[1~\x1bOH\x1b[7~", "<Home><Home><Home><Home>");
	KEYS("\x1b[F\x1b[4~\x1bOF\x1b[8~", "<End><End><End><End>");
	KEYS("\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "<Insert><Delete><PageUp><PageDown>");
	KEYS("\x1b[1;5D\x1b[1;5C\x1b[1;3D\x1b[1;3C", "<WordLeft><WordRight><WordLeft><WordRight>");
	KEYS("\x1bOd\x1bOc\x1b[5D\x1b[5C", "<WordLeft><WordRight><WordLeft><WordRight>");
	KEYS("\x1b[3;5~", "<DeleteWord>");
	KEYS("\x1b\x1b[A", "<Up>");
}

static void alt(void)
{
	KEYS("\x1b"
	     "b\x1b"
	     "f\x1b"
	     "d\x1b"
	     "B",
	    "<M-b><M-f><M-d><M-b>");
	KEYS("\x1b\x7f\x1b\x08", "<M-\x7f><M-\x7f>");
	KEYS("\x1b\xc3\xa9x", "<Unknown>x");
}

/* No key types garbage: what isn't known is taken whole. */
static void unknown(void)
{
	KEYS("\x1b[Zx", "<Unknown>x");
	KEYS("\x1b[15~x\x1b[24;5~y", "<Unknown>x<Unknown>y");
	KEYS("\x1b[[Ax", "<Unknown>x");
	KEYS("\x1bOPx\x1bO5Px", "<Unknown>x<Unknown>x");
	KEYS("\x1b[?1;2cx", "<Unknown>x");
	KEYS("\x1b[<0;12;7Mx", "<Unknown>x");
	KEYS("\x1b[M !\"x", "<Unknown>x");
	KEYS("\x1b[M\x80\xff\x1bx", "<Unknown>x");
	KEYS("\x1b]11;rgb:0000/0000/0000\x1b\\x", "<Unknown>x");
	KEYS("\x1b]11;rgb:0000/0000/0000\ax", "<Unknown>x");
	KEYS("\x1bP1$r0m and a long answer that no one asked for\x1b\\x", "<Unknown>x");
	KEYS("\x1b[1111111111111111111111111111111111111111111111111~x", "<Unknown>x");
}

/* A sequence that breaks off takes nothing with it. */
static void broken_off(void)
{
	KEYS("\x1b[\rx", "<Enter>x");
	KEYS("\x1b[12\x1b[Ax", "<Up>x");
	KEYS("\x1bO\x01", "<^A>");
	KEYS("\x1b]abc\r", "<Enter>");
	KEYS("\x1b[1\xc3\xa9", "\xc3\xa9");
}

static void lone_escape(void)
{
	LATE("\x1b", "<Escape>");
	LATE("\x1b[", "");
	LATE("\x1b[1;", "");
	LATE("a\x1bO", "a");
	LATE("\x1b]0;title", "");
}

static void paste(void)
{
	KEYS("\x1b[200~a\x1b[201~b", "<Paste>pa<Pasted>b");
	KEYS("\x1b[200~x\ry\nz\r\n\x1b[201~", "<Paste>pxp<Enter>pyp<Enter>pzp<Enter><Pasted>");
	KEYS("\x1b[200~\xc3\xa9\t\x01\x7f\x16\x1b[201~",
	    "<Paste>p\xc3\xa9p\tp\x01p\x7fp\x16<Pasted>");
	KEYS("\x1b[200~a\x1b[Ab\x1b"
	     "bc\x1b[201~d",
	    "<Paste>papbpc<Pasted>d");
	KEYS("\x1b[200~\x1b[200~a\x1b[201~b", "<Paste>pa<Pasted>b");
}

static void quoted(void)
{
	KEYS("\x16\x1d\x1d", "\x1d<^]>");
	KEYS("\x16\x16\x16\t\x16\x1b", "\x16\t\x1b");
	KEYS("\x16\x7f\x16\r\x16\n", "\x7f\r\n");
	KEYS("\x16"
	     "a\x01",
	    "a<^A>");
	KEYS("\x16\xc3\xa9", "\xc3\xa9");
	KEYS("\r\x16\n", "<Enter>\n");
}

int main(void)
{
	RUN(text);
	RUN(ill_formed_text);
	RUN(controls);
	RUN(enter);
	RUN(arrows);
	RUN(alt);
	RUN(unknown);
	RUN(broken_off);
	RUN(lone_escape);
	RUN(paste);
	RUN(quoted);
	return test_end("key");
}
