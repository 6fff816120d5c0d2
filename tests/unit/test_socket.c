/* test_socket.c - addresses as text, sockets on loopback, resolv.conf; see os.h. */
#define _DEFAULT_SOURCE
#include "os/os.h"
#include "test.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The module itself, with a file of ours in the place of the system's. */
static char resolv_conf[] = "/tmp/postel-resolv-XXXXXX";
#define RESOLV_CONF resolv_conf
#include "os/posix/names.c"

/* ---- addresses ---- */

static void test_addresses(void)
{
	static const struct {
		const char *text, *shown; /* NULL: no address */
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		/* RFC 5952: 4.1 no leading zeros, 4.2 the longest run, of equals the first, no single
		   group, 4.3 small letters, 5 mapped addresses */
		{ "2001:0db8:0000::0001", "2001:db8::1" },
		{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:DB8::ABCD:ef", "2001:db8::abcd:ef" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
		{ "1:2:3:4:5:6::", "1:2:3:4:5:6::" },
		{ "0:0:3:4:5:6:7:8", "::3:4:5:6:7:8" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::192.0.2.1", "::c000:201" },
		{ "fe80::1%lo", "fe80::1%lo" },
		{ "fe80::1%4294967295", "fe80::1%4294967295" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "", NULL },
		{ "192.0.2", NULL },
		{ "192.0.2.256", NULL },
		{ "192.0.2.1.", NULL },
		{ " 192.0.2.1", NULL },
		{ "192.0.2.1%lo", NULL },
		{ "0x7f.1", NULL },
		{ "fe80::1%", NULL },
		{ "fe80::1%nosuch0", NULL },
		{ "fe80::1%averyveryverylonginterfacename", NULL },
		{ "fe80::1%4294967296", NULL },
		{ ":::", NULL },
		{ "1:2:3:4:5:6:7:8:9", NULL },
		{ "12345::", NULL },
		{ "2001:db8::1 and more than any address could ever have in it, to be sure", NULL },
		{ "mail.example", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span text = test_copy(span_of(rows[i].text));
		struct os_addr addr, again;
		char room[80];
		struct out o = OUT(room);
		bool good = os_addr_read(&addr, text);

		free((void *)text.at);
		if (good != (rows[i].shown != NULL))
			printf("%s\n", rows[i].text);
		CHECK(good == (rows[i].shown != NULL));
		if (!good || !rows[i].shown)
			continue;
		os_addr_say(&addr, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].shown));
		CHECK(os_addr_read(&again, out_span(&o)));
		CHECK(memcmp(again.ip, addr.ip, 16) == 0 && again.scope == addr.scope);
	}
	CHECK(!os_addr_read(&(struct os_addr){ 0 }, SPAN("192.0.2.1\0")));
}

static void test_scope_by_name(void)
{
	struct os_addr addr;

	CHECK(os_addr_read(&addr, SPAN("fe80::1%lo")));
	CHECK_NUMBER(addr.scope, if_nametoindex("lo"));
	CHECK(os_addr_read(&addr, SPAN("fe80::1%1")));
	CHECK_NUMBER(addr.scope, 1);
}

/* ---- sockets ---- */

static int listener(struct os_addr *addr, int type)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int s = socket(AF_INET, type, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(s, (struct sockaddr *)&a, len) || getsockname(s, (struct sockaddr *)&a, &len))
		abort();
	if (type == SOCK_STREAM)
		listen(s, 4);
	*addr = (struct os_addr){ .family = 4, .ip = { 127, 0, 0, 1 }, .port = ntohs(a.sin_port) };
	return s;
}

static bool wait_for(os_sock s, bool write)
{
	static struct os_wait w;

	w.count = 0;
	w.deadline = os_now() + 5 * OS_S;
	os_wait_for(&w, s, !write, write);
	os_wait(&w);
	return write ? w.watch[0].can_write : w.watch[0].can_read;
}

static os_sock connected(const struct os_addr *to)
{
	struct fault f = { 0 };
	os_sock s = os_tcp(to, NULL, &f);

	CHECK(s != OS_NO_SOCK && wait_for(s, true) && os_tcp_connected(s, to, &f));
	return s;
}

