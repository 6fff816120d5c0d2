/* server.c - see server.h. */
#include "serve/server.h"

#define TAKEN    16           /* connections accepted in one turn of the loop */
#define CROWDED  (50 * OS_MS) /* until the next turn, if os_wait has no room for a visitor */
#define PATIENCE OS_S         /* until the next accept, if there was no descriptor left */
#define QUIET    (10 * OS_S)  /* a visitor silent for this time can be replaced */

/* ---- beginning ---- */

static bool listen_on(struct server *h, enum service service, struct os_addr a, struct fault *f)
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

/* Listens on 127.0.0.1 and ::1, on the same port; a machine may have no IPv6. */
static bool listen_near(struct server *h, enum service service, uint16_t port, struct fault *f)
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

/* The port of a service, DIRECTIVE_OFF if the service is off. */
static int64_t port_of(const struct directives *directives, enum service service)
{
	static const uint16_t usual[] = { 2525, 2110, 2323 };
	const struct directive *o =
	    directives_find(directives, (enum directive_kind)service, STAGE_COUNT);

	if (o)
		return o->octets;
	return service <= SERVICE_TELNET ? usual[service] : DIRECTIVE_OFF;
}

bool server_has_services(const struct directives *directives)
{
	unsigned i = 0;

	while (i < SERVICES && port_of(directives, i) == DIRECTIVE_OFF)
		i++;
	return i < SERVICES;
}

static bool listen_all(struct server *h, const struct directives *directives, struct fault *f)
{
	const struct directive *o = directives_find(directives, DIRECTIVE_LISTEN, STAGE_COUNT);
	struct os_addr a;

	if (o && !os_addr_read(&a, span_of(o->text)))
		return fault_set(f, FAULT_ADDRESS, "listen on", span_of(o->text));
	for (unsigned i = 0; i < SERVICES; i++) {
		int64_t port = port_of(directives, i);
		bool listening;

		if (port == DIRECTIVE_OFF)
			continue;
		a.port = (uint16_t)port;
		if (o)
			listening = listen_on(h, i, a, f);
		else
			listening = listen_near(h, i, a.port, f);
		if (!listening)
			return false;
	}
	return true;
}

static void stop_listening(struct server *h)
{
	while (h->listeners)
		os_close(h->listener[--h->listeners].sock);
}

/* Makes buffers small if streams are to be slow or cut, as large buffers would hide that. */
static void narrow(struct server *h)
{
	const struct directives *directives = &h->shared.config.directives;

	for (unsigned kind = DIRECTIVE_DROP; kind <= DIRECTIVE_PAUSE; kind++)
		for (size_t i = 0;
		     i < h->listeners && directives_find(directives, kind, STAGE_COUNT); i++)
			os_narrow(h->listener[i].sock);
}

/* Puts the generated messages of DIRECTIVE_MESSAGE in the store. */
static void pretend(struct served_config *p)
{
	for (size_t i = 0; i < p->directives.count; i++) {
		const struct directive *o = &p->directives.of[i];
		unsigned mail;

		if (o->kind != DIRECTIVE_MESSAGE)
			continue;
		mail = served_new_mail(p);
		if (mail == STORE_MAILS)
			continue;
		store_pretend(p->store, mail, o->octets);
		store_keep(p->store, mail);
	}
}

/* Are there random numbers?  POP3's greetings need them, so no server starts without. */
static bool has_random(struct fault *f)
{
	char octet;

	return os_random(&octet, 1) ||
	       fault_set(f, FAULT_NO_RANDOM, "listen for", SPAN("visitors"));
}

struct server *server_open(const struct directives *directives, struct span name, struct span run,
    struct tls_setup *tls, struct timeline *log, struct fault *f)
{
	static struct server *kept;
	static size_t kept_size;
	const struct directive *o = directives_find(directives, DIRECTIVE_STORE, STAGE_COUNT);
	size_t size = o ? (size_t)o->octets : SERVER_STORE;
	struct server *h = kept;

