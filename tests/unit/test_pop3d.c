/* test_pop3d.c - conversations with the practice server's POP3, cut at every size. */
#include "test.h"

#include "talk.h"

#define GREETING "+OK mail.example postel practice server; <1.2@mail.example>\r\n"
#define LOGIN    "USER a\r\nPASS b\r\n"
#define ENTERED  "+OK\r\n+OK Logged in.\r\n"
#define CAPA                                                                                       \
	"+OK\r\nTOP\r\nUIDL\r\nUSER\r\nRESP-CODES\r\nPIPELINING\r\nSASL PLAIN LOGIN CRAM-MD5\r\n"

static const char *const mails[] = { "Subject: one\r\n\r\n.dot\r\n..\r\nlast\r\n", "\r\n",
	"Subject: three\r\n\r\nx\r\n" };

static void put(const char *text)
{
	unsigned mail = served_new_mail(&talk_practice);

	CHECK(mail < STORE_MAILS && store_add(&talk_store, mail, span_of(text)));
	store_keep(&talk_store, mail);
}

static void open_box(const char *directives)
{
	talk_open(directives, sizeof talk_memory);
	for (size_t i = 0; i < 3; i++)
		put(mails[i]);
}

static const struct {
	const char *directives, *said, *heard;
} talks[] = {
	{ "", "CAPA\r\nQUIT\r\n", CAPA ".\r\n+OK Bye\r\n" },
	{ "", "STAT\r\nNOOP\r\nPASS x\r\nFROG\r\n",
	    "-ERR Authentication required\r\n-ERR Authentication required\r\n-ERR USER comes first\r\n"
	    "-ERR Unknown command\r\n" },
	{ "", LOGIN "STAT\r\nLIST\r\nLIST 2\r\nLIST 4\r\nLIST 0\r\nLIST x\r\n",
	    ENTERED
	    "+OK 3 55\r\n+OK\r\n1 32\r\n2 2\r\n3 21\r\n.\r\n+OK 2 2\r\n-ERR There is no such message\r\n"
	    "-ERR There is no such message\r\n-ERR There is no such message\r\n" },
	{ "", LOGIN "UIDL\r\nUIDL 3\r\nuidl 99999999999999999999\r\n",
	    ENTERED
	    "+OK\r\n1 7.1\r\n2 7.2\r\n3 7.3\r\n.\r\n+OK 3 7.3\r\n-ERR There is no such message\r\n" },
	{ "", LOGIN "RETR 1\r\nRETR 2\r\n",
	    ENTERED "+OK\r\nSubject: one\r\n\r\n..dot\r\n...\r\nlast\r\n.\r\n+OK\r\n\r\n.\r\n" },
	{ "", LOGIN "TOP 1 0\r\nTOP 1 2\r\nTOP 1 99\r\nTOP 2 0\r\nTOP 1\r\n",
	    ENTERED
	    "+OK\r\nSubject: one\r\n\r\n.\r\n+OK\r\nSubject: one\r\n\r\n..dot\r\n...\r\n.\r\n"
	    "+OK\r\nSubject: one\r\n\r\n..dot\r\n...\r\nlast\r\n.\r\n+OK\r\n\r\n.\r\n"
	    "-ERR TOP: a message, and how many lines\r\n" },
	{ "", LOGIN "DELE 2\r\nDELE 2\r\nLIST\r\nSTAT\r\nRETR 2\r\nRSET\r\nSTAT\r\n",
	    ENTERED
	    "+OK Marked\r\n-ERR There is no such message\r\n+OK\r\n1 32\r\n3 21\r\n.\r\n+OK 2 53\r\n"
	    "-ERR There is no such message\r\n+OK\r\n+OK 3 55\r\n" },
	{ "", LOGIN "USER a\r\nSTLS\r\nNOOP\r\n",
	    ENTERED "-ERR Not now\r\n-ERR Not now\r\n+OK\r\n" },
	{ "", "AUTH PLAIN\r\nAGEAYg==\r\n", "+ \r\n+OK Logged in.\r\n" },
	{ "", "AUTH LOGIN\r\nYQ==\r\nYg==\r\nSTAT\r\n",
	    "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n+OK Logged in.\r\n+OK 3 55\r\n" },
	{ "", "AUTH PLAIN\r\n*\r\nAUTH X\r\nSTLS\r\n",
	    "+ \r\n-ERR Cancelled\r\n-ERR Unknown mechanism\r\n-ERR There is no TLS here\r\n" },
	/* what goes wrong */
	{ "--wrong-sizes", LOGIN "STAT\r\nLIST 1\r\n", ENTERED "+OK 3 63\r\n+OK 1 36\r\n" },
	{ "--missing-dot", LOGIN "RETR 2\r\nLIST\r\n",
	    ENTERED "+OK\r\n\r\n+OK\r\n1 32\r\n2 2\r\n3 21\r\n.\r\n" },
	{ "--unstuffed-dot", LOGIN "RETR 1\r\n",
	    ENTERED "+OK\r\nSubject: one\r\n\r\n.dot\r\n..\r\nlast\r\n.\r\n" },
	{ "--refuse=pass=554:no --refuse=user=454:", LOGIN, "-ERR \r\n-ERR no\r\n" },
	{ "--refuse=stls=454:4.7.0 --lower-case", "CAPA\r\nSTLS\r\n",
	    "+OK\r\ntop\r\nuidl\r\nuser\r\nresp-codes\r\npipelining\r\nsasl plain login cram-md5\r\nstls\r\n.\r\n-ERR 4.7.0\r\n" },
	{ "--inject", "CAPA\r\nSTLS\r\n", CAPA "STLS\r\n.\r\n+OK Go ahead\r\n" },
};

