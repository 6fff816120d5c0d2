/*
 * peer.h - one visitor, that is, one connection to the practice server.
 *
 * The engine (served.h) answers at once and correctly.  The faults between the
 * engine and the wire are made here: late and missing replies, slow and cut
 * streams, TLS.  server.h holds all connections.
 */
#ifndef SERVE_PEER_H
#define SERVE_PEER_H

#include "net/conn.h"
#include "proto/secret.h"
#include "proto/telnet.h"
#include "serve/maildir.h"
#include "serve/served.h"
#include "session/timeline.h"

#define PEER_IN  4096 /* octets received and not yet taken by the engine */
#define PEER_OUT 4096 /* octets to be written to the kernel next */
#define PEER_SAY 8192 /* octets of replies, which a fault may delay */

#define PEER_IDLE (600 * OS_S) /* a silent visitor is dismissed after this time: RFC 1939 3 */

/* What all visitors share; server.c fills it in. */
struct server_shared {
	struct teller tell;    /* writes events that belong to no connection of the client */
	struct tls_setup *tls; /* NULL: no TLS */
	struct maildir maildir;
	bool mute;      /* the screen takes no lines now: events go to records only */
	int told;       /* events about visitors in this turn of the loop */
	int64_t missed; /* events not shown since the last server_catch_up that said so */
	struct served_config config;
};

#define SERVER_TOLD 1000 /* events that are shown in one turn of the loop */

/*
 * To be called at each turn of the loop.  `looking`: the screen takes lines; then a
 * line says how many could not be shown before.
 */
void server_catch_up(struct server_shared *h, bool looking, int64_t now);

/* Tells an event about a visitor, by its number. */
void server_tell(struct server_shared *h, int visitor, struct span text, int64_t now);

enum service { SERVICE_SMTP, SERVICE_POP3, SERVICE_TELNET, SERVICE_SMTPS, SERVICE_POP3S, SERVICES };

/* "smtp", as in options and messages. */
const char *service_name(enum service service);

enum peer_step {
	PEER_NOBODY,   /* no connection */
	PEER_ARRIVED,  /* connected, not yet greeted */
	PEER_SCREENED, /* between the two lines of postscreen */
	PEER_ENDLESS,  /* sends a greeting without an end */
	PEER_TALK,
	PEER_AGREED,  /* TLS begins once the reply is sent */
	PEER_SHAKING, /* the TLS handshake, or the octets that are read in its place */
	PEER_LEAVING, /* the connection ends once the reply is sent */
};

struct peer {
	enum peer_step step;
	enum service service;
	int number;         /* counts visitors, from 1 */
	size_t place;       /* index in the os_wait of this turn */
	bool busy;          /* stopped after LINES steps: more can be done at once */
	bool paused;        /* DIRECTIVE_PAUSE has begun */
	bool lingers;       /* input is read and dropped before the close */
	bool ended;         /* the visitor has ended its side */
	bool login_refused; /* a login was refused: an unknown command may be a password */
	int64_t connected_at, last_moved; /* when it connected; when octets last moved */
	int64_t held, held_since;         /* nothing is sent before `held`; when that wait began */
	uint8_t by, by_stage; /* the directive that holds; DIRECTIVE_KINDS: no directive */
	int64_t said, heard;  /* octets sent, octets received */
	int64_t reads_from;   /* nothing is read before this moment */
	int64_t now;
	struct server_shared *shared;
	struct queue say; /* what is still to be sent */
	struct conn conn;
	struct secret_state secret;
	struct served served;
	struct telnet telnet;
	char stamp[40];
	char in_room[PEER_IN], out_room[PEER_OUT], say_room[PEER_SAY];
};

/*
 * Begins with a new connection.  False if there are no random numbers for the greeting's
 * stamp; then the socket is still the caller's.
 */
bool peer_begin(struct peer *v, struct server_shared *h, enum service service, int number,
    os_sock sock, int64_t now);

/* Does all that can be done now; `readable`: its socket is readable. */
void peer_go(struct peer *v, bool readable, int64_t now);

/* Is its socket to be read now? */
bool peer_wants_read(const struct peer *v);

/* When peer_go must be called even if nothing was received. */
int64_t peer_deadline(const struct peer *v);

/*
 * To be called after directives have changed.  A wait ends if its directive was removed,
 * and takes its new time if that was changed.
 */
void peer_reordered(struct peer *v, int64_t now);

/* Closes the connection; says why first, unless a reply is still to be sent. */
void peer_dismiss(struct peer *v, const char *why);

#endif
