/* test_server.c - the practice server as a whole: where it listens, who is let in, who has to go. */
#include "visitors.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- where it listens ---- */

static void test_listeners(void)
{
	char room[400];
	struct out said = OUT(room);
	struct visitor of;
	struct span rest;

	CHECK_NUMBER(
	    open_server("--smtp=0 --pop3=0 --telnet=0 --listen=127.0.0.1").kind, FAULT_NONE);
	CHECK_NUMBER(server->listeners, 3);
	server_say(server, &said);
	rest = out_span(&said);
	CHECK(span_starts(span_line(&rest), SPAN("smtp 127.0.0.1 port ")));
	CHECK(span_starts(span_line(&rest), SPAN("pop3 127.0.0.1 port ")));
	CHECK(span_starts(span_line(&rest), SPAN("telnet 127.0.0.1 port ")));
	begin_visit(&of, 0);
	CHECK(hears(&of, "220 mail.example ESMTP postel practice server"));
	os_close(of.sock);
	begin_visit(&of, 1);
	CHECK(hears(&of, "+OK mail.example postel practice server"));
	os_close(of.sock);
	begin_visit(&of, 2);
	CHECK(hears(&of, "postel echo: ") && answers(&of, "frog", "frog\r\n"));
	os_close(of.sock);
	CHECK(has_visitors(0));
	CHECK(span_holds(out_span(&told), SPAN("telnet: from 127.0.0.1 port ")));
	server_close(server);
}

/* On loopback alone, and at the same port of both families, where there are both. */
static void test_usual_listeners(void)
{
	CHECK_NUMBER(open_server(SMTP_ALONE).kind, FAULT_NONE);
	CHECK(server->listeners == 1 || server->listeners == 2);
	for (size_t i = 0; i < server->listeners; i++) {
		char room[80];
		struct out o = OUT(room);

		os_addr_say(&server->listener[i].addr, &o);
		CHECK_SPANS(out_span(&o), i ? SPAN("::1") : SPAN("127.0.0.1"));
		CHECK_NUMBER(server->listener[i].addr.port, server->listener[0].addr.port);
	}
	server_close(server);
	CHECK(direct("--smtp=off --pop3=off --telnet=off") && !server_has_services(&directives));
	CHECK(direct("--smtp=off --pop3=off --telnet=off --smtps=0"));
	CHECK(server_has_services(&directives));
	CHECK(direct("") && server_has_services(&directives));
}

/* The lowest descriptor that is free: a new one, if nothing was left open. */
static int free_descriptor(void)
{
	int fd = dup(2);

	close(fd);
	return fd;
}

/* Where it can't begin it says why, and goes on listening nowhere. */
static void test_no_server(void)
{
	struct os_addr at = { .family = 4, .ip = { 127, 0, 0, 1 } };
	struct fault f = { 0 };
	os_sock other = os_listen(&at, &f);
	int fd = free_descriptor();
	char words[100];

	snprintf(words, sizeof words, "--smtp=0 --telnet=off --pop3=%d", at.port);
	f = open_server(words);
	CHECK(!server);
	CHECK_NUMBER(f.kind, FAULT_TAKEN);
	snprintf(words, sizeof words, "127.0.0.1 port %d", at.port);
	CHECK_SPANS(span_of(f.who), span_of(words));
	CHECK_NUMBER(free_descriptor(), fd);
	os_close(other);

	f = open_server(SMTP_ALONE "--maildir=/dev/null");
	CHECK(!server);
	CHECK_NUMBER(f.kind, FAULT_NO_FOLDER);
	f = open_server("--listen=localhost");
	CHECK(!server);
	CHECK_NUMBER(f.kind, FAULT_ADDRESS);
	CHECK_SPAN(span_of(f.who), "localhost");
}

/* ---- mail ---- */

static void test_mail_from_one_to_another(void)
{
	struct visitor sender, reader;

	CHECK_NUMBER(
	    open_server("--smtp=0 --pop3=0 --telnet=off --listen=127.0.0.1").kind, FAULT_NONE);
	begin_visit(&sender, 0);
	CHECK(hears(&sender, "220 ") && answers(&sender, "HELO me", "250 "));
	CHECK(answers(&sender, "MAIL FROM:<a@b>", "250 ") &&
	      answers(&sender, "RCPT TO:<c@d>", "250 "));
	CHECK(answers(&sender, "DATA", "354 "));
	CHECK(answers(&sender, "Subject: frog\r\n\r\n..dot\r\n.", "queued as 1"));
	begin_visit(&reader, 1);
	CHECK(hears(&reader, "+OK") && answers(&reader, "USER paul", "+OK"));
	CHECK(answers(&reader, "PASS any", "+OK"));
	CHECK(answers(&reader, "RETR 1", "\r\nSubject: frog\r\n\r\n..dot\r\n.\r\n"));
	CHECK(answers(&reader, "DELE 1", "+OK") && answers(&reader, "QUIT", "+OK"));
	CHECK_NUMBER(hears_end(&reader), OS_END);
	CHECK_NUMBER(server->store.mail[1].state, STORE_FREE);
	os_close(reader.sock);
	os_close(sender.sock);
	server_close(server);
}

