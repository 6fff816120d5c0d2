/* login.c - see login.h. */
#include "proto/login.h"

#include "base/base64.h"
#include "base/fault.h"
#include "base/wipe.h"
#include "proto/dialect.h"
#include "proto/digest.h"
#include "proto/prompt.h"

/* ---- EHLO and TLS ---- */

/* Which greeting verb was refused last? */
static const char *refused_hello(const struct login *l, unsigned is)
{
	if (l->lmtp)
		return "LHLO";
	return is & STANDING_NO_HELO ? "HELO" : "EHLO";
}

static enum turn_kind introduce(
    const struct login *l, unsigned is, enum protocol p, const struct reply *r, struct turn *t)
{
	unsigned done = p == PROTOCOL_POP3 ? STANDING_ASKED : STANDING_HELLO;

	if (is & done)
		return TURN_DONE;
	if (p == PROTOCOL_POP3)
		return turn_say(t, "CAPA", SPAN(""));
	if (!(is & STANDING_NO_EHLO))
		return turn_say(t, l->lmtp ? "LHLO" : "EHLO", l->hello);
	if (!(is & STANDING_NO_HELO) && !l->lmtp && !reply_is_temporary(r))
		return turn_say(t, "HELO", l->hello);
	return turn_refused(t, STATUS_REJECTED, refused_hello(l, is), r);
}

static bool requires_tls(const struct login *l)
{
	return l->tls == LOGIN_TLS_REQUIRE;
}

/* Is the verb worth a try: offered, or required where the server lists no capabilities? */
static bool may_start_tls(const struct login *l, const struct caps *c, const char *verb)
{
	return caps_has(c, span_of(verb), NULL) || (requires_tls(l) && !c->known);
}

static enum turn_kind encrypt(const struct login *l, unsigned is, enum protocol p,
    const struct caps *c, const struct reply *r, struct turn *t)
{
	const char *verb = dialect_of(p)->starts_tls;
	bool late = is & (STANDING_LOGGED_IN | STANDING_MAIL), refused = is & STANDING_NO_TLS;

	if (is & STANDING_SECURE || l->tls == LOGIN_TLS_OFF)
		return TURN_DONE;
	if (!late && !refused && may_start_tls(l, c, verb))
		return turn_say(t, verb, SPAN(""));
	if (!requires_tls(l))
		return TURN_DONE;
	if (late)
		return turn_fail(t, STATUS_PROTOCOL,
		    "TLS is required (--tls), but it is too late to start it in this session");
	if (refused)
		return turn_refused(t, STATUS_PROTOCOL, "TLS is required", r);
	return turn_fail(
	    t, STATUS_PROTOCOL, "TLS is required (--tls), but the server does not offer it here");
}

/* ---- the login ---- */

/* May a secret be sent in a form that a listener could read? */
static bool is_safe(const struct login *l, unsigned is)
{
	return is & STANDING_SECURE || l->near || l->cleartext;
}

static enum turn_kind unsafe(const struct login *l, struct turn *t)
{
	turn_fail(t, STATUS_DENIED,
	    "log in: the secret would cross the network in clear text, so it was not sent ");
	if (l->at_prompt)
		out_hint(&t->why, SPAN("(TLS from the start: :close, then open -tls HOST PORT)"),
		    l->prefix);
	else
		out_text(&t->why,
		    "(TLS from the start: pop3s://, smtps://; --allow-cleartext sends it anyway)");
	return TURN_FAIL;
}

/* Notes what is tried now: "AUTH" and a mechanism, or POP3's USER or APOP. */
static void note_try(struct login *l, const char *verb, const char *mechanism)
{
	struct out doing = OUT(l->doing), tried = OUT(l->tried);

	out_text(&doing, "log in with ");
	out_text(&doing, verb);
	if (*mechanism)
		out_char(&doing, ' ');
	out_text(&doing, mechanism);
	out_char(&doing, '\0');
	tried.len = span_of(l->tried).len;
	if (tried.len)
		out_text(&tried, ", ");
	out_text(&tried, *mechanism ? mechanism : verb);
	out_char(&tried, '\0');
	l->tried[sizeof l->tried - 1] = '\0';
}

