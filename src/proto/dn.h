/*
 * dn.h - distinguished names, "C=US, O=Let's Encrypt, CN=R3": RFC 5280 4.1.2.4.
 *
 * The subject of a certificate and its issuer.  A name is a span that holds a
 * whole box of DER; of a broken name the part in front of the fault counts.  The
 * text written is fit for a terminal and bounded: long values and names end in "...".
 *
 * Two names are the same if their octets are the same: CAs copy a subject as it
 * is, and other programs that verify do not look closer either.
 */
#ifndef PROTO_DN_H
#define PROTO_DN_H

#include "base/out.h"
#include "proto/der.h"

#define DN_SAY_MAX   3000 /* octets that dn_say writes at most */
#define DN_TITLE_MAX 80   /* octets that dn_title writes at most */

void dn_say(struct span name, struct out *o);

/* A short form of the name, "R3": its common name, else its organization, else any value. */
void dn_title(struct span name, struct out *o);

#endif
