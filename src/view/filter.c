/* filter.c - see filter.h. */
#include "view/filter.h"

#include "base/ascii.h"

#include <string.h>

enum { ESC = 0x1b, BEL = 0x07, CAN = 0x18, SUB = 0x1a, ST = 0x9c };

/* ---- what passes ---- */

/*
 * Control sequences that pass: '?' or nothing in front of the numbers, the octet
 * between numbers and end, and the ends.  Other sequences report something, move
 * a window, print, or change what keys and mouse send.
 */
static const struct {
	char private, between;
	char ends[32];
} controls[] = {
	{ 0, 0, "@ABCDEFGHIJKLMPSTXZ`abdefgrsum" }, { '?', 0, "JK" },
	{ 0, ' ', "q@A" }, /* the cursor's shape; shift left, right */
	{ 0, '!', "p" },   /* soft reset */
	{ 0, '\'', "}~" }, /* insert, delete columns */
};

/* Modes that may be set and reset: insert, cursor's look; private: cursor keys, origin... */
static const uint16_t modes[] = { 4, 34 };
static const uint16_t private_modes[] = { 1, 4, 5, 6, 7, 12, 25, 45, 47, 66, 69, 1047, 1048, 1049,
	2004 };

/* Single characters after ESC: save and restore, keypad, index, tab, shifts of sets, reset. */
static const char escapes[] = "6789=>DEHMNOcno|}~";

/* Intermediate octets for character sets; characters after '#', for double lines. */
static const char sets[] = "()*+-./", lines[] = "34568";

/* Controls of one octet that pass: NUL, BEL to SI; of 8 bits IND NEL HTS RI SS2 SS3. */
static bool passes_alone(unsigned char c)
{
	if (c & 0x80)
		return span_has(SPAN("\x84\x85\x88\x8d\x8e\x8f"), (char)c);
	return !c || (c >= BEL && c <= 0x0f);
}

static bool is_one_of(const uint16_t *list, size_t count, int64_t n)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == n)
			return true;
	return false;
}

static bool mode_is_harmless(int64_t n, bool private)
{
	if (private)
		return is_one_of(private_modes, sizeof private_modes / 2, n);
	return is_one_of(modes, sizeof modes / 2, n);
}

/* May each mode of "1;25" be set? */
static bool are_harmless(struct span numbers, bool private)
{
	int64_t n;

	do {
		if (!span_number(span_until(&numbers, ';'), INT16_MAX, &n))
			return false;
		if (!mode_is_harmless(n, private))
			return false;
	} while (numbers.len);
	return true;
}

/* Is s numbers of at most five digits, with ';' or ':' between them? */
static bool are_numbers(struct span s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		digits = s.at[i] <= '9' ? digits + 1 : 0;
		if (s.at[i] < '0' || s.at[i] > ';' || digits > 5)
			return false;
	}
	return true;
}

/* Does "T" start highlight tracking, which waits for an answer?  To scroll it has one number. */
static bool is_tracking(struct span numbers, char end)
{
	return end == 'T' && span_has(numbers, ';');
}

/* `numbers` is the sequence after CSI without its last octet, `end`. */
static bool control_passes(struct span numbers, char end)
{
	char private = 0, between = 0;

	if (span_starts(numbers, SPAN("?"))) {
		private = '?';
		numbers = span_from(numbers, 1);
	}
	if (numbers.len && numbers.at[numbers.len - 1] < '0')
		between = numbers.at[--numbers.len];
	if (!are_numbers(numbers))
		return false;
	if (span_has(SPAN("hl"), end) && !between)
		return are_harmless(numbers, private);
	for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
		if (controls[i].private == private && controls[i].between == between)
			return strchr(controls[i].ends, end) && !is_tracking(numbers, end);
	return false;
}

/* `middle` is the sequence after ESC without its last octet, `end`. */
static bool escape_passes(struct span middle, char end)
{
	if (!middle.len)
		return strchr(escapes, end);
	if (middle.len == 1 && *middle.at == '#')
		return strchr(lines, end);
	return middle.len <= 2 && strchr(sets, *middle.at);
}

/* ---- octet by octet ---- */

static void keep(struct filter *f, char c)
{
	if (f->len < sizeof f->kept)
		f->kept[f->len++] = c;
	else
		f->large = true;
}

static void begin(struct filter *f, enum filter_state state)
{
	f->state = state;
	f->large = false;
	f->last = 0;
	f->more = 0;
	f->taken = f->len = 0;
}

/* The sequence is whole: writes it if it passes. */
static void finish(struct filter *f, bool passes, struct out *to)
{
	if (passes && !f->large)
		out_put(to, (struct span){ f->kept, f->len });
	begin(f, FILTER_TEXT);
}

/* Does c begin a string, without its 8th bit or ESC: DCS SOS OSC PM APC, and screen's title? */
static bool begins_string(unsigned char c)
{
	return c && strchr("PX]^_k", c);
}

/* Takes a control of 8 bits, which means ESC and c - 0x40.  `as`: the octets in which it came. */
static void take_c1(struct filter *f, unsigned char c, struct span as, struct out *to)
{
	char form[2];

	memcpy(form, as.at, as.len);
	begin(f, FILTER_TEXT);
	if (c == 0x9b || begins_string(c - 0x40)) {
		begin(f, c == 0x9b ? FILTER_CONTROL : FILTER_STRING);
		for (size_t i = 0; i < as.len; i++)
			keep(f, form[i]);
	} else if (passes_alone(c)) {
		out_put(to, (struct span){ form, as.len });
	}
}

