/*
 * test_edit.c - keys in; the line, and what the eye sees, out.
 *
 * A desk is an editor with a keyboard before it and a screen behind it.  It
 * masks what follows "pass ", as a caller does, after each key.
 */
#include "ui/edit.h"

#include "screen.h"
#include "test.h"

struct desk {
	struct edit edit;
	struct keys keys;
	struct history history;
	struct screen screen;
	enum edit_said said;
	size_t wrote; /* octets of the last painting */
};

static char painted[1 << 16]; /* octets of the last painting */
static struct desk desk;

static void mask(struct edit *e)
{
	edit_mask(e, span_starts_same(edit_text(e), SPAN("pass ")) ? 5 : SIZE_MAX);
}

static void show_octets(struct out *o)
{
	screen_feed(&desk.screen, out_span(o));
	desk.wrote = o->len;
	if (desk.screen.broken) {
		printf("the screen broke: %s\n", desk.screen.broken);
		desk.screen.broken = NULL;
		test_broken = 1;
	}
}

static void paint(void)
{
	struct out o = OUT(painted);

	CHECK(edit_paint(&desk.edit, &o));
	show_octets(&o);
}

static void hide(void)
{
	struct out o = OUT(painted);

	edit_hide(&desk.edit, &o);
	show_octets(&o);
}

static void leave(void)
{
	struct out o = OUT(painted);

	edit_leave(&desk.edit, &o);
	show_octets(&o);
}

static void sit_down(size_t columns, const char *prompt)
{
	memset(&desk, 0, sizeof desk);
	desk.edit.paint.columns = desk.screen.columns = columns;
	desk.edit.recall.history = &desk.history;
	edit_prompt(&desk.edit, span_of(prompt));
	paint();
}

static void sit_down_dumb(size_t columns)
{
	sit_down(columns, "");
	desk.edit.paint.dumb = desk.screen.dumb = true;
	edit_prompt(&desk.edit, SPAN("> "));
	paint();
}

/* Types octets, each key painted by itself. */
static void type_octets(struct span octets)
{
	struct key key;

	while (octets.len) {
		octets = span_from(octets, key_feed(&desk.keys, octets, &key));
		desk.said = edit_key(&desk.edit, &key);
		mask(&desk.edit);
		paint();
	}
}

#define TYPE(literal) type_octets(SPAN(literal))

static void finish(void)
{
	history_add(&desk.history, edit_text(&desk.edit));
	hide();
	edit_clear(&desk.edit);
	paint();
}

#define LINE(literal) CHECK_SPAN(edit_text(&desk.edit), literal)

#define SEEN(literal, at)                                                                          \
	do {                                                                                       \
		char row_[SCREEN_COLUMNS * 24];                                                    \
		CHECK_SPAN(screen_row(&desk.screen, row_), literal);                               \
		CHECK_NUMBER(desk.screen.column, at);                                              \
	} while (0)

#define UP     "\x1b[A"
#define DOWN   "\x1b[B"
#define RIGHT  "\x1b[C"
#define LEFT   "\x1b[D"
#define HOME   "\x1b[H"
#define END    "\x1b[F"
#define DELETE "\x1b[3~"
#define E_MARK "e\xcc\x81"
#define NI     "\xe6\x97\xa5" /* two columns wide */

/* ---- the line ---- */

static void types(void)
{
	sit_down(80, "postel> ");
	SEEN("postel>", 8);
	TYPE("user paul");
	LINE("user paul");
	SEEN("postel> user paul", 17);
	TYPE("\r");
	CHECK_NUMBER(desk.said, EDIT_LINE);
	LINE("user paul");
	finish();
	LINE("");
	SEEN("postel>", 8);
}

/* The article's chief complaint. */
static void backspace(void)
{
	sit_down(80, "");
	TYPE("statx\x08\x7fs");
	LINE("stas");
	SEEN("stas", 4);
	TYPE("\x7f\x7f\x7f\x7f\x7f\x7f");
	LINE("");
	SEEN("", 0);
	TYPE("caf\xc3\xa9\x7f" NI "\x7f" E_MARK "\x7f\xff\x7f");
	LINE("caf");
	SEEN("caf", 3);
}

