/* helper_pour.c - a helper sends the octets of a message; see helper.h. */
#include "cmd/cmd.h"

#define ROOM_LEAST (CONN_OUT / 32) /* octets: with less of it, what waits goes out first */

void helper_end_starving(struct client *c)
{
	if (c->helper.mail.starved)
		session_fed(&c->session, c->ctx->now);
	c->helper.mail.starved = false;
}

/* Closes the connection, as the final dot would make the server accept an incomplete message. */
static void give_up_letter(struct client *c)
{
	session_failed(&c->session, STATUS_NO_INPUT);
	client_fault(c, &c->helper.mail.letter.fault);
	session_give_up(&c->session, STATUS_NO_INPUT,
	    SPAN(
		"the message is incomplete: the connection is closed, so that no part of it is delivered"),
	    c->ctx->now);
}

static void end_letter(struct client *c)
{
	struct helper *h = &c->helper;
	struct session *s = &c->session;
	struct out wire = session_upload_room(s);

	helper_end_starving(c);
	if (h->mail.as_it_is && !h->mail.scanned) {
		scan_end(&h->mail.scan);
		mail_tell_scan(c, &h->mail.scan);
	}
	dot_finish(&h->mail.stuffer, &wire);
	session_uploaded(s, &wire, 0, 0, c->ctx->now);
	h->phase = HELPER_COMMAND;
	h->saying = h->dot_unanswered = true;
	if (s->stands.is & STANDING_LMTP && s->stands.recipients) {
		h->kind = TURN_AHEAD; /* each recipient has a reply */
		h->ahead = s->stands.recipients - 1;
	}
	h->next.line = OUT(h->line);
	turn_say(&h->next, ".", SPAN(""));
}

void helper_pour(struct client *c)
{
	struct mail *m = &c->helper.mail;
	struct session *s = &c->session;

	for (;;) {
		struct out wire = session_upload_room(s);
		bool full = wire.size < ROOM_LEAST;
		struct span text = full ? SPAN("") : letter_octets(&m->letter);
		int64_t lines = m->stuffer.lines, stuffed = m->stuffer.stuffed;

		if (!text.len) {
			m->starved |= !full && letter_state(&m->letter) == LETTER_WAITS;
			break;
		}
		helper_end_starving(c);
		text.len = dot_stuff(&m->stuffer, text, &wire);
		if (m->as_it_is && !m->scanned)
			scan_feed(&m->scan, text);
		letter_taken(&m->letter, text.len);
		session_uploaded(
		    s, &wire, m->stuffer.lines - lines, m->stuffer.stuffed - stuffed, c->ctx->now);
	}
	if (letter_state(&m->letter) == LETTER_BAD)
		give_up_letter(c);
	else if (letter_state(&m->letter) == LETTER_END)
		end_letter(c);
}