/* How many octets have to follow this one in UTF-8; 0 if it begins no well-formed character. */
static unsigned char followers(unsigned char c)
{
	if (c < 0xc2 || c > 0xf4)
		return 0;
	if (c < 0xe0)
		return 1;
	if (c < 0xf0)
		return 2;
	return 3;
}

/* Do the first two octets begin an overlong form, a surrogate, or more than 10FFFF? */
static bool is_malformed(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0: return second < 0xa0;
	case 0xed: return second > 0x9f;
	case 0xf0: return second < 0x90;
	case 0xf4: return second > 0x8f;
	default: return false;
	}
}

/* Takes the next octet of a character; returns false if it does not continue the character. */
static bool take_follower(struct filter *f, unsigned char c, struct out *to)
{
	unsigned char first = (unsigned char)f->kept[0];

	if ((c & 0xc0) != 0x80 || (f->len == 1 && is_malformed(first, c))) {
		out_char(to, f->kept[0]); /* ill-formed alone, the terminal shows it so */
		begin(f, FILTER_TEXT);
		return false;
	}
	keep(f, (char)c);
	if (--f->more)
		return true;
	if (first == 0xc2 && c < 0xa0)
		take_c1(f, c, (struct span){ f->kept, 2 }, to);
	else
		out_put(to, (struct span){ f->kept, f->len });
	if (f->state == FILTER_TEXT)
		f->len = 0;
	return true;
}

/* Takes an octet from 0x80 up.  A lone one up to 0x9f is dropped in UTF-8, else it is a control. */
static void take_high(struct filter *f, enum show_charset charset, char c, struct out *to)
{
	unsigned char octet = (unsigned char)c;

	if (octet < 0xa0) {
		if (charset != SHOW_UTF8)
			take_c1(f, octet, (struct span){ &c, 1 }, to);
	} else if (charset == SHOW_UTF8 && followers(octet)) {
		begin(f, FILTER_TEXT);
		f->more = followers(octet);
		keep(f, c);
	} else {
		out_char(to, c);
	}
}

static bool ascii_passes(unsigned char c)
{
	if (c < ' ')
		return passes_alone(c);
	return c != 0x7f;
}

static void take_text(struct filter *f, enum show_charset charset, char c, struct out *to)
{
	unsigned char octet = (unsigned char)c;

	if (f->more && take_follower(f, octet, to))
		return;
	if (octet >= 0x80)
		take_high(f, charset, c, to);
	else if (ascii_passes(octet))
		out_char(to, c);
}

static void take_escape(struct filter *f, unsigned char c, struct out *to)
{
	struct span middle = span_from((struct span){ f->kept, f->len }, 1);

	if (c < '0') {
		keep(f, (char)c);
	} else if (!middle.len && (c == '[' || begins_string(c))) {
		keep(f, (char)c);
		f->state = c == '[' ? FILTER_CONTROL : FILTER_STRING;
	} else if (!middle.len && c == '\\') {
		begin(f, FILTER_TEXT); /* the end of a string, which has ended already */
	} else {
		keep(f, (char)c);
		finish(f, escape_passes(middle, (char)c), to);
	}
}

/* The octets of CSI: ESC [, one octet, or two of UTF-8. */
static size_t introducer(const struct filter *f)
{
	return f->kept[0] == (char)0x9b ? 1 : 2;
}

static void take_control(struct filter *f, unsigned char c, struct out *to)
{
	struct span numbers = span_from((struct span){ f->kept, f->len }, introducer(f));

	keep(f, (char)c);
	if (c >= '@')
		finish(f, control_passes(numbers, (char)c), to);
}

/* A string ends with ST, in UTF-8 two octets, or with BEL; ESC \ ends it elsewhere, by its ESC. */
static void take_string(struct filter *f, enum show_charset charset, char c)
{
	bool is_st = (unsigned char)c == ST && (charset != SHOW_UTF8 || f->last == (char)0xc2);

	f->last = c;
	if (is_st || c == BEL)
		begin(f, FILTER_TEXT);
}

/* ESC, CAN and SUB end any sequence or string; returns false for other octets. */
static bool interrupts(struct filter *f, unsigned char c, struct out *to)
{
	if (c != ESC && c != CAN && c != SUB)
		return false;
	if (f->more)
		out_char(to, f->kept[0]);
	begin(f, FILTER_TEXT);
	if (c == ESC) {
		f->state = FILTER_ESCAPE;
		keep(f, (char)c);
	}
	return true;
}

/* Within a sequence controls act as they do alone; an octet from 0x80 up ends the sequence. */
static void take_inside(struct filter *f, enum show_charset charset, char c, struct out *to)
{
	unsigned char octet = (unsigned char)c;

	if (octet >= 0x80) {
		begin(f, FILTER_TEXT);
		take_text(f, charset, c, to);
	} else if (octet < ' ') {
		if (passes_alone(octet))
			out_char(to, c);
	} else if (octet == 0x7f) {
		return; /* DEL does nothing */
	} else if (f->state == FILTER_ESCAPE) {
		take_escape(f, octet, to);
	} else {
		take_control(f, octet, to);
	}
}

static void take(struct filter *f, enum show_charset charset, char c, struct out *to)
{
	if (f->state != FILTER_TEXT && ++f->taken > FILTER_ENDLESS)
		begin(f, FILTER_TEXT);
	if (interrupts(f, (unsigned char)c, to))
		return;
	if (f->state == FILTER_TEXT)
		take_text(f, charset, c, to);
	else if (f->state == FILTER_STRING)
		take_string(f, charset, c);
	else
		take_inside(f, charset, c, to);
}

void filter_feed(struct filter *f, enum show_charset charset, struct span octets, struct out *to)
{
	for (; octets.len; octets = span_from(octets, 1))
		take(f, charset, octets.at[0], to);
}
