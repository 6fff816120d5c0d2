/*
 * echo.h - finds what was just sent as a secret in what the server says back.
 *
 * "-ERR unknown user paul, password mypassword" must not reach a screen or a
 * record.  A secret is found as it was sent, base64-encoded (within a longer
 * base64 text too), base64-decoded if it was sent encoded, and with any of
 * its octets percent-encoded.  Case counts, and so does each octet: a server
 * that alters it otherwise gets through.
 *
 * Secrets under ECHO_LEAST octets are not kept: they would be found
 * everywhere.  All zero is a fresh store, due at each new connection.  It
 * holds passwords: keep it in guarded memory, and forget it when done.
 */
#ifndef PROTO_ECHO_H
#define PROTO_ECHO_H

#include "base/out.h"
#include "proto/secret.h"

#ifndef ECHO_SECRETS
#define ECHO_SECRETS 4 /* AUTH LOGIN makes three; a fifth drives out the oldest */
#endif
#ifndef ECHO_OCTETS
#define ECHO_OCTETS 256 /* of each; what is longer is told by its beginning */
#endif
#define ECHO_LEAST 4

/* Octets of a form: the secret in base64, with up to two octets ahead. */
#define ECHO_FORM ((ECHO_OCTETS + 4) / 3 * 4)

#define ECHO_FORMS 4

/* One way in which a secret may come back; each octet perhaps percent-encoded. */
struct echo_form {
	unsigned short from, len; /* where in `at` it stands: */
	bool cut;                 /* it goes on: hide up to the next blank */
	bool coded;               /* base64, without its =, which may follow */
	bool shared; /* and before them a character that holds its last bits and others */
	char at[ECHO_FORM + 1];
};

struct echo {
	unsigned char hint[256]; /* at which of its first places an octet may stand */
	size_t kept;             /* ever */
	/* Of each secret: as it was sent; in base64 with none, one and two octets ahead. */
	struct echo_form form[ECHO_SECRETS * ECHO_FORMS];
};

/* Keeps a secret as it was said, from secret_from on, and what its base64 says. */
void echo_remember(struct echo *e, enum secret_kind kind, struct span said);

/*
 * Where the first secret stands in text, and how many octets of it; text.len:
 * there is none.  Fast, if so.  One that is cut in two is not found: feed
 * whole lines, or pieces that end where echo_safe says.
 */
size_t echo_find(const struct echo *e, struct span text, size_t *len);

/*
 * How much of a text, of which more may come, can be told without telling half
 * of a secret: what stands behind may be the beginning of one.
 */
size_t echo_safe(const struct echo *e, struct span text);

/*
 * Writes text with eight stars for each secret, which may take twice its
 * room; returns how many there were.  None: nothing is written.
 */
size_t echo_mask(const struct echo *e, struct span text, struct out *o);

/* Wipes it all. */
void echo_forget(struct echo *e);

#endif
