/* dns.c - see dns.h. */
#include "proto/dns.h"

#include "base/ascii.h"

#include <string.h>

#define CLASS_IN   1
#define HEADER     12 /* octets before the question */
#define LABEL_MAX  63
#define POINTER    0xc0 /* a length octet from here up is half a pointer */
#define RECORD_MIN 10   /* octets of a record between its owner and its data */
#define HOPS_MAX   16   /* aliases that lead to one another */

#define NUMBERS_MAX 3 /* of 16 bits, before a name: SRV's */

#define FLAG_ANSWER  0x8000
#define FLAG_OPCODE  0x7800
#define FLAG_CUT     0x0200
#define FLAG_RECURSE 0x0100
#define FLAG_RCODE   0x000f

/* What the data of each type hold: `numbers` of 16 bits, then a name or just octets. */
static const struct shape {
	enum dns_type type;
	char word[6];
	uint8_t numbers, octets;
	bool name;
} shapes[] = {
	{ DNS_A, "A", 0, 4, false },
	{ DNS_CNAME, "CNAME", 0, 0, true },
	{ DNS_PTR, "PTR", 0, 0, true },
	{ DNS_MX, "MX", 1, 0, true },
	{ DNS_TXT, "TXT", 0, 0, false },
	{ DNS_AAAA, "AAAA", 0, 16, false },
	{ DNS_SRV, "SRV", 3, 0, true },
};

static const struct shape *shape_of(unsigned type)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (shapes[i].type == type)
			return &shapes[i];
	return NULL;
}

void dns_type_say(enum dns_type type, struct out *o)
{
	const struct shape *shape = shape_of(type);

	if (shape)
		out_text(o, shape->word);
	else
		out_number(o, type);
}

