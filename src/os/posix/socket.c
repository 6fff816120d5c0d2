/* socket.c - TCP and UDP sockets, and what the kernel knows of them; see os.h. */
#define _GNU_SOURCE /* for musl's struct tcp_info, and SOCK_NONBLOCK */
#include "os/posix/address_part.h"
#include "os/posix/posix.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define QUICK 4096 /* octets: fewer in one read are the end of a reply, or of a part of it */

/* Linux defines these in headers that not every C library includes. */
#ifndef SIOCOUTQ
#define SIOCOUTQ TIOCOUTQ /* octets sent and not acknowledged, and those not sent */
#endif
#ifndef SIOCOUTQNSD
#define SIOCOUTQNSD 0x894b /* octets not sent */
#endif

/* ---- faults ---- */

/*
 * What an error of the network means.  An error that the sending call itself returns
 * (at_once) comes from this machine; a later one comes from elsewhere.
 */
static enum fault_kind kind_of(int error, bool at_once)
{
	enum fault_kind kind = posix_fault(error);

	if (error == EACCES || error == EPERM)
		return at_once ? FAULT_FORBIDDEN : FAULT_UNREACHABLE;
	if (kind == FAULT_UNREACHABLE && at_once)
		return FAULT_NO_ROUTE;
	return kind;
}

/* Sets the fault of the call that has just failed, from errno; always false. */
static bool addr_failed(struct fault *f, const char *doing, const struct os_addr *a)
{
	f->os = errno;
	return os_addr_fault(f, kind_of(errno, true), doing, a);
}

/* ---- ICMP errors and their senders: the queue that Linux keeps for a socket ---- */

/* Linux's struct sock_extended_err, and the address after it. */
struct queued_error {
	uint32_t error;
	uint8_t origin, type, code, pad;
	uint32_t info, data;
	union sockaddr_any by;
};

enum { ORIGIN_ICMP = 2, ORIGIN_ICMP6 = 3 };

/* Turns the queue on or off: off once connected, as no ICMP error may end a connection. */
static void icmp_queue(int s, bool on)
{
	setsockopt(s, IPPROTO_IP, IP_RECVERR, &(int){ on }, sizeof(int));
	setsockopt(s, IPPROTO_IPV6, IPV6_RECVERR, &(int){ on }, sizeof(int));
}

