/* dial.c - see dial.h. */
#include "net/dial.h"

/* ---- attempts ---- */

static struct dial_try *untried(struct dial *d, int family)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->attempt[i].state == TRY_UNTRIED && d->attempt[i].addr.family == family)
			return &d->attempt[i];
	return NULL;
}

/* The next address to try: the families take turns, IPv6 first. */
static struct dial_try *choose(struct dial *d)
{
	int turn = d->family == 6 ? 4 : 6;
	struct dial_try *t = untried(d, turn);

	if (!t)
		t = untried(d, 10 - turn);
	return t;
}

/* The first running attempt, from `t` on, or NULL. */
static struct dial_try *running(struct dial *d, struct dial_try *t)
{
	for (; t < d->attempt + d->count; t++)
		if (t->state == TRY_RUNNING)
			return t;
	return NULL;
}

static void try_end(struct dial_try *t)
{
	os_close(t->sock);
	t->sock = OS_NO_SOCK;
	t->state = TRY_OVER;
}

/* ---- news ---- */

static bool tell(
    const struct dial *d, const struct dial_try *t, enum dial_kind kind, struct dial_news *news)
{
	*news = (struct dial_news){
		.kind = kind, .addr = t->addr, .took = d->now - t->began, .sock = OS_NO_SOCK
	};
	return true;
}

/* How much a fault tells: an answer tells more than an obstacle, and that more than silence. */
static int telling(enum fault_kind kind)
{
	static const char order[] = { FAULT_NONE, FAULT_ADDRESS, FAULT_NO_ROUTE, FAULT_TIMEOUT,
		FAULT_UNREACHABLE, FAULT_RESET, FAULT_REFUSED, FAULT_FORBIDDEN };
	int n = sizeof order;

	while (--n && order[n] != (char)kind)
		;
	return n;
}

/* Tells that the attempt has failed, for the reason in d->latest. */
static bool lost(struct dial *d, struct dial_try *t, struct dial_news *news)
{
	struct os_tcp_facts facts;

	d->latest.took = d->now - t->began;
	if (os_tcp_facts(t->sock, &facts))
		d->latest.tries = facts.retransmits + 1;
	try_end(t);
	tell(d, t, DIAL_LOST, news);
	news->fault = d->latest;
	if (!d->fault.kind || telling(d->latest.kind) > telling(d->fault.kind))
		d->fault = d->latest;
	d->latest = (struct fault){ 0 };
	d->next = d->now;
	return true;
}

/* ---- the next news ---- */

/*
 * Goes on with an attempt.  Its socket is opened only after the news DIAL_TRYING, so that
 * an immediate failure is told after that.
 */
static bool try_next(struct dial *d, struct dial_try *t, struct dial_news *news)
{
	if (t->sock == OS_NO_SOCK)
		t->sock = os_tcp(&t->addr, d->from, &d->latest);
	if (t->ready && os_tcp_connected(t->sock, &t->addr, &d->latest)) {
		t->state = TRY_OVER;
		d->winner = t;
		d->state = DIAL_WON;
		return dial_next(d, news);
	}
	if (d->now - t->began >= d->limit)
		os_addr_fault(&d->latest, FAULT_TIMEOUT, "connect to", &t->addr);
	return d->latest.kind && lost(d, t, news);
}

static bool try_begin(struct dial *d, struct dial_try *t, struct dial_news *news)
{
	d->family = t->addr.family;
	d->next = d->now + DIAL_STAGGER;
	t->state = TRY_RUNNING;
	t->began = d->now;
	return tell(d, t, DIAL_TRYING, news);
}

static bool running_next(struct dial *d, struct dial_news *news)
{
	struct dial_try *any = running(d, d->attempt), *t;

	for (t = any; t; t = running(d, t + 1))
		if (try_next(d, t, news))
			return true;
	if ((d->now >= d->next || !any) && (t = choose(d)))
		return try_begin(d, t, news);
	if (!d->last || any)
		return false;
	d->state = DIAL_ENDED;
	fault_set(&d->fault, FAULT_OTHER, "connect to", SPAN("no address"));
	*news = (struct dial_news){ .kind = DIAL_FAILED, .fault = d->fault, .sock = OS_NO_SOCK };
	return true;
}

/* Closes the other attempts, one for each news, and tells the connection last. */
static bool won_next(struct dial *d, struct dial_news *news)
{
	struct dial_try *t = running(d, d->attempt);

	if (t) {
		try_end(t);
		return tell(d, t, DIAL_SLOWER, news);
	}
	d->state = DIAL_ENDED;
	tell(d, d->winner, DIAL_CONNECTED, news);
	news->sock = d->winner->sock;
	d->winner->sock = OS_NO_SOCK;
	return true;
}

bool dial_next(struct dial *d, struct dial_news *news)
{
	if (d->state == DIAL_WON)
		return won_next(d, news);
	return d->state == DIAL_RUNNING && running_next(d, news);
}

/* ---- in the loop ---- */

void dial_begin(struct dial *d, int64_t limit, const struct os_addr *from)
{
	dial_drop(d);
	*d = (struct dial){ .state = DIAL_RUNNING, .limit = limit, .from = from };
}

bool dial_add(struct dial *d, const struct os_addr *addr)
{
	if (d->count == DIAL_MAX)
		return false;
	d->attempt[d->count].addr = *addr;
	d->attempt[d->count++].sock = OS_NO_SOCK;
	return true;
}

void dial_last(struct dial *d)
{
	d->last = true;
}

void dial_wants(const struct dial *d, struct os_wait *w)
{
	bool more = false;

	if (d->state != DIAL_RUNNING)
		return;
	for (const struct dial_try *t = d->attempt; t < d->attempt + d->count; t++) {
		more |= t->state == TRY_UNTRIED;
		if (t->state != TRY_RUNNING)
			continue;
		os_wait_for(w, t->sock, false, true);
		if (t->began + d->limit < w->deadline)
			w->deadline = t->began + d->limit;
	}
	if (more && d->next < w->deadline)
		w->deadline = d->next;
}

void dial_go(struct dial *d, const struct os_wait *w, int64_t now)
{
	d->now = now;
	for (struct dial_try *t = d->attempt; (t = running(d, t)); t++)
		t->ready = os_wait_found(w, t->sock).can_write;
}

void dial_drop(struct dial *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->attempt[i].state != TRY_UNTRIED)
			try_end(&d->attempt[i]);
	d->state = DIAL_IDLE;
}

void dial_news_say(const struct dial_news *news, struct out *o)
{
	os_addr_port_say(&news->addr, o);
	if (news->fault.kind) {
		out_text(o, ": ");
		fault_why_say(&news->fault, o);
	}
	if (news->kind == DIAL_SLOWER)
		out_text(o, ": no answer yet, another was faster");
}
