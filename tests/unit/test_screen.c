/*
 * test_screen.c - events in, what a person reads out.
 *
 * The golden texts are those of brief sessions at 80 and at 20 columns, with
 * colour and without, and of a dumb terminal.
 */
#include "test.h"
#include "view/netdata.h"
#include "view/screen.h"

#define MS INT64_C(1000000)

static char room[65536];
static struct out o;
static struct screen s;

static void start(size_t columns)
{
	o = OUT(room);
	s = (struct screen){ 0 };
	screen_begin(&s, &o);
	s.columns = columns;
	s.dialogue = true;
}

static void see(struct event e)
{
	s.view.see(&s.view, &e);
}

static void text_of(enum event_kind kind, struct span text)
{
	see((struct event){ .kind = kind, .text = text });
}

static void heard(struct span text)
{
	text_of(EVENT_HEARD, text);
}

static void reply(int64_t took)
{
	see((struct event){ .kind = EVENT_REPLY, .n = { took, took }, .text = SPAN("STAT") });
}

static struct span shown(void)
{
	screen_settle(&s);
	return out_span(&o);
}

/* The session of every golden text. */
static void session(void)
{
	see((struct event){ .kind = EVENT_DIAL,
	    .text = SPAN("192.0.2.10 port 110"),
	    .fact = { SPAN("192.0.2.10") } });
	see((struct event){ .kind = EVENT_DIALED,
	    .n = { 21 * MS, 4 * MS, 110, 40122 },
	    .text = SPAN("mail.example.com"),
	    .fact = { SPAN("192.0.2.10"), SPAN("192.0.2.7") } });
	heard(SPAN("+OK POP3 server ready"));
	reply(38 * MS);
	text_of(EVENT_SAID, SPAN("list"));
	heard(SPAN("+OK 1 message"));
	heard(SPAN("1 120"));
	heard(SPAN("."));
	reply(25 * MS);
	text_of(EVENT_NOTE, SPAN("a remark"));
	text_of(EVENT_WARNING, SPAN("mind this"));
	see((struct event){ .kind = EVENT_CLOSED, .text = SPAN("by foreign host") });
}

static void test_80_columns(void)
{
	start(80);
	session();
	CHECK_SPAN(shown(),
	    "Trying 192.0.2.10 port 110...\n"
	    "Connected to mail.example.com (192.0.2.10) port 110.   name 4 ms, connect 21 ms\n"
	    "+OK POP3 server ready                                                     38 ms\n"
	    "list\n"
	    "+OK 1 message\n"
	    "1 120\n"
	    ".                                                                         25 ms\n"
	    "a remark\n"
	    "warning: mind this\n"
	    "Connection closed by foreign host.\n");
}

/* A time that does not fit stands on a line of its own. */
static void test_20_columns(void)
{
	start(20);
	session();
	CHECK_SPAN(shown(), "Trying 192.0.2.10 port 110...\n"
			    "Connected to mail.example.com (192.0.2.10) port 110.\n"
			    "name 4 ms, connect 21 ms\n"
			    "+OK POP3 server ready\n"
			    "              38 ms\n"
			    "list\n"
			    "+OK 1 message\n"
			    "1 120\n"
			    ".             25 ms\n"
			    "a remark\n"
			    "warning: mind this\n"
			    "Connection closed by foreign host.\n");
}

/* Without cursor control two blanks stand before a time. */
static void test_dumb(void)
{
	start(0);
	session();
	CHECK_SPAN(shown(),
	    "Trying 192.0.2.10 port 110...\n"
	    "Connected to mail.example.com (192.0.2.10) port 110.  name 4 ms, connect 21 ms\n"
	    "+OK POP3 server ready  38 ms\n"
	    "list\n"
	    "+OK 1 message\n"
	    "1 120\n"
	    ".  25 ms\n"
	    "a remark\n"
	    "warning: mind this\n"
	    "Connection closed by foreign host.\n");
}

static void test_colour_and_raw(void)
{
	start(80);
	s.colour = s.crlf = true;
	heard(SPAN("+OK"));
	reply(3200 * MS);
	heard(SPAN("334 VXNlcm5hbWU6"));
	CHECK_SPAN(shown(),
	    "+OK                                                                       "
	    "\033[2m3.2 s\033[m\r\n"
	    "334 VXNlcm5hbWU6\033[2m  \"Username:\"\033[m\r\n");
}

