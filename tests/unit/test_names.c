/* test_names.c - look-ups against name servers of all tempers; time is only told. */
#define _DEFAULT_SOURCE
#include "dnsd.h"
#include "net/hosts.h"
#include "net/names.h"
#include "test.h"

#define IDLE_TURNS 8           /* turns without news after which time may pass */
#define PATIENCE   (5 * OS_MS) /* of each, by the true clock: a busy machine is slow */

static struct dnsd server[3];
static int servers;
static struct names_how how;
static struct names names;
static struct os_wait waiting;
static int64_t now, limit = 30 * OS_S;

static char journal_room[8000];
static struct out journal;

/* ---- the world ---- */

static void world(int count, const struct dnsd_row *zone)
{
	how = (struct names_how){ .system = { .servers = count, .ndots = 1 } };
	servers = count;
	for (int i = 0; i < count; i++) {
		dnsd_open(&server[i], zone);
		how.system.server[i] = server[i].addr;
	}
	journal = OUT(journal_room);
	now = 1000 * OS_S;
}

static void world_end(void)
{
	names_drop(&names);
	for (int i = 0; i < servers; i++)
		dnsd_close(&server[i]);
}

/* Which server, by its place; an eye can't compare ports. */
static void server_write(const struct ask_news *news)
{
	for (int i = 0; i < servers; i++)
		if (server[i].addr.port == news->server.port)
			out_number(&journal, i + 1);
	if (news->tcp)
		out_text(&journal, "t");
}

/* "1:mail.example A asked", a news a line. */
static void note(const struct ask_news *news)
{
	static const char *const words[] = { "asked", "silent", "refused", "answered", "failed",
		"hosts", "done" };

	server_write(news);
	out_char(&journal, ':');
	out_text(&journal, news->name);
	out_char(&journal, ' ');
	if (news->type)
		dns_type_say(news->type, &journal);
	out_char(&journal, ' ');
	out_text(&journal, words[news->kind]);
	if (news->kind == ASK_ANSWERED && news->rcode) {
		out_char(&journal, ' ');
		dns_rcode_say(news->rcode, &journal);
	}
	if (news->text[0]) {
		out_char(&journal, ' ');
		out_text(&journal, news->text);
	}
	if (news->kind == ASK_DONE && news->records) {
		out_char(&journal, ' ');
		out_number(&journal, news->records);
		out_text(&journal, news->records == 1 ? " address" : " addresses");
	}
	if (news->fault) {
		out_text(&journal, " - ");
		out_text(&journal, fault_reason(news->fault));
	}
	if (news->took && news->kind != ASK_ASKED) {
		out_char(&journal, ' ');
		out_duration(&journal, news->took);
	}
	out_char(&journal, '\n');
}

static int pull(void)
{
	struct ask_news news;
	int count = 0;

	while (names_next(&names, &news)) {
		note(&news);
		count++;
	}
	return count;
}

/* One turn of the loop: the servers answer, and what came is taken. */
static int turn(void)
{
	int served = 0;

	for (int i = 0; i < servers; i++)
		served += dnsd_serve(&server[i]);
	waiting.count = 0;
	waiting.deadline = OS_NEVER;
	names_wants(&names, &waiting);
	int64_t wanted = waiting.deadline;
	waiting.deadline = os_now() + PATIENCE;
	os_wait(&waiting);
	waiting.deadline = wanted;
	names_go(&names, now);
	return served + pull();
}

/* Until nothing moves but time. */
static void settle(void)
{
	for (int idle = 0; idle < IDLE_TURNS && names.state != NAMES_DONE;)
		idle = turn() ? 0 : idle + 1;
}

static void begin(const char *name)
{
	struct span copy = test_copy(span_of(name));

	names_begin(&names, &how, copy, 25, now, now + limit);
	free((void *)copy.at);
	pull();
	settle();
}

/* To the end, time jumping to what is waited for. */
static void look_up(const char *name)
{
	begin(name);
	while (names.state != NAMES_DONE) {
		CHECK(waiting.deadline != OS_NEVER);
		now = waiting.deadline > now ? waiting.deadline : now + 1;
		settle();
	}
	turn();
	CHECK_NUMBER(pull(), 0); /* the end is told once */
}

#define JOURNAL(literal) CHECK_SPAN(out_span(&journal), literal)

static void check_addresses(const char *want)
{
	char room[2000];
	struct out o = OUT(room);

	for (size_t i = 0; i < names.count; i++) {
		out_text(&o, i ? " " : "");
		os_addr_say(&names.addr[i], &o);
		CHECK_NUMBER(names.addr[i].port, 25);
	}
	CHECK_SPANS(out_span(&o), span_of(want));
}

/* ---- the tests ---- */

