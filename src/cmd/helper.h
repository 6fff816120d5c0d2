/*
 * helper.h - a command that types for the user, line by line.
 *
 * It begins by finding out what has been said already, introduces itself,
 * starts TLS and logs in where that is due, and then asks the command for its
 * turns.  Each line goes out through session_say as a typed one does, and is
 * seen, timed and kept like it.  ^C drops the helper, not the connection.
 */
#ifndef CMD_HELPER_H
#define CMD_HELPER_H

#include "cmd/mail.h"
#include "cmd/save.h"
#include "proto/login.h"
#include "proto/pop3.h"
#include "proto/probe.h"
#include "proto/smtp.h"

struct client;

/* A command's next turn; r: the reply to the line it said last, NULL at first. */
typedef enum turn_kind helper_turn(struct client *c, const struct reply *r, struct turn *t);

/* A reply to a line that was said ahead; one that makes no sense there is no yes. */
typedef void helper_answer(struct client *c, const struct reply *r, bool makes_sense);

/* Replies are in doubt, and the connection is closed: what is known of what was asked. */
typedef void helper_doubt(struct client *c);

/* It ends, however that came about: what has been done by then. */
typedef void helper_so_far(struct client *c);

/* The connection has ended: was all that matters answered, and told? */
typedef bool helper_lost(struct client *c);

enum helper_needs {
	HELPER_LOGIN = 1, /* somebody has to be logged in */
	HELPER_TRY = 2,   /* a user in the URL logs in */
};

/* How far it is, one after the other; a body is followed by its command again. */
enum helper_phase {
	HELPER_IDLE,
	HELPER_WAITING, /* for its turn, or for a connection */
	HELPER_LOGGING_IN,
	HELPER_COMMAND,
	HELPER_BODY, /* of a message that it sends */
	HELPER_QUIT,
};

/* A password, or a token. */
struct known_secret {
	bool known, token;
	size_t len;
	char octets[SASL_TOKEN_MAX];
};

struct helper {
	/* what it is about */
	helper_turn *turn;      /* NULL: nothing beyond the login */
	helper_answer *answer;  /* where it speaks ahead */
	helper_lost *lost;      /* NULL: then the work was not done */
	helper_doubt *doubt;    /* NULL: the last reply is all */
	helper_so_far *so_far;  /* NULL: nothing is left to be told when it ends */
	enum protocol protocol; /* that it speaks; unknown: any */
	unsigned needs;
	struct span method;   /* of logging in, in place of --auth */
	struct span hello_as; /* our name, in place of --helo */
	bool alone;           /* the shell's line asked for it: QUIT ends it */

	/* how far it is */
	enum helper_phase phase;
	bool saying;    /* the line of `next` waits to be said */
	bool heard;     /* the last line has its reply, or will have it before the next turn */
	bool doubtful;  /* the final dot was said and not answered */
	int64_t serial; /* of the reply that came before the last line was said */
	int ahead;      /* lines said and not answered, if it did not wait */
	struct login login;
	struct known_secret typed; /* when it was asked for: for this login, and no other */
	enum turn_kind kind;       /* of the next one */
	struct turn next;

	/* of a command of POP3 */
	struct pop3 pop3;
	struct body_sink *sink; /* takes what comes, until an errand knows better; or NULL */
	struct body_sink list;  /* tells of a list, whose lines are results */
	struct keep keep;
	struct save save;

	/* of a command of SMTP */
	struct smtp smtp;
	struct mail mail;
	struct probe probe;

	char why[640], random[LOGIN_RANDOM], hello[280];
	struct out text; /* over text_room: what the words were */
	char text_room[16384];
	char line[16384];
};

/* What the user allows, wants and knows: options, for all helpers of a run. */
struct helper_how {
	enum login_tls tls;
	const char *auth, *authzid, *helo;
	bool no_initial, initial, cleartext, pipelining, yes, force;
	bool used;         /* somebody was to be logged in */
	const char *given; /* an option that is for a login: "--auth"; or NULL */
	struct known_secret secret;
};

/* Gets a helper ready: clears it, then the command fills in what it is about. */
struct helper *helper_ready(struct client *c, helper_turn *turn, enum protocol p, unsigned needs);

/* A copy of a word that lives as long as the helper. */
struct span helper_keep(struct helper *h, struct span word);

/* The mechanism that was asked for, by the command or by --auth; or empty. */
struct span helper_method(const struct client *c);

/* It is ready: it begins now, or when the connection that is coming is there. */
void helper_begin(struct client *c);

/* The same, once the user has said yes: --yes, or at a terminal. */
void helper_begin_if(struct client *c, struct span question, const char *refusal);

/* Says QUIT, as the last helper of several commands does. */
void helper_leave(struct client *c);

/* Goes on as far as it can; when it wants to, though nothing has happened. */
void helper_go(struct client *c);
int64_t helper_deadline(const struct client *c);

/* Writes how far a message is that goes or comes: nothing if none does. */
void helper_progress(const struct client *c, struct out *o);

/* What the server can do, as a result: 0, or EVENT_RESULT_SEEN. */
void helper_tell_caps(struct client *c, int64_t seen);

/* A reply may have come: to a line that was said ahead? */
void helper_heard(struct client *c);

/* Tells what a turn wants to have told: TURN_TELL. */
void helper_tell(struct client *c, struct turn *t);

/* Drops it, and says what it has done so far; the same for who wants it to end before it is done. */
void helper_drop(struct client *c);
void helper_cancel(struct client *c);

/* The secret that it asked for, cut at its line's end; false: it is none, which is told. */
bool helper_informed(struct client *c, struct span secret);

/* The secret that the run was given, for all logins; false: the same. */
bool helper_secret(struct client *c, struct span secret, bool token);

/* ---- among the files of a helper: helper.c begins and ends it, helping.c takes its steps ---- */

/* Is the login past? */
static inline bool helper_is_in_command(const struct helper *h)
{
	return h->phase >= HELPER_COMMAND;
}

/* helping.c: the login is told what is known of the secret. */
void helper_inform(struct client *c);

/* What is said of a message whose final dot was not answered. */
extern const char helper_unknown[];

/* helper_pour.c: the message goes, as far as there is room; after its end, the final dot. */
void helper_pour(struct client *c);

/* So far whoever writes the message to us was slow, and not the server. */
void helper_end_starving(struct client *c);

/* helper_lost.c: the connection is gone before the work was done. */
void helper_end_lost(struct client *c);

/* Replies can't be told apart any more: the session gives up, then what is known is said. */
void helper_end_in_doubt(struct client *c);

/* Says where that is which came of a message. */
void helper_tell_part(struct client *c);

#endif
