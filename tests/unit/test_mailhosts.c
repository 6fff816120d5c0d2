/* test_mailhosts.c - a domain's mail hosts, in order, from a name server of our own. */
#define _DEFAULT_SOURCE
#include "dnsd.h"
#include "net/mailhosts.h"
#include "test.h"

#define IDLE_TURNS 8           /* turns without news after which time may pass */
#define PATIENCE   (5 * OS_MS) /* of each, by the true clock: a busy machine is slow */

static struct dnsd server;
static struct names_how how;
static struct mailhosts hosts;
static struct os_wait waiting;
static int64_t now;

static char rows_room[8000];
static struct out rows;
static char warned_room[2000];
static struct out warned;
static int asked, ends;

static void take(void)
{
	struct mailhosts_news news;
	char words[1000];
	struct out o;

	while (mailhosts_next(&hosts, &news)) {
		asked += news.kind == MAILHOSTS_ASK && news.ask.kind == ASK_ASKED;
		ends += news.kind == MAILHOSTS_END;
		CHECK(news.kind != MAILHOSTS_ASK || news.ask.kind != ASK_DONE);
		o = OUT(words);
		mailhosts_say(&news, &o);
		CHECK((o.len == 0) == (news.kind == MAILHOSTS_END));
		if (news.kind != MAILHOSTS_ROW)
			continue;
		out_put(&rows, out_span(&o));
		out_char(&rows, '\n');
		for (unsigned i = 0; i < MAILHOSTS_WARNINGS; i++) {
			o = OUT(words);
			if (mailhosts_warn(&news, i, &o)) {
				out_put(&warned, out_span(&o));
				out_char(&warned, '\n');
			}
		}
	}
}

static int turn(void)
{
	int served = dnsd_serve(&server);
	int64_t wanted;

	waiting.count = 0;
	waiting.deadline = OS_NEVER;
	mailhosts_wants(&hosts, &waiting);
	wanted = waiting.deadline;
	waiting.deadline = os_now() + PATIENCE;
	os_wait(&waiting);
	waiting.deadline = wanted;
	mailhosts_go(&hosts, now);
	take();
	return served;
}

/* Lists a domain's hosts; time passes only when nothing else does. */
static void list(const struct dnsd_row *zone, const char *domain)
{
	struct span copy = test_copy(span_of(domain));

	dnsd_open(&server, zone);
	how.system = (struct os_names){
		.server = { server.addr }, .servers = 1, .search = "office.example", .ndots = 1
	};
	rows = OUT(rows_room);
	warned = OUT(warned_room);
	asked = ends = 0;
	now = 1000 * OS_S;
	mailhosts_begin(&hosts, &how, copy, now, now + 30 * OS_S);
	free((void *)copy.at);
	take();
	for (int idle = 0; !ends; idle = turn() ? 0 : idle + 1) {
		if (idle < IDLE_TURNS)
			continue;
		CHECK(waiting.deadline != OS_NEVER);
		now = waiting.deadline > now ? waiting.deadline : now;
	}
	turn();
	CHECK_NUMBER(ends, 1);
	dnsd_close(&server);
}

#define ROWS(literal) CHECK_SPAN(out_span(&rows), literal)
#define END                                                                                        \
	{                                                                                          \
		NULL, 0, DNSD_RECORD, NULL                                                         \
	}

static void test_sorted(void)
{
	static const struct dnsd_row zone[] = {
		{ "example.com", DNS_MX, DNSD_RECORD, "20 b.example.com" },
		{ "example.com", DNS_MX, DNSD_RECORD, "5 a.example.com" },
		{ "example.com", DNS_MX, DNSD_RECORD, "20 A.example.com" },
		{ "_submission._tcp.example.com", DNS_SRV, DNSD_RECORD, "0 5 587 b.example.com" },
		{ "_submission._tcp.example.com", DNS_SRV, DNSD_RECORD, "0 9 2587 c.example.com" },
		{ "_imaps._tcp.example.com", DNS_SRV, DNSD_RECORD, "0 1 993 gone.example.com" },
		{ "_pop3._tcp.example.com", DNS_SRV, DNSD_RECORD, "0 0 0 ." },
		{ "a.example.com", DNS_A, DNSD_RECORD, "192.0.2.1" },
		{ "a.example.com", DNS_AAAA, DNSD_RECORD, "2001:db8::1" },
		{ "b.example.com", DNS_A, DNSD_RECORD, "192.0.2.2" },
		{ "c.example.com", DNS_A, DNSD_RECORD, "192.0.2.3" },
		END,
	};

	list(zone, "example.com.");
	ROWS("MX 5 a.example.com port 25: 2001:db8::1, 192.0.2.1\n"
	     "MX 20 b.example.com port 25: 192.0.2.2\n"
	     "MX 20 A.example.com port 25: as above\n"
	     "submission 0 9 c.example.com port 2587: 192.0.2.3\n"
	     "submission 0 5 b.example.com port 587: as above\n"
	     "pop3: the domain says it has none\n"
	     "imaps 0 1 gone.example.com port 993: no such name in DNS\n");
	CHECK_NUMBER(asked, MAILHOSTS_QUESTIONS + 2 * 4);
	CHECK_NUMBER(hosts.fault.kind, FAULT_NONE);
}

