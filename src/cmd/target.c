/* target.c - see target.h. */
#include "cmd/target.h"

#include "base/ascii.h"
#include "cmd/words.h"
#include "os/os.h"
#include "proto/idna.h"

#include <string.h>

#define TELNET_PORT 23
#define LMTP_PORT   24
#define LABEL_MAX   63 /* RFC 1035 2.3.4 */

/* A URL's scheme, and a name for a port. */
struct service {
	char name[12];
	uint16_t port; /* 0: the URL has to name it */
	uint8_t protocol;
	bool tls;
};

static const struct service services[] = {
	{ "pop3", 110, PROTOCOL_POP3, false },
	{ "pop3s", 995, PROTOCOL_POP3, true },
	{ "smtp", 25, PROTOCOL_SMTP, false },
	{ "smtps", 465, PROTOCOL_SMTP, true },
	{ "submission", 587, PROTOCOL_SMTP, false },
	{ "submissions", 465, PROTOCOL_SMTP, true },
	{ "lmtp", LMTP_PORT, PROTOCOL_SMTP, false },
	{ "imap", 143, PROTOCOL_IMAP, false },
	{ "imaps", 993, PROTOCOL_IMAP, true },
	{ "telnet", TELNET_PORT, PROTOCOL_UNKNOWN, false },
	{ "tcp", 0, PROTOCOL_UNKNOWN, false },
	{ "tls", 0, PROTOCOL_UNKNOWN, true },
};

/*
 * Each read_ function below returns NULL or a reason.  Reasons are constant text,
 * so that they can't repeat a password.
 */
static const char no_host[] = "the host is missing: write HOST PORT, HOST:PORT or pop3://HOST";
static const char no_ipv6[] =
    "not HOST:PORT or an IPv6 address; with a port or in a URL it needs brackets: [2001:db8::1]:110";

static const struct service *find_service(struct span name)
{
	const struct service *s = services;

	for (; s < services + sizeof services / sizeof *services; s++)
		if (span_same(name, span_of(s->name)))
			return s;
	return NULL;
}

/* ---- hosts and ports ---- */

static const char *read_port(struct span text, uint16_t *port)
{
	const struct service *service = find_service(text);
	int64_t number = 0;

	if (service)
		number = service->port;
	else
		span_number(text, UINT16_MAX, &number);
	*port = (uint16_t)number;
	return number ? NULL : "a port is a number from 1 to 65535, or a name such as pop3";
}

static bool is_name(struct span s)
{
	bool good = s.len > 0;

	for (size_t i = 0; i < s.len; i++)
		good &= ascii_is_letter(s.at[i]) || ascii_is_digit(s.at[i]) ||
			span_has(SPAN("-_."), s.at[i]);
	return good;
}

/* An empty last label is the root's. */
bool target_has_sane_labels(struct span domain)
{
	while (domain.len) {
		struct span label = span_until(&domain, '.');

		if (label.len == 0 || label.len > LABEL_MAX)
			return false;
	}
	return true;
}

const char *target_judge_name(struct span name)
{
	if (name.at[0] == '-')
		return "no such option, and a host name cannot begin with -";
	if (!is_name(name) || !target_has_sane_labels(name))
		return "a host name has letters, digits, - and _, 1 to 63 between dots; "
		       "write other letters as xn--";
	return NULL;
}

/* Judges the form only: an unknown scope is found when the address is used. */
static const char *judge_ipv6(struct span text)
{
	struct span scope = text, address = span_until(&scope, '%');
	struct os_addr a;

	if (!os_addr_read(&a, address))
		return no_ipv6;
	if (address.len < text.len && !is_name(scope))
		return no_ipv6;
	return NULL;
}

static const char *judge_host(struct span host)
{
	if (span_has(host, ':'))
		return judge_ipv6(host);
	return target_judge_name(host);
}

static const char *read_host(struct target *t, struct span host)
{
	char room[TARGET_HOST_MAX];
	struct out ascii = OUT(room);
	const char *reason;

	if (host.len == 0)
		return no_host;
	if (host.len > TARGET_HOST_MAX)
		return "a host name has at most 253 octets";
	if (idna_is_foreign(host)) {
		reason = idna_encode(host, &ascii);
		if (reason)
			return reason;
		host = out_span(&ascii);
	}
	reason = judge_host(host);
	if (!reason)
		memcpy(t->host, host.at, host.len);
	return reason;
}

