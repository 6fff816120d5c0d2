/* test_standing.c - what a conversation amounts to, told verb by verb. */
#include "proto/standing.h"
#include "test.h"

static struct standing st;

/* One line's reply is whole; its first line says how it ended. */
static void answered(const char *verb, const char *text)
{
	static struct reply r;
	bool smtp = text[0] != '+' && text[0] != '-';

	reply_begin(&r, smtp ? REPLY_CODE : REPLY_ONE, "");
	reply_line(&r, span_of(text), strlen(text) + 2);
	standing_learn(&st, span_of(verb), &r);
}

static void begin(const char *greeting)
{
	st = (struct standing){ 0 };
	answered("greeting", greeting);
}

static void test_introduced(void)
{
	begin("220 hi");
	CHECK_NUMBER(st.is, STANDING_GREETED);
	answered("EHLO", "502 what");
	answered("HELO", "250 hi");
	CHECK_NUMBER(st.is, STANDING_GREETED | STANDING_NO_EHLO | STANDING_HELLO);
	begin("554 no");
	CHECK_NUMBER(st.is, 0);
}

static void test_tls_forgets(void)
{
	begin("220 hi");
	answered("EHLO", "250 hi");
	answered("MAIL", "250 ok");
	standing_secure(&st);
	CHECK_NUMBER(st.is, STANDING_GREETED | STANDING_SECURE);
}

static void test_logged_in(void)
{
	begin("+OK hi");
	answered("AUTH", "+ challenge");
	answered("AUTH", "-ERR no");
	CHECK(!(st.is & STANDING_LOGGED_IN));
	answered("PASS", "+OK");
	CHECK(st.is & STANDING_LOGGED_IN);
}

/* Bare AUTH lists the mechanisms: its reply has many lines. */
static void test_a_list_is_no_login(void)
{
	static struct reply r;

	begin("+OK hi");
	reply_begin(&r, REPLY_DOT, "");
	reply_line(&r, SPAN("+OK"), 5);
	reply_line(&r, SPAN("PLAIN"), 7);
	reply_line(&r, SPAN("."), 3);
	standing_learn(&st, SPAN("AUTH"), &r);
	CHECK(!(st.is & STANDING_LOGGED_IN));
}

static void test_a_transaction(void)
{
	begin("220 hi");
	answered("MAIL", "250 ok");
	answered("RCPT", "250 ok");
	answered("RCPT", "550 no");
	answered("RCPT", "250 ok");
	CHECK(st.is & STANDING_MAIL);
	CHECK_NUMBER(st.recipients, 2);
	answered("final dot", "250 queued");
	CHECK(!(st.is & STANDING_MAIL));
	answered("MAIL", "250 ok");
	CHECK_NUMBER(st.recipients, 0);
	answered("RSET", "250 ok");
	CHECK(!(st.is & STANDING_MAIL));
}

static void test_marked(void)
{
	begin("+OK hi");
	answered("DELE", "+OK");
	answered("DELE", "-ERR no such message");
	answered("DELE", "+OK");
	CHECK_NUMBER(st.marked, 2);
	answered("RSET", "-ERR no");
	CHECK_NUMBER(st.marked, 2);
	answered("RSET", "+OK");
	CHECK_NUMBER(st.marked, 0);
	answered("DELE", "+OK");
	answered("QUIT", "+OK bye");
	CHECK_NUMBER(st.deleted, 1);
	CHECK_NUMBER(st.marked + st.doubtful, 0);
}

static void test_a_quit_that_is_refused(void)
{
	begin("+OK hi");
	answered("DELE", "+OK");
	answered("QUIT", "-ERR some are left");
	CHECK_NUMBER(st.doubtful, 1);
	CHECK_NUMBER(st.deleted + st.marked, 0);
}

static void test_stamps(void)
{
	static const struct {
		const char *greeting, *stamp;
	} rows[] = {
		{ "+OK ready <1896.697170952@dbc.mtview.ca.us>",
		    "<1896.697170952@dbc.mtview.ca.us>" },
		{ "+OK <a@b> and <c@d>", "<a@b>" },
		{ "+OK <>", "" },
		{ "+OK <ready>", "" },
		{ "+OK <a@b", "" },
		{ "+OK ready", "" },
		{ "-ERR <a@b>", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(rows[i].greeting);
		CHECK_SPANS(span_of(st.stamp), span_of(rows[i].stamp));
	}
}

int main(void)
{
	RUN(test_introduced);
	RUN(test_tls_forgets);
	RUN(test_logged_in);
	RUN(test_a_list_is_no_login);
	RUN(test_a_transaction);
	RUN(test_marked);
	RUN(test_a_quit_that_is_refused);
	RUN(test_stamps);
	return test_end("standing");
}
