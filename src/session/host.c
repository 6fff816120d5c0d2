/* host.c - see host.h. */
#include "session/host.h"

#define TAKEN    16           /* connections in one go */
#define CROWDED  (50 * OS_MS) /* where there are too many to be waited for at once */
#define PATIENCE OS_S         /* where none can be taken, for want of descriptors */
#define QUIET    (10 * OS_S)  /* who was silent so long makes room */

/* ---- beginning ---- */

static bool listen_on(struct host *h, enum visit_service service, struct os_addr a, struct fault *f)
{
	os_sock sock = os_listen(&a, f);
	size_t i = h->listeners;

	if (sock == OS_NO_SOCK)
		return false;
	h->listener[i].service = service;
	h->listener[i].sock = sock;
	h->listener[i].addr = a;
	h->listeners++;
	return true;
}

/* On both loopbacks at one port; a machine may lack the newer one. */
static bool listen_near(struct host *h, enum visit_service service, uint16_t port, struct fault *f)
{
	struct os_addr v4 = { .family = 4, .ip = { 127, 0, 0, 1 }, .port = port };
	struct os_addr v6 = { .family = 6, .ip = { [15] = 1 } };
	struct fault none = { 0 };

	if (!listen_on(h, service, v4, f))
		return false;
	v6.port = h->listener[h->listeners - 1].addr.port;
	listen_on(h, service, v6, &none);
	return true;
}

/* The port of a service, ORDER_OFF if there is none. */
static int64_t port_of(const struct orders *orders, enum visit_service service)
{
	static const uint16_t usual[] = { 2525, 2110, 2323 };
	const struct order *o = orders_find(orders, (enum order_kind)service, STAGE_COUNT);

	return o ? o->octets : service <= VISIT_TELNET ? usual[service] : ORDER_OFF;
}

bool host_has_services(const struct orders *orders)
{
	unsigned i = 0;

	while (i < VISIT_SERVICES && port_of(orders, i) == ORDER_OFF)
		i++;
	return i < VISIT_SERVICES;
}

static bool listen_all(struct host *h, const struct orders *orders, struct fault *f)
{
	const struct order *o = orders_find(orders, ORDER_LISTEN, STAGE_COUNT);
	struct os_addr a;

	if (o && !os_addr_read(&a, span_of(o->text)))
		return fault_set(f, FAULT_ADDRESS, "listen on", span_of(o->text));
	for (unsigned i = 0; i < VISIT_SERVICES; i++) {
		int64_t port = port_of(orders, i);

		a.port = (uint16_t)port;
		if (port != ORDER_OFF &&
		    !(o ? listen_on(h, i, a, f) : listen_near(h, i, a.port, f)))
			return false;
	}
	return true;
}

static void stop_listening(struct host *h)
{
	while (h->listeners)
		os_close(h->listener[--h->listeners].sock);
}

/* Is anything slow or cut off at an octet?  Then kernels are not to hide that. */
static void narrow(struct host *h)
{
	const struct orders *orders = &h->house.practice.orders;

	for (unsigned kind = ORDER_DROP; kind <= ORDER_PAUSE; kind++)
		for (size_t i = 0; i < h->listeners && orders_find(orders, kind, STAGE_COUNT); i++)
			os_narrow(h->listener[i].sock);
}

/* A message that is asked for is there from the start. */
static void pretend(struct practice *p)
{
	for (size_t i = 0; i < p->orders.count; i++) {
		const struct order *o = &p->orders.of[i];
		unsigned mail = o->kind == ORDER_MESSAGE ? practice_open(p) : STORE_MAILS;

		if (mail == STORE_MAILS)
			continue;
		store_pretend(p->store, mail, o->octets);
		store_keep(p->store, mail);
	}
}

/* Each greeting of POP3 has some, so without them there is no server. */
static bool has_random(struct fault *f)
{
	char octet;

	return os_random(&octet, 1) ||
	       fault_set(f, FAULT_NO_RANDOM, "listen for", SPAN("visitors"));
}

struct host *host_open(const struct orders *orders, struct span name, struct span run,
    struct tls_setup *tls, struct timeline *log, struct fault *f)
{
	static struct host *kept;
	static size_t kept_size;
	const struct order *o = orders_find(orders, ORDER_STORE, STAGE_COUNT);
	size_t size = o ? (size_t)o->octets : HOST_STORE;
	struct host *h = kept;

	if (size > kept_size) {
		h = os_memory(sizeof *h + size);
		os_guard(h, h ? sizeof *h + size : 0); /* what visitors say holds passwords */
	}
	if (!h) {
		fault_set(f, FAULT_NO_SYSTEM, "make room for", SPAN("the store"));
		return NULL;
	}
	if (h != kept)
		kept_size = size;
	kept = h;
	h->numbers = 0;
	h->later = 0;
	h->house = (struct house){ .log = log, .tls = tls, .practice.store = &h->store };
	h->house.practice.tls = tls != NULL;
	h->house.practice.host = name;
	h->house.practice.run = run;
	h->house.practice.orders = *orders;
	h->house.practice.size_max = (int64_t)(size / 4 * 3);
	store_begin(&h->store, (char *)(h + 1), size);
	o = orders_find(orders, ORDER_MAILDIR, STAGE_COUNT);
	h->house.shelf.path = o ? o->text : NULL;
	if (has_random(f) && shelf_open(&h->house.shelf, &h->store, f) &&
	    listen_all(h, orders, f)) {
		pretend(&h->house.practice);
		narrow(h);
		return h;
	}
	stop_listening(h);
	return NULL;
}

