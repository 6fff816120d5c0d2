/* dns.c - see dns.h. */
#include "proto/dns.h"

#include "base/ascii.h"

#include <string.h>

#define CLASS_IN   1
#define HEADER     12 /* octets in front of the question */
#define LABEL_MAX  63
#define POINTER    0xc0 /* a length octet from here up is the first half of a pointer */
#define RECORD_MIN 10   /* octets of a record between its owner's name and its data */
#define DNAME      39   /* the type of an alias for a whole domain, RFC 6672 */

#define FLAG_ANSWER  0x8000
#define FLAG_OPCODE  0x7800
#define FLAG_CUT     0x0200
#define FLAG_RECURSE 0x0100
#define FLAG_RCODE   0x000f

#define ANY 255 /* as many octets as there are */

/* The data of each type: `numbers` of 16 bits, then octets; 0 octets: then a name. */
static const struct shape {
	uint8_t type, numbers, octets;
	char word[6];
} shapes[] = {
	{ DNS_A, 0, 4, "A" },
	{ DNS_CNAME, 0, 0, "CNAME" },
	{ DNS_PTR, 0, 0, "PTR" },
	{ DNS_MX, 1, 0, "MX" },
	{ DNS_TXT, 0, ANY, "TXT" },
	{ DNS_AAAA, 0, 16, "AAAA" },
	{ DNS_SRV, 3, 0, "SRV" },
};

/* The type always has a shape: only types that we asked for, and aliases, are read. */
static const struct shape *shape_of(enum dns_type type)
{
	size_t i = sizeof shapes / sizeof *shapes;

	while (--i && shapes[i].type != type)
		;
	return &shapes[i];
}

void dns_type_say(enum dns_type type, struct out *o)
{
	out_text(o, shape_of(type)->word);
}

void dns_rcode_say(int rcode, struct out *o)
{
	static const char word[][9] = { "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
		"REFUSED" };

	if ((size_t)rcode < sizeof word / sizeof *word)
		out_text(o, word[rcode]);
	else
		out_number(o, rcode);
}

/* ---- octets ---- */

static unsigned octet(struct span m, size_t at)
{
	return (unsigned char)m.at[at];
}

static uint16_t number(struct span m, size_t at)
{
	return (uint16_t)(octet(m, at) << 8 | octet(m, at + 1));
}

static void put_number(struct out *o, unsigned n)
{
	out_char(o, (char)(n >> 8));
	out_char(o, (char)n);
}

/* ---- names ---- */

/*
 * Reads the name at `at`, following its pointers, and returns where the octets
 * after it begin; 0: broken.  Each pointer has to lead further to the front than
 * the last one, so there can be no loop.
 */
static size_t name_read(struct span m, size_t at, char *name, size_t *len)
{
	size_t behind = 0, front = at;

	for (*len = 0; at < m.len;) {
		size_t n = octet(m, at);

		if (n >= POINTER && m.len - at >= 2) {
			if (!behind)
				behind = at + 2;
			at = number(m, at) & 0x3fff;
			if (at >= front)
				return 0;
			front = at;
			continue;
		}
		if (n > LABEL_MAX || n >= m.len - at || *len + n >= DNS_NAME_MAX)
			return 0;
		memcpy(name + *len, m.at + at, n + 1);
		*len += n + 1;
		at += n + 1;
		if (n == 0)
			return behind ? behind : at;
	}
	return 0;
}

/* Writes an octet of a label, as \DDD unless it is visible ASCII, no dot and no backslash. */
static void octet_show(char c, struct out *o)
{
	if (ascii_is_visible(c) && c != '.' && c != '\\') {
		out_char(o, c);
		return;
	}
	out_char(o, '\\');
	out_padded(o, (unsigned char)c, 3);
}

/* Writes a name as text, NUL-ended. */
static void name_show(const char *name, struct out *o)
{
	if (*name == 0)
		out_char(o, '.');
	for (size_t n; (n = (unsigned char)*name++) != 0;) {
		if (o->len)
			out_char(o, '.');
		for (; n; n--)
			octet_show(*name++, o);
	}
	out_char(o, '\0');
}

/* Writes a name as in a message.  Returns false if it can't be asked for: see dns_question. */
static bool name_write(struct out *o, struct span text)
{
	size_t begin = o->len;

	do {
		struct span label = span_until(&text, '.');

		if (label.len == 0 || label.len > LABEL_MAX || span_has(label, '\\'))
			return false;
		out_char(o, (char)label.len);
		out_put(o, label);
	} while (text.len);
	out_char(o, '\0');
	return o->len - begin <= DNS_NAME_MAX;
}

/* ---- the question ---- */

