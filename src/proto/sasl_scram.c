/*
 * sasl_scram.c - SCRAM: both sides prove that they know the password without sending it.
 *
 * s->text collects what both sign (RFC 5802 3, AuthMessage): our first message
 * without its header, the server's first, our final one without the proof.
 */
#include "base/ascii.h"
#include "base/assert.h"
#include "base/base64.h"
#include "base/wipe.h"
#include "proto/sasl_part.h"

#include <string.h>

/* Which responses were given. */
enum { NOTHING, FIRST, FINAL, ALL };

static struct out text_behind(struct sasl *s)
{
	return (struct out){ s->text, sizeof s->text, s->len, false };
}

static struct span text_from(const struct sasl *s, size_t from)
{
	return (struct span){ s->text + from, s->len - from };
}

void sasl_scram_begin(struct sasl *s, struct span random)
{
	struct out o = text_behind(s);

	sasl_put(s, "n=%n,r=", SPAN(""), &o);
	s->nonce = o.len;
	base64_encode(&o, random);
	s->len = o.len;
	assert(s->len > s->nonce);
}

/* Takes an attribute "x=value," and returns its value; empty if another attribute comes. */
static struct span take(struct span *rest, char name)
{
	struct span word = span_until(rest, ',');

	if (word.len > 2 && word.at[0] == name && word.at[1] == '=')
		return span_from(word, 2);
	return span_first(word, 0);
}

#define ERROR_MOST 64 /* octets of a server's error */

/* "e=invalid-proof" ends the exchange; an error is letters and hyphens. */
static bool is_error(const struct sasl *s, struct span message, struct out *why)
{
	char text[2 * ERROR_MOST];
	struct out o = OUT(text);
	struct span error;

	sasl_quote(s->who, take(&message, 'e'), ERROR_MOST, &o);
	error = out_span(&o);
	if (error.len)
		out_text(why, "the server says: ");
	for (size_t i = 0; i < error.len; i++)
		out_char(why, ascii_is_letter(error.at[i]) ? error.at[i] : ' ');
	return error.len;
}

static bool refuse(struct out *why, const char *text)
{
	out_text(why, text);
	return false;
}

/* With too few iterations the password is soon guessed; too many would keep us busy. */
static bool judge_rounds(int64_t rounds, struct out *why)
{
	if (rounds >= SASL_ROUNDS_MIN && rounds <= SASL_ROUNDS_MAX)
		return true;
	out_text(why, "the server asks for ");
	out_number(why, rounds);
	out_text(why, " SCRAM iterations, ");
	if (rounds < SASL_ROUNDS_MIN) {
		out_text(why, "fewer than the ");
		out_number(why, SASL_ROUNDS_MIN);
		return refuse(why, " that RFC 7677 requires");
	}
	out_text(why, "more than the ");
	out_number(why, SASL_ROUNDS_MAX);
	return refuse(why, " allowed here");
}

/* Starts to derive the key from the password: RFC 5802 3, SaltedPassword. */
static bool stretch(struct sasl *s, struct span coded_salt, struct span count, struct out *why)
{
	char salt[SASL_TEXT_MAX], room[SASL_PASSWORD_MAX];
	struct out o = OUT(salt), password = OUT(room);
	int64_t rounds = 0;
	size_t at;

	if (base64_decode(&o, coded_salt, &at))
		return refuse(why, "the challenge contains no salt in base64");
	if (!span_number(count, INT64_MAX, &rounds) || !rounds)
		return refuse(why, "the challenge contains no number of rounds");
	if (!judge_rounds(rounds, why))
		return false;
	sasl_prepare(s->who->password, &password);
	digest_stretch_begin(&s->stretch, (enum digest_kind)s->mech->hash, out_span(&password),
	    out_span(&o), rounds);
	wipe(room, sizeof room);
	return true;
}

