/* ask.c - see ask.h. */
#include "net/ask.h"

#include <string.h>

#define STRANGERS_MAX 16 /* datagrams that answer nothing, read before we wait again */

/* ---- beginning and ending ---- */

static struct span query_of(const struct ask *a)
{
	return (struct span){ a->query + 2, a->query_len };
}

static bool query_write(struct ask *a)
{
	struct out o = { a->query + 2, DNS_QUERY_MAX, 0, false };
	struct span name = span_of(a->name);
	uint16_t id;

	if (!os_random(&id, sizeof id))
		return fault_set(&a->fault, FAULT_NO_SYSTEM, "get random octets for", name);
	if (!dns_question(&o, id, name, a->type))
		return fault_set(&a->fault, FAULT_NO_NAME, "look up", name);
	a->query_len = o.len;
	a->query[0] = (char)(o.len >> 8);
	a->query[1] = (char)o.len;
	return true;
}

bool ask_begin(struct ask *a, const struct os_names *names, struct span name, enum dns_type type,
    int64_t now, int64_t deadline)
{
	*a = (struct ask){ .type = type, .now = now, .deadline = deadline };
	if (name.len >= sizeof a->name)
		return fault_set(&a->fault, FAULT_NO_NAME, "look up", name);
	if (name.len)
		memcpy(a->name, name.at, name.len);
	if (!query_write(a))
		return false;
	a->servers = (size_t)names->servers;
	for (size_t i = 0; i < a->servers; i++) {
		a->server[i].addr = names->server[i];
		a->server[i].left = ASK_ROUNDS;
	}
	a->turn = a->servers - 1;
	a->state = ASK_UNASKED;
	return true;
}

static void server_close(struct ask_server *s)
{
	if (s->open)
		os_close(s->sock);
	s->open = s->ready = false;
}

static void close_all(struct ask *a)
{
	for (size_t i = 0; i < a->servers; i++)
		server_close(&a->server[i]);
	server_close(&a->tcp);
}

void ask_drop(struct ask *a)
{
	close_all(a);
	a->state = ASK_IDLE;
}

/* ---- waiting ---- */

void ask_wants(const struct ask *a, struct os_wait *w)
{
	if (a->state == ASK_IDLE || a->state == ASK_ENDED)
		return;
	if (a->until < w->deadline)
		w->deadline = a->until;
	if (a->tcp.open) {
		os_wait_for(w, a->tcp.sock, a->tcp_sent, !a->tcp_sent);
		return;
	}
	for (size_t i = 0; i < a->servers; i++)
		if (a->server[i].open)
			os_wait_for(w, a->server[i].sock, true, false);
}

static void server_go(struct ask_server *s, const struct os_wait *w)
{
	struct os_watch found;

	if (!s->open)
		return;
	found = os_wait_found(w, s->sock);
	s->ready = found.can_read || found.can_write;
}

void ask_go(struct ask *a, const struct os_wait *w, int64_t now)
{
	a->now = now;
	for (size_t i = 0; i < a->servers; i++)
		server_go(&a->server[i], w);
	server_go(&a->tcp, w);
}

/* ---- news ---- */

static bool tell(
    const struct ask *a, const struct ask_server *s, enum ask_kind kind, struct ask_news *news)
{
	news->kind = kind;
	news->server = s->addr;
	news->tcp = s == &a->tcp;
	news->took = a->now - s->asked;
	return true;
}

/* The server will not be of use; if it was the one waited for, the next is asked. */
static void give_up(struct ask *a, struct ask_server *s)
{
	server_close(s);
	if (s == &a->tcp)
		s = &a->server[a->turn];
	s->left = 0;
	server_close(s);
	if (s == &a->server[a->turn])
		a->state = ASK_UNASKED;
}

static bool refused(
    struct ask *a, struct ask_server *s, enum fault_kind fault, struct ask_news *news)
{
	tell(a, s, ASK_REFUSED, news);
	news->fault = fault;
	give_up(a, s);
	return true;
}

