/*
 * netdata.h - said and heard lines in hexadecimal, for `toggle netdata`.
 *
 * Made of events, so a secret is stars here too.
 */
#ifndef VIEW_NETDATA_H
#define VIEW_NETDATA_H

#include "view/screen.h"

/* Shows the octets of a SAID, HEARD or CHUNK event; others have none. */
void netdata_put(struct screen *s, const struct event *e);

#endif
