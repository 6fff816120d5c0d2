/* sasl.c - see sasl.h. */
#include "base/ascii.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "proto/echo.h"
#include "proto/prompt.h"
#include "proto/sasl_part.h"

#include <string.h>

#define OVER UINT8_MAX /* the step of an exchange that was cancelled */

/* Parts of sasl_who, as bits of a set; a certificate has no text. */
enum { USER = 1, PASSWORD = 2, TOKEN = 4, AUTHZID = 8, HOST = 16, CERT = 32 };

static const struct part {
	char letter; /* in a form */
	unsigned char at;
	uint16_t most;
	const char *name;
} parts[] = {
	{ 'u', offsetof(struct sasl_who, user), SASL_USER_MAX, "user name" },
	{ 'p', offsetof(struct sasl_who, password), SASL_PASSWORD_MAX, "password" },
	{ 't', offsetof(struct sasl_who, token), SASL_TOKEN_MAX, "token" },
	{ 'z', offsetof(struct sasl_who, authzid), SASL_USER_MAX, "name to act for" },
	{ 'h', offsetof(struct sasl_who, host), SASL_HOST_MAX, "host name" },
};
#define PARTS (sizeof parts / sizeof *parts)

/* The best mechanism is first. */
static const struct sasl_mech mechs[] = {
	{ "OAUTHBEARER", false, SASL_SHOWN, 0, TOKEN | HOST, USER, 2,
	    "n,%a,\1host=%h\1port=%o\1auth=Bearer %t\1\1\0\1" },
	{ "XOAUTH2", false, SASL_SHOWN, 0, TOKEN | USER, 0, 2, "user=%u\1auth=Bearer %t\1\1\0" },
	{ "SCRAM-SHA-256", false, SASL_KEPT, DIGEST_SHA256, USER | PASSWORD, AUTHZID, 0, "n,%g," },
	{ "SCRAM-SHA-1", false, SASL_KEPT, DIGEST_SHA1, USER | PASSWORD, AUTHZID, 0, "n,%g," },
	{ "CRAM-MD5", true, SASL_HASHED, 0, USER | PASSWORD, 0, 1, "%u %c" },
	{ "PLAIN", false, SASL_SHOWN, 0, USER | PASSWORD, AUTHZID, 1, "%z%0%u%0%p" },
	{ "LOGIN", true, SASL_SHOWN, 0, USER | PASSWORD, 0, 2, "%u\0%p" },
	{ "EXTERNAL", false, SASL_KEPT, 0, CERT, AUTHZID, 1, "%z" },
	{ "ANONYMOUS", false, SASL_KEPT, 0, 0, USER, 1, "%u" },
};
#define MECHS (sizeof mechs / sizeof *mechs)

static struct span part_of(const struct sasl_who *who, const struct part *p)
{
	return *(const struct span *)(const void *)((const char *)who + p->at);
}

/* ---- which mechanism ---- */

const struct sasl_mech *sasl_find(struct span name)
{
	for (const struct sasl_mech *m = mechs; m < mechs + MECHS; m++)
		if (span_same(name, span_of(m->name)))
			return m;
	return NULL;
}

const char *sasl_name(const struct sasl_mech *m)
{
	return m->name;
}

enum sasl_protection sasl_protection(const struct sasl_mech *m)
{
	return (enum sasl_protection)m->protection;
}

bool sasl_is_nameless(struct span name)
{
	const struct sasl_mech *m = sasl_find(name);

	return m && !(m->needs & USER);
}

bool sasl_speaks_first(const struct sasl_mech *m)
{
	return !m->asked;
}

static bool is_offered(const struct sasl_mech *m, struct span offered)
{
	struct span word;

	while ((word = span_word(&offered)).len)
		if (sasl_find(word) == m)
			return true;
	return false;
}

/* Which part of `who` proves our identity, the best if there are several. */
static unsigned proof_of(const struct sasl_who *who)
{
	if (who->token.len)
		return TOKEN;
	if (who->password.len)
		return PASSWORD;
	return who->cert ? CERT : 0;
}

/* Does m use our proof, take the authzid, and protect as well as the refused mechanism? */
static bool is_suitable(
    const struct sasl_mech *m, const struct sasl_who *who, const struct sasl_mech *refused)
{
	if (!(m->needs & proof_of(who)))
		return false;
	if (who->authzid.len && !(m->takes & AUTHZID))
		return false;
	return !refused || m->protection >= refused->protection;
}

const struct sasl_mech *sasl_best(
    struct span offered, const struct sasl_who *who, const struct sasl_mech *refused)
{
	for (const struct sasl_mech *m = refused ? refused + 1 : mechs; m < mechs + MECHS; m++)
		if (is_suitable(m, who, refused) && is_offered(m, offered))
			return m;
	return NULL;
}

/* ---- what is said ---- */

