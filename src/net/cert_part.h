/*
 * cert_part.h - what the files of cert share, and nobody else needs.
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

/* A name as text; false, and nothing written: of a kind that is no host, such as a mail address. */
bool cert_name_say(const struct der *name, struct out *o);

/* "EC P-256", "RSA 2048"; and with what it was signed, "ECDSA SHA-384". */
void cert_key_say(const struct cert *c, struct out *o);
void cert_signature_say(const struct cert *c, struct out *o);

/* "'260101000000Z' to '359999999999Z'": the dates of its validity as they stand there. */
void cert_dates_say(const struct cert *c, struct out *o);

/* "300 days", "2 hours". */
void cert_while_say(int64_t seconds, struct out *o);

/*
 * Behind a date that does not fit: by which clock, and whose may be wrong.  `c` is the
 * certificate with that date, or NULL: it was not sent.
 */
void cert_clock_say(const struct cert_case *k, const struct cert *c, struct out *o);

#endif
