/*
 * cert.h - reads a certificate, shows it as text, says why it is refused: RFC 5280.
 *
 * Reads the names, the issuer, the dates and the key.  Checks no signature and no
 * chain: the TLS library does that.  A certificate is hostile input: the text written
 * here is limited in length, escaped for a terminal, and has no line ends of its own.
 *
 * Times are seconds since 1970-01-01 UTC, in 64 bits.  A box is one DER element.
 */
#ifndef NET_CERT_H
#define NET_CERT_H

#include "base/status.h"
#include "net/trust.h"
#include "proto/dn.h"

struct cert {                        /* all spans are borrowed from the octets that were read */
	struct span der;             /* the certificate, without what follows it */
	struct span subject, issuer; /* names: whole boxes */
	struct span serial;          /* octets of the number */
	struct span key;             /* SubjectPublicKeyInfo, a whole box */
	struct span signature;       /* AlgorithmIdentifier: the value */
	struct span names;           /* subjectAltName: a value of boxes; empty: none */
	struct span limits;          /* NameConstraints: a value; empty: none */
	struct span stranger;        /* OID of a critical extension that the library refuses */
	bool issues;                 /* a CA's certificate, which may sign others */
	bool serves;                 /* may be used by servers */
	struct span valid;           /* Validity: a value of two dates */
	bool dated;                  /* the dates make sense; else from and until are 0 */
	int64_t from, until;         /* the first and the last second in which it is valid */
};

/* Reads a certificate; false if the octets are none. */
bool cert_read(struct cert *c, struct span der);

/* The subject of a certificate, whose beginning is enough; false if it is too short. */
bool cert_subject(struct span head, struct span *subject);

/* Is the subject the issuer, as for roots and self-signed certificates? */
static inline bool cert_is_own(const struct cert *c)
{
	return span_eq(c->subject, c->issuer);
}

/* ---- the hosts it is for: RFC 9525 6.3 ---- */

/*
 * Does a name in a certificate, "mail.example" or "*.example.com", match the host?
 * The * stands for the whole first label, and two or more labels must follow it.  An
 * address matches no name.  A-labels are compared as ASCII.
 */
bool cert_name_fits(struct span pattern, struct span host);

/* Is the certificate for that host, a name or an address?  Its common name is ignored. */
bool cert_is_for(const struct cert *c, struct span host);

/*
 * Do the name constraints of an issuer forbid the host, or a name in the certificate?
 * RFC 5280 4.2.1.10, for names and addresses of hosts.  Constraints that can't be read
 * forbid every host.  If true, `name` is the forbidden name, as a box.
 */
bool cert_forbids(struct span limits, const struct cert *c, struct span host, struct der *name);

/* ---- fingerprints ---- */

#define CERT_PRINT 32 /* octets of SHA-256 */

void cert_print(const struct cert *c, char print[CERT_PRINT]);     /* of the certificate */
void cert_key_print(const struct cert *c, char print[CERT_PRINT]); /* of its key */

struct cert_pin {
	bool set, key; /* key: the print is of a key, not of a certificate */
	char print[CERT_PRINT];
};

/*
 * Reads "sha256:" with 64 hexadecimal digits (of a certificate; colons are allowed), or
 * with 44 characters of base64 (of a key).
 */
bool cert_pin_read(struct cert_pin *pin, struct span text);

/* Has the certificate, or its key, that fingerprint? */
bool cert_pin_fits(const struct cert_pin *pin, const struct cert *c);

/* ---- text ---- */

#define CERT_TEXT_MAX 12288 /* octets that cert_say writes at most */

/* Whole days until it expires: 0 on the last day, negative after that. */
int64_t cert_days_left(const struct cert *c, int64_t now);

/*
 * "a.example, *.b.example and 3 more": hosts only, in roughly `room` octets, but at least
 * one host; "none" if there is no host.
 */
void cert_names(const struct cert *c, size_t room, struct out *o);

/* The lines that the command `cert` shows; depth 0 is the server's own certificate. */
void cert_say(const struct cert *c, unsigned depth, int64_t now, struct out *o);

/* Octets that pem_write writes at most. */
#define CERT_PEM_MAX(der_len) ((der_len) / 48 * 65 + 128)

/* ---- why it is refused: cert_judge.c ---- */

enum cert_fault {        /* a set, the most important first */
	CERT_BROKEN = 1, /* it can't be read; or any fault that is not in this list */
	CERT_PIN = 2,    /* it does not match --pin */
	CERT_DATES = 4,  /* its dates are in no calendar, or it ends before it begins */
	CERT_EXPIRED = 8,
	CERT_FUTURE = 16,
	CERT_NAME = 32,      /* it is for another host */
	CERT_LIMITED = 64,   /* the name constraints of an issuer forbid its names */
	CERT_STRANGE = 128,  /* the library refuses a critical extension */
	CERT_UNUSABLE = 256, /* this build does not support its kind of key or signature */
	CERT_UNKNOWN = 512,  /* no trusted issuer has signed it */
	CERT_WEAK_KEY = 1024,
	CERT_WEAK_HASH = 2048,
	CERT_USAGE = 4096, /* it may not be used by a server, or its issuer may not issue */
};

/* The faults of its dates. */
#define CERT_UNTIMELY (CERT_DATES | CERT_EXPIRED | CERT_FUTURE)

/* The faults of this certificate alone, without its issuer and the host; a set. */
unsigned cert_flaws(const struct cert *c, int64_t now);

/* The clocks, in seconds.  If a date does not fit, one of the clocks may be wrong. */
struct cert_clock {
	int64_t now;    /* this machine's clock */
	int64_t server; /* the time in the server's greeting; 0: there was none */
	int64_t jumped; /* how far this machine's clock was set ahead in this run; negative: back */
};

struct cert_case {
	unsigned faults;
	struct span host;        /* the host that we connect to */
	const struct span *sent; /* certificates as the server sent them, its own first */
	size_t count;
	struct trust *trust; /* the CAs that are trusted */
	struct cert_clock clock;
};

#define CERT_REASON_MAX 2048 /* octets that cert_judge writes at most */

/*
 * Writes the reasons, to follow "the certificate ", the most important first: "is for
 * a.example, not for mail.example; it is self-signed".  A wrong date is shown with the
 * clocks.  Returns the exit status: 78 if the only fault is a missing CA store or a kind
 * of certificate that this build does not support, else 77.
 */
enum status cert_judge(const struct cert_case *k, struct out *o);

#endif
