/* names.c - see names.h. */
#include "net/names.h"

#include "net/hosts.h"

#include <string.h>

enum { V6, V4, FAMILIES }; /* indexes of names.ask */

static bool wanted(const struct names *n, int family)
{
	return family == 4 ? !n->how->no4 : !n->how->no6;
}

static void keep(struct names *n, const struct os_addr *addr)
{
	if (n->count == NAMES_ADDRESSES || !wanted(n, addr->family))
		return;
	for (size_t i = 0; i < n->count; i++) /* known already, apart from the port? */
		if (memcmp(&n->addr[i], addr, offsetof(struct os_addr, port)) == 0)
			return;
	n->addr[n->count] = *addr;
	n->addr[n->count++].port = n->port;
}

static bool keep_literal(struct names *n, struct span text)
{
	struct os_addr addr;
	bool good = os_addr_read(&addr, text);

	if (good)
		keep(n, &addr);
	return good;
}

/* Keeps the fault that tells most, which is the one furthest down in fault.h. */
static void failed(struct names *n, enum fault_kind kind)
{
	if (kind > n->worst)
		n->worst = kind;
}

/* ---- found without asking ---- */

/* Is the name that domain, or below it? */
static bool is_in(struct span name, struct span domain)
{
	size_t more = name.len - domain.len;

	if (name.len > domain.len && name.at[more - 1] == '.')
		name = span_from(name, more);
	return span_same(name, domain);
}

/* Looks in the hosts file; else answers localhost and names below it (RFC 6761). */
static bool found(struct names *n, struct ask_news *news)
{
	struct out o = { news->text, sizeof news->text - 1, 0, false };
	struct span name = span_of(n->name);
	const char *where = n->how->hosts;
	size_t count = 0;

	if (where)
		count = hosts_find(where, name, n->addr, NAMES_ADDRESSES);
	for (size_t i = 0; i < count; i++) /* keep() moves the wanted ones to the front */
		keep(n, &n->addr[i]);
	if (n->count == 0 && is_in(name, SPAN("localhost"))) {
		where = "RFC 6761";
		keep_literal(n, SPAN("::1"));
		keep_literal(n, SPAN("127.0.0.1"));
	}
	if (n->count == 0)
		return false;
	news->kind = ASK_HOSTS;
	news->records = (int)n->count;
	names_say(n, &o);
	out_text(&o, " (");
	out_text(&o, where);
	out_char(&o, ')');
	return true;
}

/* ---- asked ---- */

/*
 * Writes the next form of the name: with each domain of the search list, and alone; the
 * latter is first if the name has ndots dots or more, else last.  False at the end.
 */
static bool form_write(struct names *n, struct out *o)
{
	struct span domain = { "", 0 };

	if (!n->plain_first)
		domain = span_word(&n->search);
	if (domain.len == 0 && n->plain_asked)
		return false;
	out_text(o, n->name);
	if (domain.len) {
		out_char(o, '.');
		out_put(o, domain);
	} else {
		n->plain_first = false;
		n->plain_asked = true;
	}
	return true;
}

/* Asks for the addresses of one family, if that is wanted. */
static void question_begin(struct names *n, int place, struct span name)
{
	int family = place == V6 ? 6 : 4;
	enum dns_type type = place == V6 ? DNS_AAAA : DNS_A;
	struct ask *a = &n->ask[place];

	ask_drop(a);
	if (!wanted(n, family))
		return;
	if (!ask_begin(a, &n->how->system, name, type, n->now, n->deadline))
		failed(n, a->fault.kind);
}

/* Asks for the next form of the name; false if there is no more. */
static bool form_begin(struct names *n)
{
	char text[ASK_NAME + sizeof n->how->system.search];
	struct out o = OUT(text);

	if (!form_write(n, &o))
		return false;
	n->heard = false;
	question_begin(n, V6, out_span(&o));
	question_begin(n, V4, out_span(&o));
	return true;
}

static void addresses_keep(struct names *n, struct dns_answer *answer)
{
	struct dns_record r;
	struct os_addr addr;
	size_t before = n->count;

	while (dns_next(answer, &r))
		if (ask_address(&r, &addr))
			keep(n, &addr);
		else if (r.type == DNS_CNAME)
			span_copy(span_of(r.name), n->alias, sizeof n->alias);
	if (n->count == before)
		failed(n, answer->rcode == DNS_NXDOMAIN ? FAULT_NO_NAME : FAULT_NO_ADDRESS);
	else if (before == 0)
		n->hold = n->now + NAMES_DELAY;
}

/* Takes in the news of one family's question. */
static void heard(struct names *n, int family, const struct ask_news *news)
{
	if (news->kind == ASK_FAILED) {
		failed(n, news->fault);
		n->unanswered = *news->why;
	}
	if (news->kind != ASK_ANSWERED)
		return;
	n->heard = true;
	if (n->ask[family].state != ASK_ENDED)
		return;
	addresses_keep(n, &n->ask[family].answer);
	if (news->rcode == DNS_NXDOMAIN) /* it holds for both families: RFC 8020 */
		ask_drop(&n->ask[!family]);
}

