/*
 * fuzz_sasl.c - any server against every mechanism, and honest ones against SCRAM.
 *
 * The first octet chooses the mechanism, and the second what there is of us.
 * Then come lines: user, password, token, name to act for, and challenges.
 * Nobody who does not know the password is taken for the server.
 */
#include "base/base64.h"
#include "proto/sasl.h"

#include <assert.h>
#include <string.h>

static const char *const names[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256",
	"XOAUTH2", "OAUTHBEARER", "EXTERNAL", "ANONYMOUS" };

static struct sasl s;

/* What is said, if it does not take all day; a response never holds more than it may. */
static enum sasl_next say(struct span challenge, struct out *response)
{
	char room[256];
	struct out why = OUT(room);
	enum sasl_next next = sasl_respond(&s, challenge, response, &why);

	for (int i = 0; next == SASL_WORKING && i < 4 + SASL_ROUNDS_MIN / SASL_SLICE; i++)
		next = sasl_respond(&s, SPAN(""), response, &why);
	assert(!why.full && (next == SASL_CANCEL) == (why.len > 0));
	assert(next == SASL_RESPOND || !response->len);
	return next;
}

static bool succeeds(struct span data)
{
	char room[256];
	struct out why = OUT(room);
	bool yes = sasl_succeeded(&s, data, &why);

	assert(yes == !why.len);
	return yes;
}

/* ---- any server ---- */

static void hear(bool scram, struct span rest, size_t size)
{
	static char room[SASL_RESPONSE_MAX];

	for (int i = 0; rest.len; i++) {
		struct out response = { room, size, 0, false };
		struct span challenge = span_line(&rest);
		enum sasl_next next = say(challenge, &response);

		assert(sasl_error(&s).len <= SASL_ERROR_MAX);
		if (scram)
			assert(!succeeds(challenge));
		if (next == SASL_WORKING)
			return;
		assert(next == SASL_CANCEL || i < 4);
	}
}

/* ---- an honest one: RFC 5802 3 ---- */

/* Where what stands last in text. */
static size_t find_last(struct span text, struct span what)
{
	size_t at = text.len;

	while (!span_starts(span_from(text, at), what))
		at--;
	return at;
}

static void put_proof(enum digest_kind kind, struct span salted, struct span text, struct out *o)
{
	char key[DIGEST_SIZE], sum[DIGEST_SIZE];
	struct span k = digest_hmac(kind, salted, SPAN("Server Key"), key);

	out_text(o, "v=");
	base64_encode(o, digest_hmac(kind, k, text, sum));
}

static void put_challenge(struct out *o, struct span first, struct span salt, int rounds)
{
	out_put(o, span_from(first, find_last(first, SPAN("r="))));
	out_text(o, "%more,s=");
	base64_encode(o, salt);
	out_text(o, ",i=");
	out_number(o, rounds);
}

/*
 * Its proof, for a password that needs no preparing, is accepted, and none that
 * differs in an octet.  Random as it begins.
 */
static void check_honest(enum digest_kind kind, struct span salt, int rounds, char flip)
{
	static const struct sasl_who who = { .user = { "u=s,r", 5 }, .password = { "pencil", 6 } };
	char first_room[128], challenge_room[512], final_room[256], text_room[1024], sum[32];
	char proof_room[128];
	struct out first = OUT(first_room), challenge = OUT(challenge_room);
	struct out final = OUT(final_room), text = OUT(text_room), proof = OUT(proof_room);
	struct digest_stretch st;

	assert(sasl_begin(&s,
	    sasl_find(span_of(kind == DIGEST_SHA1 ? "SCRAM-SHA-1" : "SCRAM-SHA-256")), &who,
	    SPAN("eighteen at random"), &proof));
	assert(say(SPAN(""), &first) == SASL_RESPOND);
	put_challenge(&challenge, out_span(&first), salt, rounds);
	assert(say(out_span(&challenge), &final) == SASL_RESPOND);

	out_put(&text, span_from(out_span(&first), 3));
	out_char(&text, ',');
	out_put(&text, out_span(&challenge));
	out_char(&text, ',');
	out_put(&text, span_first(out_span(&final), find_last(out_span(&final), SPAN(",p="))));
	digest_stretch_begin(&st, kind, who.password, salt, rounds);
	put_proof(kind, digest_stretch(&st, rounds, sum), out_span(&text), &proof);
	proof.at[2] ^= flip;
	assert(succeeds(out_span(&proof)) == !flip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data + 2, size - 2 };
	struct sasl_who who = { .host = SPAN("mail.example.com"), .port = 587 };
	const struct sasl_mech *m;
	char room[256];
	struct out why = OUT(room);
	bool scram;

	if (size < 2)
		return 0;
	m = sasl_find(span_of(names[data[0] % (sizeof names / sizeof *names)]));
	scram = sasl_name(m)[0] == 'S';
	if (scram && rest.len)
		check_honest(data[1] & 1 ? DIGEST_SHA1 : DIGEST_SHA256, span_first(rest, 64),
		    SASL_ROUNDS_MIN + data[1] / 2, (char)(rest.at[0] & 1));
	who.user = span_line(&rest);
	who.password = span_line(&rest);
	who.token = span_line(&rest);
	who.authzid = span_line(&rest);
	who.cert = data[1] & 1;
	why.len = 0;
	if (sasl_best(rest, &who, NULL))
		assert(who.token.len || who.password.len || who.cert);
	if (!sasl_begin(&s, m, &who, SPAN("eighteen at random"), &why)) {
		assert(why.len && !why.full);
		return 0;
	}
	assert(!why.len);
	hear(scram, rest, data[1] & 2 ? SASL_RESPONSE_MAX : data[1]);
	sasl_forget(&s);
	return 0;
}