/* The dialogue goes to a pipe: the replies are seen behind it, and what is typed here. */
static void test_typed_beside_a_pipe(void)
{
	start(80);
	s.dialogue = false;
	s.typed = true;
	heard(SPAN("+OK ready"));
	text_of(EVENT_SAID, SPAN("PASS ********"));
	see((struct event){ .kind = EVENT_SAID, .by = EVENT_BY_HELPER, .text = SPAN("LIST") });
	text_of(EVENT_PROMPT, SPAN("login: "));
	text_of(EVENT_SAID, SPAN("bob"));
	text_of(EVENT_PROMPT, SPAN("more"));
	heard(SPAN("more than that"));
	text_of(EVENT_SAID, SPAN("ls"));
	CHECK_SPAN(shown(), "PASS ********\n\rlogin: bob\nls\n");
}

/* In a very wide window the eye need not travel. */
static void test_wide_window(void)
{
	start(300);
	heard(SPAN("+OK"));
	reply(1 * MS);
	CHECK_NUMBER(shown().len, 100);
}

/* What a window is exactly wide enough for, and what it is not. */
static void test_margin(void)
{
	for (size_t n = 0; n < 90; n++) {
		char line[90];
		struct span rest, first;

		start(80);
		memset(line, 'x', n);
		heard((struct span){ line, n });
		reply(25 * MS);
		rest = shown();
		first = span_line(&rest);
		CHECK(first.len <= 79 || first.len == n);
		CHECK_SPANS(span_first(first, n), ((struct span){ line, n }));
		if (n < 73) {
			CHECK_NUMBER(first.len, 79);
		} else {
			CHECK_SPANS(first, ((struct span){ line, n }));
			CHECK_SPAN(span_from(span_line(&rest), 74), "25 ms");
		}
		CHECK_NUMBER(rest.len, 0);
	}
}

/* What has a place to be broken at never fills its row to the last column. */
static void test_broken_sentences(void)
{
	for (size_t columns = 40; columns < 90; columns++) {
		struct span rest;

		start(columns);
		see((struct event){
		    .kind = EVENT_UPLOAD, .n = { 9, 1, 0, 2000 * MS, 900 * MS, 4 } });
		for (rest = shown(); rest.len;)
			CHECK(span_line(&rest).len < columns);
	}
}

/* Decoded, and then shown as safely as all else: never what is no base64. */
static void test_challenges(void)
{
	start(0);
	heard(SPAN("334 UGFzc3dvcmQ6"));
	heard(SPAN("334 G1syShs="));
	heard(SPAN("334 "));
	heard(SPAN("334 not base64"));
	heard(SPAN("334 abc"));
	heard(SPAN("+ VXNlcm5hbWU6"));
	heard(SPAN("235 VXNlcm5hbWU6"));
	CHECK_SPAN(shown(), "334 UGFzc3dvcmQ6  \"Password:\"\n"
			    "334 G1syShs=  \"\\x1b[2J\\x1b\"\n"
			    "334 \n"
			    "334 not base64\n"
			    "334 abc\n"
			    "+ VXNlcm5hbWU6  \"Username:\"\n"
			    "235 VXNlcm5hbWU6\n");
}

static void test_body(void)
{
	start(80);
	heard(SPAN("+OK 8812331 octets"));
	text_of(EVENT_CHUNK, SPAN("Subject: x\r\n\r\n..\r\n"));
	text_of(EVENT_CHUNK, SPAN("half\r\n"));
	see((struct event){
	    .kind = EVENT_BODY, .n = { 8812331, 120000, 38 * MS, 41238 * MS, 3200 * MS, 700000 } });
	heard(SPAN("."));
	reply(41238 * MS);
	CHECK_SPAN(shown(),
	    "+OK 8812331 octets\n"
	    "Subject: x\n"
	    "\n"
	    "..\n"
	    "half\n"
	    ".                                                                        41.2 s\n"
	    "8,812,331 octets in 41.2 s, 213 kB/s; first octet after 38 ms;\n"
	    "longest pause 3.2 s at octet 700,000\n");
}

