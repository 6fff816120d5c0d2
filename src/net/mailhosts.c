/* mailhosts.c - see mailhosts.h. */
#include "net/mailhosts.h"

#include <string.h>

#define SMTP_PORT 25

/* The name of a question.  The first asks for MX, the others for SRV; rows are in this order. */
static const char *service(size_t question)
{
	return span_nth(
	    "MX\0submission\0submissions\0pop3\0pop3s\0imap\0imaps", (unsigned)question);
}

/* ---- rows ---- */

/* Does row a come before row b?  Higher weights are chosen more often, so they come first. */
static bool before(const struct mailhosts_row *a, const struct mailhosts_row *b)
{
	if (a->question != b->question)
		return a->question < b->question;
	if (a->number[0] != b->number[0])
		return a->number[0] < b->number[0];
	return a->number[1] > b->number[1];
}

/* Inserts a row in order, after equal ones; ignores it if there is no room. */
static void row_add(struct mailhosts *m, const struct mailhosts_row *row)
{
	size_t i = m->count;

	if (i == MAILHOSTS_ROWS)
		return;
	for (m->count++; i && before(row, &m->row[i - 1]); i--)
		m->row[i] = m->row[i - 1];
	m->row[i] = *row;
}

/* Has an earlier row this one's host? */
static bool is_seen(const struct mailhosts *m, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (span_same(span_of(m->row[i].host), span_of(m->row[row].host)))
			return true;
	return false;
}

/* ---- the domain's records ---- */

static void question_begin(struct mailhosts *m, size_t i)
{
	char text[ASK_NAME + 24];
	struct out o = OUT(text);

	if (i) {
		out_char(&o, '_');
		out_text(&o, service(i));
		out_text(&o, "._tcp.");
	}
	out_text(&o, m->domain);
	ask_begin(
	    &m->ask[i], &m->how.system, out_span(&o), i ? DNS_SRV : DNS_MX, m->now, m->deadline);
}

/* Adds the rows of an answer.  A domain without MX is its own mail host: RFC 5321 5.1. */
static void answered(struct mailhosts *m, size_t question, const struct ask_news *news)
{
	struct mailhosts_row row = { .question = (uint8_t)question };
	struct dns_record r;

	while (dns_next(&m->ask[question].answer, &r)) {
		if (r.type == DNS_CNAME)
			continue;
		row.what = span_eq(span_of(r.name), SPAN(".")) ? MAILHOSTS_NONE : MAILHOSTS_HOST;
		memcpy(row.number, r.number, sizeof row.number);
		span_copy(span_of(r.name), row.host, sizeof row.host);
		row_add(m, &row);
	}
	if (news->records || question)
		return;
	if (news->rcode == DNS_NXDOMAIN) {
		fault_set(&m->ask[0].fault, FAULT_NO_NAME, "look up", span_of(m->domain));
		return;
	}
	row.what = MAILHOSTS_IMPLIED;
	span_copy(span_of(m->domain), row.host, sizeof row.host);
	row_add(m, &row);
}

static bool records_next(struct mailhosts *m, struct mailhosts_news *news)
{
	bool busy = false;

	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++) {
		struct ask *a = &m->ask[i];

		if (ask_next(a, &news->ask)) {
			if (news->ask.kind == ASK_ANSWERED && a->state == ASK_ENDED)
				answered(m, i, &news->ask);
			return true;
		}
		busy |= ask_is_busy(a);
	}
	if (!busy)
		m->state = MAILHOSTS_ADDRESSES;
	return false;
}

/* ---- the hosts' addresses ---- */

/* The look-up of a row.  Slots are used in turn, since rows are told in order. */
static struct names *slot(struct mailhosts *m, size_t row)
{
	return &m->names[row % MAILHOSTS_AT_ONCE];
}

static void rows_begin(struct mailhosts *m)
{
	for (; m->asked < m->count && m->asked < m->told + MAILHOSTS_AT_ONCE; m->asked++) {
		const struct mailhosts_row *row = &m->row[m->asked];
		struct names *n = slot(m, m->asked);

		names_drop(n);
		if (row->what != MAILHOSTS_NONE && !is_seen(m, m->asked))
			names_begin(n, &m->how, span_of(row->host), 0, m->now, m->deadline);
	}
}

/* Is the row a null MX next to other MX records?  RFC 7505 3 forbids that. */
static bool is_contradicted(const struct mailhosts *m, const struct mailhosts_row *null)
{
	if (null->what != MAILHOSTS_NONE || null->question)
		return false;
	for (size_t i = 0; i < m->count; i++)
		if (m->row[i].question == 0 && m->row[i].what == MAILHOSTS_HOST)
			return true;
	return false;
}