static void test_no_mx(void)
{
	static const struct dnsd_row zone[] = {
		{ "example.com", DNS_A, DNSD_RECORD, "192.0.2.1" },
		{ "null.example", DNS_MX, DNSD_RECORD, "0 ." },
		{ "null.example", DNS_A, DNSD_RECORD, "192.0.2.2" },
		END,
	};

	list(zone, "example.com");
	ROWS("MX example.com port 25 (no MX: the domain itself): 192.0.2.1\n");
	list(zone, "null.example");
	ROWS("MX: the domain says it takes no mail (null MX, RFC 7505)\n");
	CHECK_NUMBER(asked, MAILHOSTS_QUESTIONS);
}

/* What is wrong with the hosts, a line each. */
static void test_warnings(void)
{
	static const struct dnsd_row zone[] = {
		{ "example.com", DNS_MX, DNSD_RECORD, "1 alias.example" },
		{ "example.com", DNS_MX, DNSD_RECORD, "2 8.8.8.8" },
		{ "example.com", DNS_MX, DNSD_RECORD, "3 inside.example" },
		{ "example.com", DNS_MX, DNSD_RECORD, "3 good.example" },
		{ "example.com", DNS_MX, DNSD_RECORD, "4 link.example" },
		{ "example.com", DNS_MX, DNSD_RECORD, "5 gone.example" },
		{ "alias.example", DNS_CNAME, DNSD_RECORD, "good.example" },
		{ "inside.example", DNS_A, DNSD_RECORD, "172.31.0.1" },
		{ "good.example", DNS_A, DNSD_RECORD, "172.32.0.1" },
		{ "good.example", DNS_AAAA, DNSD_RECORD, "2a00::1" },
		{ "link.example", DNS_AAAA, DNSD_RECORD, "fe80::1" },
		END,
	};

	list(zone, "example.com");
	CHECK_SPAN(out_span(&warned),
	    "MX alias.example is an alias of good.example, which RFC 5321 5.1 and RFC 2181 10.3 "
	    "forbid\n"
	    "MX 8.8.8.8 is an address, but RFC 5321 5.1 requires a name: many servers will not send mail "
	    "there\n"
	    "MX inside.example has the address 172.31.0.1, which is private: it cannot be "
	    "reached from the internet\n"
	    "MX link.example has the address fe80::1, which is link-local: it cannot be "
	    "reached from the internet\n");
	CHECK_NUMBER(hosts.fault.kind, FAULT_NONE);
}

/* What the only address of a host is for; "": the internet. */
static void check_special(const char *address, const char *what)
{
	int type = span_has(span_of(address), ':') ? DNS_AAAA : DNS_A;
	const struct dnsd_row zone[] = {
		{ "example.com", DNS_MX, DNSD_RECORD, "1 mx.example" },
		{ "mx.example", type, DNSD_RECORD, address },
		END,
	};
	char text[200];
	struct out want = OUT(text);

	list(zone, "example.com");
	if (*what) {
		out_text(&want, "MX mx.example has the address ");
		out_text(&want, address);
		out_text(&want, ", which is ");
		out_text(&want, what);
		out_text(&want, ": it cannot be reached from the internet\n");
	}
	CHECK_SPANS(out_span(&warned), out_span(&want));
}