static bool fail(struct ask *a, struct ask_news *news)
{
	close_all(a);
	fault_set(&a->fault, FAULT_NO_RESOLVER, "look up", span_of(a->name));
	news->kind = ASK_FAILED;
	news->fault = FAULT_NO_RESOLVER;
	a->state = ASK_ENDED;
	return true;
}

static bool silent(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	a->state = ASK_UNASKED;
	return tell(a, s, ASK_SILENT, news);
}

/* ---- what was answered ---- */

bool ask_address(const struct dns_record *r, struct os_addr *addr)
{
	*addr = (struct os_addr){ 0 };
	if (r->type != DNS_A && r->type != DNS_AAAA)
		return false;
	addr->family = r->type == DNS_A ? 4 : 6;
	memcpy(addr->ip, r->data.at, r->data.len);
	return true;
}

static void record_say(const struct dns_record *r, bool alias, struct out *o)
{
	struct os_addr addr;

	if (o->len)
		out_text(o, ", ");
	if (alias)
		out_text(o, "CNAME ");
	if (ask_address(r, &addr))
		os_addr_say(&addr, o);
	else
		dns_record_say(r, o);
}

/* Puts the records into the news.  Takes a copy: the cursor of the answer stays. */
static bool summarise(struct dns_answer answer, struct ask_news *news)
{
	struct out o = { news->text, sizeof news->text - 1, 0, false };
	struct dns_record r;

	news->rcode = answer.rcode;
	while (dns_next(&answer, &r)) {
		bool alias = r.type != news->type;
		size_t len = o.len;

		record_say(&r, alias, &o);
		if (o.full)
			o.len = len;
		if (news->ttl == 0 || r.ttl < news->ttl)
			news->ttl = r.ttl;
		news->records += !alias;
	}
	news->text[o.len] = '\0';
	return !answer.broken;
}

/* The answer did not fit a datagram (TC): the same question over TCP. */
static bool ask_tcp(struct ask *a, const struct os_addr *server, struct ask_news *news)
{
	struct fault f = { 0 };

	a->tcp = (struct ask_server){ .addr = *server, .asked = a->now };
	a->tcp_sent = false;
	a->have = 0;
	a->tcp.sock = os_tcp(server, NULL, &f);
	if (a->tcp.sock == OS_NO_SOCK)
		return refused(a, &a->tcp, f.kind, news);
	a->tcp.open = true;
	a->until = a->now + ASK_TRY_TCP;
	return tell(a, &a->tcp, ASK_ASKED, news);
}

/* An answer is in a->answer; `whole` if all of it could be kept. */
static bool answered(struct ask *a, struct ask_server *s, bool whole, struct ask_news *news)
{
	if (a->answer.cut && s != &a->tcp) {
		a->turn = (size_t)(s - a->server);
		return ask_tcp(a, &s->addr, news);
	}
	tell(a, s, ASK_ANSWERED, news);
	if (!summarise(a->answer, news) && whole) {
		news->fault = FAULT_PROTOCOL;
		give_up(a, s);
	} else if (news->rcode == DNS_OK || news->rcode == DNS_NXDOMAIN) {
		close_all(a);
		a->state = ASK_ENDED;
	} else {
		give_up(a, s);
	}
	return true;
}

/* ---- over UDP ---- */

static bool udp_heard(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	for (int i = 0; s->ready && i < STRANGERS_MAX; i++) {
		struct fault f = { 0 };
		long n = os_recv(s->sock, a->message, sizeof a->message, &f);
		struct span message = { a->message, n > 0 ? (size_t)n : 0 };

		if (n == OS_BAD)
			return refused(a, s, f.kind, news);
		if (n == OS_AGAIN)
			break;
		if (dns_answer(&a->answer, message, query_of(a)))
			return answered(a, s, true, news);
	}
	s->ready = false;
	return false;
}

