/*
 * spoken.h - telnet in a record: its commands, in words there, as octets again.
 *
 * "RCVD ..." arrives.  "SENT ..." mostly follows from something else; what
 * does not was a wish or a command of the user, and is made one here.
 */
#ifndef SPOKEN_H
#define SPOKEN_H

#include "arrive.h"
#include "told.h"

/* Would telnet say this of the command?  More may stand behind, if `begins`. */
static inline bool spoken_is(struct span text, struct span command, bool begins, size_t *len)
{
	char room[64];
	struct out o = OUT(room);

	telnet_say(command, &o);
	*len = o.len;
	return begins ? span_starts(text, out_span(&o)) : span_eq(text, out_span(&o));
}

static inline void spoken_double(struct out *o, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		out_char(o, octets.at[i]);
		if (octets.at[i] == (char)TELNET_IAC)
			out_char(o, (char)TELNET_IAC);
	}
}

static inline void spoken_numbers(struct out *o, struct span text)
{
	int64_t n;

	for (struct span word; (word = span_word(&text)).len;)
		if (span_number(word, 255, &n)) {
			char octet = (char)n;

			spoken_double(o, (struct span){ &octet, 1 });
		}
}

/* "SB NAWS 0 80 0 24", "SB TERMINAL TYPE SEND ": numbers, or a kind and text. */
static inline bool spoken_sub(struct out *o, struct span text)
{
	size_t len;

	for (unsigned i = 0; i < 256 * 4; i++) {
		const char command[] = { (char)TELNET_SB, (char)(i % 256), (char)(i / 256) };
		size_t octets = i < 3 * 256 ? 3 : 2;

		if (!spoken_is(text, (struct span){ command, octets }, true, &len) ||
		    (octets == 2 && text.len > len && text.at[len] != ' '))
			continue;
		out_char(o, (char)TELNET_IAC);
		out_put(o, (struct span){ command, octets });
		if (octets == 3 && (uint8_t)command[1] != TELNET_NAWS)
			spoken_double(o, span_from(text, len));
		else
			spoken_numbers(o, span_from(text, len));
		out_char(o, (char)TELNET_IAC);
		out_char(o, (char)TELNET_SE);
		return true;
	}
	return false;
}

/* A command in words, as octets; none if it is no command. */
static inline struct span spoken_octets(struct out *o, struct span text)
{
	size_t len;

	for (unsigned i = 0; i < 5 * 256; i++) {
		const char command[] = { (char)TELNET_IAC,
			(char)(i < 256 ? i : TELNET_SB + i / 256), (char)(i % 256) };
		struct span octets = { command, i < 256 ? 2 : 3 };

		if (!(i < 256 && i >= TELNET_SB) &&
		    spoken_is(text, span_from(octets, 1), false, &len)) {
			out_put(o, octets);
			return out_span(o);
		}
	}
	spoken_sub(o, text);
	return out_span(o);
}

/* The first thing of this kind that is said behind that entry, or an empty text. */
static inline struct span spoken_first(const struct script *s, size_t from, struct span head)
{
	for (size_t i = from + 1; i < s->entries && s->entry[i].e.kind != EVENT_DIALED; i++)
		if (s->entry[i].e.kind == EVENT_OPTION && span_starts(s->entry[i].e.text, head))
			return span_from(s->entry[i].e.text, head.len);
	return SPAN("");
}

static inline void spoken_window(struct play *p, struct span numbers)
{
	uint16_t size[4] = { 0, 80, 0, 24 };
	int64_t n;

	for (size_t i = 0; numbers.len && i < 4; i++)
		if (span_number(span_word(&numbers), 255, &n))
			size[i] = (uint16_t)n;
	session_window(&p->session, size[0] << 8 | size[1], size[2] << 8 | size[3], p->now);
}

/* If the record goes on with negotiation: who we were then, and that we begin. */
static inline void spoken_begin(struct play *p, size_t dialed)
{
	const struct script *s = p->script;
	const struct entry *next = &s->entry[dialed + 1];
	struct out terminal = OUT(p->terminal);

	p->sent = OUT(p->sent_room);
	if (dialed + 1 == s->entries || next->e.kind != EVENT_OPTION)
		return;
	p->session.person = span_eq(next->e.text, SPAN("SENT DO SUPPRESS GO AHEAD"));
	if (spoken_first(s, dialed, SPAN("SENT WILL NAW")).len)
		spoken_window(p, spoken_first(s, dialed, SPAN("SENT SB NAWS ")));
	session_telnet(&p->session, true, p->now);
	out_put(&terminal, spoken_first(s, dialed, SPAN("SENT SB TERMINAL TYPE IS ")));
	out_char(&terminal, '\0');
	p->session.telnet.terminal = p->terminal;
}

/* What follows from nothing that came: the user wished it. */
static inline void spoken_wish(struct play *p, struct span octets, struct span text)
{
	struct session *s = &p->session;
	uint8_t verb = octets.len > 1 ? (uint8_t)octets.at[1] : 0;

	if (verb == TELNET_SB)
		spoken_window(p, span_from(text, sizeof "SB NAWS" - 1));
	else if (verb >= TELNET_WILL)
		session_want(s, verb >= TELNET_DO ? TELNET_THEIRS : TELNET_OURS,
		    (enum telnet_option)(uint8_t)octets.at[2], verb & 1, p->now);
	else if (verb)
		session_command(s, (enum telnet_code)verb, p->now);
}

/* Was this told already? */
static inline bool spoken_told(struct play *p, struct span text)
{
	struct span rest = out_span(&p->sent);

	while (rest.len) {
		char *at = p->sent.at + (rest.at - p->sent.at);

		if (span_eq(span_line(&rest), text)) {
			*at = '-';
			return true;
		}
	}
	return false;
}

static inline void act_option(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;
	struct out o = OUT(p->line);
	struct span text = x->e.text, who = span_word(&text), octets;

	text = span_from(text, 1);
	octets = spoken_octets(&o, text);
	if (span_eq(who, SPAN("RCVD")))
		arrive(s, octets, p->chunk, p->now);
	else if (!spoken_told(p, x->e.text))
		spoken_wish(p, octets, text);
	s->nvt.passing = session_is_character(s);
	while (session_heard(s, p->now))
		continue;
}

/* So many keys, in character mode; which they were no record holds. */
static inline void act_keys(struct play *p, const struct entry *x)
{
	char keys[4096];

	memset(keys, '~', sizeof keys);
	session_type(&p->session,
	    (struct span){
		keys, (size_t)x->e.n[0] < sizeof keys ? (size_t)x->e.n[0] : sizeof keys },
	    p->now);
}

/* What character mode showed before the end, made up: so many octets, and no text. */
static inline void act_unseen(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;

	p->made_up = true;
	while (s->nvt.passing && s->conn.got < x->e.n[2])
		arrive(s, SPAN("~"), 1, p->now);
	p->made_up = false;
}

#endif