const char *target_split(struct span text, struct span *host, uint16_t *port)
{
	size_t colon = span_find(text, ':');

	if (span_starts(text, SPAN("["))) {
		size_t close = span_find(text, ']');

		colon = close + 1;
		*host = span_from(span_first(text, close), 1);
		if (close == text.len || (colon < text.len && text.at[colon] != ':'))
			return no_ipv6;
	} else {
		if (span_has(span_from(text, colon + 1), ':'))
			colon = text.len;
		*host = span_first(text, colon);
	}
	if (colon >= text.len)
		return NULL;
	return read_port(span_from(text, colon + 1), port);
}

/* ---- URLs ---- */

/* What ends the authority of a URL: RFC 3986 3.2. */
static bool is_end(char c)
{
	return span_has(SPAN("/?#"), c);
}

/* Takes an octet of a user name, and decodes %2F; below 0 if it is not allowed. */
static int take_octet(struct span *rest)
{
	char c = rest->at[0];
	struct span digits = span_from(*rest, 1);

	*rest = digits;
	if (is_end(c))
		return -1;
	if (c != '%')
		return (unsigned char)c;
	*rest = span_from(digits, 2);
	if (digits.len < 2)
		return -1;
	return ascii_hex_octet(digits.at);
}

static const char *read_user(struct target *t, struct span s)
{
	struct out o = { t->user, TARGET_USER_MAX, 0, false };

	if (span_has(s, ':'))
		return "leave the password out of the URL: ps and the shell's history would show it";
	while (s.len) {
		int c = take_octet(&s);

		if (c < 0)
			return "in a user name write / as %2F, ? as %3F, # as %23 and % as %25";
		if (ascii_is_control((char)c))
			return "a user name cannot contain control characters";
		out_char(&o, (char)c);
	}
	return o.full ? "the user name is too long" : NULL;
}

/* In a URL the % of a scope is written %25 (RFC 6874); a plain % is accepted too. */
static void decode_scope(char *host)
{
	char *at = strchr(host, '%');

	if (at && span_starts(span_of(at), SPAN("%25")) && at[3])
		memmove(at + 1, at + 3, strlen(at + 3) + 1);
}

static const char *read_address(struct target *t, struct span text, bool url)
{
	struct span host;
	const char *reason = target_split(text, &host, &t->port);
	bool lacks_brackets = span_has(host, ':') && text.at[0] != '[';

	if (!reason && url && lacks_brackets)
		reason = no_ipv6;
	if (!reason)
		reason = read_host(t, host);
	if (url)
		decode_scope(t->host);
	return reason;
}

/* Reads the text after "scheme://". */
static const char *read_authority(struct target *t, struct span rest)
{
	size_t at = rest.len, end = 0;
	const char *reason = NULL;

	while (at && rest.at[at - 1] != '@')
		at--;
	if (at)
		reason = read_user(t, span_first(rest, at - 1));
	rest = span_from(rest, at);
	while (end < rest.len && !is_end(rest.at[end]))
		end++;
	if (!reason && end < rest.len && !span_eq(span_from(rest, end), SPAN("/")))
		reason = "paths in URLs are not supported; use a command, for example: retr 1";
	if (reason)
		return reason;
	return read_address(t, span_first(rest, end), true);
}

/* ---- words ---- */

static bool has_dash(struct span word)
{
	return span_starts(word, SPAN("-"));
}

/* Reads the first word; *scheme stays NULL if it is not a URL. */
static const char *read_place(struct target *t, struct span word, const struct service **scheme)
{
	if (!span_holds(word, SPAN("://"))) {
		if (span_has(word, '@'))
			return "a user name needs a URL: pop3://USER@HOST";
		return read_address(t, word, false);
	}
	*scheme = find_service(span_until(&word, ':'));
	if (!*scheme)
		return "the schemes are pop3 pop3s smtp smtps submission submissions imap imaps "
		       "lmtp telnet tcp tls";
	t->protocol = (enum protocol)(*scheme)->protocol;
	t->tls |= (*scheme)->tls;
	t->bare = (*scheme)->port == 0;
	t->lmtp = (*scheme)->port == LMTP_PORT;
	return read_authority(t, span_from(word, 2));
}

/* Reads the port's word, or sets the default port. */
static const char *read_rest(
    struct target *t, const struct span *word, const struct service *scheme)
{
	bool dash = word && has_dash(*word);
	const char *reason = NULL;