static const struct dnsd_row zone[] = {
	{ "mail.example", DNS_A, DNSD_RECORD, "192.0.2.1" },
	{ "mail.example", DNS_A, DNSD_RECORD, "192.0.2.2" },
	{ "mail.example", DNS_AAAA, DNSD_RECORD, "2001:db8::1" },
	{ "four.example", DNS_A, DNSD_RECORD, "192.0.2.4" },
	{ "alias.example", DNS_CNAME, DNSD_RECORD, "next.example" },
	{ "next.example", DNS_CNAME, DNSD_RECORD, "mail.example" },
	{ "ring.example", DNS_CNAME, DNSD_RECORD, "ring.example" },
	{ "lost.example", DNS_CNAME, DNSD_RECORD, "gone.example" },
	{ "c1.x", DNS_CNAME, DNSD_RECORD, "c2.x" },
	{ "c2.x", DNS_CNAME, DNSD_RECORD, "c3.x" },
	{ "c3.x", DNS_CNAME, DNSD_RECORD, "c4.x" },
	{ "c4.x", DNS_CNAME, DNSD_RECORD, "c5.x" },
	{ "c5.x", DNS_CNAME, DNSD_RECORD, "c6.x" },
	{ "c6.x", DNS_CNAME, DNSD_RECORD, "c7.x" },
	{ "c7.x", DNS_CNAME, DNSD_RECORD, "c8.x" },
	{ "c8.x", DNS_CNAME, DNSD_RECORD, "c9.x" },
	{ "c9.x", DNS_CNAME, DNSD_RECORD, "c10.x" },
	{ "c10.x", DNS_CNAME, DNSD_RECORD, "c11.x" },
	{ "c11.x", DNS_CNAME, DNSD_RECORD, "c12.x" },
	{ "c12.x", DNS_CNAME, DNSD_RECORD, "c13.x" },
	{ "c13.x", DNS_CNAME, DNSD_RECORD, "c14.x" },
	{ "c14.x", DNS_CNAME, DNSD_RECORD, "c15.x" },
	{ "c15.x", DNS_CNAME, DNSD_RECORD, "c16.x" },
	{ "c16.x", DNS_CNAME, DNSD_RECORD, "c17.x" },
	{ "c17.x", DNS_CNAME, DNSD_RECORD, "c18.x" },
	{ "c18.x", DNS_A, DNSD_RECORD, "192.0.2.18" },
	{ "else.example", 0, DNSD_ELSEWHOSE, NULL },
	{ "refuses.example", 0, DNSD_REFUSED, NULL },
	{ "torn.example", 0, DNSD_TORN, NULL },
	{ "text.example", DNS_TXT, DNSD_RECORD, "hello" },
	{ "half.example", DNS_A, DNSD_RECORD, "192.0.2.5" },
	{ "half.example", DNS_AAAA, DNSD_SILENT, NULL },
	{ "late.example", DNS_A, DNSD_SILENT, NULL },
	{ "late.example", DNS_AAAA, DNSD_RECORD, "2001:db8::2" },
	{ "big.example", DNS_A, DNSD_CUT, NULL },
	{ "big.example", DNS_A, DNSD_RECORD, "192.0.2.6" },
	{ "big.example", DNS_A, DNSD_RECORD, "192.0.2.7" },
	{ "forged.example", 0, DNSD_STRANGER, NULL },
	{ "forged.example", DNS_A, DNSD_RECORD, "192.0.2.8" },
	{ "twice.example", 0, DNSD_TWICE, NULL },
	{ "twice.example", DNS_A, DNSD_RECORD, "192.0.2.9" },
	{ "broken.example", 0, DNSD_GARBAGE, NULL },
	{ "fails.example", 0, DNSD_SERVFAIL, NULL },
	{ "same.example", DNS_A, DNSD_RECORD, "192.0.2.1" },
	{ "same.example", DNS_A, DNSD_RECORD, "192.0.2.1" },
	{ "mail.office.example", DNS_A, DNSD_RECORD, "10.0.0.1" },
	{ "a.b.office.example", DNS_A, DNSD_RECORD, "10.0.0.2" },
	{ "gone.example", DNS_AAAA, DNSD_NXDOMAIN, NULL },
	{ "gone.example", DNS_A, DNSD_SILENT, NULL },
	{ "silent.example", 0, DNSD_SILENT, NULL },
	{ NULL, 0, DNSD_RECORD, NULL },
};

static void test_both_families(void)
{
	world(1, zone);
	look_up("mail.example");
	JOURNAL("1:mail.example AAAA asked\n"
		"1:mail.example A asked\n"
		"1:mail.example AAAA answered 2001:db8::1\n"
		"1:mail.example A answered 192.0.2.1, 192.0.2.2\n"
		":mail.example  done 3 addresses\n");
	check_addresses("2001:db8::1 192.0.2.1 192.0.2.2");
	CHECK(names_remark(&names) == NULL);
	world_end();
}

