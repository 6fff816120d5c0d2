/* mailhosts.c - see mailhosts.h. */
#include "net/mailhosts.h"

#include <string.h>

/* The questions; rows come in this order.  MX has no prefix and no port of its own. */
static const struct {
	const char *service, *prefix;
	enum dns_type type;
} questions[MAILHOSTS_QUESTIONS] = {
	{ "MX", "", DNS_MX },
	{ "submission", "_submission._tcp.", DNS_SRV },
	{ "submissions", "_submissions._tcp.", DNS_SRV },
	{ "pop3", "_pop3._tcp.", DNS_SRV },
	{ "pop3s", "_pop3s._tcp.", DNS_SRV },
	{ "imap", "_imap._tcp.", DNS_SRV },
	{ "imaps", "_imaps._tcp.", DNS_SRV },
};
#define SMTP_PORT 25

/* ---- rows ---- */

/* Does a come before b?  Higher weights are taken more often, so they come first. */
static bool before(const struct mailhosts_row *a, const struct mailhosts_row *b)
{
	if (a->question != b->question)
		return a->question < b->question;
	if (a->preference != b->preference)
		return a->preference < b->preference;
	return a->weight > b->weight;
}

/* A new row in its place behind its equals; NULL: no room. */
static struct mailhosts_row *row_add(struct mailhosts *m, const struct mailhosts_row *row)
{
	size_t i = m->count;

	if (m->count == MAILHOSTS_ROWS)
		return NULL;
	for (; i && before(row, &m->row[i - 1]); i--)
		m->row[i] = m->row[i - 1];
	m->row[i] = *row;
	m->count++;
	return &m->row[i];
}

static struct mailhosts_row row_of(size_t question, const struct dns_record *r)
{
	bool mx = r->type == DNS_MX;

	return (struct mailhosts_row){
		.service = questions[question].service,
		.what = strcmp(r->name, ".") ? MAILHOSTS_HOST : MAILHOSTS_NONE,
		.question = (uint8_t)question,
		.preference = r->preference,
		.weight = r->weight,
		.port = mx ? SMTP_PORT : r->port,
	};
}

static void record_keep(struct mailhosts *m, size_t question, const struct dns_record *r)
{
	struct mailhosts_row row = row_of(question, r), *kept;
	size_t len = strlen(r->name);

	if (r->type != questions[question].type)
		return;
	kept = len < sizeof row.host ? row_add(m, &row) : NULL;
	if (kept)
		memcpy(kept->host, r->name, len + 1);
	else
		m->left_out++;
}

/* No MX: mail goes to the domain's own address, as if it had "MX 0 domain". */
static void imply(struct mailhosts *m)
{
	struct mailhosts_row row = {
		.service = questions[0].service, .what = MAILHOSTS_IMPLIED, .port = SMTP_PORT
	};

	memcpy(row.host, m->domain, sizeof row.host);
	row_add(m, &row);
}

/* Has an earlier row this one's host? */
static bool seen(const struct mailhosts *m, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (span_same(span_of(m->row[i].host), span_of(m->row[row].host)))
			return true;
	return false;
}

/* ---- the domain's records ---- */

static void question_begin(struct mailhosts *m, size_t i)
{
	char text[ASK_NAME];
	struct out o = OUT(text);
	struct ask *a = &m->at.ask[i];

	out_text(&o, questions[i].prefix);
	out_text(&o, m->domain);
	if (o.full)
		*a = (struct ask){ 0 };
	else
		ask_begin(a, &m->how.system, out_span(&o), questions[i].type, m->now, m->deadline);
	if (i == 0)
		m->fault = a->fault;
}

static void answered(struct mailhosts *m, size_t i)
{
	struct dns_answer answer = m->at.ask[i].answer;
	struct dns_record r;
	size_t rows = m->count, left_out = m->left_out;

	while (dns_next(&answer, &r))
		record_keep(m, i, &r);
	if (i == 0 && answer.rcode == DNS_NXDOMAIN)
		fault_set(&m->fault, FAULT_NO_NAME, "look up", span_of(m->domain));
	else if (i == 0 && m->count == rows && m->left_out == left_out)
		imply(m);
}

static bool records_next(struct mailhosts *m, struct mailhosts_news *news)
{
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++) {
		struct ask *a = &m->at.ask[i];

		if (!ask_next(a, &news->ask))
			continue;
		if (news->ask.kind == ASK_ANSWERED && a->state == ASK_ENDED)
			answered(m, i);
		if (news->ask.kind == ASK_FAILED && i == 0)
			m->fault = a->fault;
		return true;
	}
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
		if (m->at.ask[i].state == ASK_UNASKED || m->at.ask[i].state == ASK_WAITING)
			return false;
	memset(&m->at.names, 0, sizeof m->at.names);
	m->state = MAILHOSTS_ADDRESSES;
	return mailhosts_next(m, news);
}

/* ---- the hosts' addresses ---- */

/* The look-up of a row: slots are taken in turn, since rows are told in order. */
static struct names *slot(struct mailhosts *m, size_t row)
{
	return &m->at.names[row % MAILHOSTS_AT_ONCE];
}

