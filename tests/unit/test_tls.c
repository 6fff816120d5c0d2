/*
 * test_tls.c - the engine of TLS in memory: handshake, data, farewell, cut at every octet.
 *
 * The other side is mbedTLS's server, which only the tests' copy of the library
 * has.  Its octets arrive in pieces of a size, and nothing may depend on which.
 */
#include "net/tls_inside.h"
#include "test.h"

#include <mbedtls/base64.h>

#define DAY     (INT64_C(1795500000)) /* in November 2026; the certificate is good until 2056 */
#define MESSAGE 20000                 /* octets: more than a record has */

/* A key of no other use, and a certificate for mail.example.com: base64 of DER. */
static const char key_text[] = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFIaP8gDGlzY483ps"
			       "mQOceOXmB0CNv64uJKUx0E619zyhRANCAARWMS47OSMH7uVFNC9QH/RSDmedRrsJ"
			       "ZJecGB7iOldW0pqXxvi27I0nTdkkoR/adSp/G1ii28QqDn+VJDJ/VRDI";
static const char cert_text[] = "MIIBqjCCAVCgAwIBAgIUP4SqLf4Px1YL7KAHGgbXx34oS44wCgYIKoZIzj0EAwIw"
				"GzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTAgFw0yNjExMjQwOTA1MzhaGA8y"
				"MDU2MTExNjA5MDUzOFowGzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTBZMBMG"
				"ByqGSM49AgEGCCqGSM49AwEHA0IABFYxLjs5Iwfu5UU0L1Af9FIOZ51Guwlkl5wY"
				"HuI6V1bSmpfG+LbsjSdN2SShH9p1Kn8bWKLbxCoOf5UkMn9VEMijcDBuMB0GA1Ud"
				"DgQWBBQL+qHhwQ593PdLOXX63dW3gMOj/DAfBgNVHSMEGDAWgBQL+qHhwQ593PdL"
				"OXX63dW3gMOj/DAPBgNVHRMBAf8EBTADAQH/MBsGA1UdEQQUMBKCEG1haWwuZXhh"
				"bXBsZS5jb20wCgYIKoZIzj0EAwIDSAAwRQIhAIunusUVJuvtBdMIgAwGMopPoPIK"
				"/Bf0QReQAwxtMnOCAiA0LOT0ajpsBm24UMOSn5UMySTsYXIcxTQAPirC7xBQUg==";

/* ---- the server ---- */

static struct server {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	mbedtls_x509_crt cert;
	mbedtls_pk_context key;
	struct queue in, out;
	char in_room[65536], out_room[65536];
	char heard[64];
	size_t heard_len, sent;
	bool greeted, over;
} servers[2], *server = servers;

static int put(void *s, const unsigned char *at, size_t len)
{
	(void)s;
	return queue_put(&server->out, (struct span){ (const char *)at, len })
		   ? (int)len
		   : MBEDTLS_ERR_SSL_WANT_WRITE;
}

static int get(void *s, unsigned char *at, size_t size)
{
	struct span in = span_first(queue_data(&server->in), size);

	(void)s;
	if (!in.len)
		return MBEDTLS_ERR_SSL_WANT_READ;
	memcpy(at, in.at, in.len);
	queue_take(&server->in, in.len);
	return (int)in.len;
}

static size_t decode(const char *text, unsigned char *der, size_t size)
{
	size_t len = 0;

	CHECK(!mbedtls_base64_decode(der, size, &len, (const unsigned char *)text, strlen(text)));
	return len;
}

static void serve(mbedtls_ssl_protocol_version version)
{
	unsigned char der[1024];
	size_t len = decode(key_text, der, sizeof der);

	memset(server, 0, sizeof *server);
	server->in = QUEUE(server->in_room);
	server->out = QUEUE(server->out_room);
	mbedtls_x509_crt_init(&server->cert);
	mbedtls_pk_init(&server->key);
	mbedtls_ssl_config_init(&server->conf);
	mbedtls_ssl_init(&server->ssl);
	CHECK(!mbedtls_pk_parse_key(&server->key, der, len, NULL, 0, tls_random, NULL));
	len = decode(cert_text, der, sizeof der);
	CHECK(!mbedtls_x509_crt_parse_der(&server->cert, der, len));
	CHECK(!mbedtls_ssl_config_defaults(&server->conf, MBEDTLS_SSL_IS_SERVER,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT));
	mbedtls_ssl_conf_rng(&server->conf, tls_random, NULL);
	mbedtls_ssl_conf_min_tls_version(&server->conf, version);
	mbedtls_ssl_conf_max_tls_version(&server->conf, version);
	CHECK(!mbedtls_ssl_conf_own_cert(&server->conf, &server->cert, &server->key));
	CHECK(!mbedtls_ssl_setup(&server->ssl, &server->conf));
	mbedtls_ssl_set_bio(&server->ssl, NULL, put, get, NULL);
}

