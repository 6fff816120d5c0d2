/*
 * tls_system.c - replaces tls_bundled.c if mbedTLS is the system's library.
 *
 * Linked by `make SYSTEM=1`.  mbedTLS is then as the system has configured it, and only
 * its installed headers are used.  This is weaker: memory comes from malloc, without a
 * limit and without os_guard; all CAs are parsed for each handshake; the library's own
 * generator makes the keys of TLS 1.3.  The practice server has no TLS, since a server
 * could not tell which group was agreed on.
 */
#include "net/tls_inside.h"

#include <psa/crypto.h>

bool tls_serves(void)
{
	return false;
}

/* mbedTLS before 3.6.1 does not do this itself.  An error is seen again in the handshake. */
void tls_memory(void)
{
	psa_crypto_init();
}

/* The list begins with an empty certificate, as mbedTLS refuses an empty list. */
bool tls_trust(struct tls *t)
{
	t->cas = mbedtls_calloc(1, sizeof *t->cas);
	if (!t->cas)
		return false;
	mbedtls_x509_crt_init(t->cas);
	mbedtls_ssl_conf_ca_chain(&t->conf, t->cas, NULL);
	return tls_add_cas(t, SPAN(""), &t->cas->next);
}

static int number_of(struct span two)
{
	return two.len < 2 ? 0 : (unsigned char)two.at[0] << 8 | (unsigned char)two.at[1];
}

/* key_share, RFC 8446 4.2.8; extended_master_secret, RFC 7627 5.1 */
static void note_extension(struct tls *t, int type, struct span value)
{
	if (type == 51)
		t->group = number_of(value);
	if (type == 23)
		t->bound = true;
}

/* version, random, session, cipher, compression, extensions: RFC 5246 7.4.1.3, RFC 8446 4.1.3 */
static void note_hello(struct tls *t)
{
	struct span rest = span_from(tls_message(t, MBEDTLS_SSL_HS_SERVER_HELLO), 2 + 32);
	struct span session, list, value;

	if (!tls_take_vector(&rest, 1, &session))
		return;
	rest = span_from(rest, 2 + 1);
	if (!tls_take_vector(&rest, 2, &list))
		return;
	while (list.len >= 2) {
		int type = number_of(list);

		list = span_from(list, 2);
		if (!tls_take_vector(&list, 2, &value))
			return;
		note_extension(t, type, value);
	}
}

/* curve_type named_curve, 3, and the group: RFC 8422 5.4 */
static void note_key(struct tls *t)
{
	struct span key = tls_message(t, MBEDTLS_SSL_HS_SERVER_KEY_EXCHANGE);

	if (key.len && key.at[0] == 3)
		t->group = number_of(span_from(key, 1));
}

/* Both messages are in clear text, and stay in mbedTLS's buffer until the next step. */
void tls_note_agreement(struct tls *t, int state)
{
	if (state == MBEDTLS_SSL_SERVER_HELLO)
		note_hello(t);
	if (state == MBEDTLS_SSL_SERVER_KEY_EXCHANGE)
		note_key(t);
}