static bool is_method(const struct login *l, struct span name)
{
	return !l->method.len || span_same(l->method, name);
}

/* "SCRAM-SHA-256: this machine provides no random numbers" */
static enum turn_kind no_random(const struct sasl_mech *m, struct turn *t)
{
	turn_fail(t, fault_status(FAULT_NO_RANDOM), "log in with ");
	out_text(&t->why, sasl_name(m));
	out_text(&t->why, ": ");
	out_text(&t->why, fault_reason(FAULT_NO_RANDOM));
	return TURN_FAIL;
}

/*
 * May AUTH carry an initial response?  If the server speaks first in this mechanism, only
 * if the user asked for that, and the response does not depend on the challenge.
 */
static bool has_initial(const struct login *l, const struct sasl_mech *m)
{
	if (l->no_initial)
		return false;
	return sasl_speaks_first(m) || (l->initial && sasl_protection(m) == SASL_SHOWN);
}

/* Says AUTH and the mechanism, with the initial response if there is one and it fits. */
static enum turn_kind begin_sasl(
    struct login *l, enum protocol p, const struct sasl_mech *m, struct turn *t)
{
	char text[SASL_RESPONSE_MAX];
	struct out response = OUT(text);
	size_t head, limit = dialect_of(p)->auth_line_max - 2U;

	if (sasl_wants_random(m) && !l->random.len)
		return no_random(m, t);
	if (!sasl_begin(&l->sasl, m, &l->who, l->random, &t->why)) {
		t->status = STATUS_DATA;
		return TURN_FAIL;
	}
	l->step = LOGIN_SASL;
	note_try(l, "AUTH", sasl_name(m));
	turn_say(t, "AUTH", span_of(sasl_name(m)));
	head = t->line.len;
	if (!has_initial(l, m) || sasl_initial(&l->sasl, &response, &t->why) != SASL_RESPOND)
		return TURN_SAY;
	out_char(&t->line, ' ');
	if (response.len)
		base64_encode(&t->line, out_span(&response));
	else
		out_char(&t->line, '=');
	if (t->line.full || t->line.len > limit) { /* then the response follows the challenge */
		wipe(t->line.at + head, t->line.len - head);
		t->line.len = head;
		t->line.full = false;
		sasl_begin(&l->sasl, m, &l->who, l->random, &t->why);
	}
	wipe(text, sizeof text);
	return TURN_SAY;
}

/* RFC 1939 7 */
static enum turn_kind say_apop(struct login *l, const struct standing *st, struct turn *t)
{
	char text[sizeof st->stamp + SASL_TOKEN_MAX], sum[DIGEST_SIZE];
	struct out o = OUT(text);

	out_text(&o, st->stamp);
	out_put(&o, l->who.password);
	digest_of(DIGEST_MD5, out_span(&o), sum);
	wipe(text, sizeof text);
	turn_say(t, "APOP", l->who.user);
	out_char(&t->line, ' ');
	for (size_t i = 0; i < 16; i++)
		out_hex(&t->line, (unsigned char)sum[i], 2);
	l->step = LOGIN_APOP;
	note_try(l, "APOP", "");
	return TURN_SAY;
}

static enum turn_kind say_user(struct login *l, unsigned is, struct turn *t)
{
	if (!is_safe(l, is))
		return unsafe(l, t);
	l->step = LOGIN_USER;
	note_try(l, "USER", "");
	return turn_say(t, "USER", l->who.user);
}

static bool is_among(struct span words, struct span name)
{
	while (words.len)
		if (span_same(span_word(&words), name))
			return true;
	return false;
}

/* Does the mechanism, if any, protect no better than a password in clear? */
static bool is_weak(const struct sasl_mech *m)
{
	return !m || sasl_protection(m) == SASL_SHOWN;
}

/* The best mechanism left to try, or the one that the user named; NULL: none. */
static const struct sasl_mech *choose(const struct login *l, struct span offered)
{
	if (!l->method.len)
		return sasl_best(offered, &l->who, l->refused);
	if (!l->force && !is_among(offered, l->method))
		return NULL;
	return sasl_find(l->method);
}

