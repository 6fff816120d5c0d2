/*
 * cert_part.h - shared by the files cert*.c only.
 */
#ifndef NET_CERT_PART_H
#define NET_CERT_PART_H

#include "net/cert.h"

/* Kinds of subjectAltName: RFC 5280 4.2.1.6. */
#define CERT_SAN_DNS     0x82
#define CERT_SAN_ADDRESS 0x87

/* Octets of an address. */
#define ADDRESS_4 4
#define ADDRESS_6 16

/* Writes a name; writes nothing and returns false if it is no host, but a mail address or such. */
bool cert_name_say(const struct der *name, struct out *o);

/* Its key: "EC P-256", "RSA 2048". */
void cert_key_say(const struct cert *c, struct out *o);

/* The algorithms of its signature: "ECDSA SHA-384". */
void cert_signature_say(const struct cert *c, struct out *o);

/* "'260101000000Z' to '359999999999Z'": its dates as they are in the certificate. */
void cert_dates_say(const struct cert *c, struct out *o);

/* "300 days", "2 hours". */
void cert_while_say(int64_t seconds, struct out *o);

/*
 * Writes, after a date that does not fit, what the clocks say and which may be wrong.
 * `c` is the certificate with that date, or NULL if that was not sent.
 */
void cert_clock_say(const struct cert_case *k, const struct cert *c, struct out *o);

#endif