/* The line a server leaves open stands before what is typed. */
static void test_prompt(void)
{
	start(80);
	text_of(EVENT_PROMPT, SPAN("login\033: "));
	CHECK_SPAN(((struct span){ s.prompt, s.prompt_len }), "login\\x1b: ");
	CHECK_NUMBER(s.prompt_columns, 11);
	CHECK_NUMBER(out_span(&o).len, 0);
	text_of(EVENT_SAID, SPAN("paul"));
	CHECK_NUMBER(s.prompt_len, 0);
	text_of(EVENT_PROMPT, SPAN("Password: "));
	heard(SPAN("Password: no"));
	CHECK_NUMBER(s.prompt_len, 0);
	CHECK_SPAN(shown(), "login\\x1b: paul\nPassword: no\n");
}

static void test_other_events(void)
{
	start(80);
	see((struct event){ .kind = EVENT_REFUSED,
	    .n = { 25, 21 * MS },
	    .text = SPAN("192.0.2.10 port 25: refused") });
	see((struct event){ .kind = EVENT_HEARD, .n = { [3] = 1 }, .text = SPAN("421 bye") });
	heard(SPAN("250 ok"));
	see((struct event){ .kind = EVENT_REPLY, .n = { MS, 22 * MS, 6, 1, 9 * MS, 1500 * MS } });
	heard(SPAN("250 ok"));
	see((struct event){ .kind = EVENT_REPLY, .n = { MS, 22 * MS, 6, 1, 9 * MS, 0 } });
	see((struct event){ .kind = EVENT_HELD, .n = { 1500 * MS }, .text = SPAN("the disk") });
	see((struct event){ .kind = EVENT_EXPECT, .n = { 1 }, .text = SPAN("250") });
	see((struct event){ .kind = EVENT_EXPECT, .text = SPAN("250, but no reply came") });
	text_of(EVENT_FAULT, SPAN("no\033 route"));
	text_of(EVENT_LOCAL, SPAN("  help"));
	see((struct event){
	    .kind = EVENT_UPLOAD, .n = { 1234, 10, 0, 2000 * MS, [7] = 500 * MS } });
	see((struct event){ .kind = EVENT_CLOSED, .n = { 1, 61000 * MS, [4] = 61000 * MS } });
	CHECK_SPAN(shown(),
	    "192.0.2.10 port 25: refused                                               21 ms\n"
	    "421 bye                                                             unsolicited\n"
	    "250 ok                                                 22 ms (1.5 s held by us)\n"
	    "250 ok                                                                    22 ms\n"
	    "held 1.5 s by the disk: a delay on this side, not the server's\n"
	    "postel: expected 250, but no reply came\n"
	    "postel: no\\x1b route\n"
	    "  help\n"
	    "1,234 octets in 10 lines sent in 2.0 s (500 ms held by us)\n"
	    "Connection closed, 61.0 s after your last line.\n");
}

/* What was ours stands beside each time that has a part of it; a millisecond, or a hundredth, at least. */
static void test_held(void)
{
	start(160);
	see((struct event){
	    .kind = EVENT_TLS, .n = { 30 * MS, [4] = 10 * MS }, .text = SPAN("TLS 1.3") });
	heard(SPAN("250 ok"));
	see((struct event){ .kind = EVENT_REPLY, .n = { MS, 22 * MS, [5] = MS - 1 } });
	see((struct event){ .kind = EVENT_UPLOAD, .n = { 9, 1, 0, 2000 * MS, [7] = 19 * MS } });
	see((struct event){
	    .kind = EVENT_UPLOAD, .n = { 9, 1, 0, 2000 * MS, 900 * MS, 4, 0, 1500 * MS } });
	see((struct event){ .kind = EVENT_BODY,
	    .n = { 4000, 9, 700 * MS, 2000 * MS, 900 * MS, 4, 0, 1000 * MS, 600 * MS } });
	see((struct event){ .kind = EVENT_REPLY });
	see((struct event){ .kind = EVENT_CLOSED, .n = { 1, 9000 * MS, [5] = 4000 * MS } });
	CHECK(span_holds(shown(), SPAN(" 30 ms (10 ms held by us)\n")));
	CHECK(span_holds(shown(), SPAN(" 22 ms\n")));
	CHECK(span_holds(shown(), SPAN("sent in 2.0 s\n")));
	CHECK(span_holds(shown(), SPAN("sent in 2.0 s (1.5 s held by us)\n")));
	CHECK(span_holds(shown(), SPAN("4,000 octets in 2.0 s (1.0 s held by us), 4.0 kB/s; ")));
	CHECK(span_holds(shown(), SPAN("first octet after 700 ms (600 ms held by us); ")));
	CHECK(span_holds(shown(), SPAN("longest pause 900 ms at octet 4\n")));
	CHECK(span_holds(
	    shown(), SPAN("Connection closed, 9.0 s after your last line (4.0 s held by us).")));
}

