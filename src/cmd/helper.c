/* helper.c - how a helper begins, ends and shows its progress; see helper.h. */
#include "base/wipe.h"
#include "cmd/cmd.h"

struct helper *helper_ready(struct client *c, helper_turn *turn, enum protocol p, unsigned needs)
{
	struct helper *h = &c->helper;

	helper_drop(c);
	h->turn = turn;
	h->protocol = p;
	h->needs = needs;
	h->saying = h->has_reply = h->dot_unanswered = false;
	h->mail.reads_input = h->mail.drop = h->mail.as_it_is = false;
	letter_begin(&h->mail.letter);
	h->pop3 = (struct pop3){ .verb = "", .size = -1 };
	h->sink = NULL;
	h->smtp = (struct smtp){ 0 };
	h->method = h->hello_as = SPAN("");
	h->answer = NULL;
	h->doubt = NULL;
	c->failed = -1;
	h->lost = NULL;
	session_make_dues_optional(&c->session, false);
	h->text = OUT(h->text_room);
	h->next.line = OUT(h->line);
	h->login = (struct login){ 0 };
	return h;
}

struct span helper_keep(struct helper *h, struct span word)
{
	size_t at = h->text.len;

	out_put(&h->text, word);
	return span_from(out_span(&h->text), at);
}

struct span helper_method(const struct client *c)
{
	const char *option = c->ctx->how_help.auth;

	if (c->helper.method.len || !option)
		return c->helper.method;
	return span_of(option);
}

static bool is_pop3_method(struct span method)
{
	return span_same(method, SPAN("USER")) || span_same(method, SPAN("APOP"));
}

/* The command or option that asks for a login; NULL if there is none. */
static const char *login_word(const struct client *c)
{
	const struct helper *h = &c->helper;

	if (h->method.len)
		return "auth";
	if (c->ctx->how_help.auth)
		return "--auth";
	if (!c->ctx->how_help.given && h->needs & HELPER_LOGIN && !h->turn)
		return "login";
	return c->ctx->how_help.given;
}

/* Writes what asks for a login: "--auth PLAIN" or "--password-file"; NULL if nothing does. */
static const char *say_asked(const struct client *c, struct out *o)
{
	const struct helper *h = &c->helper;
	const char *given = login_word(c);

	if (!given)
		return NULL;
	out_text(o, given);
	if (h->method.len || c->ctx->how_help.auth) {
		out_char(o, ' ');
		out_put(o, span_first(helper_method(c), 40));
	}
	return given;
}

/* What is wrong with the login that was asked for, or NULL. */
static const char *judge_login(const struct client *c)
{
	const struct helper *h = &c->helper;
	struct span method = helper_method(c);
	bool pop3 = is_pop3_method(method), by_name = c->target.user[0];
	enum protocol protocol = h->protocol ? h->protocol : c->target.protocol;

	if (h->needs == 0)
		return h->quits_after ? "this command does not log in" : NULL;
	if (method.len && !pop3 && !sasl_find(method))
		return "postel has no mechanism of that name";
	if (pop3 && protocol == PROTOCOL_SMTP)
		return "only POP3 has this login";
	if (by_name || sasl_is_nameless(method) || c->session.stands.is & STANDING_LOGGED_IN)
		return NULL;
	return context_is_told_all(c->ctx)
		   ? "no user name: give one in the URL, as in smtp://USER@HOST"
		   : "no user name: give one with ':login USER'";
}

/* Refuses a wrong login before anything is sent; else the work would be done without it. */
static bool refuses_login(struct client *c)
{
	char text[200];
	struct out o = OUT(text);
	const char *wrong;

	if (!say_asked(c, &o))
		return false;
	wrong = judge_login(c);
	if (!wrong)
		return false;
	out_text(&o, ": ");
	out_hint(&o, span_of(wrong), c->ctx->prefix);
	client_fail(c, STATUS_USAGE, out_span(&o));
	helper_drop(c);
	return true;
}

static void start(struct client *c, enum helper_phase phase)
{
	struct helper *h = &c->helper;

	h->phase = phase;
	c->session.sink = h->sink;
	if (session_is_open(&c->session))
		c->state = CLIENT_HELPING;
}

void helper_begin(struct client *c)
{
	if (c->helper.text.full)
		client_fail(c, STATUS_DATA,
		    SPAN(
			"the words of this command have more than 16,384 octets: nothing was sent"));
	else if (!refuses_login(c))
		start(c, HELPER_WAITING);
}

void helper_leave(struct client *c)
{
	helper_ready(c, NULL, PROTOCOL_UNKNOWN, 0)->quits_after = true;
	start(c, HELPER_COMMAND);
}

void helper_begin_if(struct client *c, struct span question, const char *refusal)
{
	bool asks = c->ctx->person && (session_is_open(&c->session) || c->helper.quits_after);

	if (c->ctx->how_help.yes)
		helper_begin(c);
	else if (asks)
		typing_ask(c, CONTEXT_ASK_YES, question);
	else
		client_refuse(c, refusal, SPAN(""));
}

