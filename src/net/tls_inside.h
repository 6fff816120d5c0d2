/* tls_inside.h - shared by the files tls*.c only; see tls.h. */
#ifndef NET_TLS_INSIDE_H
#define NET_TLS_INSIDE_H

#include "net/tls.h"
#include "net/trust.h"

/* mbedTLS has no functions that tell its states, alerts and groups. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/error.h>
#include <mbedtls/platform.h>
#include <mbedtls/ssl.h>

/* Octets received: more than a record.  Octets to be sent: a record, or four of a client at once. */
#define TLS_WIRE_IN 32768
#ifdef MBEDTLS_SSL_SRV_C
#define TLS_WIRE_OUT 20480
#else
#define TLS_WIRE_OUT 69632
#endif
#define TLS_LIMITS 10  /* issuers of a chain: as many as the library verifies */
#define TLS_NAME   256 /* octets of a host name and its NUL: RFC 1035 2.3.4 */

struct tls_setup {
	const struct tls_how *how;
	struct trust trust;
	mbedtls_x509_crt cert; /* ours */
	mbedtls_pk_context key;
};

struct tls {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	mbedtls_x509_crt *cas; /* CAs read for this handshake; NULL: see find_issuers */
	struct tls_setup *setup;
	char host[TLS_NAME], sni[TLS_NAME]; /* names without a dot at the end */
	struct tls_chain *chain;
	struct cert_clock clock;
	enum tls_state state;
	bool upgrade;     /* clear text was sent before TLS */
	bool seen;        /* the first octets were received */
	bool eof;         /* the socket has reached its end */
	int error;        /* mbedTLS's error, with TLS_FAILED */
	int alert;        /* the alert that the server sent, or -1 */
	bool judged;      /* the library could read the certificate, and we have judged it */
	unsigned doubts;  /* what is wrong with the certificate: a set of enum cert_fault */
	bool bound;       /* TLS 1.2 with the extended master secret, RFC 7627 */
	bool asked_again; /* the server wanted to renegotiate, and was refused */
	int group;        /* TLS's number of the key exchange group; 0: no group */
	size_t limits;    /* how many name constraints of issuers are in `limit` */
	struct span limit[TLS_LIMITS];
	char clear[80]; /* the beginning of what the server sent in place of TLS */
	size_t clear_len;
	struct queue in, out;
	char in_room[TLS_WIRE_IN], out_room[TLS_WIRE_OUT];
};

/* ---- depends on the build of mbedTLS: tls_bundled.c or tls_system.c ---- */

/* To be called before mbedTLS allocates memory. */
void tls_memory(void);

/* Tells the handshake which CAs are trusted.  False: no memory is left. */
bool tls_trust(struct tls *t);

/* Notes the group and binding agreed on, after a step of the handshake from that state. */
void tls_note_agreement(struct tls *t, int state);

/* ---- the same for every build of mbedTLS ---- */

/* The system's random numbers, as a callback of mbedTLS. */
int tls_random(void *none, unsigned char *at, size_t len);

/* Did the last tls_random fail?  mbedTLS may return any error for that. */
bool tls_lacks_random(void);

/* Adds the CAs with the subject `name`, a whole box; all CAs if empty.  False: no memory left. */
bool tls_add_cas(struct tls *t, struct span name, mbedtls_x509_crt **list);

/* The ciphers and groups to offer, best first. */
const int *tls_suites(void);
const uint16_t *tls_groups(void);

/* Writes a key to SSLKEYLOGFILE; a callback of mbedTLS. */
void tls_log_key(void *setup, mbedtls_ssl_key_export_type type, const unsigned char *secret,
    size_t len, const unsigned char client[32], const unsigned char server[32],
    mbedtls_tls_prf_types prf);

/* A kind of handshake message that mbedTLS has no name for: RFC 8446 4. */
#define HS_KEY_UPDATE 24

/* Is the last message received a handshake message of that kind? */
bool tls_message_is(const struct tls *t, int kind);

/* The last message without its head; empty if it is of another kind. */
struct span tls_message(const struct tls *t, int kind);

/* Takes a length of `octets` octets, and a value of that length: RFC 8446 3.4. */
bool tls_take_vector(struct span *rest, size_t octets, struct span *value);

/* After a failed handshake: sets t->doubts if mbedTLS could not read the certificate. */
void tls_unread(struct tls *t);

/* Judges one certificate of the chain; a callback of mbedTLS. */
int tls_judge(void *tls, mbedtls_x509_crt *cert, int depth, uint32_t *flags);

#endif
