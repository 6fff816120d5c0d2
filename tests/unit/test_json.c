/* test_json.c - events as JSON lines, to the letter. */
#include "test.h"
#include "view/json.h"

#define MS     INT64_C(1000000)
#define ANCHOR (1000 * MS)
#define HEAD   "{\"v\":2,\"at_us\":0,\"utc\":\"2026-11-23T18:02:03.456Z\",\"kind\":"

static char room[16384];
static struct out o;
static struct json j;

static struct span line_of(struct event e)
{
	e.at += ANCHOR;
	o.len = 0;
	j.view.see(&j.view, &e);
	return out_span(&o);
}

static void start(void)
{
	o = OUT(room);
	j = (struct json){ 0 };
	json_begin(&j, &o);
	line_of((struct event){ .kind = EVENT_ANCHOR, .n = { INT64_C(1795456923456) * MS } });
}

static struct span heard(struct span text)
{
	return line_of((struct event){ .kind = EVENT_HEARD, .text = text });
}

static void test_members(void)
{
	start();
	CHECK_SPAN(out_span(&o), HEAD "\"anchor\",\"utc_us\":1795456923456000}\n");
	CHECK_SPAN(line_of((struct event){ .at = 39 * MS, .kind = EVENT_NOTE, .conn = 2 }),
	    "{\"v\":2,\"at_us\":39000,\"utc\":\"2026-11-23T18:02:03.495Z\",\"kind\":\"note\",\"conn\":2}\n");
	CHECK_SPAN(
	    line_of((struct event){
		.kind = EVENT_REPLY, .code = -1, .n = { 1500, 2 * MS, 26 }, .text = SPAN("LIST") }),
	    HEAD
	    "\"reply\",\"by\":\"typed\",\"code\":-1,\"first_us\":1,\"last_us\":2000,\"octets\":26,"
	    "\"text\":\"LIST\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_SAID,
		       .by = EVENT_BY_SCRIPT,
		       .n = { 15, 6 },
		       .text = SPAN("PASS ********") }),
	    HEAD
	    "\"said\",\"by\":\"script\",\"octets\":15,\"secret_at\":6,\"text\":\"PASS ********\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_DIALED,
		       .n = { MS, 0, 25, 40122 },
		       .text = SPAN("mail.example"),
		       .fact = { SPAN("2001:db8::1"), SPAN("\"\xff\n") } }),
	    HEAD
	    "\"dialed\",\"took_us\":1000,\"port\":25,\"local_port\":40122,"
	    "\"remote\":\"2001:db8::1\",\"local\":\"\\\"\\ufffd\\u000a\",\"text\":\"mail.example\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_OCTETS, .text = SPAN("x") }), "");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_LOCAL, .text = SPAN("x") }), "");
}

static void test_strings(void)
{
	start();
	CHECK_SPAN(heard(SPAN("a\"b\\c/d")), HEAD "\"heard\",\"text\":\"a\\\"b\\\\c/d\"}\n");
	CHECK_SPAN(heard(SPAN("\033[2J\r\0\x7f")),
	    HEAD "\"heard\",\"text\":\"\\u001b[2J\\u000d\\u0000\\u007f\"}\n");
	CHECK_SPAN(
	    heard(SPAN("é 世 \U0001f4a9")), HEAD "\"heard\",\"text\":\"é 世 \U0001f4a9\"}\n");
	CHECK_SPAN(heard(SPAN("\u202e\xc2\x85")), HEAD "\"heard\",\"text\":\"\\u202e\\u0085\"}\n");
	CHECK_SPAN(heard(SPAN("a\xff\xc3")),
	    HEAD "\"heard\",\"text\":\"a\\ufffd\\ufffd\",\"octets_hex\":\"61ffc3\"}\n");
}

/* Whatever came: one line of printable characters. */
static void test_octets(void)
{
	char all[256];
	struct span line;

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	start();
	line = heard((struct span){ all, sizeof all });
	CHECK_NUMBER(span_find(line, '\n'), line.len - 1);
	for (size_t i = 0; i + 1 < line.len; i++)
		CHECK((unsigned char)line.at[i] >= 0x20 && (unsigned char)line.at[i] < 0x7f);
}

/* A body as the server meant it: stuffed dots are gone, in the hexadecimal too. */
static void test_bodies(void)
{
	start();
	CHECK_SPAN(
	    line_of((struct event){ .kind = EVENT_CHUNK, .text = SPAN("..a\n.\xff\nb.\nx") }),
	    HEAD "\"content\",\"text\":\".a\\u000a\\ufffd\\u000ab.\\u000ax\","
		 "\"octets_hex\":\"2e610aff0a622e0a78\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_CHUNK, .text = SPAN("..\n") }),
	    HEAD "\"content\",\"text\":\"..\\u000a\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_CHUNK, .n = { 1 }, .text = SPAN("..") }),
	    HEAD "\"content\",\"character\":1,\"text\":\"..\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_RESULT, .text = SPAN("x") }),
	    HEAD "\"result\",\"text\":\"x\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_END }), HEAD "\"end\",\"status\":0}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_END, .n = { 77 }, .text = SPAN("no") }),
	    HEAD "\"end\",\"status\":77,\"reason\":\"no\"}\n");
	CHECK_SPAN(line_of((struct event){ .kind = EVENT_BODY, .n = { 3, 1 } }),
	    HEAD "\"body\",\"octets\":3,\"lines\":1}\n");
}

int main(void)
{
	RUN(test_members);
	RUN(test_strings);
	RUN(test_octets);
	RUN(test_bodies);
	return test_end("json");
}
