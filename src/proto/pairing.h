/*
 * pairing.h - can this reply answer that line?
 *
 * Replies pair with lines in their order.  One reply too many, however late it
 * comes, shifts all that follow: each is then taken for the answer to the next
 * line.  Codes that belong to a single verb reveal the shift.
 *
 * SMTP: RFC 5321 4.3.2, 4954 4, 3207 4.  Refusals may answer anything.
 */
#ifndef PROTO_PAIRING_H
#define PROTO_PAIRING_H

#include "base/span.h"
#include "proto/protocol.h"

/* Can an SMTP reply with that code answer that verb?  Or "final dot", or "greeting". */
bool pairing_fits(struct span verb, int code);

/* Is the line a second greeting in place of the answer to EHLO or HELO, as some servers send? */
bool pairing_is_greeting(struct span verb, struct span line);

/* Is the line a whole reply, or the first line of one?  421 may come at any time: RFC 5321 3.8. */
bool pairing_is_reply(enum protocol p, struct span line);

#endif
