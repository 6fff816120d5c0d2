/* test_peer.c - one visitor of the practice server, at the wire: what arrives, when, and where it is cut. */
#include "visit.h"

#include <signal.h>

#define LOGIN "> USER paul\n< +OK\n> PASS secret\n< +OK Logged in\n"
#define HELLO "< 220 mail.example\n> HELO me\n< 250 \n"
#define MAIL  "> MAIL FROM:<a@b>\n< 250 \n> RCPT TO:<c@d>\n< 250 \n"

static void test_logins(void)
{
	static const struct visit rows[] = {
		{ "a wrong password is refused after two seconds, as is what was said behind it",
		    SERVICE_SMTP, "",
		    HELLO "> EHLO me\n< 250-\n< 250-STARTTLS\n< 250-PIPELINING\n< 250-8BITMIME\n"
			  "< 250-SMTPUTF8\n< 250-AUTH\n< 250-ENHANCED\n< 250 SIZE 30000\n"
			  "> AUTH PLAIN AHBhdWwAd3Jvbmc=\n> NOOP\n|\n+ 1999ms\n|\n+ 1ms\n"
			  "< 535 5.7.8\n< 250 \n* S (held back 2 s, as a login failed): 535\n" },
		{ "so it is in POP3", SERVICE_POP3, "",
		    "< +OK\n> USER paul\n< +OK\n> PASS wrong\n+ 1999ms\n|\n+ 1ms\n< -ERR\n~ wrong\n" },
		{ "a right one is not held back", SERVICE_POP3, "", "< +OK\n" LOGIN "~ secret\n" },
		{ "nor is a wrong one by --no-brake", SERVICE_POP3, "--no-brake",
		    "< +OK\n> USER paul\n< +OK\n> PASS wrong\n< -ERR\n" },
		{ "what follows a refused login may be a password", SERVICE_SMTP, "--no-brake",
		    "< 220\n> EHLO me\n_\n> AUTH PLAIN AHBhdWwAd3Jvbmc=\n< 535\n"
		    "> c2VjcmV0\n< 500\n* C: ********\n~ c2VjcmV0\n> frog\n< 500\n~ frog\n"
		    "> NOOP\n< 250\n> frog\n< 500\n* frog\n" },
		{ "a long delay is not made shorter by the brake", SERVICE_POP3, "--delay=pass=5s",
		    "< +OK\n> USER paul\n< +OK\n> PASS wrong\n+ 4999ms\n|\n+ 1ms\n< -ERR\n" },
	};

	PLAY_ROWS(rows, play_visit, text);
}

