/*
 * sasl.h - proves to a server who we are, by SASL: challenge in, response out.
 *
 * PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), SCRAM-SHA-1 and SCRAM-SHA-256
 * (RFC 5802, RFC 7677; without channel binding), OAUTHBEARER (RFC 7628),
 * XOAUTH2, EXTERNAL (RFC 4422 A) and ANONYMOUS (RFC 4505).  Challenges and
 * responses are octets here: base64, "*", "=" and the lines around them are the
 * caller's task.  The caller also decides whether the connection is fit for a
 * password.
 *
 * One login: sasl_best or sasl_find, sasl_begin, then sasl_respond to each
 * challenge (to an empty one first, if sasl_speaks_first and the protocol lets
 * the command carry a response), sasl_succeeded when the server accepts, and
 * sasl_forget in any case.
 *
 * For SCRAM, names and passwords are prepared by SASLprep (RFC 4013) in part:
 * blanks are mapped to a space, invisible characters to nothing.  Compatibility
 * forms (NFKC), which would need a table as large as all of this, are not mapped:
 * a password with a ligature or a half-width letter needs another mechanism.  The
 * other mechanisms send octets as they were typed.  Control characters are
 * refused; in the passwords of LOGIN and CRAM-MD5 only NUL is refused.
 */
#ifndef PROTO_SASL_H
#define PROTO_SASL_H

#include "proto/digest.h"

#ifndef SASL_SLICE
#define SASL_SLICE 4096 /* rounds of SCRAM's PBKDF2 at a time: a few ms, on a router some 100 */
#endif

#define SASL_ROUNDS_MIN 4096   /* RFC 7677 4: with fewer the password is soon guessed */
#define SASL_ROUNDS_MAX 600000 /* a server that asks for more wants to keep us busy */
#define SASL_TEXT_MAX   4096   /* octets that both sides of SCRAM sign */
#define SASL_ERROR_MAX  512    /* octets kept of a server's JSON error */

#define SASL_RESPONSE_MAX (SASL_TOKEN_MAX + 1536) /* room for whatever we may say */

/* The most octets of each part of sasl_who. */
#define SASL_USER_MAX     320 /* for authzid too */
#define SASL_PASSWORD_MAX 1024
#define SASL_TOKEN_MAX    8192
#define SASL_HOST_MAX     255

/* Borrowed until sasl_forget.  Missing parts are empty. */
struct sasl_who {
	struct span user, password;
	struct span token;   /* of OAuth 2.0, in place of a password */
	struct span authzid; /* the user to act for, if another one */
	struct span host; /* the server as it was dialled, and its port: OAUTHBEARER repeats them */
	uint16_t port;
	bool cert; /* our certificate was shown in TLS */
};

/* How well a mechanism hides a secret from the server, or from an impostor. */
enum sasl_protection {
	SASL_SHOWN,  /* the secret is sent */
	SASL_HASHED, /* guesses can be tested offline against the response */
	SASL_KEPT,   /* testing guesses is slow, and the server has to prove itself; or no secret */
};

struct sasl_mech; /* a row of the table of mechanisms */

/* Finds a mechanism by its name, in any case of letters; NULL: not known. */
const struct sasl_mech *sasl_find(struct span name);

const char *sasl_name(const struct sasl_mech *m);
enum sasl_protection sasl_protection(const struct sasl_mech *m);

/* Does the mechanism need no user name: EXTERNAL, ANONYMOUS, OAUTHBEARER? */
bool sasl_is_nameless(struct span name);

/* Is the first response due before any challenge? */
bool sasl_speaks_first(const struct sasl_mech *m);

/*
 * The best of the mechanisms offered, blank-separated names, for the token of
 * `who`, else the password, else the certificate; NULL: none.  `refused` is the
 * mechanism that failed before, NULL at first.  After it only a later one in the
 * table that protects as well is chosen, so a refusal can't make us use a weaker
 * one.  ANONYMOUS is never chosen.
 */
const struct sasl_mech *sasl_best(
    struct span offered, const struct sasl_who *who, const struct sasl_mech *refused);

/* One exchange.  Holds no part of `who`, but keys made of the password: see sasl_forget. */
struct sasl {
	const struct sasl_mech *mech;
	const struct sasl_who *who;
	unsigned step;            /* responses given */
	bool named;               /* LOGIN: the name went with the command, and not as a response */
	bool working, proven;     /* SCRAM: between two slices; the server has proven itself */
	char text[SASL_TEXT_MAX]; /* SCRAM: what both sides sign; else the server's error */
	size_t len;
	size_t nonce, final; /* where in text our nonce and our final message begin */
	struct digest_stretch stretch;
	char proof[DIGEST_SIZE]; /* the proof that the server has to send */
	size_t proof_len;
};

/*
 * `random` is at least 18 octets that cannot be predicted, needed during the call
 * only.  Returns false if something is missing or wrong; why says what.
 */
bool sasl_begin(struct sasl *s, const struct sasl_mech *mech, const struct sasl_who *who,
    struct span random, struct out *why);

/* Does the mechanism need random octets? */
bool sasl_wants_random(const struct sasl_mech *m);

enum sasl_next {
	SASL_RESPOND, /* say this; it may be empty */
	SASL_WORKING, /* call again; the challenge is no longer needed */
	SASL_CANCEL,  /* say "*"; why says why, and response is empty */
};

/*
 * The response that goes with the command, before any challenge.  LOGIN's user name can
 * go so, too, if the server supports that; a server that asks for the name gets it again.
 */
enum sasl_next sasl_initial(struct sasl *s, struct out *response, struct out *why);

/*
 * Are the mechanism's challenges text for people, or without meaning?  Then a challenge
 * that is not base64 is read as it is.
 */
bool sasl_reads_text(const struct sasl_mech *m);

/*
 * Answers a challenge.  The first one is ignored if we speak first.  LOGIN gives the
 * password only to a prompt that may ask for it: see prompt.h.
 */
enum sasl_next sasl_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why);

/*
 * The server has accepted, perhaps with additional data.  Returns false if it did
 * not prove that it knows the password, as it must in SCRAM: it is an impostor.
 */
bool sasl_succeeded(struct sasl *s, struct span additional_data, struct out *why);

/* Why the server refused a token, in JSON: at most SASL_ERROR_MAX octets, without the secret. */
struct span sasl_error(const struct sasl *s);

/* Wipes the exchange. */
void sasl_forget(struct sasl *s);

#endif