static void test_one_family(void)
{
	world(1, zone);
	how.no6 = true;
	look_up("mail.example");
	JOURNAL("1:mail.example A asked\n"
		"1:mail.example A answered 192.0.2.1, 192.0.2.2\n"
		":mail.example  done 2 addresses\n");
	how.no6 = false;
	how.no4 = true;
	journal.len = 0;
	look_up("four.example");
	JOURNAL("1:four.example AAAA asked\n"
		"1:four.example AAAA answered\n"
		":four.example  done - the name has no such address\n");
	world_end();
}

static void test_aliases(void)
{
	world(1, zone);
	how.no6 = true;
	look_up("alias.example");
	check_addresses("192.0.2.1 192.0.2.2");
	JOURNAL("1:alias.example A asked\n"
		"1:alias.example A answered CNAME next.example, CNAME mail.example, 192.0.2.1, "
		"192.0.2.2\n"
		":alias.example  done 2 addresses\n");
	look_up("ring.example");
	check_addresses("");
	CHECK(names.fault.kind != FAULT_NONE);
	world_end();
}

/* The fault as it is said, a "%" in `want` being the address of a server, by its place. */
static void check_said(const char *want, int place)
{
	char room[600], want_room[600];
	struct out o = OUT(room), w = OUT(want_room);

	for (; *want; want++)
		if (*want == '%')
			ask_server_say(&server[place].addr, false, &w);
		else
			out_char(&w, *want);
	fault_say(&names.fault, &o);
	CHECK_SPANS(out_span(&o), out_span(&w));
}

#define HINT " (postel --dns ADDR asks another)"

/* What was received is said, and a name is not said to lack an address where that was not told. */
static void test_useless_answers(void)
{
	static const struct {
		const char *name, *said;
		enum fault_kind kind;
	} rows[] = {
		{ "ring.example",
		    "look up ring.example: the name server % sent an answer that leads in a circle "
		    "of aliases" HINT,
		    FAULT_NO_RESOLVER },
		{ "c1.x",
		    "look up c1.x: the name server % sent an answer that holds more than 16 "
		    "aliases in a row" HINT,
		    FAULT_NO_RESOLVER },
		{ "torn.example",
		    "look up torn.example: the name server % over TCP sent an answer that is cut "
		    "off" HINT,
		    FAULT_NO_RESOLVER },
		{ "broken.example",
		    "look up broken.example: the name server % sent an answer that breaks the "
		    "protocol" HINT,
		    FAULT_NO_RESOLVER },
		{ "else.example",
		    "look up else.example: the name server % sent an answer that does not answer "
		    "the question" HINT,
		    FAULT_NO_RESOLVER },
		{ "fails.example",
		    "look up fails.example: the name server % answered SERVFAIL" HINT,
		    FAULT_NO_RESOLVER },
		{ "refuses.example",
		    "look up refuses.example: the name server % answered REFUSED" HINT,
		    FAULT_NO_RESOLVER },
		{ "silent.example",
		    "look up silent.example: the name server % has not answered for 10.0 s" HINT,
		    FAULT_NO_RESOLVER },
		{ "c2.x", "done", FAULT_NONE },
		{ "lost.example",
		    "look up lost.example (an alias of gone.example): the name has no address",
		    FAULT_NO_ADDRESS },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		world(1, zone);
		look_up(rows[i].name);
		CHECK_NUMBER(names.fault.kind, rows[i].kind);
		if (rows[i].kind)
			check_said(rows[i].said, 0);
		world_end();
	}
}

/* Of several servers none is blamed for all: the last is named, and how many were asked. */
static void test_several_fail(void)
{
	static const struct dnsd_row refuses[] = { { "mail.example", 0, DNSD_REFUSED, NULL },
		{ NULL, 0, 0, NULL } };
	static const struct dnsd_row fails[] = { { "mail.example", 0, DNSD_SERVFAIL, NULL },
		{ NULL, 0, 0, NULL } };

	world(3, refuses);
	server[2].zone = fails;
	look_up("mail.example");
	check_said("look up mail.example: the name server % (the last of 3 asked) answered "
		   "SERVFAIL" HINT,
	    2);
	CHECK(strstr(journal_room, "answered REFUSED"));
	world_end();

	world(2, fails); /* and where the last is silent, that is what it did */
	server[1].mute = true;
	look_up("mail.example");
	check_said("look up mail.example: the name server % (the last of 2 asked) has not "
		   "answered for 10.0 s" HINT,
	    1);
	world_end();

	world(2, fails); /* one that the deadline left no time for was not asked */
	server[0].mute = true;
	limit = ASK_TRY;
	look_up("mail.example");
	limit = 30 * OS_S;
	check_said("look up mail.example: the name server % has not answered for 2.0 s" HINT, 0);
	world_end();
}

