/*
 * mailhosts.h - where a domain's mail goes, and where its users' programs go.
 *
 * Asks for MX (RFC 5321, 5.1), and for SRV of submission, POP3 and IMAP
 * (RFC 6186, 8314), all at once; then each host's addresses.  Only DNS is
 * asked, without a search list: what the world sees.
 *
 * News are pulled as in ask.h; all of them tell of questions, but
 * MAILHOSTS_ROW (rows come sorted, each with its addresses) and, last, MAILHOSTS_END.
 */
#ifndef NET_MAILHOSTS_H
#define NET_MAILHOSTS_H

#include "net/names.h"

#ifndef MAILHOSTS_ROWS
#define MAILHOSTS_ROWS 48
#endif
#define MAILHOSTS_QUESTIONS 7 /* about the domain */
#define MAILHOSTS_AT_ONCE   4 /* hosts whose addresses are asked for at one time */

enum mailhosts_what {
	MAILHOSTS_HOST,    /* a host as the domain names it */
	MAILHOSTS_IMPLIED, /* no MX, so mail goes to the domain's own address */
	MAILHOSTS_NONE,    /* the domain says that it has no such service (RFC 7505, 2782) */
};

struct mailhosts_row {
	enum mailhosts_what what;
	uint8_t question;   /* which one it answers */
	uint16_t number[3]; /* MX: preference; SRV: priority, weight, port */
	char host[ASK_NAME];
};

enum mailhosts_state { MAILHOSTS_IDLE, MAILHOSTS_RECORDS, MAILHOSTS_ADDRESSES };

struct mailhosts {
	enum mailhosts_state state;
	size_t count, asked, told; /* rows: known, addresses asked, told */
	int64_t now, deadline;
	char domain[ASK_NAME];
	struct names_how how; /* the caller's, without search list and hosts file */
	struct mailhosts_row row[MAILHOSTS_ROWS];
	struct ask ask[MAILHOSTS_QUESTIONS];
	struct names names[MAILHOSTS_AT_ONCE];
	bool usable;          /* some host for its mail has an address */
	struct fault unknown; /* why the addresses of such a host could not be looked up */
	struct fault fault;   /* at the end: of the question for MX, or that nothing takes mail */
};

enum mailhosts_kind { MAILHOSTS_ASK, MAILHOSTS_ROW, MAILHOSTS_END };

struct mailhosts_news {
	enum mailhosts_kind kind;
	struct ask_news ask;             /* MAILHOSTS_ASK */
	const struct mailhosts_row *row; /* MAILHOSTS_ROW */
	const struct names *names; /* its addresses; NULL: as an earlier row's, if it has any */
	bool contradicted;         /* it is a null MX beside other MX records */
};

/* "MX 10 mx.example port 25: 192.0.2.1, 2001:db8::1", or ask_news_say's words; at the end none. */
void mailhosts_say(const struct mailhosts_news *news, struct out *o);

#define MAILHOSTS_WARNINGS 4

/*
 * What is wrong with a row, the ith of MAILHOSTS_WARNINGS things: its host is an address, an
 * alias, or has an address that the internet does not reach; it is a null MX beside others.
 * False: that is not.
 */
bool mailhosts_warn(const struct mailhosts_news *news, unsigned i, struct out *o);

void mailhosts_begin(struct mailhosts *m, const struct names_how *how, struct span domain,
    int64_t now, int64_t deadline);
void mailhosts_wants(const struct mailhosts *m, struct os_wait *w);
void mailhosts_go(struct mailhosts *m, int64_t now);
bool mailhosts_next(struct mailhosts *m, struct mailhosts_news *news);
void mailhosts_drop(struct mailhosts *m);

#endif
