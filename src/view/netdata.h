/*
 * netdata.h - said and heard lines in hexadecimal, for `toggle netdata`.
 *
 * The lines come from events, so secrets are stars here too.
 */
#ifndef VIEW_NETDATA_H
#define VIEW_NETDATA_H

#include "view/screen.h"

/* Shows the octets of a SAID, HEARD or CHUNK event; does nothing for other events. */
void netdata_put(struct screen *s, const struct event *e);

#endif
