/*
 * visit.h - one visitor of the practice server: octets to the engine and back, with all that goes wrong.
 *
 * The engine answers at once and truthfully.  What stands between it and the
 * wire is here: late and missing replies, slow and cut streams, TLS.  Ends at
 * one connection; host.h has all of them.
 */
#ifndef SESSION_VISIT_H
#define SESSION_VISIT_H

#include "net/conn.h"
#include "proto/secret.h"
#include "proto/served.h"
#include "proto/telnet.h"
#include "session/shelf.h"
#include "session/timeline.h"

/* Octets that wait: heard, with the kernel next, to be said. */
#define VISIT_IN  4096
#define VISIT_OUT 4096
#define VISIT_SAY 8192

#define VISIT_IDLE (600 * OS_S) /* nobody stays longer without a word: RFC 1939 3 */

/* What all visitors share. */
struct house {
	struct timeline *log;
	struct tls_setup *tls; /* NULL: none */
	struct shelf shelf;
	bool mute;      /* nobody can look now: what happens is for records only */
	int told;       /* of all visits, in this go */
	int64_t missed; /* so many were not shown: see house_catch_up */
	struct practice practice;
};

#define HOUSE_TOLD 1000 /* that a screen has room for in one go */

/* Another go begins; what could not be shown before is counted in a line, if somebody looks now. */
void house_catch_up(struct house *h, bool looking, int64_t now);

/* Tells of a visitor, by its number. */
void house_tell(struct house *h, int visitor, struct span text, int64_t now);

enum visit_service {
	VISIT_SMTP,
	VISIT_POP3,
	VISIT_TELNET,
	VISIT_SMTPS,
	VISIT_POP3S,
	VISIT_SERVICES
};

/* "smtp", as options and sentences have it. */
const char *visit_service_name(enum visit_service service);

enum visit_step {
	VISIT_NOBODY,
	VISIT_ARRIVED,
	VISIT_SCREENED, /* between the two lines of postscreen */
	VISIT_ENDLESS,  /* a greeting without an end */
	VISIT_TALK,
	VISIT_AGREED,  /* TLS begins once the reply is out */
	VISIT_SHAKING, /* or would */
	VISIT_LEAVING, /* the connection ends once the reply is out */
};

struct visit {
	enum visit_step step;
	enum visit_service service;
	int number;           /* counts visitors, from 1 */
	size_t place;         /* in what is waited for */
	bool busy;            /* there may be more to do at once */
	bool paused;          /* the pause has begun */
	bool lingers;         /* the end waits for what they have said ahead */
	bool ended;           /* nothing more will come from there */
	bool wary;            /* a login was refused: what follows may have been meant for it */
	int64_t came, spoke;  /* when it did; octets moved last */
	int64_t held, since;  /* nothing is said before that, and since when */
	uint8_t by, by_stage; /* by an order of that kind and stage; ORDER_KINDS: by none */
	int64_t said, heard;  /* octets */
	int64_t deaf;         /* nothing is heard before that */
	int64_t now;
	struct house *house;
	struct queue say; /* what is still to be said */
	struct conn conn;
	struct secret_state secret;
	struct served served;
	struct telnet telnet;
	char stamp[40];
	char in_room[VISIT_IN], out_room[VISIT_OUT], say_room[VISIT_SAY];
};

/* Somebody has come.  False: no random numbers for the greeting's stamp, and nothing has begun. */
bool visit_begin(struct visit *v, struct house *h, enum visit_service service, int number,
    os_sock sock, int64_t now);

/* Moves what can be moved; readable: its socket is. */
void visit_go(struct visit *v, bool readable, int64_t now);

/* Is it to be heard? */
bool visit_wants_read(const struct visit *v);

/* When it wants to go on though nothing has come. */
int64_t visit_deadline(const struct visit *v);

/* Orders have changed: who is held by one that was taken back goes on, or waits so long as it says now. */
void visit_reordered(struct visit *v, int64_t now);

/* Sends it away: with a line if it is not in the middle of one. */
void visit_dismiss(struct visit *v, const char *why);

#endif
