/* tls.c - the handshake and the records, between two pairs of queues; see tls.h. */
#include "net/tls_inside.h"

#include "base/size.h"
#include "base/wipe.h"
#include "os/os.h"

#include <string.h>

/* ---- the wire, as mbedTLS sees it ---- */

static int put_wire(void *tls, const unsigned char *at, size_t len)
{
	struct tls *t = tls;
	size_t room = queue_room(&t->out);

	if (!room)
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	len = size_least(len, room);
	queue_put(&t->out, (struct span){ (const char *)at, len });
	return (int)len;
}

static int get_wire(void *tls, unsigned char *at, size_t size)
{
	struct tls *t = tls;
	struct span in = span_first(queue_data(&t->in), size);

	if (!in.len)
		return t->eof ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
	memcpy(at, in.at, in.len);
	queue_take(&t->in, in.len);
	return (int)in.len;
}

/* ---- beginning ---- */

static bool serves(const struct tls *t)
{
	return t->setup->how->serves;
}

/* Does the handshake check the other side's certificate, and end if that is refused? */
static int authmode(const struct tls *t)
{
	if (serves(t))
		return MBEDTLS_SSL_VERIFY_NONE;
	return t->setup->how->insecure ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_REQUIRED;
}

static void configure(struct tls *t)
{
	const struct tls_how *how = t->setup->how;
	mbedtls_ssl_config *c = &t->conf;

	mbedtls_ssl_config_defaults(c, serves(t) ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	mbedtls_ssl_conf_rng(c, tls_random, NULL);
	mbedtls_ssl_conf_ciphersuites(c, tls_suites());
	mbedtls_ssl_conf_groups(c, tls_groups());
	mbedtls_ssl_conf_authmode(c, authmode(t));
	mbedtls_ssl_conf_min_tls_version(
	    c, how->min == 13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_max_tls_version(
	    c, how->max == 12 ? MBEDTLS_SSL_VERSION_TLS1_2 : MBEDTLS_SSL_VERSION_TLS1_3);
}

/* The server name to send; NULL for an address: RFC 6066 3. */
static const char *server_name(struct tls *t)
{
	struct os_addr a;
	const char *other = t->setup->how->sni;

	if (serves(t))
		return NULL;
	if (!other)
		return os_addr_read(&a, span_of(t->host)) ? NULL : t->host;
	span_copy(span_host(span_of(other)), t->sni, sizeof t->sni);
	return t->sni;
}

static bool prepare(struct tls *t)
{
	struct tls_setup *s = t->setup;

	configure(t);
	if (!serves(t) && !tls_trust(t))
		return false;
	if (s->how->cert && mbedtls_ssl_conf_own_cert(&t->conf, &s->cert, &s->key))
		return false;
	if (mbedtls_ssl_setup(&t->ssl, &t->conf) ||
	    mbedtls_ssl_set_hostname(&t->ssl, server_name(t)))
		return false;
	mbedtls_ssl_set_verify(&t->ssl, tls_judge, t);
	mbedtls_ssl_set_bio(&t->ssl, t, put_wire, get_wire, NULL);
	if (s->how->keylog)
		mbedtls_ssl_set_export_keys_cb(&t->ssl, tls_log_key, s);
	return true;
}

struct tls *tls_begin(struct tls_setup *setup, const char *host, const struct cert_clock *clock,
    bool upgrade, struct tls_chain *chain)
{
	struct tls *t;

	tls_memory();
	t = mbedtls_calloc(1, sizeof *t);
	if (!t)
		return NULL;
	if (chain)
		*chain = (struct tls_chain){ 0 };
	t->setup = setup;
	if (host)
		span_copy(span_host(span_of(host)), t->host, sizeof t->host);
	if (clock)
		t->clock = *clock;
	t->upgrade = upgrade;
	t->chain = chain;
	t->alert = -1;
	t->in = QUEUE(t->in_room);
	t->out = QUEUE(t->out_room);
	mbedtls_ssl_config_init(&t->conf);
	mbedtls_ssl_init(&t->ssl);
	if (prepare(t))
		return t;
	tls_end(t);
	return NULL;
}

void tls_end(struct tls *t)
{
	mbedtls_ssl_free(&t->ssl);
	mbedtls_ssl_config_free(&t->conf);
	mbedtls_x509_crt_free(t->cas);
	mbedtls_free(t->cas);
	wipe(t, sizeof *t);
	mbedtls_free(t);
}

/* ---- going on ---- */

static void fail(struct tls *t, int error)
{
	t->state = TLS_FAILED;
	t->error = error;
	if (error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		t->alert = t->ssl.in_msg[1];
	tls_unread(t);
}

static bool is_waiting(int result)
{
	return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static void shake(struct tls *t)
{
	while (!mbedtls_ssl_is_handshake_over(&t->ssl)) {
		int state = t->ssl.state;
		int result = mbedtls_ssl_handshake_step(&t->ssl);

		if (is_waiting(result))
			return;
		if (result) {
			fail(t, result);
			return;
		}
		tls_note_agreement(t, state);
	}
	t->state = TLS_UP;
}

/* The most octets of a record that is sent: RFC 5246 6.2.3. */
#define TLS_RECORD (5 + MBEDTLS_SSL_OUT_CONTENT_LEN + 2048)

_Static_assert(TLS_RECORD <= TLS_WIRE_OUT, "there is room for a record");

/* Encrypts while a whole record fits in t->out: then mbedtls_ssl_write is never repeated. */
static void encrypt(struct tls *t, struct queue *out)
{
	while (queue_room(&t->out) >= TLS_RECORD) {
		struct span data = queue_data(out);
		int n;

		if (!data.len)
			return;
		n = mbedtls_ssl_write(&t->ssl, (const unsigned char *)data.at, data.len);
		if (n < 0 && !is_waiting(n))
			fail(t, n);
		if (n <= 0)
			return;
		queue_take(out, (size_t)n);
	}
}

/* Notes a HelloRequest; the library has answered it with no_renegotiation, RFC 5246 7.4.1.1. */
static void note_request(struct tls *t)
{
	if (t->ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_2 &&
	    tls_message_is(t, MBEDTLS_SSL_HS_HELLO_REQUEST))
		t->asked_again = true;
}

static void decrypt(struct tls *t, struct queue *in)
{
	for (;;) {
		size_t room;
		char *at = queue_space(in, &room);
		int n = MBEDTLS_ERR_SSL_WANT_READ;

		if (room)
			n = mbedtls_ssl_read(&t->ssl, (unsigned char *)at, room);
		note_request(t);
		if (n > 0) {
			queue_filled(in, (size_t)n);
		} else if (n == 0 || n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ||
			   n == MBEDTLS_ERR_SSL_CONN_EOF) {
			t->state = TLS_ENDED;
			return;
		} else if (n != MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
			if (!is_waiting(n))
				fail(t, n);
			return;
		}
	}
}

void tls_go(struct tls *t, struct queue *in, struct queue *out)
{
	if (t->state == TLS_SHAKING)
		shake(t);
	if (t->state == TLS_UP)
		encrypt(t, out);
	if (t->state == TLS_UP)
		decrypt(t, in);
}

void tls_farewell(struct tls *t)
{
	if (t->state == TLS_UP || t->state == TLS_ENDED)
		mbedtls_ssl_close_notify(&t->ssl);
}

/* ---- the socket's side ---- */

char *tls_space(struct tls *t, size_t *room)
{
	return queue_space(&t->in, room);
}

/* Can a server's first record begin with this octet?  RFC 8446 5.1. */
static bool is_record(char c)
{
	return c == MBEDTLS_SSL_MSG_HANDSHAKE || c == MBEDTLS_SSL_MSG_ALERT;
}

void tls_filled(struct tls *t, size_t n)
{
	struct span in;

	queue_filled(&t->in, n);
	in = queue_data(&t->in);
	if (t->seen || !in.len)
		return;
	t->seen = true;
	if (is_record(in.at[0]))
		return;
	t->clear_len = span_first(in, sizeof t->clear).len;
	memcpy(t->clear, in.at, t->clear_len);
	fail(t, MBEDTLS_ERR_SSL_INVALID_RECORD);
}

void tls_eof(struct tls *t)
{
	t->eof = true;
}

struct span tls_wire(const struct tls *t)
{
	return queue_data(&t->out);
}

void tls_sent(struct tls *t, size_t n)
{
	queue_take(&t->out, n);
}

enum tls_state tls_state(const struct tls *t)
{
	return t->state;
}

bool tls_asked_again(const struct tls *t)
{
	return t->asked_again;
}
