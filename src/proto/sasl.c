/* sasl.c - see sasl.h. */
#include "proto/sasl.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "base/wipe.h"

#define SLICE 4096 /* rounds of SCRAM at a time: some milliseconds */

typedef enum sasl_answer respond(
    struct sasl *s, struct span challenge, struct out *o, struct out *why);

enum {
	PASSWORD = 1, /* what it needs */
	TOKEN = 2,
	CERT = 4,
	NAMED = 8,   /* it is never chosen by itself */
	FIRST = 16,  /* the client speaks first */
	PROVES = 32, /* the server proves itself */
	EXPOSES = 64,
};

struct sasl_mech {
	const char *name;
	uint8_t protection, flags;
	uint8_t kind;  /* enum digest_kind */
	uint8_t steps; /* responses */
	respond *respond;
};

static enum sasl_answer cancel(struct out *why, const char *what)
{
	out_text(why, what);
	return SASL_CANCEL;
}

/* ---- one after the other ---- */

static enum sasl_answer plain(struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	(void)challenge;
	(void)why;
	out_put(o, s->who.authzid);
	out_char(o, '\0');
	out_put(o, s->who.user);
	out_char(o, '\0');
	out_put(o, s->who.password);
	return SASL_RESPOND;
}

/* Whatever it asks for: "Username:", "User Name", nothing at all. */
static enum sasl_answer login(struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	(void)challenge;
	(void)why;
	out_put(o, s->step ? s->who.password : s->who.user);
	return SASL_RESPOND;
}

static void put_hex(struct out *o, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++)
		out_hex(o, (unsigned char)octets.at[i], 2);
}

static enum sasl_answer cram(struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	char sum[DIGEST_SIZE];

	if (!challenge.len)
		return cancel(why, "CRAM-MD5: its challenge is empty");
	out_put(o, s->who.user);
	out_char(o, ' ');
	put_hex(o, digest_hmac(DIGEST_MD5, s->who.password, challenge, sum));
	wipe(sum, sizeof sum);
	return SASL_RESPOND;
}

/* The second challenge says in JSON why the token was refused: RFC 7628 3.2.3. */
static bool has_refused(struct sasl *s, struct span challenge)
{
	if (!s->step)
		return false;
	s->error = OUT(s->error_room);
	out_put(&s->error, span_first(challenge, sizeof s->error_room));
	return true;
}

static void bearer(const struct sasl *s, struct out *o)
{
	out_text(o, "auth=Bearer ");
	out_put(o, s->who.token);
	out_text(o, "\1\1");
}

static enum sasl_answer xoauth2(
    struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	(void)why;
	if (has_refused(s, challenge))
		return SASL_RESPOND;
	out_text(o, "user=");
	out_put(o, s->who.user);
	out_char(o, '\1');
	bearer(s, o);
	return SASL_RESPOND;
}

/* A name as RFC 5801 4 and RFC 5802 5.1 write it: without "," and "=". */
static void put_name(struct out *o, struct span name)
{
	for (; name.len; name = span_from(name, 1)) {
		if (*name.at == ',')
			out_text(o, "=2C");
		else if (*name.at == '=')
			out_text(o, "=3D");
		else
			out_char(o, *name.at);
	}
}

static void gs2_header(struct out *o, struct span authzid)
{
	out_text(o, "n,");
	if (authzid.len)
		out_text(o, "a=");
	put_name(o, authzid);
	out_char(o, ',');
}

static enum sasl_answer oauthbearer(
    struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	(void)why;
	if (has_refused(s, challenge)) {
		out_char(o, '\1');
		return SASL_RESPOND;
	}
	gs2_header(o, s->who.user);
	out_text(o, "\1host=");
	out_put(o, s->who.host);
	out_text(o, "\1port=");
	out_number(o, s->who.port);
	out_char(o, '\1');
	bearer(s, o);
	return SASL_RESPOND;
}

static enum sasl_answer external(
    struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	(void)challenge;
	(void)why;
	out_put(o, s->who.authzid);
	return SASL_RESPOND;
}