/* How long before its end a connection was used, where that is a second and more. */
static void test_closed(void)
{
	start(80);
	see((struct event){ .kind = EVENT_CLOSED,
	    .n = { 0, 4000 * MS, [4] = 999 * MS },
	    .text = SPAN("by foreign host") });
	see((struct event){ .kind = EVENT_CLOSED,
	    .n = { 0, 4000 * MS, [4] = 9000 * MS, [6] = true },
	    .text = SPAN("reset by the other side") });
	see((struct event){ .kind = EVENT_CLOSED,
	    .n = { 0, 0, [4] = 5000 * MS },
	    .text = SPAN("by foreign host") });
	see((struct event){ .kind = EVENT_CLOSED, .n = { 1, 900 * MS, [4] = 900 * MS } });
	CHECK_SPAN(shown(),
	    "Connection closed by foreign host, 4.0 s after your last line.\n"
	    "Connection lost: reset by the other side, 4.0 s after your last line,\n"
	    "9.0 s after the server's last octet.\n"
	    "Connection closed by foreign host, 5.0 s after the server's last octet.\n"
	    "Connection closed.\n");
}

/* What the wire had and what the message has; of what took no time no pause; of a person no time. */
static void test_octets_of_a_message(void)
{
	start(80);
	see((struct event){
	    .kind = EVENT_UPLOAD, .n = { 200312, 10, 0, 900 * MS, 780 * MS, 7, 200000 } });
	see((struct event){ .kind = EVENT_UPLOAD, .n = { 20, 2, [6] = 20 } });
	see((struct event){ .kind = EVENT_BODY, .n = { 312, 9, MS, 2 * MS, MS, 9, 300 } });
	reply(MS);
	CHECK_SPAN(shown(),
	    "200,312 octets on the wire (200,000 of the message) in 10 lines sent in 900 ms\n"
	    "20 octets in 2 lines sent\n"
	    "                                                                           1 ms\n"
	    "312 octets on the wire (300 of the message) in 2 ms, 156 kB/s;\n"
	    "first octet after 1 ms\n");
}

/* Beside a pipe only what is not dialogue is shown; quiet leaves out the rest of the noise. */
static void test_what_is_left_out(void)
{
	start(80);
	s.dialogue = s.local = false;
	heard(SPAN("+OK"));
	text_of(EVENT_SAID, SPAN("QUIT"));
	reply(MS);
	text_of(EVENT_LOCAL, SPAN("help"));
	s.quiet = true;
	text_of(EVENT_DIAL, SPAN("192.0.2.10 port 110"));
	see((struct event){ .kind = EVENT_CLOSED, .text = SPAN("by foreign host") });
	CHECK_SPAN(shown(), "");
	text_of(EVENT_WARNING, SPAN("mind"));
	CHECK_SPAN(shown(), "warning: mind\n");
	start(80);
	s.echo = false;
	text_of(EVENT_SAID, SPAN("QUIT"));
	CHECK_SPAN(shown(), "");
}

/* ---- telnet ---- */

static void test_options(void)
{
	start(80);
	text_of(EVENT_OPTION, SPAN("RCVD WILL ECHO"));
	CHECK_SPAN(shown(), "");
	s.options = s.colour = true;
	text_of(EVENT_OPTION, SPAN("RCVD SB TERMINAL TYPE IS \033c"));
	CHECK_SPAN(shown(), "\033[2mRCVD SB TERMINAL TYPE IS \\x1bc\033[m\n");
	start(80);
	s.options = true;
	s.dialogue = false;
	text_of(EVENT_OPTION, SPAN("RCVD WILL ECHO"));
	CHECK_SPAN(shown(), "");
}

