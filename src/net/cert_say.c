/* cert_say.c - see cert.h: a certificate as text. */
#include "base/base64.h"
#include "base/show.h"
#include "net/cert_part.h"
#include "proto/oid.h"

#include <string.h>

#define NAME_SHOWN 260  /* octets of a name; DNS allows 253 */
#define NAMES_ROOM 2500 /* octets of all names in the command `cert`, roughly */
#define DATE_SHOWN 24   /* octets of a date; a valid one has 15 at most */
#define SERIAL_MAX 40   /* octets of a number; RFC 5280 4.1.2.2 allows 20 */
#define RSA_LEAST  2048
#define RSA        SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x01") /* PKCS #1, with any padding */

/* ---- key and signature ---- */

struct algorithm {
	struct span oid, more; /* more: the parameters */
	unsigned bits;         /* size of an RSA key; 0: another kind */
};

static struct algorithm algorithm_of(struct span value)
{
	struct algorithm a = { 0 };

	if (der_take_a(&value, DER_OID, &a.oid))
		a.more = value;
	return a;
}

/* The bits of an RSA modulus, the first number in the key. */
static unsigned rsa_bits(struct span key)
{
	struct span n;
	unsigned bits;

	key = span_from(key, 1); /* the number of unused bits, which is 0 */
	if (!der_enter(&key, DER_SEQUENCE) || !der_take_a(&key, DER_INTEGER, &n))
		return 0;
	while (n.len && n.at[0] == 0)
		n = span_from(n, 1);
	bits = (unsigned)n.len * 8;
	for (unsigned top = n.len ? (unsigned char)n.at[0] : 0x80; top < 0x80; top <<= 1)
		bits--;
	return bits;
}

static struct algorithm key_of(const struct cert *c)
{
	struct span in = c->key, value = { "", 0 }, bits;
	struct algorithm a;

	der_enter(&in, DER_SEQUENCE);
	der_take_a(&in, DER_SEQUENCE, &value);
	a = algorithm_of(value);
	if (span_starts(a.oid, RSA) && der_take_a(&in, DER_BITS, &bits))
		a.bits = rsa_bits(bits);
	return a;
}

void cert_key_say(const struct cert *c, struct out *o)
{
	struct algorithm a = key_of(c);
	struct span curve;

	oid_say(span_first(a.oid, 16), o);
	if (a.bits) {
		out_char(o, ' ');
		out_number(o, a.bits);
	} else if (der_take_a(&a.more, DER_OID, &curve)) {
		out_char(o, ' ');
		oid_say(span_first(curve, 16), o);
	}
}

/* The hash of RSA-PSS is in the parameters, and is not shown. */
void cert_signature_say(const struct cert *c, struct out *o)
{
	oid_say(span_first(algorithm_of(c->signature).oid, 16), o);
}

static bool is_weak(struct span oid)
{
	const char *text = oid_text(oid);

	return text && *text == '!';
}

/* The hash of a self-issued certificate is not judged, as its own signature proves nothing. */
unsigned cert_flaws(const struct cert *c, int64_t now)
{
	unsigned bits = key_of(c).bits, flaws = 0;

	if (!c->dated)
		flaws |= CERT_DATES;
	else if (now > c->until)
		flaws |= CERT_EXPIRED;
	else if (now < c->from)
		flaws |= CERT_FUTURE;
	if (bits && bits < RSA_LEAST)
		flaws |= CERT_WEAK_KEY;
	if (is_weak(algorithm_of(c->signature).oid) && !cert_is_own(c))
		flaws |= CERT_WEAK_HASH;
	if (!c->serves)
		flaws |= CERT_USAGE;
	return flaws;
}

/* ---- names ---- */

bool cert_name_say(const struct der *name, struct out *o)
{
	size_t len = name->value.len;
	struct os_addr address = { .family = len == 4 ? 4 : 6 };

	if (name->tag == CERT_SAN_ADDRESS && (len == 4 || len == sizeof address.ip)) {
		memcpy(address.ip, name->value.at, len);
		os_addr_say(&address, o);
		return true;
	}
	if (name->tag == CERT_SAN_DNS)
		show_some(o, name->value, NAME_SHOWN);
	return name->tag == CERT_SAN_DNS;
}