static void moves(void)
{
	sit_down(80, "> ");
	TYPE("mail from" LEFT LEFT "X\x02\x02Y" HOME "<" END ">\x01\x06[\x05]");
	LINE("<[mail fYrXom>]");
	SEEN("> <[mail fYrXom>]", 17);
	TYPE(HOME LEFT LEFT RIGHT DELETE "\x04");
	LINE("<ail fYrXom>]");
	SEEN("> <ail fYrXom>]", 3);
	TYPE(END RIGHT DELETE "\x04");
	LINE("<ail fYrXom>]");
}

static void words(void)
{
	sit_down(80, "");
	TYPE("rcpt to:<paul@example.com>\x1b"
	     "b\x1b"
	     "b");
	SEEN("rcpt to:<paul@example.com>", 14);
	TYPE("\x1b[1;5D");
	SEEN("rcpt to:<paul@example.com>", 9);
	TYPE("\x1b"
	     "f\x1b[1;5C");
	SEEN("rcpt to:<paul@example.com>", 21);
	TYPE("\x1b\x7f");
	LINE("rcpt to:<paul@.com>");
	TYPE("\x1b"
	     "d");
	LINE("rcpt to:<paul@>");
	TYPE("\x05\x17");
	LINE("rcpt ");
}

static void swaps(void)
{
	sit_down(80, "");
	TYPE("\x14"
	     "a\x14"
	     "b\x14");
	LINE("ba");
	TYPE(NI "\x14");
	LINE("b" NI "a");
	SEEN("b" NI "a", 4);
	TYPE(HOME "\x14" RIGHT "\x14" E_MARK "\x14");
	LINE(NI "ba" E_MARK);
}

static void kills_and_yanks(void)
{
	sit_down(80, "");
	TYPE("one two three\x17\x17\x19");
	LINE("one two three");
	TYPE(HOME "\x0b\x19\x19");
	LINE("one two threeone two three");
	TYPE("\x15\x19");
	LINE("one two threeone two three");
	TYPE(HOME "\x1b"
		  "d\x1b"
		  "d\x05 \x19");
	LINE(" threeone two three one two");
	TYPE("\x15x\x17\x19");
	LINE("x");
}

static void undoes(void)
{
	sit_down(80, "");
	TYPE("one two\x17\x1f");
	LINE("one two");
	SEEN("one two", 7);
	TYPE("\x1f");
	LINE("one ");
	TYPE("\x1f");
	LINE("");
	CHECK_NUMBER(desk.screen.bells, 0);
	TYPE("\x1f");
	CHECK_NUMBER(desk.screen.bells, 1);
	TYPE("abc" HOME "\x0b\x19\x1f\x1f");
	LINE("abc");
	TYPE(HOME DELETE DELETE "\x1f\x1f");
	LINE("abc");
}

/* However a line came about, undo goes all the way back if the steps are remembered. */
static void undoes_everything(void)
{
	static const char *const keys[] = { "a", " ", "b", NI, "\x7f", LEFT, HOME, END, "\x17",
		"\x15", "\x0b", "\x19", DELETE, "\x14" };

	srand(1);
	for (int round = 0; round < 300; round++) {
		sit_down(80, "");
		for (int i = 0; i < EDIT_UNDO_MAX / 2; i++)
			type_octets(span_of(keys[(size_t)rand() % (sizeof keys / sizeof *keys)]));
		for (int i = 0; i < EDIT_UNDO_MAX; i++)
			TYPE("\x1f");
		LINE("");
	}
}

static void quotes(void)
{
	sit_down(80, "");
	TYPE("a\x16\x1d\x16\t\x16\x01z");
	LINE("a\x1d\t\x01z");
	SEEN("a\\x1d\\t\\x01z", 12);
	TYPE("\x7f\x7f\x7f");
	SEEN("a\\x1d", 5);
}

static void other_keys_do_nothing(void)
{
	sit_down(80, "");
	TYPE("ab\x1b[15~\x1b[2~\x1b[5~\x1bq\x1b[[A\x1bOP\x07\x0f\x11\x13\x18\x1c\x1d\x1e\0");
	LINE("ab");
	SEEN("ab", 2);
	CHECK_NUMBER(desk.said, EDIT_MORE);
}

static void tells_the_caller(void)
{
	sit_down(80, "");
	TYPE("\x04");
	CHECK_NUMBER(desk.said, EDIT_END);
	TYPE("a\x04");
	CHECK_NUMBER(desk.said, EDIT_MORE);
	TYPE("\t");
	CHECK_NUMBER(desk.said, EDIT_COMPLETE);
	CHECK_SPAN(edit_before(&desk.edit), "a");
	TYPE("\x0c");
	CHECK_NUMBER(desk.said, EDIT_REFRESH);
	TYPE("\n");
	CHECK_NUMBER(desk.said, EDIT_LINE);
	LINE("a");
}

