/*
 * tls.h - TLS as an engine: octets of the wire on one side, plain ones on the other.
 *
 * A client of TLS 1.2 (RFC 5246) and 1.3 (RFC 8446), made by mbedTLS.  It reads
 * and writes no socket: what came goes into tls_space, what is to go waits in
 * tls_wire, and tls_go moves as much as can be moved between those and the two
 * plain queues.  So it is tested in memory, cut at every octet.
 *
 * The certificate is judged before anything of ours is said: unless it is
 * trusted, or `insecure` says to go on, the handshake ends with an alert.
 *
 * A build with SERVE_TLS=1 has a server's side too, for practice: it shows its own
 * certificate and asks for none.
 *
 * A build with TLS=0 links notls.c: there tls_spoken says no, tls_setup fails and
 * says so, and the rest is never called.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/fault.h"
#include "base/queue.h"
#include "net/cert.h"

#define TLS_CHAIN     8     /* certificates of the server that are kept, */
#define TLS_CHAIN_DER 16384 /* and their octets */

/* Has this build TLS?  And a server's side of it? */
bool tls_spoken(void);
bool tls_serves(void);

/* What is wished for; all zero is usual.  Paths and names live as long as the setup. */
struct tls_how {
	const char *cafile;  /* the CAs, or NULL: the machine's */
	const char *cert;    /* our own certificate, or NULL */
	const char *key;     /* its key, or NULL: in the same file */
	const char *sni;     /* the server name to send, or NULL: the host's */
	const char *keylog;  /* SSLKEYLOGFILE, or NULL */
	unsigned min, max;   /* 12 or 13; 0: what this build can */
	bool insecure;       /* go on whatever the certificate says */
	bool exposed;        /* take a key that others can read */
	bool serves;         /* a server's side */
	bool at_prompt;      /* hints name commands of the prompt, which outlives the connection, */
	bool of_helper;      /* or also options of a command that would do without TLS */
	struct cert_pin pin; /* the certificate or key that is trusted, and nothing else */
};

/* What all connections share: the files that `how` names, read; and the caller's memory for that. */
struct tls_setup;

#define TLS_SETUP_ROOM 32768

struct tls_room {
	_Alignas(16) unsigned char at[TLS_SETUP_ROOM];
};

/*
 * Reads them; NULL: see the fault, which is FAULT_PASSPHRASE if the key needs
 * one, or another.  `how` is borrowed: what it says of `insecure` may change.
 */
struct tls_setup *tls_setup(
    struct tls_room *room, const struct tls_how *how, struct span passphrase, struct fault *f);

/* No connection uses it any more. */
void tls_setup_end(struct tls_setup *setup);

/* The server's certificates as they came, the server's own first. */
struct tls_chain {
	size_t count, sent; /* kept; sent */
	size_t len[TLS_CHAIN];
	size_t used;
	char der[TLS_CHAIN_DER];
};

struct span tls_chain_at(const struct tls_chain *c, size_t i);

enum tls_state {
	TLS_SHAKING, /* the handshake is not over */
	TLS_UP,
	TLS_ENDED,  /* the server has said that nothing more will come */
	TLS_FAILED, /* see tls_why */
};

struct tls;

/*
 * Begins a handshake with `host`, whose name the certificate must have.  `clock`
 * is the time that it is to be judged at; `upgrade`: something was said in clear
 * before.  `chain` is filled in.  A server has no use for host, clock and chain,
 * which are NULL.  NULL: no memory is left.
 */
struct tls *tls_begin(struct tls_setup *setup, const char *host, const struct cert_clock *clock,
    bool upgrade, struct tls_chain *chain);

enum tls_state tls_state(const struct tls *t);

/* Room for what the socket brings; then how much it was; or that nothing more will come. */
char *tls_space(struct tls *t, size_t *room);
void tls_filled(struct tls *t, size_t n);
void tls_eof(struct tls *t);

/* What is to go out; how much of it went. */
struct span tls_wire(const struct tls *t);
void tls_sent(struct tls *t, size_t n);

/* Shakes hands, decrypts into `in`, encrypts from `out`, as far as it goes. */
void tls_go(struct tls *t, struct queue *in, struct queue *out);

/* Says that nothing more will come from us; tls_wire has it. */
void tls_farewell(struct tls *t);

/* Writes why it failed, in words, and returns how a run ends with that. */
enum status tls_why(struct tls *t, struct out *o);

/* How far a handshake has got: "the server has not answered our ClientHello". */
const char *tls_progress(const struct tls *t);

/* What of an agreed TLS 1.2 is weaker than it could be: a set. */
enum tls_weakness {
	TLS_NO_SECRECY = 1, /* who gets the server's key later can read what was recorded */
	TLS_CBC = 2,        /* ciphers that Lucky 13 was about */
	TLS_NO_BINDING = 4, /* no extended master secret: RFC 7627 */
};

unsigned tls_weak(const struct tls *t);

/* Has the server asked to renegotiate, and been refused? */
bool tls_asked_again(const struct tls *t);

/* "1.3", "AES-256-GCM-SHA384", "X25519"; the last is empty if there was no such group. */
struct tls_agreed {
	struct span version, suite, group;
};

struct tls_agreed tls_agreed(const struct tls *t);

/* "TLS 1.3 AES-256-GCM-SHA384 X25519", and behind commas what of it is weak */
void tls_facts(const struct tls *t, struct out *o);

/* Writes why the certificate is not trusted, though we went on; false: it is. */
bool tls_doubt(struct tls *t, struct out *o);

void tls_end(struct tls *t);

#endif
