/*
 * login.h - from a greeting to being logged in: EHLO or CAPA, TLS, and who we are.
 *
 * Each turn looks at how the conversation stands and says what is missing;
 * what somebody has done before is not done again.  No password crosses a
 * clear connection to another machine unless `cleartext` allows it, and none
 * is tried by a weaker mechanism than one that was refused.
 */
#ifndef PROTO_LOGIN_H
#define PROTO_LOGIN_H

#include "proto/caps.h"
#include "proto/sasl.h"
#include "proto/standing.h"
#include "proto/turn.h"

#define LOGIN_RANDOM 18 /* octets that nobody can foresee */

enum login_tls {
	LOGIN_TLS_TRY, /* where it is offered */
	LOGIN_TLS_OFF,
	LOGIN_TLS_REQUIRE,
};

struct login {
	/* wishes */
	enum login_tls tls;
	bool wanted;        /* a login at all */
	bool lmtp;          /* LHLO, RFC 2033 */
	bool cleartext;     /* secrets may cross a clear connection */
	bool near;          /* as they may one that stays on this machine */
	bool no_initial;    /* AUTH goes without an initial response */
	bool initial;       /* even AUTH LOGIN has one */
	bool force;         /* a mechanism that is not offered is tried all the same */
	bool known;         /* so is the secret: `who` has it */
	bool gone;          /* the connection has ended: what was refused last is the reason */
	bool in_session;    /* hints name commands, and no options of the shell's line, */
	bool at_prompt;     /* and this, that they can be typed when the connection has ended */
	int64_t prefix;     /* of those commands, see out_hint */
	struct span hello;  /* our name for EHLO */
	struct span method; /* --auth: a mechanism, USER or APOP; or empty */
	struct span random; /* LOGIN_RANDOM octets; or empty: this machine has none */
	struct sasl_who who;

	/* how far it is */
	enum { LOGIN_FRESH, LOGIN_USER, LOGIN_PASS, LOGIN_APOP, LOGIN_SASL, LOGIN_CANCELLED } step;
	bool no_apop, no_user;
	bool doubtful;                   /* the refusal may be about the name or the secret */
	const struct sasl_mech *refused; /* the last one that was */
	char tried[200];                 /* "CRAM-MD5, PLAIN", in order */
	char doing[40];                  /* "log in with AUTH CRAM-MD5" */
	struct sasl sasl;
	enum status status; /* and why the last one was refused, or cancelled: */
	char reason[640];
};

/*
 * r: the reply to the line that the last turn said; NULL at first.  TURN_ON:
 * all that was wished for is so.
 */
enum turn_kind login_turn(struct login *l, const struct standing *st, enum protocol p,
    const struct caps *c, const struct reply *r, struct turn *t);

/* Behind a login that was refused: what was tried, what else is offered, what tries it. */
void login_advise(const struct login *l, enum protocol p, const struct caps *c, struct out *o);

/* Where we cancelled the exchange, or the server has said why before it refuses: why; false: neither. */
bool login_say_unanswered(const struct login *l, struct out *o);

/* Wipes what the exchange held. */
void login_forget(struct login *l);

#endif
