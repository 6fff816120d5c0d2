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
 * everywhere.  All zero is a fresh store; use one for each connection.  It
 * holds passwords: keep it in guarded memory, and call echo_forget when done.
 */
#ifndef PROTO_ECHO_H
#define PROTO_ECHO_H

#include "base/out.h"
#include "proto/secret.h"

#ifndef ECHO_SECRETS
#define ECHO_SECRETS 4 /* AUTH LOGIN makes three; a fifth replaces the oldest */
#endif
#ifndef ECHO_OCTETS
#define ECHO_OCTETS 256 /* of each; a longer secret is found by its beginning */
#endif
#define ECHO_LEAST 4

/* Octets of a form: the secret in base64, with up to two octets in front. */
#define ECHO_FORM ((ECHO_OCTETS + 4) / 3 * 4)

#define ECHO_FORMS 4

/* One way in which a secret may come back; any octet may be percent-encoded. */
struct echo_form {
	unsigned short from, len; /* where in `at` the form is */
	bool cut;                 /* the secret is longer: hide up to the next blank */
	bool coded;               /* base64, without the = that may follow */
	bool shared; /* a character with the form's last bits, and others, may follow it */
	char at[ECHO_FORM + 1];
};

struct echo {
	unsigned char hint[256]; /* bits: at which of a form's first places an octet may be */
	size_t kept;             /* secrets, replaced ones too */
	/* Of each secret: as it was sent; in base64 with none, one and two octets in front. */
	struct echo_form form[ECHO_SECRETS * ECHO_FORMS];
};

/* Keeps a secret as it was said, from secret_from on, and its base64 decoded. */
void echo_remember(struct echo *e, enum secret_kind kind, struct span said);

/*
 * Returns where in text the first secret is, text.len if there is none; *len is its
 * octets.  A secret that is cut in two is not found: feed whole lines, or pieces
 * that end where echo_safe says.
 */
size_t echo_find(const struct echo *e, struct span text, size_t *len);

/*
 * How many octets of a text, of which more may come, can be shown without showing
 * half of a secret; a secret may begin after them.
 */
size_t echo_safe(const struct echo *e, struct span text);

/*
 * Writes text with eight stars for each secret, at most 2 * text.len octets.
 * Returns how many secrets there were; writes nothing if there were none.
 */
size_t echo_mask(const struct echo *e, struct span text, struct out *o);

/* Wipes all secrets. */
void echo_forget(struct echo *e);

#endif
