/*
 * sasl.h - challenge in, response out: the SASL mechanisms of mail.
 *
 *	SCRAM-SHA-256, SCRAM-SHA-1   RFC 7677, RFC 5802
 *	CRAM-MD5                     RFC 2195
 *	PLAIN, LOGIN                 RFC 4616; never written up
 *	OAUTHBEARER, XOAUTH2         RFC 7628; Google's
 *	EXTERNAL, ANONYMOUS          RFC 4422 A, RFC 4505
 *
 * Octets only: base64, AUTH and 334 are the caller's, as is time.  Names and
 * passwords are sent as they were given, but SCRAM's are prepared by RFC 4013
 * as far as mapping goes: blanks of other scripts become spaces, invisible
 * characters vanish.  It stops there: nothing is normalised (NFKC), so a
 * password with composed letters has to be typed as it was set.
 */
#ifndef PROTO_SASL_H
#define PROTO_SASL_H

#include "base/out.h"
#include "proto/digest.h"

#define SASL_NAME_MAX     320    /* octets of a user's name */
#define SASL_SECRET_MAX   8192   /* of a password or token */
#define SASL_RESPONSE_MAX 9216   /* of a response, before base64 */
#define SASL_RANDOM       18     /* octets that begin needs */
#define SASL_ROUNDS_MAX   600000 /* of SCRAM: what asks for more is refused */

/* Who logs in, with what; borrowed, and to outlive the exchange. */
struct sasl_who {
	struct span user, password, token, authzid, host;
	uint16_t port;
	bool cert; /* TLS has shown one of ours */
};

struct sasl_mech;

/* By its name, in any case; NULL: not one of ours. */
const struct sasl_mech *sasl_find(struct span name);
struct span sasl_name(const struct sasl_mech *m);
bool sasl_offered(struct span offered, const struct sasl_mech *m);

/*
 * The best of the offered ones, blank separated, for what we have; with at
 * least that protection, and none of a set of sasl_bit.  NULL: none.
 * ANONYMOUS is never chosen so.
 */
const struct sasl_mech *sasl_best(
    struct span offered, const struct sasl_who *who, unsigned least, unsigned refused);
unsigned sasl_bit(const struct sasl_mech *m);

/* How well the secret is kept, more is better; does whoever listens get it? */
unsigned sasl_protection(const struct sasl_mech *m);
bool sasl_exposes(const struct sasl_mech *m);

struct sasl {
	const struct sasl_mech *mech;
	struct sasl_who who;
	unsigned step;
	bool working; /* on the answer to a challenge */
	bool proven;  /* the server knows the password too, where it can show that */
	size_t proof_len;
	struct digest_stretch stretch;
	char nonce[24], proof[DIGEST_SIZE];
	struct out auth, error; /* over these: SCRAM's AuthMessage; what OAuth says */
	char auth_room[3072], error_room[512];
};

/* False: the mechanism can't be used with that; why says it. */
bool sasl_begin(struct sasl *s, const struct sasl_mech *m, const struct sasl_who *who,
    struct span random, struct out *why);

/* Does the client speak first, so that AUTH may carry the response to ""?  LOGIN only if eager. */
bool sasl_speaks_first(const struct sasl *s, bool eager);

enum sasl_answer {
	SASL_RESPOND, /* with what was written, perhaps nothing */
	SASL_WORKING, /* the same challenge again, please: there is more to compute */
	SASL_CANCEL,  /* say "*": why says what is wrong with the challenge */
};
enum sasl_answer sasl_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why);

/* The server says that we are in: did it prove itself, if the mechanism has that? */
bool sasl_succeeded(const struct sasl *s, struct out *why);

/* What an OAuth server said about a token that it refused, JSON; or nothing. */
struct span sasl_error(const struct sasl *s);

/* Wipes it. */
void sasl_forget(struct sasl *s);

#endif