static void abandons(void)
{
	sit_down(80, "> ");
	TYPE("half a line");
	edit_abandon(&desk.edit);
	paint();
	LINE("");
	SEEN(">", 2);
	TYPE("\x1f");
	LINE("");
}

/* A full line takes no more, says so once, and says so again after it had room. */
static void full_line(void)
{
	sit_down(80, "");
	for (size_t i = 0; i < EDIT_LINE_MAX; i++)
		CHECK(edit_insert(&desk.edit, SPAN("x")));
	paint();
	TYPE("yyy");
	CHECK_NUMBER(edit_text(&desk.edit).len, EDIT_LINE_MAX);
	CHECK_NUMBER(desk.screen.bells, 1);
	TYPE("\x7fzz");
	CHECK_NUMBER(edit_text(&desk.edit).len, EDIT_LINE_MAX);
	CHECK_NUMBER(edit_text(&desk.edit).at[EDIT_LINE_MAX - 1], 'z');
	CHECK_NUMBER(desk.screen.bells, 2);
	TYPE("\x15");
	LINE("");
	TYPE("\x1f");
	CHECK_NUMBER(edit_text(&desk.edit).len, EDIT_LINE_MAX);
	TYPE("\x15\x19");
	CHECK_NUMBER(edit_text(&desk.edit).len, EDIT_LINE_MAX);
}

/* ---- the row ---- */

/* What goes over the wire to a serial console: this is what 9600 baud feels. */
static void economy(void)
{
	sit_down(80, "> ");
	TYPE("a");
	CHECK_NUMBER(desk.wrote, 1);
	TYPE("bcdef \x7f");
	CHECK_NUMBER(desk.wrote, 3);
	TYPE(LEFT);
	CHECK_NUMBER(desk.wrote, 1);
	TYPE(RIGHT);
	CHECK_NUMBER(desk.wrote, 1);
	TYPE("g\x01");
	CHECK(desk.wrote <= 5);
	TYPE("\x05");
	CHECK(desk.wrote <= 5);
	paint();
	CHECK_NUMBER(desk.wrote, 0);
	TYPE("\x15");
	CHECK(desk.wrote <= 8);
}

static void longer_than_the_window(void)
{
	sit_down(20, "> ");
	TYPE("abcdefghijklmnopq");
	SEEN("> abcdefghijklmnopq", 19);
	TYPE("r");
	SEEN("> <klmnopqr", 11);
	TYPE("stuvwxyz");
	SEEN("> <klmnopqrstuvwxyz", 19);
	for (int i = 0; i < 16; i++)
		TYPE(LEFT);
	SEEN("> <cdefghijklmnopq>", 11);
	TYPE("\x01");
	SEEN("> abcdefghijklmnop>", 2);
	TYPE("\x06\x06\x04");
	SEEN("> abdefghijklmnopq>", 4);
	TYPE("\x05");
	SEEN("> <stuvwxyz", 11);
	TYPE("\x17");
	SEEN(">", 2);
}

/* Far beyond the 4,095 octets of a terminal's own line editing. */
static void very_long(void)
{
	size_t len = EDIT_LINE_MAX - 10;

	sit_down(80, "> ");
	for (size_t i = 0; i < len; i++)
		edit_insert(&desk.edit, (struct span){ &"0123456789"[i % 10], 1 });
	paint();
	TYPE("abc");
	CHECK_NUMBER(edit_text(&desk.edit).len, len + 3);
	CHECK_NUMBER(desk.wrote, 1);
	TYPE("\x01X");
	CHECK_NUMBER(edit_text(&desk.edit).at[0], 'X');
	CHECK_NUMBER(desk.screen.column, 3);
}

static void wide_at_the_edge(void)
{
	sit_down(10, "");
	TYPE(NI NI NI NI);
	SEEN(NI NI NI NI, 8);
	TYPE("a");
	SEEN(NI NI NI NI "a", 9);
	TYPE("\x7f" NI);
	SEEN("<" NI NI, 5);
	TYPE("\x01");
	SEEN(NI NI NI NI ">", 0);
	TYPE("a");
	SEEN("a" NI NI NI ">", 1);
	TYPE("\x05\x02\x02\x7f");
	LINE("a" NI NI NI NI);
}