static enum sasl_answer anonymous(
    struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	(void)challenge;
	(void)why;
	out_put(o, s->who.user);
	return SASL_RESPOND;
}

/* ---- SCRAM ---- */

/* RFC 4013 2.1: what stands for a space, and what for nothing; each a range. */
static const uint16_t blanks[][2] = { { 0xa0, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a },
	{ 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 } };
static const uint16_t nothings[][2] = { { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x1806, 0x1806 },
	{ 0x180b, 0x180d }, { 0x200b, 0x200d }, { 0x2060, 0x2060 }, { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff } };

static bool within(const uint16_t table[][2], size_t rows, uint32_t c)
{
	for (size_t i = 0; i < rows; i++)
		if (c >= table[i][0] && c <= table[i][1])
			return true;
	return false;
}

static void prepare(struct out *o, struct span text)
{
	while (text.len) {
		uint32_t c;
		size_t n = utf8_next(text, &c);

		if (within(blanks, sizeof blanks / sizeof *blanks, c))
			out_char(o, ' ');
		else if (!within(nothings, sizeof nothings / sizeof *nothings, c))
			out_put(o, span_first(text, n));
		text = span_from(text, n);
	}
}

static enum sasl_answer scram_first(struct sasl *s, struct out *o)
{
	char name[SASL_NAME_MAX];
	struct out prepared = OUT(name);
	size_t from;

	prepare(&prepared, s->who.user);
	gs2_header(o, s->who.authzid);
	from = o->len;
	out_text(o, "n=");
	put_name(o, out_span(&prepared));
	out_text(o, ",r=");
	out_put(o, (struct span){ s->nonce, sizeof s->nonce });
	s->auth = OUT(s->auth_room);
	out_put(&s->auth, span_from(out_span(o), from));
	return SASL_RESPOND;
}

/* "r=...": takes an attribute of that name; the next comma ends it. */
static bool take(struct span *rest, char name, struct span *value)
{
	*value = span_until(rest, ',');
	if (value->len < 2 || value->at[0] != name || value->at[1] != '=')
		return false;
	*value = span_from(*value, 2);
	return true;
}

/* The server's first message: its nonce, the salt, how many rounds. */
static enum sasl_answer scram_salt(struct sasl *s, struct span challenge, struct out *why)
{
	struct span rest = challenge, nonce, salt, rounds;
	struct span ours = { s->nonce, sizeof s->nonce };
	char room[64], password[SASL_SECRET_MAX];
	struct out raw = OUT(room), prepared = OUT(password);
	int64_t n;
	size_t at;

	if (span_starts(challenge, SPAN("m=")))
		return cancel(why, "SCRAM: an extension is demanded that nobody knows");
	if (!take(&rest, 'r', &nonce) || !take(&rest, 's', &salt) || !take(&rest, 'i', &rounds))
		return cancel(why, "SCRAM: its first message is garbled");
	if (!span_starts(nonce, ours) || nonce.len == ours.len)
		return cancel(why, "SCRAM: its nonce does not go on from ours");
	if (base64_decode(&raw, salt, &at) != BASE64_FINE || !raw.len)
		return cancel(why, "SCRAM: its salt is no base64, or longer than 64 octets");
	if (!span_number(rounds, SASL_ROUNDS_MAX, &n) || n < 1)
		return cancel(why, "SCRAM: it asks for no number of rounds, or for above 600,000");
	prepare(&prepared, s->who.password);
	digest_stretch_begin(&s->stretch, s->mech->kind, out_span(&prepared), out_span(&raw), n);
	wipe(password, sizeof password);
	out_char(&s->auth, ',');
	out_put(&s->auth, challenge);
	return SASL_WORKING;
}