static bool row_tell(struct mailhosts *m, struct mailhosts_news *news)
{
	const struct names *n = slot(m, m->told);

	if (n->state != NAMES_DONE && n->state != NAMES_IDLE)
		return false;
	news->kind = MAILHOSTS_ROW;
	news->row = &m->row[m->told++];
	news->names = n->state == NAMES_DONE ? n : NULL;
	news->contradicted = is_contradicted(m, news->row);
	m->usable |= news->row->question == 0 && news->names && n->count;
	if (news->row->question == 0 && news->names && n->worst == FAULT_NO_RESOLVER)
		m->unknown = n->fault;
	return true;
}

static bool addresses_next(struct mailhosts *m, struct mailhosts_news *news)
{
	rows_begin(m);
	for (size_t i = m->told; i < m->asked; i++)
		while (names_next(slot(m, i), &news->ask))
			if (news->ask.kind != ASK_DONE)
				return true;
	if (m->told < m->asked)
		return row_tell(m, news);
	news->kind = MAILHOSTS_END;
	m->fault = m->ask[0].fault;
	if (!m->fault.kind && !m->usable)
		m->fault = m->unknown;
	if (!m->usable)
		fault_set(
		    &m->fault, FAULT_NO_MAIL, "look for the mail servers of", span_of(m->domain));
	m->state = MAILHOSTS_IDLE;
	return true;
}

/* ---- in the loop ---- */

void mailhosts_begin(struct mailhosts *m, const struct names_how *how, struct span domain,
    int64_t now, int64_t deadline)
{
	mailhosts_drop(m);
	m->state = MAILHOSTS_RECORDS;
	m->how = *how;
	m->how.hosts = NULL;
	m->how.system.search[0] = '\0';
	m->now = now;
	m->deadline = deadline;
	m->usable = false;
	m->unknown = (struct fault){ 0 };
	m->count = m->asked = m->told = 0;
	domain.len -= span_ends(domain, '.');
	span_copy(domain, m->domain, sizeof m->domain);
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
		question_begin(m, i);
}

bool mailhosts_next(struct mailhosts *m, struct mailhosts_news *news)
{
	*news = (struct mailhosts_news){ .kind = MAILHOSTS_ASK };
	if (m->state == MAILHOSTS_RECORDS && records_next(m, news))
		return true;
	return m->state == MAILHOSTS_ADDRESSES && addresses_next(m, news);
}

void mailhosts_wants(const struct mailhosts *m, struct os_wait *w)
{
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
		ask_wants(&m->ask[i], w);
	for (size_t i = 0; i < MAILHOSTS_AT_ONCE; i++)
		names_wants(&m->names[i], w);
}

void mailhosts_go(struct mailhosts *m, int64_t now)
{
	m->now = now;
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
		ask_go(&m->ask[i], now);
	for (size_t i = 0; i < MAILHOSTS_AT_ONCE; i++)
		names_go(&m->names[i], now);
}

void mailhosts_drop(struct mailhosts *m)
{
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
		ask_drop(&m->ask[i]);
	for (size_t i = 0; i < MAILHOSTS_AT_ONCE; i++)
		names_drop(&m->names[i]);
	m->state = MAILHOSTS_IDLE;
}

/* ---- warnings about a row ---- */

/* Writes the host of a row; false if the row has no host that was looked up. */
static bool host_begin(const struct mailhosts_news *news, struct out *o)
{
	if (!news->names || news->row->what == MAILHOSTS_NONE)
		return false;
	out_text(o, service(news->row->question));
	out_char(o, ' ');
	out_text(o, news->row->host);
	return true;
}

static bool warn_literal(const struct mailhosts_news *news, struct out *o)
{
	struct os_addr a;

	if (!host_begin(news, o) || !os_addr_read(&a, span_of(news->row->host)))
		return false;
	out_text(o,
	    " is an address, but RFC 5321 5.1 requires a name: many servers will not send mail there");
	return true;
}

static bool warn_alias(const struct mailhosts_news *news, struct out *o)
{
	if (!host_begin(news, o) || !news->names->alias[0])
		return false;
	out_text(o, " is an alias of ");
	out_text(o, news->names->alias);
	out_text(o, ", which RFC 5321 5.1 and RFC 2181 10.3 forbid");
	return true;
}

