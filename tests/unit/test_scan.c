/* test_scan.c - what in a message is found, at which line, however it is cut. */
#include "base/out.h"
#include "proto/scan.h"
#include "test.h"

#define HEAD "Date: x\r\nFrom: y\r\n\r\n"

static const struct {
	const char *text;
	size_t len;
	int found; /* enum scan_kind, -1: nothing */
	int64_t count, first;
} rows[] = {
#define ROW(text, found, count, first)                                                             \
	{                                                                                          \
		text, sizeof text - 1, found, count, first                                         \
	}
	ROW(HEAD "hi\r\n", -1, 0, 0),
	ROW("date: x\r\nFROM: y\r\n\r\nhi\r\n", -1, 0, 0),
	ROW("Date: x\r\nFrom: y\r\nSubject: gr\xc3\xbcn \xc3\xa4\r\n\r\nhi\r\n", SCAN_HEADER, 1, 3),
	ROW(HEAD "a\r\ngr\xfcn\r\n\xff\r\n", SCAN_BODY, 2, 5),
	ROW(HEAD "a\0b\0\r\n", SCAN_NUL, 1, 4),
	ROW(HEAD "a\rb\r\n", SCAN_CR, 1, 4),
	ROW(HEAD "a\r\nb\r", SCAN_CR, 1, 5),
	ROW(HEAD "a\nb\n", SCAN_LF, 2, 4),
	ROW(HEAD "a\r\nb", SCAN_OPEN, 1, 5),
	ROW(HEAD "Content-Transfer-Encoding:  Binary\r\n", SCAN_BINARY, 1, 4),
	ROW("From a@x Mon\r\nDate: x\r\nFrom: y\r\n\r\n", SCAN_FIELD, 1, 1),
	ROW("Date: x\r\nFrom: y\r\nhello there\r\nmore: no\r\n", SCAN_FIELD, 1, 3),
	ROW(" x\r\nDate: x\r\nFrom: y\r\n\r\n", SCAN_FIELD, 1, 1),
	ROW("Date: x\r\n\ty\r\nFrom : y\r\n z\r\nFrom: y\r\n\r\n", -1, 0, 0),
	ROW("Date: x\r\nFrom: y\r\n: z\r\n", SCAN_FIELD, 1, 3),
	ROW("From: y\r\n\r\nDate: x\r\n", SCAN_NO_DATE, 1, 4),
	ROW("Date: x\r\n\r\nFrom: y\r\n", SCAN_NO_FROM, 1, 4),
};

static void check_row(size_t row, size_t chunk)
{
	struct scan s = { 0 };
	struct span rest = { rows[row].text, rows[row].len };

	for (; rest.len; rest = span_from(rest, chunk))
		scan_feed(&s, span_first(rest, chunk));
	scan_end(&s);
	for (int i = 0; i < SCAN_KINDS; i++) {
		bool found = i == rows[row].found;

		CHECK_NUMBER(s.count[i], found ? rows[row].count : 0);
		CHECK_NUMBER(s.first[i], found ? rows[row].first : 0);
	}
}

static void test_rows(void)
{
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
		for (size_t chunk = 1; chunk < 24; chunk++)
			check_row(row, chunk);
}

/* Plain octets go by sixteen at a time: each other one is seen wherever it stands among them. */
static void test_each_place(void)
{
	static const char odd[] = { '\0', '\r', '\n', '\x80', '\xff' };
	static const enum scan_kind kind[] = { SCAN_NUL, SCAN_CR, SCAN_LF, SCAN_BODY, SCAN_BODY };

	for (size_t i = 0; i < sizeof odd; i++)
		for (size_t at = 0; at < 40; at++) {
			char text[] = HEAD "\x7f z~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\r\n";
			struct scan s = { 0 };

			text[sizeof HEAD - 1 + at] = odd[i];
			scan_feed(&s, (struct span){ text, sizeof text - 1 });
			CHECK_NUMBER(s.count[kind[i]], 1);
			CHECK_NUMBER(s.first[kind[i]], 4);
		}
}

/* A text of pieces that lines are made of, the header's in front. */
static size_t invent(char *room, size_t size, uint32_t *seed)
{
	static const char *const pieces[] = { "\r\n", "\r\n", "\r\n", "\n", "\r", "", "\xe4",
		"plain text", "Content-Transfer-Encoding: binary\r\n", "c", "x",
		"Content-Type: text/plain",
		"a line as long as most of them are, and longer than a few blocks\r\n" };
	struct out o = { room, size, 0, false };

	out_text(&o, HEAD);
	while (!o.full) {
		const char *piece = pieces[(*seed = *seed * 1664525 + 1013904223) / 65536 % 13];

		if (*piece)
			out_text(&o, piece);
		else
			out_char(&o, '\0');
	}
	return o.len;
}

/* Lines that come whole are what they are octet by octet. */
static void test_whole_lines(void)
{
	uint32_t seed = 1;

	for (int i = 0; i < 500; i++) {
		char text[600];
		struct span rest = { text, invent(text, sizeof text, &seed) };
		struct scan whole = { 0 }, slow = { 0 };

		scan_feed(&whole, rest);
		for (; rest.len; rest = span_from(rest, 1))
			scan_feed(&slow, span_first(rest, 1));
		scan_end(&whole);
		scan_end(&slow);
		CHECK(memcmp(whole.count, slow.count, sizeof slow.count) == 0);
		CHECK(memcmp(whole.first, slow.first, sizeof slow.first) == 0);
		CHECK_NUMBER(whole.line, slow.line);
	}
}

/* 998 octets are allowed, the line's end apart: RFC 5322 2.1.1.  In the header, and in a body, whole. */
static void test_long_lines(void)
{
	char text[1002];

	memset(text, 'x', sizeof text);
	for (size_t len = 998; len < 1000; len++) {
		struct scan s = { 0 }, body = { .body = true };

		memcpy(text + len, "\r\n", 2);
		scan_feed(&s, (struct span){ text, len });
		scan_feed(&s, SPAN("\r\n"));
		scan_feed(&body, (struct span){ text, len + 2 });
		CHECK_NUMBER(s.first[SCAN_LONG], len > 998);
		CHECK_NUMBER(body.first[SCAN_LONG], len > 998);
		text[len] = 'x';
	}
}

int main(void)
{
	RUN(test_rows);
	RUN(test_each_place);
	RUN(test_whole_lines);
	RUN(test_long_lines);
	return test_end("scan");
}
