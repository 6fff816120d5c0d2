/* ask.c - see ask.h. */
#include "net/ask.h"

#include <string.h>

#define STRANGERS_MAX 16 /* datagrams that don't match the question, read in one turn */

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

/* Never asks this server again; if it was asked last, the next one is asked now. */
static void give_up(struct ask *a, struct ask_server *s)
{
	server_close(s);
	s->left = 0;
	if (s == a->last)
		a->state = ASK_UNASKED;
}

/* Tells that the server closed the connection, sent nonsense, or can't be reached. */
static bool refused(
    struct ask *a, struct ask_server *s, enum fault_kind fault, struct ask_news *news)
{
	news->kind = ASK_REFUSED;
	news->fault = fault;
	give_up(a, s);
	return true;
}

/* Tells that the server can't be reached, for the reason in a->fault. */
static bool unreached(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	a->fault.took = a->now - s->asked;
	news->why = &a->fault;
	return refused(a, s, a->fault.kind, news);
}

/* Is this the end of a try with one server, without a useful answer? */
static bool is_in_vain(const struct ask *a, const struct ask_news *news)
{
	if (news->kind == ASK_ANSWERED)
		return a->state != ASK_ENDED;
	return news->kind == ASK_SILENT || news->kind == ASK_REFUSED;
}

/* Keeps what this server did, to be told if no other server answers either. */
static void keep(struct ask *a, const struct ask_news *news)
{
	struct fault *f = &a->useless;
	struct out server = { f->server, sizeof f->server - 1, 0, false };
	struct out did = { f->did, sizeof f->did - 1, 0, false };

	*f = a->fault;
	f->kind = FAULT_NONE;
	fault_set(f, news->why ? news->fault : FAULT_NO_RESOLVER, "look up", span_of(a->name));
	ask_server_say(&news->server, news->tcp, &server);
	if (!news->why)
		ask_did_say(news, &did);
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
	a->until = os_earlier(a->deadline, a->now + limit);
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
		unreached(a, s, news);
}

/* The answer did not fit a datagram (TC): asks this server alone again, over TCP. */
static bool ask_tcp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	ask_drop(a);
	a->have = 0;
	a->sent = false;
	s->tcp = true;
	s->asked = a->now;
	asked(a, s, ASK_TRY_TCP, news);
	s->sock = os_tcp(&s->addr, NULL, &a->fault);
	return s->sock != OS_NO_SOCK || unreached(a, s, news);
}

/* ---- answers ---- */

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

#define BESIDE "does not answer the question"

_Static_assert(DNS_HOPS_MAX == 16, "the sentence below says it");

/* Why an answer without a record of the type asked for makes no sense; NULL if it does. */
static const char *nonsense_in(const struct dns_answer *a)
{
	if (a->circle)
		return "leads in a circle of aliases";
	if (a->too_far)
		return "holds more than 16 aliases in a row";
	if (a->broken && a->message.len >= ASK_ANSWER_MAX) /* we have cut it */
		return "is too long to be read";
	if (a->broken)
		return "breaks the protocol";
	if (a->cut)
		return "is cut off";
	if (a->rcode == DNS_OK && dns_is_beside(a))
		return BESIDE;
	return NULL;
}

/* Puts the records into the news; a->answer is left as it is, for the caller to read. */
static void summarise(const struct ask *a, struct ask_news *news)
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
		news->nonsense = nonsense_in(&answer);
	if (news->nonsense)
		news->fault = FAULT_PROTOCOL;
}

static bool answered(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	if (a->answer.cut && !s->tcp)
		return ask_tcp(a, s, news);
	news->kind = ASK_ANSWERED;
	summarise(a, news);
	if (!news->fault && (news->rcode == DNS_OK || news->rcode == DNS_NXDOMAIN)) {
		end(a);
		return true;
	}
	give_up(a, s);
	return true;
}

/* ---- reading ---- */

