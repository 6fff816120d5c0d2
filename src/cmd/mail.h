/*
 * mail.h - one mail to be sent: the options of send-mail, and the letter made from them.
 *
 * Its envelope, and the lines that send it, are in proto/smtp.h.
 */
#ifndef CMD_MAIL_H
#define CMD_MAIL_H

#include "cmd/letter.h"
#include "cmd/words.h"
#include "proto/dot.h"
#include "proto/scan.h"
#include "proto/turn.h"

/* The options of send-mail, in the order of `options` in mail.c. */
enum mail_option {
	MAIL_OPTION_FROM,
	MAIL_OPTION_TO,
	MAIL_OPTION_CC,
	MAIL_OPTION_BCC,
	MAIL_OPTION_SUBJECT,
	MAIL_OPTION_HEADER,
	MAIL_OPTION_BODY,
	MAIL_OPTION_ATTACH,
	MAIL_OPTION_MIME,
	MAIL_OPTION_CHARSET,
	MAIL_OPTION_FILE,
	MAIL_OPTION_DATE,
	MAIL_OPTION_ID,
	MAIL_OPTION_NOTIFY,
	MAIL_OPTION_RET,
	MAIL_OPTION_ENVID,
	MAIL_OPTION_ORCPT,
	MAIL_OPTION_QUIT,
	MAIL_OPTION_DROP,
	MAIL_OPTION_HTML, /* from here on without a value */
	MAIL_OPTION_ALL,
	MAIL_OPTIONS
};

struct mail {
	/* the values of each option, a comma after each; LF after headers, NUL after files */
	struct span given[MAIL_OPTIONS];
	bool utf8;        /* an address or header field is not ASCII: RFC 6532 */
	bool reads_input; /* standard input is a part of the message */
	bool starved;     /* it waits for standard input */
	bool drop;        /* --drop-after: close after the last stage, without QUIT */
	struct letter letter;
	struct dot_stuffer stuffer;
	struct scan scan;  /* of a message that is sent as it is */
	bool scanned;      /* `scan` was made before sending; else it is made meanwhile */
	bool as_it_is;     /* the message is sent as it is, with its own header */
	const char *wrong; /* what is wrong with the domain of an address, or NULL */
	struct out head;   /* in head_room: the parts of the letter that are text */
	char boundary[40], head_room[16384];
};

struct client;
struct helper;

/* Reads the words of send-mail; the helper keeps their values.  False: the words are wrong. */
bool mail_read(struct client *c, struct mail *m, const struct words *w);

/*
 * Keeps a list of addresses.  Domains that are not ASCII are written in ASCII, RFC 5891,
 * and that is told.  *why is set if a domain can't be written so, or has an empty label.
 */
struct span mail_keep_addresses(struct client *c, struct span list, const char **why);

/* The value of an option that is given once; empty if it was not given. */
struct span mail_value(const struct mail *m, unsigned option);

/*
 * Can the files be read?  Each name ends in NUL.  False, and tells why, if not;
 * to be called before connecting.  Files are read twice, so a pipe is refused.
 */
bool mail_can_read(struct client *c, struct span names);

/* Is an address in the list not ASCII?  The names in front of addresses do not count. */
bool mail_has_utf8(struct span list);

/* Makes the letter from the options; eight: the server has 8BITMIME.  False: no random numbers. */
bool mail_compose(struct client *c, struct mail *m, bool eight);

/*
 * Reads a file that is sent as it is, and tells what a server may refuse and what
 * is changed.  Standard input is scanned while it is sent.
 */
void mail_scan(struct client *c, struct mail *m);
void mail_tell_scan(struct client *c, const struct scan *s);

/* Takes the message from a file, or from standard input ("-"), to be sent as it is. */
void mail_take_file(struct mail *m, struct span path);

#endif
