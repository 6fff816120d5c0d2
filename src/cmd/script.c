/*
 * script.c - what scripts live by: expect, wait, sleep, and the judging of
 * replies; see cmd.h.
 *
 * A reply is judged when the line after the one it answers is read, or the
 * end: an expect then has its say first.
 */
#include "base/ascii.h"
#include "cmd/cmd.h"

/* "250", "25x", "2xx": does the code fit? */
static bool fits_code(struct span want, int code)
{
	char digits[8];
	struct out o = OUT(digits);

	out_number(&o, code);
	if (want.len != 3 || o.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (ascii_lower(want.at[i]) != 'x' && want.at[i] != digits[i])
			return false;
	return true;
}

static bool is_code(struct span want)
{
	return want.len == 3 && ascii_is_digit(want.at[0]) && want.at[0] != '0' &&
	    (ascii_is_digit(want.at[1]) || ascii_lower(want.at[1]) == 'x') &&
	    (ascii_is_digit(want.at[2]) || ascii_lower(want.at[2]) == 'x');
}

/* One word of an expect against the last reply. */
static bool met(const struct session *s, struct span want)
{
	struct span text = { s->reply.text, s->reply.len };

	if (is_code(want))
		return fits_code(want, s->last.code);
	if (span_same(want, SPAN("+OK")) || span_same(want, SPAN("OK")))
		return s->last.code == 1;
	if (span_same(want, SPAN("-ERR")))
		return s->last.code == -1;
	if (span_eq(want, SPAN("+")))
		return s->last.invited;
	return span_holds(text, want);
}

static void tell_expect(struct desk *d, struct span want, bool is_met)
{
	char text[320];
	struct out o = OUT(text);
	struct span came = { d->session.reply.text, d->session.reply.len };

	out_put(&o, span_first(want, 100));
	if (!is_met) {
		out_text(&o, d->session.last.serial ? ", but the reply was: " : ", but nothing came");
		out_put(&o, span_first(span_line(&came), 120));
	}
	timeline_tell(&d->log,
	    &(struct event){
	        .at = d->now, .kind = EVENT_EXPECT, .n = { is_met }, .text = out_span(&o) });
	if (!is_met) {
		session_failed(&d->session, STATUS_DATA);
		d->quit = d->quit || (d->stop && !d->person);
	}
}

void cmd_expect(struct desk *d, const struct words *w)
{
	const struct session *s = &d->session;

	if (w->count < 2) {
		desk_fail(d, STATUS_USAGE, SPAN("expect: what? expect 250, +OK, -ERR or \"TEXT\""));
		return;
	}
	d->judged = s->last.serial;
	for (size_t i = 1; i < w->count; i++)
		tell_expect(d, w->word[i], s->last.serial && met(s, w->word[i]));
}

/* A refusal that nobody expected: which status is it? */
static enum status refusal(const struct session_reply *r)
{
	if (r->code >= 400 && r->code < 500)
		return STATUS_LATER;
	return r->secret ? STATUS_DENIED : STATUS_NO;
}

void script_judge(struct desk *d)
{
	const struct session_reply *r = &d->session.last;

	if (r->serial == d->judged)
		return;
	d->judged = r->serial;
	if (r->odd)
		session_failed(&d->session, STATUS_PROTOCOL);
	if (!r->refused)
		return;
	session_failed(&d->session, refusal(r));
	d->quit = d->quit || d->stop;
}

static bool seconds(struct desk *d, const struct words *w, int64_t *ns)
{
	struct span whole = w->word[1], part = whole;
	int64_t s = 0, ms = 0;

	whole = span_until(&part, '.');
	if (!span_number(whole, 86400, &s) ||
	    (part.len && (part.len > 3 || !span_number(part, 999, &ms)))) {
		desk_fail(d, STATUS_USAGE, SPAN("how many seconds? a number such as 2 or 0.5"));
		return false;
	}
	for (size_t digits = part.len; digits < 3; digits++)
		ms *= 10;
	*ns = s * OS_S + ms * OS_MS;
	return true;
}

void cmd_sleep(struct desk *d, const struct words *w)
{
	int64_t ns;

	if (w->count != 2) {
		desk_fail(d, STATUS_USAGE, SPAN("sleep: how long? sleep SECONDS"));
		return;
	}
	if (!seconds(d, w, &ns))
		return;
	d->busy = DESK_SLEEPING;
	d->until = d->now + ns;
}

void cmd_wait(struct desk *d, const struct words *w)
{
	int64_t ns = 0;

	if (w->count > 1 && !seconds(d, w, &ns))
		return;
	d->busy = DESK_WAITING;
	d->until = w->count > 1 ? d->now + ns : OS_NEVER;
	d->serial = d->session.conn.got;
}

/* Has what was waited for come? */
void script_go(struct desk *d)
{
	const struct session *s = &d->session;

	if (d->busy == DESK_SLEEPING && d->now >= d->until)
		d->busy = DESK_FREE;
	if (d->busy != DESK_WAITING)
		return;
	if (!session_is_open(s) || d->now >= d->until ||
	    (s->conn.got > d->serial && !s->dues && d->now - s->arrived >= s->quiet))
		d->busy = DESK_FREE;
}

int64_t script_deadline(const struct desk *d)
{
	const struct session *s = &d->session;
	int64_t quiet = s->arrived + s->quiet;

	if (d->busy == DESK_SLEEPING)
		return d->until;
	if (d->busy != DESK_WAITING)
		return OS_NEVER;
	return s->conn.got > d->serial && quiet > d->now && quiet < d->until ? quiet : d->until;
}
