/*
 * login.h - from the greeting to being logged in: EHLO or CAPA, TLS, and the login.
 *
 * Each turn looks at how the conversation stands and says what is missing.
 * Steps that were already done are not repeated.  No password crosses a clear
 * connection to another machine unless `cleartext` allows it.  After a refusal
 * no weaker mechanism is tried.
 */
#ifndef PROTO_LOGIN_H
#define PROTO_LOGIN_H

#include "proto/caps.h"
#include "proto/sasl.h"
#include "proto/standing.h"
#include "proto/turn.h"

#define LOGIN_RANDOM 18 /* octets that cannot be predicted */

enum login_tls {
	LOGIN_TLS_TRY, /* where it is offered */
	LOGIN_TLS_OFF,
	LOGIN_TLS_REQUIRE,
};

struct login {
	/* wishes */
	enum login_tls tls;
	bool wanted;        /* a login is wanted, and not only TLS */
	bool lmtp;          /* LHLO, RFC 2033 */
	bool cleartext;     /* secrets may cross a clear connection */
	bool near;          /* the connection stays on this machine: secrets may cross it */
	bool no_initial;    /* AUTH goes without an initial response */
	bool initial;       /* even AUTH LOGIN has an initial response */
	bool force;         /* a mechanism that is not offered is tried anyway */
	bool known;         /* `who` has the secret */
	bool gone;          /* the connection has ended: the last refusal is the reason */
	bool in_session;    /* hints name commands, not options of the shell's command line */
	bool at_prompt;     /* those commands can be typed after the connection has ended */
	int64_t prefix;     /* of those commands, see out_hint */
	struct span hello;  /* our name for EHLO */
	struct span method; /* --auth: a mechanism, USER or APOP; or empty */
	struct span random; /* LOGIN_RANDOM octets; empty if this machine has none */
	struct sasl_who who;

	/* progress */
	enum { LOGIN_FRESH, LOGIN_USER, LOGIN_PASS, LOGIN_APOP, LOGIN_SASL, LOGIN_CANCELLED } step;
	bool no_apop, no_user;
	bool doubtful;                   /* the refusal may be about the name or the secret */
	const struct sasl_mech *refused; /* the mechanism that was refused last */
	char tried[200];                 /* "CRAM-MD5, PLAIN", in order */
	char doing[40];                  /* "log in with AUTH CRAM-MD5" */
	struct sasl sasl;
	enum status status;
	char reason[640]; /* why the last login was refused, or cancelled */
};

/*
 * r: the reply to the line that the last turn said; NULL at first.  TURN_DONE:
 * all that was asked for is done.
 */
enum turn_kind login_turn(struct login *l, const struct standing *st, enum protocol p,
    const struct caps *c, const struct reply *r, struct turn *t);

/* After a refused login: what was tried, what else is offered, and what to type to try it. */
void login_advise(const struct login *l, enum protocol p, const struct caps *c, struct out *o);

/*
 * Writes why we cancelled the exchange, or why the server is about to refuse it.
 * Returns false if neither is so.
 */
bool login_say_unanswered(const struct login *l, struct out *o);

/* Wipes the exchange with its secrets. */
void login_forget(struct login *l);

#endif