static void test_talks(void)
{
	for (size_t i = 0; i < sizeof talks / sizeof *talks; i++)
		for (size_t chunk = 1; chunk < 64; chunk += chunk < 8 ? 1 : 11) {
			struct span heard;

			open_box(talks[i].directives);
			heard = talk(true, talks[i].said, chunk);
			CHECK(span_starts(heard, SPAN(GREETING)));
			CHECK_SPANS(span_from(heard, sizeof GREETING - 1), span_of(talks[i].heard));
			for (unsigned m = 0; m < STORE_MAILS; m++)
				CHECK_NUMBER(talk_store.mail[m].held, 0);
		}
}

/* Only QUIT deletes, and only what was marked. */
static void test_deleting(void)
{
	open_box("");
	talk(true, LOGIN "DELE 1\r\n", 99);
	CHECK(span_holds(
	    talk(true, LOGIN "STAT\r\nDELE 1\r\nDELE 3\r\nQUIT\r\n", 99), SPAN("+OK 3 55")));
	CHECK(span_holds(
	    talk(true, LOGIN "STAT\r\nUIDL 1\r\n", 99), SPAN("+OK 1 2\r\n+OK 1 7.2\r\n")));
}

/* Another deletes what one has on its list: it stays there until the end. */
static void test_two_visitors(void)
{
	static struct served other;
	char retr[] = "RETR 1\r\n";

	open_box("");
	talk_begin(true);
	talk_say(LOGIN, sizeof LOGIN - 1, 99);
	other = talk_server;
	talk_server.count = 0; /* now the other's */
	CHECK(span_holds(talk(true, LOGIN "DELE 1\r\nQUIT\r\n", 99), SPAN("Bye")));
	put("new\r\n");
	talk_server = other;
	talk_server.reply.at = talk_server.room;
	CHECK(span_starts(talk_say(retr, sizeof retr - 1, 99), SPAN("+OK\r\nSubject: one")));
	CHECK_SPAN(talk_say("STAT\r\n", 6, 6), "+OK 3 55\r\n");
	served_end(&talk_server);
	CHECK(span_holds(talk(true, LOGIN "STAT\r\n", 99), SPAN("+OK 3 28\r\n")));
}