static void marks_stay_with_their_letter(void)
{
	sit_down(80, "");
	TYPE("xe");
	TYPE("\xcc\x81");
	SEEN("x" E_MARK, 2);
	TYPE("y" LEFT LEFT "-");
	LINE("x-" E_MARK "y");
	SEEN("x-" E_MARK "y", 2);
	TYPE(DELETE);
	LINE("x-y");
	TYPE("\x01\xcc\x81");
	SEEN("\\u0301x-y", 6);
	TYPE("\x7f");
	SEEN("x-y", 0);
}

static void odd_octets_are_shown(void)
{
	sit_down(80, "");
	TYPE("caf\xe9 ");
	SEEN("caf\\xe9", 8);
	LINE("caf\xe9 ");
	TYPE("\xe2\x80\xae");
	SEEN("caf\\xe9 \\u202e", 14);
	TYPE("\x02\x02\x7f");
	LINE("caf \xe2\x80\xae");
}

static void charset_bytes(void)
{
	sit_down(80, "");
	desk.keys.bytes = true;
	desk.edit.text.charset = desk.screen.charset = SHOW_BYTES;
	TYPE("caf\xe9\x9b");
	LINE("caf\xe9\x9b");
	SEEN("caf\xe9\\x9b", 8);
	TYPE("\x7f\x7f");
	LINE("caf");
}

static void narrow_windows(void)
{
	for (size_t columns = 1; columns <= 24; columns++) {
		sit_down(columns, "220 mx.example.com ESMTP> ");
		TYPE("abc" NI E_MARK "\x16\x01"
		     "defghijklmnopqrstuvwxyz\x01\x05\x02\x02\x7f\x15");
		LINE("yz");
		TYPE("\x05\x17");
		LINE("");
	}
	sit_down(4, "> ");
	TYPE("abcd");
	SEEN("d", 1);
}

static void no_size_is_80(void)
{
	sit_down(0, "> ");
	desk.screen.columns = 80;
	for (int i = 0; i < 77; i++)
		TYPE("x");
	CHECK_NUMBER(desk.screen.column, 79);
	TYPE("y");
	CHECK(desk.screen.column < 60);
}

static void prompt_too_long(void)
{
	sit_down(30, "the server asks for your name on this system: ");
	SEEN("<e on this system:", 19);
	TYPE("paul");
	SEEN("<e on this system: paul", 23);
}

static void prompt_changes(void)
{
	sit_down(80, "> ");
	TYPE("abc\x02");
	edit_prompt(&desk.edit, SPAN("login: "));
	paint();
	SEEN("login: abc", 9);
	edit_prompt(&desk.edit, SPAN(""));
	paint();
	SEEN("abc", 2);
}

/* ---- what comes between ---- */

static void output_arrives(void)
{
	sit_down(40, "> ");
	TYPE("half typed" LEFT LEFT);
	hide();
	SEEN("", 0);
	screen_feed(&desk.screen, SPAN("+OK something\r\n"));
	SEEN("", 0);
	paint();
	SEEN("> half typed", 10);
	TYPE("X");
	LINE("half typXed");
	SEEN("> half typXed", 11);
}

static void stopped_and_resized(void)
{
	sit_down(80, "> ");
	TYPE("a line that is rather long for it\x01\x06");
	hide();
	desk.edit.paint.columns = desk.screen.columns = 20;
	paint();
	SEEN("> a line that is r>", 3);
	hide();
	desk.edit.paint.columns = desk.screen.columns = 80;
	paint();
	SEEN("> a line that is rather long for it", 3);
	leave();
	CHECK_NUMBER(desk.screen.rows, 1);
	paint();
	SEEN("> a line that is rather long for it", 3);
}

/* A row that there was no room for is painted by the next one. */
static void no_room_to_paint(void)
{
	char small[4];
	struct out o = OUT(small);
	struct key key = { .code = KEY_TEXT, .octets = "b", .len = 1 };

	sit_down(80, "> ");
	TYPE("a");
	edit_key(&desk.edit, &key);
	CHECK(!edit_paint(&desk.edit, &o));
	CHECK_NUMBER(o.len, 0);
	CHECK(!o.full);
	paint();
	SEEN("> ab", 4);
}