/* APOP is preferred where the password would otherwise cross the network in clear. */
static bool wants_apop(const struct login *l, const struct standing *st, const struct sasl_mech *m)
{
	if (!st->stamp[0] || l->no_apop || !is_method(l, SPAN("APOP")))
		return false;
	return l->method.len || (!(st->is & STANDING_SECURE) && is_weak(m));
}

static bool is_known_method(struct span name)
{
	return sasl_find(name) || span_same(name, SPAN("USER")) || span_same(name, SPAN("APOP"));
}

static enum turn_kind no_way(const struct login *l, struct span offered, struct turn *t)
{
	struct span m = l->method;
	bool known = !m.len || is_known_method(m);

	turn_fail(t, known ? STATUS_DENIED : STATUS_USAGE, "log in: ");
	if (m.len) {
		out_text(&t->why, "the server does not offer ");
		out_put(&t->why, m);
		out_text(&t->why, known ? "" : ", and postel does not support it");
	} else {
		out_text(&t->why,
		    offered.len ? "none of the mechanisms that the server offers can be used here"
				: "the server offers no mechanism");
	}
	out_text(&t->why, offered.len ? "; it offers " : "");
	out_put(&t->why, offered);
	return TURN_FAIL;
}

/* Is USER worth a try: offered or forced, not yet refused, no weaker than what was refused? */
static bool may_say_user(const struct login *l, const struct caps *c)
{
	if (l->no_user || !is_weak(l->refused) || !is_method(l, SPAN("USER")))
		return false;
	return !c->known || caps_has(c, SPAN("USER"), NULL) || l->force;
}

/* Have we only a certificate: no secret, and no method named by the user? */
static bool has_only_cert(const struct login *l)
{
	bool has_secret = l->who.password.len || l->who.token.len;

	return l->who.cert && !has_secret && !l->method.len;
}

/* Begins the best login that is left to try. */
static enum turn_kind begin(struct login *l, const struct standing *st, enum protocol p,
    const struct caps *c, const struct reply *r, struct turn *t)
{
	struct span offered = SPAN("");
	bool pop3 = p == PROTOCOL_POP3 && l->who.password.len;
	const struct sasl_mech *m;

	caps_has(c, span_of(dialect_of(p)->logins), &offered);
	m = choose(l, offered);
	if (pop3 && wants_apop(l, st, m))
		return say_apop(l, st, t);
	if (m && sasl_protection(m) == SASL_SHOWN && !is_safe(l, st->is))
		return unsafe(l, t);
	if (m)
		return begin_sasl(l, p, m, t);
	if (pop3 && may_say_user(l, c))
		return say_user(l, st->is, t);
	if (has_only_cert(l))
		return TURN_ASK; /* a certificate is no use here */
	if (l->reason[0])        /* nothing is left: the last refusal stands */
		return turn_fail(t, l->status, l->reason);
	if (!offered.len && r && st->is & STANDING_NO_TLS)
		return turn_refused(t, STATUS_DENIED,
		    "log in: the server offers no mechanism without TLS; STARTTLS", r);
	return no_way(l, offered, t);
}

/* Returns false if the challenge is not base64, but has to be. */
static bool read_challenge(const struct sasl_mech *m, struct span text, struct out *challenge)
{
	size_t at;

	if (!sasl_reads_text(m))
		return base64_decode(challenge, text, &at) == BASE64_FINE;
	prompt_read(text, challenge);
	return true;
}

static void refuse_challenge(struct span text, struct out *why)
{
	out_text(why, "the challenge is not base64: '");
	out_put(why, span_first(text, 40));
	out_char(why, '\'');
}

/* Answers a challenge, the text after "334 " or "+ ". */
static enum turn_kind respond(struct login *l, const struct reply *r, struct turn *t)
{
	char room[SASL_RESPONSE_MAX], text[SASL_RESPONSE_MAX];
	struct out challenge = OUT(room), response = OUT(text), why = OUT(l->reason);
	struct span words = { r->text, r->len };
	enum sasl_next answer = SASL_CANCEL;

