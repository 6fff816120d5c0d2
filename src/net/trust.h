/*
 * trust.h - the CA store: the certificates of the CAs that this machine trusts.
 *
 * A store is a file of PEM certificates, or a folder of such files, or both.  It is
 * found once, and is read through a small buffer each time an issuer is looked for,
 * so that its size costs no memory.  This file only finds issuers; the TLS library
 * checks their signatures.
 */
#ifndef NET_TRUST_H
#define NET_TRUST_H

#include "os/os.h"
#include "proto/pem.h"

#define TRUST_PATH 512 /* octets of a path in a folder; a file with a longer one is ignored */

enum trust_step { TRUST_DONE, TRUST_FILE, TRUST_FOLDER, TRUST_LIST };

struct trust {                     /* all zero is a fresh one, with an empty store */
	bool found;                /* there is a store */
	const char *file, *folder; /* the store's paths; NULL: it has no file, or no folder */

	/* while the store is read */
	struct span name; /* the subject to find; empty: any */
	enum trust_step step;
	bool reading; /* `from` is open */
	os_file from;
	struct os_dir in;
	struct span rest; /* the part of `octets` that was not decoded yet */
	struct pem pem;
	char octets[4096];
};

/*
 * Finds the store: `cafile` alone; or, if that is NULL, SSL_CERT_FILE and SSL_CERT_DIR;
 * or, if neither is set, the first of os_trust_path's places that has a certificate.
 * The paths must stay valid.
 *
 * False if a path that was named can't be read or has no certificate: see the fault.
 * If the usual places have none, that is no fault: t->found is false.
 */
bool trust_open(struct trust *t, const char *cafile, struct fault *f);

/* Begins to look for certificates with that subject, a whole DER box, which must stay valid. */
void trust_begin(struct trust *t, struct span name);

/* The next certificate, valid until the next call; false if there is no more. */
bool trust_next(struct trust *t, struct span *der);

/* Stops reading; not needed after trust_next has returned false. */
void trust_end(struct trust *t);

/* Is there a certificate with that subject?  Empty: any certificate? */
bool trust_has(struct trust *t, struct span name);

#endif
