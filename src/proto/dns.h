/*
 * dns.h - one question to a name server, and the records of its answer.
 *
 * Messages of RFC 1035 as octets: written, matched, read.  Which server is
 * asked, how often, over UDP or TCP, and whose address the answer came from,
 * is the caller's business.  An answer is hostile until it has been read:
 * nothing in it can make us loop or look outside it.
 *
 * A name as text has its labels between dots and no dot at its end; octets
 * that are no printable ASCII, and dots and backslashes inside a label, are
 * written \DDD, decimal.  The root is ".".
 */
#ifndef PROTO_DNS_H
#define PROTO_DNS_H

#include "base/out.h"

#define DNS_PORT 53

#define DNS_NAME_MAX  255                     /* octets of a name in a message */
#define DNS_TEXT_SIZE 1004                    /* room for any name as text, and a NUL */
#define DNS_HOPS_MAX  16                      /* aliases that lead to one another */
#define DNS_QUERY_MAX (12 + DNS_NAME_MAX + 4) /* octets of a question */

enum dns_type {
	DNS_A = 1,
	DNS_CNAME = 5,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33,
};

/* RFC 1035 4.1.1; the others are numbers that dns_rcode_say can name. */
enum dns_rcode { DNS_OK = 0, DNS_SERVFAIL = 2, DNS_NXDOMAIN = 3, DNS_REFUSED = 5 };

/* "AAAA"; "NXDOMAIN", or a number where there is no word for it. */
void dns_type_say(enum dns_type type, struct out *o);
void dns_rcode_say(int rcode, struct out *o);

/*
 * Writes a question, recursion desired.  A dot at the name's end may be there
 * or not.  False: nothing to be asked for (an empty label, one over 63 octets,
 * over 255 in all, the root, a name with a backslash), or no room.
 */
bool dns_question(struct out *o, uint16_t id, struct span name, enum dns_type type);

struct dns_answer {
	int rcode;
	bool cut;    /* TC: the rest is to be had over TCP */
	bool broken; /* what the message held next made no sense: no more records */

	struct span message;
	size_t begin, at;     /* the first record; the next one */
	unsigned count, left; /* records; those from `at` on */
	unsigned hops;        /* aliases followed */
	bool circle;          /* they lead in a circle: broken */
	bool too_far;         /* there are more than DNS_HOPS_MAX in a row: broken */
	unsigned others;      /* records beside the owner's, the aliases followed among them */
	enum dns_type type;   /* what was asked */
	size_t owner_len;
	char owner[DNS_NAME_MAX];   /* whose records count now, as in a message */
	uint16_t hop[DNS_HOPS_MAX]; /* where the aliases followed stand */
};

/*
 * Is the message the answer to that question (as dns_question wrote it)?
 * False: somebody else's, or garbled before it can be told; go on waiting.
 * The answer borrows the message.
 */
bool dns_answer(struct dns_answer *a, struct span message, struct span question);

struct dns_record {
	enum dns_type type;
	uint32_t ttl;             /* seconds */
	uint16_t number[3];       /* MX: preference; SRV: priority, weight, port */
	struct span data;         /* A: 4 octets; AAAA: 16; TXT: strings, as they came */
	char name[DNS_TEXT_SIZE]; /* CNAME, MX, PTR, SRV; else "" */
};

/*
 * The next record of the type that was asked, and each alias (CNAME) on the
 * way to it, in the order in which they are followed.  False: no more, or
 * broken.
 */
bool dns_next(struct dns_answer *a, struct dns_record *r);

/*
 * After the last record: were there others, of a name or a type that was not asked
 * for?  An answer that holds nothing else does not answer the question.
 */
bool dns_is_beside(const struct dns_answer *a);

#endif
