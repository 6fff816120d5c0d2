/*
 * trust.h - where the CAs are: certificates whose word is taken on this machine.
 *
 * A store is a file of PEM certificates, or a folder of such files, or both.
 * It is found once and read through a small buffer each time an issuer is
 * looked for; so its size costs no memory, and no time to speak of.
 * Ends at finding: whether the issuer signed what it is said to have signed is
 * judged elsewhere.
 */
#ifndef NET_TRUST_H
#define NET_TRUST_H

#include "os/os.h"
#include "proto/pem.h"

#define TRUST_PATH 512 /* octets of the path of a file in a folder; longer ones are passed over */

enum trust_step { TRUST_DONE, TRUST_FILE, TRUST_FOLDER, TRUST_LIST };

struct trust {                     /* all zero is a fresh one, which trusts nobody */
	bool found;                /* there is a store */
	const char *file, *folder; /* it: NULL where there is none */

	/* while it is read */
	struct span name; /* whom we look for; empty: anybody */
	enum trust_step step;
	bool reading; /* from a file */
	os_file from;
	struct os_dir in;
	struct span rest; /* of octets, not yet looked at */
	struct pem pem;
	char octets[4096];
};

/*
 * Finds the store: `cafile` and nothing else; without one (NULL) SSL_CERT_FILE
 * and SSL_CERT_DIR, and if neither is set the usual places of this system, a
 * file before a folder.  The paths are borrowed.
 *
 * False: a file that was named can't be read or holds no certificate, see the
 * fault.  That nothing was found at the usual places is no fault: t->found.
 */
bool trust_open(struct trust *t, const char *cafile, struct fault *f);

/* From here on looks for certificates whose subject is that name, a whole DER box, borrowed. */
void trust_begin(struct trust *t, struct span name);

/* The next one; it is there until the next call.  False: no more. */
bool trust_next(struct trust *t, struct span *der);

/* Reads no further; nothing to do once trust_next has said false. */
void trust_end(struct trust *t);

/* Is there one? */
bool trust_has(struct trust *t, struct span name);

#endif