void host_close(struct host *h)
{
	for (size_t i = 0; i < HOST_VISITORS; i++)
		if (h->visit[i].step != VISIT_NOBODY)
			visit_dismiss(&h->visit[i], "the practice server ends");
	stop_listening(h);
}

void host_say(const struct host *h, struct out *o)
{
	for (size_t i = 0; i < h->listeners; i++) {
		out_text(o, visit_service_name(h->listener[i].service));
		out_char(o, ' ');
		os_addr_port_say(&h->listener[i].addr, o);
		out_char(o, '\n');
	}
}

size_t host_visitors(const struct host *h)
{
	size_t n = 0;

	for (size_t i = 0; i < HOST_VISITORS; i++)
		n += h->visit[i].step != VISIT_NOBODY;
	return n;
}

void host_reorder(struct host *h, const struct orders *orders, int64_t now)
{
	h->house.practice.orders = *orders;
	narrow(h);
	for (size_t i = 0; i < HOST_VISITORS; i++)
		if (h->visit[i].step != VISIT_NOBODY)
			visit_reordered(&h->visit[i], now);
}

/* ---- who comes ---- */

/* A free place, or that of the one who was silent longest. */
static struct visit *place(struct host *h, int64_t now)
{
	struct visit *oldest = &h->visit[0];

	for (size_t i = 0; i < HOST_VISITORS; i++) {
		struct visit *v = &h->visit[i];

		if (v->step == VISIT_NOBODY)
			return v;
		if (v->spoke < oldest->spoke)
			oldest = v;
	}
	if (now - oldest->spoke < QUIET)
		return NULL;
	visit_dismiss(oldest, "others need the place of who is silent");
	return oldest;
}

/* Nobody is let in: said in the protocol's words.  `crowded`: why; else for want of random numbers. */
static void turn_away(
    struct host *h, enum visit_service service, os_sock sock, bool crowded, int64_t now)
{
	struct fault f = { 0 };
	char room[80];
	struct out o = OUT(room);

	out_text(&o, visit_service_name(service));
	out_text(&o, ": turned away, as ");
	if (crowded) {
		out_number(&o, HOST_VISITORS);
		out_text(&o, " are here");
	} else {
		out_text(&o, fault_reason(FAULT_NO_RANDOM));
	}
	house_tell(&h->house, h->numbers, out_span(&o), now);
	o = OUT(room);
	out_text(&o, service == VISIT_POP3 ? "-ERR [SYS/TEMP] " : "421 4.3.2 ");
	out_text(&o, crowded ? "too many connections" : "no random numbers here");
	out_text(&o, "\r\n");
	if (service <= VISIT_POP3)
		os_send(sock, out_span(&o), &f);
	os_close(sock);
}

static void take(struct host *h, size_t listener, int64_t now)
{
	for (int i = 0; i < TAKEN; i++) {
		os_sock sock = os_accept(h->listener[listener].sock);
		enum visit_service service = h->listener[listener].service;
		struct visit *v;

		if (sock == OS_NO_SOCK) {
			if (!i)
				h->later = now + PATIENCE;
			return;
		}
		h->numbers++;
		v = place(h, now);
		if (v && visit_begin(v, &h->house, service, h->numbers, sock, now))
			visit_go(v, false, now);
		else
			turn_away(h, service, sock, !v, now);
	}
}

/* ---- the loop's side ---- */

void host_wants(struct host *h, struct os_wait *w, int64_t now)
{
	for (size_t i = 0; i < h->listeners; i++)
		h->listener[i].place = os_wait_for(w, h->listener[i].sock, now >= h->later, false);
	if (h->later > now && h->later < w->deadline)
		w->deadline = h->later;
	for (size_t i = 0; i < HOST_VISITORS; i++) {
		struct visit *v = &h->visit[i];
		int64_t deadline;

		if (v->step == VISIT_NOBODY)
			continue;
		v->place = w->count; /* its place, if there is one */
		if (w->count < OS_WAIT_MAX)
			os_wait_for(
			    w, v->conn.sock, visit_wants_read(v), conn_wants_write(&v->conn));
		else if (now + CROWDED < w->deadline)
			w->deadline = now + CROWDED;
		deadline = visit_deadline(v);
		if (deadline < w->deadline)
			w->deadline = deadline;
	}
}

static bool is_readable(const struct os_wait *w, size_t at, os_sock sock)
{
	return at < w->count && w->watch[at].sock == sock && w->watch[at].can_read;
}

void host_go(struct host *h, const struct os_wait *w, int64_t now)
{
	for (size_t i = 0; i < HOST_VISITORS; i++) {
		struct visit *v = &h->visit[i];

		if (v->step != VISIT_NOBODY)
			visit_go(v, is_readable(w, v->place, v->conn.sock), now);
	}
	for (size_t i = 0; i < h->listeners; i++)
		if (is_readable(w, h->listener[i].place, h->listener[i].sock))
			take(h, i, now);
}
