/*
 * desk.h - what lies on the desk of every command.
 *
 * The session and the way to it, the settings, the record, and a few wishes
 * that only the loop can grant.  A command reads its words, changes what is
 * here and returns; one that takes time (open, wait, sleep, secret) says with
 * `busy` what is being waited for, and the loop goes on from there.
 */
#ifndef CMD_DESK_H
#define CMD_DESK_H

#include "cmd/helper.h"
#include "cmd/page.h"
#include "cmd/record.h"
#include "cmd/serve.h"
#include "cmd/target.h"
#include "net/mailhosts.h"
#include "proto/script_body.h"
#include "session/reach.h"
#include "session/session.h"

/* What the next line of a script, and sometimes the prompt, waits for. */
enum desk_busy {
	DESK_FREE,
	DESK_REACHING,  /* open: a connection */
	DESK_MAILHOSTS, /* mx: answers */
	DESK_WAITING,   /* wait: a word from the server */
	DESK_SLEEPING,  /* sleep: `until` */
	DESK_ASKING,    /* a line without echo: see `ask` */
	DESK_HELPING,   /* a helper types */
	DESK_PAGING,    /* help, longer than the window: a key */
};

/* What the line that is asked for without echo is wanted for. */
enum desk_ask {
	DESK_ASK_SAY,
	DESK_ASK_ENCODE,
	DESK_ASK_DECODE,
	DESK_ASK_PASSPHRASE,
	DESK_ASK_PASSWORD,
	DESK_ASK_SERVE, /* may others reach the practice server?  With echo, as this one: */
	DESK_ASK_YES,   /* may the helper do what cannot be undone?  */
};

/* Where a line that has a number stands; of the first three EVENT_EXPECT has a number each. */
enum desk_source { DESK_SCRIPT, DESK_OPTION_C, DESK_PASTE, DESK_RC };

/* The escape character and the prefix, unless set otherwise. */
#define DESK_ESCAPE 0x1d
#define DESK_PREFIX ':'

struct desk { /* what is small comes first: it is reached by shorter ways */
	int64_t now;

	/* whose line is being carried out */
	enum event_by by;
	bool person; /* a terminal is there to type at */
	bool pasted;

	/* what this run has given up */
	bool no_shell, no_listening;

	/* wishes */
	bool quit, suspend, shell;

	bool stop;     /* --stop: the first failure ends the run */
	bool targeted; /* so there is a target */
	bool alone;    /* the shell's line has TARGET and what is to be done there */
	bool json;     /* what comes of that goes to standard output as JSON lines */
	int64_t line;  /* the line of `source` that is carried out, or was begun; 0: none */
	enum desk_source source;
	int64_t said; /* the line that the last reply will answer */

	enum desk_busy busy;
	enum desk_ask ask;
	char question[160]; /* of DESK_ASKING, for the row; "": none, or it stands above the row */
	int64_t until;      /* ns, or OS_NEVER */
	int64_t serial;     /* DESK_WAITING: what has been heard by then does not count */
	int64_t judged;     /* the serial of the last reply that was */
	int64_t
	    failed; /* the serial of the last reply when something last failed, which was told */

	/* what a script carries; only its own lines are told, so it stays zero for a person and -c */
	struct script_body script_body;
	bool allow_commands; /* --allow-commands: also those that a message must not give */

	struct body_sink *output; /* where results go as they are: standard output, or NULL */

	/* settings: of a key its octet, or -1 for none; of the others 0 or 1 */
	int64_t escape, prefix;
	unsigned echo, netdata, bytes, bodies, insecure, options, passthrough;
	unsigned charset; /* what bytes was at first: the locale's */
	unsigned telnet;  /* negotiate wherever the next connection goes */
	unsigned binary;  /* of telnet: 1 for what is sent, 2 for both */

	struct os_addr bind; /* family 0: anywhere */
	int family;          /* -4, -6: of connections that name none; 0: both */
	struct target target;
	char shell_line[1024];
	struct page page;
	struct names_how how;
	struct tls_how tls;
	struct tls_room tls_room;
	struct session session;
	struct timeline log;
	struct reach reach;
	struct mailhosts mailhosts;
	struct record record, transcript;
	struct helper_how how_help;
	struct helper helper;
	struct serve serve;
};

/* Zero is not enough. */
void desk_start(struct desk *d);

/* How long names, connects and handshakes may take, ns: --timeout's, or the usual one. */
int64_t desk_limit(const struct desk *d);

/* Ties the clocks anew, as at each connect: who and where we are goes on record. */
void desk_anchor(struct desk *d);

/* Of a result: it is what the server said, which a dialogue shows already. */
#define DESK_SEEN EVENT_RESULT_SEEN

/* Says what happened, with the one number that some kinds have. */
void desk_say(struct desk *d, enum event_kind kind, int64_t n, struct span text);

/* Tells something that is no evidence, line by line; longer texts go through page.h. */
void desk_tell(struct desk *d, struct span lines);

/* A remark and a warning, which the record keeps. */
void desk_note(struct desk *d, struct span text);

/* Shows both forms of a domain with letters beyond ASCII. */
void desk_tell_domain(struct desk *d, struct span domain, struct span ascii);
void desk_warn(struct desk *d, struct span text);

/* Something failed: the status is kept if it is the first, and --stop obeyed. */
void desk_failed(struct desk *d, enum status status);
void desk_failed_by(struct desk *d, enum status status, struct span why);

/* The same, and told. */
void desk_fail(struct desk *d, enum status status, struct span why);
void desk_fault(struct desk *d, const struct fault *f);

/* The same with a place: "a quote is opened but not closed, at character 8". */
void desk_fail_at(struct desk *d, enum status status, const char *why, size_t character);

/* A line that makes no sense: "?Unknown setting '%'", with what in place of %, cut to fit. */
void desk_refuse(struct desk *d, const char *why, struct span what);

#endif
