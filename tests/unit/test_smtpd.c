/* test_smtpd.c - conversations with the practice server's SMTP, cut at every size. */
#include "test.h"

#include "talk.h"

#define GREETING                                                                                   \
	"220 mail.example ESMTP postel practice server; Wed, 26 Nov 2025 10:00:00 +0000\r\n"
#define EHLO_WITH(tls)                                                                             \
	"250-mail.example\r\n" tls "250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"            \
	"250-AUTH PLAIN LOGIN CRAM-MD5\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 30000\r\n"
#define EHLO EHLO_WITH("")
#define OK   "250 2.0.0 Ok\r\n"
#define FROM "250 2.1.0 Ok\r\n"
#define TO   "250 2.1.5 Ok\r\n"
#define DATA "354 Go ahead, and end with a dot on a line of its own\r\n"
#define BYE  "221 2.0.0 Bye\r\n"

/* Directives, what a client says, what it hears. */
static const struct {
	const char *directives, *said, *heard;
} talks[] = {
	{ "", "EHLO me\r\nQUIT\r\n", GREETING EHLO BYE },
	{ "", "helo me\r\nnoop\r\nquit\r\n", GREETING "250 mail.example\r\n" OK BYE },
	{ "", "EHLO me\nNOOP\n", GREETING EHLO OK },
	{ "",
	    "EHLO me\r\nMAIL FROM:<a@b> SIZE=12 BODY=8BITMIME\r\nRCPT TO:<c@d>\r\nDATA\r\n\r\n.\r\nRSET\r\n",
	    GREETING EHLO FROM TO DATA "250 2.0.0 Ok: queued as 1\r\n" OK },
	{ "", "EHLO me\r\nMAIL FROM:<>\r\nRCPT TO: c@d\r\n", GREETING EHLO FROM TO },
	{ "",
	    "EHLO me\r\nMAIL FROM:<\"a>\\\"b\"@c> SIZE=1\r\nRCPT TO:<\"c>d>\r\nRCPT TO:<\"\\>\r\n",
	    GREETING EHLO FROM
	    "501 5.5.4 Syntax: RCPT TO:<address>\r\n501 5.5.4 Syntax: RCPT TO:<address>\r\n" },
	{ "", "MAIL FROM:<a@b>\r\n", GREETING "503 5.5.1 HELO or EHLO comes first\r\n" },
	{ "", "HELO x\r\nRCPT TO:<a@b>\r\nAUTH PLAIN\r\n",
	    GREETING
	    "250 mail.example\r\n503 5.5.1 MAIL comes first\r\n503 5.5.1 EHLO comes first\r\n" },
	{ "", "EHLO me\r\nMAIL FROM:<a>\r\nMAIL FROM:<a>\r\nDATA\r\n",
	    GREETING EHLO FROM "503 5.5.1 Not now\r\n554 5.5.1 RCPT comes first\r\n" },
	{ "", "EHLO\r\nFROG\r\n\r\nSTARTTLS\r\n",
	    GREETING "501 5.5.4 Your name is missing\r\n500 5.5.2 Unknown command\r\n"
		     "500 5.5.2 Unknown command\r\n502 5.5.1 There is no TLS here\r\n" },
	{ "",
	    "EHLO me\r\nMAIL FROM:<a\r\nMAIL TO:<a>\r\nMAIL FROM:<a> X=1\r\nMAIL FROM:<a> SIZE=30001\r\n",
	    GREETING EHLO
	    "501 5.5.4 Syntax: MAIL FROM:<address>\r\n501 5.5.4 Syntax: MAIL FROM:<address>\r\n"
	    "555 5.5.4 Unknown parameter\r\n552 5.3.4 That is more than SIZE\r\n" },
	{ "", "EHLO me\r\nMAIL FROM:<a>\r\nRCPT TO:<>\r\nRCPT TO:<b> NOTIFY=NEVER\r\n",
	    GREETING EHLO FROM
	    "501 5.5.4 Syntax: RCPT TO:<address>\r\n555 5.5.4 Unknown parameter\r\n" },
	{ "", "VRFY a\r\nHELP\r\nEXPN a\r\n",
	    GREETING
	    "252 2.0.0 Send it, and see\r\n214 2.0.0 RFC 5321\r\n500 5.5.2 Unknown command\r\n" },
	/* logins, by anybody */
	{ "", "EHLO me\r\nAUTH PLAIN AGEAYg==\r\nAUTH LOGIN\r\n",
	    GREETING EHLO "235 2.7.0 Logged in\r\n503 5.5.1 Not now\r\n" },
	{ "", "EHLO me\r\nAUTH LOGIN\r\nYQ==\r\nYg==\r\n",
	    GREETING EHLO "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 2.7.0 Logged in\r\n" },
	{ "",
	    "EHLO me\r\nAUTH LOGIN YQ==\r\n*\r\nAUTH PLAIN\r\n!\r\nAUTH X\r\nAUTH\r\nAUTH CRAM-MD5 YQ==\r\n",
	    GREETING EHLO
	    "334 UGFzc3dvcmQ6\r\n501 5.7.0 Cancelled\r\n334 \r\n501 5.5.2 Malformed response\r\n"
	    "504 5.5.4 Unknown mechanism\r\n504 5.5.4 Unknown mechanism\r\n"
	    "501 5.5.2 Malformed response\r\n" },
	{ "--require-auth", "EHLO me\r\nMAIL FROM:<a>\r\nAUTH PLAIN AGEAYg==\r\nMAIL FROM:<a>\r\n",
	    GREETING EHLO "530 5.7.0 Authentication required\r\n235 2.7.0 Logged in\r\n" FROM },
	/* what goes wrong */
	{ "--refuse=greeting=554:5.7.1_no", "EHLO me\r\n", "554 5.7.1_no\r\n" },
	{ "--refuse=rcpt=550:no --refuse=DOT=452:",
	    "EHLO me\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<b>\r\n",
	    GREETING EHLO FROM "550 no\r\n550 no\r\n" },
	{ "--refuse=dot=554:spam",
	    "EHLO me\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\nhi\r\n.\r\nNOOP\r\n",
	    GREETING EHLO FROM TO DATA "554 spam\r\n" OK },
	{ "--refuse=starttls=454:broken", "EHLO me\r\nSTARTTLS\r\n",
	    GREETING EHLO_WITH("250-STARTTLS\r\n") "454 broken\r\n" },
	{ "--inject", "EHLO me\r\nSTARTTLS\r\n",
	    GREETING EHLO_WITH("250-STARTTLS\r\n") "220 2.0.0 Go ahead\r\n" },
	{ "--hide-starttls", "EHLO me\r\nSTARTTLS now\r\nSTARTTLS\r\n",
	    GREETING EHLO "501 5.5.4 It takes no argument\r\n220 2.0.0 Go ahead\r\n" },
	{ "--asa --inject", "EHLO me\r\n",
	    "220 ************ ***** ****** ******** ******* **** 2* *** 202* *0*00*00 *0000\r\n" EHLO_WITH(
		"250-XXXXXXXA\r\n") },
	{ "--escapes", "QUIT\r\n",
	    "220 mail.example ESMTP postel practice server; \033]0;owned\a\033[2J\033[31m"
	    "Wed, 26 Nov 2025 10:00:00 +0000\r\n" BYE },
	{ "--lower-case", "EHLO me\r\n",
	    GREETING
	    "250-mail.example\r\n250-pipelining\r\n250-8bitmime\r\n250-smtputf8\r\n"
	    "250-auth plain login cram-md5\r\n250-enhancedstatuscodes\r\n250 size 30000\r\n" },
};

