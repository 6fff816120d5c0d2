/*
 * secret.h - from which octet on is this line a secret?
 *
 * Secret are the argument of PASS, the second one of APOP and of IMAP's LOGIN
 * (a literal's octets too), what follows the mechanism of AUTH (RFC 4954,
 * RFC 5034) and AUTHENTICATE (RFC 9051 6.2.2), and every line after these two
 * until their final reply, whether or not the server has asked for the line.
 * IMAP's commands count without a tag too: a user who forgets the tag has still
 * typed the password.  Inside a body nothing is secret: "Pass the salt" is text.
 *
 * A misspelt verb counts as the verb that was meant: one letter too many, too few
 * or wrong, two exchanged, an X in front (pas, XPASS, AUHT).  After USER any line
 * that begins with no known verb counts as a password.
 *
 * Too much is hidden rather than too little.  POP3 and SMTP forms count in any
 * protocol (FTP servers greet with 220 too); IMAP forms count until another
 * protocol is known.  There is no I/O and no memory of the secret itself: the
 * state follows the lines, and the caller keeps the text.
 *
 * For each line call secret_from, after each key and again when the line is said;
 * secret_kind, if echo.h is to know the secret; then secret_said.  All zero is a
 * fresh state; use one for each connection.
 */
#ifndef PROTO_SECRET_H
#define PROTO_SECRET_H

#include "proto/protocol.h"

enum secret_stage {
	SECRET_COMMAND,  /* the next line is a command */
	SECRET_EXCHANGE, /* the next line is a response within AUTH: all of it is secret */
	SECRET_USER,     /* it begins with `literal` octets of LOGIN's user name */
	SECRET_PASSWORD, /* it begins with `literal` octets of LOGIN's password */
};

struct secret_state {
	enum protocol protocol;
	bool body; /* set by the caller while lines are those of a body */

	enum secret_stage stage;
	bool user_said;  /* USER was: a password is expected */
	bool login;      /* the exchange is AUTH LOGIN */
	bool named;      /* AUTH LOGIN: the user name was said */
	bool name_next;  /* AUTH LOGIN: the user name comes next */
	bool proof;      /* the responses of the exchange show no secret, as with SCRAM */
	int64_t literal; /* octets of an IMAP literal that are still to come */
};

#define SECRET_NONE SIZE_MAX

/*
 * The offset at which the secret in a line begins, SECRET_NONE if there is none.
 * The line is given without its end and may be half typed; an empty secret is
 * none.  "*" and "=" within an exchange are not secret; nor is the announcement
 * "{8}" of a literal, but the octets that follow it are.
 */
size_t secret_from(const struct secret_state *s, struct span line);

/* What kind of secret secret_from found. */
enum secret_kind {
	SECRET_IS_PLAIN,    /* a password as it is, or APOP's digest */
	SECRET_IS_RESPONSE, /* base64 with a password or token in it */
	SECRET_IS_NAME,     /* base64 of AUTH LOGIN's user name */
};
enum secret_kind secret_kind(const struct secret_state *s, struct span line);

/* Can the secret be read from the line?  From SCRAM's or APOP's proof it can't. */
bool secret_is_clear(const struct secret_state *s, struct span line);

/* The line was sent: sets what the next one will be. */
void secret_said(struct secret_state *s, struct span line);

/*
 * To be called when a line was answered that was said while the stage was, or
 * became, other than SECRET_COMMAND.  `more`: the reply was 334 or "+", which ask
 * for the next line; any other reply ends the exchange.
 */
void secret_replied(struct secret_state *s, bool more);

/* Takes a challenge, the part after "334 " or "+ ": AUTH LOGIN's may ask for the name. */
void secret_challenged(struct secret_state *s, struct span challenge);

/* For lines given in advance, as arguments: has this line a secret?  The line counts as said. */
bool secret_recognised(struct secret_state *s, struct span line);

#endif
