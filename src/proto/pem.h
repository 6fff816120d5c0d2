/*
 * pem.h - the certificates of a PEM text: RFC 7468.
 *
 * A store of CA certificates is some 220 kB of such text, of which one
 * certificate is wanted.  So it passes through here in pieces of any size, one
 * certificate at a time stands in bounded room, and one that turns out not to
 * be wanted need not be decoded to its end.  Whatever is not a CERTIFICATE
 * block is passed over: comments, keys, other line ends, blanks, NULs.
 *
 * Certificates are public: nothing here takes the same time whatever the
 * octets.  What is decoded may still be anything: see der.h.
 */
#ifndef PROTO_PEM_H
#define PROTO_PEM_H

#include "base/out.h"

#ifndef PEM_DER
#define PEM_DER 8192 /* octets of a certificate; a larger one is passed over */
#endif

#ifndef PEM_HEAD
#define PEM_HEAD 384 /* octets in which the names of most stand */
#endif

enum pem_state {
	PEM_TEXT,  /* between certificates */
	PEM_BODY,  /* within one */
	PEM_BEGUN, /* told once a certificate: its first PEM_HEAD octets are here */
	PEM_WHOLE, /* all of it is here; the next octet of text begins afresh */
};

struct pem { /* all zero is a fresh one */
	enum pem_state state;
	unsigned dashes;   /* octets of the line that begins a block */
	uint32_t bits;     /* sextets that are no octet yet, */
	unsigned sextets;  /* and how many of four */
	unsigned over;     /* certificates that were too large or no base64 */
	size_t len;        /* of der */
	char der[PEM_DER]; /* what is decoded of this certificate */
};

/* Takes text until there is news, PEM_BEGUN or PEM_WHOLE, or no more text; returns how many octets. */
size_t pem_feed(struct pem *p, struct span text);

/* The certificate that has begun is not wanted: passes over the rest of it. */
void pem_skip(struct pem *p);

/* The octets decoded so far. */
static inline struct span pem_der(const struct pem *p)
{
	return (struct span){ p->der, p->len };
}

/* Writes a certificate as such text. */
void pem_write(struct span der, struct out *o);

#endif