void dns_rcode_say(int rcode, struct out *o)
{
	static const char word[][9] = { "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
		"REFUSED" };

	if (rcode >= 0 && rcode < (int)(sizeof word / sizeof *word))
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

/* One octet of a label or a string, escaped if it is `special` or no visible ASCII. */
static void put_shown(struct out *o, char c, const char *special)
{
	if ((unsigned char)c > ' ' && (unsigned char)c < 0x7f && !strchr(special, c)) {
		out_char(o, c);
		return;
	}
	out_char(o, '\\');
	out_padded(o, (unsigned char)c, 3);
}

/* ---- names ---- */

/*
 * Reads the name at `at`, its pointers followed, and returns where the octets
 * behind it begin; 0: broken.  Each pointer has to lead further to the front
 * than the one before it, so there are no loops to be found.
 */
static size_t name_read(struct span m, size_t at, char *name, size_t *len)
{
	size_t behind = 0, front = at;

	for (*len = 0; at < m.len;) {
		size_t n = octet(m, at);

		if (n >= POINTER && m.len - at >= 2) {
			behind = behind ? behind : at + 2;
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

/* Writes a name as text, NUL-ended. */
static void name_show(const char *name, struct out *o)
{
	if (*name == 0)
		out_char(o, '.');
	for (size_t n; (n = (unsigned char)*name++) != 0;) {
		if (o->len)
			out_char(o, '.');
		for (; n; n--)
			put_shown(o, *name++, ".\\");
	}
	out_char(o, '\0');
}

/* Takes one octet of a label off the text, \DDD and \x undone. */
static bool octet_take(struct span *text, char *c)
{
	unsigned n = 0;

	*c = text->at[0];
	*text = span_from(*text, 1);
	if (*c != '\\')
		return true;
	if (text->len == 0)
		return false;
	if (!ascii_is_digit(text->at[0])) {
		*c = text->at[0];
		*text = span_from(*text, 1);
		return true;
	}
	for (size_t i = 0; i < 3; i++) {
		if (i >= text->len || !ascii_is_digit(text->at[i]))
			return false;
		n = n * 10 + (unsigned)(text->at[i] - '0');
	}
	*c = (char)n;
	*text = span_from(*text, 3);
	return n <= 255;
}

/* Takes one label off the text, and the dot behind it. */
static bool label_write(struct out *o, struct span *text)
{
	char label[LABEL_MAX];
	size_t len = 0;

	while (text->len && text->at[0] != '.') {
		if (len == sizeof label || !octet_take(text, &label[len]))
			return false;
		len++;
	}
	*text = span_from(*text, 1);
	out_char(o, (char)len);
	out_put(o, (struct span){ label, len });
	return len > 0;
}

static bool name_write(struct out *o, struct span text)
{
	size_t begin = o->len;

	if (text.len == 0)
		return false;
	if (span_eq(text, SPAN(".")))
		text.len = 0;
	while (text.len)
		if (!label_write(o, &text))
			return false;
	out_char(o, '\0');
	return !o->full && o->len - begin <= DNS_NAME_MAX;
}

/* ---- the question ---- */

bool dns_question(struct out *o, uint16_t id, struct span name, enum dns_type type)
{
	if (!shape_of(type))
		return false;
	put_number(o, id);
	put_number(o, FLAG_RECURSE);
	put_number(o, 1); /* questions; no answers, authorities, additions */
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

/* Are these whole counted strings? */
static bool strings_fit(struct span data)
{
	while (data.len) {
		size_t n = octet(data, 0) + 1;

		if (n > data.len)
			return false;
		data = span_from(data, n);
	}
	return true;
}

/* From here on the records of `owner` count, wherever they stand. */
static bool follow(struct dns_answer *a, const char *owner, size_t len)
{
	memcpy(a->owner, owner, len);
	a->owner_len = len;
	a->at = a->begin;
	a->left = a->count;
	return ++a->hops <= HOPS_MAX;
}

/* Reads the data between `at` and `end`, as their type's shape says. */
static bool data_read(struct dns_answer *a, struct dns_record *r, size_t at, size_t end)
{
	const struct shape *shape = shape_of(r->type);
	uint16_t *const numbers[NUMBERS_MAX] = { &r->preference, &r->weight, &r->port };
	struct out text = OUT(r->name);
	char name[DNS_NAME_MAX];
	size_t len, behind;

	if (end - at < 2 * shape->numbers)
		return false;
	for (size_t i = 0; i < NUMBERS_MAX && i < shape->numbers; i++, at += 2)
		*numbers[i] = number(a->message, at);
	if (!shape->name) {
		r->data = (struct span){ a->message.at + at, end - at };
		return shape->octets ? r->data.len == shape->octets : strings_fit(r->data);
	}
	behind = name_read(a->message, at, name, &len);
	if (behind == 0 || behind != end)
		return false;
	name_show(name, &text);
	return r->type == a->type || follow(a, name, len);
}

/* Reads the next record; `counts` if it is one that was asked for, or an alias. */
static bool record_read(struct dns_answer *a, struct dns_record *r, bool *counts)
{
	struct span m = a->message;
	char owner[DNS_NAME_MAX];
	size_t len, size, at = name_read(m, a->at, owner, &len);
	unsigned type;

	if (at == 0 || m.len - at < RECORD_MIN)
		return false;
	size = number(m, at + 8);
	type = number(m, at);
	r->type = (enum dns_type)type;
	r->ttl = (uint32_t)number(m, at + 4) << 16 | number(m, at + 6);
	if (r->ttl > INT32_MAX) /* RFC 2181, section 8 */
		r->ttl = 0;
	*counts = (type == a->type || type == DNS_CNAME) && number(m, at + 2) == CLASS_IN &&
		  span_same((struct span){ owner, len }, (struct span){ a->owner, a->owner_len });
	at += RECORD_MIN;
	if (m.len - at < size)
		return false;
	a->at = at + size;
	a->left--;
	return !*counts || data_read(a, r, at, at + size);
}

bool dns_next(struct dns_answer *a, struct dns_record *r)
{
	bool counts = false;

	while (a->left && !a->broken && !counts) {
		*r = (struct dns_record){ 0 };
		if (!record_read(a, r, &counts))
			a->broken = true;
	}
	return counts && !a->broken;
}

/* ---- a record in words ---- */

static void strings_say(struct span data, struct out *o)
{
	for (size_t n; data.len; data = span_from(data, n)) {
		n = octet(data, 0) + 1;
		out_char(o, '"');
		for (size_t i = 1; i < n; i++)
			if (data.at[i] == ' ')
				out_char(o, ' ');
			else
				put_shown(o, data.at[i], "\"\\");
		out_char(o, '"');
		if (n < data.len)
			out_char(o, ' ');
	}
}

void dns_record_say(const struct dns_record *r, struct out *o)
{
	const struct shape *shape = shape_of(r->type);
	const uint16_t numbers[NUMBERS_MAX] = { r->preference, r->weight, r->port };

	if (!shape || shape->octets)
		return;
	for (size_t i = 0; i < NUMBERS_MAX && i < shape->numbers; i++) {
		out_number(o, numbers[i]);
		out_char(o, ' ');
	}
	if (shape->name)
		out_text(o, r->name);
	else
		strings_say(r->data, o);
}