	span_word(&words);
	if (read_challenge(l->sasl.mech, span_trim(words), &challenge))
		answer = sasl_respond(&l->sasl, out_span(&challenge), &response, &why);
	else
		refuse_challenge(span_trim(words), &why);
	if (answer == SASL_WORKING)
		return TURN_NOT_YET;
	if (answer == SASL_RESPOND)
		base64_encode(&t->line, out_span(&response));
	wipe(room, sizeof room);
	wipe(text, sizeof text);
	if (answer == SASL_RESPOND && !t->line.full)
		return TURN_SAY;
	out_char(&why, '\0');
	l->step = LOGIN_CANCELLED;
	t->line = (struct out){ t->line.at, t->line.size, 0, false };
	return turn_say(t, "*", SPAN(""));
}

/* Why the server does not accept the token, said within the exchange. */
static struct span exchange_error(const struct login *l)
{
	return l->step == LOGIN_SASL ? sasl_error(&l->sasl) : SPAN("");
}

/* The server has refused the login: is another way left? */
static enum turn_kind go_on(struct login *l, const struct reply *r, struct turn *t)
{
	struct span error = exchange_error(l);
	bool is_last = l->step == LOGIN_PASS || l->method.len || l->gone;

	turn_refused(t, STATUS_DENIED, l->step == LOGIN_PASS ? "log in with PASS" : l->doing, r);
	if (error.len) {
		out_text(&t->why, "; its reason: ");
		out_put(&t->why, error);
	}
	span_copy(out_span(&t->why), l->reason, sizeof l->reason);
	l->status = t->status;
	l->doubtful = reply_may_doubt_secret(r);
	if (is_last || reply_is_temporary(r))
		return TURN_FAIL;
	if (l->step == LOGIN_APOP)
		l->no_apop = true;
	else if (l->step == LOGIN_USER)
		l->no_user = true;
	else
		l->refused = l->sasl.mech;
	l->step = LOGIN_FRESH;
	return TURN_NOT_YET;
}

bool login_say_unanswered(const struct login *l, struct out *o)
{
	struct span error = exchange_error(l);

	if (l->step != LOGIN_CANCELLED && !error.len)
		return false;
	out_text(o, l->doing);
	if (error.len) {
		out_text(o, ": the server says ");
		out_put(o, error);
	} else {
		out_text(o, ": ");
		out_text(o, l->reason);
	}
	return true;
}

static enum turn_kind cancelled(struct login *l, struct turn *t)
{
	l->doubtful = false;
	login_say_unanswered(l, &t->why);
	t->status = STATUS_DENIED;
	return TURN_FAIL;
}

static enum turn_kind answer(struct login *l, const struct reply *r, struct turn *t)
{
	if (l->step == LOGIN_CANCELLED)
		return cancelled(l, t);
	if (r->invited && l->step == LOGIN_SASL)
		return respond(l, r, t);
	if (reply_refused(r))
		return go_on(l, r, t);
	if (l->step == LOGIN_SASL && sasl_error(&l->sasl).len)
		return cancelled(l, t); /* an error, and then a success: RFC 7628 3.2.3 */
	if (l->step == LOGIN_USER) {
		l->step = LOGIN_PASS;
		return turn_say(t, "PASS", l->who.password);
	}
	if (l->step == LOGIN_SASL && !sasl_succeeded(&l->sasl, SPAN(""), &t->why)) {
		t->status = STATUS_DENIED;
		return TURN_FAIL;
	}
	l->step = LOGIN_FRESH;
	return TURN_DONE;
}

enum turn_kind login_turn(struct login *l, const struct standing *st, enum protocol p,
    const struct caps *c, const struct reply *r, struct turn *t)
{
	enum turn_kind kind;

	if (r && l->step != LOGIN_FRESH) {
		kind = answer(l, r, t);
		if (kind != TURN_NOT_YET || l->step != LOGIN_FRESH)
			return kind;
		t->why.len = 0;
	}
	if (!(st->is & STANDING_GREETED))
		return turn_refused(t, STATUS_REJECTED, "greeting", r);
	kind = introduce(l, st->is, p, r, t);
	if (kind == TURN_DONE)
		kind = encrypt(l, st->is, p, c, r, t);
	if (kind != TURN_DONE || !l->wanted || st->is & STANDING_LOGGED_IN)
		return kind;
	if (!l->known)
		return TURN_ASK;
	return begin(l, st, p, c, r, t);
}

void login_forget(struct login *l)
{
	sasl_forget(&l->sasl);
}
