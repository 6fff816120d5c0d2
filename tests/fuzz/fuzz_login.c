/*
 * fuzz_login.c - a server that may say anything gets no password in clear text, and no endless talk.
 *
 * The first octet chooses the protocol and the wishes; the rest are replies,
 * LF between them, "/" between the lines of one.
 */
#include "base/base64.h"
#include "proto/login.h"

#include <assert.h>

#define WORD "hunter2-password"

static struct login l;
static struct reply r;
static struct caps c;

/* The reply as the session would keep it; what is none breaks the protocol. */
static void hear(enum protocol p, struct span verb, struct span text)
{
	enum reply_state state = REPLY_MORE;

	reply_begin(&r,
	    p == PROTOCOL_SMTP            ? REPLY_CODE
	    : span_eq(verb, SPAN("CAPA")) ? REPLY_DOT
					  : REPLY_ONE,
	    "");
	while (text.len && state != REPLY_WHOLE) {
		struct span line = span_until(&text, '/');

		state = reply_line(&r, line, line.len + 2);
	}
	if (state != REPLY_WHOLE) {
		r.odd = true;
		r.code = -1;
	}
}

static void learn(struct standing *st, enum protocol p, struct span verb)
{
	bool caps = span_eq(verb, SPAN("EHLO")) || span_eq(verb, SPAN("CAPA"));

	standing_learn(st, verb, &r);
	if (caps && !reply_refused(&r))
		caps_learn(&c, p, (struct span){ r.text, r.len });
	if ((span_eq(verb, SPAN("STLS")) || span_eq(verb, SPAN("STARTTLS"))) &&
	    !reply_refused(&r)) {
		standing_secure(st);
		caps_forget(&c);
	}
}

/* Is the password in it, as it is or in base64? */
static bool shows(struct span said)
{
	struct span rest = said, word;
	char room[1024];

	if (span_holds(said, SPAN(WORD)))
		return true;
	while ((word = span_word(&rest)).len) {
		struct out o = OUT(room);
		size_t at;

		if (base64_decode(&o, word, &at) == BASE64_FINE &&
		    span_holds(out_span(&o), SPAN(WORD)))
			return true;
	}
	return false;
}

static void begin(uint8_t wishes)
{
	l = (struct login){ .wanted = true,
		.known = true,
		.tls = wishes / 2 % 3,
		.initial = wishes & 8,
		.no_initial = wishes & 16,
		.hello = SPAN("me"),
		.random = SPAN("123456789012345678"),
		.who = { .user = SPAN("user"), .password = SPAN(WORD), .host = SPAN("host") } };
	caps_forget(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size }, verb = SPAN("greeting");
	struct standing st = { 0 };
	enum protocol p;

	if (!size)
		return 0;
	p = data[0] & 1 ? PROTOCOL_POP3 : PROTOCOL_SMTP;
	begin(data[0]);
	rest = span_from(rest, 1);
	while (rest.len) {
		char line[SASL_RESPONSE_MAX], sentence[640];
		struct turn t = { .line = OUT(line), .why = OUT(sentence) };
		enum turn_kind kind = TURN_NOT_YET;

		hear(p, verb, span_line(&rest));
		learn(&st, p, verb);
		if (r.invited && l.step < LOGIN_SASL)
			break; /* out of turn: whoever runs it ends it */
		for (int i = 0; i < 4 && kind == TURN_NOT_YET; i++)
			kind = login_turn(&l, &st, p, &c, &r, &t);
		if (kind == TURN_FAIL)
			assert(t.status && t.why.len);
		if (kind != TURN_SAY)
			break;
		assert(t.line.len && !span_has(out_span(&t.line), '\n') &&
		       !span_has(out_span(&t.line), '\r'));
		assert(st.is & STANDING_SECURE || !shows(out_span(&t.line)));
		verb = l.step >= LOGIN_SASL
			   ? SPAN("AUTH")
			   : span_first(out_span(&t.line), span_find(out_span(&t.line), ' '));
		if (l.step < LOGIN_SASL) {
			static char kept[16];

			span_copy(verb, kept, sizeof kept);
			verb = span_of(kept);
		}
	}
	login_forget(&l);
	return 0;
}
