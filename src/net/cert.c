/* cert.c - see cert.h: what is read, for whom it is, its prints. */
#include "net/cert.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "net/cert_part.h"
#include "proto/digest.h"

#include <string.h>

/* ---- reading ---- */

/* The boxes of a certificate's body, the version aside, which stands first or not at all. */
enum body { SERIAL, SIGNED_WITH, ISSUER, VALID, SUBJECT, KEY, BOXES };

/* Takes the first `count` of them. */
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

/* Of all extensions one is read; a broken one ends the list. */
static void extensions_read(struct cert *c, struct span list)
{
	struct span one, oid, yes, value;

	if (!der_enter(&list, DER_SEQUENCE))
		return;
	while (der_take_a(&list, DER_SEQUENCE, &one)) {
		if (!der_take_a(&one, DER_OID, &oid) || !span_eq(oid, SPAN("\x55\x1d\x11")))
			continue;
		der_take_a(&one, DER_BOOLEAN, &yes);
		if (der_take_a(&one, DER_OCTETS, &value) && der_take_a(&value, DER_SEQUENCE, &yes))
			c->names = yes;
	}
}

bool cert_read(struct cert *c, struct span der)
{
	struct der all, box[BOXES];
	struct span body, skipped;

	*c = (struct cert){ 0 };
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
	der_take_a(&body, DER_MINE | 1, &skipped); /* numbers for names used twice: of old */
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

/* ---- for whom ---- */

/* Labels with something in each. */
static bool is_name(struct span name)
{
	return name.len && name.at[0] != '.' && name.at[name.len - 1] != '.' &&
	       !span_holds(name, SPAN(".."));
}

/* "*.example.com" without its first two octets; empty if there are fewer than two labels. */
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

bool cert_is_for(const struct cert *c, struct span host)
{
	struct os_addr address;
	struct span rest = c->names;
	struct der name;
	bool is_address = os_addr_read(&address, span_first(host, span_find(host, '%')));
	struct span octets = { (const char *)address.ip, address.family == 4 ? 4 : 16 };

	while (der_take(&rest, &name)) {
		if (is_address ? name.tag == CERT_SAN_ADDRESS && span_eq(name.value, octets)
			       : name.tag == CERT_SAN_DNS && cert_name_fits(name.value, host))
			return true;
	}
	return false;
}

/* ---- prints ---- */

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

/* Pairs of digits, with a colon between them or none. */
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

bool cert_pin_read(struct cert_pin *pin, struct span text)
{
	char room[CERT_PRINT + 1];
	struct out o = OUT(room);
	size_t at;

	if (!span_starts_same(text, SPAN("sha256:")))
		return false;
	text = span_from(text, 7);
	pin->key = text.len == 44;
	if (pin->key ? base64_decode(&o, text, &at) != BASE64_FINE : !hex_read(&o, text))
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
