/* test_fault.c - the sentences about failures, and the status they end with. */
#include "base/fault.h"
#include "test.h"

static struct span said(const struct fault *f)
{
	static char room[640];
	struct out o = OUT(room);

	fault_say(f, &o);
	CHECK(!o.full);
	return out_span(&o);
}

static void test_sentence(void)
{
	struct fault f = { 0 };

	CHECK(!fault_set(&f, FAULT_REFUSED, "connect to", SPAN("mx.example port 25")));
	CHECK(span_starts(said(&f), SPAN("connect to mx.example port 25: refused (")));
	f = (struct fault){ 0 };
	fault_set(&f, FAULT_RESET, NULL, SPAN("mx.example"));
	CHECK_SPAN(said(&f), "mx.example: reset by the other side");
	f = (struct fault){ .os = 5 };
	fault_set(&f, FAULT_OTHER, "write to", SPAN("log"));
	CHECK_SPAN(said(&f), "write to log: failed, system error 5");
}

/* ---- who said no ---- */

#define MS INT64_C(1000000)

static void test_icmp(void)
{
	static const struct {
		struct fault f;
		const char *said;
	} rows[] = {
		{ { .icmp = { "198.51.100.1", .type = 3, .code = 13 },
		      .took = 12 * MS,
		      .tries = 1 },
		    "refused by 198.51.100.1 (administratively prohibited, ICMP 3/13), "
		    "12 ms after the first try" },
		{ { .icmp = { "2001:db8::1", .type = 1, .code = 1 }, .took = 12 * MS },
		    "refused by 2001:db8::1 (administratively prohibited, ICMPv6 1/1), "
		    "12 ms after the first try" },
		{ { .icmp = { "2001:db8::1", .type = 1, .code = 4 },
		      .took = 1020 * MS,
		      .tries = 2 },
		    "refused by 2001:db8::1 (port unreachable, ICMPv6 1/4), "
		    "1.0 s after the first of 2 tries" },
		{ { .icmp = { "203.0.113.1", .type = 3, .code = 1 },
		      .took = 3100 * MS,
		      .tries = 3 },
		    "203.0.113.1 cannot reach it (host unreachable, ICMP 3/1), "
		    "3.1 s after the first of 3 tries: the host may be off" },
		{ { .icmp = { "203.0.113.1", .type = 3, .code = 1 }, .took = MS },
		    "203.0.113.1 cannot reach it (host unreachable, ICMP 3/1), "
		    "1 ms after the first try" },
		{ { .icmp = { "10.0.0.1", .type = 3 }, .took = MS },
		    "10.0.0.1 cannot reach it (network unreachable, ICMP 3/0), "
		    "1 ms after the first try" },
		{ { .icmp = { "10.0.0.1", .type = 3, .code = 99 }, .took = MS },
		    "10.0.0.1 cannot reach it (unreachable, ICMP 3/99), 1 ms after the first try" },
		{ { .icmp = { "fd00::1", .type = 3 }, .took = MS },
		    "fd00::1 cannot reach it (too many hops, as in a routing loop, ICMPv6 3/0), "
		    "1 ms after the first try" },
		{ { .icmp = { "198.51.100.2", .own = true, .type = 3, .code = 13 }, .took = MS },
		    "refused by this machine's own firewall (administratively prohibited, "
		    "ICMP 3/13), 1 ms after the first try" },
		{ { .icmp = { "fd00::2", .own = true, .type = 1, .code = 3 }, .took = 3100 * MS },
		    "no host on the local network has that address (address unreachable, "
		    "ICMPv6 1/3), 3.1 s after the first try: the host may be off" },
		{ { .icmp = { "10.0.0.53", .target = true, .type = 3, .code = 3 },
		      .took = MS,
		      .server = "10.0.0.53" },
		    "name server 10.0.0.53: nothing listens there, according to 10.0.0.53 "
		    "(port unreachable, ICMP 3/3), 1 ms after the first try" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fault f = rows[i].f;

		fault_set(&f, FAULT_UNREACHABLE, "reach", SPAN("x"));
		CHECK(span_starts(said(&f), SPAN("reach x: ")));
		test_spans(__FILE__, __LINE__, span_from(said(&f), 9), span_of(rows[i].said));
		CHECK_NUMBER(fault_ends(&f), f.server[0] ? 68 : 69);
	}
}

/* Without the queue of an older kernel nobody is blamed; of silence, how often it was tried. */
static void test_no_icmp(void)
{
	struct fault f = { .tries = 5, .took = MS };

	fault_set(&f, FAULT_TIMEOUT, "reach", SPAN("x"));
	CHECK(span_starts(said(&f), SPAN("reach x: no answer to 5 SYNs (")));
	f.tries = 1;
	CHECK(span_starts(said(&f), SPAN("reach x: no answer to 1 SYN (")));
	f.tries = 0;
	CHECK(span_starts(said(&f), SPAN("reach x: no answer (")));
	f.kind = FAULT_UNREACHABLE;
	CHECK_SPAN(said(&f), "reach x: unreachable (reported by a router or firewall on the way)");
}

/* What a name server did is told of it, by its address. */
static void test_name_server(void)
{
	struct fault f = { .server = "192.0.2.53", .did = "answered SERVFAIL" };

	fault_set(&f, FAULT_NO_RESOLVER, "look up", SPAN("mail.example.com"));
	CHECK_SPAN(said(&f), "look up mail.example.com: the name server 192.0.2.53 answered "
			     "SERVFAIL (postel --dns ADDR asks another)");
	CHECK_NUMBER(fault_ends(&f), 68);
}

/* A mode is told as chmod takes it. */
static void test_mode(void)
{
	struct fault f = { .os = 0640 };

	fault_set(&f, FAULT_EXPOSED, "read", SPAN("a"));
	CHECK_SPAN(said(&f), "read a: its permissions are too open, 0640 (other users can read it: "
			     "chmod 600, or postel --force)");
}

static void test_first_one_sticks(void)
{
	struct fault f = { 0 };

	fault_set(&f, FAULT_FULL, "write to", SPAN("a"));
	CHECK(!fault_set(&f, FAULT_DENIED, "open", SPAN("b")));
	CHECK_SPAN(said(&f), "write to a: the disk is full");
}

static void test_long_names_are_cut(void)
{
	char name[1000];
	struct fault f = { 0 };

	memset(name, 'n', sizeof name);
	fault_set(&f, FAULT_NO_NAME, "look up", (struct span){ name, sizeof name });
	CHECK_NUMBER(strlen(f.who), sizeof f.who - 1);
	said(&f);
	f = (struct fault){ 0 };
	fault_set(&f, FAULT_NO_NAME, "look up", (struct span){ NULL, 0 });
	CHECK_NUMBER(strlen(f.who), 0);
}

/* Every kind has words and a status of sysexits; only none is done. */
static void test_kinds(void)
{
	for (int k = FAULT_NONE; k <= FAULT_OTHER; k++) {
		enum status status = fault_status((enum fault_kind)k);

		CHECK(fault_reason((enum fault_kind)k) && fault_reason((enum fault_kind)k)[0]);
		CHECK((status == STATUS_DONE) == (k == FAULT_NONE));
		CHECK(k == FAULT_NONE || (status >= 64 && status <= 78));
	}
	CHECK_NUMBER(fault_status(FAULT_NO_NAME), 68);
	CHECK_NUMBER(fault_status(FAULT_NO_RESOLVER), 68);
	CHECK_NUMBER(fault_status(FAULT_REFUSED), 69);
	CHECK_NUMBER(fault_status(FAULT_TIMEOUT), 69);
	CHECK_NUMBER(fault_status(FAULT_FULL), 74);
	CHECK_NUMBER(fault_status(FAULT_NO_FILE), 66);
}

int main(void)
{
	RUN(test_sentence);
	RUN(test_icmp);
	RUN(test_no_icmp);
	RUN(test_name_server);
	RUN(test_mode);
	RUN(test_first_one_sticks);
	RUN(test_long_names_are_cut);
	RUN(test_kinds);
	return test_end("fault");
}