static bool heard_udp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	for (int i = 0; i < STRANGERS_MAX; i++) {
		long n = os_recv(s->sock, a->message, sizeof a->message, &a->fault);

		if (n == OS_AGAIN)
			break;
		if (n == OS_BAD)
			return unreached(a, s, news);
		if (n > 0 &&
		    dns_answer(&a->answer, (struct span){ a->message, (size_t)n }, question_of(a)))
			return answered(a, s, news);
	}
	return false;
}

/* The length of the answer, by its first two octets; 0 until these were received. */
static size_t promised(const struct ask *a)
{
	if (a->have < 2)
		return 0;
	return (size_t)(unsigned char)a->message[0] << 8 | (unsigned char)a->message[1];
}

/* Stores how much of the answer was received, and its length. */
static void count_octets(const struct ask *a, struct ask_news *news)
{
	news->whole = promised(a);
	news->came = a->have < 2 ? 0 : a->have - 2;
}

/* Was all of the answer received, or as much as there is room for? */
static bool is_whole(const struct ask *a, struct span *message)
{
	if (a->have < 2)
		return false;
	*message = span_first((struct span){ a->message + 2, a->have - 2 }, promised(a));
	return message->len == promised(a) || a->have == sizeof a->message;
}

/* Tells that the message received is no answer to the question. */
static bool strange(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	news->nonsense = BESIDE;
	return refused(a, s, FAULT_PROTOCOL, news);
}

static bool heard_tcp(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	struct span message;
	long n;

	if (!a->sent) { /* an empty socket takes the whole question, once connected */
		n = os_send(s->sock, (struct span){ a->query, a->query_len }, &a->fault);
		a->sent = n > 0 && os_tcp_connected(s->sock, &s->addr, &a->fault);
		return n == OS_BAD && unreached(a, s, news);
	}
	n = os_recv(s->sock, a->message + a->have, sizeof a->message - a->have, &a->fault);
	if (n == OS_BAD)
		return unreached(a, s, news);
	if (n == OS_END)
		return refused(a, s, FAULT_CLOSED, news);
	a->have += (size_t)n;
	if (!is_whole(a, &message))
		return false;
	if (!dns_answer(&a->answer, message, question_of(a)))
		return strange(a, s, news);
	return answered(a, s, news);
}

/* ---- the next news ---- */

static bool heard(struct ask *a, struct ask_server *s, struct ask_news *news)
{
	if (s->sock == OS_NO_SOCK || !a->waited)
		return false;
	if (s->tcp)
		return heard_tcp(a, s, news);
	return heard_udp(a, s, news);
}

/* Tells that no server answered: what the last one did, and how many were asked. */
static void failed(struct ask *a, struct ask_news *news)
{
	struct fault *f = &a->useless;
	struct out server = { f->server, sizeof f->server - 1, strlen(f->server), false };
	int count = 0;

	for (size_t i = 0; i < a->servers; i++)
		count += a->server[i].left < ASK_ROUNDS;
	if (count > 1) {
		out_text(&server, " (the last of ");
		out_number(&server, count);
		out_text(&server, " asked)");
	}
	end(a);
	fault_set(f, FAULT_NO_RESOLVER, "look up", span_of(a->name));
	a->fault = *f;
	news->kind = ASK_FAILED;
	news->fault = FAULT_NO_RESOLVER;
	news->why = &a->fault;
}

/* Tells that the last server is silent; or asks the next one; or tells that none is left. */
static struct ask_server *go_on(struct ask *a, struct ask_news *news)
{
	struct ask_server *s = a->last;

	if (a->state == ASK_WAITING) {
		news->kind = ASK_SILENT;
		a->state = ASK_UNASKED;
		if (s->tcp)
			give_up(a, s);
		return s;
	}
	if (a->now < a->deadline && (s = choose(a))) {
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
	if (s->tcp)
		count_octets(a, news);
	if (is_in_vain(a, news))
		keep(a, news);
	return true;
}
