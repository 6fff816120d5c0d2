/* dial.c - see dial.h. */
#include "net/dial.h"

#define LIMIT_MAX (OS_NEVER / 2) /* so that a time and a limit can be added */

/* ---- attempts ---- */

static struct dial_try *running(struct dial *d, size_t i)
{
	return d->attempt[i].state == TRY_RUNNING ? &d->attempt[i] : NULL;
}

static struct dial_try *untried(struct dial *d, int family)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->attempt[i].state == TRY_UNTRIED && d->attempt[i].addr.family == family)
			return &d->attempt[i];
	return NULL;
}

/* The families take turns; IPv6 begins. */
static struct dial_try *choose(struct dial *d)
{
	int turn = d->family == 6 ? 4 : 6;
	struct dial_try *t = untried(d, turn);

	return t ? t : untried(d, turn == 6 ? 4 : 6);
}

static bool any_running(const struct dial *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->attempt[i].state == TRY_RUNNING)
			return true;
	return false;
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
	*news = (struct dial_news){ kind, t->addr, d->now - t->began, FAULT_NONE, OS_NO_SOCK };
	return true;
}

/* How much a fault tells: the other end answered, something stopped us, or nothing came. */
static int telling(enum fault_kind kind)
{
	static const enum fault_kind order[] = { FAULT_OTHER, FAULT_ADDRESS, FAULT_UNREACHABLE,
		FAULT_TIMEOUT, FAULT_RESET, FAULT_REFUSED, FAULT_FORBIDDEN };
	int n = sizeof order / sizeof *order;

	if (kind == FAULT_NONE)
		return -1;
	while (--n && order[n] != kind)
		;
	return n;
}

static void who_say(const struct os_addr *a, struct out *o)
{
	os_addr_say(a, o);
	out_text(o, " port ");
	out_number(o, a->port);
}

/* Says in a fault that it happened to this attempt. */
static void blame(const struct dial_try *t, enum fault_kind kind, struct fault *f)
{
	char text[sizeof f->who];
	struct out who = OUT(text);

	who_say(&t->addr, &who);
	f->kind = FAULT_NONE;
	fault_set(f, kind, "connect to", out_span(&who));
}

static bool lost(struct dial *d, struct dial_try *t, const struct fault *f, struct dial_news *news)
{
	try_end(t);
	d->next = d->now;
	if (telling(f->kind) > telling(d->fault.kind))
		d->fault = *f;
	tell(d, t, DIAL_LOST, news);
	news->fault = f->kind;
	return true;
}

/* ---- the next thing ---- */

/* One attempt that has connected, failed, or had its time. */
static bool try_next(struct dial *d, struct dial_try *t, struct dial_news *news)
{
	struct fault f = { 0 };

	if (t->ready && !os_tcp_connected(t->sock, &f)) {
		blame(t, f.kind, &f);
		return lost(d, t, &f, news);
	}
	if (t->ready) {
		t->state = TRY_CONNECTED;
		d->winner = (size_t)(t - d->attempt);
		d->state = DIAL_WON;
		return dial_next(d, news);
	}
	if (d->now - t->began < d->limit)
		return false;
	blame(t, FAULT_TIMEOUT, &f);
	return lost(d, t, &f, news);
}

static bool try_begin(struct dial *d, struct dial_try *t, struct dial_news *news)
{
	d->family = t->addr.family;
	d->next = d->now + DIAL_STAGGER;
	t->state = TRY_RUNNING;
	t->began = d->now;
	t->sock = OS_NO_SOCK;
	return tell(d, t, DIAL_TRYING, news);
}

/*
 * The attempt has been told of; now it goes out.  So a refusal on the spot
 * comes after the news that it was tried.
 */
static bool try_connect(struct dial *d, struct dial_try *t, struct dial_news *news)
{
	const struct os_addr *from = d->from.family ? &d->from : NULL;
	struct fault f = { 0 };

	if (from && from->family != t->addr.family)
		blame(t, FAULT_ADDRESS, &f);
	else
		t->sock = os_tcp(&t->addr, from, &f);
	return t->sock == OS_NO_SOCK && lost(d, t, &f, news);
}

static bool running_next(struct dial *d, struct dial_news *news)
{
	struct dial_try *t;

	for (size_t i = 0; i < d->count; i++) {
		if (!(t = running(d, i)))
			continue;
		if (t->sock == OS_NO_SOCK && try_connect(d, t, news))
			return true;
		if (try_next(d, t, news))
			return true;
	}
	if ((d->now >= d->next || !any_running(d)) && (t = choose(d)))
		return try_begin(d, t, news);
	if (!d->last || any_running(d))
		return false;
	d->state = DIAL_ENDED;
	fault_set(&d->fault, FAULT_OTHER, "connect to", SPAN("no address"));
	*news = (struct dial_news){ DIAL_FAILED, { 0 }, 0, d->fault.kind, OS_NO_SOCK };
	return true;
}

/* The winner is told of last, when all others are closed. */
static bool won_next(struct dial *d, struct dial_news *news)
{
	struct dial_try *t;

	for (size_t i = 0; i < d->count; i++) {
		if (!(t = running(d, i)))
			continue;
		try_end(t);
		return tell(d, t, DIAL_SLOWER, news);
	}
	t = &d->attempt[d->winner];
	t->state = TRY_OVER;
	d->state = DIAL_ENDED;
	tell(d, t, DIAL_CONNECTED, news);
	news->sock = t->sock;
	return true;
}

bool dial_next(struct dial *d, struct dial_news *news)
{
	if (d->state == DIAL_WON)
		return won_next(d, news);
	return d->state == DIAL_RUNNING && running_next(d, news);
}

/* ---- around it ---- */

void dial_begin(struct dial *d, int64_t limit, const struct os_addr *from)
{
	dial_drop(d);
	*d = (struct dial){ .state = DIAL_RUNNING };
	d->limit = limit < LIMIT_MAX ? limit : LIMIT_MAX;
	if (from)
		d->from = *from;
}

bool dial_add(struct dial *d, const struct os_addr *addr)
{
	if (d->count == DIAL_MAX)
		return false;
	d->attempt[d->count++] = (struct dial_try){ .addr = *addr, .sock = OS_NO_SOCK };
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
	for (size_t i = 0; i < d->count; i++) {
		const struct dial_try *t = &d->attempt[i];

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
	for (size_t i = 0; i < d->count; i++)
		if (running(d, i))
			d->attempt[i].ready = os_wait_found(w, d->attempt[i].sock).can_write;
}

void dial_drop(struct dial *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->attempt[i].state == TRY_RUNNING || d->attempt[i].state == TRY_CONNECTED)
			try_end(&d->attempt[i]);
	d->state = DIAL_IDLE;
}

void dial_news_say(const struct dial_news *news, struct out *o)
{
	if (news->addr.family)
		who_say(&news->addr, o);
	if (news->addr.family && news->fault)
		out_text(o, ": ");
	if (news->fault)
		out_text(o, fault_reason(news->fault));
	if (news->kind == DIAL_SLOWER)
		out_text(o, ": no answer yet, another was faster");
}
