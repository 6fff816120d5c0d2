/*
 * helper.h - a command that sends lines for the user.
 *
 * A helper first does what the session still lacks: EHLO, TLS, the login.  Then
 * it asks the command for its turns (proto/turn.h).  Each line is sent through
 * session_say, and is shown, timed and recorded like a typed line.  ^C ends the
 * helper; the connection stays open, except in the middle of a message.
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

/* A command's next turn; r is the reply to the line that it sent last, NULL at first. */
typedef enum turn_kind helper_turn(struct client *c, const struct reply *r, struct turn *t);

/* Takes the reply to a line that was sent ahead; one that makes no sense accepts nothing. */
typedef void helper_answer(struct client *c, const struct reply *r, bool makes_sense);

/* Tells what is known of the work, after the connection ended with replies in doubt. */
typedef void helper_doubt(struct client *c);

/* Tells what has been done when the helper ends, for whatever reason. */
typedef void helper_so_far(struct client *c);

/* The connection has ended: tells the result if all that matters was answered; else false. */
typedef bool helper_lost(struct client *c);

enum helper_needs {
	HELPER_LOGIN = 1, /* a login is required */
	HELPER_TRY = 2,   /* logs in if the URL has a user */
};

/* The phases of a helper, in order; after HELPER_BODY comes HELPER_COMMAND again. */
enum helper_phase {
	HELPER_IDLE,
	HELPER_WAITING, /* to begin, perhaps for a connection */
	HELPER_LOGGING_IN,
	HELPER_COMMAND,
	HELPER_BODY, /* sends a message */
	HELPER_QUIT,
};

/* A password, or a token. */
struct known_secret {
	bool known, token;
	size_t len;
	char octets[SASL_TOKEN_MAX];
};

struct helper {
	/* what the helper is for */
	helper_turn *turn;      /* NULL: the login is all */
	helper_answer *answer;  /* for TURN_AHEAD */
	helper_lost *lost;      /* NULL: the work has failed then */
	helper_doubt *doubt;    /* NULL: only the last reply is told */
	helper_so_far *so_far;  /* NULL: nothing is told */
	enum protocol protocol; /* the protocol that it needs; unknown: any */
	unsigned needs;
	struct span method;   /* mechanism of the login, in place of --auth */
	struct span hello_as; /* name for EHLO, in place of --helo */
	bool quits_after;     /* no command follows in this run: it ends with QUIT */

	/* its progress */
	enum helper_phase phase;
	bool saying;         /* next.line is still to be sent */
	bool has_reply;      /* the next turn gets the reply to the last line */
	bool dot_unanswered; /* the final dot has no reply yet */
	int64_t serial;      /* serial of the last reply when the last line was sent */
	int ahead;           /* lines sent ahead and not answered yet */
	struct login login;
	struct known_secret typed; /* the secret that was asked for; it is for this login only */
	enum turn_kind kind;       /* of the turn in `next` */
	struct turn next;

	/* for commands of POP3 */
	struct pop3 pop3;
	struct body_sink *sink; /* takes bodies of replies, until an errand sets another; or NULL */
	struct body_sink list;  /* tells each line of a list as a result */
	struct keep keep;
	struct save save;

	/* for commands of SMTP */
	struct smtp smtp;
	struct mail mail;
	struct probe probe;

	char why[640], random[LOGIN_RANDOM], hello[280];
	struct out text; /* in text_room: copies of the command's words */
	char text_room[16384];
	char line[16384];
};

/* The user's options and secret, for all helpers of a run. */
struct helper_how {
	enum login_tls tls;
	const char *auth, *authzid, *helo;
	bool no_initial, initial, cleartext, pipelining, yes, force;
	bool used;         /* somebody was to be logged in */
	const char *given; /* an option that is for a login: "--auth"; or NULL */
	struct known_secret secret;
};

/* Clears the helper for a command, which then fills in the rest. */
struct helper *helper_ready(struct client *c, helper_turn *turn, enum protocol p, unsigned needs);

/* Copies a word; the copy lives as long as the helper. */
struct span helper_keep(struct helper *h, struct span word);

/* The mechanism that was asked for, by the command or by --auth; or empty. */
struct span helper_method(const struct client *c);

/* Begins: now, or when the connection has been made. */
void helper_begin(struct client *c);

/* The same, if the user agrees: with --yes, or at a terminal.  Else tells `refusal`. */
void helper_begin_if(struct client *c, struct span question, const char *refusal);

/* Sends QUIT, after the last of several commands. */
void helper_leave(struct client *c);

/* Takes all steps that can be taken now. */
void helper_go(struct client *c);

/* When helper_go must be called even if nothing has happened. */
int64_t helper_deadline(const struct client *c);

/* Writes the progress of a message that is being sent or fetched, if there is one. */
void helper_progress(const struct client *c, struct out *o);

/* Tells the server's capabilities as results; seen: 0, or EVENT_RESULT_SEEN. */
void helper_tell_caps(struct client *c, int64_t seen);

/* To be called when a reply may have come: takes a reply to a line that was sent ahead. */
void helper_heard(struct client *c);

/* Carries out TURN_TELL. */
void helper_tell(struct client *c, struct turn *t);

/* Ends the helper, and tells what it has done so far. */
void helper_drop(struct client *c);

/* Ends it before its work is done; within a message the connection is closed. */
void helper_cancel(struct client *c);

/* The secret that the helper asked for was typed.  False, and tells why, if it is wrong. */
bool helper_informed(struct client *c, struct span secret);

/* Keeps the secret that the run was given, for all its logins.  False, and tells why, if it is wrong. */
bool helper_secret(struct client *c, struct span secret, bool token);

/* ---- for the files of a helper: helper.c begins and ends it, helping.c takes its steps ---- */

/* Has the helper passed the login? */
static inline bool helper_is_in_command(const struct helper *h)
{
	return h->phase >= HELPER_COMMAND;
}

/* helping.c: gives the login the secret, if there is one. */
void helper_inform(struct client *c);

/* What is said of a message whose final dot was not answered. */
extern const char helper_unknown[];

/* helper_pour.c: sends the message as far as there is room, and at its end the final dot. */
void helper_pour(struct client *c);

/* Ends a wait for standard input, the time of which does not count against the server. */
void helper_end_starving(struct client *c);

/* helper_lost.c: ends the helper after the connection was lost. */
void helper_end_lost(struct client *c);

/* Replies can't be paired with lines: closes the connection, then tells what is known. */
void helper_end_in_doubt(struct client *c);

/* Tells which file has the received part of a message. */
void helper_tell_part(struct client *c);

#endif