/* The first and the last address of each range, and those that stand next to it. */
static void test_special_addresses(void)
{
	static const struct {
		const char *address, *what;
	} all[] = {
		{ "0.0.0.0", "no host's" },
		{ "0.255.255.255", "no host's" },
		{ "1.0.0.0", "" },
		{ "9.255.255.255", "" },
		{ "10.0.0.0", "private" },
		{ "10.255.255.255", "private" },
		{ "11.0.0.0", "" },
		{ "100.63.255.255", "" },
		{ "100.64.0.0", "private to a provider" },
		{ "100.127.255.255", "private to a provider" },
		{ "100.128.0.0", "" },
		{ "126.255.255.255", "" },
		{ "127.0.0.0", "loopback" },
		{ "127.255.255.255", "loopback" },
		{ "128.0.0.0", "" },
		{ "169.253.255.255", "" },
		{ "169.254.0.0", "link-local" },
		{ "169.254.255.255", "link-local" },
		{ "169.255.0.0", "" },
		{ "172.15.255.255", "" },
		{ "172.16.0.0", "private" },
		{ "172.31.255.255", "private" },
		{ "172.32.0.0", "" },
		{ "191.255.255.255", "" },
		{ "192.0.0.0", "reserved" },
		{ "192.0.0.255", "reserved" },
		{ "192.0.1.0", "" },
		{ "192.0.2.0", "for documentation" },
		{ "192.0.2.255", "for documentation" },
		{ "192.0.3.0", "" },
		{ "192.167.255.255", "" },
		{ "192.168.0.0", "private" },
		{ "192.168.255.255", "private" },
		{ "192.169.0.0", "" },
		{ "198.17.255.255", "" },
		{ "198.18.0.0", "for benchmarks" },
		{ "198.19.255.255", "for benchmarks" },
		{ "198.20.0.0", "" },
		{ "198.51.99.255", "" },
		{ "198.51.100.0", "for documentation" },
		{ "198.51.100.255", "for documentation" },
		{ "198.51.101.0", "" },
		{ "203.0.112.255", "" },
		{ "203.0.113.0", "for documentation" },
		{ "203.0.113.255", "for documentation" },
		{ "203.0.114.0", "" },
		{ "223.255.255.255", "" },
		{ "224.0.0.0", "multicast or reserved" },
		{ "255.255.255.255", "multicast or reserved" },
		{ "::", "no host's" },
		{ "::1", "loopback" },
		{ "::2", "" },
		{ "::ffff:8.8.8.8", "IPv4 within IPv6" },
		{ "::1:0:0:0", "" },
		{ "100::", "for discarding" },
		{ "100::ffff:ffff:ffff:ffff", "for discarding" },
		{ "100:0:0:1::", "" },
		{ "2001:db7:ffff::", "" },
		{ "2001:db8::", "for documentation" },
		{ "2001:db8:ffff::1", "for documentation" },
		{ "2001:db9::", "" },
		{ "fbff::1", "" },
		{ "fc00::", "private" },
		{ "fdff::1", "private" },
		{ "fe00::", "" },
		{ "fe7f::1", "" },
		{ "fe80::", "link-local" },
		{ "febf::1", "link-local" },
		{ "fec0::", "" },
		{ "feff::1", "" },
		{ "ff00::", "multicast" },
		{ "ffff::1", "multicast" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		check_special(all[i].address, all[i].what);
}

#define TORN                                                                                       \
	"the null MX stands next to other MX records, which RFC 7505 3 forbids: some servers may " \
	"send nothing\n"

/* A null MX has to stand alone; two of them say the same. */
static void test_a_null_mx_beside_others(void)
{
	static const struct dnsd_row zone[] = {
		{ "both.example", DNS_MX, DNSD_RECORD, "0 ." },
		{ "both.example", DNS_MX, DNSD_RECORD, "5 mx.example" },
		{ "last.example", DNS_MX, DNSD_RECORD, "5 mx.example" },
		{ "last.example", DNS_MX, DNSD_RECORD, "10 ." },
		{ "null.example", DNS_MX, DNSD_RECORD, "0 ." },
		{ "null.example", DNS_MX, DNSD_RECORD, "10 ." },
		{ "mx.example", DNS_A, DNSD_RECORD, "172.32.0.1" },
		END,
	};

	list(zone, "both.example");
	CHECK_SPAN(out_span(&warned), TORN);
	list(zone, "last.example");
	CHECK_SPAN(out_span(&warned), TORN);
	list(zone, "null.example");
	CHECK_SPAN(out_span(&warned), "");
}

/* Nothing takes mail: null MX, or hosts without addresses. */
static void test_no_mail(void)
{
	static const struct dnsd_row zone[] = {
		{ "null.example", DNS_MX, DNSD_RECORD, "0 ." },
		{ "gone.example", DNS_MX, DNSD_RECORD, "1 mx.gone.example" },
		{ "bare.example", DNS_TXT, DNSD_RECORD, "hello" },
		END,
	};
	static const char *const domains[] = { "null.example", "gone.example", "bare.example" };

	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		list(zone, domains[i]);
		CHECK_NUMBER(hosts.fault.kind, FAULT_NO_MAIL);
		CHECK_NUMBER(fault_ends(&hosts.fault), 68);
	}
}

static void test_faults(void)
{
	static const struct dnsd_row zone[] = {
		{ "dead.example", 0, DNSD_SILENT, NULL },
		{ "half.example", DNS_MX, DNSD_SILENT, NULL },
		{ "_imaps._tcp.half.example", DNS_SRV, DNSD_RECORD, "0 1 993 a.example" },
		{ "a.example", DNS_A, DNSD_RECORD, "192.0.2.1" },
		END,
	};

	list(zone, "nowhere.example");
	ROWS("");
	CHECK_NUMBER(hosts.fault.kind, FAULT_NO_NAME);
	list(zone, "half.example"); /* what is known is told */
	ROWS("imaps 0 1 a.example port 993: 192.0.2.1\n");
	CHECK_NUMBER(hosts.fault.kind, FAULT_NO_RESOLVER);
	list(zone, "not..a.domain");
	ROWS("");
	CHECK_NUMBER(hosts.fault.kind, FAULT_NO_NAME);
	CHECK_NUMBER(asked, 0);
}

/* What does not answer the question is not told as a domain without MX. */
static void test_elsewhose(void)
{
	static const struct dnsd_row zone[] = {
		{ "example.com", DNS_MX, DNSD_ELSEWHOSE, NULL },
		{ "example.com", DNS_A, DNSD_RECORD, "192.0.2.1" },
		END,
	};
	char room[300];
	struct out o = OUT(room);

	list(zone, "example.com");
	ROWS("");
	CHECK_NUMBER(hosts.fault.kind, FAULT_NO_RESOLVER);
	fault_say(&hosts.fault, &o);
	CHECK(span_holds(out_span(&o), SPAN(" sent an answer that does not answer the question")));
}

/* A host whose name servers are silent holds back nobody's answer but its own. */
static void test_slow_host(void)
{
	static const struct dnsd_row zone[] = {
		{ "example.com", DNS_MX, DNSD_RECORD, "1 slow.example.com" },
		{ "example.com", DNS_MX, DNSD_RECORD, "2 a.example.com" },
		{ "example.com", DNS_MX, DNSD_RECORD, "3 slow2.example.com" },
		{ "a.example.com", DNS_A, DNSD_RECORD, "192.0.2.1" },
		{ "slow.example.com", 0, DNSD_SILENT, NULL },
		{ "slow2.example.com", 0, DNSD_SILENT, NULL },
		END,
	};

	list(zone, "example.com");
	out_char(&rows, '\0');
	CHECK(strstr(rows_room, "MX 1 slow.example.com port 25: the name server 127.0.0.1 port "));
	CHECK(strstr(rows_room, " has not answered for 10.0 s\n"
				"MX 2 a.example.com port 25: 192.0.2.1\n"
				"MX 3 slow2.example.com port 25: the name server 127.0.0.1 port "));
	CHECK_NUMBER(now - 1000 * OS_S, ASK_ROUNDS * ASK_TRY); /* not twice that */
}

/* More records than rows: the first in order of arrival are kept. */
static void test_too_many(void)
{
	static struct dnsd_row zone[MAILHOSTS_ROWS + 6];

	for (size_t i = 0; i < MAILHOSTS_ROWS + 5; i++)
		zone[i] = (struct dnsd_row){ "example.com", DNS_MX, DNSD_RECORD, "1 a.example" };
	list(zone, "example.com");
	CHECK_NUMBER(hosts.count, MAILHOSTS_ROWS);
	CHECK_NUMBER(asked, MAILHOSTS_QUESTIONS + 2);
}

static void test_dropped(void)
{
	static const struct dnsd_row zone[] = { { "example.com", 0, DNSD_SILENT, NULL }, END };
	struct mailhosts_news news;

	dnsd_open(&server, zone);
	how.system = (struct os_names){ .server = { server.addr }, .servers = 1 };
	mailhosts_begin(&hosts, &how, SPAN("example.com"), now, now + OS_S);
	take();
	mailhosts_drop(&hosts);
	CHECK(!mailhosts_next(&hosts, &news));
	waiting.count = 0;
	mailhosts_wants(&hosts, &waiting);
	CHECK_NUMBER(waiting.count, 0);
	dnsd_close(&server);
}

int main(void)
{
	RUN(test_sorted);
	RUN(test_no_mx);
	RUN(test_warnings);
	RUN(test_special_addresses);
	RUN(test_a_null_mx_beside_others);
	RUN(test_no_mail);
	RUN(test_faults);
	RUN(test_elsewhose);
	RUN(test_slow_host);
	RUN(test_too_many);
	RUN(test_dropped);
	return test_end("mailhosts");
}