static void test_talks(void)
{
	for (size_t i = 0; i < sizeof talks / sizeof *talks; i++)
		for (size_t chunk = 1; chunk < 64; chunk += chunk < 8 ? 1 : 11) {
			talk_open(talks[i].directives, sizeof talk_memory);
			CHECK_SPANS(talk(false, talks[i].said, chunk), span_of(talks[i].heard));
		}
}

/* ---- messages ---- */

#define ENVELOPE "EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"

/* The text of the mail that came last, without what the server put before it. */
static struct span text_of(unsigned mail, char *room, size_t size)
{
	struct store_reader r = { .mail = mail };
	struct span text = { room, store_read(&talk_store, &r, room, size) };

	CHECK_NUMBER(text.len, talk_store.mail[mail].size);
	CHECK_SPAN(span_line(&text), "Return-Path: <a@b>");
	CHECK_SPAN(span_line(&text), "Received: from me;");
	CHECK_SPAN(span_line(&text), "\tWed, 26 Nov 2025 10:00:00 +0000");
	return text;
}

static const struct {
	const char *said, *kept;
} messages[] = {
	{ ".\r\n", "" },
	{ "Subject: x\r\n\r\nhi\r\n.\r\n", "Subject: x\r\n\r\nhi\r\n" },
	{ "..\r\n...\r\n.x\r\n.\r\n", ".\r\n..\r\nx\r\n" },
	{ "a.\r\n\r\n.\r\n", "a.\r\n\r\n" },
};

