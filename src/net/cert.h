/*
 * cert.h - a certificate as facts, as text, and why it is refused: RFC 5280.
 *
 * Reads what a person asks of a certificate: whom it names, who issued it, from
 * when until when, which key.  Proves nothing: signatures and chains are the TLS
 * library's.  All of it is foreign text; what is written here is bounded and fit
 * for a terminal, and no line ends where we did not end it.
 *
 * Times are seconds since 1970-01-01 UTC, far beyond 2038.
 */
#ifndef NET_CERT_H
#define NET_CERT_H

#include "base/status.h"
#include "net/trust.h"
#include "proto/dn.h"

struct cert {                        /* everything is borrowed from der */
	struct span der;             /* the certificate, and nothing behind it */
	struct span subject, issuer; /* names: whole boxes */
	struct span serial;          /* octets of the number */
	struct span key;             /* SubjectPublicKeyInfo, a whole box */
	struct span signature;       /* AlgorithmIdentifier: the value */
	struct span names;           /* subjectAltName: a value of boxes; empty: none */
	struct span limits;          /* NameConstraints: a value; empty: none */
	struct span
	    stranger; /* the OID of a critical extension that the library refuses; empty: none */
	bool issues;  /* it is a CA's, which may sign certificates */
	bool serves;  /* made for servers, or for whatever there is */
	struct span valid;   /* Validity: a value of two dates */
	bool dated;          /* these make sense; else from and until are 0 */
	int64_t from, until; /* valid, both included */
};

/* False: that is no certificate. */
bool cert_read(struct cert *c, struct span der);

/* The subject of a certificate of which only the beginning need be there. */
bool cert_subject(struct span head, struct span *subject);

/* Issued by its own subject, as roots are, and what a machine makes for itself. */
static inline bool cert_is_own(const struct cert *c)
{
	return span_eq(c->subject, c->issuer);
}

/* ---- for whom: RFC 9525 6.3 ---- */

/*
 * Does a name of a certificate, "mail.example" or "*.example.com", fit the
 * host?  The * stands for one whole label, the first, with two or more behind
 * it; never for a part of an address.  A-labels are ASCII like others.
 */
bool cert_name_fits(struct span pattern, struct span host);

/* Is it for that host, a name or an address?  Its common name counts for nothing. */
bool cert_is_for(const struct cert *c, struct span host);

/*
 * Do the name constraints of an issuer forbid the host, or a name of the
 * certificate?  RFC 5280 4.2.1.10, for names and addresses of hosts; constraints
 * that can't be understood forbid all.  Then `name` is the one, as a box.
 */
bool cert_forbids(struct span limits, const struct cert *c, struct span host, struct der *name);

/* ---- prints of it ---- */

#define CERT_PRINT 32 /* octets of SHA-256 */

void cert_print(const struct cert *c, char print[CERT_PRINT]);     /* of all of it */
void cert_key_print(const struct cert *c, char print[CERT_PRINT]); /* of its key */

struct cert_pin {
	bool set, key; /* of a key, or of a whole certificate */
	char print[CERT_PRINT];
};

/* Reads "sha256:" and 64 hexadecimal digits, colons allowed, or 44 characters of base64. */
bool cert_pin_read(struct cert_pin *pin, struct span text);

/* Is it that one? */
bool cert_pin_fits(const struct cert_pin *pin, const struct cert *c);

/* ---- text ---- */

#define CERT_TEXT_MAX 12288 /* octets that cert_say writes at most */

/* Whole days until it ends: 0 on its last day, less than 0 from its end on. */
int64_t cert_days_left(const struct cert *c, int64_t now);

/*
 * "a.example, *.b.example and 3 more": hosts only, in about `room` octets,
 * and one in any case; "none" if there is none.
 */
void cert_names(const struct cert *c, size_t room, struct out *o);

/* The lines of `cert`; depth 0 is the server's own. */
void cert_say(const struct cert *c, unsigned depth, int64_t now, struct out *o);

/* The size of pem_write's text, for whoever makes room. */
#define CERT_PEM_MAX(der_len) ((der_len) / 48 * 65 + 128)

/* ---- why it is refused: cert_judge.c ---- */

enum cert_fault {        /* a set, most important first */
	CERT_BROKEN = 1, /* none that can be read, and anything else */
	CERT_PIN = 2,    /* not the one that --pin names */
	CERT_DATES = 4,  /* no calendar has its dates, or it ends before it begins */
	CERT_EXPIRED = 8,
	CERT_FUTURE = 16,
	CERT_NAME = 32,      /* is for another host */
	CERT_LIMITED = 64,   /* an issuer may not issue for its names */
	CERT_STRANGE = 128,  /* the library refuses a critical extension */
	CERT_UNUSABLE = 256, /* key or signature are of a kind that this build lacks */
	CERT_UNKNOWN = 512,  /* no known issuer vouches for it */
	CERT_WEAK_KEY = 1024,
	CERT_WEAK_HASH = 2048,
	CERT_USAGE = 4096, /* not made for a server, or an issuer that may issue none */
};

/* When it is not, or can't be, valid. */
#define CERT_UNTIMELY (CERT_DATES | CERT_EXPIRED | CERT_FUTURE)

/* What is wrong with it alone, whoever issued it and whomever it is for. */
unsigned cert_flaws(const struct cert *c, int64_t now);

/* What is known of the time, in seconds; a date that does not fit may be the fault of a clock. */
struct cert_clock {
	int64_t now;    /* by this machine's clock */
	int64_t server; /* by the server's, as its greeting told it; 0: it told none */
	int64_t jumped; /* how far this machine's clock was set ahead in this run, or back */
};

struct cert_case {
	unsigned faults;
	struct span host;        /* whom we meant to reach */
	const struct span *sent; /* certificates as the server sent them, its own first */
	size_t count;
	struct trust *trust; /* who is known here */
	struct cert_clock clock;
};

#define CERT_REASON_MAX 2048 /* octets that cert_judge writes at most */

/*
 * Writes why, behind "the certificate ", most important first: "is self-signed; it
 * is for a.example, not for mail.example".  Where a date is what is wrong, it says by
 * which clock, and what other clocks say.
 * Returns how the run ends: 77, or 78 where all it lacks is a store, or this
 * build what it is made with.
 */
enum status cert_judge(const struct cert_case *k, struct out *o);

#endif
