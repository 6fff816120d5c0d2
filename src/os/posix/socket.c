/* socket.c - addresses, TCP and UDP sockets and what the kernel knows of them; see os.h. */
#define _GNU_SOURCE /* struct tcp_info, which musl keeps behind it; SOCK_NONBLOCK */
#include "os/os.h"

#include "os/posix/posix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Linux has them in headers that a C library does without. */
#ifndef SIOCOUTQ
#define SIOCOUTQ TIOCOUTQ /* octets sent and not acknowledged, and those not sent */
#endif
#ifndef SIOCOUTQNSD
#define SIOCOUTQNSD 0x894b /* octets not sent */
#endif

union sockaddr_any {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* ---- faults ---- */

/* What a file's permissions are to a file, a local firewall is to a socket. */
static enum fault_kind kind_of(int error)
{
	return error == EACCES ? FAULT_FORBIDDEN : posix_fault(error);
}

static bool failed(struct fault *f, int error, const char *doing, struct span who)
{
	if (f->kind == FAULT_NONE)
		f->os = error;
	return fault_set(f, kind_of(error), doing, who);
}

/* A fault that has an address to tell of. */
static bool failed_at(struct fault *f, int error, const char *doing, const struct os_addr *a)
{
	char text[80];
	struct out who = OUT(text);

	os_addr_say(a, &who);
	out_text(&who, " port ");
	out_number(&who, a->port);
	return failed(f, error, doing, out_span(&who));
}

/* ---- addresses ---- */

/* The interface's number, given as such or by its name; 0: there is none. */
static uint32_t scope_read(struct span text)
{
	char name[IF_NAMESIZE] = "";
	int64_t number;

	if (span_number(text, UINT32_MAX, &number))
		return (uint32_t)number;
	if (text.len == 0 || text.len >= sizeof name)
		return 0;
	memcpy(name, text.at, text.len);
	return if_nametoindex(name);
}

bool os_addr_read(struct os_addr *a, struct span text)
{
	char copy[INET6_ADDRSTRLEN] = "";
	struct span rest = text, ip = span_until(&rest, '%');
	bool scoped = ip.len < text.len;

	*a = (struct os_addr){ 0 };
	if (ip.len >= sizeof copy || span_has(ip, '\0'))
		return false;
	if (ip.len)
		memcpy(copy, ip.at, ip.len);
	if (inet_pton(AF_INET6, copy, a->ip) == 1)
		a->family = 6;
	else if (!scoped && inet_pton(AF_INET, copy, a->ip) == 1)
		a->family = 4;
	if (scoped)
		a->scope = scope_read(rest);
	return a->family != 0 && (!scoped || a->scope != 0);
}

static void v4_say(const uint8_t *ip, struct out *o)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			out_char(o, '.');
		out_number(o, ip[i]);
	}
}

/* The longest run of two or more zero groups, the first of equals: RFC 5952, 4.2. */
static int longest_zeros(const uint8_t *ip, int *length)
{
	int best = 0, run = 0;

	*length = 1;
	for (int i = 0; i < 8; i++) {
		run = ip[2 * i] || ip[2 * i + 1] ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			best = i + 1 - run;
		}
	}
	return *length > 1 ? best : -1;
}

static void v6_say(const uint8_t *ip, struct out *o)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	int zeros, from = longest_zeros(ip, &zeros);

	if (memcmp(ip, mapped, sizeof mapped) == 0) {
		out_text(o, "::ffff:");
		v4_say(ip + 12, o);
		return;
	}
	for (int i = 0; i < 8; i++) {
		unsigned group = (unsigned)ip[2 * i] << 8 | ip[2 * i + 1];

		if (i == from) {
			out_text(o, i + zeros == 8 ? "::" : ":");
			i += zeros - 1;
			continue;
		}
		if (i)
			out_char(o, ':');
		out_hex(o, group, group > 0xfff ? 4 : group > 0xff ? 3 : group > 0xf ? 2 : 1);
	}
}

void os_addr_say(const struct os_addr *a, struct out *o)
{
	char name[IF_NAMESIZE];

	if (a->family == 4)
		v4_say(a->ip, o);
	if (a->family == 6)
		v6_say(a->ip, o);
	if (a->scope == 0)
		return;
	out_char(o, '%');
	if (if_indextoname(a->scope, name))
		out_text(o, name);
	else
		out_number(o, a->scope);
}

static socklen_t to_system(const struct os_addr *a, union sockaddr_any *s)
{
	memset(s, 0, sizeof *s);
	if (a->family == 4) {
		s->v4.sin_family = AF_INET;
		s->v4.sin_port = htons(a->port);
		memcpy(&s->v4.sin_addr, a->ip, 4);
		return sizeof s->v4;
	}
	s->v6.sin6_family = AF_INET6;
	s->v6.sin6_port = htons(a->port);
	s->v6.sin6_scope_id = a->scope;
	memcpy(&s->v6.sin6_addr, a->ip, 16);
	return sizeof s->v6;
}

