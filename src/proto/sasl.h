/*
 * sasl.h - who we are, proven to a server by SASL: challenge in, response out.
 *
 * PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), SCRAM-SHA-1 and SCRAM-SHA-256
 * (RFC 5802, RFC 7677; without channel binding), OAUTHBEARER (RFC 7628),
 * XOAUTH2, EXTERNAL (RFC 4422 A) and ANONYMOUS (RFC 4505).  Challenges and
 * responses are octets here: base64, "*", "=" and the lines about them are the
 * caller's, and whether the connection is fit for a password is, too.
 *
 * One login: sasl_best or sasl_find, sasl_begin, then sasl_respond to each
 * challenge (to an empty one first, if sasl_speaks_first and the protocol lets
 * the command carry a response), sasl_succeeded when the server says yes, and
 * sasl_forget in any case.
 *
 * SCRAM's names and passwords are prepared as SASLprep (RFC 4013) has it as far
 * as blanks and invisible characters go: the one are mapped to a space, the
 * other to nothing.  Not so are compatibility forms (NFKC), which would need a
 * table as large as all of this: who has a ligature or a half-width letter in
 * a password will have to choose another mechanism.  All others send octets as
 * they were typed.  Control characters are refused, but for the passwords of
 * LOGIN and CRAM-MD5, where only a NUL is.
 */
#ifndef PROTO_SASL_H
#define PROTO_SASL_H

#include "proto/digest.h"

#ifndef SASL_SLICE
#define SASL_SLICE 4096 /* rounds of SCRAM's PBKDF2 at a time: a few ms, on a router some 100 */
#endif

#define SASL_ROUNDS_MIN 4096   /* RFC 7677 4: with fewer the password is soon guessed */
#define SASL_ROUNDS_MAX 600000 /* a server that asks for more wants to stop us */
#define SASL_TEXT_MAX   4096   /* what both sides of SCRAM say in clear */
#define SASL_ERROR_MAX  512    /* of the JSON that is kept */

#define SASL_RESPONSE_MAX (SASL_TOKEN_MAX + 1536) /* room for whatever we may say */

/* Most octets of a part of sasl_who. */
#define SASL_USER_MAX     320 /* of authzid too */
#define SASL_PASSWORD_MAX 1024
#define SASL_TOKEN_MAX    8192
#define SASL_HOST_MAX     255

/* Borrowed, and needed until sasl_forget.  What there is none of is empty. */
struct sasl_who {
	struct span user, password;
	struct span token;   /* of OAuth 2.0, in place of a password */
	struct span authzid; /* for whom to act, if not for oneself */
	struct span host; /* the server as it was dialled, and its port: OAUTHBEARER repeats them */
	uint16_t port;
	bool cert; /* TLS has shown a certificate of ours */
};

/* How well a secret is kept from the server, or from who stands in its place. */
enum sasl_protection {
	SASL_SHOWN,  /* it is sent */
	SASL_HASHED, /* what is sent lets it be guessed at leisure */
	SASL_KEPT,   /* that is made slow, and the server has to know it too; or there is none */
};

struct sasl_mech; /* a row of the table of mechanisms */

/* In any case of its letters; NULL: there is none of that name. */
const struct sasl_mech *sasl_find(struct span name);

const char *sasl_name(const struct sasl_mech *m);
enum sasl_protection sasl_protection(const struct sasl_mech *m);

/* Does it log in somebody without a user's name: EXTERNAL, ANONYMOUS, OAUTHBEARER? */
bool sasl_is_nameless(struct span name);

/* Is the first response due before any challenge? */
bool sasl_speaks_first(const struct sasl_mech *m);

/*
 * The best of the mechanisms offered, blank-separated names, for what there
 * is of who: the token, else the password, else the certificate.  `refused` is
 * the one that failed before, NULL at first: then only one that comes behind
 * it and protects as well will do, so that nobody can talk us down by saying no.
 * NULL: none.  ANONYMOUS is never chosen.
 */
const struct sasl_mech *sasl_best(
    struct span offered, const struct sasl_who *who, const struct sasl_mech *refused);

/* One exchange.  It holds no secret of who's, but what is made of the password: see sasl_forget. */
struct sasl {
	const struct sasl_mech *mech;
	const struct sasl_who *who;
	unsigned step;            /* responses given */
	bool named;               /* LOGIN: the name went with the command, and not as a response */
	bool working, proven;     /* SCRAM: between two slices; the server knows the password */
	char text[SASL_TEXT_MAX]; /* SCRAM: what is signed; else the server's error */
	size_t len;
	size_t nonce, final; /* where in text our nonce and our final message begin */
	struct digest_stretch stretch;
	char proof[DIGEST_SIZE]; /* the server's, as it has to be */
	size_t proof_len;
};

/*
 * Random are 18 octets or some more that nobody can foretell; needed during
 * the call only.  False: why says what is missing, or wrong.
 */
bool sasl_begin(struct sasl *s, const struct sasl_mech *mech, const struct sasl_who *who,
    struct span random, struct out *why);

/* Does it need random octets? */
bool sasl_wants_random(const struct sasl_mech *m);

enum sasl_next {
	SASL_RESPOND, /* say this; it may be empty */
	SASL_WORKING, /* call again, the challenge need not be there any more */
	SASL_CANCEL,  /* say "*"; why says why, and nothing is in response */
};

/*
 * What goes with the command, before any challenge.  LOGIN's user name can too, for
 * servers that know this habit: one that doesn't asks for the name, and has it again.
 */
enum sasl_next sasl_initial(struct sasl *s, struct out *response, struct out *why);

/*
 * Are its challenges text for people, or do they mean nothing?  Then one that is no
 * base64 is read as it stands.
 */
bool sasl_reads_text(const struct sasl_mech *m);

/*
 * What to say to a challenge.  The first one is ignored where we speak first.
 * LOGIN gives the password to no prompt that does not ask for it: see prompt.h.
 */
enum sasl_next sasl_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why);

/*
 * The server has said yes, perhaps with additional data.  False: it did not
 * prove that it knows the password, as it has to with SCRAM, and is another.
 */
bool sasl_succeeded(struct sasl *s, struct span additional_data, struct out *why);

/* What the server said against a token, JSON; at most SASL_ERROR_MAX octets, without the secret. */
struct span sasl_error(const struct sasl *s);

/* Wipes all of it. */
void sasl_forget(struct sasl *s);

#endif