/* The next news of a question; false if there is none, and `state` tells if more will follow. */
static bool asking_next(struct names *n, struct ask_news *news)
{
	bool all_silent;

	for (int i = 0; i < FAMILIES; i++) {
		if (ask_next(&n->ask[i], news)) {
			heard(n, i, news);
			return true;
		}
	}
	if (ask_is_busy(&n->ask[V6]) || ask_is_busy(&n->ask[V4]))
		return false;
	all_silent = n->worst >= FAULT_NO_RESOLVER && !n->heard;
	if (n->count || all_silent || !form_begin(n)) {
		n->state = NAMES_FOUND;
		return false;
	}
	return asking_next(n, news);
}

/* ---- step by step ---- */

static int dots(struct span s)
{
	int n = 0;

	while (s.len--)
		n += s.at[s.len] == '.';
	return n;
}

void names_begin(struct names *n, const struct names_how *how, struct span name, uint16_t port,
    int64_t now, int64_t deadline)
{
	bool absolute = span_ends(name, '.');

	names_drop(n);
	*n = (struct names){ .how = how, .port = port, .begun = now, .deadline = deadline };
	n->state = NAMES_BEGUN;
	n->now = now;
	name.len -= absolute;
	span_copy(name, n->name, sizeof n->name);
	if (!absolute)
		n->search = span_of(how->system.search);
	n->plain_first = dots(name) >= how->system.ndots;
}

/* Tries all that needs no name server; true if `news` has the result. */
static bool begun_next(struct names *n, struct ask_news *news)
{
	struct span name = span_of(n->name);

	n->state = NAMES_FOUND;
	if (keep_literal(n, name))
		return false;
	if (span_has(name, ':')) /* an address with an unknown interface */
		n->worst = FAULT_ADDRESS;
	else if (found(n, news))
		return true;
	else
		n->state = NAMES_ASKING;
	return false;
}

/* Writes the name that was not found, and the name it is an alias of. */
static void put_missed(const struct names *n, struct out *o)
{
	out_text(o, n->name);
	if (!n->alias[0])
		return;
	out_text(o, " (an alias of ");
	out_text(o, n->alias);
	out_char(o, ')');
}

static bool finish(struct names *n, struct ask_news *news)
{
	char text[sizeof n->fault.who];
	struct out who = OUT(text);

	n->state = NAMES_DONE;
	news->kind = ASK_DONE;
	news->took = n->took = n->now - n->begun;
	news->records = (int)n->count;
	if (n->count)
		return true;
	if (n->worst == FAULT_NO_RESOLVER) {
		n->fault = n->unanswered;
		news->fault = n->fault.kind;
		return true;
	}
	put_missed(n, &who);
	news->fault = n->worst ? n->worst : FAULT_NO_ADDRESS;
	if (news->fault == FAULT_NO_ADDRESS && (n->how->no4 || n->how->no6))
		news->fault = FAULT_NO_FAMILY;
	return !fault_set(&n->fault, news->fault, "look up", out_span(&who));
}

void names_go(struct names *n, int64_t now)
{
	n->now = now;
	for (int i = 0; i < FAMILIES; i++)
		ask_go(&n->ask[i], now);
}

bool names_next(struct names *n, struct ask_news *news)
{
	*news = (struct ask_news){ .name = n->name };
	if (n->state == NAMES_BEGUN && begun_next(n, news))
		return true;
	if (n->state == NAMES_ASKING && asking_next(n, news))
		return true;
	return n->state == NAMES_FOUND && finish(n, news);
}

/* ---- in the loop ---- */

/* Does a known IPv4 address still wait for the answer for AAAA? */
static bool holding(const struct names *n)
{
	return n->count && ask_is_busy(&n->ask[V6]) && n->now < n->hold;
}

void names_wants(const struct names *n, struct os_wait *w)
{
	for (int i = 0; i < FAMILIES; i++)
		ask_wants(&n->ask[i], w);
	if (holding(n) && n->hold < w->deadline)
		w->deadline = n->hold;
}

bool names_ready(const struct names *n)
{
	return n->state == NAMES_DONE || (n->count && !holding(n));
}

void names_say(const struct names *n, struct out *o)
{
	for (size_t i = 0; i < n->count; i++) {
		out_text(o, i ? ", " : "");
		os_addr_say(&n->addr[i], o);
	}
}

const char *names_remark(const struct names *n)
{
	struct span name = span_of(n->name);
	bool is_of_dns = span_has(name, '.') && !is_in(name, SPAN("local"));

	if (n->worst != FAULT_NO_NAME || n->count || is_of_dns)
		return NULL;
	return "only DNS and the hosts file are asked, not mDNS or NIS: try the address";
}

void names_drop(struct names *n)
{
	for (int i = 0; i < FAMILIES; i++)
		ask_drop(&n->ask[i]);
	n->state = NAMES_IDLE;
}
