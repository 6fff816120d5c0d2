/* reach.c - see reach.h. */
#include "session/reach.h"

#include <string.h>

static void say_addr(struct out *o, const struct os_addr *a)
{
	os_addr_say(a, o);
	out_text(o, " port ");
	out_number(o, a->port);
}

void reach_begin(struct reach *r, struct timeline *log, const struct names_how *how,
    struct span host, uint16_t port, const struct os_addr *from, int64_t limit, int64_t now)
{
	*r = (struct reach){ .state = REACH_BUSY, .log = log, .began = now };
	host = span_first(host, sizeof r->host - 1);
	memcpy(r->host, host.at, host.len);
	dial_begin(&r->dial, limit, from);
	names_begin(&r->names, how, host, port, now, now + limit);
}

static void fail(struct reach *r, const struct fault *f)
{
	r->state = REACH_FAILED;
	r->fault = *f;
	names_drop(&r->names);
	dial_drop(&r->dial);
}

/* What a name server did, as an event. */
static void tell_ask(struct reach *r, const struct ask_news *news, int64_t now)
{
	char text[sizeof news->text + 512];
	struct out o = OUT(text);
	struct event e = { .at = now };

	r->asked = true;
	ask_news_say(news, &o);
	e.text = out_span(&o);
	switch (news->kind) {
	case ASK_ASKED: e.kind = EVENT_ASK; break;
	case ASK_HOSTS:
	case ASK_ANSWERED:
		e.kind = EVENT_ANSWER;
		e.code = news->rcode;
		e.n[0] = news->took;
		e.n[1] = news->records;
		e.n[2] = (int64_t)news->ttl;
		break;
	case ASK_SILENT:
	case ASK_REFUSED: e.kind = EVENT_NOTE; break;
	default: return;
	}
	timeline_tell(r->log, &e);
}

static void hand_on(struct reach *r, int64_t now)
{
	while (names_ready(&r->names) && r->added < r->names.count) {
		if (r->added == 0 && r->asked)
			r->names_took = now - r->began;
		dial_add(&r->dial, &r->names.addr[r->added++]);
	}
	if (r->named)
		dial_last(&r->dial);
}

static void names_step(struct reach *r, const struct os_wait *w, int64_t now)
{
	struct ask_news news;
	const char *remark;

	names_go(&r->names, w, now);
	while (names_next(&r->names, &news)) {
		tell_ask(r, &news, now);
		r->named = r->named || news.kind == ASK_DONE;
	}
	if (!r->named || r->names.count)
		return;
	remark = names_remark(&r->names);
	if (remark)
		timeline_say(r->log, now, EVENT_NOTE, span_of(remark));
	fail(r, &r->names.fault);
}

/* "HOST; 192.0.2.10 port 110; 192.0.2.77 port 40122" */
static void tell_connected(struct reach *r, const struct dial_news *news, int64_t now)
{
	char text[ASK_NAME + 192];
	struct out o = OUT(text);
	struct os_addr local = { 0 }, remote = news->addr;

	os_ends(news->sock, &local, &remote);
	out_text(&o, r->host);
	out_text(&o, "; ");
	say_addr(&o, &remote);
	out_text(&o, "; ");
	say_addr(&o, &local);
	timeline_tell(r->log,
	    &(struct event){ .at = now,
	        .kind = EVENT_DIALED,
	        .n = { news->took, r->names_took },
	        .text = out_span(&o) });
	r->state = REACH_THERE;
	r->sock = news->sock;
}

static void tell_dial(struct reach *r, const struct dial_news *news, int64_t now)
{
	char text[256];
	struct out o = OUT(text);
	struct event e = { .at = now };

	switch (news->kind) {
	case DIAL_TRYING:
		e.kind = EVENT_DIAL;
		say_addr(&o, &news->addr);
		break;
	case DIAL_LOST:
	case DIAL_SLOWER:
		e.kind = EVENT_REFUSED;
		e.n[0] = news->took;
		dial_news_say(news, &o);
		break;
	case DIAL_CONNECTED: tell_connected(r, news, now); return;
	case DIAL_FAILED: fail(r, &r->dial.fault); return;
	}
	e.text = out_span(&o);
	timeline_tell(r->log, &e);
}

void reach_wants(const struct reach *r, struct os_wait *w)
{
	if (r->state != REACH_BUSY)
		return;
	names_wants(&r->names, w);
	dial_wants(&r->dial, w);
}

void reach_go(struct reach *r, const struct os_wait *w, int64_t now)
{
	struct dial_news news;

	if (r->state != REACH_BUSY)
		return;
	names_step(r, w, now);
	hand_on(r, now);
	dial_go(&r->dial, w, now);
	while (r->state == REACH_BUSY && dial_next(&r->dial, &news))
		tell_dial(r, &news, now);
	if (r->state != REACH_BUSY)
		names_drop(&r->names);
}

void reach_drop(struct reach *r)
{
	names_drop(&r->names);
	dial_drop(&r->dial);
	r->state = REACH_IDLE;
}
