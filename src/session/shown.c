/* shown.c - what of a server's text may be seen: stars stand over what repeats a secret; see session.h. */
#include "session/session_part.h"

#define STARS      "********"
#define HALF_LEAST 3 /* the fewest octets that are hidden as the beginning of a secret */

/*
 * Is the line the server's proof in SCRAM, from which the password could be guessed?
 * It is "v=..." in base64, RFC 5802 7.
 */
static bool is_proof(const struct session *s, struct span line)
{
	if (!s->dues || !s->due[0].exchange)
		return false;
	span_word(&line);
	return span_starts(line, SPAN(" dj"));
}

/* Puts stars for a secret that the server repeats, and notes that in the line. */
struct span session_shown(struct session *s, struct span text)
{
	struct out o = OUT(s->shown);
	struct span rest = text, line = span_line(&rest), clear = line;

	if (is_proof(s, text)) {
		out_put(&o, span_word(&text));
		out_text(&o, " ********");
		return out_span(&o);
	}
	clear = span_from(clear, s->secret_ends.head);
	clear = span_first(clear, clear.len - span_first(clear, s->secret_ends.tail).len);
	if (s->secret_ends.head)
		out_text(&o, STARS);
	if (!echo_mask(&s->echo, clear, &o)) {
		if (clear.len == line.len)
			return text;
		out_put(&o, clear);
	}
	if (s->secret_ends.tail)
		out_text(&o, STARS);
	out_text(&o, " [secret echoed]");
	out_put(&o, span_from(text, line.len));
	return out_span(&o);
}

size_t session_half_secret(const struct session *s, struct span text)
{
	size_t half = text.len - echo_safe(&s->echo, text);

	return half >= HALF_LEAST ? half : 0;
}

struct span session_shown_so_far(struct session *s, struct span text)
{
	struct span shown;

	s->secret_ends.tail = session_half_secret(s, text);
	shown = session_shown(s, text);
	s->secret_ends = (struct session_secret_ends){ 0 };
	return shown;
}

/* Ends a silence, and tells it if it was long. */

/*
 * Returns octets for one event: up to a line with a secret, or that line alone; or as many
 * as the sink takes.  The room of a view or a sink is checked before each event.
 */
struct span session_tellable(const struct session *s, struct span octets)
{
	struct span rest = octets;
	size_t len, at;

	if (s->sink && s->sink->at_once)
		return span_first(octets, s->sink->at_once);
	if (s->sink || s->dropped)
		return octets;
	at = echo_find(&s->echo, octets, &len);
	while (at && octets.at[at - 1] != '\n')
		at--;
	if (!at)
		span_line(&rest);
	return span_first(octets, at ? at : octets.len - rest.len);
}
