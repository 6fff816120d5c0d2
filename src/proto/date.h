/*
 * date.h - the time that a server tells in its greeting.
 *
 *	220 mail.example.com ESMTP Sendmail 8.14.4; Mon, 30 Nov 2026 22:00:00 +0100
 *	220 mail.example.com ready at 2026-11-30T21:00:00Z
 *	+OK QPOP starting.  <1896.1796072400@mail.example.com>
 *
 * RFC 5322 3.3, with a year of four digits; RFC 3339; RFC 1939 7, where many
 * servers count the seconds since 1970.  A date without a zone is ignored, for it
 * may be off by half a day.
 */
#ifndef PROTO_DATE_H
#define PROTO_DATE_H

#include "base/span.h"

/*
 * Finds the time, in seconds since 1970-01-01 UTC.  Returns false, and leaves *utc, if
 * the text has none, or two that differ.
 */
bool date_find(struct span text, int64_t *utc);

#endif
