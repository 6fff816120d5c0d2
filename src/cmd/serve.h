/*
 * serve.h - what `serve` was told, and the practice server once it goes on.
 *
 * Words of a command are gone when it returns, so those that are needed
 * longer are kept here.
 */
#ifndef CMD_SERVE_H
#define CMD_SERVE_H

#include "session/host.h"

#define SERVE_MESSAGES 8

struct serve {
	struct host *host; /* NULL: it does not */
	struct host_how how;
	struct trouble trouble;
	bool required, list;
	int64_t ready_fd; /* number + 1, or 0 */
	size_t messages;
	int64_t message[SERVE_MESSAGES]; /* octets */
	char user[SERVED_NAME], maildir[256], name[64], run[40];
};

#endif
