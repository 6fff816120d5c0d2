/*
 * mailhosts.h - the mail servers of a domain, for other servers and for its users.
 *
 * Asks for MX (RFC 5321, 5.1), and for SRV of submission, POP3 and IMAP (RFC 6186,
 * 8314), all at once; then for the addresses of each host.  Only DNS is asked,
 * without hosts file and search list, so that the result is what others see.
 *
 * The caller fetches the news as in ask.h.  MAILHOSTS_ASK is news of a question;
 * MAILHOSTS_ROW is a host with its addresses, in order; MAILHOSTS_END comes last.
 */
#ifndef NET_MAILHOSTS_H
#define NET_MAILHOSTS_H

#include "net/names.h"

#ifndef MAILHOSTS_ROWS
#define MAILHOSTS_ROWS 48
#endif
#define MAILHOSTS_QUESTIONS 7 /* about the domain */
#define MAILHOSTS_AT_ONCE   4 /* hosts that are looked up at one time */

enum mailhosts_what {
	MAILHOSTS_HOST,    /* a host as the domain names it */
	MAILHOSTS_IMPLIED, /* there is no MX, so mail goes to the domain's own address */
	MAILHOSTS_NONE,    /* the domain says that it has no such service (RFC 7505, 2782) */
};

struct mailhosts_row {
	enum mailhosts_what what;
	uint8_t question;   /* the question it answers, see service() in mailhosts.c */
	uint16_t number[3]; /* MX: preference; SRV: priority, weight, port */
	char host[ASK_NAME];
};

enum mailhosts_state { MAILHOSTS_IDLE, MAILHOSTS_RECORDS, MAILHOSTS_ADDRESSES };

struct mailhosts {
	enum mailhosts_state state;
	size_t count, asked, told; /* rows: in all; looked up; told to the caller */
	int64_t now, deadline;
	char domain[ASK_NAME];
	struct names_how how; /* as the caller's, without search list and hosts file */
	struct mailhosts_row row[MAILHOSTS_ROWS];
	struct ask ask[MAILHOSTS_QUESTIONS];
	struct names names[MAILHOSTS_AT_ONCE];
	bool usable;          /* at least one host that takes its mail has an address */
	struct fault unknown; /* why the addresses of such a host could not be looked up */
	struct fault fault;   /* set with MAILHOSTS_END: why there is no server for its mail */
};

enum mailhosts_kind { MAILHOSTS_ASK, MAILHOSTS_ROW, MAILHOSTS_END };

struct mailhosts_news {
	enum mailhosts_kind kind;
	struct ask_news ask;             /* MAILHOSTS_ASK */
	const struct mailhosts_row *row; /* MAILHOSTS_ROW */
	const struct names *names;       /* the addresses; NULL: an earlier row has the same host */
	bool contradicted;               /* a null MX, but the domain has other MX records */
};

/* "MX 10 mx.example port 25: 192.0.2.1"; the text of ask_news_say; nothing for MAILHOSTS_END. */
void mailhosts_say(const struct mailhosts_news *news, struct out *o);

#define MAILHOSTS_WARNINGS 4

/*
 * Writes the i-th of MAILHOSTS_WARNINGS warnings about a row: the host is an address; it is
 * an alias; it has an address that the internet does not reach; the row is a null MX next
 * to other MX records.  False if that warning does not apply; the text is then useless.
 */
bool mailhosts_warn(const struct mailhosts_news *news, unsigned i, struct out *o);

void mailhosts_begin(struct mailhosts *m, const struct names_how *how, struct span domain,
    int64_t now, int64_t deadline);
void mailhosts_wants(const struct mailhosts *m, struct os_wait *w);
void mailhosts_go(struct mailhosts *m, int64_t now);
bool mailhosts_next(struct mailhosts *m, struct mailhosts_news *news);
void mailhosts_drop(struct mailhosts *m);

#endif
