/*
 * test_reply.c - where replies end, and what they say.
 *
 * A row gives the lines of a stream and, for each, a letter: m more, b body,
 * w whole, s stray.  Lines end in CR LF for the count of octets.
 */
#include "base/out.h"
#include "proto/dot.h"
#include "proto/reply.h"
#include "test.h"

struct row {
	enum reply_form form;
	const char *tag;
	const char *lines, *states;
	int code;
	bool invited, odd;
};

static const char letters[] = {
	[REPLY_MORE] = 'm', [REPLY_BODY] = 'b', [REPLY_WHOLE] = 'w', [REPLY_STRAY] = 's'
};

static const struct row rows[] = {
	/* SMTP: RFC 5321 4.2 */
	{ REPLY_CODE, "", "250 OK", "w", 250, false, false },
	{ REPLY_CODE, "", "250", "w", 250, false, false },
	{ REPLY_CODE, "", "250 ", "w", 250, false, false },
	{ REPLY_CODE, "", "250-a\n250-\n250 b", "mmw", 250, false, false },
	{ REPLY_CODE, "", "250-a\n250", "mw", 250, false, false },
	{ REPLY_CODE, "", "220-a\n554 b", "mw", 554, false, true },
	{ REPLY_CODE, "", "250-a\nno code\n250 b", "mmw", 250, false, true },
	{ REPLY_CODE, "", "250-a\n\n250 b", "mmw", 250, false, true },
	{ REPLY_CODE, "", "hello\n250 b", "sw", 250, false, false },
	{ REPLY_CODE, "", "2500 x\n25\n\n099 x\n2x0 y\n250_z\n250 b", "ssssssw", 250, false,
	    false },
	{ REPLY_CODE, "", "334 VXNlcm5hbWU6", "w", 334, true, false },
	{ REPLY_CODE, "", "354 go", "w", 354, true, false },
	{ REPLY_CODE, "", "999 x", "w", 999, false, false },
	{ REPLY_CODE, "", " 250 x\n250 x", "sw", 250, false, false },
	/* POP3: RFC 1939 3 */
	{ REPLY_ONE, "", "+OK", "w", 1, false, false },
	{ REPLY_ONE, "", "+ok 2 320", "w", 1, false, false },
	{ REPLY_ONE, "", "-ERR no", "w", -1, false, false },
	{ REPLY_ONE, "", "+ VXNlcm5hbWU6", "w", 0, true, false },
	{ REPLY_ONE, "", "+", "w", 0, true, false },
	{ REPLY_ONE, "", "Welcome\n+OK", "sw", 1, false, false },
	{ REPLY_ONE, "", ".\n+OK", "sw", 1, false, false },
	{ REPLY_DOT, "", "+OK\na\nb\n.", "mbbw", 1, false, false },
	{ REPLY_DOT, "", "+OK\n.", "mw", 1, false, false },
	{ REPLY_DOT, "", "+OK\n..\n.x\n\n+OK\n-ERR\n. \n.", "mbbbbbbw", 1, false, false },
	{ REPLY_DOT, "", "-ERR no such message", "w", -1, false, false },
	{ REPLY_DOT, "", "one\n.\n+OK\n.", "ssmw", 1, false, false },
	/* IMAP: RFC 3501 2.2, 4.3, 7 */
	{ REPLY_TAG, "a1", "a1 OK done", "w", 1, false, false },
	{ REPLY_TAG, "a1", "A1 ok done", "w", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 EXISTS\n* OK x\na1 NO", "mmw", -1, false, false },
	{ REPLY_TAG, "a1", "a1 BAD x", "w", -1, false, false },
	{ REPLY_TAG, "a1", "a2 OK x\na1 OK", "sw", 1, false, false },
	{ REPLY_TAG, "a1", "\na1 OK", "sw", 1, false, false },
	{ REPLY_TAG, "a1", "+ go ahead", "w", 0, true, false },
	{ REPLY_TAG, "a1", "* BYE\na1 OK", "mw", 1, false, false },
	{ REPLY_TAG, "", "* OK ready", "w", 1, false, false },
	{ REPLY_TAG, "", "* PREAUTH ready", "w", 1, false, false },
	{ REPLY_TAG, "", "* BYE go away", "w", -1, false, false },
	/* Literals: 9 is "a1 OK x" with its end, after which the response goes on. */
	{ REPLY_TAG, "a1", "* 1 FETCH (B {9}\na1 OK x\n)\na1 OK", "mbmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {9}\na1 OK x\na1 OK y\na1 OK z", "mbmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {11}\na1 OK x\nab)\na1 OK", "mbmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {4}\nabcd)\na1 OK", "mmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {2}\nab C {9}\na1 OK x\n)\na1 OK", "mmbmw", 1, false,
	    false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {0}\n)\na1 OK", "mmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {0}\na1 OK y\na1 OK", "mmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH (B {9+}\na1 OK x\n)\na1 OK", "mbmw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH {x}\na1 OK", "mw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH 9}\na1 OK", "mw", 1, false, false },
	{ REPLY_TAG, "a1", "* 1 FETCH {99999999999999999999}\na1 OK", "mw", 1, false, false },
	{ REPLY_TAG, "a1", "b {9}\na1 OK", "sw", 1, false, false },
	/* Unknown: nobody knows. */
	{ REPLY_FREE, "", "hello\n250 x\n+OK", "mmm", 0, false, false },
};

