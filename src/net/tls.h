/*
 * tls.h - TLS as an engine: encrypted octets on one side, plain octets on the other.
 *
 * A client of TLS 1.2 (RFC 5246) and 1.3 (RFC 8446), by mbedTLS.  It touches no
 * socket: the caller puts received octets in tls_space and sends those of tls_wire;
 * tls_go moves as much as it can between these and the two plain queues.  So it can be
 * tested in memory, cut at every octet.
 *
 * The certificate is judged before any plain octet of ours is sent: unless it is
 * trusted, or `insecure` is set, the handshake ends with an alert.
 *
 * A build with SERVE_TLS=1 has a server's side too, for practice: it sends its own
 * certificate and asks for none.
 *
 * A build with TLS=0 links notls.c: there tls_spoken is false, tls_setup fails with a
 * fault, and the other functions are never called.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/fault.h"
#include "base/queue.h"
#include "net/cert.h"

#define TLS_CHAIN     8     /* how many certificates of the server are kept */
#define TLS_CHAIN_DER 16384 /* octets of these certificates */

/* Has this build TLS? */
bool tls_spoken(void);

/* Has this build a server's side of TLS? */
bool tls_serves(void);

/* Options; all zero is usual.  Paths and names must stay valid until tls_setup_end. */
struct tls_how {
	const char *cafile;  /* the CAs, or NULL: the machine's */
	const char *cert;    /* our own certificate, or NULL */
	const char *key;     /* its key, or NULL: in the same file */
	const char *sni;     /* the server name to send, or NULL: the host's */
	const char *keylog;  /* SSLKEYLOGFILE, or NULL */
	unsigned min, max;   /* 12 or 13, for TLS 1.2 or 1.3; 0: what this build supports */
	bool insecure;       /* continue even if the certificate is refused */
	bool exposed;        /* accept a key file that other users can read */
	bool serves;         /* be the server's side */
	bool at_prompt;      /* error messages suggest commands of the prompt, not options */
	bool of_helper;      /* error messages may suggest --tls off, too */
	struct cert_pin pin; /* the only certificate or key that is trusted, if set */
};

/* What all connections share: the contents of the files in struct tls_how. */
struct tls_setup;

#define TLS_SETUP_ROOM 32768

struct tls_room { /* the caller's memory for a setup */
	_Alignas(16) unsigned char at[TLS_SETUP_ROOM];
};

/*
 * Reads the files.  NULL: see the fault, FAULT_PASSPHRASE if the key needs a passphrase or
 * another one.  `how` must stay valid; only its `insecure` may change.
 */
struct tls_setup *tls_setup(
    struct tls_room *room, const struct tls_how *how, struct span passphrase, struct fault *f);

/* Frees a setup that no connection uses any more. */
void tls_setup_end(struct tls_setup *setup);

/* The server's certificates as they were sent, its own first. */
struct tls_chain {
	size_t count, sent; /* how many are kept; how many were sent */
	size_t len[TLS_CHAIN];
	size_t used;
	char der[TLS_CHAIN_DER];
};

struct span tls_chain_at(const struct tls_chain *c, size_t i);

enum tls_state {
	TLS_SHAKING, /* in the handshake */
	TLS_UP,
	TLS_ENDED,  /* the server has ended its stream */
	TLS_FAILED, /* see tls_why */
};

struct tls;

/*
 * Begins a handshake with `host`, which the certificate must name.  `clock` is the time
 * for judging it.  `upgrade`: clear text was sent before, as with STARTTLS.  `chain` is
 * filled in, and must stay valid.  For the server's side, host, clock and chain are NULL.
 * Returns NULL if there is no memory left.
 */
struct tls *tls_begin(struct tls_setup *setup, const char *host, const struct cert_clock *clock,
    bool upgrade, struct tls_chain *chain);

enum tls_state tls_state(const struct tls *t);

/* Room to read octets of the socket into; tls_filled tells how many were read. */
char *tls_space(struct tls *t, size_t *room);
void tls_filled(struct tls *t, size_t n);

/* The socket has reached its end. */
void tls_eof(struct tls *t);

/* Octets to be written to the socket; tls_sent tells how many were written. */
struct span tls_wire(const struct tls *t);
void tls_sent(struct tls *t, size_t n);

/* Goes on with the handshake; then encrypts from `out` and decrypts into `in`. */
void tls_go(struct tls *t, struct queue *in, struct queue *out);

/* Puts close_notify into tls_wire: we will send nothing more. */
void tls_farewell(struct tls *t);

/* Writes why TLS failed; returns the exit status for that. */
enum status tls_why(struct tls *t, struct out *o);

/* How far a handshake has got: "the server has not answered our ClientHello". */
const char *tls_progress(const struct tls *t);

/* Weak points of a TLS 1.2 connection; a set. */
enum tls_weakness {
	TLS_NO_SECRECY = 1, /* with the server's key, a recording can be decrypted later */
	TLS_CBC = 2,        /* a CBC cipher, as in the attack Lucky 13 */
	TLS_NO_BINDING = 4, /* no extended master secret: RFC 7627 */
};

unsigned tls_weak(const struct tls *t);

/* Has the server asked to renegotiate, and been refused? */
bool tls_asked_again(const struct tls *t);

/* "1.3", "AES-256-GCM-SHA384", "X25519"; group is empty if there was no key exchange by group. */
struct tls_agreed {
	struct span version, suite, group;
};

struct tls_agreed tls_agreed(const struct tls *t);

/* "TLS 1.3 AES-256-GCM-SHA384 X25519"; weak points follow after commas. */
void tls_facts(const struct tls *t, struct out *o);

/* Writes why a certificate that `insecure` has accepted is not trusted; false if it is trusted. */
bool tls_doubt(struct tls *t, struct out *o);

void tls_end(struct tls *t);

#endif