/* The next server is asked, and has an answer; an address of another name is nobody's. */
static void test_elsewhose(void)
{
	world(2, zone);
	how.no6 = true;
	server[0].zone = (const struct dnsd_row[]){ { "mail.example", 0, DNSD_ELSEWHOSE, NULL },
		{ NULL, 0, 0, NULL } };
	look_up("mail.example");
	JOURNAL("1:mail.example A asked\n"
		"1:mail.example A answered - the answer makes no sense\n"
		"2:mail.example A asked\n"
		"2:mail.example A answered 192.0.2.1, 192.0.2.2\n"
		":mail.example  done 2 addresses\n");
	world_end();
}

static void test_no_such(void)
{
	world(1, zone);
	look_up("nowhere.example");
	CHECK_NUMBER(names.fault.kind, FAULT_NO_NAME);
	CHECK(names_remark(&names) == NULL);
	look_up("gone.example"); /* what does not exist has no A either: no waiting for that */
	CHECK_NUMBER(names.fault.kind, FAULT_NO_NAME);
	CHECK_NUMBER(names.took, 0);
	look_up("text.example");
	CHECK_NUMBER(names.fault.kind, FAULT_NO_ADDRESS);
	look_up("printer");
	CHECK_NUMBER(names.fault.kind, FAULT_NO_NAME);
	CHECK(names_remark(&names) != NULL);
	look_up("printer.LOCAL");
	CHECK(names_remark(&names) != NULL);
	world_end();
}

/* No name server is ever bothered with these. */
static void test_never_asked(void)
{
	static const struct {
		const char *name;
		enum fault_kind fault;
		const char *addresses;
	} rows[] = {
		{ "192.0.2.99", FAULT_NONE, "192.0.2.99" },
		{ "2001:DB8:0::9", FAULT_NONE, "2001:db8::9" },
		{ "localhost", FAULT_NONE, "::1 127.0.0.1" },
		{ "LocalHost.", FAULT_NONE, "::1 127.0.0.1" },
		{ "x.localhost", FAULT_NONE, "::1 127.0.0.1" },
		{ "fe80::1%nosuch0", FAULT_ADDRESS, "" },
		{ "", FAULT_NO_NAME, "" },
		{ "a..b", FAULT_NO_NAME, "" },
		{ "a012345678901234567890123456789012345678901234567890123456789.a0123456789012345678"
		  "90123456789012345678901234567890123456789.a0123456789012345678901234567890123456"
		  "78901234567890123456789.a01234567890123456789012345678901234567890123456789012345"
		  "6789.too.long",
		    FAULT_NO_NAME, "" },
	};

	world(1, zone);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		look_up(rows[i].name);
		CHECK_NUMBER(names.fault.kind, rows[i].fault);
		check_addresses(rows[i].addresses);
	}
	how.no6 = true;
	look_up("::1");
	CHECK_NUMBER(names.fault.kind, FAULT_NO_FAMILY);
	CHECK_NUMBER(server[0].asked, 0);
	world_end();
}

/* AAAA never comes: A is there to be dialled after 50 ms, and the silence is told of. */
static void test_silent_family(void)
{
	int64_t start;

	world(1, zone);
	start = now;
	begin("half.example");
	CHECK(names.count == 1 && !names_ready(&names));
	CHECK_NUMBER(waiting.deadline - start, NAMES_DELAY);
	now = start + NAMES_DELAY;
	settle();
	CHECK(names_ready(&names) && names.state == NAMES_ASKING);
	CHECK_NUMBER(waiting.deadline - start, ASK_TRY);
	journal.len = 0;
	now = waiting.deadline;
	settle();
	JOURNAL("1:half.example AAAA silent 2.0 s\n1:half.example AAAA asked\n");
	while (names.state != NAMES_DONE) {
		now = waiting.deadline;
		settle();
	}
	CHECK_NUMBER(now - start, ASK_ROUNDS * ASK_TRY);
	CHECK_NUMBER(names.count, 1);
	CHECK_NUMBER(names.fault.kind, FAULT_NONE);
	CHECK_NUMBER(names.took, ASK_ROUNDS * ASK_TRY);
	world_end();
}

/* A never comes: AAAA may be dialled at once. */
static void test_silent_a(void)
{
	world(1, zone);
	begin("late.example");
	CHECK(names.count == 1 && names_ready(&names) && names.state == NAMES_ASKING);
	world_end();
}

