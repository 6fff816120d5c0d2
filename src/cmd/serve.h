/*
 * serve.h - the practice server of a run, if there is one, and its options.
 */
#ifndef CMD_SERVE_H
#define CMD_SERVE_H

#include "serve/server.h"

struct serve {
	struct server *server; /* NULL: no server is running */
	bool ended;            /* by `serve off`: the run continues */
	struct directives directives;
	struct tls_how tls; /* for its side of TLS */
	struct tls_room tls_room;
	char name[64], run[40]; /* as struct served_config has them */
};

#endif
