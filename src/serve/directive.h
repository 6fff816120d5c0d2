/*
 * directive.h - the options of the practice server: where to listen, and what to do wrong.
 *
 * Each directive has a name and in most cases a value: "--delay rcpt=5s".  The
 * table gives the form of the value and a line of help.  A stage is a moment that
 * a fault can be tied to: the reply to a command, by its verb; "greeting"; "dot",
 * the reply to a message; "tls", after the reply that agrees to STARTTLS.
 * This file only reads directives; served.c, peer.c and server.c act on them.
 *
 * A DURATION is "2s", "500ms", "3m" or "2h", or seconds without a unit.  OCTETS are
 * "300", "20k", "1M" or "2G", in steps of 1000, in either case.  A PORT is 0 for any
 * free port, or "off".
 */
#ifndef SERVE_DIRECTIVE_H
#define SERVE_DIRECTIVE_H

#include "base/out.h"

/* clang-format off */
#define STAGES(X) \
	X(GREETING, "greeting") X(TLS, "tls") X(DOT, "dot") \
	X(QUIT, "quit") X(NOOP, "noop") X(RSET, "rset") X(AUTH, "auth") \
	X(HELO, "helo") X(EHLO, "ehlo") X(STARTTLS, "starttls") X(VRFY, "vrfy") X(HELP, "help") \
	X(MAIL, "mail") X(RCPT, "rcpt") X(DATA, "data") \
	X(CAPA, "capa") X(STLS, "stls") X(USER, "user") X(PASS, "pass") X(APOP, "apop") \
	X(STAT, "stat") X(LIST, "list") X(UIDL, "uidl") X(RETR, "retr") X(TOP, "top") X(DELE, "dele")

/*
 * Each row: the name, then two lines, the form and the help.  The services come first, in
 * the order of enum service; the faults go from DELAY to the end.
 */
#define DIRECTIVES(X) \
	X(SMTP, "--smtp PORT\nport of SMTP, at first 2525; 0: any, off: none") \
	X(POP3, "--pop3 PORT\nport of POP3, at first 2110") \
	X(TELNET, "--telnet PORT\nport of a telnet echo, at first 2323") \
	X(SMTPS, "--smtps PORT\nport of SMTP with TLS from the start") \
	X(POP3S, "--pop3s PORT\nport of POP3 with TLS from the start") \
	X(LISTEN, "--listen ADDR\nlisten where others can reach the server") \
	X(READY, "--ready-fd FD\nwrite the ports to this file descriptor") \
	X(USER, "--user NAME\nthe only user; needs --password-file FILE") \
	X(NO_BRAKE, "--no-brake\nrefuse a wrong password without delay") \
	X(REQUIRE, "--require-auth\nrefuse mail without a login") \
	X(MESSAGE, "--message OCTETS\noffer a generated message of this size") \
	X(MAILDIR, "--maildir MAILDIR\nkeep mail in this folder") \
	X(STORE, "--store OCTETS\nmemory for mail, at first 4M") \
	X(LIST, "--list-faults\nshow this list") \
	X(DELAY, "--delay STAGE=DURATION\nreply late: greeting=40s, dot=2m") \
	X(REFUSE, "--refuse STAGE=CODE:TEXT\nrefuse: greeting=554:no, starttls=454:out") \
	X(DROP, "--drop-at STAGE|OCTETS\nclose in place of that reply, or after OCTETS") \
	X(RESET, "--reset-at STAGE\nreset the connection, as firewalls do") \
	X(RATE, "--rate OCTETS\noctets per second in each direction: 20k") \
	X(PAUSE, "--pause-at OCTETS:DURATION\nfall silent after OCTETS: 1M:30s") \
	X(GREYLIST, "--greylist DURATION\nanswer 450 to each recipient for DURATION") \
	X(POSTSCREEN, "--postscreen DURATION\n220-, silence, 220; refuse early talkers") \
	X(SKEW, "--clock-skew DURATION\nset the server's clock wrong: 2h, -90s") \
	X(ASA, "--asa\nmask banner and STARTTLS, as Cisco firewalls") \
	X(HIDE_STARTTLS, "--hide-starttls\naccept STARTTLS and STLS, but offer neither") \
	X(INJECT, "--inject\nsend clear text after agreeing to STARTTLS") \
	X(MISSING_DOT, "--missing-dot\nnever end a message that is fetched") \
	X(UNSTUFFED, "--unstuffed-dot\ndo not double the dots of a message") \
	X(WRONG_SIZES, "--wrong-sizes\nsizes in LIST and STAT are a tenth too large") \
	X(LOWER_CASE, "--lower-case\nkeywords of EHLO and CAPA in lower case") \
	X(LF_ONLY, "--lf-only\nend lines with LF alone") \
	X(ONE_OCTET, "--one-octet\none octet per packet, a hundred per second") \
	X(ENDLESS, "--endless-line\nnever end the greeting") \
	X(ESCAPES, "--escapes\nsend terminal escapes in the greeting")
/* clang-format on */

#define STAGE_ENUM(stage, name) STAGE_##stage,
enum stage { STAGES(STAGE_ENUM) STAGE_COUNT }; /* STAGE_COUNT: no stage */

#define DIRECTIVE_ENUM(kind, about) DIRECTIVE_##kind,
enum directive_kind { DIRECTIVES(DIRECTIVE_ENUM) DIRECTIVE_KINDS };

/* Finds a stage by its name, in upper or lower case; STAGE_COUNT if there is none. */
enum stage stage_find(struct span name);
const char *stage_name(enum stage stage);

#define DIRECTIVE_MAX  48  /* directives in force at once */
#define DIRECTIVE_TEXT 128 /* octets of a value, with the NUL at its end */
#define DIRECTIVE_OFF  (-1)

struct directive {                 /* a field that the value does not set is 0 */
	uint8_t kind;              /* enum directive_kind */
	uint8_t stage;             /* enum stage, or STAGE_COUNT */
	int64_t octets;            /* an amount of octets; a number; a port, or DIRECTIVE_OFF */
	int64_t time;              /* a duration in nanoseconds; negative only for SKEW */
	uint8_t refusal;           /* where "554:text" begins in text */
	char text[DIRECTIVE_TEXT]; /* the value as it was typed */
};

struct directives { /* all zero: no directive */
	size_t count;
	struct directive of[DIRECTIVE_MAX];
};

/*
 * Reads "--name=value", or "--name" and its value in the next word: then *took is true.
 * "--no-name" removes a directive at all its stages, and "--no-faults" removes all faults.
 * A name may begin with "no-" itself.  *kind is the directive's kind, or DIRECTIVE_KINDS
 * for an unknown name.  False if the name or value is wrong, or DIRECTIVE_MAX is reached.
 */
bool directives_read(struct directives *t, struct span word, struct span next, bool *took,
    enum directive_kind *kind);

/* The directive of that kind and stage, or NULL; STAGE_COUNT for one without a stage. */
const struct directive *directives_find(
    const struct directives *t, enum directive_kind kind, enum stage stage);

/* The form and the help of a kind, a line each; empty if there is no such kind. */
struct span directive_about(enum directive_kind kind);

/* Reads "20k" as octets, or with `time` "2s" as nanoseconds; false if the text is neither. */
bool directive_amount(struct span text, bool time, int64_t *amount);

#endif
