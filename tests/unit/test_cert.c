/* test_cert.c - certificates as facts and text, names that fit a host, and why one is refused. */
#define _DEFAULT_SOURCE
#include "base/base64.h"
#include "certs.h"
#include "net/cert_part.h"
#include "test.h"

#include <unistd.h>

#define NOV_24 INT64_C(1795478400) /* 2026-11-24 */
#define DAY    INT64_C(86400)

/* The certificate in a PEM text, in memory of exactly its size; to be freed. */
static struct span der_of(const char *text)
{
	struct span rest = span_of(text);
	char plain[2048], octets[2048];
	struct out o = OUT(plain), der = OUT(octets);
	size_t at;

	while (rest.len) {
		struct span line = span_line(&rest);

		if (!span_has(line, '-'))
			out_put(&o, line);
	}
	CHECK(base64_decode(&der, out_span(&o), &at) == BASE64_FINE);
	return test_copy(out_span(&der));
}

static void release(struct span der)
{
	free((void *)der.at);
}

/* Puts other dates of the same length in place of those of a certificate: its signature is nobody's business here. */
static void redate(struct span der, const char *from, const char *until)
{
	struct cert c;
	char *at;

	CHECK(cert_read(&c, der));
	CHECK_NUMBER(c.valid.len, 4 + strlen(from) + strlen(until));
	at = (char *)der.at + (c.valid.at - der.at);
	memcpy(at + 2, from, strlen(from));
	memcpy(at + 4 + strlen(from), until, strlen(until));
}

/* ---- names and hosts ---- */

