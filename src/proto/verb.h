/*
 * verb.h - the commands of SMTP, POP3 and IMAP, as a table.
 *
 * It says which form of reply a verb brings, bare or with arguments, which
 * capability offers it, and what may be offered as completion.  An unknown
 * verb is sent all the same: it brings the protocol's usual form.
 */
#ifndef PROTO_VERB_H
#define PROTO_VERB_H

#include "proto/protocol.h"
#include "proto/reply.h"

/* What a verb means to a session, beyond the form of its reply. */
enum verb_means {
	VERB_PLAIN,
	VERB_CONTENT,  /* the body of its reply is a message */
	VERB_CAPS,     /* its reply says what the server can do */
	VERB_TLS,      /* its reply may agree to TLS */
	VERB_DATA,     /* a message follows, until "." */
	VERB_DOT,      /* that "." */
	VERB_BDAT,     /* octets follow, as many as it says */
	VERB_FAREWELL, /* the server may close now */
};

/* Verbs that have all but their names in common. */
struct verb_row {
	uint8_t protocol;   /* enum protocol */
	uint8_t bare, with; /* enum reply_form, of the reply without and with arguments */
	uint8_t means;      /* enum verb_means */
};

/* Blank separated; "TOP=TOP": the capability that must be seen. */
struct span verb_names(const struct verb_row *row);

extern const struct verb_row verb_rows[];
extern const size_t verb_row_count;

/* What a line is. */
struct verb {
	bool known;
	struct span name; /* as the table has it, else as the line does */
	enum reply_form form;
	enum verb_means means;
};

/* Reads the verb of a line; IMAP's without its tag. */
struct verb verb_of(enum protocol p, struct span line);

/* Is that word a verb of any protocol; is it the beginning of one? */
bool verb_is_known(struct span word);
bool verb_begins(struct span word);

/* Seconds a program waits for the reply: RFC 5321 4.5.3.2; others as for MAIL. */
int verb_patience(enum verb_means means);

#endif
