/*
 * test_mime.c - fields as they have to look, and codings against decoders.
 *
 * The decoders are written for this test and know nothing of the coder.
 */
#include "base/base64.h"
#include "proto/mime.h"
#include "test.h"

static uint32_t seed = 1;

static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* ---- fields ---- */

static const struct {
	const char *name, *value;
	bool utf8;
	const char *field;
} fields[] = {
	{ "Subject", "", false, "Subject: \r\n" },
	{ "Subject", "Test", false, "Subject: Test\r\n" },
	{ "Subject",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e",
	    false, "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n" },
	{ "Subject",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e",
	    true,
	    "Subject: Gr\xc3\xbc\xc3\x9f"
	    "e\r\n" },
	{ "Subject", "=?x", false, "Subject: =?utf-8?B?PT94?=\r\n" },
	{ "Subject", "1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 1234567890",
	    false,
	    "Subject: 1234567890 1234567890 1234567890 1234567890 1234567890 1234567890\r\n 1234567890\r\n" },
	{ "Subject",
	    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
	    false,
	    "Subject: =?utf-8?B?w6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOk?=\r\n"
	    " =?utf-8?B?w6TDpMOk?=\r\n" },
	{ "X-Some-Name", "\xc3\xa4", false, "X-Some-Name: \r\n =?utf-8?B?w6Q=?=\r\n" },
	/* no line of blanks alone */
	{ "Subject",
	    "12345678901234567890123456789012345678901234567890123456789012345678        9", false,
	    "Subject: "
	    "12345678901234567890123456789012345678901234567890123456789012345678       \r\n 9\r\n" },
	{ "References", "<a@x> <b@y>", false, "References: <a@x> <b@y>\r\n" },
};

static void test_words_too_long_for_a_line(void)
{
	static char word[2000], text[4000];
	struct out o = OUT(text);
	struct span rest;

	memset(word, 'w', sizeof word - 1);
	mime_field(&o, "Subject", span_of(word), false);
	for (rest = out_span(&o); rest.len;)
		CHECK(span_line(&rest).len <= 76);
	o = OUT(text);
	mime_field(&o, "Subject", span_first(span_of(word), 800), false);
	CHECK_NUMBER(o.len, 9 + 800 + 2);
}

static void test_fields(void)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		char text[400];
		struct out o = OUT(text);

		mime_field(&o, fields[i].name, span_of(fields[i].value), fields[i].utf8);
		CHECK_SPANS(out_span(&o), span_of(fields[i].field));
	}
}

static const struct {
	const char *list, *field, *paths;
} lists[] = {
	{ "a@x", "To: a@x\r\n", "a@x " },
	{ "a@x,b@y", "To: a@x,\r\n b@y\r\n", "a@x b@y " },
	{ " , a@x, ,", "To: a@x\r\n", "a@x " },
	{ "Ann Ex <a@x>, <b@y>", "To: \"Ann Ex\" <a@x>,\r\n b@y\r\n", "a@x b@y " },
	{ "\"Ex, Ann\" <a@x>,b@y", "To: \"Ex, Ann\" <a@x>,\r\n b@y\r\n", "a@x b@y " },
	{ "J\xc3\xb6rg <j@x>", "To: =?utf-8?B?SsO2cmc=?=\r\n <j@x>\r\n", "j@x " },
	{ "\"a\\\", b\" <c@y>", "To: \"a\\\", b\" <c@y>\r\n", "c@y " },
	{ "\"p<q\" <r@y>", "To: \"p<q\" <r@y>\r\n", "r@y " },
	{ "foo>", "To: foo>\r\n", "foo> " },
	{ "<foo", "To: <foo\r\n", "<foo " },
	{ "\"<a\"@x", "To: \"<a\"@x\r\n", "\"<a\"@x " },
	{ "a \"\\", "To: a \"\\\r\n", "a \"\\ " },
	{ "<>", "", "" },
	{ "", "", "" },
	{ " , ", "", "" },
	{ "a \"b\" c <a@x>", "To: \"a \\\"b\\\" c\" <a@x>\r\n", "a@x " },
};

static void test_addresses(void)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		char text[200], paths[100];
		struct out o = OUT(text), p = OUT(paths);
		struct span rest = span_of(lists[i].list);

		mime_addresses(&o, "To", rest, false);
		CHECK_SPANS(out_span(&o), span_of(lists[i].field));
		while (rest.len) {
			struct span path = mime_address(&rest, NULL);

			out_put(&p, path);
			out_text(&p, path.len ? " " : "");
		}
		CHECK_SPANS(out_span(&p), span_of(lists[i].paths));
	}
}

static void test_dates(void)
{
	static const struct {
		int64_t utc;
		int offset;
		const char *text;
	} dates[] = {
		{ 0, 0, "Thu, 01 Jan 1970 00:00:00 +0000" },
		{ 1795514400, 60, "Tue, 24 Nov 2026 11:00:00 +0100" },
		{ 1795514400, -570, "Tue, 24 Nov 2026 00:30:00 -0930" },
		{ 1709251199, 0, "Thu, 29 Feb 2024 23:59:59 +0000" },
	};

	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		char text[64];
		struct out o = OUT(text);

		mime_date(&o, dates[i].utc, dates[i].offset);
		CHECK_SPANS(out_span(&o), span_of(dates[i].text));
	}
}

