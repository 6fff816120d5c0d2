/*
 * dn.h - distinguished names, "C=US, O=Let's Encrypt, CN=R3": RFC 5280 4.1.2.4.
 *
 * Whom a certificate is for and who issued it.  A name is a span that holds a
 * whole box of DER; of a broken one the part before counts.  What is written is fit
 * for a terminal and bounded: long values and long names end in "...".
 *
 * Two names are the same if their octets are: CAs copy a subject as it is,
 * and other programs that verify do not look closer either.
 */
#ifndef PROTO_DN_H
#define PROTO_DN_H

#include "base/out.h"
#include "proto/der.h"

#define DN_SAY_MAX   3000 /* octets that dn_say writes at most */
#define DN_TITLE_MAX 80   /* and dn_title */

void dn_say(struct span name, struct out *o);

/* What it is called for short, "R3": its common name, or whatever comes next to one. */
void dn_title(struct span name, struct out *o);

#endif
