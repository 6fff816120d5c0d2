/*
 * dns.h - one question to a name server, and the records of its answer.
 *
 * Writes, matches and reads messages of RFC 1035 as octets.  Which server is
 * asked, how often, over UDP or TCP, and from which address the answer came, is
 * the caller's affair.  An answer may be hostile: nothing in it can make us loop
 * or read outside it.
 *
 * A name as text has dots between its labels and none at its end.  Octets that
 * are not printable ASCII, and dots and backslashes inside a label, are written
 * \DDD, decimal.  The root is ".".
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

/* RFC 1035 4.1.1; dns_rcode_say can name other codes too. */
enum dns_rcode { DNS_OK = 0, DNS_SERVFAIL = 2, DNS_NXDOMAIN = 3, DNS_REFUSED = 5 };

/* Write "AAAA"; "NXDOMAIN", or the number of a code without a name. */
void dns_type_say(enum dns_type type, struct out *o);
void dns_rcode_say(int rcode, struct out *o);

/*
 * Writes a question, recursion desired.  The name may end in a dot.  Returns
 * false if there is no room, or the name can't be asked for: an empty label, one
 * over 63 octets, over 255 in all, the root, a name with a backslash.
 */
bool dns_question(struct out *o, uint16_t id, struct span name, enum dns_type type);

struct dns_answer {
	int rcode;
	bool cut;    /* TC: only TCP brings the rest */
	bool broken; /* the next record made no sense: no more records */

	struct span message;
	size_t begin, at;     /* where the first record is; the next one */
	unsigned count, left; /* records in all; from `at` on */
	unsigned hops;        /* aliases followed */
	bool circle;          /* the aliases lead in a circle: broken */
	bool too_far;         /* there are more than DNS_HOPS_MAX aliases in a row: broken */
	unsigned others;      /* records that do not count, aliases followed among them */
	enum dns_type type;   /* what was asked */
	size_t owner_len;
	char owner[DNS_NAME_MAX];   /* the name whose records count now, as in a message */
	uint16_t hop[DNS_HOPS_MAX]; /* where in the message the aliases followed are */
};

/*
 * Is the message the answer to that question (as dns_question wrote it)?
 * If not, it answers another question or is garbled; keep waiting.
 * The answer borrows the message.
 */
bool dns_answer(struct dns_answer *a, struct span message, struct span question);

struct dns_record {
	enum dns_type type;
	uint32_t ttl;             /* seconds */
	uint16_t number[3];       /* MX: preference; SRV: priority, weight, port */
	struct span data;         /* A: 4 octets; AAAA: 16; TXT: strings as in the message */
	char name[DNS_TEXT_SIZE]; /* CNAME, MX, PTR, SRV; else "" */
};

/*
 * Reads the next record of the type that was asked for, or the next alias (CNAME)
 * on the way to it, in the order in which they are followed.  Returns false if
 * there are no more, or a->broken.
 */
bool dns_next(struct dns_answer *a, struct dns_record *r);

/*
 * To be called after the last record.  Were there records of a name or a type that was
 * not asked for?  An answer with no other records does not answer the question.
 */
bool dns_is_beside(const struct dns_answer *a);

#endif