static void dumb_terminal(void)
{
	sit_down_dumb(80);
	TYPE("statx\x7f");
	CHECK_SPAN(((struct span){ painted, desk.wrote }), "\b \b");
	SEEN("> stat", 6);
	TYPE(LEFT LEFT "Z\x01Y\x05\x17\x1f" HOME RIGHT DELETE);
	LINE("YtZat");
	SEEN("> YtZat", 3);
	hide();
	CHECK_NUMBER(desk.screen.rows, 1);
	screen_feed(&desk.screen, SPAN("+OK\r\n"));
	paint();
	SEEN("> YtZat", 3);
	sit_down_dumb(20);
	TYPE("abcdefghijklmnopqrstuvwxyz\x01\x05\x15");
	SEEN(">", 2);
}

/* ---- secrets ---- */

static void masks(void)
{
	sit_down(80, "> ");
	TYPE("pass hunter2");
	SEEN("> pass *******", 14);
	TYPE("\x7f" LEFT LEFT "\xc3\xa9" NI);
	SEEN("> pass ********", 13);
	LINE("pass hunt\xc3\xa9" NI "er");
	TYPE("\x01" DELETE);
	SEEN("> ass ********", 2);
	TYPE("p");
	SEEN("> pass ********", 3);
}

/* What was masked once stays so, whatever is made of the verb before it. */
static void stays_masked(void)
{
	static const struct {
		const char *keys, *seen;
	} cases[] = {
		{ HOME DELETE DELETE DELETE DELETE DELETE, "> *******" },
		{ HOME "\x1b"
		       "d" DELETE,
		    "> *******" },
		{ "\x01"
		  "x",
		    "> xpass *******" },
		{ "\x01"
		  "mail to ",
		    "> mail to pass *******" },
		{ "\x7f\x7f"
		  "23\x01" DELETE,
		    "> ass *******" },
		{ LEFT LEFT "X\x01" DELETE, "> ass ********" },
		{ "\x17", "> pass" },
		{ "\x17\x01" DELETE, "> ass" },
		{ "\x17\x01" DELETE "\x05x", "> ass x" },
		{ "\x17\x01" DELETE "\x05\x19", "> ass *******" },
		{ "\x17\x01" DELETE "\x1f\x1f", "> pass *******" },
		{ HOME DELETE "\x0b\x1f", "> ass *******" },
		{ "\x15"
		  "mail",
		    "> mail" },
		{ "\x15"
		  "ok \x19",
		    "> ok ************" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char row[SCREEN_COLUMNS * 24];

		sit_down(80, "> ");
		TYPE("pass hunter2");
		type_octets(span_of(cases[i].keys));
		test_spans(
		    __FILE__, __LINE__, screen_row(&desk.screen, row), span_of(cases[i].seen));
	}
}

/* The mark of a letter that is not a secret can be one. */
static void masks_a_mark(void)
{
	sit_down(80, "");
	TYPE("pass \xcc\x81x");
	SEEN("pass **", 7);
}

static void silent(void)
{
	sit_down(80, "Password: ");
	desk.edit.paint.silent = true;
	history_add(&desk.history, SPAN("stat"));
	TYPE("hunter" UP "\x10\x12"
	     "2\x02\x02Q\x05\x17\x19");
	LINE("hunteQr2");
	SEEN("Password:", 10);
}

/* Where a part of the line is a secret, no key replaces it by a line that is kept. */
static void a_secret_recalls_none(void)
{
	sit_down(80, "> ");
	history_add(&desk.history, SPAN("stat"));
	TYPE("pass hunter2\x10");
	LINE("pass hunter2");
	TYPE("\x12"
	     "t");
	LINE("pass hunter2t");
	TYPE("\x15\x10");
	LINE("stat");
}

static bool holds(const void *memory, size_t size, const char *what)
{
	const char *at = memory;
	size_t len = strlen(what);

	for (size_t i = 0; i + len <= size; i++)
		if (!memcmp(at + i, what, len))
			return true;
	return false;
}

/* Typed, killed, yanked, undone, stashed: once the line is done no octet of it is left. */
static void secrets_are_wiped(void)
{
	sit_down(80, "");
	history_add(&desk.history, SPAN("stat"));
	TYPE("pass hunter2\x17\x19\x1f\x19" UP DOWN "\x12t\x07\x7f\x7f"
	     "2\x15\x19");
	CHECK(holds(&desk.edit, sizeof desk.edit, "hunter"));
	TYPE("\r");
	hide();
	edit_clear(&desk.edit);
	CHECK(!holds(&desk.edit, sizeof desk.edit, "hunter"));
	CHECK(!holds(&desk.edit, sizeof desk.edit, "unte"));
	TYPE("\x19");
	LINE("");

	sit_down(80, ""); /* killed first, a secret only afterwards */
	TYPE("hunter2\x15pass \x19\r");
	edit_clear(&desk.edit);
	CHECK(!holds(&desk.edit, sizeof desk.edit, "unte"));

	sit_down(80, ""); /* killed, and the line without it sent */
	TYPE("pass hunter2\x15stat\r");
	edit_clear(&desk.edit);
	CHECK(!holds(&desk.edit, sizeof desk.edit, "unte"));

	sit_down(80, ""); /* what is none stays to be yanked */
	TYPE("user paul\x17\r");
	edit_clear(&desk.edit);
	TYPE("\x19");
	LINE("paul");
}

/* ---- history ---- */

static void remember_lines(void)
{
	static const char *const lines[] = { "user paul", "list", "user anna", "stat" };

	sit_down(80, "> ");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		type_octets(span_of(lines[i]));
		finish();
	}
}