static void test_fits(void)
{
	const struct {
		struct span pattern, host;
		bool fits;
	} rows[] = {
		{ SPAN("mail.example.com"), SPAN("mail.example.com"), true },
		{ SPAN("MAIL.Example.com"), SPAN("mail.example.COM"), true },
		{ SPAN("mail.example.com"), SPAN("mail.example.com."), true },
		{ SPAN("mail.example.com."), SPAN("mail.example.com"), false },
		{ SPAN("mail.example.com"), SPAN("mail.example.com.."), false },
		{ SPAN("mail.example.com"), SPAN("amail.example.com"), false },
		{ SPAN("mail.example.com"), SPAN("example.com"), false },
		{ SPAN("mail.example.com"), SPAN("mail.example.com.evil.example"), false },
		{ SPAN("*.example.com"), SPAN("mail.example.com.evil.example"), false },
		{ SPAN("localhost"), SPAN("localhost"), true },
		{ SPAN("a_b.example"), SPAN("a_b.example"), true },
		{ SPAN("*.example.com"), SPAN("mail.example.com"), true },
		{ SPAN("*.EXAMPLE.com"), SPAN("mail.example.com."), true },
		{ SPAN("*.example.com"), SPAN("xn--mller-kva.example.com"), true },
		{ SPAN("*.xn--mller-kva.example"), SPAN("mail.XN--mller-kva.example"), true },
		{ SPAN("xn--mller-kva.example"), SPAN("m\303\274ller.example"), false },
		{ SPAN("*.example.com"), SPAN("example.com"), false },
		{ SPAN("*.example.com"), SPAN(".example.com"), false },
		{ SPAN("*.example.com"), SPAN("a.b.example.com"), false },
		{ SPAN("*.example.com"), SPAN("mailexample.com"), false },
		{ SPAN("*"), SPAN("localhost"), false },
		{ SPAN("*"), SPAN("*"), false },
		{ SPAN("*."), SPAN("a."), false },
		{ SPAN("*.com"), SPAN("example.com"), false },
		{ SPAN("*.com."), SPAN("example.com."), false },
		{ SPAN("*.co.uk"), SPAN("example.co.uk"), true }, /* nobody keeps that list here */
		{ SPAN("f*.example.com"), SPAN("foo.example.com"), false },
		{ SPAN("*f.example.com"), SPAN("of.example.com"), false },
		{ SPAN("f*.example.com"), SPAN("f*.example.com"), false },
		{ SPAN("*.*.example.com"), SPAN("a.b.example.com"), false },
		{ SPAN("mail.*.com"), SPAN("mail.example.com"), false },
		{ SPAN("mail.example.*"), SPAN("mail.example.com"), false },
		{ SPAN("**.example.com"), SPAN("a.example.com"), false },
		{ SPAN("xn--*.example.com"), SPAN("xn--a.example.com"), false },
		{ SPAN("a..example"), SPAN("a..example"), false },
		{ SPAN(".example"), SPAN(".example"), false },
		{ SPAN("*..com"), SPAN("a..com"), false },
		{ { "", 0 }, { "", 0 }, false },
		{ SPAN("."), SPAN("."), false },
		{ { "", 0 }, SPAN("a"), false },
		{ SPAN("a"), { "", 0 }, false },
		{ SPAN("192.0.2.10"), SPAN("192.0.2.10"), false },
		{ SPAN("*.0.2.10"), SPAN("192.0.2.10"), false },
		{ SPAN("2001:db8::25"), SPAN("2001:db8::25"), false },
		{ SPAN("good.example\0.evil.example"), SPAN("good.example"), false },
		{ SPAN("good.example\0"), SPAN("good.example"), false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span pattern = test_copy(rows[i].pattern), host = test_copy(rows[i].host);

		if (cert_name_fits(pattern, host) != rows[i].fits)
			printf("%.*s and %.*s\n", (int)pattern.len, pattern.at, (int)host.len,
			    host.at);
		CHECK(cert_name_fits(pattern, host) == rows[i].fits);
		release(pattern);
		release(host);
	}
}

static void test_hosts(void)
{
	static const struct {
		const char *pem, *host;
		bool is_for;
	} rows[] = {
		{ PEM_LEAF, "mail.example.com", true },
		{ PEM_LEAF, "imap.example.org", true },
		{ PEM_LEAF, "example.org", false },
		{ PEM_LEAF, "a@example.com", false },
		{ PEM_LEAF, "192.0.2.10", true },
		{ PEM_LEAF, "192.0.2.11", false },
		{ PEM_LEAF, "2001:db8::25", true },
		{ PEM_LEAF, "2001:0DB8:0::0025", true },
		{ PEM_LEAF, "2001:db8::25%eth0", true },
		{ PEM_LEAF, "2001:db8::26", false },
		{ PEM_OWN, "own.example", false }, /* its common name only */
		{ PEM_EVIL, "good.example", false },
		{ PEM_EVIL, "good.example.evil.example", false },
		{ PEM_MANY, "host20.example", true },
		{ PEM_MANY, "host21.example", false },
		{ PEM_MANY, "many.example", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span der = der_of(rows[i].pem);
		struct cert c;

		CHECK(cert_read(&c, der));
		if (cert_is_for(&c, span_of(rows[i].host)) != rows[i].is_for)
			printf("%s\n", rows[i].host);
		CHECK(cert_is_for(&c, span_of(rows[i].host)) == rows[i].is_for);
		release(der);
	}
}

/* ---- facts and text ---- */

static const char *const all[] = { PEM_ROOT, PEM_R3, PEM_E1, PEM_LEAF, PEM_LAPSED, PEM_MANY,
	PEM_OWN, PEM_PAIR, PEM_EVIL, PEM_EDWARD };

/* Cut anywhere it is no certificate; changed anywhere it is none or another, and within its memory. */
static void test_cut(void)
{
	char room[CERT_TEXT_MAX];

	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		struct span der = der_of(all[k]), subject;
		struct cert c;

		CHECK(cert_read(&c, der));
		CHECK_SPANS(c.der, der);
		for (size_t len = 0; len < der.len; len++) {
			struct span cut = test_copy(span_first(der, len));

			CHECK(!cert_read(&c, cut));
			if (cert_subject(cut, &subject))
				CHECK(subject.at + subject.len <= cut.at + cut.len);
			((char *)der.at)[len] ^= 0x55;
			if (cert_read(&c, der)) {
				struct out o = OUT(room);

				cert_say(&c, 0, NOV_24, &o);
				CHECK(!o.full);
			}
			((char *)der.at)[len] ^= 0x55;
			release(cut);
		}
		release(der);
	}
}

/* The value behind a label of cert_say's. */
static struct span told(struct span text, const char *what)
{
	while (text.len) {
		struct span line = span_trim(span_line(&text));

		if (span_starts(line, span_of(what)))
			return span_trim(span_from(line, strlen(what)));
	}
	return (struct span){ "", 0 };
}

static void test_told(void)
{
	static const struct {
		const char *pem, *what, *want;
	} rows[] = {
		{ PEM_LEAF, "0", "mail.example.com" },
		{ PEM_LEAF, "subject", "CN=mail.example.com" },
		{ PEM_LEAF, "issuer", "C=ZZ, CN=R3" },
		{ PEM_LEAF, "names", "mail.example.com, *.example.org, 192.0.2.10, 2001:db8::25" },
		{ PEM_LEAF, "valid from", "2026-01-01 00:00:00 UTC" },
		{ PEM_LEAF, "until", "2027-01-01 00:00:00 UTC, 38 days left" },
		{ PEM_LEAF, "key", "EC P-256" },
		{ PEM_LEAF, "signature", "ECDSA SHA-256" },
		{ PEM_LEAF, "revocation", "not checked" },
		{ PEM_MANY, "signature", "ECDSA SHA-384" },
		{ PEM_MANY, "until",
		    "2026-01-28 12:00:00 UTC, expired 299 days ago by this machine's clock" },
		{ PEM_ROOT, "issuer", "C=ZZ, O=Postel's Tests, CN=Test Root (itself)" },
		{ PEM_ROOT, "names", "none" },
		{ PEM_OWN, "key", "RSA 1024" },
		{ PEM_OWN, "signature", "RSA SHA-1" },
		{ PEM_OWN, "valid from", "2000-02-29 12:00:00 UTC" },
		{ PEM_OWN, "until", "9999-12-31 23:59:59 UTC, 2912115 days left" },
		{ PEM_PAIR, "signature", "RSA-PSS" },
		{ PEM_PAIR, "subject", "O=of, CN=pair" },
		{ PEM_EDWARD, "key", "Ed25519" },
		{ PEM_EDWARD, "signature", "Ed25519" },
		{ PEM_EVIL, "names", "good.example\\x00.evil.example" },
		{ PEM_EVIL, "until", "2027-01-01 00:00:00 UTC, 38 days left" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[CERT_TEXT_MAX];
		struct out o = OUT(room);
		struct span der = der_of(rows[i].pem);
		struct cert c;

		CHECK(cert_read(&c, der));
		cert_say(&c, 0, NOV_24, &o);
		CHECK_SPANS(told(out_span(&o), rows[i].what), span_of(rows[i].want));
		release(der);
	}
}

static void test_days(void)
{
	struct cert c = { .until = 10 * DAY };

	CHECK_NUMBER(cert_days_left(&c, 8 * DAY), 2);
	CHECK_NUMBER(cert_days_left(&c, 8 * DAY + 1), 1);
	CHECK_NUMBER(cert_days_left(&c, 10 * DAY), 0);
	CHECK_NUMBER(cert_days_left(&c, 10 * DAY + 1), -1);
	CHECK_NUMBER(cert_days_left(&c, 12 * DAY), -2);
}

/* A certificate is one whatever its dates are, but is never good, nor called expired. */
static void test_dates(void)
{
	static const struct {
		const char *from, *until;
		unsigned flaws;
	} rows[] = {
		{ "260101000000Z", "270101000000Z", 0 },
		{ "260101000000Z", "260101000000Z", CERT_EXPIRED },
		{ "261231000000Z", "270101000000Z", CERT_FUTURE },
		{ "260101000000Z", "359999999999Z", CERT_DATES },
		{ "000000000000Z", "270101000000Z", CERT_DATES },
		{ "260229000000Z", "270101000000Z", CERT_DATES },
		{ "260101000000Z", "270101000000 ", CERT_DATES },
		{ "270101000000Z", "260101000000Z", CERT_DATES },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span der = der_of(PEM_LEAF);
		char room[CERT_TEXT_MAX];
		struct out o = OUT(room);
		struct cert c;

		redate(der, rows[i].from, rows[i].until);
		CHECK(cert_read(&c, der));
		CHECK_NUMBER(cert_flaws(&c, NOV_24), rows[i].flaws);
		CHECK(c.dated == (rows[i].flaws != CERT_DATES));
		cert_say(&c, 0, NOV_24, &o);
		CHECK(span_holds(out_span(&o), SPAN(", which is invalid")) == !c.dated);
		release(der);
	}
}

static void test_dates_told(void)
{
	struct span der = der_of(PEM_LEAF);
	char room[CERT_TEXT_MAX];
	struct out o = OUT(room);
	struct cert_case k = {
		.faults = CERT_DATES, .sent = &der, .count = 1, .clock = { .now = NOV_24 }
	};
	struct cert c;

	redate(der, "260101000000Z", "359999999999Z");
	CHECK_NUMBER(cert_judge(&k, &o), STATUS_DENIED);
	CHECK_SPAN(out_span(&o), "has invalid dates, '260101000000Z' to '359999999999Z'");
	o = OUT(room);
	CHECK(cert_read(&c, der));
	cert_say(&c, 0, NOV_24, &o);
	CHECK_SPAN(
	    told(out_span(&o), "valid"), "'260101000000Z' to '359999999999Z', which is invalid");
	release(der);
}

static void test_names(void)
{
	static const struct {
		size_t room;
		const char *want;
	} rows[] = {
		{ 0, "host1.example and 19 more" },
		{ 27, "host1.example and 19 more" },
		{ 28, "host1.example, host2.example and 18 more" },
		{ 80, "host1.example, host2.example, host3.example, host4.example, host5.example "
		      "and 15 more" },
	};
	struct span der = der_of(PEM_MANY);
	struct cert c;

	CHECK(cert_read(&c, der));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[400];
		struct out o = OUT(room);

		cert_names(&c, rows[i].room, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
	}
	release(der);
}

/* What cert_say prints is what --pin takes, with or without colons, in either case. */
static void test_pins(void)
{
	static const char *const bad[] = { "", "sha256:", "sha1:00", "sha256:00",
		"sha256:0000000000000000000000000000000000000000000000000000000000000000 ",
		"sha256:000000000000000000000000000000000000000000000000000000000000000",
		"sha256:00000000000000000000000000000000000000000000000000000000000000000000",
		"sha256:00::00000000000000000000000000000000000000000000000000000000000000",
		"sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
	struct span leaf = der_of(PEM_LEAF), other = der_of(PEM_LAPSED);
	char room[CERT_TEXT_MAX], plain[200];
	struct out o = OUT(room), p = OUT(plain);
	struct cert_pin whole, key, hex;
	struct cert c, d;
	struct span text;

	CHECK(cert_read(&c, leaf) && cert_read(&d, other));
	cert_say(&c, 0, NOV_24, &o);
	CHECK(cert_pin_read(&whole, told(out_span(&o), "fingerprint")) && !whole.key);
	CHECK(cert_pin_read(&key, told(out_span(&o), "pin of key")) && key.key);
	text = told(out_span(&o), "fingerprint");
	out_text(&p, "SHA256:");
	for (size_t i = 7; i < text.len; i++)
		if (text.at[i] != ':')
			out_char(&p, text.at[i] >= 'A' ? (char)(text.at[i] + 32) : text.at[i]);
	CHECK(cert_pin_read(&hex, out_span(&p)));
	CHECK(cert_pin_fits(&whole, &c) && cert_pin_fits(&key, &c) && cert_pin_fits(&hex, &c));
	CHECK(!cert_pin_fits(&whole, &d) && !cert_pin_fits(&key, &d) && !cert_pin_fits(&hex, &d));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct span copy = test_copy(span_of(bad[i]));

		CHECK(!cert_pin_read(&key, copy));
		release(copy);
	}
	release(leaf);
	release(other);
}

static void test_weak(void)
{
	static const unsigned want[] = { 0, 0, 0, 0, 0, 0, CERT_WEAK_KEY, CERT_WEAK_KEY, 0, 0 };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct span der = der_of(all[i]);
		struct cert c;

		CHECK(cert_read(&c, der));
		CHECK_NUMBER(cert_flaws(&c, NOV_24) & (CERT_WEAK_KEY | CERT_WEAK_HASH), want[i]);
		CHECK(cert_is_own(&c) == (i == 0 || i == 6 || i == 7 || i == 9));
		release(der);
	}
}

/* ---- what its issuers may issue ---- */

/* A subtree of a DNS name, by the octets of its lengths; and the lists of them. */
#define BELOW(len, in, name) "\x30" len "\x82" in name
#define ONLY(len, subtrees)  "\xa0" len subtrees
#define NOT(len, subtrees)   "\xa1" len subtrees

#define EXAMPLE_COM BELOW("\x0d", "\x0b", "example.com")
#define DOT_COM     BELOW("\x0e", "\x0c", ".example.com")
#define EXAMPLE_ORG BELOW("\x0d", "\x0b", "example.org")
#define NET_192     "\x30\x0a\x87\x08\xc0\x00\x02\x00\xff\xff\xff\x00"
#define NET_10      "\x30\x0a\x87\x08\x0a\x00\x00\x00\xff\x00\x00\x00"

/* The leaf is for mail.example.com, *.example.org, 192.0.2.10, 2001:db8::25 and a@example.com. */
static void test_limits(void)
{
	const struct {
		struct span limits;
		const char *forbidden; /* NULL: nothing */
	} rows[] = {
		{ { "", 0 }, NULL },
		{ SPAN(ONLY("\x1e", EXAMPLE_COM EXAMPLE_ORG)), NULL },
		{ SPAN(ONLY("\x1f", DOT_COM EXAMPLE_ORG)), NULL },
		{ SPAN(ONLY("\x0f", EXAMPLE_COM)), "*.example.org" },
		{ SPAN(ONLY("\x0f", EXAMPLE_ORG)), "mail.example.com" },
		{ SPAN(ONLY("\x08", BELOW("\x06", "\x04", "MPLE"))), "mail.example.com" },
		{ SPAN(ONLY("\x04", BELOW("\x02", "\x00", ""))), NULL },
		{ SPAN(ONLY("\x0e", BELOW("\x0c", "\x0a", "xample.com"))), "mail.example.com" },
		{ SPAN(NOT("\x0f", EXAMPLE_ORG)), "*.example.org" },
		{ SPAN(NOT("\x10", BELOW("\x0e", "\x0c", "EXAMPLE.com."))), "mail.example.com" },
		{ SPAN(NOT("\x0e", BELOW("\x0c", "\x0a", "xample.com"))), NULL },
		{ SPAN(NOT("\x13", BELOW("\x11", "\x0f", "www.example.com"))), NULL },
		{ SPAN(NOT("\x04", BELOW("\x02", "\x00", ""))), "mail.example.com" },
		{ SPAN(NOT("\x0c", NET_192)), "192.0.2.10" },
		{ SPAN(NOT("\x0c", NET_10)), NULL },
		{ SPAN(ONLY("\x0c", NET_192)), "2001:db8::25" }, /* an address, but none of these */
		{ SPAN(ONLY("\x0c", NET_10)), "192.0.2.10" },
		/* of a kind that names no server: a mail address, a folder's name */
		{ SPAN(ONLY("\x06", "\x30\x04\x81\x02"
				    "zz")),
		    NULL },
		{ SPAN(ONLY("\x06", "\x30\x04\xa4\x02\x30\x00")), NULL },
		/* what cannot be read forbids all */
		{ SPAN("\xa0\x7f"), "mail.example.com" },
		{ SPAN("\xa2\x00"), "mail.example.com" },
		{ SPAN(ONLY("\x02", "\x30\x00")), "mail.example.com" },
		{ SPAN(ONLY("\x12", "\x30\x10\x82\x0b"
				    "example.com"
				    "\x80\x01\x01")),
		    "mail.example.com" }, /* a minimum */
		{ SPAN(NOT("\x09", "\x30\x07\x87\x05\x0a\x00\x00\x00\xff")), "mail.example.com" },
	};
	struct span der = der_of(PEM_LEAF);
	struct cert c;

	CHECK(cert_read(&c, der));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(rows[i].limits);
		struct der name;
		bool forbids = cert_forbids(copy, &c, SPAN("mail.example.com"), &name);
		char room[100];
		struct out o = OUT(room);

		if (forbids)
			cert_name_say(&name, &o);
		if (forbids != (rows[i].forbidden != NULL))
			printf("row %zu\n", i);
		CHECK_SPANS(out_span(&o), span_of(rows[i].forbidden ? rows[i].forbidden : ""));
		release(copy);
	}
	release(der);
}

