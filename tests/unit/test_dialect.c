/* test_dialect.c - the rows of the protocols. */
#include "proto/dialect.h"
#include "test.h"

static void test_limits(void)
{
	CHECK_NUMBER(dialect_line_max(PROTOCOL_SMTP, false, false), 512);
	CHECK_NUMBER(dialect_line_max(PROTOCOL_SMTP, true, false), 1000);
	CHECK_NUMBER(dialect_line_max(PROTOCOL_SMTP, false, true), 12288);
	CHECK_NUMBER(dialect_line_max(PROTOCOL_POP3, false, false), 255);
	CHECK(dialect_line_max(PROTOCOL_UNKNOWN, false, false) == SIZE_MAX);
	CHECK(dialect_line_max(PROTOCOL_IMAP, false, false) == SIZE_MAX);
}

static void test_lines(void)
{
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_POP3)->starts_tls), "STLS");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_SMTP)->starts_tls), "STARTTLS");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_SMTP)->asks_caps), "EHLO");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_POP3)->asks_caps), "CAPA");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_IMAP)->asks_caps), "CAPABILITY");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_UNKNOWN)->asks_caps), "");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_IMAP)->farewell), "bye LOGOUT");
	CHECK_SPAN(span_of(dialect_of(PROTOCOL_UNKNOWN)->starts_tls), "");
	for (unsigned p = 0; p < PROTOCOL_COUNT; p++)
		CHECK(dialect_of((enum protocol)p)->name && dialect_of((enum protocol)p)->logins);
}

int main(void)
{
	RUN(test_limits);
	RUN(test_lines);
	return test_end("dialect");
}
