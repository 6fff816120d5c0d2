/* target.c - see target.h. */
#include "cmd/target.h"

#include "base/ascii.h"
#include "os/os.h"

#include <string.h>

#define TELNET_PORT 23
#define LABEL_MAX   63 /* RFC 1035 2.3.4 */

/* What a name of the table is good for beside its port. */
enum { SCHEME = 1, TLS = 2, TELNET = 4 };

struct service {
	const char *name;
	uint16_t port; /* 0: the URL has to name it */
	enum protocol protocol;
	unsigned is;
};

static const struct service services[] = {
	{ "pop3", 110, PROTOCOL_POP3, SCHEME },
	{ "pop3s", 995, PROTOCOL_POP3, SCHEME | TLS },
	{ "smtp", 25, PROTOCOL_SMTP, SCHEME },
	{ "smtps", 465, PROTOCOL_SMTP, SCHEME | TLS },
	{ "submission", 587, PROTOCOL_SMTP, SCHEME },
	{ "submissions", 465, PROTOCOL_SMTP, SCHEME | TLS },
	{ "imap", 143, PROTOCOL_IMAP, SCHEME },
	{ "imaps", 993, PROTOCOL_IMAP, SCHEME | TLS },
	{ "telnet", TELNET_PORT, PROTOCOL_UNKNOWN, SCHEME | TELNET },
	{ "tcp", 0, PROTOCOL_UNKNOWN, SCHEME },
	{ "tls", 0, PROTOCOL_UNKNOWN, SCHEME | TLS },
	{ "domain", 53, PROTOCOL_UNKNOWN, 0 },
	{ "http", 80, PROTOCOL_UNKNOWN, 0 },
	{ "lmtp", 24, PROTOCOL_UNKNOWN, 0 },
	{ "sieve", 4190, PROTOCOL_UNKNOWN, 0 },
};

/*
 * Every reader below returns NULL, or a reason: constant text, so that none
 * can repeat what was written.
 */
static const char no_host[] =
    "a host is missing: write HOST PORT, HOST:PORT or a URL such as pop3://HOST";
static const char long_host[] = "a host name has at most 253 octets";
static const char no_port[] =
    "a port is a number from 1 to 65535 or a name such as pop3 or submission";

/* What the words said, beside the target itself. */
struct reading {
	struct target *target;
	const struct service *scheme; /* NULL: no URL */
	bool dash;                    /* the port was written as BSD's -port */
};

static const struct service *find_service(struct span name)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (span_same(name, span_of(services[i].name)))
			return &services[i];
	return NULL;
}

/* ---- hosts and ports ---- */

static const char *read_port(struct span text, uint16_t *port)
{
	const struct service *service = find_service(text);
	int64_t number;

	if (service && service->port) {
		*port = service->port;
		return NULL;
	}
	if (!span_number(text, UINT16_MAX, &number) || number == 0)
		return no_port;
	*port = (uint16_t)number;
	return NULL;
}

static bool is_name_octet(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || c == '-' || c == '_' || c == '.';
}

static bool is_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_name_octet(s.at[i]))
			return false;
	return s.len > 0;
}

/* An empty last label is the root's: "mail.example.com." */
static bool has_sane_labels(struct span name)
{
	while (name.len) {
		struct span label = span_until(&name, '.');

		if (label.len == 0 || label.len > LABEL_MAX)
			return false;
	}
	return true;
}

static const char *judge_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] >= 0x80)
			return "a name beyond ASCII has to be written in its xn-- form";
	if (name.at[0] == '-')
		return "a host name does not begin with -, and there is no such option here";
	if (!is_name(name))
		return "a host name is made of letters, digits, - . and _ only";
	if (!has_sane_labels(name))
		return "between the dots of a host name stand 1 to 63 octets";
	return NULL;
}

/* Whether the scope is one of this machine's is found when it is used. */
static const char *judge_ipv6(struct span text)
{
	struct span address = span_first(text, span_find(text, '%'));
	struct span scope = span_from(text, address.len);
	struct os_addr a;

	if (!os_addr_read(&a, address) || (scope.len && !is_name(span_from(scope, 1))))
		return "that is no IPv6 address; with a port it is written [ADDRESS]:PORT";
	return NULL;
}

