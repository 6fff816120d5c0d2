/*
 * verb.h - the commands of SMTP, POP3 and IMAP, as a table.
 *
 * It tells the form of the reply to a verb, bare or with arguments, which
 * capability offers the verb, and which verbs Tab may complete.  An unknown verb is
 * sent anyway; its reply is taken to have the protocol's usual form.
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
	VERB_DOT,      /* the "." that ends such a message */
	VERB_BDAT,     /* octets follow, as many as it says */
	VERB_FAREWELL, /* the server may close now */
};

/* Verbs that differ in their names only. */
struct verb_row {
	uint8_t protocol;   /* enum protocol */
	uint8_t bare, with; /* enum reply_form, of the reply without and with arguments */
	uint8_t means;      /* enum verb_means */
};

/* The verbs, separated by blanks; "TOP=TOP": the verb, and the capability that offers it. */
struct span verb_names(const struct verb_row *row);

extern const struct verb_row verb_rows[];
extern const size_t verb_row_count;

/* What a line is. */
struct verb {
	bool known;
	struct span name; /* as in the table, else as in the line */
	enum reply_form form;
	enum verb_means means;
};

/* Reads the verb of a line; IMAP's without its tag. */
struct verb verb_of(enum protocol p, struct span line);

/* Is that word a verb of any protocol?  Or the beginning of a verb? */
bool verb_is_known(struct span word);
bool verb_begins(struct span word);

/* Seconds that a helper waits for the reply: RFC 5321 4.5.3.2; 300, as for MAIL, by default. */
int verb_patience(enum verb_means means);

#endif
