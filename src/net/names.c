/* names.c - see names.h. */
#include "net/names.h"

#include "net/hosts.h"

#include <string.h>

enum { V6, V4, FAMILIES }; /* places in names.ask */

static bool wanted(const struct names *n, int family)
{
	return family == 4 ? !n->how->no4 : !n->how->no6;
}

static bool asking(const struct ask *a)
{
	return a->state == ASK_UNASKED || a->state == ASK_WAITING;
}

static bool kept(const struct names *n, const struct os_addr *addr)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->addr[i].family == addr->family && n->addr[i].scope == addr->scope &&
		    memcmp(n->addr[i].ip, addr->ip, sizeof addr->ip) == 0)
			return true;
	return false;
}

static void keep(struct names *n, const struct os_addr *addr)
{
	if (n->count == NAMES_ADDRESSES || !wanted(n, addr->family) || kept(n, addr))
		return;
	n->addr[n->count] = *addr;
	n->addr[n->count++].port = n->port;
}

/* ---- the forms of a name ---- */

static bool is_absolute(struct span name)
{
	return name.len > 0 && name.at[name.len - 1] == '.';
}

static int dots(struct span s)
{
	int n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] == '.';
	return n;
}

/*
 * Writes the i-th form of the name: as it is, first if it has dots enough
 * and else last, and with each domain of the search list.  False: no more.
 */
static bool form_write(const struct names *n, size_t i, struct out *o)
{
	struct span name = span_of(n->name), list = span_of(n->how->system.search), domain;
	bool first = is_absolute(name) || dots(name) >= n->how->system.ndots;

	out_put(o, name);
	if (i == 0 && first)
		return true;
	i -= first;
	while (!is_absolute(name) && (domain = span_word(&list)).len) {
		if (i-- == 0) {
			out_char(o, '.');
			out_put(o, domain);
			return true;
		}
	}
	return i == 0 && !first;
}

/* ---- found without asking ---- */

/* "localhost" and whatever ends in ".localhost". */
static bool is_localhost(struct span name)
{
	static const struct span localhost = { "localhost", 9 };

	if (name.len > localhost.len && name.at[name.len - localhost.len - 1] == '.')
		name = span_from(name, name.len - localhost.len);
	return span_same(name, localhost);
}

static size_t loopback(struct os_addr *at)
{
	at[0] = (struct os_addr){ .family = 6, .ip = { [15] = 1 } };
	at[1] = (struct os_addr){ .family = 4, .ip = { 127, 0, 0, 1 } };
	return 2;
}

static void found_say(const struct names *n, const char *where, struct ask_news *news)
{
	struct out o = { news->text, sizeof news->text - 1, 0, false };
	size_t len = 0;

	for (size_t i = 0; i < n->count && !o.full; i++) {
		len = o.len;
		out_text(&o, i ? ", " : "");
		os_addr_say(&n->addr[i], &o);
	}
	out_text(&o, " (");
	out_text(&o, where);
	out_char(&o, ')');
	news->text[o.full ? len : o.len] = '\0';
}

/* Looks into the hosts file and knows localhost. */
static bool found(struct names *n, struct ask_news *news)
{
	struct os_addr at[NAMES_ADDRESSES + 2];
	struct span name = span_of(n->name), bare = span_first(name, name.len - is_absolute(name));
	const char *where = n->how->hosts;
	size_t count = where ? hosts_find(where, bare, at, NAMES_ADDRESSES) : 0;

	for (size_t i = 0; i < count; i++)
		keep(n, &at[i]);
	if (n->count == 0 && is_localhost(bare)) {
		where = "RFC 6761";
		count = loopback(at);
		for (size_t i = 0; i < count; i++)
			keep(n, &at[i]);
	}
	if (n->count == 0)
		return false;
	news->kind = ASK_HOSTS;
	news->records = (int)n->count;
	found_say(n, where, news);
	return true;
}

/* ---- asked ---- */

/* The further down in fault.h, the more there is to tell. */
static void failed(struct names *n, enum fault_kind kind)
{
	if (kind > n->worst)
		n->worst = kind;
}

/* Asks for the next form of the name; false: there is none. */
static bool form_begin(struct names *n)
{
	static const enum dns_type type[] = { [V6] = DNS_AAAA, [V4] = DNS_A };
	char text[ASK_NAME];
	struct out o = OUT(text);

	if (!form_write(n, n->candidate, &o))
		return false;
	n->candidate++;
	n->heard = false;
	for (int i = 0; i < FAMILIES; i++) {
		ask_drop(&n->ask[i]);
		if (!o.full && wanted(n, i == V6 ? 6 : 4) &&
		    !ask_begin(
			&n->ask[i], &n->how->system, out_span(&o), type[i], n->now, n->deadline))
			failed(n, n->ask[i].fault.kind);
	}
	return true;
}

static void addresses_keep(struct names *n, struct dns_answer answer)
{
	struct dns_record r;
	struct os_addr addr;
	size_t before = n->count;

	while (dns_next(&answer, &r))
		if (ask_address(&r, &addr))
			keep(n, &addr);
	if (n->count == before)
		failed(n, answer.rcode == DNS_NXDOMAIN ? FAULT_NO_NAME : FAULT_NO_ADDRESS);
	else if (before == 0)
		n->hold = n->now + NAMES_DELAY;
}

