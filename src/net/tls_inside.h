/* tls_inside.h - what the rooms of TLS share, and nobody else sees: see tls.h. */
#ifndef NET_TLS_INSIDE_H
#define NET_TLS_INSIDE_H

#include "net/tls.h"
#include "net/trust.h"

/* Its states, alerts and groups are told by no function of the library. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/error.h>
#include <mbedtls/platform.h>
#include <mbedtls/ssl.h>

/* Room for a whole record that comes, and for one that goes; a client's go to the kernel four at once. */
#define TLS_WIRE_IN 32768
#ifdef MBEDTLS_SSL_SRV_C
#define TLS_WIRE_OUT 20480
#else
#define TLS_WIRE_OUT 69632
#endif
#define TLS_LIMITS 10  /* issuers of a chain: as many as the library verifies */
#define TLS_NAME   256 /* of a host: RFC 1035 2.3.4 */

struct tls_setup {
	const struct tls_how *how;
	struct trust trust;
	mbedtls_x509_crt cert; /* ours */
	mbedtls_pk_context key;
};

struct tls {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	mbedtls_x509_crt *cas; /* read for this handshake; NULL: found when asked for */
	struct tls_setup *setup;
	char host[TLS_NAME], sni[TLS_NAME]; /* names without the dot of the root */
	struct tls_chain *chain;
	struct cert_clock clock;
	enum tls_state state;
	bool upgrade;     /* something was said in clear before */
	bool seen;        /* something came from the wire */
	bool eof;         /* nothing more will come from the socket */
	int error;        /* mbedTLS's; with FAILED */
	int alert;        /* that the server sent, or -1 */
	bool judged;      /* the library could read the certificate, and we have judged it */
	unsigned doubts;  /* what is wrong with the certificate: a set of enum cert_fault */
	bool bound;       /* TLS 1.2 with the extended master secret, RFC 7627 */
	bool asked_again; /* the server wanted to renegotiate, and was refused */
	int group;        /* of the key exchange, as TLS numbers them; 0: none */
	size_t limits;    /* name constraints of issuers, while the chain is judged */
	struct span limit[TLS_LIMITS];
	char clear[80]; /* what came in place of TLS */
	size_t clear_len;
	struct queue in, out;
	char in_room[TLS_WIRE_IN], out_room[TLS_WIRE_OUT];
};

/* ---- what depends on how the library was built: tls_bundled.c or tls_system.c ---- */

/* Before anything of mbedTLS asks for memory. */
void tls_memory(void);

/* Tells the handshake which CAs are trusted.  False: no memory is left. */
bool tls_trust(struct tls *t);

/* A step of the handshake has been done, which began in that state: what did it agree on? */
void tls_note_agreement(struct tls *t, int state);

/* ---- what does not ---- */

/* The generator of the system, as mbedTLS wants it. */
int tls_random(void *none, unsigned char *at, size_t len);

/* Has the system had none?  mbedTLS makes another error of that, on some ways none of its own. */
bool tls_lacks_random(void);

/* Adds to the list the CAs of that name, a whole DER box; empty: all.  False: no memory is left. */
bool tls_add_cas(struct tls *t, struct span name, mbedtls_x509_crt **list);

/* The ciphers and groups that are offered, best first. */
const int *tls_suites(void);
const uint16_t *tls_groups(void);

/* mbedTLS hands out the keys: SSLKEYLOGFILE. */
void tls_log_key(void *setup, mbedtls_ssl_key_export_type type, const unsigned char *secret,
    size_t len, const unsigned char client[32], const unsigned char server[32],
    mbedtls_tls_prf_types prf);

/* Kinds of handshake messages that the library has no name for: RFC 8446 4. */
#define HS_KEY_UPDATE 24

/* Is the message that came last one of the handshake, of that kind? */
bool tls_message_is(const struct tls *t, int kind);

/* What it says, behind its head; empty: it is of another kind. */
struct span tls_message(const struct tls *t, int kind);

/* Takes a length of so many octets, and what is so long: RFC 8446 3.4. */
bool tls_take_vector(struct span *rest, size_t octets, struct span *value);

/* The handshake has failed: was it a certificate that mbedTLS can't read? */
void tls_unread(struct tls *t);

/* mbedTLS shows each certificate of the chain, ours to judge. */
int tls_judge(void *tls, mbedtls_x509_crt *cert, int depth, uint32_t *flags);

#endif
