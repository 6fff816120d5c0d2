/*
 * serve.h - the practice server, if there is one, and what it was told.
 */
#ifndef CMD_SERVE_H
#define CMD_SERVE_H

#include "serve/server.h"

struct serve {
	struct server *server; /* NULL: there is none */
	bool ended;            /* by a line, and whoever said it goes on here */
	struct directives directives;
	struct tls_how tls; /* of its own side */
	struct tls_room tls_room;
	char name[64], run[40]; /* as struct served_config has them */
};

#endif