static void test_tcp(void)
{
	struct os_addr at, local, remote;
	struct fault f = { 0 };
	int door = listener(&at, SOCK_STREAM), peer, on = 0;
	os_sock s = connected(&at);
	socklen_t len = sizeof on;
	char octets[8];

	peer = accept(door, NULL, NULL);
	CHECK(getsockopt((int)s, IPPROTO_TCP, TCP_NODELAY, &on, &len) == 0 && on);
	CHECK(getsockopt((int)s, IPPROTO_IP, IP_RECVERR, &on, &len) == 0 && !on); /* it lives */
	CHECK(fcntl((int)s, F_GETFD) & FD_CLOEXEC);
	CHECK(fcntl((int)s, F_GETFL) & O_NONBLOCK);
	CHECK(os_ends(s, &local, &remote));
	CHECK_NUMBER(remote.port, at.port);
	CHECK(local.port && local.family == 4 && memcmp(local.ip, at.ip, 4) == 0);

	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), OS_AGAIN);
	CHECK_NUMBER(os_send(s, SPAN("hello"), &f), 5);
	CHECK_NUMBER(recv(peer, octets, sizeof octets, 0), 5);
	CHECK_NUMBER(send(peer, "bye", 3, 0), 3);
	CHECK(wait_for(s, false));
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), 3);
	close(peer);
	CHECK(wait_for(s, false));
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), OS_END);
	CHECK_NUMBER(f.kind, FAULT_NONE);
	os_close(s);
	close(door);
}

/* A reset, and writing to who has gone: a fault, never a signal. */
static void test_tcp_reset(void)
{
	struct os_addr at;
	struct fault f = { 0 }, g = { 0 };
	struct linger now = { 1, 0 };
	int door = listener(&at, SOCK_STREAM), peer;
	os_sock s = connected(&at);
	char octet;

	peer = accept(door, NULL, NULL);
	setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(peer);
	CHECK(wait_for(s, false));
	CHECK_NUMBER(os_recv(s, &octet, 1, &f), OS_BAD);
	CHECK_NUMBER(f.kind, FAULT_RESET);
	CHECK(f.os != 0);
	CHECK_NUMBER(os_send(s, SPAN("x"), &g), OS_BAD);
	CHECK_NUMBER(g.kind, FAULT_RESET);
	os_close(s);
	os_close(OS_NO_SOCK);
	close(door);
}

static void test_tcp_refused(void)
{
	struct os_addr at, v6 = { .family = 6, .ip = { [15] = 1 } };
	struct os_addr foreign = { .family = 4, .ip = { 192, 0, 2, 1 } };
	struct fault f = { 0 }, g = { 0 }, h = { 0 };
	int door = listener(&at, SOCK_STREAM);
	os_sock s;

	close(door);
	v6.port = at.port;
	for (int i = 0; i < 2; i++, at = v6) {
		f = (struct fault){ 0 };
		s = os_tcp(&at, NULL, &f);
		if (s != OS_NO_SOCK)
			CHECK(wait_for(s, true) && !os_tcp_connected(s, &at, &f));
		CHECK_NUMBER(f.kind, FAULT_REFUSED);
		CHECK(!f.icmp.by[0]); /* by a reset */
		/* asked again it still says no, and does not say "not yet" for ever */
		if (s != OS_NO_SOCK)
			CHECK(!os_tcp_connected(s, &at, &g) && g.kind != FAULT_NONE);
		os_close(s);
	}
	CHECK_NUMBER(os_tcp(&at, &foreign, &h), OS_NO_SOCK);
	CHECK_NUMBER(h.kind, FAULT_ADDRESS);
	CHECK_SPAN(span_of(h.who), "192.0.2.1 port 0");
}

/* A stranger's datagram never arrives; a closed port is told. */
static void test_udp(void)
{
	struct os_addr at, other, local, remote;
	struct sockaddr_in to = { .sin_family = AF_INET };
	struct fault f = { 0 };
	int server = listener(&at, SOCK_DGRAM), stranger = listener(&other, SOCK_DGRAM);
	os_sock s = os_udp(&at, NULL, &f);
	char octets[8];

	CHECK(os_ends(s, &local, &remote));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons(local.port);
	sendto(stranger, "forged", 6, 0, (struct sockaddr *)&to, sizeof to);
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), OS_AGAIN);
	sendto(server, "true", 4, 0, (struct sockaddr *)&to, sizeof to);
	CHECK(wait_for(s, false));
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), 4);
	close(server);
	CHECK_NUMBER(os_send(s, SPAN("?"), &f), 1);
	CHECK(wait_for(s, false));
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), OS_BAD);
	CHECK_NUMBER(f.kind, FAULT_REFUSED);
	os_close(s);
	close(stranger);
	if (test_is_emulated("who refused a datagram"))
		return;
	CHECK_SPAN(span_of(f.icmp.by), "127.0.0.1");
	CHECK(f.icmp.target && !f.icmp.own);
	CHECK_NUMBER(f.icmp.type, 3);
	CHECK_NUMBER(f.icmp.code, 3);
}