static bool icmp_next(int s, struct queued_error *e)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof *e) + 64];
	struct msghdr m = { .msg_control = control, .msg_controllen = sizeof control };
	struct cmsghdr *c;

	*e = (struct queued_error){ 0 };
	if (recvmsg(s, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return false;
	c = CMSG_FIRSTHDR(&m);
	if (c)
		memcpy(e, CMSG_DATA(c), sizeof *e);
	return e->origin == ORIGIN_ICMP || e->origin == ORIGIN_ICMP6;
}

static bool is_same_addr(const struct os_addr *a, const struct os_addr *b)
{
	return a->family == b->family && memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

/* Stores in the fault the ICMP error that ended a connection to `to`; false if none did. */
static bool icmp_read(os_sock s, const struct os_addr *to, struct fault *f)
{
	struct out o = { f->icmp.by, sizeof f->icmp.by - 1, 0, false };
	struct os_addr by, local = { 0 }, none;
	struct queued_error e;

	if (f->kind || !icmp_next((int)s, &e))
		return false;
	posix_addr_take(&by, &e.by);
	os_ends(s, &local, &none);
	os_addr_say(&by, &o);
	f->icmp.by[o.len] = '\0';
	f->icmp.type = e.type;
	f->icmp.code = e.code;
	f->icmp.target = is_same_addr(&by, to);
	f->icmp.own = is_same_addr(&by, &local) && !f->icmp.target;
	return true;
}

/* ---- sockets ---- */

static bool addr_bound(int s, const struct os_addr *from)
{
	union sockaddr_any local;
	socklen_t len = posix_addr_put(from, &local);

	return bind(s, &local.any, len) == 0;
}

/* A new socket that is connected, or is connecting. */
static os_sock begin_socket(
    int type, const struct os_addr *to, const struct os_addr *from, struct fault *f)
{
	union sockaddr_any remote;
	socklen_t len = posix_addr_put(to, &remote);
	int on = 1, s = socket(remote.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0) {
		addr_failed(f, "make a socket for", to);
		return OS_NO_SOCK;
	}
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* UDP has no such thing */
	setsockopt(s, SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
	icmp_queue(s, true);
	/* Keeps the kernel's queue short, so that unsent octets wait in ours. */
	setsockopt(s, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &(int){ 1 << 17 }, sizeof(int));
	if (from && !addr_bound(s, from))
		addr_failed(f, "bind to", from);
	else if (connect(s, &remote.any, len) < 0 && errno != EINPROGRESS)
		addr_failed(f, "connect to", to);
	else
		return s;
	close(s);
	return OS_NO_SOCK;
}

os_sock os_tcp(const struct os_addr *to, const struct os_addr *from, struct fault *f)
{
	return begin_socket(SOCK_STREAM, to, from, f);
}

os_sock os_udp(const struct os_addr *to, const struct os_addr *from, struct fault *f)
{
	return begin_socket(SOCK_DGRAM, to, from, f);
}

/* A connection that was reset has no peer, but what came before the reset can still be read. */
static bool has_octets(int s)
{
	char octet;

	return recv(s, &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/*
 * A socket with no error and no peer counts as failed, by errno: it would be writable
 * for ever.
 */
bool os_tcp_connected(os_sock s, const struct os_addr *to, struct fault *f)
{
	struct sockaddr peer;
	int error = 0;
	socklen_t len = sizeof peer, error_len = sizeof error;

	if (getpeername((int)s, &peer, &len) == 0 || has_octets((int)s)) {
		icmp_queue((int)s, false);
		return true;
	}
	getsockopt((int)s, SOL_SOCKET, SO_ERROR, &error, &error_len);
	f->os = error ? error : errno;
	icmp_read(s, to, f);
	return os_addr_fault(f, kind_of(f->os, false), "connect to", to);
}

/* ---- listening: for the practice server ---- */

#define BACKLOG 128 /* connections that wait to be accepted */

static bool socket_listens(int s, const struct os_addr *a)
{
	int on = 1;

	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	return addr_bound(s, a) && listen(s, BACKLOG) == 0;
}

static enum fault_kind listen_fault(int error)
{
	if (error == EACCES)
		return FAULT_PRIVILEGED;
	return error == EADDRINUSE ? FAULT_TAKEN : posix_fault(error);
}

os_sock os_listen(struct os_addr *a, struct fault *f)
{
	union sockaddr_any local = { 0 };
	socklen_t len = sizeof local;
	int s = socket(
	    a->family == 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0 || !socket_listens(s, a)) {
		f->os = errno;
		os_addr_fault(f, listen_fault(f->os), "listen on", a);
		if (s >= 0)
			close(s);
		return OS_NO_SOCK;
	}
	if (getsockname(s, &local.any, &len) == 0)
		a->port = ntohs(local.v4.sin_port);
	return s;
}

/* Segments are made small too, as the sender's kernel keeps a number of them. */
void os_narrow(os_sock s)
{
	setsockopt((int)s, SOL_SOCKET, SO_RCVBUF, &(int){ 4096 }, sizeof(int));
	setsockopt((int)s, IPPROTO_TCP, TCP_MAXSEG, &(int){ 1200 }, sizeof(int));
}

os_sock os_accept(os_sock listening)
{
	int on = 1, s = accept4((int)listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (s < 0)
		return OS_NO_SOCK;
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return s;
}

void os_reset(os_sock s)
{
	setsockopt((int)s, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
	os_close(s);
}

/* A failed send of a datagram is its own; on a connection it is of octets sent earlier. */
static bool is_datagram(os_sock s)
{
	int type = 0;
	socklen_t len = sizeof type;

	getsockopt((int)s, SOL_SOCKET, SO_TYPE, &type, &len);
	return type == SOCK_DGRAM;
}

/* What a failed call returns: OS_AGAIN, or OS_BAD with the fault set. */
static long call_stopped(os_sock s, bool sending, struct fault *f)
{
	struct os_addr local, remote = { 0 };
	bool told;

	if (errno == EAGAIN || errno == EINTR)
		return OS_AGAIN;
	f->os = errno;
	os_ends(s, &local, &remote);
	told = icmp_read(s, &remote, f);
	fault_set(f, kind_of(f->os, sending && !told && is_datagram(s)),
	    sending ? "write to" : "read from", SPAN("the connection"));
	return OS_BAD;
}

/*
 * A short read is acknowledged at once.  Our system would delay the acknowledgement by
 * 40 ms, and a server that waits for it within a reply would seem that much slower.
 */
long os_recv(os_sock s, char *at, size_t size, struct fault *f)
{
	ssize_t n = recv((int)s, at, size, 0);

	if (n < 0)
		return call_stopped(s, false, f);
	if (n < QUICK)
		setsockopt((int)s, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
	return n ? (long)n : OS_END;
}

static long send_octets(int flags, os_sock s, struct span octets, struct fault *f)
{
	ssize_t n = send((int)s, octets.at, octets.len, flags | MSG_NOSIGNAL);

	if (n < 0)
		return call_stopped(s, true, f);
	return (long)n;
}

long os_send(os_sock s, struct span octets, struct fault *f)
{
	return send_octets(0, s, octets, f);
}

long os_send_urgent(os_sock s, struct span octets, struct fault *f)
{
	return send_octets(MSG_OOB, s, octets, f);
}

bool os_urgent(os_sock s)
{
	static const struct timespec now;
	struct pollfd p = { (int)s, POLLPRI, 0 };

	return ppoll(&p, 1, &now, NULL) > 0 && p.revents & POLLPRI;
}

void os_close(os_sock s)
{
	if (s != OS_NO_SOCK)
		close((int)s);
}

static bool end_stored(int got, const union sockaddr_any *s, struct os_addr *a)
{
	if (got == 0)
		posix_addr_take(a, s);
	return got == 0;
}

bool os_ends(os_sock s, struct os_addr *local, struct os_addr *remote)
{
	union sockaddr_any end = { 0 };
	socklen_t len = sizeof end;

	return end_stored(getsockname((int)s, &end.any, &len), &end, local) &&
	       end_stored(getpeername((int)s, &end.any, &len), &end, remote);
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

/* A field that this kernel's struct tcp_info is too short to hold stays -1. */
bool os_tcp_facts(os_sock s, struct os_tcp_facts *facts)
{
	struct tcp_info info;
	socklen_t len = sizeof info;
	bool known;

	memset(&info, 0xff, sizeof info);
	memset(facts, 0xff, sizeof *facts);
	known = getsockopt((int)s, IPPROTO_TCP, TCP_INFO, &info, &len) == 0;
	if (known)
		queue_facts((int)s, facts);
	facts->retransmits = (int)info.tcpi_total_retrans;
	facts->mss = (int)info.tcpi_snd_mss;
	facts->pmtu = (int)info.tcpi_pmtu;
	facts->rtt = (int)info.tcpi_rtt * INT64_C(1000); /* from microseconds */
	return known;
}
