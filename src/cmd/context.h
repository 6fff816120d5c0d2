/*
 * context.h - what all commands of a run share, whichever server they are for.
 *
 * It holds the settings and options, the timeline and its records, the line that is
 * being carried out and what that waits for, and a few requests that only the loop
 * can fulfil.  One conversation with a server is a struct client (client.h).
 */
#ifndef CMD_CONTEXT_H
#define CMD_CONTEXT_H

#include "cmd/helper.h"
#include "cmd/page.h"
#include "cmd/record.h"
#include "cmd/serve.h"
#include "cmd/source.h"
#include "net/names.h"
#include "net/tls.h"
#include "proto/script_body.h"
#include "session/timeline.h"

/* What the next line waits for, apart from the client's state. */
enum context_busy {
	CONTEXT_FREE,
	CONTEXT_WAITING,  /* wait: octets from the server */
	CONTEXT_SLEEPING, /* sleep: the time `until` */
	CONTEXT_ASKING,   /* an answer of the user: see `ask` */
	CONTEXT_PAGING,   /* help longer than the window: a key */
};

/* What the answer is for; it is typed without echo, except for the last two. */
enum context_ask {
	CONTEXT_ASK_SAY,
	CONTEXT_ASK_ENCODE,
	CONTEXT_ASK_DECODE,
	CONTEXT_ASK_PASSPHRASE,
	CONTEXT_ASK_PASSWORD,
	CONTEXT_ASK_SERVE, /* may others reach the practice server? */
	CONTEXT_ASK_YES,   /* may the helper do what cannot be undone? */
};

/* What this run was started for; except in RUN_PROMPT, the run ends when that ends. */
enum run_mode {
	RUN_PROMPT,  /* no TARGET: commands, typed or from a script */
	RUN_LOCAL,   /* a command that needs no TARGET: base64, mx, serve */
	RUN_TARGET,  /* TARGET: lines for it, typed or from a script */
	RUN_COMMAND, /* TARGET and a command that is no helper: send */
	RUN_HELPER,  /* TARGET and a helper: list, send-mail */
	RUN_LINES,   /* TARGET and commands, each after -c */
};

/* The default escape character and prefix. */
#define CONTEXT_ESCAPE 0x1d
#define CONTEXT_PREFIX ':'

struct context {
	int64_t now;

	/* where the line that is being carried out comes from */
	enum event_by by;
	enum line_source source;
	int64_t line;       /* its number in `source`; 0: no number */
	enum run_mode mode; /* what this run was started for */
	bool person;        /* a person is at a terminal */

	/* what this run may no longer do */
	bool no_shell, no_listening;

	/* requests to the loop */
	bool quit, suspend, shell;

	bool stop;    /* --stop: the first failure ends the run */
	bool json;    /* results go to standard output as JSON lines */
	int64_t said; /* the number of the line that the next reply answers */

	enum context_busy busy;
	enum context_ask ask;
	char question[160]; /* CONTEXT_ASKING: shown in front of the answer; may be empty */
	int64_t until;      /* ns, or OS_NEVER */
	const struct client *waiting; /* CONTEXT_WAITING: for something from this client's server */
	int64_t heard;                /* octets received from it when the wait began */

	/* messages in a script's own lines; never changed by a person's lines, nor by -c */
	struct script_body script_body;
	bool allow_commands; /* --allow-commands: CMD_REACHES is allowed after a message */

	struct body_sink *output; /* standard output, where results go unchanged; or NULL */

	/* settings: a key is its octet, or -1 for none; the others are 0 or 1 */
	int64_t escape, prefix;
	unsigned echo, netdata, bytes, bodies, insecure, options, passthrough;
	unsigned charset; /* the default of `bytes`, from the locale */
	unsigned telnet;  /* negotiate telnet options on the next connection */
	unsigned binary;  /* telnet: 1 for what is sent, 2 for both directions */

	struct os_addr bind; /* family 0: any address */
	int family;          /* -4 or -6, for connections that name no family; 0: both */
	char shell_line[1024];
	struct page page;
	struct names_how how;
	struct tls_how tls;
	struct tls_room tls_room;
	struct tls_setup *setup; /* what TLS needs, in tls_room; NULL: not read yet */
	struct timeline log;
	int connections; /* number of connections begun so far, by all clients */
	struct record record, transcript;
	struct helper_how how_help;
	struct serve serve;
};

/* Prepares a context; all zero is not enough. */
void context_start(struct context *ctx);

/* Is this run for a helper or for commands after -c, and nothing else? */
static inline bool context_is_told_all(const struct context *ctx)
{
	return ctx->mode >= RUN_HELPER;
}

#endif