static void test_dead_servers(void)
{
	world(2, zone);
	how.no6 = true;
	close(server[0].udp); /* the kernel now refuses for it */
	server[0].udp = -1;
	look_up("mail.example");
	JOURNAL("1:mail.example A asked\n"
		"1:mail.example A refused - refused\n"
		"2:mail.example A asked\n"
		"2:mail.example A answered 192.0.2.1, 192.0.2.2\n"
		":mail.example  done 2 addresses\n");
	world_end();

	world(2, zone);
	how.no6 = true;
	server[0].mute = true;
	look_up("mail.example");
	JOURNAL("1:mail.example A asked\n"
		"1:mail.example A silent 2.0 s\n"
		"2:mail.example A asked\n"
		"2:mail.example A answered 192.0.2.1, 192.0.2.2\n"
		":mail.example  done 2 addresses 2.0 s\n");
	CHECK_NUMBER(server[0].asked, 1);
	world_end();
}

/* Asked twice, the server answers the first time: it is heard, and its true time told. */
static void test_late_answer(void)
{
	world(2, zone);
	how.no6 = true;
	server[0].held = server[1].mute = true;
	begin("four.example");
	for (int i = 0; i < 2; i++) {
		now += ASK_TRY;
		settle();
	}
	now += OS_S;
	server[0].held = false;
	settle();
	JOURNAL("1:four.example A asked\n"
		"1:four.example A silent 2.0 s\n"
		"2:four.example A asked\n"
		"2:four.example A silent 2.0 s\n"
		"1:four.example A asked\n"
		"1:four.example A answered 192.0.2.4 5.0 s\n"
		":four.example  done 1 address 5.0 s\n");
	world_end();
}

/* An answer that is there at once is heard after the wait, which tells its time. */
static void test_quick_answer(void)
{
	struct ask_news news;

	world(1, zone);
	how.no6 = true;
	names_begin(&names, &how, SPAN("four.example"), 25, now, now + limit);
	pull();
	dnsd_serve(&server[0]);
	CHECK_NUMBER(pull(), 0);
	now += OS_MS;
	settle();
	JOURNAL("1:four.example A asked\n"
		"1:four.example A answered 192.0.2.4 1 ms\n"
		":four.example  done 1 address 1 ms\n");
	world_end();

	world(2, zone); /* so is that of the second server */
	how.no6 = server[0].mute = true;
	begin("four.example");
	now += ASK_TRY;
	names_go(&names, now);
	for (int i = 0; i < 2; i++) /* silent, asked */
		CHECK(names_next(&names, &news));
	CHECK_NUMBER(news.kind, ASK_ASKED);
	dnsd_serve(&server[1]);
	CHECK_NUMBER(pull(), 0);
	world_end();
}

static void test_nobody(void)
{
	world(3, zone);
	limit = 3 * OS_S + 1;
	look_up("silent.example");
	limit = 30 * OS_S;
	CHECK_NUMBER(names.fault.kind, FAULT_NO_RESOLVER);
	CHECK_NUMBER(names.took, 3 * OS_S + 1); /* the deadline, to the nanosecond */
	check_said("look up silent.example: the name server % (the last of 2 asked) has not "
		   "answered for 1.0 s" HINT,
	    1);
	world_end();

	world(0, zone);
	look_up("mail.example");
	CHECK_NUMBER(names.fault.kind, FAULT_NO_RESOLVER);
	check_said("look up mail.example: no name server could be asked" HINT, 0);
	CHECK_NUMBER(fault_ends(&names.fault), STATUS_NO_HOST);
	world_end();
}

static void server_stop(struct dnsd *d)
{
	close(d->udp);
	d->udp = -1;
}

static void unreached(const char *name)
{
	char room[400], place[80];
	struct out o = OUT(room), where = OUT(place);

	look_up(name);
	ask_server_say(&server[1].addr, false, &where);
	out_text(&where, " (the last of 2 asked): ");
	out_char(&where, '\0');
	fault_say(&names.fault, &o);
	out_char(&o, '\0');
	if (!test_is_emulated("who refused a datagram"))
		CHECK(strstr(room, ": nothing listens there, according to 127.0.0.1 (port "));
	CHECK(strstr(room, place));
	CHECK_NUMBER(fault_ends(&names.fault), STATUS_NO_HOST);
}

/* Where no server runs that is said, and by whom; where one is only silent, it is not. */
static void test_unreached(void)
{
	world(2, zone);
	server_stop(&server[0]);
	server_stop(&server[1]);
	unreached("mail.example");
	how.system.ndots = 5; /* of a search list too */
	span_copy(SPAN("a.example b.example"), how.system.search, sizeof how.system.search);
	unreached("mail");
	world_end();

	world(2, zone);
	server_stop(&server[0]);
	server[1].mute = true;
	look_up("mail.example");
	CHECK_NUMBER(names.fault.kind, FAULT_NO_RESOLVER);
	world_end();
}

