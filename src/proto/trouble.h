/*
 * trouble.h - what the practice server does wrong on purpose, as a table.
 *
 * Each trouble has a name and, most of them, a value: "--delay rcpt=5s".  The
 * table says of each what it looks like from a client's side.  A stage is a
 * moment that a trouble can be tied to: the reply to a command, by its verb;
 * "greeting"; "dot", the reply to a message; "tls", behind the yes to STARTTLS.
 * Ends at saying what was asked for: served.c and session/visit.c misbehave.
 *
 * Durations are "2s" "500ms" "3m" "2h", or bare seconds; amounts of octets
 * "300" "20k" "1M" "2G", of a thousand each.
 */
#ifndef PROTO_TROUBLE_H
#define PROTO_TROUBLE_H

#include "base/out.h"

/* clang-format off */
#define STAGES(X) \
	X(GREETING, "greeting") X(TLS, "tls") X(DOT, "dot") \
	X(QUIT, "quit") X(NOOP, "noop") X(RSET, "rset") X(AUTH, "auth") \
	X(HELO, "helo") X(EHLO, "ehlo") X(STARTTLS, "starttls") X(VRFY, "vrfy") X(HELP, "help") \
	X(MAIL, "mail") X(RCPT, "rcpt") X(DATA, "data") \
	X(CAPA, "capa") X(STLS, "stls") X(USER, "user") X(PASS, "pass") X(APOP, "apop") \
	X(STAT, "stat") X(LIST, "list") X(UIDL, "uidl") X(RETR, "retr") X(TOP, "top") X(DELE, "dele")
/* clang-format on */

#define STAGE_ENUM(stage, name) STAGE_##stage,
enum stage { STAGES(STAGE_ENUM) STAGE_COUNT }; /* STAGE_COUNT: none of them */

/* In any case of its letters. */
enum stage stage_find(struct span name);

/* What is on or off. */
enum trouble_flag {
	TROUBLE_ASA = 1,           /* banner and EHLO masked */
	TROUBLE_HIDE_STARTTLS = 2, /* taken, but not offered */
	TROUBLE_INJECT = 4,        /* octets behind the yes to STARTTLS or STLS */
	TROUBLE_MISSING_DOT = 8,   /* a message of POP3 never ends, */
	TROUBLE_UNSTUFFED = 16,    /* and its lines go as they are */
	TROUBLE_WRONG_SIZES = 32,  /* LIST and STAT */
	TROUBLE_LOWER_CASE = 64,   /* keywords of EHLO and CAPA */
	TROUBLE_LF_ONLY = 128,     /* line ends */
	TROUBLE_ONE_OCTET = 256,   /* a packet */
	TROUBLE_ENDLESS = 512,     /* the greeting's line has no end, */
	TROUBLE_ESCAPES = 1024,    /* or something for the terminal in it */
};

#define TROUBLE_TEXT 80 /* octets of a refusal, and one */

struct trouble { /* all zero: none; durations in nanoseconds */
	unsigned flags;
	int64_t delay[STAGE_COUNT];             /* before the reply */
	char refuse[STAGE_COUNT][TROUBLE_TEXT]; /* "554 text" in place of the reply, or "" */
	bool reset[STAGE_COUNT];                /* the connection, in place of the reply */
	struct {
		int64_t at; /* behind so many octets, or 0 */
		bool stage[STAGE_COUNT];
	} drop; /* the connection ends */
	struct {
		int64_t at, time; /* behind so many octets, for so long */
	} pause;
	int64_t rate;       /* octets a second, or 0 */
	int64_t greylist;   /* how long a recipient has to wait, or 0 */
	int64_t postscreen; /* between "220-" and "220 ", or 0 */
	int64_t skew;       /* of the clock */
};

/*
 * Reads "--name=value", or "--name" and the next word, which *took then says.
 * "--no-name" ends a trouble at all its stages, "--no-faults" all of them.
 * False: *about is the trouble's lines, or empty if there is none of that name.
 */
bool trouble_read(struct trouble *t, struct span word, struct span next, bool *took,
    struct span *about);

/* The ith trouble: "--name VALUE", and in a second line what it does.  Empty: no more. */
struct span trouble_about(unsigned i);

/* "20k" as octets, or "2s" as nanoseconds; false: it is none. */
bool trouble_amount(struct span text, bool time, int64_t *amount);

static inline bool trouble_has(const struct trouble *t, enum trouble_flag flag)
{
	return (t->flags & flag) != 0;
}

#endif
