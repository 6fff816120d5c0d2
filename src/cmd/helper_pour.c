/* helper_pour.c - a helper sends the octets of a message; see helper.h. */
#include "cmd/cmd.h"

void helper_end_starving(struct desk *d)
{
	if (d->helper.mail.starved)
		session_fed(&d->session, d->now);
	d->helper.mail.starved = false;
}

/* Its dot would make the server take a part for all. */
static void give_up_letter(struct desk *d)
{
	session_failed(&d->session, STATUS_NO_INPUT);
	desk_fault(d, &d->helper.mail.letter.fault);
	session_give_up(&d->session, STATUS_NO_INPUT,
	    SPAN(
		"the message is incomplete: the connection is closed, so that no part of it is delivered"),
	    d->now);
}

static void end_letter(struct desk *d)
{
	struct helper *h = &d->helper;
	struct session *s = &d->session;
	struct out wire = session_pour_out(s);

	helper_end_starving(d);
	if (h->mail.as_it_is && !h->mail.scanned) {
		scan_end(&h->mail.scan);
		mail_tell_scan(d, &h->mail.scan);
	}
	dot_finish(&h->mail.stuffer, &wire);
	session_poured(s, &wire, 0, 0, d->now);
	h->phase = HELPER_COMMAND;
	h->saying = h->doubtful = true;
	if (s->stands.is & STANDING_LMTP && s->stands.recipients) {
		h->kind = TURN_AHEAD; /* each recipient has a reply */
		h->ahead = s->stands.recipients - 1;
	}
	h->next.line = OUT(h->line);
	turn_say(&h->next, ".", SPAN(""));
}

void helper_pour(struct desk *d)
{
	struct mail *m = &d->helper.mail;
	struct session *s = &d->session;

	for (;;) {
		struct out wire = session_pour_out(s);
		bool full = wire.size < 4096;
		struct span text = full ? SPAN("") : letter_octets(&m->letter);
		int64_t lines = m->stuffer.lines, stuffed = m->stuffer.stuffed;

		if (!text.len) {
			m->starved |= !full && letter_state(&m->letter) == LETTER_WAITS;
			break;
		}
		helper_end_starving(d);
		text.len = dot_stuff(&m->stuffer, text, &wire);
		if (m->as_it_is && !m->scanned)
			scan_feed(&m->scan, text);
		letter_taken(&m->letter, text.len);
		session_poured(
		    s, &wire, m->stuffer.lines - lines, m->stuffer.stuffed - stuffed, d->now);
	}
	if (letter_state(&m->letter) == LETTER_BAD)
		give_up_letter(d);
	else if (letter_state(&m->letter) == LETTER_END)
		end_letter(d);
}