	if (word && t->port)
		return "the port is given twice";
	if (dash && scheme)
		return "-PORT asks for telnet: leave out the - after a URL";
	if (word)
		reason = read_port(span_from(*word, dash), &t->port);
	t->guessed = !t->port && !word && !scheme;
	if (!t->port && !word)
		t->port = scheme ? scheme->port : TELNET_PORT;
	if (scheme)
		t->telnet = scheme->port == TELNET_PORT;
	else
		t->telnet = dash || t->port == TELNET_PORT;
	if (!reason && !t->port)
		return "the port is missing: tcp://HOST:PORT";
	return reason;
}

static int family_of(struct span word)
{
	if (span_eq(word, SPAN("-4")))
		return 4;
	return span_eq(word, SPAN("-6")) ? 6 : 0;
}

static bool is_tls(struct span word)
{
	return span_eq(word, SPAN("-tls"));
}

static const char *read_words(struct target *t, const struct span word[], size_t count)
{
	const struct service *scheme = NULL;
	struct span part[2]; /* host, port */
	size_t parts = 0;
	const char *reason;

	for (size_t i = 0; i < count; i++) {
		int family = family_of(word[i]);

		if (!words_clean(word[i]))
			return "a host or port contains a line break or NUL";
		if (family)
			t->family = family;
		else if (is_tls(word[i]))
			t->tls = true;
		else if (parts == 2)
			return "too many words: nothing may follow the port";
		else
			part[parts++] = word[i];
	}
	if (parts == 0)
		return no_host;
	reason = read_place(t, part[0], &scheme);
	if (reason)
		return reason;
	return read_rest(t, parts == 2 ? &part[1] : NULL, scheme);
}

bool target_read(struct target *t, const struct span word[], size_t count, struct out *why)
{
	const char *reason;

	*t = (struct target){ 0 };
	reason = read_words(t, word, count);
	if (!reason)
		return true;
	*t = (struct target){ 0 };
	out_text(why, reason);
	return false;
}

static bool is_port_number(struct span word)
{
	int64_t number;

	return span_number(word, UINT16_MAX, &number) && number;
}

/* How many words are in front of the host. */
static size_t count_options(const struct span word[], size_t count)
{
	size_t i = 0;

	while (i < count && (family_of(word[i]) || is_tls(word[i])))
		i++;
	return i;
}

bool target_lacks_host(const struct span word[], size_t count, const char *command, struct out *why)
{
	size_t i = count_options(word, count);

	if (i == count || !is_port_number(span_from(word[i], has_dash(word[i]))))
		return false;
	out_put(why, word[i]);
	out_text(why, " is a port: ");
	out_text(why, command);
	out_text(why, " HOST ");
	out_put(why, word[i]);
	return true;
}

void target_telnet(struct target *t)
{
	const struct service *s = services;

	while (s->port != TELNET_PORT && s->port != t->port)
		s++;
	t->telnet |= s->port == TELNET_PORT && !t->protocol && !t->bare;
}

/* Is the word a port, with or without a dash? */
static bool is_port(struct span word)
{
	word = span_from(word, has_dash(word));
	return is_port_number(word) || find_service(word);
}

size_t target_behind_verb(const struct span word[], size_t count)
{
	static const char verbs[] = "open\0connect\0telnet\0";
	size_t host = 1 + count_options(word + 1, count - 1);

	if (host >= count || is_port(word[host]))
		return 0;
	for (const char *verb = verbs; *verb; verb += span_of(verb).len + 1)
		if (span_same(word[0], span_of(verb)))
			return host;
	return 0;
}

/* Is it like 110, -110, pop3 or -pop3?  110x too, so that it is refused with a reason. */
static bool looks_like_port(struct span word)
{
	const struct service *service;

	word = span_from(word, has_dash(word));
	service = find_service(word);
	if (service)
		return service->port;
	return word.len && ascii_is_digit(word.at[0]);
}

size_t target_words(const struct span word[], size_t count)
{
	size_t parts = 0, taken = 0;

	for (; taken < count; taken++) {
		if (family_of(word[taken]) || is_tls(word[taken]))
			continue;
		if (parts == 2 || (parts == 1 && !looks_like_port(word[taken])))
			break;
		parts++;
	}
	return taken;
}
