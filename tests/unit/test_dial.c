/* test_dial.c - addresses that answer, refuse and keep silent, all on loopback. */
#define _DEFAULT_SOURCE
#include "net/dial.h"
#include "test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIMIT      (30 * OS_S)
#define IDLE_TURNS 8           /* turns without news after which time may pass */
#define PATIENCE   (5 * OS_MS) /* of each, by the true clock: a busy machine is slow */

static struct dial dial;
static struct os_wait waiting;
static int64_t now;
static os_sock won;
static char journal_room[4000];
static struct out journal;

/* ---- ends to dial ---- */

struct end {
	struct os_addr addr;
	int sock, fill[4];
};

static union {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} name;

/* A port that is bound on loopback, and listens if `backlog` is no less than 0. */
static struct end end_open(int family, int backlog)
{
	struct end e = { .addr = { .family = family } };
	socklen_t len = family == 4 ? sizeof name.v4 : sizeof name.v6;

	memset(&name, 0, sizeof name);
	name.any.sa_family = family == 4 ? AF_INET : AF_INET6;
	if (family == 4) {
		name.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		memcpy(e.addr.ip, &name.v4.sin_addr, 4);
	} else {
		name.v6.sin6_addr = in6addr_loopback;
		memcpy(e.addr.ip, &name.v6.sin6_addr, 16);
	}
	e.sock = socket(name.any.sa_family, SOCK_STREAM, 0);
	if (bind(e.sock, &name.any, len) < 0 || getsockname(e.sock, &name.any, &len) < 0)
		abort();
	e.addr.port = ntohs(family == 4 ? name.v4.sin_port : name.v6.sin6_port);
	if (backlog >= 0)
		listen(e.sock, backlog);
	for (size_t i = 0; i < 4; i++)
		e.fill[i] = -1;
	return e;
}

/* One whose queue is full: the kernel drops what else comes, as a firewall would. */
static struct end end_silent(int family)
{
	struct end e = end_open(family, 0);
	socklen_t len = family == 4 ? sizeof name.v4 : sizeof name.v6;