static void from_system(const union sockaddr_any *s, struct os_addr *a)
{
	*a = (struct os_addr){ 0 };
	if (s->any.sa_family == AF_INET) {
		a->family = 4;
		a->port = ntohs(s->v4.sin_port);
		memcpy(a->ip, &s->v4.sin_addr, 4);
	}
	if (s->any.sa_family == AF_INET6) {
		a->family = 6;
		a->port = ntohs(s->v6.sin6_port);
		a->scope = s->v6.sin6_scope_id;
		memcpy(a->ip, &s->v6.sin6_addr, 16);
	}
}

/* ---- sockets ---- */

static bool bound(int s, const struct os_addr *from)
{
	union sockaddr_any local;
	socklen_t len = to_system(from, &local);

	return bind(s, &local.any, len) == 0;
}

/* A new socket that is connected, or on its way. */
static os_sock begin(
    int type, const struct os_addr *to, const struct os_addr *from, struct fault *f)
{
	union sockaddr_any remote;
	socklen_t len = to_system(to, &remote);
	int on = 1, s = socket(remote.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0) {
		failed_at(f, errno, "make a socket for", to);
		return OS_NO_SOCK;
	}
	if (type == SOCK_STREAM)
		setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (from && !bound(s, from))
		failed_at(f, errno, "bind to", from);
	else if (connect(s, &remote.any, len) < 0 && errno != EINPROGRESS)
		failed_at(f, errno, "connect to", to);
	else
		return s;
	close(s);
	return OS_NO_SOCK;
}

os_sock os_tcp(const struct os_addr *to, const struct os_addr *from, struct fault *f)
{
	return begin(SOCK_STREAM, to, from, f);
}

os_sock os_udp(const struct os_addr *to, const struct os_addr *from, struct fault *f)
{
	return begin(SOCK_DGRAM, to, from, f);
}

/*
 * A socket without an error and without a peer would be writable again at
 * once, and for ever: that too is a failure.
 */
bool os_tcp_connected(os_sock s, struct fault *f)
{
	union sockaddr_any remote;
	socklen_t len = sizeof remote;
	int error = 0;
	socklen_t error_len = sizeof error;

	if (getsockopt((int)s, SOL_SOCKET, SO_ERROR, &error, &error_len) < 0 ||
	    (error == 0 && getpeername((int)s, &remote.any, &len) < 0))
		error = errno;
	return error == 0 || failed(f, error, "connect to", SPAN("the server"));
}

/* What a failed call means: wait, or the fault. */
static long stopped(struct fault *f, const char *doing)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return OS_AGAIN;
	failed(f, errno, doing, SPAN("the connection"));
	return OS_BAD;
}

long os_recv(os_sock s, char *at, size_t size, struct fault *f)
{
	ssize_t n = recv((int)s, at, size, 0);

	if (n < 0)
		return stopped(f, "read from");
	return n ? (long)n : OS_END;
}

long os_send(os_sock s, struct span octets, struct fault *f)
{
	ssize_t n = send((int)s, octets.at, octets.len, MSG_NOSIGNAL);

	return n < 0 ? stopped(f, "write to") : (long)n;
}

void os_close(os_sock s)
{
	if (s != OS_NO_SOCK)
		close((int)s);
}

bool os_ends(os_sock s, struct os_addr *local, struct os_addr *remote)
{
	union sockaddr_any near = { 0 }, far = { 0 };
	socklen_t near_len = sizeof near, far_len = sizeof far;

	if (getsockname((int)s, &near.any, &near_len) < 0 ||
	    getpeername((int)s, &far.any, &far_len) < 0)
		return false;
	from_system(&near, local);
	from_system(&far, remote);
	return true;
}

/* ---- what the kernel knows ---- */

static void queue_facts(int s, struct os_tcp_facts *facts)
{
	int held, unsent;

	if (ioctl(s, SIOCOUTQ, &held) < 0 || ioctl(s, SIOCOUTQNSD, &unsent) < 0)
		return;
	facts->unsent = unsent;
	facts->unacked = held - unsent;
}

/* A number of struct tcp_info, if this kernel's is long enough to hold it. */
#define INFO(field)                                                                                \
	(len >= offsetof(struct tcp_info, field) + sizeof info.field ? (int64_t)info.field : -1)

bool os_tcp_facts(os_sock s, struct os_tcp_facts *facts)
{
	struct tcp_info info;
	socklen_t len = sizeof info;

	*facts = (struct os_tcp_facts){ -1, -1, -1, -1, -1, -1 };
	if (getsockopt((int)s, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
		return false;
	queue_facts((int)s, facts);
	facts->retransmits = INFO(tcpi_total_retrans);
	facts->mss = INFO(tcpi_snd_mss);
	facts->pmtu = INFO(tcpi_pmtu);
	facts->rtt = INFO(tcpi_rtt);
	if (facts->rtt > 0)
		facts->rtt *= 1000; /* from microseconds */
	return true;
}