static const char *read_host(struct target *t, struct span host)
{
	const char *reason;

	if (host.len == 0)
		return no_host;
	if (host.len > TARGET_HOST_MAX)
		return long_host;
	reason = span_has(host, ':') ? judge_ipv6(host) : judge_name(host);
	if (!reason)
		memcpy(t->host, host.at, host.len);
	return reason;
}

/* host, host:port, [host], [host]:port or a bare IPv6 address; no port: its `at` is NULL. */
static const char *split_host(struct span text, struct span *host, struct span *port)
{
	size_t colon = span_find(text, ':');

	*port = (struct span){ NULL, 0 };
	*host = text;
	if (text.len && text.at[0] == '[') {
		size_t close = span_find(text, ']');

		colon = close + 1;
		*host = span_from(span_first(text, close), 1);
		if (close == text.len || (colon < text.len && text.at[colon] != ':'))
			return "brackets are written so: [ADDRESS] or [ADDRESS]:PORT";
	} else if (span_has(span_from(text, colon + 1), ':')) {
		return NULL;
	} else {
		*host = span_first(text, colon);
	}
	if (colon < text.len)
		*port = span_from(text, colon + 1);
	return NULL;
}

/* ---- URLs ---- */

static const char *percent_decode(struct span s, struct out *o)
{
	for (;;) {
		size_t plain = span_find(s, '%');
		int high, low;

		out_put(o, span_first(s, plain));
		s = span_from(s, plain);
		if (s.len == 0)
			return NULL;
		high = s.len > 2 ? ascii_hex(s.at[1]) : -1;
		low = s.len > 2 ? ascii_hex(s.at[2]) : -1;
		if (high < 0 || low < 0)
			return "in a URL two hexadecimal digits follow a %: %25 is the % itself";
		out_char(o, (char)(high * 16 + low));
		s = span_from(s, 3);
	}
}

static bool has_any(struct span s, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++)
		if (span_has(s, octets.at[i]))
			return true;
	return false;
}

static const char *read_user(struct target *t, struct span text)
{
	struct out o = { t->user, TARGET_USER_MAX, 0, false };
	const char *reason;

	if (span_has(text, ':'))
		return "a password does not go into a URL, where ps and the shell's history show it: "
		       "leave it out, it is asked for";
	if (has_any(text, SPAN("/?#")))
		return "before the @ of a URL write / as %2F, ? as %3F and # as %23";
	reason = percent_decode(text, &o);
	if (reason)
		return reason;
	for (size_t i = 0; i < o.len; i++)
		if (ascii_is_control(o.at[i]))
			return "a user name holds no line break, NUL or other control octet";
	return o.full ? "that user name is too long" : NULL;
}

/* The scope's % is written %25 (RFC 6874); as it is will do too. */
static const char *decode_host(struct span host, struct out *o)
{
	size_t percent = span_find(host, '%');
	struct span scope = span_from(host, percent + 1);

	if (!span_has(host, ':'))
		return percent_decode(host, o);
	out_put(o, span_first(host, percent + 1));
	out_put(o, span_starts(scope, SPAN("25")) && scope.len > 2 ? span_from(scope, 2) : scope);
	return NULL;
}

static const char *read_host_of_url(struct target *t, struct span text)
{
	char room[TARGET_HOST_MAX];
	struct out decoded = OUT(room);
	struct span host, port;
	const char *reason = split_host(text, &host, &port);

	if (!reason && !span_starts(text, SPAN("[")) && span_has(host, ':'))
		reason = "in a URL an IPv6 address stands in brackets: pop3://[2001:db8::1]:110";
	if (!reason)
		reason = decode_host(host, &decoded);
	if (!reason)
		reason = decoded.full ? long_host : read_host(t, out_span(&decoded));
	if (!reason && port.at)
		reason = read_port(port, &t->port);
	return reason;
}

/* Behind "scheme://". */
static const char *read_authority(struct target *t, struct span rest)
{
	size_t at = rest.len, end = 0;
	const char *reason = NULL;

	while (at && rest.at[at - 1] != '@')
		at--;
	if (at)
		reason = read_user(t, span_first(rest, at - 1));
	rest = span_from(rest, at);
	while (end < rest.len && !span_has(SPAN("/?#"), rest.at[end]))
		end++;
	if (!reason && end < rest.len && !span_eq(span_from(rest, end), SPAN("/")))
		reason = "a URL ends behind its host and port here: a path means nothing";
	return reason ? reason : read_host_of_url(t, span_first(rest, end));
}