/* All of it, however much more it is than the queues hold; and no server knows an earlier one's. */
static void test_generated_mail(void)
{
	static struct visitor of;

	for (int i = 0; i < 2; i++) {
		CHECK_NUMBER(open_server(POP3_ALONE "--message=20000").kind, FAULT_NONE);
		begin_visit(&of, 0);
		CHECK(hears(&of, "+OK") && answers(&of, "USER paul", "+OK"));
		CHECK(answers(&of, "PASS any", "+OK"));
		CHECK(answers(&of, "STAT", "+OK 1 20000\r\n"));
		CHECK(answers(&of, "RETR 1", "\r\n.\r\n"));
		CHECK(of.heard.len > 20000 && of.heard.len < 20100);
		os_close(of.sock);
		server_close(server);
	}
}

/* ---- faults ---- */

/* A firewall's reset, not an end: what was said before is lost to nobody. */
static void test_reset(void)
{
	struct visitor of;

	CHECK_NUMBER(open_server(SMTP_ALONE "--reset-at=quit").kind, FAULT_NONE);
	begin_visit(&of, 0);
	CHECK(hears(&of, "220 ") && answers(&of, "NOOP", "250 "));
	say(&of, "QUIT");
	CHECK_NUMBER(hears_end(&of), OS_BAD);
	os_close(of.sock);
	server_close(server);
}

static int receive_buffer(size_t listener)
{
	int size = 0;
	socklen_t len = sizeof size;

	CHECK(getsockopt(
		  (int)server->listener[listener].sock, SOL_SOCKET, SO_RCVBUF, &size, &len) == 0);
	return size;
}

/* Whoever sends to a slow server notices: its kernel takes little in its place. */
static void test_slow_servers_have_little_room(void)
{
	CHECK_NUMBER(open_server(SMTP_ALONE).kind, FAULT_NONE);
	CHECK(receive_buffer(0) > 8192);
	CHECK(direct(SMTP_ALONE "--rate=1000"));
	server_reorder(server, &directives, now);
	CHECK_NUMBER(receive_buffer(0), 8192); /* the kernel doubles it */
	server_close(server);
}

/* Directives that change count for who is there already. */
static void test_new_directives(void)
{
	struct visitor of;

	CHECK_NUMBER(open_server(SMTP_ALONE "--delay=greeting=1h").kind, FAULT_NONE);
	begin_visit(&of, 0);
	CHECK(has_visitors(1));
	turn(&of);
	hear(&of);
	CHECK_NUMBER(of.heard.len, 0);
	CHECK(direct(SMTP_ALONE));
	server_reorder(server, &directives, now);
	CHECK(hears(&of, "220 "));
	os_close(of.sock);
	server_close(server);
}

/* ---- crowds ---- */

/* As many as there are places, and each with its greeting sent. */
static void fill(os_sock socks[SERVER_VISITORS])
{
	for (size_t i = 0; i < SERVER_VISITORS; i++) {
		static struct visitor of;

		begin_visit(&of, 0);
		socks[i] = of.sock;
		CHECK(has_visitors(i + 1));
		if (test_broken)
			return;
	}
}

static void test_crowd(void)
{
	static os_sock socks[SERVER_VISITORS];
	static struct visitor late, first;

	CHECK_NUMBER(open_server(SMTP_ALONE).kind, FAULT_NONE);
	fill(socks);
	now += 9999 * OS_MS; /* nobody was silent for ten seconds */
	begin_visit(&late, 0);
	CHECK(hears(&late, "421 4.3.2 too many connections\r\n"));
	CHECK_NUMBER(hears_end(&late), OS_END);
	CHECK(span_holds(out_span(&told), SPAN("smtp: turned away: 208 visitors are connected")));
	os_close(late.sock);

	server->peer[0].last_moved -= OS_MS; /* now the first one was */
	begin_visit(&late, 0);
	CHECK(hears(&late, "220 mail.example"));
	CHECK_NUMBER(server_visitors(server), SERVER_VISITORS);
	first = (struct visitor){ .sock = socks[0], .last = OS_AGAIN };
	first.heard = OUT(first.room);
	CHECK(hears(&first, "421 4.3.2 silent too long while others wait for a place\r\n"));
	CHECK_NUMBER(hears_end(&first), OS_END);
	os_close(late.sock);
	for (size_t i = 0; i < SERVER_VISITORS; i++)
		os_close(socks[i]);
	server_close(server);
	CHECK_NUMBER(server_visitors(server), 0);
}