bool dns_question(struct out *o, uint16_t id, struct span name, enum dns_type type)
{
	put_number(o, id);
	put_number(o, FLAG_RECURSE);
	put_number(o, 1); /* one question; no answers, authorities, additions */
	out_repeat(o, '\0', 6);
	if (!name_write(o, name))
		return false;
	put_number(o, type);
	put_number(o, CLASS_IN);
	return !o->full;
}

/* ---- the answer ---- */

/*
 * Does the message repeat the question?  Letters may change their case on
 * the way.  Some servers that refuse do not repeat it at all.
 */
static bool repeats(struct span message, struct span question)
{
	struct span asked = span_from(question, HEADER);

	if (number(message, 4) == 0)
		return (number(message, 2) & FLAG_RCODE) != DNS_OK;
	return number(message, 4) == 1 && span_starts_same(span_from(message, HEADER), asked);
}

bool dns_answer(struct dns_answer *a, struct span message, struct span question)
{
	unsigned flags;

	if (message.len < HEADER || number(message, 0) != number(question, 0))
		return false;
	flags = number(message, 2);
	if ((flags & (FLAG_ANSWER | FLAG_OPCODE)) != FLAG_ANSWER || !repeats(message, question))
		return false;
	*a = (struct dns_answer){ 0 };
	a->rcode = (int)(flags & FLAG_RCODE);
	a->cut = flags & FLAG_CUT;
	a->message = message;
	a->begin = a->at = number(message, 4) ? question.len : HEADER;
	a->count = a->left = number(message, 6);
	a->type = number(question, question.len - 4);
	a->owner_len = question.len - HEADER - 4;
	memcpy(a->owner, question.at + HEADER, a->owner_len);
	return true;
}

/* Was the alias at `at` followed already? */
static bool was_followed(const struct dns_answer *a, size_t at)
{
	for (unsigned i = 0; i < a->hops; i++)
		if (a->hop[i] == at)
			return true;
	return false;
}

/* Follows the alias at `at`: from now on the records of `owner` count, wherever they are. */
static bool follow(struct dns_answer *a, size_t at, const char *owner, size_t len)
{
	a->circle = was_followed(a, at);
	a->too_far = !a->circle && a->hops == DNS_HOPS_MAX;
	if (a->circle || a->too_far)
		return false;
	a->hop[a->hops++] = (uint16_t)at;
	memcpy(a->owner, owner, len);
	a->owner_len = len;
	a->at = a->begin;
	a->left = a->count;
	a->others = 0;
	return true;
}

/* Reads the data between `at` and `end`, by the shape of their type. */
static bool data_read(struct dns_answer *a, struct dns_record *r, size_t at, size_t end)
{
	const struct shape *shape = shape_of(r->type);
	struct out text = OUT(r->name);
	char name[DNS_NAME_MAX];
	size_t len, begin = at;

	if (end - at < 2 * shape->numbers)
		return false;
	for (size_t i = 0; i < shape->numbers; i++, at += 2)
		r->number[i] = number(a->message, at);
	if (shape->octets) {
		r->data = (struct span){ a->message.at + at, end - at };
		return shape->octets == ANY || r->data.len == shape->octets;
	}
	*name = 0;
	if (name_read(a->message, at, name, &len) != end)
		return false;
	name_show(name, &text);
	return r->type == a->type || follow(a, begin, name, len);
}

/* Has the record at `at` the type that was asked for, or is it an alias? */
static bool is_sought(const struct dns_answer *a, const struct dns_record *r, size_t at)
{
	if (number(a->message, at + 2) != CLASS_IN)
		return false;
	return r->type == a->type || r->type == DNS_CNAME;
}

/* Reads the next record; *counts if it was asked for, or is an alias. */
static bool record_read(struct dns_answer *a, struct dns_record *r, bool *counts)
{
	struct span m = a->message;
	char owner[DNS_NAME_MAX];
	size_t len, at = name_read(m, a->at, owner, &len);

	if (at == 0 || m.len - at < RECORD_MIN)
		return false;
	r->type = (enum dns_type)number(m, at);
	r->ttl = (uint32_t)number(m, at + 4) << 16 | number(m, at + 6);
	if (r->ttl > INT32_MAX) /* RFC 2181, section 8 */
		r->ttl = 0;
	*counts = is_sought(a, r, at) &&
		  span_same((struct span){ owner, len }, (struct span){ a->owner, a->owner_len });
	a->at = at + RECORD_MIN + number(m, at + 8);
	a->left--;
	a->others += !*counts && (int)r->type != DNAME;
	return a->at <= m.len && (!*counts || data_read(a, r, at + RECORD_MIN, a->at));
}

bool dns_next(struct dns_answer *a, struct dns_record *r)
{
	bool counts = false;

	while (a->left && !a->broken && !counts) {
		*r = (struct dns_record){ 0 };
		a->broken = !record_read(a, r, &counts);
	}
	return counts && !a->broken;
}

bool dns_is_beside(const struct dns_answer *a)
{
	return a->others > a->hops;
}