/* "c=...,r=...", which belongs to what both sides sign. */
static void scram_final(struct sasl *s, struct span challenge, struct out *o)
{
	char room[SASL_NAME_MAX * 3 + 8];
	struct out header = OUT(room);
	size_t from = o->len;

	gs2_header(&header, s->who.authzid);
	out_text(o, "c=");
	base64_encode(o, out_span(&header));
	out_char(o, ',');
	out_put(o, span_until(&challenge, ','));
	out_char(&s->auth, ',');
	out_put(&s->auth, span_from(out_span(o), from));
}

/* RFC 5802 3: what shows that both know the password. */
static void scram_prove(struct sasl *s, struct span salted, struct out *o)
{
	enum digest_kind kind = s->mech->kind;
	char client[DIGEST_SIZE], stored[DIGEST_SIZE], sum[DIGEST_SIZE];
	struct span key = digest_hmac(kind, salted, SPAN("Client Key"), client);

	digest_of(kind, key, stored);
	digest_hmac(kind, (struct span){ stored, key.len }, out_span(&s->auth), sum);
	for (size_t i = 0; i < key.len; i++)
		client[i] = (char)(client[i] ^ sum[i]);
	out_text(o, ",p=");
	base64_encode(o, key);
	digest_hmac(kind, salted, SPAN("Server Key"), sum);
	digest_hmac(kind, (struct span){ sum, key.len }, out_span(&s->auth), s->proof);
	s->proof_len = key.len;
	wipe(stored, sizeof stored);
	wipe(client, sizeof client);
	wipe(sum, sizeof sum);
}

/* "v=...": what only who knows the password could say; "e=...": what is wrong. */
static enum sasl_answer scram_judge(struct sasl *s, struct span challenge, struct out *why)
{
	char room[DIGEST_SIZE + 4];
	struct out raw = OUT(room);
	struct span rest = challenge, value;
	size_t at;
	int differ = 0;

	if (take(&rest, 'e', &value)) {
		cancel(why, "SCRAM: the server says ");
		out_put(why, span_first(value, 60));
		return SASL_CANCEL;
	}
	rest = challenge;
	if (!take(&rest, 'v', &value) || base64_decode(&raw, value, &at) != BASE64_FINE)
		return cancel(why, "SCRAM: its last message is garbled");
	for (size_t i = 0; i < s->proof_len; i++)
		differ |= room[i] ^ s->proof[i];
	s->proven = raw.len == s->proof_len && !differ;
	return s->proven ? SASL_RESPOND
			 : cancel(why, "SCRAM: the server's signature is wrong: it does not "
				       "know the password, or somebody stands between");
}

static enum sasl_answer scram_answer(
    struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	struct span salted;

	if (!s->working && scram_salt(s, challenge, why) == SASL_CANCEL)
		return SASL_CANCEL;
	s->working = !digest_stretch(&s->stretch, SLICE, &salted);
	if (s->working)
		return SASL_WORKING;
	scram_final(s, challenge, o);
	scram_prove(s, salted, o);
	wipe(&s->stretch, sizeof s->stretch);
	return SASL_RESPOND;
}

static enum sasl_answer scram(struct sasl *s, struct span challenge, struct out *o, struct out *why)
{
	switch (s->step) {
	case 0: return scram_first(s, o);
	case 1: return scram_answer(s, challenge, o, why);
	case 2: return scram_judge(s, challenge, why);
	default: return cancel(why, "SCRAM: it goes on after its end");
	}
}

/* ---- the table: the best first ---- */

static const struct sasl_mech mechs[] = {
	{ "OAUTHBEARER", 1, TOKEN | FIRST | EXPOSES, 0, 2, oauthbearer },
	{ "XOAUTH2", 1, TOKEN | FIRST | EXPOSES, 0, 2, xoauth2 },
	{ "SCRAM-SHA-256", 3, PASSWORD | FIRST | PROVES, DIGEST_SHA256, 3, scram },
	{ "SCRAM-SHA-1", 3, PASSWORD | FIRST | PROVES, DIGEST_SHA1, 3, scram },
	{ "CRAM-MD5", 2, PASSWORD, 0, 1, cram },
	{ "PLAIN", 1, PASSWORD | FIRST | EXPOSES, 0, 1, plain },
	{ "LOGIN", 1, PASSWORD | EXPOSES, 0, 2, login },
	{ "EXTERNAL", 4, CERT | FIRST, 0, 1, external },
	{ "ANONYMOUS", 0, NAMED | FIRST, 0, 1, anonymous },
};
#define MECHS (sizeof mechs / sizeof *mechs)