static void up_and_down(void)
{
	remember_lines();
	TYPE(UP);
	LINE("stat");
	SEEN("> stat", 6);
	TYPE(UP UP "\x10");
	LINE("user paul");
	TYPE(UP);
	LINE("user paul");
	CHECK_NUMBER(desk.screen.bells, 1);
	TYPE(DOWN "\x0e");
	LINE("user anna");
	TYPE(DOWN DOWN);
	LINE("");
	TYPE(DOWN);
	CHECK_NUMBER(desk.screen.bells, 2);
	TYPE("half" UP);
	LINE("half");
	TYPE("\x10");
	LINE("stat");
	TYPE("\x0e");
	LINE("half");
	TYPE("\x15stat\x10"); /* the newest line is the one typed already */
	LINE("user anna");
}

static void up_with_a_beginning(void)
{
	remember_lines();
	TYPE("user" UP);
	LINE("user anna");
	TYPE(UP);
	LINE("user paul");
	TYPE(DOWN DOWN);
	LINE("user");
	SEEN("> user", 6);
	TYPE(UP UP "a"
		   "\x7f\x7f");
	LINE("user pau");
	TYPE(HOME RIGHT "\x0b" UP);
	LINE("user anna");
	TYPE("\r");
	CHECK_NUMBER(desk.said, EDIT_LINE);
}

static void searches(void)
{
	struct key key;

	remember_lines();
	TYPE("typed\x12");
	SEEN("search '': typed", 16);
	TYPE("us");
	SEEN("search 'us': user anna", 13);
	TYPE("\x12");
	SEEN("search 'us': user paul", 13);
	TYPE("\x12");
	CHECK_NUMBER(desk.screen.bells, 1);
	SEEN("no line contains 'us': user paul", 23);
	TYPE("er an");
	SEEN("search 'user an': user anna", 18);
	TYPE("\x07");
	LINE("typed");
	SEEN("> typed", 7);
	TYPE("\x12ist\r");
	CHECK_NUMBER(desk.said, EDIT_LINE);
	LINE("list");
	finish();
	TYPE("\x12paul\x7f\x05!");
	LINE("user paul!");
	SEEN("> user paul!", 12);
	TYPE("\x12list");
	edit_abandon(&desk.edit);
	LINE("user paul!");
	TYPE("\x12pa\x1b[15~u");
	SEEN("search 'pau': user paul", 19);
	TYPE("\x1b");
	key = key_late(&desk.keys);
	edit_key(&desk.edit, &key);
	paint();
	SEEN("> user paul", 7);
}

/* ---- at random ---- */

static const char *const any_key[] = { "a", "b", "Z", " ", "-", "pass ", "\xc3\xa9", NI, E_MARK,
	"\xcc\x81", "\xff", "\xf0\x9f\x98\x80", "\x16\x01", "\x16\t", "\xe2\x80\xae", LEFT, LEFT,
	LEFT, RIGHT, RIGHT, HOME, END, DELETE, "\x7f", "\x7f", "\x0b", "\x15", "\x17", "\x19",
	"\x14", "\x1f",
	"\x1b"
	"b",
	"\x1b"
	"f",
	"\x1b"
	"d",
	"\x1b\x7f", UP, DOWN, "\x10", "\x0e", "\x12", "\x07", "\t" };