static void test_filenames(void)
{
	char text[1200];
	struct out o = OUT(text);

	mime_filename(&o, SPAN("a \"b\".txt"));
	mime_filename(&o, SPAN("\xc3\xa4 1.txt"));
	CHECK_SPAN(out_span(&o), ";\r\n filename=\"a \\\"b\\\".txt\"\r\n"
				 ";\r\n filename*=utf-8''%c3%a4%201.txt\r\n");
}

static void test_what_is_a_field(void)
{
	CHECK(mime_is_field(SPAN("X-Test: yes")));
	CHECK(mime_is_field(SPAN("X:")));
	CHECK(!mime_is_field(SPAN("")));
	CHECK(!mime_is_field(SPAN(": x")));
	CHECK(!mime_is_field(SPAN("no colon")));
	CHECK(!mime_is_field(SPAN("X y: z")));
	CHECK(!mime_is_field(SPAN("\xc3\xa4: z")));
	CHECK(!mime_is_field(SPAN(
	    "12345678901234567890123456789012345678901234567890123456789012345678901234567890: z")));
}

/* ---- codings ---- */

static void test_choice(void)
{
	static char long_line[1200];

	memset(long_line, 'x', sizeof long_line - 1);
	CHECK_NUMBER(mime_choose(SPAN(""), false), MIME_7BIT);
	CHECK_NUMBER(mime_choose(SPAN("plain\nlines\n"), false), MIME_7BIT);
	CHECK_NUMBER(mime_choose(SPAN("some \xc3\xa4 in it"), true), MIME_8BIT);
	CHECK_NUMBER(mime_choose(SPAN("some \xc3\xa4 in it"), false), MIME_QP);
	CHECK_NUMBER(mime_choose(SPAN("\xc3\xa4\xc3\xb6\xc3\xbc"), false), MIME_QP);
	CHECK_NUMBER(mime_choose(SPAN("a\0b"), true), MIME_QP);
	CHECK_NUMBER(mime_choose(span_of(long_line), true), MIME_QP);
}

/* In pieces of any size, into rooms of any size. */
static size_t encode(enum mime_coding coding, struct span in, char *to)
{
	struct mime_coder c = { .coding = coding };
	size_t len = 0, written;

	do {
		struct span piece = test_copy(span_first(in, chance(70)));
		bool end = piece.len == in.len;
		struct out o = { to + len, 100 + chance(100), 0, false };
		size_t n = mime_encode(&c, piece, end, &o);

		CHECK(!o.full && n <= piece.len);
		written = o.len;
		len += o.len;
		in = span_from(in, n);
		free((void *)piece.at);
	} while (in.len || written || c.waiting || c.column);
	return len;
}

static void check_lines(struct span text, size_t most)
{
	while (text.len) {
		struct span line = span_line(&text);

		CHECK(line.len <= most);
		CHECK(!span_has(line, '\r'));
	}
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* RFC 2045 6.7: what a reader makes of it; line ends as LF. */
static size_t unquote(struct span text, char *to)
{
	size_t len = 0;

	while (text.len) {
		struct span line = span_line(&text);
		bool soft = line.len && line.at[line.len - 1] == '=';

		CHECK(!line.len || (line.at[line.len - 1] != ' ' && line.at[line.len - 1] != '\t'));
		for (size_t i = 0; i + soft < line.len; i++) {
			if (line.at[i] == '=') {
				to[len++] = (char)(hex(line.at[i + 1]) * 16 + hex(line.at[i + 2]));
				i += 2;
			} else {
				to[len++] = line.at[i];
			}
		}
		if (!soft)
			to[len++] = '\n';
	}
	return len;
}

/* Line ends as LF, and one at the end of what is not empty. */
static size_t canonical(struct span s, char *to)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n')
			continue;
		to[len++] = s.at[i] == '\r' ? '\n' : s.at[i];
	}
	if (len && to[len - 1] != '\n')
		to[len++] = '\n';
	return len;
}

static void invent(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		text[i] = chance(3) ? " \t\r\n=.xyz\xc3"[chance(10)] : (char)chance(256);
}

static void test_quoted_printable(void)
{
	char text[300], code[2000], back[2000], want[400];

	for (int i = 0; i < 5000; i++) {
		struct span s = { text, chance(sizeof text) };
		size_t len;

		invent(text, s.len);
		len = encode(MIME_QP, s, code);
		check_lines((struct span){ code, len }, 76);
		len = unquote((struct span){ code, len }, back);
		CHECK_SPANS(
		    ((struct span){ back, len }), ((struct span){ want, canonical(s, want) }));
	}
}

static void test_base64(void)
{
	char text[300], code[2000], back[400];

	for (int i = 0; i < 5000; i++) {
		struct span s = { text, chance(sizeof text) };
		struct out o = OUT(back);
		struct span rest;
		size_t at;

		invent(text, s.len);
		rest = (struct span){ code, encode(MIME_BASE64, s, code) };
		check_lines(rest, 76);
		while (rest.len)
			CHECK_NUMBER(base64_decode(&o, span_line(&rest), &at), BASE64_FINE);
		CHECK_SPANS(out_span(&o), s);
	}
}

int main(void)
{
	RUN(test_fields);
	RUN(test_words_too_long_for_a_line);
	RUN(test_addresses);
	RUN(test_dates);
	RUN(test_filenames);
	RUN(test_what_is_a_field);
	RUN(test_choice);
	RUN(test_quoted_printable);
	RUN(test_base64);
	return test_end("mime");
}