static void test_time(void)
{
	static const struct visit rows[] = {
		{ "a delayed reply comes when it was said to, and others at once", SERVICE_SMTP,
		    "--delay=rcpt=5s",
		    HELLO "> MAIL FROM:<a@b>\n< 250 2.1.0\n> RCPT TO:<c@d>\n+ 4999ms\n|\n+ 1ms\n"
			  "< 250 2.1.5\n* S (held back): 250\n> NOOP\n< 250\n" },
		{ "so does a greeting", SERVICE_POP3, "--delay=greeting=40s",
		    "+ 39999ms\n|\n+ 1ms\n< +OK\n" },
		{ "a delay that is taken back ends", SERVICE_SMTP, "--delay=greeting=40s",
		    "|\n@ --asa\n< 220 \n" },
		{ "one that is made shorter counts from its beginning", SERVICE_SMTP,
		    "--delay=greeting=40s",
		    "+ 3s\n@ --delay=greeting=5s\n|\n+ 1999ms\n|\n+ 1ms\n< 220\n" },
		{ "what holds a refused login back is no directive, and stays", SERVICE_POP3, "",
		    "< +OK\n> USER paul\n< +OK\n> PASS wrong\n@ --asa\n|\n+ 2s\n< -ERR\n" },
		{ "octets go at their rate", SERVICE_POP3, "--rate=100",
		    "= 11\n+ 109ms\n|\n+ 1ms\n= 11\n+ 330ms\n= 33\n" },
		{ "and come at it", SERVICE_POP3, "--rate=100",
		    "+ 2s\n_\n> NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n+ 399ms\n|\n+ 1ms\n= 11\n" },
		{ "a pause begins behind its octet and lasts so long", SERVICE_POP3,
		    "--pause-at=20:30s", "= 20\n+ 29999ms\n|\n+ 1ms\n= 51\n> USER paul\n< +OK\n" },
		{ "and in what is heard", SERVICE_SMTP, "--pause-at=300:30s",
		    "< 220\n# 300\n> \n+ 29999ms\n|\n+ 1ms\n< 500\n" },
		{ "it ends by itself", SERVICE_SMTP, "--pause-at=300:30s --delay=noop=5s",
		    "< 220\n) NOOP \n# 295\n> \n+ 34999ms\n|\n+ 1ms\n< 250\n" },
		{ "not before it", SERVICE_SMTP, "--pause-at=300:30s",
		    "< 220\n# 297\n> \n< 500\n" },
		{ "a pause that is taken back ends", SERVICE_POP3, "--pause-at=20:30s",
		    "= 20\n@ --asa\n= 51\n" },
		{ "octets come one by one", SERVICE_POP3, "--one-octet",
		    "= 1\n+ 9ms\n|\n+ 1ms\n= 1\n+ 100ms\n= 10\n" },
		{ "who holds his tongue is greeted after the pause", SERVICE_SMTP,
		    "--postscreen=6s",
		    "< 220-one\n|\n+ 5999ms\n|\n+ 1ms\n< 220 \n> NOOP\n< 250\n" },
		{ "who does not is refused", SERVICE_SMTP, "--postscreen=6s",
		    "< 220-one\n> EHLO me\n< 550 5.5.1 You spoke before your turn\n+ 500ms\n.\n" },
		{ "POP3 knows no such test", SERVICE_POP3, "--postscreen=6s", "< +OK\n" },
		{ "the clock may be wrong", SERVICE_SMTP, "--clock-skew=-90s",
		    "< 220 mail.example ESMTP postel practice server; Wed, 26 Nov 2025 09:58:30 +0000\n" },
		{ "who says nothing is sent away in his protocol's words", SERVICE_SMTP, "",
		    "< 220\n+ 599s\n|\n+ 1s\n< 421 4.3.2 idle for too long\n.\n" },
		{ "in POP3 too", SERVICE_POP3, "",
		    "< +OK\n+ 600s\n< -ERR [SYS/TEMP] idle for too long\n.\n* idle for too long after 10 min\n" },
		{ "each word counts", SERVICE_SMTP, "",
		    "< 220\n+ 599s\n> NOOP\n< 250\n+ 599s\n|\n> NOOP\n< 250\n" },
		{ "who is held back is not idle", SERVICE_SMTP, "--delay=noop=1h",
		    "< 220\n> NOOP\n+ 3599s\n|\n+ 1s\n< 250\n" },
	};

	PLAY_ROWS(rows, play_visit, text);
}

static void test_ends(void)
{
	static const struct visit rows[] = {
		{ "QUIT ends it", SERVICE_SMTP, "",
		    "< 220\n> QUIT\n< 221\n.\n* closed by us after <0.1 ms; octets in 6, out 95\n" },
		{ "what was said behind QUIT is read a while, and answered by nobody", SERVICE_SMTP,
		    "", "< 220\n) QUIT$NOOP$\n< 221\n+ 499ms\n|\n&\n+ 1ms\n.\n" },
		{ "a dropped reply is not said, and the connection ends", SERVICE_SMTP,
		    "--drop-at=quit",
		    "< 220\n> NOOP\n< 250\n> QUIT\n|\n.\n* dropped on request\n" },
		{ "a greeting may be dropped", SERVICE_POP3, "--drop-at=greeting", "|\n.\n" },
		{ "a reset is told", SERVICE_SMTP, "--reset-at=noop",
		    "< 220\n> NOOP\n|\n.\n* reset on request\n" },
		{ "the stream is cut at the octet that was promised", SERVICE_SMTP, "--drop-at=30",
		    "= 30\n.\n" },
		{ "and at that of a later reply", SERVICE_SMTP, "--drop-at=90",
		    "< 220\n> NOOP\n= 10\n.\n" },
		{ "the octets that are heard count on their own", SERVICE_SMTP, "--drop-at=300",
		    "< 220\n# 299\n+ 1s\n|\n) x\n.\n" },
		{ "who ends his side is still answered", SERVICE_SMTP, "--delay=noop=5s",
		    "< 220\n> NOOP\n^\n+ 4999ms\n|\n+ 1ms\n< 250\n.\n* closed by the visitor\n" },
		{ "and greeted, if that is what he waits for", SERVICE_SMTP, "--postscreen=6s",
		    "< 220-one\n^\n+ 5999ms\n|\n+ 1ms\n< 220 \n.\n" },
		{ "TLS is cut off where its first octets come", SERVICE_SMTP, "--drop-at=tls",
		    HELLO "> STARTTLS\n< 220\n|\n+ 1s\n&\n) hello\n.\n" },
		{ "or reset", SERVICE_SMTPS, "--reset-at=tls", "+ 1s\n|\n&\n) hello\n.\n" },
		{ "what was said in clear behind STARTTLS is nobody's", SERVICE_SMTP, "",
		    HELLO ") STARTTLS$NOOP$\n< 220 2.0.0\n+ 5s\n|\n~ NOOP\n" },
		{ "a line may be slipped in behind its yes", SERVICE_POP3, "--inject",
		    "< +OK\n> STLS\n< +OK Go ahead\n< +OK slipped in\n" },
		{ "an echo ends with who is echoed", SERVICE_TELNET, "",
		    "< postel echo\n^\n.\n* closed by the visitor\n" },
	};

	PLAY_ROWS(rows, play_visit, text);
}

