/*
 * pem.h - the certificates of a PEM text: RFC 7468.
 *
 * A store of CA certificates is some 220 kB of such text, of which one
 * certificate is wanted.  So the text comes in pieces of any size, there is room
 * for one certificate at a time, and an unwanted certificate need not be decoded
 * to its end.  Whatever is not a CERTIFICATE block is passed over: comments,
 * keys, other line ends, blanks, NULs.
 *
 * Certificates are public: the time taken may depend on the octets.  The decoded
 * octets need not be a certificate: see der.h.
 */
#ifndef PROTO_PEM_H
#define PROTO_PEM_H

#include "base/out.h"

#ifndef PEM_DER
#define PEM_DER 8192 /* octets of a certificate; a larger one is passed over */
#endif

#ifndef PEM_HEAD
#define PEM_HEAD 384 /* octets; in most certificates the names end within them */
#endif

enum pem_state {
	PEM_TEXT,  /* between certificates */
	PEM_BODY,  /* within a certificate */
	PEM_BEGUN, /* once in each certificate: its first PEM_HEAD octets are in `der` */
	PEM_WHOLE, /* all of it is in `der`; the next octet of text begins afresh */
};

struct pem { /* all zero is a fresh one */
	enum pem_state state;
	unsigned dashes;   /* octets so far of the line that begins a block */
	uint32_t bits;     /* the last sextets */
	unsigned sextets;  /* how many sextets so far */
	unsigned over;     /* certificates that were too large or not base64 */
	size_t len;        /* of der */
	char der[PEM_DER]; /* what is decoded of this certificate */
};

/* Takes text until the state is PEM_BEGUN or PEM_WHOLE, or no text is left; returns the octets. */
size_t pem_feed(struct pem *p, struct span text);

/* The certificate that has begun is not wanted: passes over the rest of it. */
void pem_skip(struct pem *p);

/* The octets decoded so far. */
static inline struct span pem_der(const struct pem *p)
{
	return (struct span){ p->der, p->len };
}

/* Writes a certificate as PEM text. */
void pem_write(struct span der, struct out *o);

#endif
