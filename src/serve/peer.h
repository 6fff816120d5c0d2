/*
 * peer.h - one visitor of the practice server: octets to the engine and back, with all that goes wrong.
 *
 * The engine answers at once and truthfully.  What stands between it and the
 * wire is here: late and missing replies, slow and cut streams, TLS.  Ends at
 * one connection; server.h has all of them.
 */
#ifndef SERVE_PEER_H
#define SERVE_PEER_H

#include "net/conn.h"
#include "proto/secret.h"
#include "proto/telnet.h"
#include "serve/maildir.h"
#include "serve/served.h"
#include "session/timeline.h"

/* Octets that wait: heard, with the kernel next, to be said. */
#define PEER_IN  4096
#define PEER_OUT 4096
#define PEER_SAY 8192

#define PEER_IDLE (600 * OS_S) /* nobody stays longer without a word: RFC 1939 3 */

/* What all visitors share: server.c fills it in. */
struct server_shared {
	struct teller tell;    /* as nobody: its connections are none of ours */
	struct tls_setup *tls; /* NULL: none */
	struct maildir maildir;
	bool mute;      /* nobody can look now: what happens is for records only */
	int told;       /* of all visitors, in this go */
	int64_t missed; /* so many were not shown: see server_catch_up */
	struct served_config config;
};

#define SERVER_TOLD 1000 /* that a screen has room for in one go */

/* Another go begins; what could not be shown before is counted in a line, if somebody looks now. */
void server_catch_up(struct server_shared *h, bool looking, int64_t now);

/* Tells of a visitor, by its number. */
void server_tell(struct server_shared *h, int visitor, struct span text, int64_t now);

enum service { SERVICE_SMTP, SERVICE_POP3, SERVICE_TELNET, SERVICE_SMTPS, SERVICE_POP3S, SERVICES };

/* "smtp", as options and sentences have it. */
const char *service_name(enum service service);

enum peer_step {
	PEER_NOBODY,
	PEER_ARRIVED,
	PEER_SCREENED, /* between the two lines of postscreen */
	PEER_ENDLESS,  /* a greeting without an end */
	PEER_TALK,
	PEER_AGREED,  /* TLS begins once the reply is out */
	PEER_SHAKING, /* or would */
	PEER_LEAVING, /* the connection ends once the reply is out */
};

struct peer {
	enum peer_step step;
	enum service service;
	int number;           /* counts visitors, from 1 */
	size_t place;         /* in what is waited for */
	bool busy;            /* there may be more to do at once */
	bool paused;          /* the pause has begun */
	bool lingers;         /* the end waits for what they have said ahead */
	bool ended;           /* nothing more will come from there */
	bool wary;            /* a login was refused: what follows may have been meant for it */
	int64_t came, spoke;  /* when it did; octets moved last */
	int64_t held, since;  /* nothing is said before that, and since when */
	uint8_t by, by_stage; /* by a directive of that kind and stage; DIRECTIVE_KINDS: by none */
	int64_t said, heard;  /* octets */
	int64_t deaf;         /* nothing is heard before that */
	int64_t now;
	struct server_shared *shared;
	struct queue say; /* what is still to be said */
	struct conn conn;
	struct secret_state secret;
	struct served served;
	struct telnet telnet;
	char stamp[40];
	char in_room[PEER_IN], out_room[PEER_OUT], say_room[PEER_SAY];
};

/* Somebody has come.  False: no random numbers for the greeting's stamp, and nothing has begun. */
bool peer_begin(struct peer *v, struct server_shared *h, enum service service, int number,
    os_sock sock, int64_t now);

/* Moves what can be moved; readable: its socket is. */
void peer_go(struct peer *v, bool readable, int64_t now);

/* Is it to be heard? */
bool peer_wants_read(const struct peer *v);

/* When it wants to go on though nothing has come. */
int64_t peer_deadline(const struct peer *v);

/* Orders have changed: who is held by one that was taken back goes on, or waits so long as it says now. */
void peer_reordered(struct peer *v, int64_t now);

/* Sends it away: with a line if it is not in the middle of one. */
void peer_dismiss(struct peer *v, const char *why);

#endif