/* In character mode, and only there, the server's octets are the terminal's. */
static void test_character_mode(void)
{
	start(80);
	text_of(EVENT_PROMPT, SPAN("login: "));
	screen_pass(&s, true);
	CHECK_NUMBER(s.prompt_len, 0);
	text_of(EVENT_CHUNK, SPAN("\033[1mlog"));
	text_of(EVENT_CHUNK, SPAN("in\377:"));
	see((struct event){ .kind = EVENT_SAID, .n = { 5, 0, 0, true } });
	screen_pass(&s, false);
	text_of(EVENT_CHUNK, SPAN("\033[2J\r\n"));
	CHECK_SPAN(shown(), "\033[1mlogin\377:\033[m\n\\x1b[2J\n");
}

/* By the name of telnet: its words, and no times. */
static void test_as_telnet(void)
{
	start(80);
	s.telnet = true;
	session();
	CHECK_SPAN(shown(), "Trying 192.0.2.10...\n"
			    "Connected to mail.example.com.\n"
			    "+OK POP3 server ready\n"
			    "list\n"
			    "+OK 1 message\n"
			    "1 120\n"
			    ".\n"
			    "a remark\n"
			    "warning: mind this\n"
			    "Connection closed by foreign host.\n");
}

/* ---- hostile ---- */

/* Not a control octet in it: what ends lines is ours. */
static bool is_fit(struct span text, enum show_charset charset)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return false;
		if (charset == SHOW_BYTES && c >= 0x80 && c < 0xa0)
			return false;
		if (charset == SHOW_UTF8 && c >= 0x80) /* only within whole characters */
			return false;
	}
	return true;
}

/* Every octet, in every place where a server's words are shown. */
static void test_hostile_octets(void)
{
	static const enum event_kind kinds[] = { EVENT_HEARD, EVENT_CHUNK, EVENT_PROMPT, EVENT_NOTE,
		EVENT_WARNING, EVENT_FAULT, EVENT_DIAL, EVENT_REFUSED, EVENT_DIALED, EVENT_TCP,
		EVENT_HELD, EVENT_CLOSED, EVENT_SAID, EVENT_RESULT, EVENT_LOCAL, EVENT_CLOCK,
		EVENT_EXPECT, EVENT_OPTION };

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (int c = 0; c < 512; c++) {
			char text[] = { 'a', (char)c, 'b' };
			enum show_charset charset = c < 256 ? SHOW_UTF8 : SHOW_BYTES;

			start(80);
			s.charset = charset;
			s.netdata = c & 1;
			s.options = true;
			text_of(kinds[k], (struct span){ text, sizeof text });
			CHECK(is_fit((struct span){ s.prompt, s.prompt_len }, charset));
			text_of(EVENT_SAID, SPAN(""));
			CHECK(is_fit(shown(), charset));
		}
}

static void test_hostile_sequences(void)
{
	start(80);
	heard(SPAN("\033]0;title\a\033[2J\x9b"
		   "31m\xc2\x9b"
		   "1m\u202eevil\u2066\r\n\b\x7f\xff\xc3"));
	CHECK_SPAN(shown(),
	    "\\x1b]0;title\\x07\\x1b[2J\\x9b31m\\u009b1m\\u202eevil\\u2066\\r\\n\\x08\\x7f\\xff\\xc3\n");
}

/* A text that is far too long for any room takes none that is not there. */
static void test_no_room(void)
{
	static char text[4000];

	memset(text, '\033', sizeof text);
	for (size_t size = 0; size < 200; size += 7) {
		char *at = malloc(size ? size : 1);
		struct out small = { at, size, 0, false };

		start(80);
		s.to = &small;
		for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
			text_of((enum event_kind)kind, (struct span){ text, sizeof text });
		CHECK(small.len <= size);
		free(at);
	}
}

int main(void)
{
	RUN(test_80_columns);
	RUN(test_20_columns);
	RUN(test_dumb);
	RUN(test_colour_and_raw);
	RUN(test_typed_beside_a_pipe);
	RUN(test_wide_window);
	RUN(test_margin);
	RUN(test_broken_sentences);
	RUN(test_challenges);
	RUN(test_body);
	RUN(test_prompt);
	RUN(test_other_events);
	RUN(test_held);
	RUN(test_closed);
	RUN(test_octets_of_a_message);
	RUN(test_what_is_left_out);
	RUN(test_options);
	RUN(test_character_mode);
	RUN(test_as_telnet);
	RUN(test_hostile_octets);
	RUN(test_hostile_sequences);
	RUN(test_no_room);
	return test_end("screen");
}
