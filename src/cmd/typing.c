/*
 * typing.c - send, secret and base64: help with a line; see cmd.h.
 *
 * What is asked for without echo comes back through typing_answered and is
 * wiped by whoever held it.
 */
#include "base/base64.h"
#include "base/wipe.h"
#include "cmd/cmd.h"

void cmd_send(struct desk *d, const struct words *w)
{
	if (session_say(&d->session, w->rest, d->by, d->now) == SESSION_LATER)
		desk_fail(d, STATUS_UNAVAILABLE,
		    SPAN("send: too much waits to be sent or answered; not sent"));
}

static void ask(struct desk *d, enum desk_ask what)
{
	d->busy = DESK_ASKING;
	d->ask = what;
}

void cmd_secret(struct desk *d, const struct words *w)
{
	(void)w;
	if (!d->person) {
		desk_fail(d, STATUS_USAGE, SPAN("secret: there is no terminal to ask at"));
		return;
	}
	ask(d, DESK_ASK_SAY);
}

static void warn_remarks(struct desk *d, struct span octets)
{
	unsigned remarks = base64_remarks(octets);
	const char *remark;

	while ((remark = base64_remark_take(&remarks)))
		desk_warn(d, span_of(remark));
}

static void encode(struct desk *d, struct span octets)
{
	char room[8192];
	struct out o = OUT(room);

	base64_encode(&o, octets);
	if (o.full) {
		desk_fail(d, STATUS_DATA, SPAN("base64: more than 6,000 octets"));
	} else {
		warn_remarks(d, octets);
		desk_tell(d, out_span(&o));
	}
	wipe(room, sizeof room);
}

static void decode(struct desk *d, struct span text)
{
	char room[8192], why[160];
	struct out o = OUT(room), sentence = OUT(why);
	size_t at = 0;
	enum base64_fault fault = base64_decode(&o, span_trim(text), &at);

	if (fault == BASE64_FINE) {
		warn_remarks(d, out_span(&o));
		desk_tell(d, out_span(&o));
	} else {
		out_text(&sentence, "base64 -d: ");
		out_text(&sentence, base64_fault_text(fault));
		out_text(&sentence, ", at character ");
		out_number(&sentence, (int64_t)at + 1);
		desk_fail(d, STATUS_DATA, out_span(&sentence));
	}
	wipe(room, sizeof room);
}

void cmd_base64(struct desk *d, const struct words *w)
{
	bool decoding = w->count > 1 && span_eq(w->word[1], SPAN("-d"));
	size_t first = decoding ? 2 : 1;

	if (w->count > first + 1)
		desk_fail(d, STATUS_USAGE, SPAN("base64: one word; put quotes around blanks"));
	else if (w->count == first)
		ask(d, decoding ? DESK_ASK_DECODE : DESK_ASK_ENCODE);
	else if (decoding)
		decode(d, w->word[first]);
	else
		encode(d, w->word[first]);
}

/* The answer to AUTH LOGIN, in base64, hidden whatever the protocol thinks. */
static void say_secret(struct desk *d, struct span line)
{
	char room[8192];
	struct out o = OUT(room);

	warn_remarks(d, line);
	base64_encode(&o, line);
	if (o.full || !session_is_open(&d->session) ||
	    session_say_hidden(&d->session, out_span(&o), d->by, d->now) != SESSION_SAID)
		desk_fail(d, STATUS_UNAVAILABLE, SPAN("secret: not sent"));
	wipe(room, sizeof room);
}

void typing_answered(struct desk *d, struct span line)
{
	d->busy = DESK_FREE;
	switch (d->ask) {
	case DESK_ASK_SAY: say_secret(d, line); break;
	case DESK_ASK_ENCODE: encode(d, line); break;
	case DESK_ASK_DECODE: decode(d, line); break;
	}
}