static void serve_no_more(void)
{
	mbedtls_ssl_free(&server->ssl);
	mbedtls_ssl_config_free(&server->conf);
	mbedtls_pk_free(&server->key);
	mbedtls_x509_crt_free(&server->cert);
}

/* Shakes hands, hears a line, answers with a long message, says farewell. */
static void serve_on(void)
{
	static unsigned char message[MESSAGE];
	int n;

	if (!server->greeted && mbedtls_ssl_handshake(&server->ssl))
		return;
	server->greeted = true;
	n = mbedtls_ssl_read(&server->ssl, (unsigned char *)server->heard + server->heard_len,
	    sizeof server->heard - server->heard_len);
	server->heard_len += n > 0 ? (size_t)n : 0;
	if (!server->heard_len || server->heard[server->heard_len - 1] != '\n')
		return;
	for (size_t i = 0; i < MESSAGE; i++)
		message[i] = (unsigned char)(i * 7);
	while (server->sent < MESSAGE) {
		n = mbedtls_ssl_write(&server->ssl, message + server->sent, MESSAGE - server->sent);
		if (n <= 0)
			return;
		server->sent += (size_t)n;
	}
	if (!server->over)
		mbedtls_ssl_close_notify(&server->ssl);
	server->over = true;
}

/* ---- the client ---- */

static struct client {
	struct tls_how how;
	struct tls_room room;
	struct tls_setup *setup;
	struct tls_chain chain;
	struct tls *tls;
	struct queue in, out;
	char in_room[MESSAGE + 4096], out_room[256];
	size_t came; /* octets of the wire that were passed on */
} clients[2], *client = clients;

/* One pair of the two is played with from here on. */
static void turn_to(size_t pair)
{
	server = &servers[pair];
	client = &clients[pair];
}

static void begin(const char *host)
{
	unsigned char der[1024];
	struct fault f = { 0 };
	struct cert_clock clock = { .now = DAY };
	struct cert c;

	memset(client, 0, sizeof *client);
	client->in = QUEUE(client->in_room);
	client->out = QUEUE(client->out_room);
	CHECK(cert_read(&c, (struct span){ (char *)der, decode(cert_text, der, sizeof der) }));
	client->how.pin = (struct cert_pin){ .set = host != NULL, .key = true };
	cert_key_print(&c, client->how.pin.print);
	client->setup = tls_setup(&client->room, &client->how, SPAN(""), &f);
	client->tls = tls_begin(
	    client->setup, host ? host : "mail.example.com", &clock, false, &client->chain);
	CHECK(client->tls != NULL);
	queue_put(&client->out, SPAN("NOOP\r\n"));
	tls_go(client->tls, &client->in, &client->out);
}

/* Passes on at most so many octets to the client, and all that it says to the server. */
static bool pass(size_t octets)
{
	struct span to = tls_wire(client->tls), from;
	size_t room;
	char *at;

	queue_put(&server->in, to);
	tls_sent(client->tls, to.len);
	serve_on();
	from = span_first(queue_data(&server->out), octets);
	at = tls_space(client->tls, &room);
	from = span_first(from, room);
	memcpy(at, from.at, from.len);
	queue_take(&server->out, from.len);
	if (from.len)
		tls_filled(client->tls, from.len);
	client->came += from.len;
	tls_go(client->tls, &client->in, &client->out);
	return from.len || tls_wire(client->tls).len;
}

static void end(void)
{
	tls_end(client->tls);
	tls_setup_end(client->setup);
	serve_no_more();
}