/* A mailbox larger than a reply's room: LIST comes in pieces. */
static void test_many(void)
{
	unsigned i = 0;
	struct span heard, line;
	char row[40];

	talk_open("", sizeof talk_memory);
	for (; i < STORE_MAILS && i < 60; i++)
		put("x\r\n");
	heard = talk(true, LOGIN "LIST\r\n", 99);
	heard = span_from(heard, sizeof GREETING ENTERED "+OK\r\n" - 1);
	for (unsigned n = 1; n <= i; n++) {
		struct out o = OUT(row);

		out_number(&o, n);
		out_text(&o, " 3");
		line = span_line(&heard);
		CHECK_SPANS(line, out_span(&o));
	}
	CHECK_SPAN(heard, ".\r\n");
}

/* A made-up message is as large as it says, by RETR and un-stuffed, and has whole lines. */
static void check_made_up(int64_t size)
{
	unsigned mail;
	struct span heard;
	int64_t octets = 0;

	talk_open("", sizeof talk_memory);
	mail = served_new_mail(&talk_practice);
	store_pretend(&talk_store, mail, size);
	store_keep(&talk_store, mail);
	heard = talk(true, LOGIN "RETR 1\r\n", 99);
	heard = span_from(heard, sizeof GREETING ENTERED "+OK\r\n" - 1);
	CHECK(span_starts(heard, SPAN("From: Postel <postel@localhost>\r\n")));
	while (heard.len && !span_eq(heard, SPAN(".\r\n"))) {
		struct span line = span_line(&heard);

		CHECK(line.len <= 79 && !span_has(line, '\r'));
		octets += (int64_t)line.len + 2 - span_starts(line, SPAN("."));
	}
	CHECK_NUMBER(octets, size);
	CHECK_SPAN(heard, ".\r\n");
}

static void test_made_up(void)
{
	for (int64_t size = 100; size < 400; size++)
		check_made_up(size);
	check_made_up(20000);
	check_made_up(100001);
}

/* RFC 1939 7, whose example it is: "tanstaaf" and its stamp. */
static void test_apop(void)
{
	open_box("");
	talk_practice.user = SPAN("mrose");
	talk_practice.password = SPAN("tanstaaf");
	talk_begin(true);
	talk_server.stamp = SPAN("<1896.697170952@dbc.mtview.ca.us>");
	CHECK_SPAN(talk_say("APOP mrose c4c9334bac560ecc979e58001b3e22fa\r\n", 45, 99),
	    "-ERR Wrong name or password\r\n");
	CHECK_SPAN(talk_say("APOP x c4c9334bac560ecc979e58001b3e22fb\r\nAPOP\r\n", 47, 99),
	    "-ERR Wrong name or password\r\n-ERR Wrong name or password\r\n");
	CHECK_SPAN(talk_say("USER mrose\r\nPASS tanstaaf!\r\n", 28, 99),
	    "+OK\r\n-ERR Wrong name or password\r\n");
	CHECK_SPAN(talk_say("APOP mrose C4C9334BAC560ECC979E58001B3E22FB\r\n", 45, 99),
	    "+OK Logged in.\r\n");
	served_end(&talk_server);
	CHECK(span_holds(talk(true, "USER mrose\r\nPASS tanstaaf\r\n", 99), SPAN("Logged in")));
}

static void test_stls(void)
{
	open_box("");
	talk_practice.tls = true;
	talk_begin(true);
	CHECK_SPAN(
	    talk_say("CAPA\r\nSTLS\r\nSTAT\r\n", 18, 99), CAPA "STLS\r\n.\r\n+OK Go ahead\r\n");
	CHECK_NUMBER(talk_server.news, SERVED_TLS);
	CHECK_SPAN(queue_data(&talk_queue), "STAT\r\n");
	queue_clear(&talk_queue);
	served_secured(&talk_server);
	talk_server.news = SERVED_NOTHING;
	CHECK_SPAN(talk_say("CAPA\r\nSTLS\r\n", 12, 99), CAPA ".\r\n-ERR Not now\r\n");
	CHECK_SPAN(talk_say(LOGIN, sizeof LOGIN - 1, 99), ENTERED);
	served_end(&talk_server);
}

int main(void)
{
	RUN(test_talks);
	RUN(test_deleting);
	RUN(test_two_visitors);
	RUN(test_many);
	RUN(test_made_up);
	RUN(test_apop);
	RUN(test_stls);
	return test_end("pop3d");
}