/* A row painted by differences is the row painted afresh. */
static void same_as_afresh(void)
{
	static struct edit fresh;
	static struct screen clear;
	static char room[1 << 16], is[SCREEN_COLUMNS * 24], should_be[SCREEN_COLUMNS * 24];
	struct out o = OUT(room);

	memcpy(&fresh, &desk.edit, sizeof fresh);
	fresh.paint.len = fresh.paint.width = fresh.paint.column = 0;
	memset(&clear, 0, sizeof clear);
	clear.columns = desk.screen.columns;
	clear.charset = desk.screen.charset;
	edit_paint(&fresh, &o);
	clear.dumb = desk.screen.dumb;
	screen_feed(&clear, out_span(&o));
	CHECK(!clear.broken);
	CHECK_NUMBER(desk.screen.column, clear.column);
	CHECK_SPANS(screen_row(&desk.screen, is), screen_row(&clear, should_be));
}

static void random_keys(size_t columns, bool dumb)
{
	if (dumb)
		sit_down_dumb(columns);
	else
		sit_down(columns, "postel> ");
	history_add(&desk.history, SPAN("a " NI NI " line of before, not short at all, b and Z"));
	history_add(&desk.history, SPAN("b"));
	for (int i = 0; i < 250 && !test_broken; i++) {
		type_octets(span_of(any_key[(size_t)rand() % (sizeof any_key / sizeof *any_key)]));
		same_as_afresh();
		if (rand() % 20 == 0) {
			hide();
			paint();
		}
	}
}

static void random_rows(void)
{
	static const size_t columns[] = { 1, 2, 4, 5, 11, 20, 40, 80 };

	srand(2);
	for (int round = 0; round < 6; round++)
		for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
			random_keys(columns[i], round & 1);
}

/* The line against a model that any schoolchild could check: characters in a list. */
static const char *model[256];
static size_t model_len, model_at;
static const char *model_killed[256];
static size_t model_killed_len;

static void model_insert(const char *c)
{
	memmove(model + model_at + 1, model + model_at, (model_len - model_at) * sizeof *model);
	model[model_at++] = c;
	model_len++;
}

static void model_remove(size_t from, size_t to, bool keep)
{
	if (keep) {
		model_killed_len = to - from;
		memcpy(model_killed, model + from, (to - from) * sizeof *model);
	}
	memmove(model + from, model + to, (model_len - to) * sizeof *model);
	model_len -= to - from;
	model_at = from;
}

static void model_key(const char *key)
{
	size_t from = model_at;

	if (!strcmp(key, "\x7f") && model_at)
		model_remove(model_at - 1, model_at, false);
	else if (!strcmp(key, DELETE) && model_at < model_len)
		model_remove(model_at, model_at + 1, false);
	else if (!strcmp(key, LEFT))
		model_at -= model_at > 0;
	else if (!strcmp(key, RIGHT))
		model_at += model_at < model_len;
	else if (!strcmp(key, HOME))
		model_at = 0;
	else if (!strcmp(key, END))
		model_at = model_len;
	else if (!strcmp(key, "\x0b"))
		model_remove(model_at, model_len, true);
	else if (!strcmp(key, "\x15"))
		model_remove(0, model_at, true);
	else if (!strcmp(key, "\x17")) {
		while (from && !strcmp(model[from - 1], " "))
			from--;
		while (from && strcmp(model[from - 1], " "))
			from--;
		model_remove(from, model_at, true);
	} else if (!strcmp(key, "\x19"))
		for (size_t i = 0; i < model_killed_len; i++)
			model_insert(model_killed[i]);
	else if (key[0] == ' ' || (unsigned char)key[0] >= 'A')
		if ((unsigned char)key[0] != 0x7f)
			model_insert(key);
}

static void against_a_model(void)
{
	static const char *const keys[] = { "a", "b", " ", "\xc3\xa9", NI, E_MARK, "\xff", "\x7f",
		DELETE, LEFT, LEFT, RIGHT, HOME, END, "\x0b", "\x15", "\x17", "\x19" };
	const size_t count = sizeof keys / sizeof *keys;

	srand(3);
	for (int round = 0; round < 200 && !test_broken; round++) {
		size_t killer = 0;

		sit_down(20, "> ");
		model_len = model_at = model_killed_len = 0;
		for (int i = 0; i < 120; i++) {
			size_t pick = (size_t)rand() % count;
			char want[1024];
			struct out o = OUT(want);

			if (model_len + model_killed_len > 30 && keys[pick][0] != 0x7f)
				pick = 7;
			if (killer && pick >= 14 && pick <= 16) /* two kills in a row are one */
				pick = 0;
			killer = pick >= 14 && pick <= 16;
			type_octets(span_of(keys[pick]));
			model_key(keys[pick]);
			for (size_t k = 0; k < model_len; k++)
				out_text(&o, model[k]);
			CHECK_SPANS(edit_text(&desk.edit), out_span(&o));
		}
	}
}

