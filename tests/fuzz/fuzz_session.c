/*
 * fuzz_session.c - any conversation: however its octets are cut, the same is
 * told; no secret is; and time never stands still.
 *
 * The first octet is a protocol.  Lines follow, by their first octet: C we say
 * the rest, S the server does, s without a line end, T tenths of a second
 * pass, W what waits is sent, H we held things up, h a hold begins, or ends, X the
 * server ends, K we do.
 */
#include "arrive.h"
#include "view/transcript.h"

#include <assert.h>
#include <string.h>

#define SECRETS 2

struct player {
	struct view view;
	struct session session;
	struct timeline log;
	struct teller tell;
	struct transcript transcript;
	struct out told;
	size_t chunk;
	int64_t now;

	struct span secret[SECRETS];
	size_t secrets;
	struct span script; /* what was said in the open may be told again */
	char room[1 << 18];
};

static bool holds(struct span text, struct span what)
{
	for (size_t i = 0; i + what.len <= text.len; i++)
		if (memcmp(text.at + i, what.at, what.len) == 0)
			return true;
	return false;
}

/* Nothing that the server said, and no verb of ours, shows a secret. */
static void check_secrets(const struct player *p, const struct event *e)
{
	if (e->kind != EVENT_HEARD && e->kind != EVENT_CHUNK && e->kind != EVENT_PROMPT &&
	    e->kind != EVENT_REPLY)
		return;
	for (size_t i = 0; i < SECRETS; i++)
		assert(!p->secret[i].len || !holds(e->text, p->secret[i]));
}

/* No more of a time was ours than all of it. */
static void check_part(int64_t ours, int64_t all)
{
	assert(ours >= 0 && (!ours || ours <= all));
}

static void check_held(const struct event *e)
{
	if (e->kind == EVENT_REPLY) {
		check_part(e->n[5], e->n[1]);
		check_part(e->n[6], e->n[0]);
	} else if (e->kind == EVENT_BODY || e->kind == EVENT_UPLOAD) {
		check_part(e->n[7], e->n[3]);
		check_part(e->n[8], e->n[2]);
	} else if (e->kind == EVENT_CLOSED) {
		check_part(e->n[5], e->n[1]);
	}
}

static void see(struct view *v, const struct event *e)
{
	struct player *p = (struct player *)v;

	check_secrets(p, e);
	check_held(e);
	p->transcript.view.see(&p->transcript.view, e);
}

static void start(struct player *p, enum protocol protocol, size_t chunk)
{
	memset(p, 0, sizeof *p);
	p->view.see = see;
	p->chunk = chunk;
	p->now = 1000 * OS_S;
	p->told = OUT(p->room);
	transcript_begin(&p->transcript, &p->told);
	timeline_start(&p->log);
	p->tell = (struct teller){ &p->log, 0 };
	session_start(&p->session, &p->tell);
	timeline_add(&p->log, &p->view);
	session_open(&p->session, OS_NO_SOCK, protocol, true, 0, p->now);
}

static void pass(struct player *p, int64_t until)
{
	for (int spins = 0;; spins++) {
		int64_t at = session_deadline(&p->session, p->now);

		assert(spins < 10000);
		if (at >= until)
			break;
		p->now = at > p->now ? at : p->now;
		session_tick(&p->session, p->now);
	}
	p->now = until;
}

/* Such as nobody would take for something else, and once only in the script. */
static bool is_telling(const struct player *p, struct span secret)
{
	struct span behind = p->script;
	size_t seen = 0;

	if (secret.len < 8 || secret.len > 100 || span_has(secret, '*') || span_has(secret, ' '))
		return false;
	for (size_t i = 0; i < secret.len; i++)
		if (secret.at[i] <= ' ' || secret.at[i] > '~' || secret.at[i] == '"')
			return false;
	while (behind.len) {
		struct span line = span_line(&behind);

		seen += line.len && line.at[0] == 'C' && holds(line, secret);
	}
	return seen == 1 && !holds(SPAN(" [secret echoed]"), secret);
}

static void say(struct player *p, struct span line)
{
	struct session *s = &p->session;
	size_t at = session_secret(s, line), before = queue_data(&s->conn.out).len;
	struct span secret = span_from(line, at == SECRET_NONE ? line.len : at);
	enum session_said said;

	if (span_has(line, '\r') || span_has(line, '\0'))
		return;
	said = session_say(s, line, EVENT_BY_TYPED, p->now);
	if (said != SESSION_SAID) {
		assert(queue_data(&s->conn.out).len == before);
		return;
	}
	assert(queue_data(&s->conn.out).len == before + line.len + 2);
	if (s->refused) /* it was meant for a login, and hidden whole */
		secret = line;
	if (at != SECRET_NONE || s->refused) /* only the latest few are looked for */
		p->secret[p->secrets++ % SECRETS] = is_telling(p, secret) ? secret : SPAN("");
}

static void step(struct player *p, struct span line)
{
	struct session *s = &p->session;
	struct span rest = span_from(line, 1);

	switch (line.len ? line.at[0] : '\0') {
	case 'C': say(p, rest); break;
	case 'S':
		arrive(&p->session, rest, p->chunk, p->now);
		arrive(&p->session, SPAN("\r\n"), p->chunk, p->now);
		break;
	case 's': arrive(&p->session, rest, p->chunk, p->now); break;
	case 'T':
		pass(p, p->now + (int64_t)(rest.len ? (unsigned char)rest.at[0] : 1) * 100 * OS_MS);
		break;
	case 'W': leave(&p->session, p->now); break;
	case 'H':
		if (session_is_open(s))
			session_held(s, SPAN("a test"), OS_S, p->now);
		break;
	case 'h':
		if (s->holding)
			session_release(s, p->now);
		else if (session_is_open(s))
			session_hold(s, p->now);
		break;
	case 'X':
		if (session_is_open(s)) {
			s->conn.state = CONN_ENDED;
			session_ended(s, &(struct out){ 0 }, p->now);
		}
		break;
	case 'K': session_close(s, p->now); break;
	default: break;
	}
}

static void play(struct player *p, enum protocol protocol, struct span script, size_t chunk)
{
	start(p, protocol, chunk);
	p->script = script;
	while (script.len && !p->told.full)
		step(p, span_line(&script));
	session_close(&p->session, p->now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct player whole, cut;
	struct span script = { (const char *)data + 1, size - 1 };
	enum protocol protocol;

	if (size == 0 || size > 4096)
		return 0;
	protocol = (enum protocol)(data[0] % PROTOCOL_COUNT);
	play(&whole, protocol, script, SIZE_MAX);
	play(&cut, protocol, script, 1);
	assert(span_eq(out_span(&whole.told), out_span(&cut.told)));
	assert(whole.session.status == cut.session.status);
	return 0;
}