/* POP3 has other words for it. */
static void test_crowd_of_pop3(void)
{
	static os_sock socks[SERVER_VISITORS];
	static struct visitor late;

	CHECK_NUMBER(open_server(POP3_ALONE).kind, FAULT_NONE);
	fill(socks);
	begin_visit(&late, 0);
	CHECK(hears(&late, "-ERR [SYS/TEMP] too many connections\r\n"));
	os_close(late.sock);
	for (size_t i = 0; i < SERVER_VISITORS; i++)
		os_close(socks[i]);
	server_close(server);
}

/* A connection that can't be taken is left to wait for a second, and is not asked for over and over. */
static void test_no_descriptors(void)
{
	struct rlimit was, few;
	struct visitor of;
	int spare[16]; /* as poll wants no more entries than descriptors are allowed */

	CHECK_NUMBER(open_server(SMTP_ALONE).kind, FAULT_NONE);
	begin_visit(&of, 0);
	for (size_t i = 0; i < 16; i++)
		spare[i] = dup(2);
	getrlimit(RLIMIT_NOFILE, &was);
	few = (struct rlimit){ (rlim_t)free_descriptor(), was.rlim_max };
	CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
	for (int64_t until = os_now() + PATIENT; !server->later && os_now() < until;)
		turn(NULL);
	setrlimit(RLIMIT_NOFILE, &was);
	CHECK_NUMBER(server->later, now + OS_S);
	turn(NULL);
	CHECK_NUMBER(server_visitors(server), 0);
	now += OS_S;
	CHECK(hears(&of, "220 "));
	for (size_t i = 0; i < 16; i++)
		close(spare[i]);
	os_close(of.sock);
	server_close(server);
}

/* ---- what is told ---- */

/* Where nobody looks all is for records, and afterwards it is said how much that was. */
static void test_unseen(void)
{
	struct visitor of;

	CHECK_NUMBER(open_server(SMTP_ALONE).kind, FAULT_NONE);
	server_catch_up(&server->shared, false, now);
	begin_visit(&of, 0);
	CHECK(hears(&of, "220 ") && answers(&of, "NOOP", "250 "));
	CHECK(span_holds(out_span(&told), SPAN("(unseen) C: NOOP\n")));
	told = OUT(told_room);
	server_catch_up(&server->shared, true, now);
	CHECK_SPANS(out_span(&told),
	    SPAN("4 lines about visitors are not shown: they were not read fast enough\n"));
	CHECK(answers(&of, "NOOP", "250 "));
	CHECK(span_holds(out_span(&told), SPAN("enough\nC: NOOP\n")));
	told = OUT(told_room);
	server_catch_up(&server->shared, true, now);
	CHECK_NUMBER(told.len, 0);

	for (int i = 0; i < SERVER_TOLD + 5; i++)
		server_tell(&server->shared, 1, SPAN("x"), now);
	CHECK_NUMBER(server->shared.missed, 5);
	os_close(of.sock);
	server_close(server);
}

static void test_close(void)
{
	struct visitor of;
	int fd = free_descriptor();

	CHECK_NUMBER(open_server(SMTP_ALONE).kind, FAULT_NONE);
	begin_visit(&of, 0);
	CHECK(hears(&of, "220 "));
	server_close(server);
	CHECK(hears(&of, "421 4.3.2 the practice server ends\r\n"));
	CHECK_NUMBER(hears_end(&of), OS_END);
	os_close(of.sock);
	CHECK_NUMBER(free_descriptor(), fd);
}

int main(void)
{
	RUN(test_listeners);
	RUN(test_usual_listeners);
	RUN(test_no_server);
	RUN(test_mail_from_one_to_another);
	RUN(test_generated_mail);
	RUN(test_reset);
	RUN(test_slow_servers_have_little_room);
	RUN(test_new_directives);
	RUN(test_crowd);
	RUN(test_crowd_of_pop3);
	RUN(test_no_descriptors);
	RUN(test_unseen);
	RUN(test_close);
	return test_end("server");
}
