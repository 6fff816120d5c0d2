/* oid.c - see oid.h. */
#include "proto/oid.h"

#include <string.h>

/* clang-format off */
#define PKCS1 "\x2a\x86\x48\x86\xf7\x0d\x01\x01"
#define X962  "\x2a\x86\x48\xce\x3d"

/* The octets of an identifier, the identifier, its text and a NUL. */
static const char known[] =
	/* attributes of names: RFC 4519, RFC 5280, CA/Browser Forum */
	"\3\x55\x04\x03"                        "CN\0"
	"\3\x55\x04\x05"                        "serialNumber\0"
	"\3\x55\x04\x06"                        "C\0"
	"\3\x55\x04\x07"                        "L\0"
	"\3\x55\x04\x08"                        "ST\0"
	"\3\x55\x04\x0a"                        "O\0"
	"\3\x55\x04\x0b"                        "OU\0"
	"\3\x55\x04\x0f"                        "businessCategory\0"
	"\3\x55\x04\x11"                        "postalCode\0"
	"\3\x55\x04\x61"                        "organizationIdentifier\0"
	"\x9\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01" "emailAddress\0"
	"\xa\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19" "DC\0"
	"\xb\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03" "jurisdictionC\0"
	/* extensions: RFC 5280 4.2.1 */
	"\3\x55\x1d\x1e"                        "name constraints\0"
	"\3\x55\x1d\x24"                        "policy constraints\0"
	"\3\x55\x1d\x36"                        "inhibit anyPolicy\0"
	/* keys and curves */
	"\x9" PKCS1 "\x01"                      "RSA\0"
	"\7" X962 "\x02\x01"                    "EC\0"
	"\3\x2b\x65\x70"                        "Ed25519\0" /* the signature, too */
	"\x8" X962 "\x03\x01\x07"               "P-256\0"
	"\5\x2b\x81\x04\x00\x22"                "P-384\0"
	"\5\x2b\x81\x04\x00\x23"                "P-521\0"
	/* signatures */
	"\x9" PKCS1 "\x04"                      "!RSA MD5\0"
	"\x9" PKCS1 "\x05"                      "!RSA SHA-1\0"
	"\x9" PKCS1 "\x0a"                      "RSA-PSS\0"
	"\x9" PKCS1 "\x0b"                      "RSA SHA-256\0"
	"\x9" PKCS1 "\x0c"                      "RSA SHA-384\0"
	"\x9" PKCS1 "\x0d"                      "RSA SHA-512\0"
	"\7" X962 "\x04\x01"                    "!ECDSA SHA-1\0"
	"\x8" X962 "\x04\x03\x02"               "ECDSA SHA-256\0"
	"\x8" X962 "\x04\x03\x03"               "ECDSA SHA-384\0"
	"\x8" X962 "\x04\x03\x04"               "ECDSA SHA-512\0";
/* clang-format on */

const char *oid_text(struct span oid)
{
	const char *row = known;

	while (*row) {
		size_t len = (size_t)*row;
		const char *text = row + 1 + len;

		if (span_eq(oid, (struct span){ row + 1, len }))
			return text;
		row = text + strlen(text) + 1;
	}
	return NULL;
}

/* Of a number larger than any in use only the last 55 bits or so are written. */
void oid_say(struct span oid, struct out *o)
{
	const char *text = oid_text(oid);
	size_t begin = o->len;
	int64_t n = 0;

	if (text) {
		out_text(o, text + (*text == '!'));
		return;
	}
	for (size_t i = 0; i < oid.len; i++) {
		n = (n & INT64_C(0xffffffffffff)) << 7 | (oid.at[i] & 0x7f);
		if (oid.at[i] & 0x80)
			continue;
		if (o->len == begin) { /* the first number holds two: 40 * a + b */
			int64_t top = n < 80 ? n / 40 : 2;

			out_number(o, top);
			n -= 40 * top;
		}
		out_char(o, '.');
		out_number(o, n);
		n = 0;
	}
}