	for (size_t i = 0; i < 4; i++) {
		e.fill[i] = socket(name.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(e.fill[i], &name.any, len);
	}
	return e;
}

static void end_close(struct end *e)
{
	close(e->sock);
	for (size_t i = 0; i < 4; i++)
		if (e->fill[i] >= 0)
			close(e->fill[i]);
}

/* ---- the loop, and what it was told ---- */

static const struct end *ends[8];
static int known;

static void note(const struct dial_news *news)
{
	static const char *const words[] = { "trying", "lost", "slower", "connected", "failed" };

	for (int i = 0; i < known; i++)
		if (ends[i]->addr.port == news->addr.port &&
		    ends[i]->addr.family == news->addr.family)
			out_char(&journal, (char)('a' + i));
	out_char(&journal, ' ');
	out_text(&journal, words[news->kind]);
	if (news->fault.kind) {
		out_char(&journal, ' ');
		out_text(&journal, fault_reason(news->fault.kind));
	}
	if (news->took) {
		out_char(&journal, ' ');
		out_duration(&journal, news->took);
	}
	out_char(&journal, '\n');
	CHECK((news->sock != OS_NO_SOCK) == (news->kind == DIAL_CONNECTED));
	if (news->kind == DIAL_CONNECTED)
		won = news->sock;
}

static int turn(void)
{
	struct dial_news news;
	int64_t wanted;
	int count = 0;

	waiting.count = 0;
	waiting.deadline = OS_NEVER;
	dial_wants(&dial, &waiting);
	wanted = waiting.deadline;
	waiting.deadline = os_now() + PATIENCE;
	os_wait(&waiting);
	waiting.deadline = wanted;
	dial_go(&dial, &waiting, now);
	for (; dial_next(&dial, &news); count++)
		note(&news);
	return count;
}

static void settle(void)
{
	for (int idle = 0; idle < IDLE_TURNS && dial.state != DIAL_ENDED;)
		idle = turn() ? 0 : idle + 1;
}

static void begin(int64_t limit, const struct os_addr *from)
{
	journal = OUT(journal_room);
	now = 1000 * OS_S;
	won = OS_NO_SOCK;
	known = 0;
	dial_begin(&dial, limit, from);
}

static void add(const struct end *e)
{
	ends[known++] = e;
	CHECK(dial_add(&dial, &e->addr));
}

static void run(void)
{
	settle();
	while (dial.state == DIAL_RUNNING && waiting.deadline != OS_NEVER) {
		now = waiting.deadline > now ? waiting.deadline : now;
		settle();
	}
}

/* The end of a test: nothing more is told, the socket works, no other is open. */
static void done(void)
{
	struct os_addr local, remote;

	CHECK_NUMBER(turn(), 0);
	dial_drop(&dial);
	if (won != OS_NO_SOCK)
		CHECK(os_ends(won, &local, &remote));
	os_close(won);
	for (size_t i = 0; i < dial.count; i++)
		CHECK(dial.attempt[i].state == TRY_UNTRIED || dial.attempt[i].state == TRY_OVER);
}

#define JOURNAL(literal) CHECK_SPAN(out_span(&journal), literal)

/* ---- the tests ---- */

static void test_first_wins(void)
{
	struct end a = end_open(4, 4), b = end_open(6, 4);

	begin(LIMIT, NULL);
	add(&a);
	add(&b);
	dial_last(&dial);
	run();
	JOURNAL("b trying\nb connected\n"); /* IPv6 first */
	done();
	end_close(&a);
	end_close(&b);
}

static void test_refused_next_at_once(void)
{
	struct end a = end_open(6, -1), b = end_open(4, 4);

	begin(LIMIT, NULL);
	add(&a);
	add(&b);
	dial_last(&dial);
	settle(); /* no time passes */
	JOURNAL("a trying\na lost refused\nb trying\nb connected\n");
	CHECK_NUMBER(dial.fault.kind, FAULT_REFUSED);
	done();
	end_close(&a);
	end_close(&b);
}

static void test_silent_then_stagger(void)
{
	struct end a = end_silent(6), b = end_open(4, 4);

	begin(LIMIT, NULL);
	add(&a);
	add(&b);
	dial_last(&dial);
	settle();
	JOURNAL("a trying\n");
	CHECK_NUMBER(waiting.deadline - now, DIAL_STAGGER);
	now += DIAL_STAGGER - 1;
	settle();
	JOURNAL("a trying\n");
	now += 1;
	settle();
	JOURNAL("a trying\nb trying\na slower 250 ms\nb connected\n");
	done();
	end_close(&a);
	end_close(&b);
}

/* A refusal lets the next begin at once, though an earlier one still has no answer. */
static void test_refused_behind_silent(void)
{
	struct end a = end_silent(6), b = end_open(4, -1), c = end_open(4, 4);

	begin(LIMIT, NULL);
	add(&a);
	add(&b);
	add(&c);
	dial_last(&dial);
	settle();
	now += DIAL_STAGGER;
	settle();
	JOURNAL("a trying\nb trying\nb lost refused\nc trying\n"
		"a slower 250 ms\nc connected\n");
	done();
	end_close(&a);
	end_close(&b);
	end_close(&c);
}

/* v6 v4 v6 v4, and the rest of whichever has more. */
static void test_families_take_turns(void)
{
	struct end a = end_open(4, -1), b = end_open(4, -1), c = end_open(4, -1),
		   d = end_open(6, -1), e = end_open(6, -1);

	begin(LIMIT, NULL);
	add(&a);
	add(&b);
	add(&c);
	add(&d);
	add(&e);
	dial_last(&dial);
	run();
	JOURNAL("d trying\nd lost refused\na trying\na lost refused\n"
		"e trying\ne lost refused\nb trying\nb lost refused\n"
		"c trying\nc lost refused\n failed refused\n");
	done();
	end_close(&a);
	end_close(&b);
	end_close(&c);
	end_close(&d);
	end_close(&e);
}

/* Each has its own time; the fault is that of the one that answered, though it came first. */
static void test_time_limit(void)
{
	struct end a = end_open(6, -1), b = end_silent(4), c = end_silent(4);
	char room[300];
	struct out o = OUT(room);

	begin(2 * OS_S, NULL);
	add(&b);
	add(&c);
	add(&a);
	dial_last(&dial);
	run();
	JOURNAL("c trying\nc lost refused\na trying\nb trying\n"
		"a lost no answer 2.0 s\nb lost no answer 2.0 s\n failed refused\n");
	CHECK_NUMBER(now - 1000 * OS_S, 2 * OS_S + DIAL_STAGGER);
	fault_say(&dial.fault, &o);
	CHECK(span_starts(out_span(&o), SPAN("connect to ::1 port ")));
	done();
	end_close(&a);
	end_close(&b);
	end_close(&c);
}

/* The other family's answer comes late: it is tried next, and the list ends only when said. */
static void test_added_later(void)
{
	struct end a = end_open(4, -1), b = end_silent(4), c = end_open(6, 4), d = end_open(4, 4);

	begin(LIMIT, NULL);
	add(&a);
	settle();
	JOURNAL("a trying\na lost refused\n");
	CHECK(dial.state == DIAL_RUNNING && waiting.deadline == OS_NEVER);
	add(&b);
	add(&d);
	settle();
	add(&c);
	dial_last(&dial);
	now += DIAL_STAGGER;
	settle();
	JOURNAL("a trying\na lost refused\nb trying\nd trying\nb slower 250 ms\nd connected\n");
	done();
	end_close(&a);
	end_close(&b);
	end_close(&c);
	end_close(&d);
}

static void test_bind(void)
{
	struct end a = end_open(6, 4), b = end_open(4, 4);
	struct os_addr from = { .family = 4, .ip = { 127, 0, 0, 2 } }, local, remote;
	struct os_addr foreign = { .family = 4, .ip = { 192, 0, 2, 1 } };

	begin(LIMIT, &from);
	add(&a);
	add(&b);
	dial_last(&dial);
	run();
	JOURNAL(
	    "a trying\na lost that address cannot be used on this machine\nb trying\nb connected\n");
	CHECK(os_ends(won, &local, &remote));
	CHECK(memcmp(local.ip, from.ip, 4) == 0);
	CHECK_NUMBER(remote.port, b.addr.port);
	done();

	begin(LIMIT, &foreign);
	add(&b);
	dial_last(&dial);
	run();
	JOURNAL("a trying\na lost that address cannot be used on this machine\n"
		" failed that address cannot be used on this machine\n");
	CHECK_SPAN(span_of(dial.fault.who), "192.0.2.1 port 0");
	done();
	end_close(&a);
	end_close(&b);
}

static void test_dropped(void)
{
	struct end a = end_silent(4), b = end_silent(6);
	os_sock open[2];

	begin(LIMIT, NULL);
	add(&a);
	add(&b);
	settle();
	now += DIAL_STAGGER;
	settle();
	open[0] = dial.attempt[0].sock;
	open[1] = dial.attempt[1].sock;
	CHECK(open[0] != OS_NO_SOCK && open[1] != OS_NO_SOCK);
	dial_drop(&dial);
	CHECK(fcntl((int)open[0], F_GETFD) < 0 && fcntl((int)open[1], F_GETFD) < 0);
	CHECK_NUMBER(turn(), 0);
	dial_drop(&dial);
	end_close(&a);
	end_close(&b);
}

/* Nothing to dial is a failure too, and too many addresses are said to be. */
static void test_none_and_too_many(void)
{
	struct os_addr addr = { .family = 4, .ip = { 127, 0, 0, 1 }, .port = 1 };

	begin(LIMIT, NULL);
	dial_last(&dial);
	run();
	CHECK(dial.state == DIAL_ENDED && dial.fault.kind != FAULT_NONE);
	begin(LIMIT, NULL);
	for (int i = 0; i < DIAL_MAX; i++)
		CHECK(dial_add(&dial, &addr));
	CHECK(!dial_add(&dial, &addr));
	dial_last(&dial);
	run();
	CHECK_NUMBER(dial.fault.kind, FAULT_REFUSED);
	done();
}

static void test_words(void)
{
	struct dial_news news = { .kind = DIAL_LOST,
		.addr = { 4, { 192, 0, 2, 10 }, 0, 25 },
		.fault = { .kind = FAULT_REFUSED } };
	char room[200];
	struct out o = OUT(room);

	dial_news_say(&news, &o);
	CHECK_SPAN(out_span(&o), "192.0.2.10 port 25: refused");
	o.len = 0;
	news = (struct dial_news){ .kind = DIAL_SLOWER, .addr = news.addr };
	dial_news_say(&news, &o);
	CHECK_SPAN(out_span(&o), "192.0.2.10 port 25: no answer yet, another was faster");
	o.len = 0;
	news.kind = DIAL_TRYING;
	dial_news_say(&news, &o);
	CHECK_SPAN(out_span(&o), "192.0.2.10 port 25");
}

int main(void)
{
	RUN(test_first_wins);
	RUN(test_refused_next_at_once);
	RUN(test_silent_then_stagger);
	RUN(test_refused_behind_silent);
	RUN(test_families_take_turns);
	RUN(test_time_limit);
	RUN(test_added_later);
	RUN(test_bind);
	RUN(test_dropped);
	RUN(test_none_and_too_many);
	RUN(test_words);
	return test_end("dial");
}