	if (size > kept_size) {
		h = os_memory(sizeof *h + size);
		os_guard(h, h ? sizeof *h + size : 0); /* visitors send passwords */
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
	h->shared =
	    (struct server_shared){ .tell = { log, 0 }, .tls = tls, .config.store = &h->store };
	h->shared.config.tls = tls != NULL;
	h->shared.config.host = name;
	h->shared.config.run = run;
	h->shared.config.directives = *directives;
	h->shared.config.size_max = (int64_t)(size / 4 * 3);
	store_begin(&h->store, (char *)(h + 1), size);
	o = directives_find(directives, DIRECTIVE_MAILDIR, STAGE_COUNT);
	h->shared.maildir.path = o ? o->text : NULL;
	if (has_random(f) && maildir_open(&h->shared.maildir, &h->store, f) &&
	    listen_all(h, directives, f)) {
		pretend(&h->shared.config);
		narrow(h);
		return h;
	}
	stop_listening(h);
	return NULL;
}

void server_close(struct server *h)
{
	for (size_t i = 0; i < SERVER_VISITORS; i++)
		if (h->peer[i].step != PEER_NOBODY)
			peer_dismiss(&h->peer[i], "the practice server ends");
	stop_listening(h);
}

void server_say(const struct server *h, struct out *o)
{
	for (size_t i = 0; i < h->listeners; i++) {
		out_text(o, service_name(h->listener[i].service));
		out_char(o, ' ');
		os_addr_port_say(&h->listener[i].addr, o);
		out_char(o, '\n');
	}
}

size_t server_visitors(const struct server *h)
{
	size_t n = 0;

	for (size_t i = 0; i < SERVER_VISITORS; i++)
		n += h->peer[i].step != PEER_NOBODY;
	return n;
}

void server_reorder(struct server *h, const struct directives *directives, int64_t now)
{
	h->shared.config.directives = *directives;
	narrow(h);
	for (size_t i = 0; i < SERVER_VISITORS; i++)
		if (h->peer[i].step != PEER_NOBODY)
			peer_reordered(&h->peer[i], now);
}

/* ---- new visitors ---- */

/* A free place, or that of a visitor that was silent longest, for QUIET at least; or NULL. */
static struct peer *place(struct server *h, int64_t now)
{
	struct peer *oldest = &h->peer[0];

	for (size_t i = 0; i < SERVER_VISITORS; i++) {
		struct peer *v = &h->peer[i];

		if (v->step == PEER_NOBODY)
			return v;
		if (v->last_moved < oldest->last_moved)
			oldest = v;
	}
	if (now - oldest->last_moved < QUIET)
		return NULL;
	peer_dismiss(oldest, "silent too long while others wait for a place");
	return oldest;
}

/* Refuses a connection: there are too many visitors if `crowded`, else no random numbers. */
static void turn_away(
    struct server *h, enum service service, os_sock sock, bool crowded, int64_t now)
{
	struct fault f = { 0 };
	char room[80];
	struct out o = OUT(room);

	out_text(&o, service_name(service));
	out_text(&o, ": turned away: ");
	if (crowded) {
		out_number(&o, SERVER_VISITORS);
		out_text(&o, " visitors are connected");
	} else {
		out_text(&o, fault_reason(FAULT_NO_RANDOM));
	}
	server_tell(&h->shared, h->numbers, out_span(&o), now);
	o = OUT(room);
	out_text(&o, service == SERVICE_POP3 ? "-ERR [SYS/TEMP] " : "421 4.3.2 ");
	out_text(&o, crowded ? "too many connections" : "no random numbers here");
	out_text(&o, "\r\n");
	if (service <= SERVICE_POP3)
		os_send(sock, out_span(&o), &f);
	os_close(sock);
}

static void take(struct server *h, size_t listener, int64_t now)
{
	for (int i = 0; i < TAKEN; i++) {
		os_sock sock = os_accept(h->listener[listener].sock);
		enum service service = h->listener[listener].service;
		struct peer *v;

		if (sock == OS_NO_SOCK) {
			if (!i)
				h->later = now + PATIENCE;
			return;
		}
		h->numbers++;
		v = place(h, now);
		if (v && peer_begin(v, &h->shared, service, h->numbers, sock, now))
			peer_go(v, false, now);
		else
			turn_away(h, service, sock, !v, now);
	}
}

/* ---- in the loop ---- */

void server_wants(struct server *h, struct os_wait *w, int64_t now)
{
	for (size_t i = 0; i < h->listeners; i++)
		h->listener[i].place = os_wait_for(w, h->listener[i].sock, now >= h->later, false);
	if (h->later > now)
		w->deadline = os_earlier(w->deadline, h->later);
	for (size_t i = 0; i < SERVER_VISITORS; i++) {
		struct peer *v = &h->peer[i];

		if (v->step == PEER_NOBODY)
			continue;
		v->place = w->count; /* beyond the end if there is no room: see is_readable */
		if (w->count < OS_WAIT_MAX)
			os_wait_for(
			    w, v->conn.sock, peer_wants_read(v), conn_wants_write(&v->conn));
		else
			w->deadline = os_earlier(w->deadline, now + CROWDED);
		w->deadline = os_earlier(w->deadline, peer_deadline(v));
	}
}

static bool is_readable(const struct os_wait *w, size_t at, os_sock sock)
{
	return at < w->count && w->watch[at].sock == sock && w->watch[at].can_read;
}

void server_go(struct server *h, const struct os_wait *w, int64_t now)
{
	for (size_t i = 0; i < SERVER_VISITORS; i++) {
		struct peer *v = &h->peer[i];

		if (v->step != PEER_NOBODY)
			peer_go(v, is_readable(w, v->place, v->conn.sock), now);
	}
	for (size_t i = 0; i < h->listeners; i++)
		if (is_readable(w, h->listener[i].place, h->listener[i].sock))
			take(h, i, now);
}
