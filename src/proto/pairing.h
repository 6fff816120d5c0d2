/*
 * pairing.h - can this reply answer that line?
 *
 * Replies pair with lines in their order.  One reply too many, however late it
 * comes, moves all that follow: each is then taken for the answer to the line
 * after its own.  Codes that belong to one verb alone show that.
 *
 * SMTP: RFC 5321 4.3.2, 4954 4, 3207 4.  Refusals may answer anything.
 */
#ifndef PROTO_PAIRING_H
#define PROTO_PAIRING_H

#include "base/span.h"
#include "proto/protocol.h"

/* Can a reply of SMTP with that code be the answer to that verb, "final dot" and "greeting" too? */
bool pairing_fits(struct span verb, int code);

/* A greeting in place of the answer to EHLO or HELO: said twice, as some servers do. */
bool pairing_is_greeting(struct span verb, struct span line);

/* Is the line a whole reply, or the first line of one?  421 may come at any time: RFC 5321 3.8. */
bool pairing_is_reply(enum protocol p, struct span line);

#endif