static const char *read_url(struct reading *r, struct span url)
{
	struct span rest = url;

	r->scheme = find_service(span_until(&rest, ':'));
	if (!r->scheme || !(r->scheme->is & SCHEME))
		return "that scheme is unknown; known are pop3 pop3s smtp smtps submission submissions "
		       "imap imaps telnet tcp and tls";
	r->target->protocol = r->scheme->protocol;
	r->target->tls = r->scheme->is & TLS;
	r->target->bare = r->scheme->port == 0;
	return read_authority(r->target, span_from(rest, 2));
}

/* ---- words ---- */

static bool is_url(struct span word)
{
	return span_starts(span_from(word, span_find(word, ':')), SPAN("://"));
}

static int family_of(struct span word)
{
	return span_eq(word, SPAN("-4")) ? 4 : span_eq(word, SPAN("-6")) ? 6 : 0;
}

static const char *read_plain(struct reading *r, struct span word)
{
	struct span host, port;
	const char *reason;

	if (span_has(word, '@'))
		return "a user goes into a URL: pop3://USER@HOST";
	reason = split_host(word, &host, &port);
	if (!reason)
		reason = read_host(r->target, host);
	if (!reason && port.at)
		reason = read_port(port, &r->target->port);
	return reason;
}

static const char *read_port_word(struct reading *r, struct span word)
{
	r->dash = word.len && word.at[0] == '-';
	if (r->target->port)
		return "the port is given twice: once behind the host's colon, once as a word";
	if (r->dash && r->scheme)
		return "-PORT asks for telnet, but the URL says what is spoken: leave out the -";
	return read_port(span_from(word, r->dash), &r->target->port);
}

/* What was not said follows from what was. */
static const char *complete(struct reading *r)
{
	struct target *t = r->target;

	if (t->port == 0)
		t->port = r->scheme ? r->scheme->port : TELNET_PORT;
	if (t->port == 0)
		return "tcp and tls are not tied to a port: write tcp://HOST:PORT";
	t->telnet = r->scheme ? r->scheme->is & TELNET : r->dash || t->port == TELNET_PORT;
	return NULL;
}

static const char *read_words(struct reading *r, const struct span word[], size_t count)
{
	struct span part[2]; /* host, port */
	size_t parts = 0;
	const char *reason;

	for (size_t i = 0; i < count; i++) {
		if (has_any(word[i], SPAN("\r\n\0")))
			return "a line break or NUL has no place in a host or port";
		if (family_of(word[i]))
			r->target->family = family_of(word[i]);
		else if (parts == 2)
			return "behind the host and the port nothing more is expected";
		else
			part[parts++] = word[i];
	}
	if (parts == 0)
		return no_host;
	reason = is_url(part[0]) ? read_url(r, part[0]) : read_plain(r, part[0]);
	if (!reason && parts == 2)
		reason = read_port_word(r, part[1]);
	return reason ? reason : complete(r);
}

bool target_read(struct target *t, const struct span word[], size_t count, struct out *why)
{
	struct reading r = { t, NULL, false };
	const char *reason;

	*t = (struct target){ 0 };
	reason = read_words(&r, word, count);
	if (!reason)
		return true;
	*t = (struct target){ 0 };
	out_text(why, reason);
	return false;
}

/* 110, -110, 110x (which is refused with its reason), pop3 or -pop3. */
static bool looks_like_port(struct span word)
{
	const struct service *service;

	word = span_from(word, word.len && word.at[0] == '-');
	service = find_service(word);
	return word.len && (ascii_is_digit(word.at[0]) || (service && service->port));
}

size_t target_words(const struct span word[], size_t count)
{
	size_t taken = 0, hosts = 0, ports = 0;

	for (; taken < count; taken++) {
		if (family_of(word[taken]))
			continue;
		if (hosts == 0)
			hosts++;
		else if (ports == 0 && looks_like_port(word[taken]))
			ports++;
		else
			break;
	}
	return taken;
}
