/* ask.c - see ask.h. */
#include "net/ask.h"

#include <string.h>

#define STRANGERS_MAX 16 /* datagrams that answer nothing, read before we wait again */

/* ---- beginning and ending ---- */

static struct span question_of(const struct ask *a)
{
	return (struct span){ a->query + 2, a->query_len - 2 };
}

bool ask_begin(struct ask *a, const struct os_names *names, struct span name, enum dns_type type,
    int64_t now, int64_t deadline)
{
	struct out o = { a->query, sizeof a->query, 2, false };
	uint16_t id;

	*a = (struct ask){ .type = type, .now = now, .deadline = deadline };
	if (!os_random(&id, sizeof id))
		return fault_set(&a->fault, FAULT_NO_RANDOM, "look up", name);
	if (name.len >= sizeof a->name || !dns_question(&o, id, name, type))
		return fault_set(&a->fault, FAULT_NO_NAME, "look up", name);
	memcpy(a->name, name.at, name.len);
	a->query_len = o.len;
	a->query[0] = (char)((o.len - 2) >> 8);
	a->query[1] = (char)(o.len - 2);
	for (; a->servers < (size_t)names->servers; a->servers++)
		a->server[a->servers] = (struct ask_server){
			.addr = names->server[a->servers], .sock = OS_NO_SOCK, .left = ASK_ROUNDS
		};
	a->next = a->server;
	a->state = ASK_UNASKED;
	return true;
}

static void server_close(struct ask_server *s)
{
	os_close(s->sock);
	s->sock = OS_NO_SOCK;
}

void ask_drop(struct ask *a)
{
	for (size_t i = 0; i < a->servers; i++)
		server_close(&a->server[i]);
	a->state = ASK_IDLE;
}

static void end(struct ask *a)
{
	ask_drop(a);
	a->state = ASK_ENDED;
}

void ask_wants(const struct ask *a, struct os_wait *w)
{
	if (!ask_is_busy(a))
		return;
	if (a->until < w->deadline)
		w->deadline = a->until;
	for (size_t i = 0; i < a->servers; i++) {
		const struct ask_server *s = &a->server[i];
		bool writes = s->tcp && !a->sent;

		if (s->sock != OS_NO_SOCK)
			os_wait_for(w, s->sock, !writes, writes);
	}
}

/* ---- no answer ---- */

/* The server will not be of use; if it was the one waited for, the next is asked. */
static void give_up(struct ask *a, struct ask_server *s)
{
	server_close(s);
	s->left = 0;
	if (s == a->last)
		a->state = ASK_UNASKED;
}

/* The server ended it, or what it said was no answer. */
static bool broken(
    struct ask *a, struct ask_server *s, enum fault_kind fault, struct ask_news *news)
{
	news->kind = ASK_REFUSED;
	news->fault = fault;
	s->reached = true;
	give_up(a, s);
	return true;
}

/* It can't be reached, as a->fault says. */
static bool refused(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	struct out server = { a->refusal.server, sizeof a->refusal.server - 1, 0, false };

	broken(a, s, a->fault.kind, news);
	s->reached = false;
	a->fault.took = a->now - s->asked;
	a->refusal = a->fault;
	ask_server_say(&s->addr, s->tcp, &server);
	news->why = &a->fault;
	return true;
}

/* ---- asking ---- */

/* The server after the last one that may still be asked, or NULL. */
static struct ask_server *choose(struct ask *a)
{
	for (size_t i = 0; i < a->servers; i++) {
		struct ask_server *s = a->next++;

		if (a->next == a->server + a->servers)
			a->next = a->server;
		if (s->left)
			return s;
	}
	return NULL;
}

static void asked(struct ask *a, struct ask_server *s, int64_t limit, struct ask_news *news)
{
	news->kind = ASK_ASKED;
	a->state = ASK_WAITING;
	a->until = a->deadline - a->now < limit ? a->deadline : a->now + limit;
	a->waited = false;
	a->last = s;
}

static void ask_udp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	asked(a, s, ASK_TRY, news);
	s->left--;
	if (s->sock == OS_NO_SOCK) {
		s->asked = a->now;
		s->sock = os_udp(&s->addr, NULL, &a->fault);
	}
	if (os_send(s->sock, question_of(a), &a->fault) == OS_BAD)
		refused(a, s, news);
}

/* The answer did not fit a datagram (TC): the same question over TCP, to nobody else. */
static bool ask_tcp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	ask_drop(a);
	a->have = 0;
	a->sent = false;
	s->tcp = true;
	s->asked = a->now;
	asked(a, s, ASK_TRY_TCP, news);
	s->sock = os_tcp(&s->addr, NULL, &a->fault);
	return s->sock != OS_NO_SOCK || refused(a, s, news);
}

/* ---- what was answered ---- */

bool ask_address(const struct dns_record *r, struct os_addr *addr)
{
	if (r->type != DNS_A && r->type != DNS_AAAA)
		return false;
	*addr = (struct os_addr){ .family = r->type == DNS_A ? 4 : 6 };
	memcpy(addr->ip, r->data.at, r->data.len);
	return true;
}

static void record_say(const struct dns_record *r, struct out *o)
{
	struct os_addr addr;

	if (o->len)
		out_text(o, ", ");
	if (ask_address(r, &addr)) {
		os_addr_say(&addr, o);
		return;
	}
	dns_type_say(r->type, o);
	out_char(o, ' ');
	out_text(o, r->name);
}

/* What makes an answer without the record that was asked for useless; NULL: nothing does. */
static const char *nonsense_in(const struct dns_answer *a, bool tcp)
{
	if (a->endless)
		return "leads in a circle of aliases";
	if (a->broken)
		return "breaks the protocol";
	return a->cut && tcp ? "is cut off, even over TCP" : NULL;
}

