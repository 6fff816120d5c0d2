/* visit_wire.c - between the engine and the wire: late, slow and in pieces; see visit_part.h. */
#include "session/visit_part.h"

#define DRIP  (10 * OS_MS)  /* between octets that come one by one */
#define BURST (100 * OS_MS) /* between pieces, at a rate */

const struct order *visit_at_stage(const struct visit *v, enum order_kind kind, enum stage stage)
{
	return orders_find(&v->house->practice.orders, kind, stage);
}

const struct order *visit_wrong(const struct visit *v, enum order_kind kind)
{
	return visit_at_stage(v, kind, STAGE_COUNT);
}

void visit_put(struct visit *v, struct span octets)
{
	if (!visit_wrong(v, ORDER_LF_ONLY)) {
		queue_put(&v->say, octets);
		return;
	}
	for (; octets.len; octets = span_from(octets, 1))
		if (octets.at[0] != '\r')
			queue_put(&v->say, span_first(octets, 1));
}

void visit_wait(struct visit *v, int64_t ns)
{
	v->held = v->now + ns;
	v->by = ORDER_KINDS;
}

void visit_hold(struct visit *v, const struct order *t)
{
	if (!t)
		return;
	visit_wait(v, t->time);
	v->since = v->now;
	v->by = t->kind;
	v->by_stage = t->stage;
}

void visit_reordered(struct visit *v, int64_t now)
{
	const struct order *t = visit_at_stage(v, v->by, v->by_stage);

	if (!visit_wrong(v, ORDER_PAUSE))
		v->deaf = 0;
	if (v->held > now && v->by != ORDER_KINDS)
		v->held = t ? v->since + t->time : now;
}

/* Up to that octet of the stream, and no further. */
static size_t up_to(const struct visit *v, const struct order *t, size_t n)
{
	int64_t left = t ? t->octets - v->said : 0;

	return left > 0 && left < (int64_t)n ? (size_t)left : n;
}

/* How much of n octets may go now; and when the next may. */
static size_t allowance(struct visit *v, size_t n)
{
	const struct order *pause = visit_wrong(v, ORDER_PAUSE), *rate = visit_wrong(v, ORDER_RATE);

	if (pause && v->said == pause->octets && !v->paused) {
		v->paused = true;
		visit_hold(v, pause);
		return 0;
	}
	n = up_to(v, visit_wrong(v, ORDER_DROP), up_to(v, pause, n));
	if (visit_wrong(v, ORDER_ONE_OCTET)) {
		visit_wait(v, DRIP);
		return 1;
	}
	if (rate && rate->octets) {
		int64_t most = rate->octets / (OS_S / BURST) + 1;

		n = (int64_t)n > most ? (size_t)most : n;
		visit_wait(v, (int64_t)n * OS_S / rate->octets);
	}
	return n;
}

void visit_took(struct visit *v, size_t n)
{
	const struct order *pause = visit_wrong(v, ORDER_PAUSE), *rate = visit_wrong(v, ORDER_RATE);
	int64_t before = v->heard;

	v->heard += (int64_t)n;
	if (pause && before < pause->octets && pause->octets <= v->heard)
		v->deaf = v->now + pause->time;
	else if (rate && rate->octets)
		v->deaf = v->now + (int64_t)n * OS_S / rate->octets;
}

/* Nothing more can be said to them. */
static bool is_lost(const struct visit *v)
{
	return v->conn.state != CONN_OPEN || v->conn.fault.kind != FAULT_NONE;
}

bool visit_utter(struct visit *v)
{
	struct span octets = span_first(queue_data(&v->say), VISIT_OUT);

	if (!octets.len || v->now < v->held || queue_data(&v->conn.out).len || is_lost(v))
		return false;
	octets.len = allowance(v, octets.len);
	if (!octets.len)
		return v->now >= v->held; /* a pause that takes no time */
	conn_put(&v->conn, octets);
	queue_take(&v->say, octets.len);
	v->said += (int64_t)octets.len;
	v->spoke = v->now;
	conn_write(&v->conn);
	return true;
}

bool visit_is_out(const struct visit *v)
{
	return !queue_data(&v->say).len && !conn_wants_write(&v->conn);
}