static void test_messages(void)
{
	char room[1000];

	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
		for (size_t chunk = 1; chunk < 20; chunk++) {
			talk_open("", sizeof talk_memory);
			talk_begin(false);
			talk_say(ENVELOPE, strlen(ENVELOPE), 100);
			CHECK_SPAN(talk_say(messages[i].said, strlen(messages[i].said), chunk),
			    "250 2.0.0 Ok: queued as 1\r\n");
			CHECK_SPANS(text_of(talk_server.kept, room, sizeof room),
			    span_of(messages[i].kept));
			served_end(&talk_server);
		}
}

/* RFC 5321 2.3.8, 4.1.1.4: a bare LF or CR ends no line, and so no message: nothing is smuggled. */
static const char *const bare[] = { "a\n.\nMAIL FROM:<x@y>\r\n.\r\n", "a\r\n.\nb\r\n.\r\n",
	"a\r.\r\n.\r\n", "a\n.\r\n\r\n.\r\n", "a\r\n.\rb\r\n.\r\n", "\r.\r\r\n.\r\n",
	"\n\r\n.\r\n" };

static void test_bare_line_ends(void)
{
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
		for (size_t chunk = 1; chunk < 12; chunk++) {
			talk_open("", sizeof talk_memory);
			talk_begin(false);
			talk_say(ENVELOPE, strlen(ENVELOPE), 100);
			CHECK_SPAN(talk_say(bare[i], strlen(bare[i]), chunk),
			    "550 5.5.2 A line does not end in CR LF\r\n");
			served_end(&talk_server);
			for (unsigned m = 0; m < STORE_MAILS; m++)
				CHECK_NUMBER(talk_store.mail[m].state, STORE_FREE);
		}
}

static void send_large(int64_t octets)
{
	char line[1000];

	memset(line, 'x', sizeof line - 2);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	talk_begin(false);
	talk_say(ENVELOPE, strlen(ENVELOPE), 100);
	for (; octets > 0; octets -= (int64_t)sizeof line)
		talk_say(line, sizeof line, sizeof line);
}

static void test_too_large(void)
{
	talk_open("", sizeof talk_memory);
	send_large(30000);
	CHECK_SPAN(talk_say(".\r\n", 3, 3), "250 2.0.0 Ok: queued as 1\r\n");
	send_large(30001);
	CHECK_SPAN(talk_say(".\r\n", 3, 3), "552 5.3.4 That is more than SIZE\r\n");
	CHECK_SPAN(talk_say("NOOP\r\n", 6, 6), OK);
}

/* What does not fit is refused, and leaves no trace: the next one that fits is taken. */
static void test_full(void)
{
	talk_open("", 20480);
	send_large(15000);
	CHECK_SPAN(talk_say(".\r\n", 3, 3), "250 2.0.0 Ok: queued as 1\r\n");
	send_large(15000);
	CHECK_SPAN(talk_say(".\r\n", 3, 3), "552 5.2.2 The store is full\r\n");
	send_large(3000);
	CHECK_SPAN(talk_say(".\r\n", 3, 3), "250 2.0.0 Ok: queued as 3\r\n");
	send_large(3000);
	served_end(&talk_server); /* in the middle of it */
	send_large(0);
	CHECK_SPAN(talk_say(".\r\n", 3, 3), "250 2.0.0 Ok: queued as 5\r\n");
}

static void test_not_kept(void)
{
	talk_open("", sizeof talk_memory);
	send_large(100);
	talk_say(".\r\n", 3, 3);
	served_not_kept(&talk_server);
	CHECK_SPAN(out_span(&talk_server.reply), "451 4.3.0 It could not be kept\r\n");
	CHECK_NUMBER(talk_store.mail[talk_server.kept].state, STORE_FREE);
}

/* ---- limits ---- */

static void test_long_lines(void)
{
	static char line[3 * SERVED_LINE];

	talk_open("", sizeof talk_memory);
	memset(line, 'x', sizeof line);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	talk_begin(false);
	CHECK_SPAN(talk_say(line, sizeof line, 700), "500 5.5.6 The line is too long\r\n");
	CHECK_SPAN(talk_say("NOOP\r\n", 6, 6), OK);
}

static void test_errors(void)
{
	talk_open("", sizeof talk_memory);
	talk_begin(false);
	for (int i = 1; i < SERVED_ERRORS; i++)
		CHECK_SPAN(talk_say("x\r\n", 3, 3), "500 5.5.2 Unknown command\r\n");
	CHECK_SPAN(talk_say("x\r\nNOOP\r\n", 9, 9), "421 4.7.0 Too many errors\r\n");
	CHECK_NUMBER(talk_server.news, SERVED_CLOSE);
}