const struct sasl_mech *sasl_find(struct span name)
{
	for (size_t i = 0; i < MECHS; i++)
		if (span_same(span_of(mechs[i].name), name))
			return &mechs[i];
	return NULL;
}

struct span sasl_name(const struct sasl_mech *m)
{
	return span_of(m->name);
}

unsigned sasl_bit(const struct sasl_mech *m)
{
	return 1u << (m - mechs);
}

unsigned sasl_protection(const struct sasl_mech *m)
{
	return m->protection;
}

bool sasl_exposes(const struct sasl_mech *m)
{
	return m->flags & EXPOSES;
}

bool sasl_offered(struct span offered, const struct sasl_mech *m)
{
	while (offered.len)
		if (span_same(span_word(&offered), sasl_name(m)))
			return true;
	return false;
}

/* Is all there that it needs, and nothing that a better one is for? */
static bool has_means(const struct sasl_mech *m, const struct sasl_who *who)
{
	unsigned means = who->token.len ? TOKEN : who->password.len ? PASSWORD : CERT * who->cert;

	return m->flags & means;
}

const struct sasl_mech *sasl_best(
    struct span offered, const struct sasl_who *who, unsigned least, unsigned refused)
{
	for (const struct sasl_mech *m = mechs; m < mechs + MECHS; m++)
		if (m->protection >= least && !(refused & sasl_bit(m)) && has_means(m, who) &&
		    sasl_offered(offered, m))
			return m;
	return NULL;
}

/* ---- an exchange ---- */

bool sasl_begin(struct sasl *s, const struct sasl_mech *m, const struct sasl_who *who,
    struct span random, struct out *why)
{
	struct out nonce = OUT(s->nonce);
	char text[SASL_RANDOM * 4 / 3 + 1];
	struct out o = OUT(text);

	sasl_forget(s);
	s->mech = m;
	s->who = *who;
	base64_encode(&o, span_first(random, SASL_RANDOM));
	out_put(&nonce, out_span(&o));
	if (m->flags & (PASSWORD | TOKEN) && !has_means(m, who)) {
		out_text(why, m->flags & TOKEN ? "log in: it takes an OAuth token: --token-file"
					       : "log in: it takes a password");
		return false;
	}
	if (who->user.len > SASL_NAME_MAX || who->authzid.len > SASL_NAME_MAX ||
	    span_has(who->user, '\0') || span_has(who->authzid, '\0') ||
	    span_has(who->password, '\0')) {
		out_text(why, "log in: a name is too long, or a NUL stands in it");
		return false;
	}
	return true;
}

bool sasl_speaks_first(const struct sasl *s, bool eager)
{
	return s->mech->flags & FIRST || (eager && s->mech->respond == login);
}

enum sasl_answer sasl_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why)
{
	enum sasl_answer answer;

	if (s->step == s->mech->steps)
		return cancel(why, "the server asks for more than the mechanism has");
	answer = s->mech->respond(s, challenge, response, why);
	if (answer == SASL_WORKING)
		return answer;
	s->step++;
	return answer == SASL_RESPOND && response->full ? cancel(why, "the response is too long")
							: answer;
}

bool sasl_succeeded(const struct sasl *s, struct out *why)
{
	if (!(s->mech->flags & PROVES) || s->proven)
		return true;
	out_text(why, "log in: the server said yes, but did not prove that it knows the password "
		      "(it has no signature: RFC 5802 5)");
	return false;
}

struct span sasl_error(const struct sasl *s)
{
	return out_span(&s->error);
}

void sasl_forget(struct sasl *s)
{
	wipe(s, sizeof *s);
}