/* Who may issue, and for whom a certificate is made. */
static void test_powers(void)
{
	const struct {
		const char *pem;
		bool issues, serves;
	} rows[] = {
		{ PEM_ROOT, true, true },
		{ PEM_R3, true, true },
		{ PEM_LEAF, false, true },
		{ PEM_OWN, false, true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span der = der_of(rows[i].pem);
		struct cert c;

		CHECK(cert_read(&c, der));
		CHECK(c.issues == rows[i].issues && c.serves == rows[i].serves);
		CHECK(!c.limits.len && !c.stranger.len);
		release(der);
	}
}

/* ---- why it is refused ---- */

static struct trust trust;

/* A store of these certificates; NULL: none is found. */
static void store(const char *pem)
{
	static char path[24];
	struct fault f = { 0 };
	int fd;

	trust = (struct trust){ 0 };
	if (!pem)
		return;
	memcpy(path, "/tmp/postel-cert-XXXXXX", sizeof path);
	fd = mkstemp(path);
	CHECK(fd >= 0 && write(fd, pem, strlen(pem)) == (long)strlen(pem));
	CHECK(trust_open(&trust, path, &f));
	close(fd);
}

static void store_end(void)
{
	if (trust.file)
		CHECK(unlink(trust.file) == 0);
}

#define CLOCK(utc)                                                                                 \
	", by this machine's clock, " utc                                                          \
	" UTC; if that clock is wrong, set it: the certificate may be valid"

#define TOO_EARLY(utc)                                                                             \
	", by this machine's clock, " utc                                                          \
	" UTC; that clock is wrong: it is earlier than this program; set it"

static void test_judged(void)
{
	static const struct {
		unsigned faults;
		const char *sent[3];
		const char *store, *host;
		int64_t now;
		const char *want;
		int status;
	} rows[] = {
		{ CERT_EXPIRED, { PEM_MANY }, PEM_ROOT, "host1.example", NOV_24,
		    "expired 299 days ago, on 2026-01-28" CLOCK("2026-11-24 00:00:00"), 77 },
		{ CERT_EXPIRED, { PEM_MANY }, PEM_ROOT, "host1.example", 1769601600 + DAY,
		    "expired 1 day ago, on 2026-01-28" TOO_EARLY("2026-01-29 12:00:00"), 77 },
		{ CERT_EXPIRED, { PEM_MANY }, PEM_ROOT, "host1.example", 1769601600 + 7200,
		    "expired 2 hours ago, on 2026-01-28" TOO_EARLY("2026-01-28 14:00:00"), 77 },
		{ CERT_EXPIRED, { PEM_LAPSED, PEM_E1 }, PEM_ROOT, "mail.example.com", NOV_24,
		    "depends on 'E1', which expired 1880 days ago, on 2021-09-30" CLOCK(
			"2026-11-24 00:00:00"),
		    77 },
		{ CERT_EXPIRED, { PEM_LEAF }, PEM_ROOT, "mail.example.com", NOV_24,
		    "depends on an issuer that has expired" CLOCK("2026-11-24 00:00:00"), 77 },
		{ CERT_FUTURE, { PEM_LEAF }, PEM_ROOT, "mail.example.com", 1767225600 - 40 * DAY,
		    "is not valid before 2026-01-01, in 40 days, by this machine's clock, 2025-11-22 00:00:00 UTC; "
		    "that clock is wrong: it is earlier than this program; set it",
		    77 },
		{ CERT_FUTURE, { PEM_R3 }, PEM_ROOT, "r3", NOV_24,
		    "depends on an issuer that is not yet valid" CLOCK("2026-11-24 00:00:00"), 77 },
		{ CERT_NAME, { PEM_LEAF, PEM_R3 }, PEM_ROOT, "mail.example.net", NOV_24,
		    "is for mail.example.com, *.example.org, 192.0.2.10, 2001:db8::25, "
		    "not for mail.example.net",
		    77 },
		{ CERT_NAME, { PEM_OWN }, PEM_ROOT, "own.example", NOV_24,
		    "has no names except the common name 'own.example', which is no longer accepted: "
		    "it is not for own.example",
		    77 },
		{ CERT_UNKNOWN, { PEM_OWN }, PEM_ROOT, "own.example", NOV_24, "is self-signed",
		    77 },
		{ CERT_UNKNOWN, { PEM_LEAF }, PEM_ROOT, "mail.example.com", NOV_24,
		    "was issued by 'R3', which is unknown to this machine; the server sent no certificate "
		    "of that issuer: an intermediate certificate is missing, or the CA is private",
		    77 },
		{ CERT_UNKNOWN, { PEM_LEAF, PEM_R3 }, PEM_OWN, "mail.example.com", NOV_24,
		    "leads to 'Test Root', which is unknown to this machine", 77 },
		{ CERT_UNKNOWN, { PEM_LEAF, PEM_ROOT, PEM_R3 }, PEM_OWN, "mail.example.com", NOV_24,
		    "leads to 'Test Root', a self-signed CA unknown to this machine", 77 },
		{ CERT_UNKNOWN, { PEM_LEAF, PEM_R3 }, PEM_ROOT, "mail.example.com", NOV_24,
		    "has no valid signature of the 'Test Root' that this machine knows", 77 },
		{ CERT_UNKNOWN, { PEM_LEAF, PEM_R3 }, NULL, "mail.example.com", NOV_24,
		    "cannot be verified: no CA store was found on this machine", 78 },
		{ CERT_UNKNOWN | CERT_EXPIRED, { PEM_MANY }, NULL, "host1.example", NOV_24,
		    "expired 299 days ago, on 2026-01-28" CLOCK(
			"2026-11-24 00:00:00") "; it cannot be verified: no CA store was found "
					       "on this machine",
		    77 },
		{ CERT_WEAK_KEY, { PEM_OWN }, PEM_OWN, "own.example", NOV_24,
		    "has too weak a key, RSA 1024", 77 },
		{ CERT_WEAK_HASH, { PEM_LEAF }, PEM_OWN, "own.example", NOV_24,
		    "depends on an issuer that is signed with too weak a hash", 77 },
		{ CERT_USAGE, { PEM_R3 }, PEM_ROOT, "r3", NOV_24, "is not for use by a server",
		    77 },
		{ CERT_BROKEN, { PEM_LEAF }, PEM_ROOT, "a", NOV_24, "cannot be read", 77 },
		{ CERT_EXPIRED, { NULL }, PEM_ROOT, "a", NOV_24, "cannot be read", 77 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[CERT_REASON_MAX];
		struct out o = OUT(room);
		struct span sent[3];
		struct cert_case k = { .faults = rows[i].faults,
			.sent = sent,
			.trust = &trust,
			.host = span_of(rows[i].host),
			.clock = { .now = rows[i].now } };

		while (k.count < 3 && rows[i].sent[k.count]) {
			sent[k.count] = der_of(rows[i].sent[k.count]);
			k.count++;
		}
		store(rows[i].store);
		CHECK_NUMBER(cert_judge(&k, &o), rows[i].status);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
		store_end();
		while (k.count)
			release(sent[--k.count]);
	}
}

#define EXPIRED                                                                                    \
	"expired 3 days ago, on 2026-11-21, by this machine's clock, 2026-11-24 00:00:00 UTC"
#define TO_COME                                                                                    \
	"is not valid before 2036-12-01, in 3660 days, by this machine's clock, 2026-11-24 00:00:00 UTC"
#define SAYS(at) "; the server's greeting says " at " UTC"
#define IF_WRONG "; if that clock is wrong, set it: the certificate may be valid"
#define ONE_IS_WRONG                                                                               \
	", when the certificate is valid: one of the two clocks is wrong; check this machine's, "  \
	"and set it if it is wrong"
#define IN_2037      INT64_C(2130000000) /* 2037-06-30 18:40:00 */
#define FROM_UNKNOWN CERT_FUTURE | CERT_UNKNOWN

/* Clocks, of which not all can be right, and a certificate of three weeks or one of 2036. */
static void test_clocks(void)
{
	static const struct {
		unsigned faults;
		struct cert_clock clock;
		const char *want;
	} rows[] = {
		/* the server tells nothing */
		{ CERT_EXPIRED, { NOV_24, 0, 0 }, EXPIRED IF_WRONG },
		{ CERT_FUTURE, { NOV_24, 0, 0 }, TO_COME IF_WRONG },
		/* it agrees, and is more than that */
		{ CERT_EXPIRED, { NOV_24, NOV_24 - 3600, 0 },
		    EXPIRED "; the server's clock agrees: 2026-11-23 23:00:00 UTC" },
		{ CERT_FUTURE, { NOV_24, NOV_24 + DAY, 0 },
		    TO_COME "; the server's clock agrees: 2026-11-25 00:00:00 UTC" },
		{ CERT_EXPIRED, { NOV_24, NOV_24 + 2 * DAY, 0 },
		    EXPIRED
		    "; by the server's greeting, 2026-11-26 00:00:00 UTC, the certificate is not valid either" },
		{ CERT_FUTURE, { NOV_24, NOV_24 + 2 * DAY, 0 },
		    TO_COME
		    "; by the server's greeting, 2026-11-26 00:00:00 UTC, the certificate is not valid either" },
		/* by its time the certificate is valid */
		{ CERT_EXPIRED, { NOV_24, NOV_24 - 3 * DAY, 0 },
		    EXPIRED SAYS("2026-11-21 00:00:00") ONE_IS_WRONG },
		{ CERT_FUTURE, { NOV_24, IN_2037, 0 },
		    TO_COME SAYS(
			"2037-06-30 18:40:00") ", when the certificate is valid: this machine's clock is slow; set it" },
		{ FROM_UNKNOWN, { NOV_24, IN_2037, 0 },
		    TO_COME SAYS("2037-06-30 18:40:00") ONE_IS_WRONG
		    "; it has no valid signature of the 'R3' that this machine knows" },
		/* one of them is certainly wrong, for the program is newer */
		{ CERT_EXPIRED, { NOV_24, NOV_24 - 300 * DAY, 0 },
		    EXPIRED SAYS(
			"2026-01-28 00:00:00") ", but that clock is wrong: it is earlier than this program" },
		{ CERT_FUTURE, { 60, IN_2037, 0 },
		    "is not valid before 2036-12-01, in 24440 days, by this machine's clock, 1970-01-01 00:01:00 UTC; "
		    "that clock is wrong: it is earlier than this program; set it "
		    "(the server's greeting says 2037-06-30 18:40:00 UTC)" },
		{ CERT_FUTURE, { 60, 120, 0 },
		    "is not valid before 2036-12-01, in 24440 days, by this machine's clock, 1970-01-01 00:01:00 UTC; "
		    "that clock is wrong: it is earlier than this program; set it" },
		/* ours has jumped, and was right before, or at least other than it was */
		{ CERT_EXPIRED, { NOV_24, 0, 5 * DAY },
		    EXPIRED ", which jumped ahead 5 days in this run" IF_WRONG },
		{ CERT_FUTURE, { NOV_24, 0, NOV_24 - IN_2037 },
		    TO_COME ", which jumped back 3871 days in this run" IF_WRONG },
		{ CERT_EXPIRED, { NOV_24, 0, -5 * DAY }, EXPIRED IF_WRONG },
		{ CERT_EXPIRED, { NOV_24, 0, NOV_24 }, EXPIRED IF_WRONG },
	};

	store(PEM_R3);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool to_come = rows[i].faults & CERT_FUTURE;
		char room[CERT_REASON_MAX];
		struct out o = OUT(room);
		struct span der = der_of(PEM_LEAF);
		struct cert_case k = { .faults = rows[i].faults,
			.sent = &der,
			.count = 1,
			.trust = &trust,
			.host = SPAN("mail.example.com"),
			.clock = rows[i].clock };

		redate(der, to_come ? "361201000000Z" : "261031000000Z",
		    to_come ? "371201000000Z" : "261121000000Z");
		CHECK_NUMBER(cert_judge(&k, &o), STATUS_DENIED);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
		release(der);
	}
	store_end();
}

/* Of an issuer that was not sent the dates are not known, so the clocks are all there is. */
static void test_clocks_of_an_issuer(void)
{
	static const struct {
		int64_t server;
		const char *want;
	} rows[] = {
		{ NOV_24, "; the server's clock agrees: 2026-11-24 00:00:00 UTC" },
		{ IN_2037, SAYS("2037-06-30 18:40:00") ": one of the two clocks is wrong" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[CERT_REASON_MAX];
		struct out o = OUT(room);
		struct span der = der_of(PEM_LEAF), told;
		struct cert_case k = { .faults = CERT_EXPIRED,
			.sent = &der,
			.count = 1,
			.clock = { NOV_24, rows[i].server, 0 } };

		cert_judge(&k, &o);
		told = out_span(&o);
		CHECK(span_starts(told, SPAN("depends on an issuer that has expired, by this")));
		CHECK_SPANS(
		    span_from(told, told.len - strlen(rows[i].want)), span_of(rows[i].want));
		release(der);
	}
}

/* Whatever is wrong, and however long the names, the reason has room. */
static void test_reasons_fit(void)
{
	char host[5000], room[CERT_REASON_MAX];

	memset(host, '\x1b', sizeof host);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct span der = der_of(all[i]);

		for (unsigned faults = 0; faults < 2 * CERT_USAGE; faults++) {
			struct cert_case k = { .faults = faults,
				.sent = &der,
				.count = 1,
				.host = { host, sizeof host },
				.clock = { NOV_24, NOV_24 + 2 * DAY, -1 } };
			struct out o = OUT(room);

			CHECK(cert_judge(&k, &o) ==
			      (faults == CERT_UNKNOWN || faults == CERT_UNUSABLE ? STATUS_CONFIG
										 : STATUS_DENIED));
			CHECK(!o.full && (o.len > 0) == (faults != 0));
		}
		release(der);
	}
}

int main(void)
{
	RUN(test_fits);
	RUN(test_hosts);
	RUN(test_cut);
	RUN(test_told);
	RUN(test_days);
	RUN(test_dates);
	RUN(test_dates_told);
	RUN(test_names);
	RUN(test_pins);
	RUN(test_weak);
	RUN(test_limits);
	RUN(test_powers);
	RUN(test_judged);
	RUN(test_clocks);
	RUN(test_clocks_of_an_issuer);
	RUN(test_reasons_fit);
	return test_end("cert");
}