static void test_next_server_after_failure(void)
{
	world(2, zone);
	how.no6 = true;
	server[0].zone = (const struct dnsd_row[]){ { "mail.example", 0, DNSD_REFUSED, NULL },
		{ NULL, 0, 0, NULL } };
	look_up("mail.example");
	JOURNAL("1:mail.example A asked\n"
		"1:mail.example A answered REFUSED\n"
		"2:mail.example A asked\n"
		"2:mail.example A answered 192.0.2.1, 192.0.2.2\n"
		":mail.example  done 2 addresses\n");
	journal.len = 0;
	server[0].zone = (const struct dnsd_row[]){ { "mail.example", 0, DNSD_GARBAGE, NULL },
		{ NULL, 0, 0, NULL } };
	look_up("mail.example");
	check_addresses("192.0.2.1 192.0.2.2");
	CHECK(strstr(journal_room, "1:mail.example A answered - the answer makes no sense\n"));
	world_end();
}

static void test_tcp(void)
{
	world(2, zone);
	how.no6 = true;
	look_up("big.example");
	JOURNAL("1:big.example A asked\n"
		"1t:big.example A asked\n"
		"1t:big.example A answered 192.0.2.6, 192.0.2.7\n"
		":big.example  done 2 addresses\n");
	world_end();

	world(2, zone); /* TCP is closed in our face: the next server */
	how.no6 = true;
	server[0].hangup = true;
	look_up("big.example");
	check_addresses("192.0.2.6 192.0.2.7");
	CHECK(strstr(journal_room, "1t:big.example A refused - closed by the other side\n"));
	world_end();

	world(2, zone); /* nobody listens there */
	how.no6 = true;
	close(server[0].tcp);
	server[0].tcp = -1;
	look_up("big.example");
	check_addresses("192.0.2.6 192.0.2.7");
	CHECK(strstr(journal_room, "1t:big.example A refused - refused\n"));
	world_end();
}