/* Whatever is done to a line that is all secret, only stars and motion reach the screen. */
static void no_secret_octet(void)
{
	static const char *const keys[] = { "k", "\xc3\xa9", NI, E_MARK, "\xff", "\xcc\x81",
		"\x16k", " ", "k", "k", LEFT, RIGHT, HOME, END, DELETE, "\x7f", "\x0b", "\x17",
		"\x15", "\x19", "\x14", "\x1f", UP, DOWN, "\t", "\x10", "\x0e" };

	srand(4);
	for (int round = 0; round < 100 && !test_broken; round++) {
		sit_down(4 + (size_t)rand() % 40, "> ");
		for (int i = 0; i < 100; i++) {
			struct span octets =
			    span_of(keys[(size_t)rand() % (sizeof keys / sizeof *keys)]);
			struct key key;
			struct out o = OUT(painted);

			while (octets.len) {
				octets = span_from(octets, key_feed(&desk.keys, octets, &key));
				edit_key(&desk.edit, &key);
				edit_mask(&desk.edit, 0);
			}
			CHECK(edit_paint(&desk.edit, &o));
			for (size_t k = 0; k < o.len; k++)
				CHECK(painted[k] &&
				      strchr("*<> \b\r\a\x1b[CK0123456789", painted[k]));
		}
	}
}

/* ---- what help says of the keys ---- */

/* In the middle of a line, with something cut and something to recall. */
static bool is_bound(int code)
{
	static struct history history;
	static struct edit e, before;
	enum edit_said said;

	history_add(&history, SPAN("one"));
	e = (struct edit){ .paint.columns = 80, .recall.history = &history };
	edit_insert(&e, SPAN("one two three"));
	edit_key(&e, &(struct key){ .code = KEY_CTRL('W') });
	edit_key(&e, &(struct key){ .code = KEY_LEFT });
	before = e;
	said = edit_key(&e, &(struct key){ .code = (int16_t)code });
	return said != EDIT_MORE || memcmp(&e, &before, sizeof e) != 0;
}

static void test_each_key_is_in_help(void)
{
	size_t listed = 0, bound = 0;
	struct span does, rest;
	char text[80];
	struct out o = OUT(text);

	for (size_t row = 0; edit_keys(row, &o, &does); row++) {
		CHECK(does.len && o.len);
		for (rest = out_span(&o); rest.len; listed++)
			span_until(&rest, ',');
		o = OUT(text);
	}
	for (int code = 0; code < 2 * KEY_ALT; code++)
		bound += is_bound(code);
	CHECK_NUMBER(listed, bound);
}

int main(void)
{
	RUN(types);
	RUN(backspace);
	RUN(moves);
	RUN(words);
	RUN(swaps);
	RUN(kills_and_yanks);
	RUN(undoes);
	RUN(undoes_everything);
	RUN(quotes);
	RUN(other_keys_do_nothing);
	RUN(tells_the_caller);
	RUN(abandons);
	RUN(full_line);
	RUN(economy);
	RUN(longer_than_the_window);
	RUN(very_long);
	RUN(wide_at_the_edge);
	RUN(marks_stay_with_their_letter);
	RUN(odd_octets_are_shown);
	RUN(charset_bytes);
	RUN(narrow_windows);
	RUN(no_size_is_80);
	RUN(prompt_too_long);
	RUN(prompt_changes);
	RUN(output_arrives);
	RUN(stopped_and_resized);
	RUN(no_room_to_paint);
	RUN(dumb_terminal);
	RUN(masks);
	RUN(stays_masked);
	RUN(masks_a_mark);
	RUN(silent);
	RUN(a_secret_recalls_none);
	RUN(secrets_are_wiped);
	RUN(up_and_down);
	RUN(up_with_a_beginning);
	RUN(searches);
	RUN(random_rows);
	RUN(against_a_model);
	RUN(no_secret_octet);
	RUN(test_each_key_is_in_help);
	return test_end("edit");
}