/*
 * Characters that SASLprep maps to a space or to nothing (RFC 3454, C.1.2 and B.1):
 * the first, how many more follow it, and the character that they become.
 */
static const struct {
	uint16_t first;
	unsigned char more;
	char to;
} mapped[] = {
	{ 0x00a0, 0, ' ' },
	{ 0x00ad, 0, 0 },
	{ 0x034f, 0, 0 },
	{ 0x1680, 0, ' ' },
	{ 0x1806, 0, 0 },
	{ 0x180b, 2, 0 },
	{ 0x2000, 11, ' ' },
	{ 0x200c, 1, 0 },
	{ 0x202f, 0, ' ' },
	{ 0x205f, 0, ' ' },
	{ 0x2060, 0, 0 },
	{ 0x3000, 0, ' ' },
	{ 0xfe00, 15, 0 },
	{ 0xfeff, 0, 0 },
};

/* What a character is mapped to, or the character itself; 0: nothing. */
static uint32_t map(uint32_t c)
{
	for (size_t i = 0; i < sizeof mapped / sizeof *mapped; i++)
		if (c - mapped[i].first <= mapped[i].more)
			return (unsigned char)mapped[i].to;
	return c;
}

bool sasl_prepare(struct span s, struct out *o)
{
	size_t begin = o->len;
	uint32_t c;

	for (size_t n; (n = utf8_next(s, &c)) > 0; s = span_from(s, n)) {
		if (c & UTF8_BAD)
			return false;
		c = map(c);
		if (c)
			utf8_put(o, c);
	}
	return o->len > begin;
}

/* Writes a name with its "," and "=" escaped: RFC 5802 5.1. */
static void put_name(struct span name, struct out *o)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] == ',')
			out_text(o, "=2C");
		else if (name.at[i] == '=')
			out_text(o, "=3D");
		else
			out_char(o, name.at[i]);
	}
}

static void put_identity(struct span name, struct out *o)
{
	if (name.len)
		out_text(o, "a=");
	put_name(name, o);
}

static void put_prepared_name(struct span name, struct out *o)
{
	char room[SASL_USER_MAX];
	struct out prepared = OUT(room);

	sasl_prepare(name, &prepared);
	put_name(out_span(&prepared), o);
}

static void put_cram(const struct sasl *s, struct span challenge, struct out *o)
{
	char room[DIGEST_SIZE];
	struct span sum = digest_hmac(DIGEST_MD5, s->who->password, challenge, room);

	for (size_t i = 0; i < sum.len; i++)
		out_hex(o, (unsigned char)sum.at[i], 2);
}

static void put_part(const struct sasl *s, char letter, struct out *o)
{
	for (size_t i = 0; i < PARTS; i++)
		if (parts[i].letter == letter)
			out_put(o, part_of(s->who, &parts[i]));
}

void sasl_put(const struct sasl *s, const char *form, struct span challenge, struct out *o)
{
	for (; *form; form++) {
		if (*form != '%') {
			out_char(o, *form);
			continue;
		}
		switch (*++form) {
		case '0': out_char(o, '\0'); break;
		case 'a': put_identity(s->who->user, o); break;
		case 'c': put_cram(s, challenge, o); break;
		case 'g': put_identity(s->who->authzid, o); break;
		case 'n': put_prepared_name(s->who->user, o); break;
		case 'o': out_number(o, s->who->port); break;
		default: put_part(s, *form, o);
		}
	}
}

/* ---- the exchange ---- */

/* Can SASLprep prepare this part? */
static bool is_preparable(struct span part)
{
	char room[SASL_PASSWORD_MAX];
	struct out o = OUT(room);
	bool is = sasl_prepare(part, &o);

	wipe(room, sizeof room);
	return is;
}

static bool has_control(struct span part, bool nul_only)
{
	if (nul_only)
		return span_has(part, '\0');
	for (size_t i = 0; i < part.len; i++)
		if (ascii_is_control(part.at[i]))
			return true;
	return false;
}

/* Why a part of `who` is unfit for that mechanism; NULL: it is fit. */
static const char *judge(const struct sasl_mech *m, unsigned bit, size_t most, struct span part)
{
	if (!part.len)
		return m->needs & bit ? "is missing" : NULL;
	if (!((m->needs | m->takes) & bit))
		return bit == AUTHZID ? "cannot be sent with this mechanism" : NULL;
	if (part.len > most)
		return "is too long";
	if (has_control(part, bit == PASSWORD && m->asked))
		return "contains a control character";
	if (!m->steps && bit != AUTHZID && !is_preparable(part))
		return "is not text in UTF-8";
	return NULL;
}

/* "PLAIN: the password is missing". */
static bool is_fit(const struct sasl_mech *m, const struct sasl_who *who, struct out *why)
{
	for (size_t i = 0; i < PARTS; i++) {
		const char *wrong = judge(m, 1u << i, parts[i].most, part_of(who, &parts[i]));

		if (!wrong)
			continue;
		out_text(why, m->name);
		out_text(why, ": the ");
		out_text(why, parts[i].name);
		out_char(why, ' ');
		out_text(why, wrong);
		return false;
	}
	return true;
}

