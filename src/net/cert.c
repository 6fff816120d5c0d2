/* cert.c - see cert.h: reading, the hosts it is for, fingerprints. */
#include "net/cert.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "net/cert_part.h"
#include "proto/digest.h"

#include <string.h>

/* ---- reading ---- */

/* The boxes of a certificate's body; an optional version precedes them. */
enum body { SERIAL, SIGNED_WITH, ISSUER, VALID, SUBJECT, KEY, BOXES };

/* Extensions that a chain is judged by: id-ce, 2.5.29.n, of RFC 5280 4.2.1. */
enum {
	KEY_USAGE = 15,
	ALT_NAME = 17,
	BASIC_CONSTRAINTS = 19,
	NAME_CONSTRAINTS = 30,
	EXT_KEY_USAGE = 37
};

#define KEY_CERT_SIGN 0x04 /* in the first octet of bits */
#define SERVER_AUTH   SPAN("\x2b\x06\x01\x05\x05\x07\x03\x01")
#define ANY_PURPOSE   SPAN("\x55\x1d\x25\x00")

/* Takes the first `count` boxes of a body. */
static bool body_read(struct span *rest, struct der *box, size_t count)
{
	struct span version;

	der_take_a(rest, DER_MINE_IN, &version);
	for (size_t i = 0; i < count; i++)
		if (!der_take(rest, &box[i]) ||
		    box[i].tag != (i == SERIAL ? DER_INTEGER : DER_SEQUENCE))
			return false;
	return true;
}

static bool valid_read(struct cert *c, struct span valid)
{
	struct der from, until;
	int64_t first, last;

	if (!der_take(&valid, &from) || !der_take(&valid, &until))
		return false;
	if (!der_time(&from, &first) || !der_time(&until, &last) || first > last)
		return false;
	c->from = first;
	c->until = last;
	return true;
}

/* A boolean's value; false if it is empty. */
static bool is_true(struct span boolean)
{
	return boolean.len && boolean.at[0];
}

/* An extension: RFC 5280 4.1.2.9. */
struct extension {
	struct span oid, value;
	bool critical;
};

static bool extension_take(struct span *list, struct extension *e)
{
	struct span one, yes = { "", 0 };

	if (!der_take_a(list, DER_SEQUENCE, &one) || !der_take_a(&one, DER_OID, &e->oid))
		return false;
	der_take_a(&one, DER_BOOLEAN, &yes);
	e->critical = is_true(yes);
	return der_take_a(&one, DER_OCTETS, &e->value);
}

/* BasicConstraints: is this a CA's certificate? */
static bool constraints_read(struct span value)
{
	struct span list, yes;

	if (!der_take_a(&value, DER_SEQUENCE, &list))
		return false;
	return der_take_a(&list, DER_BOOLEAN, &yes) && is_true(yes);
}

/* KeyUsage: may its key sign certificates? */
static bool usage_read(struct span value)
{
	struct span bits;

	return der_take_a(&value, DER_BITS, &bits) && bits.len > 1 && bits.at[1] & KEY_CERT_SIGN;
}

/* ExtKeyUsage: may a server use it? */
static bool purposes_read(struct span value)
{
	struct span list, oid;

	if (!der_take_a(&value, DER_SEQUENCE, &list))
		return false;
	while (der_take_a(&list, DER_OID, &oid))
		if (span_eq(oid, SERVER_AUTH) || span_eq(oid, ANY_PURPOSE))
			return true;
	return false;
}

static bool is_library_known(int number)
{
	static const char numbers[] = { KEY_USAGE, ALT_NAME, BASIC_CONSTRAINTS, EXT_KEY_USAGE };

	return span_has((struct span){ numbers, sizeof numbers }, (char)number);
}

/*
 * Reads an extension.  A critical one that the library does not know is kept in
 * `stranger`; so are name constraints, which RFC 5280 wants to be critical.
 */
static void extension_read(struct cert *c, const struct extension *e, bool *may_sign)
{
	struct span value = e->value;
	int number = span_starts(e->oid, SPAN("\x55\x1d")) && e->oid.len == 3 ? e->oid.at[2] : 0;

	if (e->critical && !is_library_known(number) && !c->stranger.len)
		c->stranger = e->oid;
	switch (number) {
	case KEY_USAGE: *may_sign = usage_read(value); break;
	case ALT_NAME: der_take_a(&value, DER_SEQUENCE, &c->names); break;
	case BASIC_CONSTRAINTS: c->issues = constraints_read(value); break;
	case NAME_CONSTRAINTS: der_take_a(&value, DER_SEQUENCE, &c->limits); break;
	case EXT_KEY_USAGE: c->serves = purposes_read(value); break;
	default: break;
	}
}

/* Reads the extensions, up to the first that is broken. */
static void extensions_read(struct cert *c, struct span list)
{
	struct extension e;
	bool may_sign = true;

	if (!der_enter(&list, DER_SEQUENCE))
		return;
	while (extension_take(&list, &e))
		extension_read(c, &e, &may_sign);
	c->issues &= may_sign;
}