/* A server that ends within its answer has closed, or has reset, or is silent: how much came is told. */
static void test_tcp_ends_early(void)
{
	static const struct {
		size_t ends;
		bool stalls, resets;
		const char *said, *news;
	} rows[] = {
		{ 1, false, false,
		    "look up big.example: the name server % over TCP closed the connection without an "
		    "answer" HINT,
		    " refused - closed by the other side\n" },
		{ 2, false, false,
		    "look up big.example: the name server % over TCP closed the connection after 0 of "
		    "61 octets of its answer" HINT,
		    " refused - closed by the other side\n" },
		{ 42, false, false,
		    "look up big.example: the name server % over TCP closed the connection after 40 of "
		    "61 octets of its answer" HINT,
		    " refused - closed by the other side\n" },
		{ 1, true, false,
		    "look up big.example: the name server % over TCP has not answered for 5.0 s" HINT,
		    " silent 5.0 s\n" },
		{ 42, true, false,
		    "look up big.example: the name server % over TCP sent 40 of 61 octets of its "
		    "answer in 5.0 s" HINT,
		    " silent 5.0 s\n" },
		{ 42, false, true,
		    "look up big.example: name server % over TCP: reset by the other side",
		    " refused - reset by the other side\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		world(1, zone);
		how.no6 = true;
		server[0].ends = rows[i].ends;
		server[0].stalls = rows[i].stalls;
		server[0].resets = rows[i].resets;
		look_up("big.example");
		check_said(rows[i].said, 0);
		CHECK(strstr(journal_room, rows[i].news));
		world_end();
	}
}

/* The listener takes the connection and says nothing. */
static void test_tcp_silent(void)
{
	world(1, zone);
	how.no6 = true;
	begin("big.example");
	CHECK_NUMBER(names.count, 2);
	names_begin(&names, &how, SPAN("big.example"), 25, now, now + 30 * OS_S);
	pull();
	dnsd_serve(&server[0]);
	server[0].mute = true;
	settle();
	while (names.state != NAMES_DONE) {
		now = waiting.deadline;
		settle();
	}
	CHECK_NUMBER(names.took, ASK_TRY_TCP);
	CHECK_NUMBER(names.fault.kind, FAULT_NO_RESOLVER);
	world_end();
}

/* An answer longer than our room gives what fits. */
static void test_tcp_huge(void)
{
	static struct dnsd_row huge[ASK_ANSWER_MAX / 16 + 50];
	size_t n = 0;

	huge[n++] = (struct dnsd_row){ "huge.example", DNS_A, DNSD_CUT, NULL };
	while (n < sizeof huge / sizeof *huge - 1)
		huge[n++] = (struct dnsd_row){ "huge.example", DNS_A, DNSD_RECORD, "192.0.2.1" };
	world(1, huge);
	how.no6 = true;
	look_up("huge.example");
	check_addresses("192.0.2.1");
	CHECK(strstr(journal_room, "1t:huge.example A answered 192.0.2.1, "));
	CHECK(!strstr(journal_room, "no sense"));
	world_end();
}

/* Where all that fits is another's, it is not the server that broke the protocol. */
static void test_tcp_too_long(void)
{
	static const struct dnsd_row rows[] = { { "huge.example", DNS_A, DNSD_CUT, NULL },
		{ "huge.example", DNS_A, DNSD_ELSEWHOSE, NULL }, { NULL, 0, 0, NULL } };

	world(1, rows);
	how.no6 = true;
	server[0].elsewhose = ASK_ANSWER_MAX / 29 + 2;
	look_up("huge.example");
	check_said("look up huge.example: the name server % over TCP sent an answer that is too "
		   "long to be read" HINT,
	    0);
	world_end();
}

/* Wrong ids, wrong questions, runts and empty datagrams are as if they had not come. */
static void test_forgeries(void)
{
	world(1, zone);
	how.no6 = true;
	look_up("forged.example");
	JOURNAL("1:forged.example A asked\n"
		"1:forged.example A answered 192.0.2.8\n"
		":forged.example  done 1 address\n");
	look_up("twice.example");
	check_addresses("192.0.2.9");
	look_up("same.example");
	check_addresses("192.0.2.1");
	world_end();
}

/* A socket per question, and each id another: two questions in a row never share both. */
static void test_unguessable(void)
{
	char first[2];
	int same = 0;

	world(1, zone);
	for (int i = 0; i < 8; i++) {
		names_begin(&names, &how, SPAN("mail.example"), 25, now, now + OS_S);
		pull();
		same += i && memcmp(first, names.ask[0].query + 2, 2) == 0;
		memcpy(first, names.ask[0].query + 2, 2);
		CHECK(names.ask[0].server[0].sock != names.ask[1].server[0].sock);
		CHECK(memcmp(names.ask[0].query + 2, names.ask[1].query + 2, 2) != 0 || same < 2);
	}
	CHECK(same < 2);
	world_end();
}

static void test_search_list(void)
{
	static const struct {
		const char *search;
		int ndots;
		const char *name, *addresses;
		int asked; /* AAAA and A both */
	} rows[] = {
		{ "lab.example office.example", 1, "mail", "10.0.0.1", 4 },
		{ "lab.example office.example", 1, "mail.example",
		    "2001:db8::1 192.0.2.1 192.0.2.2", 2 },
		{ "office.example", 1, "a.b", "10.0.0.2", 4 },
		{ "office.example", 2, "a.b", "10.0.0.2", 2 },
		{ "office.example", 1, "mail.", "", 2 },
		{ "lab.example", 1, "mail", "", 4 },
		{ "", 1, "mail", "", 2 },
		{ "", 3, "mail.example", "2001:db8::1 192.0.2.1 192.0.2.2", 2 },
		{ ".", 1, "four.example", "192.0.2.4", 2 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		world(1, zone);
		memcpy(how.system.search, rows[i].search, strlen(rows[i].search) + 1);
		how.system.ndots = rows[i].ndots;
		look_up(rows[i].name);
		check_addresses(rows[i].addresses);
		CHECK_NUMBER(server[0].asked, rows[i].asked);
		world_end();
	}
}

/* ---- the hosts file ---- */

static void hosts_write(const char *path, struct span text)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text.at, 1, text.len, file) != text.len)
		abort();
	fclose(file);
}

static void test_hosts(void)
{
	char path[] = "/tmp/postel-hosts-XXXXXX", room[5000];
	struct out big = OUT(room);
	struct os_addr at[4];

	close(mkstemp(path));
	hosts_write(path, SPAN("# mail.example\n\n192.0.2.1 # mail.example\n"
			       "10.0.0.9\tother MAIL.example\r\nnonsense mail.example\n"
			       "2001:db8::9  x  mail.example#y\n10.0.0.8 mail.example.org\n"
			       "10.0.0.7 last"));
	CHECK_NUMBER(hosts_find(path, SPAN("mail.example"), at, 4), 2);
	CHECK_NUMBER(hosts_find(path, SPAN("mail.example"), at, 1), 1);
	CHECK_NUMBER(hosts_find(path, SPAN("last"), at, 4), 1);
	CHECK_NUMBER(hosts_find(path, SPAN("none"), at, 4), 0);
	CHECK_NUMBER(hosts_find("/nonexistent", SPAN("last"), at, 4), 0);

	world(1, zone);
	how.hosts = path;
	look_up("mail.example.");
	check_addresses("10.0.0.9 2001:db8::9");
	CHECK(strstr(journal_room, "done 2 addresses"));
	CHECK_NUMBER(server[0].asked, 0);
	how.no6 = true;
	look_up("last");
	check_addresses("10.0.0.7");
	how.no6 = false;
	how.no4 = true; /* the file has none of that family: DNS may */
	look_up("last");
	CHECK_NUMBER(server[0].asked, 1);
	world_end();

	/* a line longer than any room, then a good one; half words don't count */
	out_text(&big, "10.0.0.1 ");
	while (big.len < HOSTS_LINE_MAX - 4)
		out_char(&big, 'x');
	out_text(&big, " mail");
	while (big.len % 16)
		out_char(&big, ' ');
	while (big.len < 4500)
		out_text(&big, "10.6.6.6 good   ");
	out_text(&big, "\n10.0.0.2 good\n");
	hosts_write(path, out_span(&big));
	CHECK_NUMBER(hosts_find(path, SPAN("good"), at, 4), 1);
	CHECK_NUMBER(hosts_find(path, SPAN("mai"), at, 4), 0);
	unlink(path);
}

