/* address.c - addresses as text, as the system has them, and in faults; see os.h. */
#define _GNU_SOURCE /* for struct ifreq */
#include "os/posix/address_part.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Fills in an interface's number by its name, or its name by its number. */
static bool ask_interface(bool by_name, struct ifreq *interface)
{
	int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool known = ioctl(s, by_name ? SIOCGIFINDEX : SIOCGIFNAME, interface) == 0;

	close(s);
	return known;
}

/* Reads an interface's number, or its name; 0 if there is no such interface. */
static uint32_t scope_read(struct span text)
{
	struct ifreq interface = { 0 };
	int64_t number;

	if (span_number(text, UINT32_MAX, &number))
		return (uint32_t)number;
	if (text.len == 0 || text.len >= IF_NAMESIZE)
		return 0;
	memcpy(interface.ifr_name, text.at, text.len);
	return ask_interface(true, &interface) ? (uint32_t)interface.ifr_ifindex : 0;
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
		int digits = 1;

		if (i == from) {
			out_text(o, i + zeros == 8 ? "::" : ":");
			i += zeros - 1;
			continue;
		}
		if (i)
			out_char(o, ':');
		while (group >> 4 * digits)
			digits++;
		out_hex(o, group, digits);
	}
}

void os_addr_say(const struct os_addr *a, struct out *o)
{
	struct ifreq interface = { .ifr_ifindex = (int)a->scope };

	if (a->family == 4)
		v4_say(a->ip, o);
	if (a->family == 6)
		v6_say(a->ip, o);
	if (a->scope == 0)
		return;
	out_char(o, '%');
	if (ask_interface(false, &interface))
		out_text(o, interface.ifr_name);
	else
		out_number(o, a->scope);
}

void os_addr_port_say(const struct os_addr *a, struct out *o)
{
	os_addr_say(a, o);
	out_text(o, " port ");
	out_number(o, a->port);
}

bool os_addr_fault(
    struct fault *f, enum fault_kind kind, const char *doing, const struct os_addr *a)
{
	char text[80];
	struct out who = OUT(text);

	os_addr_port_say(a, &who);
	return fault_set(f, kind, doing, out_span(&who));
}

/* The port is at the same offset in sockaddr_in and sockaddr_in6. */
socklen_t posix_addr_put(const struct os_addr *a, union sockaddr_any *s)
{
	memset(s, 0, sizeof *s);
	s->v4.sin_port = htons(a->port);
	if (a->family == 4) {
		s->any.sa_family = AF_INET;
		memcpy(&s->v4.sin_addr, a->ip, 4);
		return sizeof s->v4;
	}
	s->any.sa_family = AF_INET6;
	s->v6.sin6_scope_id = a->scope;
	memcpy(&s->v6.sin6_addr, a->ip, 16);
	return sizeof s->v6;
}

void posix_addr_take(struct os_addr *a, const union sockaddr_any *s)
{
	*a = (struct os_addr){ .family = 4, .port = ntohs(s->v4.sin_port) };
	if (s->any.sa_family == AF_INET) {
		memcpy(a->ip, &s->v4.sin_addr, 4);
		return;
	}
	a->family = 6;
	a->scope = s->v6.sin6_scope_id;
	memcpy(a->ip, &s->v6.sin6_addr, 16);
}
