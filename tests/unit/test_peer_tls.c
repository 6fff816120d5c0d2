/*
 * test_peer_tls.c - one visitor of the practice server who asks for TLS: what was said before it counts no more.
 *
 * The visitor's side is the client's own connection.
 */
#define _DEFAULT_SOURCE
#include "visit.h"

#include <sys/stat.h>

#define DAY INT64_C(1795500000) /* in November 2026; the certificate is good until 2056 */

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

static char folder[] = "/tmp/postel-peer-XXXXXX", pem[64];
static struct tls_room server_room, client_room;
static struct tls_setup *server_setup, *client_setup;
static struct conn client;
static struct tls_chain chain;
static char in_room[16384], out_room[16384];

/* ---- a server with a certificate, and a client that believes it ---- */

static void write_pem(void)
{
	FILE *file;

	snprintf(pem, sizeof pem, "%s/server.pem", folder);
	file = fopen(pem, "w");
	fprintf(file, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n", key_text);
	fprintf(file, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", cert_text);
	fclose(file);
	chmod(pem, 0600);
}

static void set_up(void)
{
	static const struct tls_how server = { .cert = pem, .serves = true };
	static const struct tls_how trusting = { .insecure = true };
	struct fault f = { 0 };

	write_pem();
	server_setup = tls_setup(&server_room, &server, SPAN(""), &f);
	client_setup = tls_setup(&client_room, &trusting, SPAN(""), &f);
	CHECK(server_setup && client_setup);
	CHECK_NUMBER(f.kind, FAULT_NONE);
	client = (struct conn){ .in = QUEUE(in_room), .out = QUEUE(out_room) };
}

/* ---- octets to and fro ---- */

#define TURNS 50 /* in which all is said: what either says is in this kernel's memory at once */

static void go(void)
{
	for (int i = 0; i < TURNS; i++) {
		peer_go(&v, peer_wants_read(&v) && is_readable(v.conn.sock), now);
		if (client.state == CONN_OPEN)
			conn_read(&client);
		conn_write(&client);
	}
}

static void shake(void)
{
	static const struct cert_clock clock = { .now = DAY };

	CHECK(conn_secure(&client, client_setup, "mail.example.com", &clock, true, &chain));
	go();
	CHECK_NUMBER(tls_state(client.tls), TLS_UP);
}

static void put(const char *text)
{
	CHECK(conn_put(&client, span_of(text)));
	go();
}

/* All that was heard since the last time. */
static void expect(const char *want)
{
	CHECK_SPANS(queue_data(&client.in), span_of(want));
	queue_clear(&client.in);
}

/* Begins, in clear. */
static void meet(enum service service, const char *directives)
{
	begin(service, directives);
	shared.tls = server_setup;
	conn_open(&client, far);
}

static void part(void)
{
	end();
	client.sock = OS_NO_SOCK;
	conn_close(&client);
}

/* ---- tests ---- */

/* RFC 3207 6: what came in the same packet as STARTTLS is nobody's; and 4.2: who is there has to greet again. */
static void test_upgrade(void)
{
	meet(SERVICE_SMTP, "");
	hear(); /* the greeting, which came before the client did */
	put("HELO me\r\nSTARTTLS\r\nNOOP\r\n");
	expect("250 mail.example\r\n220 2.0.0 Go ahead\r\n");
	shake();
	expect("");
	put("RSET\r\n");
	expect("250 2.0.0 Ok\r\n");
	put("MAIL FROM:<a@b>\r\n");
	expect("503 5.5.1 HELO or EHLO comes first\r\n");
	put("STARTTLS\r\n");
	expect("503 5.5.1 Not now\r\n");
	expect_told(SPAN("TLS 1."), true);
	expect_told(SPAN("C: NOOP"), false);
	part();
}

/* A line that is slipped in comes in clear, and never inside. */
static void test_injected(void)
{
	meet(SERVICE_POP3, "--inject");
	hear();
	put("STLS\r\n");
	expect("+OK Go ahead\r\n+OK slipped in\r\n");
	shake();
	expect("");
	put("QUIT\r\n");
	expect("+OK Bye\r\n");
	go();
	CHECK(v.step == PEER_NOBODY && tls_state(client.tls) == TLS_ENDED);
	part();
}

/* TLS from the start: the greeting is inside. */
static void test_from_the_start(void)
{
	meet(SERVICE_SMTPS, "");
	CHECK_NUMBER(heard.len, 0);
	shake();
	CHECK(span_starts(queue_data(&client.in), SPAN("220 mail.example ESMTP")));
	part();
}

/* A handshake can be late, and nothing of it is lost by that. */
static void test_late(void)
{
	static const struct cert_clock clock = { .now = DAY };

	meet(SERVICE_POP3S, "--delay=tls=5s");
	CHECK(conn_secure(&client, client_setup, "mail.example.com", &clock, true, &chain));
	go();
	now += 4999 * OS_MS;
	go();
	CHECK_NUMBER(tls_state(client.tls), TLS_SHAKING);
	CHECK_NUMBER(peer_deadline(&v), now + OS_MS);
	now += OS_MS;
	go();
	CHECK_NUMBER(tls_state(client.tls), TLS_UP);
	CHECK(span_starts(queue_data(&client.in), SPAN("+OK mail.example")));
	part();
}

/* Who speaks no TLS where it begins is told of, and sent away. */
static void test_no_tls(void)
{
	meet(SERVICE_SMTPS, "");
	put("EHLO me\r\n");
	CHECK(v.step == PEER_NOBODY);
	expect_told(SPAN("TLS failed, after "), true);
	part();
}

int main(void)
{
	if (!tls_serves()) {
		puts("skipped: TLS of this build has no server's side");
		return test_end("peer_tls");
	}
	if (!mkdtemp(folder))
		return 1;
	RUN(set_up);
	RUN(test_upgrade);
	RUN(test_injected);
	RUN(test_from_the_start);
	RUN(test_late);
	RUN(test_no_tls);
	unlink(pem);
	rmdir(folder);
	return test_end("peer_tls");
}