static void test_recipients(void)
{
	static const char rcpt[] = "RCPT TO:<c@d>\r\n";

	talk_open("", sizeof talk_memory);
	talk_begin(false);
	talk_say("EHLO x\r\nMAIL FROM:<a>\r\n", 23, 23);
	for (int i = 0; i < SERVED_RCPTS; i++)
		CHECK_SPAN(talk_say(rcpt, sizeof rcpt - 1, 99), TO);
	CHECK_SPAN(talk_say(rcpt, sizeof rcpt - 1, 99), "452 4.5.3 Too many recipients\r\n");
}

static void test_greylist(void)
{
	static const char mail[] = "RSET\r\nMAIL FROM:<a>\r\nRCPT TO:<c@d>\r\n";

	talk_open("--greylist=5s", sizeof talk_memory);
	talk_begin(false);
	talk_say("EHLO x\r\n", 8, 8);
	CHECK_SPAN(talk_say(mail, sizeof mail - 1, 99),
	    OK FROM "450 4.7.1 Greylisted: try again later\r\n");
	talk_now = INT64_C(4999999999);
	CHECK_SPAN(
	    talk_say("RCPT TO:<C@D>\r\n", 15, 99), "450 4.7.1 Greylisted: try again later\r\n");
	talk_now = INT64_C(5000000000);
	CHECK_SPAN(talk_say("RCPT TO:<c@d>\r\n", 15, 99), TO);
	CHECK_SPAN(
	    talk_say("RCPT TO:<e@d>\r\n", 15, 99), "450 4.7.1 Greylisted: try again later\r\n");
}

/* Octets behind STARTTLS are not the engine's; and all is forgotten. */
static void test_starttls(void)
{
	talk_open("", sizeof talk_memory);
	talk_practice.tls = true;
	talk_begin(false);
	CHECK_SPAN(talk_say("EHLO x\r\nSTARTTLS\r\nNOOP\r\n", 24, 24),
	    EHLO_WITH("250-STARTTLS\r\n") "220 2.0.0 Go ahead\r\n");
	CHECK_NUMBER(talk_server.news, SERVED_TLS);
	CHECK_SPAN(queue_data(&talk_queue), "NOOP\r\n");
	queue_clear(&talk_queue);
	served_secured(&talk_server);
	talk_server.news = SERVED_NOTHING;
	CHECK_SPAN(talk_say("MAIL FROM:<a>\r\nEHLO x\r\nSTARTTLS\r\n", 33, 33),
	    "503 5.5.1 HELO or EHLO comes first\r\n" EHLO "503 5.5.1 Not now\r\n");
}

/* One user, and every way to be wrong. */
static void test_user(void)
{
	talk_open("", sizeof talk_memory);
	talk_practice.user = SPAN("tim");
	talk_practice.password = SPAN("tanstaaftanstaaf");
	talk_begin(false);
	talk_say("EHLO x\r\n", 8, 8);
	CHECK_SPAN(
	    talk_say("AUTH PLAIN AHRpbQB4\r\n", 21, 99), "535 5.7.8 Wrong name or password\r\n");
	CHECK_SPAN(
	    talk_say("AUTH PLAIN AHRpbXRhbnN0\r\n", 25, 99), "501 5.5.2 Malformed response\r\n");
	CHECK_SPAN(talk_say("AUTH LOGIN\r\ndGlt\r\nYWJj\r\n", 24, 99),
	    "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n535 5.7.8 Wrong name or password\r\n");
	CHECK_SPAN(talk_say("AUTH CRAM-MD5\r\ndGltIDAw\r\n", 25, 99),
	    "334 PDEuMkBtYWlsLmV4YW1wbGU+\r\n535 5.7.8 Wrong name or password\r\n");
	/* "tim " and HMAC-MD5 of the stamp under that password */
	CHECK_SPAN(talk_say("AUTH CRAM-MD5\r\ndGltIDRmNTI3YjUwZjVhMWVjMmJlOWJhODJhNWYzNTY1ZjIz\r\n",
		       65, 99),
	    "334 PDEuMkBtYWlsLmV4YW1wbGU+\r\n235 2.7.0 Logged in\r\n");
}

int main(void)
{
	RUN(test_talks);
	RUN(test_messages);
	RUN(test_bare_line_ends);
	RUN(test_too_large);
	RUN(test_full);
	RUN(test_not_kept);
	RUN(test_long_lines);
	RUN(test_errors);
	RUN(test_recipients);
	RUN(test_greylist);
	RUN(test_starttls);
	RUN(test_user);
	return test_end("smtpd");
}