/* Octets are unacknowledged or unsent, never both, and a reader's progress shows. */
static void test_facts(void)
{
	static char lump[65536];
	struct os_addr at;
	struct os_tcp_facts facts;
	struct fault f = { 0 };
	int door = listener(&at, SOCK_STREAM), peer;
	os_sock s = connected(&at);
	int64_t put = 0;
	long n;

	peer = accept(door, NULL, NULL);
	CHECK(os_tcp_facts(s, &facts));
	CHECK_NUMBER(facts.unacked, 0);
	CHECK_NUMBER(facts.unsent, 0);
	CHECK_NUMBER(facts.retransmits, 0);
	CHECK(facts.mss > 500 && facts.pmtu > facts.mss && facts.rtt > 0 && facts.rtt < 5 * OS_S);

	/* nobody reads: the far end's window fills, then what is left is unsent */
	while ((n = os_send(s, (struct span){ lump, sizeof lump }, &f)) > 0)
		put += n;
	CHECK_NUMBER(n, OS_AGAIN);
	CHECK(os_tcp_facts(s, &facts));
	CHECK(facts.unsent > 0 && facts.unacked >= 0);
	CHECK(facts.unsent + facts.unacked < put);
	os_close(s);
	close(peer);
	close(door);
	CHECK(!os_tcp_facts(OS_NO_SOCK, &facts));
	CHECK_NUMBER(facts.unacked, -1);
}

/* ---- listening ---- */

static const struct os_addr loopback = { .family = 4, .ip = { 127, 0, 0, 1 } };

static void test_listening(void)
{
	struct os_addr at = loopback, again, local, remote;
	struct fault f = { 0 };
	os_sock door = os_listen(&at, &f), s, peer;

	CHECK(door != OS_NO_SOCK && at.port != 0);
	CHECK(os_accept(door) == OS_NO_SOCK); /* nobody has come, and nobody is waited for */
	again = at;
	CHECK(os_listen(&again, &f) == OS_NO_SOCK);
	CHECK_NUMBER(f.kind, FAULT_TAKEN);
	s = connected(&at);
	CHECK(wait_for(door, false));
	peer = os_accept(door);
	CHECK(peer != OS_NO_SOCK && fcntl((int)peer, F_GETFL) & O_NONBLOCK);
	CHECK(fcntl((int)peer, F_GETFD) & FD_CLOEXEC);
	CHECK(os_ends(peer, &local, &remote));
	CHECK_NUMBER(local.port, at.port);

	f = (struct fault){ 0 };
	os_reset(peer); /* a reset, and no end */
	CHECK(wait_for(s, false));
	CHECK_NUMBER(os_recv(s, &(char){ 0 }, 1, &f), OS_BAD);
	CHECK_NUMBER(f.kind, FAULT_RESET);
	os_close(s);
	os_close(door);
}

static void test_nothing_to_listen_on(void)
{
	struct os_addr foreign = { .family = 4, .ip = { 192, 0, 2, 1 } }, low = loopback;
	struct fault f = { 0 };
	os_sock door;

	CHECK(os_listen(&foreign, &f) == OS_NO_SOCK);
	CHECK_NUMBER(f.kind, FAULT_ADDRESS);
	CHECK_SPAN(span_of(f.who), "192.0.2.1 port 0");
	f = (struct fault){ 0 };
	low.port = 25;
	door = os_listen(&low, &f);
	if (door != OS_NO_SOCK || f.kind == FAULT_TAKEN)
		puts("skipped: a port of root's, which this user may use");
	else
		CHECK_NUMBER(f.kind, FAULT_PRIVILEGED);
	os_close(door);
}

