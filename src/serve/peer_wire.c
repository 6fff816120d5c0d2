/* peer_wire.c - makes replies late, slow and in pieces; see peer_part.h. */
#include "serve/peer_part.h"

#define DRIP  (10 * OS_MS)  /* between octets with DIRECTIVE_ONE_OCTET */
#define BURST (100 * OS_MS) /* between pieces with DIRECTIVE_RATE */

const struct directive *peer_at_stage(
    const struct peer *v, enum directive_kind kind, enum stage stage)
{
	return directives_find(&v->shared->config.directives, kind, stage);
}

const struct directive *peer_wrong(const struct peer *v, enum directive_kind kind)
{
	return peer_at_stage(v, kind, STAGE_COUNT);
}

void peer_put(struct peer *v, struct span octets)
{
	if (!peer_wrong(v, DIRECTIVE_LF_ONLY)) {
		queue_put(&v->say, octets);
		return;
	}
	for (; octets.len; octets = span_from(octets, 1))
		if (octets.at[0] != '\r')
			queue_put(&v->say, span_first(octets, 1));
}

void peer_wait(struct peer *v, int64_t ns)
{
	v->held = v->now + ns;
	v->by = DIRECTIVE_KINDS;
}

void peer_hold(struct peer *v, const struct directive *t)
{
	if (!t)
		return;
	peer_wait(v, t->time);
	v->held_since = v->now;
	v->by = t->kind;
	v->by_stage = t->stage;
}

void peer_reordered(struct peer *v, int64_t now)
{
	const struct directive *t = peer_at_stage(v, v->by, v->by_stage);

	if (!peer_wrong(v, DIRECTIVE_PAUSE))
		v->reads_from = 0;
	if (v->held > now && v->by != DIRECTIVE_KINDS)
		v->held = t ? v->held_since + t->time : now;
}

/* How many of n octets are in front of the octet of the stream that the directive names. */
static size_t up_to(const struct peer *v, const struct directive *t, size_t n)
{
	int64_t left = t ? t->octets - v->said : 0;

	if (left <= 0 || left >= (int64_t)n)
		return n;
	return (size_t)left;
}

/* How many of n octets may be sent now; sets when the next may. */
static size_t allowance(struct peer *v, size_t n)
{
	const struct directive *pause = peer_wrong(v, DIRECTIVE_PAUSE),
			       *rate = peer_wrong(v, DIRECTIVE_RATE);

	if (pause && v->said == pause->octets && !v->paused) {
		v->paused = true;
		peer_hold(v, pause);
		return 0;
	}
	n = up_to(v, peer_wrong(v, DIRECTIVE_DROP), up_to(v, pause, n));
	if (peer_wrong(v, DIRECTIVE_ONE_OCTET)) {
		peer_wait(v, DRIP);
		return 1;
	}
	if (rate && rate->octets) {
		int64_t most = rate->octets / (OS_S / BURST) + 1;

		if ((int64_t)n > most)
			n = (size_t)most;
		peer_wait(v, (int64_t)n * OS_S / rate->octets);
	}
	return n;
}

void peer_took(struct peer *v, size_t n)
{
	const struct directive *pause = peer_wrong(v, DIRECTIVE_PAUSE),
			       *rate = peer_wrong(v, DIRECTIVE_RATE);
	int64_t before = v->heard;

	v->heard += (int64_t)n;
	if (pause && before < pause->octets && pause->octets <= v->heard)
		v->reads_from = v->now + pause->time;
	else if (rate && rate->octets)
		v->reads_from = v->now + (int64_t)n * OS_S / rate->octets;
}

/* Is the connection closed or broken, so that nothing more can be sent? */
static bool is_lost(const struct peer *v)
{
	return v->conn.state != CONN_OPEN || v->conn.fault.kind != FAULT_NONE;
}

bool peer_utter(struct peer *v)
{
	struct span octets = span_first(queue_data(&v->say), PEER_OUT);

	if (!octets.len || v->now < v->held)
		return false;
	if (queue_data(&v->conn.out).len || is_lost(v))
		return false;
	octets.len = allowance(v, octets.len);
	if (!octets.len)
		return v->now >= v->held; /* a pause that takes no time */
	conn_put(&v->conn, octets);
	queue_take(&v->say, octets.len);
	v->said += (int64_t)octets.len;
	v->last_moved = v->now;
	conn_write(&v->conn);
	return true;
}

bool peer_is_out(const struct peer *v)
{
	return !queue_data(&v->say).len && !conn_wants_write(&v->conn);
}