/* ---- words ---- */

static void test_words(void)
{
	static const struct {
		struct ask_news news;
		const char *want;
	} rows[] = {
		{ { .kind = ASK_ASKED, .type = DNS_A, .server = { 4, { 192, 0, 2, 53 }, 0, 53 } },
		    "x.example A: asking 192.0.2.53" },
		{ { .kind = ASK_ASKED,
		      .type = DNS_A,
		      .server = { 4, { 127, 0, 0, 1 }, 0, 5353 },
		      .tcp = true },
		    "x.example A: asking 127.0.0.1 port 5353 over TCP" },
		{ { .kind = ASK_ANSWERED, .type = DNS_MX, .records = 1, .text = "10 a.example" },
		    "x.example MX: 10 a.example" },
		{ { .kind = ASK_ANSWERED, .type = DNS_A, .rcode = DNS_NXDOMAIN },
		    "x.example A: NXDOMAIN" },
		{ { .kind = ASK_ANSWERED,
		      .type = DNS_A,
		      .rcode = DNS_SERVFAIL,
		      .server = { 4, { 192, 0, 2, 53 }, 0, 53 } },
		    "x.example A: 192.0.2.53 answered SERVFAIL" },
		{ { .kind = ASK_ANSWERED,
		      .type = DNS_A,
		      .nonsense = "breaks the protocol",
		      .text = "CNAME y",
		      .server = { 4, { 192, 0, 2, 53 }, 0, 53 } },
		    "x.example A: CNAME y, 192.0.2.53 sent an answer that breaks the protocol" },
		{ { .kind = ASK_ANSWERED, .type = DNS_A }, "x.example A: no such record" },
		{ { .kind = ASK_ANSWERED, .type = DNS_A, .text = "CNAME y" },
		    "x.example A: CNAME y, no such record" },
		{ { .kind = ASK_SILENT,
		      .type = DNS_AAAA,
		      .took = 2 * OS_S,
		      .server = { 4, { 192, 0, 2, 53 }, 0, 53 } },
		    "x.example AAAA: 192.0.2.53 has not answered for 2.0 s" },
		{ { .kind = ASK_REFUSED,
		      .type = DNS_AAAA,
		      .fault = FAULT_REFUSED,
		      .server = { 4, { 192, 0, 2, 53 }, 0, 53 } },
		    "x.example AAAA: 192.0.2.53: refused" },
		{ { .kind = ASK_FAILED, .type = DNS_A, .fault = FAULT_NO_RESOLVER },
		    "x.example A: no name server could be asked" },
		{ { .kind = ASK_HOSTS, .records = 1, .text = "127.0.0.1 (/etc/hosts)" },
		    "x.example: 127.0.0.1 (/etc/hosts)" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ask_news news = rows[i].news;
		char room[300];
		struct out o = OUT(room);

		news.name = "x.example";
		ask_news_say(&news, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
	}
}

int main(void)
{
	RUN(test_both_families);
	RUN(test_one_family);
	RUN(test_aliases);
	RUN(test_useless_answers);
	RUN(test_several_fail);
	RUN(test_elsewhose);
	RUN(test_no_such);
	RUN(test_never_asked);
	RUN(test_silent_family);
	RUN(test_silent_a);
	RUN(test_dead_servers);
	RUN(test_late_answer);
	RUN(test_quick_answer);
	RUN(test_nobody);
	RUN(test_unreached);
	RUN(test_next_server_after_failure);
	RUN(test_tcp);
	RUN(test_tcp_ends_early);
	RUN(test_tcp_silent);
	RUN(test_tcp_huge);
	RUN(test_tcp_too_long);
	RUN(test_forgeries);
	RUN(test_unguessable);
	RUN(test_search_list);
	RUN(test_hosts);
	RUN(test_words);
	return test_end("names");
}
