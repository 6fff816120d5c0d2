/* reach.c - see reach.h. */
#include "session/reach.h"

void reach_begin(struct reach *r, struct timeline *log, const struct names_how *how,
    struct span host, uint16_t port, const struct os_addr *from, int64_t limit, int64_t now)
{
	r->state = REACH_BUSY;
	r->log = log;
	r->added = 0;
	dial_begin(&r->dial, limit, from);
	names_begin(&r->names, how, host, port, now, now + limit);
}

static void fail(struct reach *r, const struct fault *f)
{
	r->state = REACH_FAILED;
	r->fault = *f;
}

/* ---- the look-up ---- */

static void tell_ask(struct reach *r, const struct ask_news *news, int64_t now)
{
	static const char kinds[] = {
		[ASK_ASKED] = EVENT_ASK,
		[ASK_SILENT] = EVENT_NOTE,
		[ASK_REFUSED] = EVENT_NOTE,
		[ASK_ANSWERED] = EVENT_ANSWER,
		[ASK_HOSTS] = EVENT_ANSWER,
		[ASK_DONE] = 0,
	};
	char text[sizeof news->text + 512];
	struct out o = OUT(text);

	if (!kinds[news->kind])
		return;
	ask_news_say(news, &o);
	timeline_tell(r->log, &(struct event){ .at = now,
				  .kind = (enum event_kind)kinds[news->kind],
				  .code = news->rcode,
				  .n = { news->took, news->records, news->ttl },
				  .text = out_span(&o) });
}

/* Addresses go to the dialling as soon as they are ready. */
static void names_step(struct reach *r, int64_t now)
{
	struct names *n = &r->names;
	struct ask_news news;

	names_go(n, now);
	while (names_next(n, &news))
		tell_ask(r, &news, now);
	while (names_ready(n) && r->added < n->count) {
		if (r->added == 0)
			r->names_took = now - n->begun;
		dial_add(&r->dial, &n->addr[r->added++]);
	}
	if (n->state != NAMES_DONE)
		return;
	dial_last(&r->dial);
	if (n->count)
		return;
	if (names_remark(n))
		timeline_say(r->log, now, EVENT_NOTE, span_of(names_remark(n)));
	fail(r, &n->fault);
}

/* ---- the dialling ---- */

/* "HOST; 192.0.2.10 port 110; 192.0.2.77 port 40122" */
static void connected(struct reach *r, const struct dial_news *news, struct out *o)
{
	struct os_addr local = { 0 }, remote;

	os_ends(news->sock, &local, &remote);
	out_text(o, r->names.name);
	out_text(o, "; ");
	os_addr_port_say(&news->addr, o);
	out_text(o, "; ");
	os_addr_port_say(&local, o);
	r->state = REACH_THERE;
	r->sock = news->sock;
}

static void tell_dial(struct reach *r, const struct dial_news *news, int64_t now)
{
	static const char kinds[] = {
		[DIAL_TRYING] = EVENT_DIAL,
		[DIAL_LOST] = EVENT_REFUSED,
		[DIAL_SLOWER] = EVENT_REFUSED,
		[DIAL_CONNECTED] = EVENT_DIALED,
	};
	char text[ASK_NAME + 192];
	struct out o = OUT(text);

	if (news->kind == DIAL_FAILED) {
		fail(r, &r->dial.fault);
		return;
	}
	if (news->kind == DIAL_CONNECTED)
		connected(r, news, &o);
	else
		dial_news_say(news, &o);
	timeline_tell(r->log, &(struct event){ .at = now,
				  .kind = (enum event_kind)kinds[news->kind],
				  .n = { news->took, r->names_took },
				  .text = out_span(&o) });
}

/* ---- both ---- */

void reach_wants(const struct reach *r, struct os_wait *w)
{
	names_wants(&r->names, w);
	dial_wants(&r->dial, w);
}

void reach_go(struct reach *r, const struct os_wait *w, int64_t now)
{
	struct dial_news news;

	names_step(r, now);
	dial_go(&r->dial, w, now);
	while (r->state == REACH_BUSY && dial_next(&r->dial, &news))
		tell_dial(r, &news, now);
	if (r->state != REACH_BUSY) {
		names_drop(&r->names);
		dial_drop(&r->dial);
	}
}

void reach_drop(struct reach *r)
{
	names_drop(&r->names);
	dial_drop(&r->dial);
	r->state = REACH_IDLE;
}
