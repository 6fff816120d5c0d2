/*
 * octets.c - octets between the connection and its views, and the time in which our own
 * side held them up; see app.h.
 */
#include "app/app.h"

#define HELD_LEAST OS_MS /* least time in writes that is told; each write takes a moment */

bool octets_have_room(const struct app *a)
{
	if (a->painted.size - a->painted.len < SINK_EVENT)
		return false;
	return sink_is_free(&a->out) && sink_is_free(&a->err);
}

/* Tells the time that a disk or stream took; less than HELD_LEAST waits until it is more. */
static void note_slow(struct client *c, int64_t *slow, struct span by)
{
	if (*slow < HELD_LEAST)
		return;
	if (session_is_open(&c->session))
		session_held(&c->session, by, *slow, c->ctx->now);
	*slow = 0;
}

void octets_see_time(struct app *a)
{
	struct client *c = &a->client;

	c->ctx->now = app_now(a);
	note_slow(c, &c->ctx->record.slow, SPAN("the disk of the record"));
	note_slow(c, &c->ctx->transcript.slow, SPAN("the disk of the transcript"));
	note_slow(c, &c->helper.keep.slow, SPAN("the disk of the message's file"));
	note_slow(c, &a->out.slow, SPAN("the screen or pipe"));
	note_slow(c, &a->err.slow, SPAN("the screen or pipe"));
}

/* After octets were sent: forgets times too short to be told, as they delay no later line. */
static void forget_slow(struct app *a)
{
	struct client *c = &a->client;

	c->ctx->record.slow = c->ctx->transcript.slow = 0;
	c->helper.keep.slow = 0;
	a->out.slow = a->err.slow = 0;
}

/* Tells received octets, as far as the streams have room. */
static void hear_octets(struct app *a)
{
	while (octets_have_room(a) && session_heard(&a->client.session, a->ctx.now)) {
		helper_heard(&a->client);
		app_show(a);
	}
}

static bool is_helped(const struct client *c)
{
	return c->helper.phase || c->state == CLIENT_HELPING;
}

/*
 * Ends the session after the server has closed.  A script is told what was still
 * due: a person has seen it, and a helper tells what became of its work.
 */
static void end_session(struct app *a)
{
	struct client *c = &a->client;
	char text[400];
	struct out why = OUT(text);
	enum status before = c->session.status,
		    status = session_ended(&c->session, &why, c->ctx->now);

	if (!status)
		return;
	if (a->person || is_helped(c))
		return;
	if (before)
		client_note(c, out_span(&why));
	else
		client_fail(c, status, out_span(&why));
}

bool octets_wanted(const struct app *a)
{
	return octets_have_room(a) && conn_wants_read(&a->client.session.conn);
}

/* Shows lines before they are sent, if replies are written to another stream. */
static void show_said(struct app *a)
{
	if (a->tty == &a->out)
		return;
	app_show(a);
	sink_flush(a->tty);
}

/* Reads only when all received octets have been told, so that none are left at the end. */
void octets_move(struct app *a)
{
	struct session *s = &a->client.session;
	int64_t flushed = s->conn.flushed;
	size_t n = 0;

	if (!session_is_open(s))
		return;
	show_said(a);
	conn_write(&s->conn);
	if (s->conn.flushed != flushed) {
		octets_see_time(a);
		forget_slow(a);
		session_sent(s, a->ctx.now);
	}
	session_look(s);
	hear_octets(a);
	if (octets_wanted(a))
		n = conn_read(&s->conn);
	octets_see_time(a);
	session_shaken(s, a->ctx.now);
	if (s->conn.state == CONN_NONE)
		return;
	if (n) {
		octets_see_time(a);
		session_arrived(s, n, a->ctx.now);
	}
	characters_follow(a);
	hear_octets(a);
	if (s->conn.state != CONN_OPEN)
		end_session(a);
}

void octets_note_held(struct app *a)
{
	struct session *s = &a->client.session;

	octets_see_time(a);
	if (octets_have_room(a))
		session_release(s, a->ctx.now);
	else if (session_is_open(s))
		session_hold(s, a->ctx.now);
}
