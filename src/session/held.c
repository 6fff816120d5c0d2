/*
 * held.c - time in which this side did not read, which is not the server's; see session.h.
 *
 * All such time is counted, and taken out of times that began before it; from 100 ms
 * on there is an event, too.
 */
#include "session/session_part.h"

#define HELD_TOLD (100 * OS_MS)

int64_t session_held_until(const struct session *s, int64_t now)
{
	return s->held + (s->holding ? now - s->holding : 0);
}

int64_t session_ours(int64_t held, int64_t took)
{
	return os_later(os_earlier(held, took), 0);
}

/* A time that began in the middle of a hold is only shortened by the rest of the hold. */
static void spare(int64_t *held_from, int64_t began, int64_t took, int64_t hold_began)
{
	if (began)
		*held_from += session_ours(began - hold_began, took);
}

static void spare_all(struct session *s, int64_t took, int64_t hold_began)
{
	for (size_t i = 0; i < s->dues; i++)
		spare(&s->due[i].held_from, s->due[i].sent_at, took, hold_began);
	spare(&s->download.held_from, s->download.began, took, hold_began);
	spare(&s->upload.held_from, s->upload.began, took, hold_began);
}

static void unwatched(struct session *s, int64_t now)
{
	session_unwatched(s, os_later(s->silence_from, now));
}

/* Shortens the current silences by the hold, but does not end them. */
static void put_off(struct session *s, int64_t took, int64_t now)
{
	int64_t since = session_silent_since(s);

	if (since != OS_NEVER)
		s->silence_from = os_later(s->silence_from, os_earlier(since + took, now));
	if (s->download.last_moved)
		s->download.last_moved = os_earlier(s->download.last_moved + took, now);
	if (s->upload.last_moved)
		s->upload.last_moved = os_earlier(s->upload.last_moved + took, now);
}

void session_held(struct session *s, struct span by, int64_t took, int64_t now)
{
	if (s->holding) /* a part of that hold, but with an event of its own */
		s->holding = os_earlier(s->holding + took, now);
	else
		spare_all(s, took, now - took);
	s->held += took;
	if (took < HELD_TOLD) {
		put_off(s, took, now);
		return;
	}
	unwatched(s, now);
	timeline_mark(s->tell, now, EVENT_HELD, took, by);
}

void session_hold(struct session *s, int64_t now)
{
	if (!s->holding)
		s->holding = now;
}

void session_release(struct session *s, int64_t now)
{
	int64_t took = s->holding ? now - s->holding : 0;

	if (!s->holding)
		return;
	unwatched(s, now);
	s->holding = 0;
	s->held += took;
	if (took >= HELD_TOLD)
		timeline_mark(s->tell, now, EVENT_HELD, took, SPAN("the screen or pipe"));
}