void helper_drop(struct client *c)
{
	struct helper *h = &c->helper;

	if (h->phase == HELPER_IDLE)
		return; /* so the memory of an unused helper is never touched */
	if (h->so_far)
		h->so_far(c);
	h->so_far = NULL;
	wipe(h->line, sizeof h->line);
	wipe(h->typed.octets, h->typed.len);
	h->typed.known = false;
	h->typed.len = 0;
	login_forget(&h->login);
	keep_drop(&h->keep);
	save_close(&h->save);
	letter_drop(&h->mail.letter);
	h->phase = HELPER_IDLE;
	h->ahead = 0;
	c->session.sink = NULL;
	if (c->state >= CLIENT_HELPING)
		c->state = CLIENT_IDLE;
}

const char helper_unknown[] =
    "the final dot was not answered: it is unknown whether the server has the message";

void helper_tell_part(struct client *c)
{
	struct keep *k = &c->helper.keep;
	int64_t octets = keep_part(k);
	char text[600];
	struct out o = OUT(text);

	if (octets < 0)
		client_fault(c, &k->fault);
	if (octets <= 0)
		return;
	out_grouped(&o, octets);
	out_text(&o, " octets of the message are in ");
	out_text(&o, k->part);
	client_note(c, out_span(&o));
}

/* Was DATA sent for a letter, so that the server will now ask for the message? */
static bool invites(const struct helper *h)
{
	return h->smtp.step == SMTP_INVITING && h->mail.letter.parts && !h->saying;
}

void helper_cancel(struct client *c)
{
	struct helper *h = &c->helper;

	if (h->phase == HELPER_IDLE)
		return;
	if (h->dot_unanswered)
		smtp_tell_unanswered(c);
	if (h->phase == HELPER_BODY || invites(h)) {
		/* If it stayed open, the next dot would send the part that was typed. */
		client_warn(c,
		    SPAN(
			"cancelled within the message: the connection is closed, so that no part of it is delivered"));
		session_close(&c->session, c->ctx->now);
	}
	helper_tell_part(c);
	session_drop_body(&c->session);
	helper_drop(c);
}

/* Keeps the first line of a secret.  False, and tells why, if it is wrong. */
static bool take_secret(struct client *c, struct known_secret *into, struct span secret)
{
	secret = span_line(&secret);
	if (!secret.len || secret.len > sizeof into->octets || !words_clean(secret)) {
		client_fail(c, STATUS_NO_INPUT,
		    SPAN("the password or token is empty, too long, or contains a line end"));
		return false;
	}
	into->len = secret.len;
	into->known = true;
	for (size_t i = 0; i < secret.len; i++)
		into->octets[i] = secret.at[i];
	return true;
}

bool helper_secret(struct client *c, struct span secret, bool token)
{
	if (!take_secret(c, &c->ctx->how_help.secret, secret))
		return false;
	c->ctx->how_help.secret.token = token;
	return true;
}

bool helper_informed(struct client *c, struct span secret)
{
	if (!take_secret(c, &c->helper.typed, secret))
		return false;
	helper_inform(c);
	c->state = CLIENT_HELPING;
	return true;
}

void helper_tell_caps(struct client *c, int64_t seen)
{
	struct span rest = out_span(&c->session.caps.set);

	while (rest.len)
		client_say(c, EVENT_RESULT, seen, span_line(&rest));
}

void helper_tell(struct client *c, struct turn *t)
{
	switch (t->news) {
	case TURN_RESULT: client_say(c, EVENT_RESULT, 0, t->told); break;
	case TURN_SEEN: client_say(c, EVENT_RESULT, EVENT_RESULT_SEEN, t->told); break;
	case TURN_FAILURE: client_fail(c, t->status, t->told); break;
	case TURN_WARNING: client_warn(c, t->told); break;
	case TURN_NOTE: client_note(c, t->told); break;
	}
	t->why.len = 0;
}

#define BAR      10
#define BAR_FROM 66 /* columns at least, as a prompt has two thirds of the row */

static void put_bar(struct out *o, int64_t done, int64_t all)
{
	size_t full = done >= all ? BAR : (size_t)(done / (all / BAR + 1));

	out_text(o, " [");
	out_repeat(o, '#', full);
	out_repeat(o, '.', BAR - full);
	out_char(o, ']');
}

void helper_progress(const struct client *c, struct out *o)
{
	const struct helper *h = &c->helper;
	const struct session *s = &c->session;
	bool sends = h->phase == HELPER_BODY, fetches = s->sink && s->download.octets;
	const struct session_run *run = sends ? &s->upload : &s->download;
	int64_t done = run->octets - run->stuffed;
	int64_t all = sends ? h->smtp.size : h->pop3.size;
	int64_t silent = session_silence(s, c->ctx->now);

	if (c->state != CLIENT_HELPING || (!sends && !fetches))
		return;
	out_size(o, done);
	if (all > 0) {
		out_text(o, " of ");
		out_size(o, all);
	}
	if (all > 0 && (!s->columns || s->columns >= BAR_FROM))
		put_bar(o, done, all);
	if (silent >= 2 * OS_S) {
		out_text(o, " stalled ");
		out_duration(o, silent);
	} else {
		out_char(o, ' ');
		out_size(o, s->pace.last);
		out_text(o, "/s");
	}
	out_char(o, ' ');
}