/* What the question of one family told. */
static void heard(struct names *n, int family, const struct ask_news *news)
{
	if (news->kind == ASK_FAILED)
		failed(n, news->fault);
	if (news->kind != ASK_ANSWERED)
		return;
	n->heard = true;
	if (n->ask[family].state != ASK_ENDED)
		n->rcode = news->rcode;
	else
		addresses_keep(n, n->ask[family].answer);
	if (news->rcode == DNS_NXDOMAIN) /* that holds for every type: RFC 8020 */
		ask_drop(&n->ask[!family]);
}

/* ---- the end ---- */

static bool finish(struct names *n, struct ask_news *news)
{
	char text[sizeof n->fault.who];
	struct out who = OUT(text), words = { news->text, sizeof news->text - 1, 0, false };

	n->state = NAMES_DONE;
	news->kind = ASK_DONE;
	news->took = n->took = n->now - n->begun;
	news->records = (int)n->count;
	if (n->count) {
		out_number(&words, news->records);
		out_text(&words, n->count == 1 ? " address" : " addresses");
		return true;
	}
	out_text(&who, n->name);
	if (n->worst == FAULT_NO_RESOLVER && n->rcode) {
		out_text(&who, " (the name server answered ");
		dns_rcode_say(n->rcode, &who);
		out_char(&who, ')');
	}
	news->fault = n->worst ? n->worst : FAULT_NO_ADDRESS;
	fault_set(&n->fault, news->fault, "look up", out_span(&who));
	return true;
}

/* ---- step by step ---- */

void names_begin(struct names *n, const struct names_how *how, struct span name, uint16_t port,
    int64_t now, int64_t deadline)
{
	names_drop(n);
	*n = (struct names){ .how = how, .port = port, .deadline = deadline };
	n->begun = n->now = now;
	n->state = NAMES_BEGUN;
	if (name.len < sizeof n->name && !span_has(name, '\0')) {
		if (name.len)
			memcpy(n->name, name.at, name.len);
		return;
	}
	n->worst = FAULT_NO_NAME;
	n->state = NAMES_FOUND;
}

static bool begun_next(struct names *n, struct ask_news *news)
{
	struct os_addr addr;

	n->state = NAMES_FOUND;
	if (os_addr_read(&addr, span_of(n->name))) {
		keep(n, &addr);
		return finish(n, news);
	}
	if (span_has(span_of(n->name), ':')) { /* no name has one: an interface that isn't here */
		n->worst = FAULT_ADDRESS;
		return finish(n, news);
	}
	if (found(n, news))
		return true;
	n->state = NAMES_ASKING;
	form_begin(n);
	return names_next(n, news);
}

static bool asking_next(struct names *n, struct ask_news *news)
{
	do {
		for (int i = 0; i < FAMILIES; i++) {
			if (ask_next(&n->ask[i], news)) {
				heard(n, i, news);
				return true;
			}
		}
		if (asking(&n->ask[V6]) || asking(&n->ask[V4]))
			return false;
	} while (n->count == 0 && (n->heard || n->worst < FAULT_NO_RESOLVER) && form_begin(n));
	*news = (struct ask_news){ .name = n->name };
	return finish(n, news);
}

bool names_next(struct names *n, struct ask_news *news)
{
	*news = (struct ask_news){ .name = n->name };
	if (n->state == NAMES_BEGUN)
		return begun_next(n, news);
	if (n->state == NAMES_ASKING)
		return asking_next(n, news);
	return n->state == NAMES_FOUND && finish(n, news);
}

/* Are there addresses that wait for those of the other family? */
static bool holding(const struct names *n)
{
	return n->count && asking(&n->ask[V6]) && n->now < n->hold;
}

void names_wants(const struct names *n, struct os_wait *w)
{
	if (n->state != NAMES_ASKING)
		return;
	for (int i = 0; i < FAMILIES; i++)
		ask_wants(&n->ask[i], w);
	if (holding(n) && n->hold < w->deadline)
		w->deadline = n->hold;
}

void names_go(struct names *n, const struct os_wait *w, int64_t now)
{
	n->now = now;
	for (int i = 0; i < FAMILIES; i++)
		ask_go(&n->ask[i], w, now);
}

bool names_ready(const struct names *n)
{
	return n->state == NAMES_DONE || (n->count && !holding(n));
}

const char *names_remark(const struct names *n)
{
	struct span name = span_of(n->name);
	bool local = name.len >= 6 && span_same(span_from(name, name.len - 6), SPAN(".local"));

	if (n->worst != FAULT_NO_NAME || n->count || (!local && span_has(name, '.')))
		return NULL;
	return "only DNS and the hosts file are asked; a name that this machine knows "
	       "from elsewhere (mDNS, NIS) is not found here: use its address";
}

void names_drop(struct names *n)
{
	for (int i = 0; i < FAMILIES; i++)
		ask_drop(&n->ask[i]);
	n->state = NAMES_IDLE;
}
