/* reach.c - see reach.h. */
#include "session/reach.h"

#define ADDRESS_MAX 64 /* octets of an address as text, with the name of an interface */

void reach_begin(struct reach *r, const struct teller *tell, const struct names_how *how,
    struct span host, uint16_t port, const struct os_addr *from, int64_t limit, int64_t now)
{
	r->state = REACH_BUSY;
	r->tell = tell;
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
	timeline_tell(r->tell, &(struct event){ .at = now,
				   .kind = (enum event_kind)kinds[news->kind],
				   .code = news->rcode,
				   .n = { news->took, news->records, news->ttl },
				   .text = out_span(&o) });
}

/* Goes on with the look-up, and passes addresses on as soon as they are ready. */
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
		timeline_say(r->tell, now, EVENT_NOTE, span_of(names_remark(n)));
	fail(r, &n->fault);
}

/* ---- the dialling ---- */

static void tell_connected(struct reach *r, const struct dial_news *news, int64_t now)
{
	struct os_addr local = { 0 }, remote;
	char ends[2][ADDRESS_MAX];
	struct out there = OUT(ends[0]), here = OUT(ends[1]);

	os_ends(news->sock, &local, &remote);
	os_addr_say(&news->addr, &there);
	os_addr_say(&local, &here);
	timeline_tell(r->tell, &(struct event){ .at = now,
				   .kind = EVENT_DIALED,
				   .n = { news->took, r->names_took, news->addr.port, local.port },
				   .text = span_of(r->names.name),
				   .fact = { out_span(&there), out_span(&here) } });
}

/* The address that refused: of an ICMP error, or `address` for a reset; empty if none did. */
static struct span refuser(const struct fault *f, struct span address)
{
	if (f->icmp.by[0])
		return span_of(f->icmp.by);
	return f->kind == FAULT_REFUSED || f->kind == FAULT_RESET ? address : SPAN("");
}

/* Tells that an attempt begins, or has ended. */
static void tell_attempt(struct reach *r, const struct dial_news *news, int64_t now)
{
	char text[ASK_NAME + 192], address[ADDRESS_MAX];
	struct out o = OUT(text), to = OUT(address);

	dial_news_say(news, &o);
	os_addr_say(&news->addr, &to);
	timeline_tell(
	    r->tell, &(struct event){ .at = now,
			 .kind = news->kind == DIAL_TRYING ? EVENT_DIAL : EVENT_REFUSED,
			 .n = { news->addr.port, news->took },
			 .text = out_span(&o),
			 .fact = { out_span(&to), refuser(&news->fault, out_span(&to)) } });
}

static void tell_dial(struct reach *r, const struct dial_news *news, int64_t now)
{
	switch (news->kind) {
	case DIAL_FAILED: fail(r, &r->dial.fault); break;
	case DIAL_CONNECTED:
		tell_connected(r, news, now);
		r->state = REACH_THERE;
		r->sock = news->sock;
		break;
	default: tell_attempt(r, news, now);
	}
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