static void check(const struct row *w)
{
	static struct reply r;
	struct span rest = span_of(w->lines);
	int64_t octets = 0, lines = 0;

	r = (struct reply){ .form = w->form };
	strcpy(r.tag, w->tag);
	for (const char *want = w->states; *want; want++) {
		struct span line = test_copy(span_line(&rest));
		char got = letters[reply_line(&r, line, line.len + 2)];

		if (got != *want)
			printf("%s: %c and not %c\n", w->lines, got, *want);
		CHECK(got == *want);
		if (got != 's') {
			octets += (int64_t)line.len + 2;
			lines++;
		}
		free((void *)line.at);
	}
	CHECK_NUMBER(rest.len, 0);
	CHECK_NUMBER(r.code, w->code);
	CHECK(r.invited == w->invited && r.odd == w->odd);
	CHECK_NUMBER(r.octets, octets);
	CHECK_NUMBER(r.lines, lines);
}

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i]);
}

/* The text is all that came, LF between lines, cut to fit; the counts go on. */
static void test_text(void)
{
	static struct reply r;
	size_t lines = sizeof r.text / 10 + 5;

	r = (struct reply){ .form = REPLY_CODE };
	reply_line(&r, SPAN("250-a"), 7);
	reply_line(&r, SPAN(""), 2);
	reply_line(&r, SPAN("250 b"), 7);
	CHECK_SPAN(((struct span){ r.text, r.len }), "250-a\n\n250 b");
	r = (struct reply){ .form = REPLY_CODE };
	for (size_t i = 0; i < lines; i++)
		CHECK_NUMBER(reply_line(&r, SPAN("250-345678901"), 15), REPLY_MORE);
	CHECK_NUMBER(r.len, sizeof r.text);
	CHECK_NUMBER(reply_line(&r, SPAN("550 no"), 8), REPLY_WHOLE);
	CHECK_NUMBER(r.len, sizeof r.text);
	CHECK_NUMBER(r.code, 550);
	CHECK_NUMBER(r.lines, lines + 1);
}

/* A body in pieces of any size: whole lines before the dot, and no octet more. */
static void test_body(void)
{
	static const struct {
		const char *octets;
		size_t taken;
		int64_t lines;
	} bodies[] = {
		{ "", 0, 0 },
		{ ".", 0, 0 },
		{ ".\r", 0, 0 },
		{ ".\r\n", 0, 0 },
		{ ".\n", 0, 0 },
		{ "a\r\n.\r\n", 3, 1 },
		{ "a\r\n.", 3, 1 },
		{ "a\r\n.x\r\n..\r\n.\r\nb\r\n", 11, 3 },
		{ "a\nb\n.\n", 4, 2 },
		{ "\r\n\n", 3, 2 },
		{ ".\r\r\n", 4, 1 },
		{ ".\r.\n", 4, 1 },
		{ "half", 0, 0 },
		{ "a\r\nhalf", 3, 1 },
	};

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct span copy = test_copy(span_of(bodies[i].octets));
		int64_t lines;
		bool dotted;

		CHECK_NUMBER(dot_lines(copy, &lines, &dotted), bodies[i].taken);
		CHECK_NUMBER(lines, bodies[i].lines);
		free((void *)copy.at);
	}
}

/* In large pieces and line by line a body counts the same. */
static void test_pieces(void)
{
	static struct reply a, b;
	struct span text = SPAN("one\r\ntwo\r\n..\r\n");
	int64_t lines;
	bool dotted;

	a = b = (struct reply){ .form = REPLY_DOT };
	CHECK(!reply_in_body(&a));
	reply_line(&a, SPAN("+OK"), 5);
	reply_line(&b, SPAN("+OK"), 5);
	CHECK(reply_in_body(&a));
	CHECK_NUMBER(dot_lines(text, &lines, &dotted), text.len);
	reply_passed(&a, text, lines);
	while (text.len) {
		struct span line = span_line(&text);

		CHECK_NUMBER(reply_line(&b, line, line.len + 2), REPLY_BODY);
	}
	CHECK_NUMBER(reply_line(&a, SPAN("."), 3), REPLY_WHOLE);
	CHECK_NUMBER(reply_line(&b, SPAN("."), 3), REPLY_WHOLE);
	CHECK_NUMBER(a.octets, b.octets);
	CHECK_NUMBER(a.lines, b.lines);
}

static void test_refused(void)
{
	static const struct {
		int code;
		bool refused;
	} codes[] = { { 1, false }, { -1, true }, { 0, false }, { 250, false }, { 354, false },
		{ 421, true }, { 550, true } };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		static struct reply r;

		r.code = codes[i].code;
		CHECK(reply_refused(&r) == codes[i].refused);
	}
}

static void test_greetings(void)
{
	static const struct {
		const char *line;
		enum protocol protocol;
	} greetings[] = {
		{ "+OK ready", PROTOCOL_POP3 },
		{ "-ERR busy", PROTOCOL_POP3 },
		{ "220 mail ESMTP", PROTOCOL_SMTP },
		{ "220-mail", PROTOCOL_SMTP },
		{ "554 no", PROTOCOL_SMTP },
		{ "220", PROTOCOL_SMTP },
		{ "* OK IMAP4rev1", PROTOCOL_IMAP },
		{ "* preauth", PROTOCOL_IMAP },
		{ "* BYE", PROTOCOL_IMAP },
		{ "* 12 EXISTS", PROTOCOL_UNKNOWN },
		{ "SSH-2.0-OpenSSH", PROTOCOL_UNKNOWN },
		{ "HTTP/1.0 400 Bad Request", PROTOCOL_UNKNOWN },
		{ "2200 x", PROTOCOL_UNKNOWN },
		{ "", PROTOCOL_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++)
		CHECK_NUMBER(reply_protocol(span_of(greetings[i].line)), greetings[i].protocol);
}

int main(void)
{
	RUN(test_rows);
	RUN(test_text);
	RUN(test_body);
	RUN(test_pieces);
	RUN(test_refused);
	RUN(test_greetings);
	return test_end("reply");
}
