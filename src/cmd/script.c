/*
 * script.c - the commands for scripts: expect, wait, sleep; and the judging of
 * replies; see cmd.h.
 *
 * A reply is judged when the script's next line is read, or its end.  If that
 * line is an expect, the expect decides instead.
 */
#include "base/ascii.h"
#include "cmd/cmd.h"

#include <string.h>

static bool is_x(char c)
{
	return ascii_lower(c) == 'x';
}

static bool is_digit_or_x(char c)
{
	return ascii_is_digit(c) || is_x(c);
}

/* "250", "25x", "2xx" */
static bool is_code(struct span want)
{
	if (want.len != 3 || want.at[0] < '1' || want.at[0] > '9')
		return false;
	return is_digit_or_x(want.at[1]) && is_digit_or_x(want.at[2]);
}

static bool fits(const char *want, int code)
{
	for (size_t i = 3; i--; code /= 10)
		if (!is_x(want[i]) && want[i] - '0' != code % 10)
			return false;
	return true;
}

/* Does the last reply meet a word of an expect? */
static bool met(const struct session *s, struct span want)
{
	if (!s->last.serial)
		return false;
	if (is_code(want))
		return fits(want.at, s->last.code);
	if (words_hold("+OK OK", want))
		return s->last.code == 1;
	if (words_hold("-ERR", want))
		return s->last.code == -1;
	if (span_eq(want, SPAN("+")))
		return s->last.invited;
	return span_holds((struct span){ s->reply.text, s->reply.len }, want);
}

static void tell_unmet(struct client *c, struct span what)
{
	char text[320 + 16];
	struct out o = OUT(text);

	out_text(&o, "expected ");
	out_put(&o, what);
	client_failed_by(c, STATUS_DATA, out_span(&o));
}

static void expect(struct client *c, struct span want)
{
	char text[320];
	struct out o = OUT(text);
	struct span came = { c->session.reply.text, c->session.reply.len };
	bool is_met = met(&c->session, want);
	struct event e = { .at = c->ctx->now, .kind = EVENT_EXPECT, .n = { is_met } };

	out_put(&o, span_first(want, 100));
	if (c->session.last.serial) {
		out_text(&o, " after ");
		out_text(&o, c->session.last.verb);
	}
	if (!is_met) {
		out_text(
		    &o, c->session.last.serial ? ", but the reply was: " : ", but no reply came");
		out_put(&o, span_first(span_line(&came), 120));
	}
	e.n[c->ctx->source > SOURCE_PASTE ? 1 : 1 + c->ctx->source] = c->ctx->line;
	e.text = out_span(&o);
	timeline_tell(&c->tell, &e);
	if (!is_met)
		tell_unmet(c, out_span(&o));
}

/* Is the word like a code but not a code, such as "25" or "2x"? */
static bool is_no_code(struct span want, struct span line)
{
	for (size_t i = 0; i < want.len; i++)
		if (!is_digit_or_x(want.at[i]))
			return false;
	return !is_code(want) && !span_has(line, '"');
}

bool cmd_expect(struct client *c, const struct words *w)
{
	c->judged = c->session.last.serial;
	for (size_t i = 1; i < w->count; i++) {
		if (is_no_code(w->word[i], w->rest))
			return false;
		expect(c, w->word[i]);
	}
	return w->count > 1;
}

/* Sets the reason for the exit status: the number of the line, the verb, the reply. */
static void tell_refused(struct client *c, enum status status)
{
	struct span reply = { c->session.reply.text, c->session.reply.len };
	int64_t line = c->ctx->line;
	char text[200];
	struct out o = OUT(text);

	out_text(&o, c->session.last.verb);
	out_text(&o, ": ");
	out_put(&o, span_first(span_line(&reply), 160));
	c->ctx->line = c->ctx->said;
	client_failed_by(c, status, out_span(&o));
	c->ctx->line = line;
}

void script_judge(struct client *c)
{
	const struct session_reply *r = &c->session.last;

	if (r->serial != c->judged && session_verdict(r))
		tell_refused(c, session_verdict(r));
	c->judged = r->serial;
}

/* Reads "2", "0.5" or "1.125" into nanoseconds. */
static bool seconds(struct span text, int64_t *ns)
{
	struct span whole = span_until(&text, '.');
	char part[3] = { '0', '0', '0' };
	int64_t s, ms;

	if (text.len > sizeof part)
		return false;
	memcpy(part, text.at, text.len);
	if (!span_number(whole, 86400, &s) || !span_number((struct span){ part, 3 }, 999, &ms))
		return false;
	*ns = s * OS_S + ms * OS_MS;
	return true;
}

bool cmd_sleep(struct client *c, const struct words *w)
{
	int64_t ns;

	if (w->count != 2 || !seconds(w->word[1], &ns))
		return false;
	c->ctx->busy = CONTEXT_SLEEPING;
	c->ctx->until = c->ctx->now + ns;
	return true;
}

bool cmd_wait(struct client *c, const struct words *w)
{
	int64_t ns = OS_NEVER - c->ctx->now;

	if (w->count > 1 && !seconds(w->word[1], &ns))
		return false;
	c->ctx->busy = CONTEXT_WAITING;
	c->ctx->until = c->ctx->now + ns;
	c->ctx->waiting = c;
	c->ctx->heard = c->session.conn.got;
	return true;
}

/* A sleep ends by the clock; a wait also when octets have come and the server is quiet again. */
int64_t script_deadline(const struct client *c)
{
	const struct session *s = &c->session;
	int64_t quiet = s->last_rx + s->quiet;

	if (c->ctx->busy != CONTEXT_SLEEPING && c->ctx->busy != CONTEXT_WAITING)
		return OS_NEVER;
	if (c->ctx->busy == CONTEXT_SLEEPING)
		return c->ctx->until;
	if (c->ctx->waiting != c)
		return OS_NEVER;
	if (!session_is_open(s))
		return c->ctx->now;
	if (s->conn.got > c->ctx->heard && !s->dues)
		return os_earlier(quiet, c->ctx->until);
	return c->ctx->until;
}

void script_go(struct client *c)
{
	if (script_deadline(c) <= c->ctx->now)
		c->ctx->busy = CONTEXT_FREE;
}
