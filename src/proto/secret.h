/*
 * secret.h - from which octet on is this line a secret?
 *
 * Secret are the argument of PASS, the second one of APOP and of IMAP's LOGIN
 * (a literal's octets too), what follows the mechanism of AUTH (RFC 4954,
 * RFC 5034) and AUTHENTICATE (RFC 9051 6.2.2), and every line after these two
 * until their final reply, whether or not the server has asked for it.  IMAP's
 * count without a tag too: who forgets it has typed the password.  Inside
 * a body nothing is: "Pass the salt" is text.
 *
 * A slip counts as what was meant: one letter too many, too few or wrong, two
 * exchanged, an X in front (pas, XPASS, AUHT).  After USER so does any line that
 * begins with no known verb.
 *
 * Rather too much is hidden than too little: a POP3 or SMTP form counts
 * whatever the protocol is taken for (a 220 greets from FTP servers too), the
 * IMAP forms count until it is known to be another.  No I/O, no memory of the
 * secret itself: the state follows the lines, the caller keeps what it must.
 *
 * Per line: secret_from, as each key is pressed and once more when it is said;
 * secret_kind, if echo.h is to know it; then secret_said.  All zero is a fresh
 * state, due at each new connection.
 */
#ifndef PROTO_SECRET_H
#define PROTO_SECRET_H

#include "proto/protocol.h"

enum secret_stage {
	SECRET_COMMAND,  /* the next line is a command */
	SECRET_EXCHANGE, /* a response within AUTH: all of it is secret */
	SECRET_USER,     /* begins with `literal` octets of LOGIN's user name */
	SECRET_PASSWORD, /* begins with `literal` octets of LOGIN's password */
};

struct secret_state {
	enum protocol protocol;
	bool body; /* the caller's word that lines are a body's now */

	enum secret_stage stage;
	bool user_said;  /* USER was: a password is expected */
	bool login;      /* of an exchange: by AUTH LOGIN, */
	bool named;      /* whose user name was said, */
	bool name_next;  /* or comes next */
	bool proof;      /* of an exchange: what is said shows no secret, as with SCRAM */
	int64_t literal; /* octets of an IMAP literal that are still to come */
};

#define SECRET_NONE SIZE_MAX

/*
 * Where the secret in a line begins, SECRET_NONE if there is none.  The line
 * comes without its end and may be half typed: what is not begun is not
 * secret yet.  "*" and "=" within an exchange are not; nor is the
 * announcement "{8}" of a literal, but the octets that follow it are.
 */
size_t secret_from(const struct secret_state *s, struct span line);

/* What a secret is made of, where secret_from found one. */
enum secret_kind {
	SECRET_IS_PLAIN,    /* a password as it is, or APOP's digest */
	SECRET_IS_RESPONSE, /* base64 with a password or token in it */
	SECRET_IS_NAME,     /* base64 of AUTH LOGIN's user name */
};
enum secret_kind secret_kind(const struct secret_state *s, struct span line);

/* Can it be read from the line, as it can't from SCRAM's or APOP's proof of it? */
bool secret_is_clear(const struct secret_state *s, struct span line);

/* The line went out: what will the next one be? */
void secret_said(struct secret_state *s, struct span line);

/*
 * A line that was said while the stage was, or became, other than
 * SECRET_COMMAND has been answered.  `more`: by 334 or "+", which ask for the
 * next line; all else is final and ends the exchange.
 */
void secret_replied(struct secret_state *s, bool more);

/* The challenge, as it stands after "334 " or "+ ": AUTH LOGIN's says whether a name is wanted. */
void secret_challenged(struct secret_state *s, struct span challenge);

/* For lines that are known beforehand, as arguments: is this one a secret?  And counts as said. */
bool secret_recognised(struct secret_state *s, struct span line);

#endif