/* Urgent data is seen before it is read, and is read in its place. */
static void test_urgent(void)
{
	struct os_addr at = loopback;
	struct fault f = { 0 };
	struct pollfd p = { .events = POLLPRI };
	os_sock door = os_listen(&at, &f), s = connected(&at), peer;
	char octets[8];

	CHECK(wait_for(door, false));
	peer = os_accept(door);
	CHECK(!os_urgent(s));
	CHECK_NUMBER(os_send_urgent(peer, SPAN("ab!"), &f), 3);
	p.fd = (int)s;
	CHECK(poll(&p, 1, 20000) == 1 && os_urgent(s));
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), 2); /* up to its mark */
	CHECK_NUMBER(os_recv(s, octets, sizeof octets, &f), 1);
	CHECK(octets[0] == '!' && !os_urgent(s));
	os_close(s);
	os_close(peer);
	os_close(door);
}

/* What this machine itself won't send is no firewall on the way. */
static void test_not_sent(void)
{
	struct os_addr all = { .family = 4, .ip = { 255, 255, 255, 255 }, .port = 53 };
	struct fault f = { 0 };

	CHECK(os_udp(&all, NULL, &f) == OS_NO_SOCK);
	CHECK(f.kind == FAULT_FORBIDDEN || f.kind == FAULT_NO_ROUTE);
	CHECK_SPAN(span_of(f.who), "255.255.255.255 port 53");
}

/* ---- resolv.conf ---- */

static void check_names(struct span text, const char *servers, const char *search, int ndots)
{
	struct os_names names;
	char room[200];
	struct out o = OUT(room);
	FILE *file = fopen(resolv_conf, "w");

	fwrite(text.at, 1, text.len, file);
	fclose(file);
	os_names(&names);
	for (int i = 0; i < names.servers; i++) {
		out_text(&o, i ? " " : "");
		os_addr_say(&names.server[i], &o);
		CHECK_NUMBER(names.server[i].port, 53);
	}
	CHECK_SPANS(out_span(&o), span_of(servers));
	CHECK_SPANS(span_of(names.search), span_of(search));
	CHECK_NUMBER(names.ndots, ndots);
}

static void test_resolv_conf(void)
{
	static char big[RESOLV_CONF_MAX + 100];

	close(mkstemp(resolv_conf));
	check_names(SPAN(""), "127.0.0.1", "", 1);
	check_names(SPAN("# nameserver 192.0.2.9\n;nameserver 192.0.2.9\nnameserver\t192.0.2.1\r\n"
			 "nameserver fe80::1%lo # ours\nnameserver nonsense\nnameserver\n"
			 "nameserver ::1\nnameserver 192.0.2.4"),
	    "192.0.2.1 fe80::1%lo ::1", "", 1);
	check_names(SPAN("search a.example  b.example\n"), "127.0.0.1", "a.example b.example ", 1);
	check_names(SPAN("search a.example\ndomain c.example\n"), "127.0.0.1", "c.example ", 1);
	check_names(SPAN("options timeout:1 ndots:3 rotate\n"), "127.0.0.1", "", 3);
	check_names(SPAN("options ndots:99\noptions ndots:x\n"), "127.0.0.1", "", 99);
	check_names(SPAN("searching a\n  search b\nnameservers 192.0.2.1\n"), "127.0.0.1", "b ", 1);

	/* a file too large: whole lines of its beginning */
	memset(big, 'x', sizeof big);
	memcpy(big, "nameserver 192.0.2.1\nsearch a ", 30);
	check_names((struct span){ big, sizeof big }, "192.0.2.1", "", 1);
	/* a list too long: whole domains of its beginning */
	big[300] = '\n';
	check_names((struct span){ big, 301 }, "192.0.2.1", "a ", 1);
	unlink(resolv_conf);
	check_names(SPAN(""), "127.0.0.1", "", 1);
	unlink(resolv_conf);
	CHECK_SPAN(span_of(os_hosts_path()), "/etc/hosts");
}

int main(void)
{
	RUN(test_addresses);
	RUN(test_scope_by_name);
	RUN(test_tcp);
	RUN(test_tcp_reset);
	RUN(test_tcp_refused);
	RUN(test_udp);
	if (!test_is_emulated("what the kernel knows of a connection"))
		RUN(test_facts);
	RUN(test_listening);
	RUN(test_nothing_to_listen_on);
	RUN(test_urgent);
	RUN(test_not_sent);
	RUN(test_resolv_conf);
	return test_end("socket");
}