static void test_words(void)
{
	static const struct visit rows[] = {
		{ "a telnet echo says what is typed", SERVICE_TELNET, "",
		    "< postel echo: \n) ab\xff\xff"
		    "c\n= 5\n" },
		{ "and refuses each option once", SERVICE_TELNET, "",
		    "< postel echo: \n) \xff\xfd\x01\n= 3\n) \xff\xfd\x01\n|\n) \xff\xfb\x18\n= 3\n" },
		{ "lines may end in LF alone", SERVICE_SMTP, "--lf-only", "= 79\n> NOOP\n= 13\n" },
		{ "a line that is too long is not told", SERVICE_SMTP, "",
		    "< 220\n# 3000\n> \n< 500\n* C: (a line that is too long)\n~ xxx\n> NOOP\n< 250\n" },
		{ "a line is told as far as eyes go", SERVICE_SMTP, "",
		    "< 220\n) NOOP \n# 300\n> \n< 250\n* xxx...\n" },
		{ "a message is told by its size, not its words", SERVICE_SMTP, "",
		    HELLO MAIL "> DATA\n< 354\n> frog\n> .\n< 250 2.0.0 Ok: queued as 1\n"
			       "* C: 6 octets of a message\n~ frog\n" },
	};

	PLAY_ROWS(rows, play_visit, text);
}

static void test_endless_line(void)
{
	begin(SERVICE_SMTP, "--endless-line --rate=10000");
	pass_time(3 * OS_S);
	CHECK(unheard().len > 30000 && span_starts(unheard(), SPAN("220 mail.example")));
	CHECK(!span_has(unheard(), '\n'));
	end();
}

/* The sender of a mail that can't be kept keeps it, and whoever serves hears why. */
static void test_mail_that_is_not_kept(void)
{
	begin(SERVICE_SMTP, "");
	shared.maildir.path = "/dev/null";
	play_steps(HELLO MAIL "> DATA\n< 354\n> frog\n> .\n< 451 4.3.0\n"
			      "* make /dev/null/tmp/7.1: not a folder\n");
	CHECK_NUMBER(store.mail[1].state, STORE_FREE);
	end();
}

/* Nor is a mail deleted whose file stays. */
static void test_mail_that_is_not_deleted(void)
{
	unsigned mail;

	begin(SERVICE_POP3, "");
	mail = served_new_mail(&shared.config);
	CHECK(store_add(&store, mail, SPAN("frog\r\n")));
	store_keep(&store, mail);
	shared.maildir.path = "/dev/null";
	play_steps("< +OK\n" LOGIN "> DELE 1\n< +OK\n> QUIT\n< -ERR [SYS/PERM]\n.\n"
		   "* read /dev/null/new: not a folder\n");
	CHECK_NUMBER(store.mail[mail].state, STORE_HERE);
	end();
}

/* Nobody waits for a place where the server ends: all are told, but none in the middle of a line. */
static void test_dismissed(void)
{
	begin(SERVICE_SMTP, "");
	play_steps("< 220\n");
	peer_dismiss(&v, "the practice server ends");
	hear();
	play_steps("< 421 4.3.2 the practice server ends\n.\n");
	end();
	begin(SERVICE_SMTP, "--one-octet");
	peer_dismiss(&v, "the practice server ends");
	hear();
	play_steps("= 1\n.\n");
	end();
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	RUN(test_logins);
	RUN(test_time);
	RUN(test_ends);
	RUN(test_words);
	RUN(test_endless_line);
	RUN(test_mail_that_is_not_kept);
	RUN(test_mail_that_is_not_deleted);
	RUN(test_dismissed);
	return test_end("peer");
}