bool sasl_wants_random(const struct sasl_mech *m)
{
	return !m->steps;
}

bool sasl_begin(struct sasl *s, const struct sasl_mech *mech, const struct sasl_who *who,
    struct span random, struct out *why)
{
	sasl_forget(s);
	if (!is_fit(mech, who, why))
		return false;
	s->mech = mech;
	s->who = who;
	if (!mech->steps)
		sasl_scram_begin(s, random);
	return true;
}

void sasl_quote(const struct sasl_who *who, struct span words, size_t most, struct out *o)
{
	struct echo e = { 0 };
	struct span cut = span_first(words, most);

	echo_remember(&e, SECRET_IS_PLAIN, who->password);
	echo_remember(&e, SECRET_IS_PLAIN, who->token);
	if (cut.len < words.len)
		cut.len = echo_safe(&e, cut);
	if (!echo_mask(&e, cut, o))
		out_put(o, cut);
	echo_forget(&e);
}

/* A server refuses a token with a challenge that says why; its refusal follows our answer. */
static void keep_error(struct sasl *s, struct span challenge)
{
	struct out o = OUT(s->text);

	sasl_quote(s->who, challenge, SASL_ERROR_MAX, &o);
	s->len = span_first(out_span(&o), SASL_ERROR_MAX).len;
}

bool sasl_reads_text(const struct sasl_mech *m)
{
	return m->steps && m->protection != SASL_HASHED;
}

static bool is_login(const struct sasl_mech *m)
{
	return m->asked && m->steps == 2;
}

/* "the server asks neither for the user name nor for the password: 'what'" */
static bool refuse_prompt(
    const struct sasl *s, struct span prompt, const char *wrong, struct out *why)
{
	out_text(why, "the server asks ");
	out_text(why, wrong);
	out_text(why, ": '");
	sasl_quote(s->who, span_line(&prompt), 80, why);
	out_char(why, '\'');
	return false;
}

/* LOGIN: may the next response answer this prompt?  Goes back to the name if that is asked for. */
static bool suits_prompt(struct sasl *s, struct span prompt, struct out *why)
{
	enum prompt asked = prompt_of_text(prompt);

	if (s->step == 0)
		return asked != PROMPT_PASSWORD ||
		       refuse_prompt(s, prompt, "for the password before the user name", why);
	if (asked == PROMPT_NAME && s->named) {
		s->step = 0;
		s->named = false;
		return true;
	}
	if (asked == PROMPT_NAME)
		return refuse_prompt(s, prompt, "for the user name again", why);
	if (asked == PROMPT_PASSWORD || (asked == PROMPT_EMPTY && !s->named))
		return true;
	return refuse_prompt(s, prompt, "neither for the user name nor for the password", why);
}

static enum sasl_next respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why)
{
	const struct sasl_mech *m = s->mech;

	if (!m->steps && s->step < OVER)
		return sasl_scram_respond(s, challenge, response, why);
	if (s->step >= m->steps) {
		out_text(why, "the server asks for more than this mechanism can answer");
		return SASL_CANCEL;
	}
	if (m->needs & TOKEN && s->step)
		keep_error(s, challenge);
	if (m->protection == SASL_HASHED && !challenge.len) {
		out_text(why, "the challenge is empty");
		return SASL_CANCEL;
	}
	if (is_login(m) && !suits_prompt(s, challenge, why))
		return SASL_CANCEL;
	sasl_put(s, span_nth(m->forms, s->step++), challenge, response);
	return SASL_RESPOND;
}

enum sasl_next sasl_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why)
{
	size_t begin = response->len;
	enum sasl_next next = respond(s, challenge, response, why);

	if (next == SASL_RESPOND && response->full) {
		out_text(why, "the response is too long");
		next = SASL_CANCEL;
	}
	if (next == SASL_CANCEL) {
		s->step = OVER;
		wipe(response->at + begin, response->len - begin);
		response->len = begin;
	}
	return next;
}

enum sasl_next sasl_initial(struct sasl *s, struct out *response, struct out *why)
{
	enum sasl_next next = sasl_respond(s, SPAN(""), response, why);

	s->named = true;
	return next;
}

bool sasl_succeeded(struct sasl *s, struct span additional_data, struct out *why)
{
	if (s->mech->steps || s->proven)
		return true;
	if (s->step < OVER && additional_data.len)
		return sasl_scram_prove(s, additional_data, why);
	out_text(why, "the server did not prove that it knows the password");
	return false;
}

struct span sasl_error(const struct sasl *s)
{
	return (struct span){ s->text, s->mech && s->mech->needs & TOKEN ? s->len : 0 };
}

void sasl_forget(struct sasl *s)
{
	wipe(s, sizeof *s);
}