/* Adds the server's first message to the text, and our final one. */
static bool add_messages(struct sasl *s, struct span challenge, struct span nonce, struct out *why)
{
	char room[3 * SASL_USER_MAX + 8];
	struct out o = text_behind(s), header = OUT(room);

	out_char(&o, ',');
	out_put(&o, challenge);
	out_char(&o, ',');
	s->final = o.len;
	sasl_put(s, s->mech->forms, SPAN(""), &header);
	out_text(&o, "c=");
	base64_encode(&o, out_span(&header));
	out_text(&o, ",r=");
	out_put(&o, nonce);
	s->len = o.len;
	if (o.full)
		return refuse(why, "the challenge is too long");
	return true;
}

/* Takes "r=nonce,s=salt,i=rounds"; returns false, and writes why, if it is wrong. */
static bool read_first(struct sasl *s, struct span challenge, struct out *why)
{
	struct span ours = text_from(s, s->nonce), rest = challenge;
	struct span nonce = take(&rest, 'r'), salt = take(&rest, 's'), count = take(&rest, 'i');

	if (span_starts(challenge, SPAN("m=")))
		return refuse(why, "the server demands an extension that postel does not support");
	if (!nonce.len || !salt.len || !count.len)
		return refuse(why, "the challenge makes no sense");
	if (!span_starts(nonce, ours) || nonce.len == ours.len)
		return refuse(why, "the server's nonce does not continue ours");
	return add_messages(s, challenge, nonce, why) && stretch(s, salt, count, why);
}

/* The signature of the text with a key made of the salted password: RFC 5802 3. */
static struct span sign(const struct sasl *s, struct span key, char *sum)
{
	return digest_hmac((enum digest_kind)s->mech->hash, key, text_from(s, 0), sum);
}

static void put_final(struct sasl *s, struct span salted, struct out *response)
{
	enum digest_kind kind = (enum digest_kind)s->mech->hash;
	char room[2][DIGEST_SIZE];
	struct span key;

	key = digest_hmac(kind, salted, SPAN("Server Key"), room[0]);
	s->proof_len = sign(s, key, s->proof).len;
	key = digest_hmac(kind, salted, SPAN("Client Key"), room[0]);
	sign(s, digest_of(kind, key, room[1]), room[1]);
	for (size_t i = 0; i < key.len; i++)
		room[0][i] ^= room[1][i];
	out_put(response, text_from(s, s->final));
	out_text(response, ",p=");
	base64_encode(response, key);
	wipe(room, sizeof room);
}

/* Does a slice of work; after the last one writes the final message. */
static enum sasl_next work(struct sasl *s, struct out *response)
{
	char room[DIGEST_SIZE];
	struct span salted = digest_stretch(&s->stretch, SASL_SLICE, room);

	s->working = !salted.len;
	if (s->working)
		return SASL_WORKING;
	put_final(s, salted, response);
	wipe(room, sizeof room);
	s->step = FINAL;
	return SASL_RESPOND;
}

bool sasl_scram_prove(struct sasl *s, struct span final, struct out *why)
{
	char room[DIGEST_SIZE + 4];
	struct out o = OUT(room);
	struct span rest = final, proof = take(&rest, 'v');
	size_t at;

	if (is_error(s, final, why))
		return false;
	s->proven = s->step == FINAL && !base64_decode(&o, proof, &at) &&
		    digest_same(out_span(&o), (struct span){ s->proof, s->proof_len });
	if (!s->proven)
		out_text(why, "the server's proof is wrong: it does not know the password");
	return s->proven;
}

enum sasl_next sasl_scram_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why)
{
	if (s->working)
		return work(s, response);
	switch (s->step) {
	case NOTHING:
		sasl_put(s, s->mech->forms, SPAN(""), response);
		out_put(response, text_from(s, 0));
		s->step = FIRST;
		return SASL_RESPOND;
	case FIRST:
		if (is_error(s, challenge, why) || !read_first(s, challenge, why))
			return SASL_CANCEL;
		return work(s, response);
	case FINAL:
		if (!sasl_scram_prove(s, challenge, why))
			return SASL_CANCEL;
		s->step = ALL;
		return SASL_RESPOND;
	default:
		out_text(why, "the server asks for more than this mechanism can answer");
		return SASL_CANCEL;
	}
}
