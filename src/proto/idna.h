/*
 * idna.h - a domain with letters beyond ASCII, as DNS and SMTP have it.
 *
 * "müller" becomes "xn--mller-kva": Punycode, RFC 3492.  RFC 5891 wants lower case
 * and composed characters.  Capitals of Latin, Greek and Cyrillic are made small;
 * characters that can't be judged here are refused.
 */
#ifndef PROTO_IDNA_H
#define PROTO_IDNA_H

#include "base/out.h"

/* Is any octet beyond ASCII? */
bool idna_is_foreign(struct span text);

/* Writes the domain, label by label.  Returns NULL, or why that can't be done. */
const char *idna_encode(struct span domain, struct out *o);

/* Writes a label without its "xn--", from characters in lower case; false if it is too long. */
bool idna_punycode(const uint32_t *c, size_t count, struct out *o);

#endif