void cert_names(const struct cert *c, size_t room, struct out *o)
{
	struct span rest = c->names;
	struct der name;
	size_t begin = o->len, more = 0;
	char text[NAME_SHOWN + 8];

	while (der_take(&rest, &name)) {
		struct out one = OUT(text);

		if (!cert_name_say(&name, &one))
			continue;
		if (o->len != begin && o->len - begin + one.len + 2 > room) {
			more++;
			continue;
		}
		if (o->len != begin)
			out_text(o, ", ");
		out_put(o, out_span(&one));
	}
	if (o->len == begin)
		out_text(o, "none");
	if (more) {
		out_text(o, " and ");
		out_number(o, (int64_t)more);
		out_text(o, " more");
	}
}

/* ---- times ---- */

void cert_while_say(int64_t seconds, struct out *o)
{
	static const struct {
		int32_t seconds;
		char name[8];
	} units[] = { { 86400, " day" }, { 3600, " hour" }, { 60, " minute" } };
	size_t i = 0;
	int64_t n;

	while (i < 2 && seconds < units[i].seconds)
		i++;
	n = seconds / units[i].seconds;
	out_number(o, n);
	out_text(o, units[i].name);
	if (n != 1)
		out_char(o, 's');
}

void cert_dates_say(const struct cert *c, struct out *o)
{
	struct span rest = c->valid;
	struct der date;

	for (const char *between = "'"; der_take(&rest, &date); between = " to '") {
		out_text(o, between);
		show_some(o, date.value, DATE_SHOWN);
		out_char(o, '\'');
	}
}

static void left_say(const struct cert *c, int64_t now, struct out *o)
{
	if (now > c->until) {
		out_text(o, ", expired ");
		cert_while_say(now - c->until, o);
		out_text(o, " ago by this machine's clock");
	} else if (now < c->from) {
		out_text(o, ", not yet valid by this machine's clock");
	} else {
		out_text(o, ", ");
		cert_while_say(c->until - now, o);
		out_text(o, " left");
	}
}

/* ---- the whole certificate ---- */

static void label(struct out *o, const char *text)
{
	out_text(o, "\n   ");
	out_text(o, text);
	out_repeat(o, ' ', 14 - span_of(text).len);
}

/* "AB:CD"; at most `max` octets are shown. */
static void octets_say(struct span octets, char between, size_t max, struct out *o)
{
	for (size_t i = 0; i < octets.len && i < max; i++) {
		if (i && between)
			out_char(o, between);
		for (int shift = 4; shift >= 0; shift -= 4)
			out_char(o, "0123456789ABCDEF"[(unsigned char)octets.at[i] >> shift & 15]);
	}
	if (octets.len > max)
		out_text(o, "...");
}

static void prints_say(const struct cert *c, struct out *o)
{
	char sum[CERT_PRINT];

	cert_print(c, sum);
	label(o, "fingerprint");
	out_text(o, "sha256:");
	octets_say((struct span){ sum, sizeof sum }, ':', sizeof sum, o);
	cert_key_print(c, sum);
	label(o, "pin of key");
	out_text(o, "sha256:");
	base64_encode(o, (struct span){ sum, sizeof sum });
}

static void serial_say(struct span serial, struct out *o)
{
	if (serial.len > 1 && serial.at[0] == 0)
		serial = span_from(serial, 1);
	octets_say(serial, 0, SERIAL_MAX, o);
}

static void valid_say(const struct cert *c, int64_t now, struct out *o)
{
	if (!c->dated) {
		label(o, "valid");
		cert_dates_say(c, o);
		out_text(o, ", which is invalid");
		return;
	}
	label(o, "valid from");
	out_time(o, c->from);
	out_text(o, " UTC");
	label(o, "until");
	out_time(o, c->until);
	out_text(o, " UTC");
	left_say(c, now, o);
}

void cert_say(const struct cert *c, unsigned depth, int64_t now, struct out *o)
{
	out_number(o, depth);
	out_text(o, "  ");
	dn_title(c->subject, o);
	label(o, "subject");
	dn_say(c->subject, o);
	label(o, "issuer");
	dn_say(c->issuer, o);
	if (cert_is_own(c))
		out_text(o, " (itself)");
	label(o, "names");
	cert_names(c, NAMES_ROOM, o);
	valid_say(c, now, o);
	label(o, "key");
	cert_key_say(c, o);
	label(o, "signature");
	cert_signature_say(c, o);
	label(o, "serial");
	serial_say(c->serial, o);
	prints_say(c, o);
	label(o, "revocation");
	out_text(o, "not checked\n");
}