static void rows_begin(struct mailhosts *m)
{
	for (; m->asked < m->count && m->asked < m->told + MAILHOSTS_AT_ONCE; m->asked++) {
		struct mailhosts_row *row = &m->row[m->asked];
		struct names *n = slot(m, m->asked);

		names_drop(n);
		row->again = seen(m, m->asked);
		if (row->what != MAILHOSTS_NONE && !row->again)
			names_begin(n, &m->how, span_of(row->host), row->port, m->now, m->deadline);
	}
}

static bool row_tell(struct mailhosts *m, struct mailhosts_news *news)
{
	const struct names *n = slot(m, m->told);

	if (n->state != NAMES_DONE && n->state != NAMES_IDLE)
		return false;
	news->kind = MAILHOSTS_ROW;
	news->row = &m->row[m->told++];
	news->names = n->state == NAMES_DONE ? n : NULL;
	news->took = news->names ? n->took : 0;
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
	news->took = m->now - m->begun;
	m->state = MAILHOSTS_IDLE;
	return true;
}

/* ---- around it ---- */

void mailhosts_begin(struct mailhosts *m, const struct names_how *how, struct span domain,
    int64_t now, int64_t deadline)
{
	mailhosts_drop(m);
	m->state = MAILHOSTS_RECORDS;
	m->how = *how;
	m->how.hosts = NULL;
	m->how.system.search[0] = '\0';
	m->begun = m->now = now;
	m->deadline = deadline;
	m->count = m->asked = m->told = m->left_out = 0;
	memset(m->domain, 0, sizeof m->domain);
	domain.len -= domain.len && domain.at[domain.len - 1] == '.';
	domain = span_first(domain, sizeof m->domain - 1);
	if (domain.len)
		memcpy(m->domain, domain.at, domain.len);
	for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
		question_begin(m, i);
}

bool mailhosts_next(struct mailhosts *m, struct mailhosts_news *news)
{
	*news = (struct mailhosts_news){ .kind = MAILHOSTS_ASK };
	if (m->state == MAILHOSTS_RECORDS)
		return records_next(m, news);
	return m->state == MAILHOSTS_ADDRESSES && addresses_next(m, news);
}

void mailhosts_wants(const struct mailhosts *m, struct os_wait *w)
{
	if (m->state == MAILHOSTS_RECORDS)
		for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
			ask_wants(&m->at.ask[i], w);
	if (m->state == MAILHOSTS_ADDRESSES)
		for (size_t i = 0; i < MAILHOSTS_AT_ONCE; i++)
			names_wants(&m->at.names[i], w);
}

void mailhosts_go(struct mailhosts *m, const struct os_wait *w, int64_t now)
{
	m->now = now;
	if (m->state == MAILHOSTS_RECORDS)
		for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
			ask_go(&m->at.ask[i], w, now);
	if (m->state == MAILHOSTS_ADDRESSES)
		for (size_t i = 0; i < MAILHOSTS_AT_ONCE; i++)
			names_go(&m->at.names[i], w, now);
}

void mailhosts_drop(struct mailhosts *m)
{
	if (m->state == MAILHOSTS_RECORDS)
		for (size_t i = 0; i < MAILHOSTS_QUESTIONS; i++)
			ask_drop(&m->at.ask[i]);
	if (m->state == MAILHOSTS_ADDRESSES)
		for (size_t i = 0; i < MAILHOSTS_AT_ONCE; i++)
			names_drop(&m->at.names[i]);
	m->state = MAILHOSTS_IDLE;
}

/* ---- a row in words ---- */

static void host_say(const struct mailhosts_row *row, struct out *o)
{
	out_char(o, ' ');
	if (row->what == MAILHOSTS_HOST) {
		out_number(o, row->preference);
		out_char(o, ' ');
	}
	if (questions[row->question].type == DNS_SRV) {
		out_number(o, row->weight);
		out_char(o, ' ');
	}
	out_text(o, row->host);
	out_text(o, " port ");
	out_number(o, row->port);
	if (row->what == MAILHOSTS_IMPLIED)
		out_text(o, " (no MX: the domain itself)");
}

static void addresses_say(const struct names *n, struct out *o)
{
	out_text(o, ": ");
	if (!n)
		out_text(o, "as above");
	else if (n->count == 0)
		out_text(o, fault_reason(n->fault.kind));
	for (size_t i = 0; n && i < n->count; i++) {
		out_text(o, i ? ", " : "");
		os_addr_say(&n->addr[i], o);
	}
}

static void row_say(const struct mailhosts_news *news, struct out *o)
{
	const struct mailhosts_row *row = news->row;

	out_text(o, row->service);
	if (row->what == MAILHOSTS_NONE) {
		out_text(o, row->question ? ": the domain says it has none"
					  : ": the domain says it takes no mail");
		return;
	}
	host_say(row, o);
	addresses_say(news->names, o);
}

void mailhosts_say(const struct mailhosts_news *news, struct out *o)
{
	if (news->kind == MAILHOSTS_ASK)
		ask_news_say(&news->ask, o);
	if (news->kind == MAILHOSTS_ROW)
		row_say(news, o);
}