/* Addresses for special purposes, as RFC 6890 writes them, and multicast. */
static const char special[] = "0.0.0.0/8 no host's\0"
			      "10.0.0.0/8 private\0"
			      "100.64.0.0/10 private to a provider\0"
			      "127.0.0.0/8 loopback\0"
			      "169.254.0.0/16 link-local\0"
			      "172.16.0.0/12 private\0"
			      "192.0.0.0/24 reserved\0"
			      "192.0.2.0/24 for documentation\0"
			      "192.168.0.0/16 private\0"
			      "198.18.0.0/15 for benchmarks\0"
			      "198.51.100.0/24 for documentation\0"
			      "203.0.113.0/24 for documentation\0"
			      "224.0.0.0/3 multicast or reserved\0"
			      "::1/128 loopback\0"
			      "::ffff:0:0/96 IPv4 within IPv6\0"
			      "::/128 no host's\0"
			      "100::/64 for discarding\0"
			      "2001:db8::/32 for documentation\0"
			      "fc00::/7 private\0"
			      "fe80::/10 link-local\0"
			      "ff00::/8 multicast\0";

static bool begins(const uint8_t *ip, const uint8_t *with, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if ((ip[i / 8] ^ with[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

/* Is an address in a network as "10.0.0.0/8"? */
static bool is_within(const struct os_addr *a, struct span network)
{
	struct span bits = network, address = span_until(&bits, '/');
	struct os_addr first;
	int64_t n;

	if (!os_addr_read(&first, address) || !span_number(bits, 128, &n))
		return false;
	return first.family == a->family && begins(a->ip, first.ip, (unsigned)n);
}

/* The special purpose of an address; NULL if the internet can reach it. */
static const char *special_find(const struct os_addr *a)
{
	for (const char *row = special; *row; row += strlen(row) + 1) {
		struct span what = span_of(row);

		if (is_within(a, span_until(&what, ' ')))
			return what.at;
	}
	return NULL;
}

static bool warn_special(const struct mailhosts_news *news, struct out *o)
{
	const struct names *n = news->names;

	if (!host_begin(news, o))
		return false;
	for (size_t i = 0; i < n->count; i++) {
		const char *what = special_find(&n->addr[i]);

		if (!what)
			continue;
		out_text(o, " has the address ");
		os_addr_say(&n->addr[i], o);
		out_text(o, ", which is ");
		out_text(o, what);
		out_text(o, ": it cannot be reached from the internet");
		return true;
	}
	return false;
}

static bool warn_null(const struct mailhosts_news *news, struct out *o)
{
	if (news->contradicted)
		out_text(o,
		    "the null MX stands next to other MX records, which RFC 7505 3 forbids: "
		    "some servers may send nothing");
	return news->contradicted;
}

bool mailhosts_warn(const struct mailhosts_news *news, unsigned i, struct out *o)
{
	static bool (*const warnings[MAILHOSTS_WARNINGS])(const struct mailhosts_news *,
	    struct out *) = { warn_literal, warn_alias, warn_special, warn_null };

	return warnings[i](news, o);
}

/* ---- a row as text ---- */

/* How many numbers are in front of the host: preference of MX; priority and weight of SRV. */
static int count_numbers(const struct mailhosts_row *row)
{
	if (row->what == MAILHOSTS_IMPLIED)
		return 0;
	return row->question == 0 ? 1 : 2;
}

static void server_say(const struct mailhosts_row *row, struct out *o)
{
	bool mx = row->question == 0, implied = row->what == MAILHOSTS_IMPLIED;

	for (int i = 0; i < count_numbers(row); i++) {
		out_number(o, row->number[i]);
		out_char(o, ' ');
	}
	out_text(o, row->host);
	out_text(o, " port ");
	out_number(o, mx ? SMTP_PORT : row->number[2]);
	out_text(o, implied ? " (no MX: the domain itself): " : ": ");
}

void mailhosts_say(const struct mailhosts_news *news, struct out *o)
{
	const struct mailhosts_row *row = news->row;

	if (news->kind == MAILHOSTS_ASK)
		ask_news_say(&news->ask, o);
	if (!row)
		return;
	out_text(o, service(row->question));
	if (row->what == MAILHOSTS_NONE) {
		out_text(o, row->question
				? ": the domain says it has none"
				: ": the domain says it takes no mail (null MX, RFC 7505)");
		return;
	}
	out_char(o, ' ');
	server_say(row, o);
	if (!news->names)
		out_text(o, "as above");
	else if (news->names->count)
		names_say(news->names, o);
	else
		fault_why_say(&news->names->fault, o);
}
