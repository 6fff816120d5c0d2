/*
 * mail.h - one mail to be sent: what send-mail was told, and the letter made of that.
 *
 * proto/smtp.h has its envelope, and sends it.
 */
#ifndef CMD_MAIL_H
#define CMD_MAIL_H

#include "cmd/letter.h"
#include "cmd/words.h"
#include "proto/dot.h"
#include "proto/scan.h"
#include "proto/turn.h"

/* What an option of send-mail says; all in the order of `options` in mail.c. */
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
	/* several of a kind are joined by commas, headers by LF, files by NUL */
	struct span given[MAIL_OPTIONS];
	bool utf8;        /* addresses or header fields of it are not ASCII: RFC 6532 */
	bool reads_input; /* standard input is a part of it */
	bool starved;     /* we waited for standard input */
	bool drop;        /* behind the last stage the connection is closed, without QUIT */
	struct letter letter;
	struct dot_stuffer stuffer;
	struct scan scan;  /* of a message that goes as it stands */
	bool scanned;      /* before it was sent; else it is, as it passes */
	bool as_it_is;     /* it is such a message */
	const char *wrong; /* with a domain of an address, or NULL */
	struct out head;   /* over head_room: what of the letter was made */
	char boundary[40], head_room[16384];
};

struct client;
struct helper;

/* Takes the words of send-mail apart; what they hold is kept by h.  False: they make no sense. */
bool mail_read(struct client *c, struct mail *m, const struct words *w);

/*
 * A list of addresses, kept with its domains as DNS has them, which is told: RFC 5891.
 * *why is set where a domain can't be so written.
 */
struct span mail_keep_addresses(struct client *c, struct span list, const char **why);

/* The value of an option that there is one of; empty: it was not given. */
struct span mail_value(const struct mail *m, unsigned option);

/*
 * Can these files be read, names that end in NUL each?  Said before anything
 * is connected to.  They are looked at twice, so that a pipe will not do.
 */
bool mail_can_read(struct client *c, struct span names);

/* Is any address of that list in UTF-8?  Names before them may be. */
bool mail_has_utf8(struct span list);

/* The letter's parts, of the options; eight: the server takes 8BITMIME.  False: no random numbers. */
bool mail_compose(struct client *c, struct mail *m, bool eight);

/*
 * Reads a file that goes as it stands, and says what of it a server may refuse
 * or is changed on the way; standard input is looked at as it passes.
 */
void mail_scan(struct client *c, struct mail *m);
void mail_tell_scan(struct client *c, const struct scan *s);

/* A message that stands in a file, or comes in ("-"), goes as it is. */
void mail_take_file(struct mail *m, struct span path);

#endif
