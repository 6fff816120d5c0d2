/*
 * oid.h - object identifiers, the numbers that certificates name things by.
 *
 * The identifiers of names, keys and signatures common in mail servers'
 * certificates have a text; any other is shown as numbers.
 */
#ifndef PROTO_OID_H
#define PROTO_OID_H

#include "base/out.h"

/*
 * "CN", "RSA SHA-256", or NULL.  A "!" in front: the algorithm is so weak that it
 * proves nothing any more.
 */
const char *oid_text(struct span oid);

/* Writes its text without "!", or "1.2.840.113549.1". */
void oid_say(struct span oid, struct out *o);

#endif
