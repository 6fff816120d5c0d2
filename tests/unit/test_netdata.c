/* test_netdata.c - octets in hexadecimal, sixteen a row. */
#include "test.h"
#include "view/netdata.h"

static char room[8192];
static struct out o;
static struct screen s;

static struct span shown(struct event e)
{
	o = OUT(room);
	s = (struct screen){ 0 };
	screen_begin(&s, &o);
	netdata_put(&s, &e);
	return out_span(&o);
}

static void test_lines(void)
{
	CHECK_SPAN(shown((struct event){ .kind = EVENT_HEARD, .text = SPAN("+OK\x1b") }),
	    "< 0000  2b 4f 4b 1b 0d 0a                                +OK...\n");
	CHECK_SPAN(
	    shown((struct event){ .kind = EVENT_HEARD, .n = { 0, 0, 1 }, .text = SPAN("\xff") }),
	    "< 0000  ff 0a                                            ..\n");
	CHECK_SPAN(shown((struct event){ .kind = EVENT_HEARD, .n = { 0, 1 }, .text = SPAN("x") }),
	    "< 0000  78                                               x\n");
	CHECK_SPAN(shown((struct event){ .kind = EVENT_CHUNK, .text = SPAN("a\r\nb") }),
	    "< 0000  61 0d 0a 62                                      a..b\n");
	CHECK_SPAN(shown((struct event){ .kind = EVENT_SAID, .text = SPAN("PASS ********") }),
	    "> 0000  50 41 53 53 20 2a 2a 2a 2a 2a 2a 2a 2a 0d 0a     PASS ********..\n");
	CHECK_SPAN(shown((struct event){ .kind = EVENT_REPLY, .text = SPAN("LIST") }), "");
	CHECK_SPAN(shown((struct event){ .kind = EVENT_NOTE, .text = SPAN("x") }), "");
}

static void test_rows(void)
{
	CHECK_SPAN(shown((struct event){ .kind = EVENT_HEARD, .text = SPAN("0123456789abcdefgh") }),
	    "< 0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
	    "< 0010  67 68 0d 0a                                      gh..\n");
	CHECK_SPAN(shown((struct event){ .kind = EVENT_HEARD, .text = SPAN("0123456789abcde") }),
	    "< 0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 0d  0123456789abcde.\n"
	    "< 0010  0a                                               .\n");
}

int main(void)
{
	RUN(test_lines);
	RUN(test_rows);
	return test_end("netdata");
}