/* The server after the last one that may still be asked, or NULL. */
static struct ask_server *choose(struct ask *a)
{
	for (size_t i = 0; i < a->servers; i++) {
		a->turn = (a->turn + 1) % a->servers;
		if (a->server[a->turn].left)
			return &a->server[a->turn];
	}
	return NULL;
}

static bool udp_ask(struct ask *a, struct ask_news *news)
{
	struct ask_server *s = a->now < a->deadline ? choose(a) : NULL;
	struct fault f = { 0 };

	if (!s)
		return fail(a, news);
	if (!s->open) {
		s->asked = a->now;
		s->sock = os_udp(&s->addr, NULL, &f);
		s->open = s->sock != OS_NO_SOCK;
	}
	if (!s->open || os_send(s->sock, query_of(a), &f) == OS_BAD)
		return refused(a, s, f.kind, news);
	s->left--;
	a->until = a->deadline - a->now < ASK_TRY ? a->deadline : a->now + ASK_TRY;
	a->state = ASK_WAITING;
	return tell(a, s, ASK_ASKED, news);
}

/* ---- over TCP ---- */

static bool tcp_send(struct ask *a, struct fault *f)
{
	struct span octets = { a->query, a->query_len + 2 };

	if (!os_tcp_connected(a->tcp.sock, f))
		return false;
	a->tcp_sent = true;
	return os_send(a->tcp.sock, octets, f) == (long)octets.len ||
	       fault_set(f, FAULT_RESET, "write to", SPAN("the name server"));
}

/* Reads what there is; false: the connection ended too early. */
static bool tcp_recv(struct ask *a, struct fault *f)
{
	while (a->have < sizeof a->message) {
		long n = os_recv(a->tcp.sock, a->message + a->have, sizeof a->message - a->have, f);

		if (n == OS_END)
			fault_set(f, FAULT_RESET, "read from", SPAN("the name server"));
		if (n <= 0)
			return n == OS_AGAIN;
		a->have += (size_t)n;
	}
	return true;
}

/* The message behind its length, as soon as it is in, or as much as there is room for. */
static bool tcp_message(const struct ask *a, struct span *message, bool *whole)
{
	size_t len;

	if (a->have < 2)
		return false;
	len = (size_t)(unsigned char)a->message[0] << 8 | (unsigned char)a->message[1];
	*whole = len <= ASK_ANSWER_MAX;
	*message = (struct span){ a->message + 2, *whole ? len : ASK_ANSWER_MAX };
	return a->have - 2 >= message->len;
}

static bool tcp_heard(struct ask *a, struct ask_news *news)
{
	struct fault f = { 0 };
	struct span message;
	bool whole, alive;

	if (!a->tcp.ready)
		return false;
	a->tcp.ready = false;
	if (!a->tcp_sent && !tcp_send(a, &f))
		return refused(a, &a->tcp, f.kind, news);
	alive = tcp_recv(a, &f);
	if (tcp_message(a, &message, &whole)) {
		if (dns_answer(&a->answer, message, query_of(a)))
			return answered(a, &a->tcp, whole, news);
		return refused(a, &a->tcp, FAULT_PROTOCOL, news);
	}
	return !alive && refused(a, &a->tcp, f.kind, news);
}

static bool tcp_next(struct ask *a, struct ask_news *news)
{
	if (tcp_heard(a, news))
		return true;
	if (a->now < a->until && a->now < a->deadline)
		return false;
	tell(a, &a->tcp, ASK_SILENT, news);
	give_up(a, &a->tcp);
	return true;
}

/* ---- the next thing ---- */

bool ask_next(struct ask *a, struct ask_news *news)
{
	if (a->state == ASK_IDLE || a->state == ASK_ENDED)
		return false;
	*news = (struct ask_news){ .name = a->name, .type = a->type };
	if (a->tcp.open)
		return tcp_next(a, news);
	for (size_t i = 0; i < a->servers; i++)
		if (udp_heard(a, &a->server[i], news))
			return true;
	if (a->state == ASK_UNASKED)
		return udp_ask(a, news);
	return a->now >= a->until && silent(a, &a->server[a->turn], news);
}