bool cert_read(struct cert *c, struct span der)
{
	struct der all, box[BOXES];
	struct span body, skipped;

	*c = (struct cert){ .serves = true };
	if (!der_take(&der, &all) || all.tag != DER_SEQUENCE)
		return false;
	c->der = all.whole;
	if (!der_take_a(&all.value, DER_SEQUENCE, &body) ||
	    !der_take_a(&all.value, DER_SEQUENCE, &c->signature) || !body_read(&body, box, BOXES))
		return false;
	c->serial = box[SERIAL].value;
	c->issuer = box[ISSUER].whole;
	c->subject = box[SUBJECT].whole;
	c->key = box[KEY].whole;
	der_take_a(&body, DER_MINE | 1, &skipped); /* issuerUniqueID, subjectUniqueID */
	der_take_a(&body, DER_MINE | 2, &skipped);
	if (der_take_a(&body, DER_MINE_IN | 3, &body))
		extensions_read(c, body);
	c->valid = box[VALID].value;
	c->dated = valid_read(c, c->valid);
	return true;
}

bool cert_subject(struct span head, struct span *subject)
{
	struct der box[SUBJECT + 1];

	for (int boxes = 0; boxes < 2; boxes++)
		if (!der_enter(&head, DER_SEQUENCE))
			return false;
	if (!body_read(&head, box, SUBJECT + 1))
		return false;
	*subject = box[SUBJECT].whole;
	return true;
}

int64_t cert_days_left(const struct cert *c, int64_t now)
{
	int64_t left = c->until - now;

	return left / 86400 - (left % 86400 < 0);
}

/* ---- the hosts it is for ---- */

/* Is no label of the name empty? */
static bool is_name(struct span name)
{
	if (!name.len || span_holds(name, SPAN("..")))
		return false;
	return name.at[0] != '.' && !span_ends(name, '.');
}

/* "*.example.com" without "*."; empty if fewer than two labels are left. */
static struct span behind_wildcard(struct span pattern)
{
	struct span rest = span_from(pattern, 2);

	return span_has(rest, '.') ? rest : span_first(rest, 0);
}

bool cert_name_fits(struct span pattern, struct span host)
{
	struct os_addr address;

	host = span_host(host);
	if (os_addr_read(&address, host) || !is_name(host) || !is_name(pattern))
		return false;
	if (span_starts(pattern, SPAN("*."))) {
		pattern = behind_wildcard(pattern);
		span_until(&host, '.');
	}
	return pattern.len && !span_has(pattern, '*') && span_same(pattern, host);
}

/* Does the name match the address; or the host, if `address` is empty? */
static bool is_name_of(const struct der *name, struct span host, struct span address)
{
	if (address.len)
		return name->tag == CERT_SAN_ADDRESS && span_eq(name->value, address);
	return name->tag == CERT_SAN_DNS && cert_name_fits(name->value, host);
}

bool cert_is_for(const struct cert *c, struct span host)
{
	struct os_addr a;
	struct span rest = c->names, address = { "", 0 };
	struct der name;

	if (os_addr_read(&a, span_first(host, span_find(host, '%'))))
		address = (struct span){ (const char *)a.ip, a.family == 4 ? 4 : 16 };
	while (der_take(&rest, &name))
		if (is_name_of(&name, host, address))
			return true;
	return false;
}

/* ---- fingerprints ---- */

static void sum(struct span octets, char print[CERT_PRINT])
{
	struct digest d = { 0 };

	digest_add(&d, octets);
	digest_end(&d, print);
}

void cert_print(const struct cert *c, char print[CERT_PRINT])
{
	sum(c->der, print);
}

void cert_key_print(const struct cert *c, char print[CERT_PRINT])
{
	sum(c->key, print);
}

/* Reads pairs of hexadecimal digits, with or without a colon between them. */
static bool hex_read(struct out *o, struct span text)
{
	while (text.len) {
		int octet = text.len > 1 ? ascii_hex_octet(text.at) : -1;

		if (octet < 0)
			return false;
		out_char(o, (char)octet);
		text = span_from(text, 2);
		if (text.len > 1 && text.at[0] == ':')
			text = span_from(text, 1);
	}
	return true;
}

/* Reads base64 if `coded`, else hexadecimal digits. */
static bool print_read(struct out *o, struct span text, bool coded)
{
	size_t at;

	if (coded)
		return base64_decode(o, text, &at) == BASE64_FINE;
	return hex_read(o, text);
}

bool cert_pin_read(struct cert_pin *pin, struct span text)
{
	char room[CERT_PRINT + 1];
	struct out o = OUT(room);

	if (!span_starts_same(text, SPAN("sha256:")))
		return false;
	text = span_from(text, 7);
	pin->key = text.len == 44;
	if (!print_read(&o, text, pin->key))
		return false;
	pin->set = o.len == CERT_PRINT;
	memcpy(pin->print, room, CERT_PRINT);
	return pin->set;
}

bool cert_pin_fits(const struct cert_pin *pin, const struct cert *c)
{
	char print[CERT_PRINT];

	sum(pin->key ? c->key : c->der, print);
	return memcmp(print, pin->print, CERT_PRINT) == 0;
}