/* Puts the records into the news, and leaves them to be read by who asked. */
static void summarise(const struct ask *a, bool tcp, struct ask_news *news)
{
	struct out o = { news->text, sizeof news->text - 1, 0, false };
	struct dns_answer answer = a->answer;
	struct dns_record r;

	news->rcode = answer.rcode;
	while (dns_next(&answer, &r)) {
		size_t len = o.len;

		record_say(&r, &o);
		if (o.full)
			o.len = len;
		if (news->ttl == 0 || r.ttl < news->ttl)
			news->ttl = r.ttl;
		news->records += r.type == news->type;
	}
	news->text[o.len] = '\0';
	if (news->records == 0)
		news->nonsense = nonsense_in(&answer, tcp);
	if (news->nonsense)
		news->fault = FAULT_PROTOCOL;
}

static bool answered(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	if (a->answer.cut && !s->tcp)
		return ask_tcp(a, s, news);
	news->kind = ASK_ANSWERED;
	summarise(a, s->tcp, news);
	s->reached = true;
	if (!news->fault && (news->rcode == DNS_OK || news->rcode == DNS_NXDOMAIN)) {
		end(a);
		return true;
	}
	a->rcode = news->rcode;
	a->nonsense = news->nonsense;
	give_up(a, s);
	return true;
}

/* ---- hearing ---- */

static bool heard_udp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	for (int i = 0; i < STRANGERS_MAX; i++) {
		long n = os_recv(s->sock, a->message, sizeof a->message, &a->fault);

		if (n == OS_AGAIN)
			break;
		if (n == OS_BAD)
			return refused(a, s, news);
		if (n > 0 &&
		    dns_answer(&a->answer, (struct span){ a->message, (size_t)n }, question_of(a)))
			return answered(a, s, news);
	}
	return false;
}

/* Is all that was promised in, or as much as there is room for? */
static bool is_whole(const struct ask *a, struct span *message)
{
	size_t promised = (size_t)(unsigned char)a->message[0] << 8 | (unsigned char)a->message[1];

	if (a->have < 2)
		return false;
	*message = span_first((struct span){ a->message + 2, a->have - 2 }, promised);
	return message->len == promised || a->have == sizeof a->message;
}

static bool heard_tcp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	struct span message;
	long n;

	if (!a->sent) { /* a question fits into an empty socket whole, or not yet */
		n = os_send(s->sock, (struct span){ a->query, a->query_len }, &a->fault);
		a->sent = n > 0 && os_tcp_connected(s->sock, &s->addr, &a->fault);
		return n == OS_BAD && refused(a, s, news);
	}
	n = os_recv(s->sock, a->message + a->have, sizeof a->message - a->have, &a->fault);
	if (n < 0)
		return broken(a, s, FAULT_RESET, news);
	a->have += (size_t)n;
	if (!is_whole(a, &message))
		return false;
	if (!dns_answer(&a->answer, message, question_of(a)))
		return broken(a, s, FAULT_PROTOCOL, news);
	return answered(a, s, news);
}

/* ---- the next thing ---- */

static bool heard(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	if (s->sock == OS_NO_SOCK || !a->waited)
		return false;
	return s->tcp ? heard_tcp(a, s, news) : heard_udp(a, s, news);
}

/* Nobody answered: because no server can be reached, or else they are silent. */
static void failed(struct ask *a, struct ask_news *news)
{
	char text[ASK_NAME + 60];
	struct out who = OUT(text);
	bool reached = false;

	ask_name_say(a->name, a->rcode, a->nonsense, &who);
	for (size_t i = 0; i < a->servers; i++)
		reached |= a->server[i].reached;
	end(a);
	news->kind = ASK_FAILED;
	news->fault = FAULT_NO_RESOLVER;
	fault_set(&a->fault, reached || !a->refusal.kind ? FAULT_NO_RESOLVER : a->refusal.kind,
	    "look up", out_span(&who));
	if (a->fault.kind == FAULT_NO_RESOLVER)
		return;
	a->fault.icmp = a->refusal.icmp;
	a->fault.took = a->refusal.took;
	memcpy(a->fault.server, a->refusal.server, sizeof a->fault.server);
	news->why = &a->fault;
}

/* Asks the next server, or tells that the last one is silent, or that all were asked in vain. */
static struct ask_server *go_on(struct ask *a, struct ask_news *news)
{
	struct ask_server *s = a->last;

	if (a->state == ASK_WAITING) {
		news->kind = ASK_SILENT;
		a->state = ASK_UNASKED;
		s->reached = true;
		if (s->tcp)
			give_up(a, s);
		return s;
	}
	s = a->now < a->deadline ? choose(a) : NULL;
	if (s) {
		ask_udp(a, s, news);
		return s;
	}
	failed(a, news);
	return a->server;
}

void ask_go(struct ask *a, int64_t now)
{
	a->now = now;
	a->waited = true;
}

bool ask_next(struct ask *a, struct ask_news *news)
{
	struct ask_server *s = a->server, *behind = s + a->servers;

	if (!ask_is_busy(a))
		return false;
	*news = (struct ask_news){ .name = a->name, .type = a->type };
	a->fault = (struct fault){ 0 };
	while (s < behind && !heard(a, s, news))
		s++;
	if (s == behind) {
		if (a->state == ASK_WAITING && a->now < a->until)
			return false;
		s = go_on(a, news);
	}
	news->server = s->addr;
	news->tcp = s->tcp;
	news->took = a->now - s->asked;
	return true;
}