/* ---- tests ---- */

static const mbedtls_ssl_protocol_version versions[] = { MBEDTLS_SSL_VERSION_TLS1_2,
	MBEDTLS_SSL_VERSION_TLS1_3 };

/* A whole conversation has come to its end, on both sides. */
static void check_heard(mbedtls_ssl_protocol_version version)
{
	char facts[128];
	struct out o = OUT(facts);
	struct span message = queue_data(&client->in);

	CHECK_NUMBER(tls_state(client->tls), TLS_ENDED);
	CHECK_NUMBER(message.len, MESSAGE);
	for (size_t i = 0; i < message.len; i++)
		CHECK(message.at[i] == (char)(i * 7));
	CHECK_SPAN(((struct span){ server->heard, server->heard_len }), "NOOP\r\n");
	tls_facts(client->tls, &o);
	CHECK(span_starts(out_span(&o),
	    version == MBEDTLS_SSL_VERSION_TLS1_2 ? SPAN("TLS 1.2 ") : SPAN("TLS 1.3 ")));
	CHECK_NUMBER(client->chain.count, 1);
}

static void check_session(mbedtls_ssl_protocol_version version, size_t piece)
{
	begin("mail.example.com");
	serve(version);
	while (pass(piece))
		;
	check_heard(version);
	end();
}

static void test_pieces_of_each_size(void)
{
	static const size_t pieces[] = { 1, 2, 3, 5, 64, 1000, SIZE_MAX };

	for (size_t v = 0; v < 2; v++)
		for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
			check_session(versions[v], pieces[i]);
}

/* Wherever the wire is cut within a handshake: it has failed, and says so. */
static void test_an_end_at_each_place(void)
{
	for (size_t v = 0; v < 2; v++)
		for (size_t cut = 0; cut < 600; cut += 37) {
			char why[512];
			struct out o = OUT(why);

			begin("mail.example.com");
			serve(versions[v]);
			while (client->came < cut && pass(1))
				;
			CHECK_NUMBER(tls_state(client->tls), TLS_SHAKING);
			tls_eof(client->tls);
			tls_go(client->tls, &client->in, &client->out);
			CHECK_NUMBER(tls_state(client->tls), TLS_FAILED);
			tls_why(client->tls, &o);
			CHECK(o.len > 0 && !o.full);
			CHECK_NUMBER(server->heard_len, 0);
			end();
		}
}

/* Nobody vouches for it here: the server hears an alert, and not one octet of ours. */
static void test_refused(void)
{
	for (size_t v = 0; v < 2; v++)
		for (size_t piece = 1; piece <= 4096; piece *= 64) {
			char why[512];
			struct out o = OUT(why);

			begin(NULL);
			client->how.cafile = "/dev/null";
			serve(versions[v]);
			while (pass(piece))
				;
			CHECK_NUMBER(tls_state(client->tls), TLS_FAILED);
			CHECK(tls_why(client->tls, &o) == STATUS_DENIED ||
			      tls_why(client->tls, &o) == STATUS_CONFIG);
			CHECK_NUMBER(server->heard_len, 0);
			CHECK_NUMBER(queue_data(&client->out).len, 6);
			end();
		}
}

/* Two conversations at the same time, of two versions and set-ups, in turns of a few octets. */
static void test_two_at_once(void)
{
	bool moved = true;

	for (size_t i = 0; i < 2; i++) {
		turn_to(i);
		begin("mail.example.com");
		serve(versions[i]);
	}
	while (moved) {
		turn_to(0);
		moved = pass(7);
		turn_to(1);
		moved |= pass(11);
	}
	for (size_t i = 0; i < 2; i++) {
		turn_to(i);
		check_heard(versions[i]);
		end();
	}
	turn_to(0);
}

/* The library has each suite that is offered. */
static void test_suites(void)
{
	const int *suites = tls_suites();

	for (size_t i = 0; suites[i]; i++)
		CHECK(mbedtls_ssl_ciphersuite_from_id(suites[i]) != NULL);
}

int main(void)
{
	RUN(test_suites);
	RUN(test_two_at_once);
	RUN(test_pieces_of_each_size);
	RUN(test_an_end_at_each_place);
	RUN(test_refused);
	return test_end("tls");
}
