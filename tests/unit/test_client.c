/* test_client.c - two clients in one context: each has its server, its helper and its events, and its own end. */
#define _DEFAULT_SOURCE /* mkstemp */
#include "client.h"

#include <unistd.h>

#define TURNS 100           /* of the loop, before something is taken to be stuck */
#define CAP   (200 * OS_MS) /* of each: every turn ends when something has moved */

/* ---- what is told, connection by connection ---- */

static char told_room[3][8192];
static struct out told[3];

static void see(struct view *v, const struct event *e)
{
	static const char *const marks[EVENT_KIND_COUNT] = { [EVENT_DIAL] = "dial ",
		[EVENT_SAID] = "C: ",
		[EVENT_HEARD] = "S: ",
		[EVENT_CHUNK] = "S: ",
		[EVENT_RESULT] = "= ",
		[EVENT_FAULT] = "- ",
		[EVENT_CLOSED] = "x " };
	struct span rest = e->text;

	(void)v;
	if (!marks[e->kind] || e->conn > 2)
		return;
	while (rest.len) {
		out_text(&told[e->conn], marks[e->kind]);
		out_put(&told[e->conn], span_line(&rest));
		out_char(&told[e->conn], '\n');
	}
}

/* ---- the servers ---- */

struct far {
	os_sock listening, sock;
	struct os_addr at;
	const char *greeting;
	const char *drops_at; /* closes in place of that reply */
	const char *holds;    /* leaves that line unanswered, until it is NULL */
	char room[1024];
	struct queue came;
	char last[80]; /* the last line that came */
};

static struct far fars[2];

static const char *answer_to(struct span verb)
{
	static const char answers[] = "CAPA\0-ERR what\r\n\0USER\0+OK\r\n\0PASS\0+OK in\r\n\0"
				      "STAT\0+OK 2 30\r\n\0"
				      "LIST\0+OK\r\n1 10\r\n2 20\r\n.\r\n\0QUIT\0+OK bye\r\n\0"
				      "EHLO\000250 mail.test\r\n\0RSET\000250 reset\r\n\0"
				      "MAIL\000250 ok\r\n\0RCPT\000250 ok\r\n\0"
				      "VRFY\000252 perhaps\r\n\0EXPN\000502 no\r\n\0\0";
	const char *pair = answers;

	while (*pair && !span_eq(span_of(pair), verb))
		pair = span_nth(pair, 2);
	return *pair ? span_nth(pair, 1) : "500 what\r\n";
}

static void far_open(struct far *p, const char *greeting)
{
	struct fault f = { 0 };

	*p = (struct far){ .sock = OS_NO_SOCK, .greeting = greeting };
	p->came = QUEUE(p->room);
	os_addr_read(&p->at, SPAN("127.0.0.1"));
	p->listening = os_listen(&p->at, &f);
	CHECK(p->listening != OS_NO_SOCK);
}

static void far_say(struct far *p, const char *text)
{
	struct fault f = { 0 };

	CHECK_NUMBER(os_send(p->sock, span_of(text), &f), strlen(text));
}

static void far_hang_up(struct far *p)
{
	if (p->sock != OS_NO_SOCK)
		os_close(p->sock);
	p->sock = OS_NO_SOCK;
}

/* Each whole line has its answer. */
static void far_answer(struct far *p)
{
	while (p->sock != OS_NO_SOCK && span_has(queue_data(&p->came), '\n')) {
		struct span rest = queue_data(&p->came), line = span_line(&rest);
		struct span words = line, verb = span_word(&words);

		span_copy(line, p->last, sizeof p->last);
		if (p->holds && span_eq(verb, span_of(p->holds)))
			return;
		if (p->drops_at && span_eq(verb, span_of(p->drops_at))) {
			far_hang_up(p);
			return;
		}
		queue_take(&p->came, queue_data(&p->came).len - rest.len);
		far_say(p, answer_to(verb));
	}
}

static void far_go(struct far *p)
{
	struct fault f = { 0 };
	size_t size;
	char *at;
	long n;

	if (p->sock == OS_NO_SOCK && p->greeting) {
		p->sock = os_accept(p->listening);
		if (p->sock == OS_NO_SOCK)
			return;
		far_say(p, p->greeting);
		p->greeting = NULL;
	}
	if (p->sock == OS_NO_SOCK)
		return;
	at = queue_space(&p->came, &size);
	n = os_recv(p->sock, at, size, &f);
	if (n > 0)
		queue_filled(&p->came, (size_t)n);
	if (n == OS_END || n == OS_BAD)
		far_hang_up(p);
	far_answer(p);
}

/* ---- the loop ---- */

static struct client clients[2];
static struct os_wait waiting;

static void hear(struct client *c)
{
	while (session_heard(&c->session, ctx.now))
		helper_heard(c);
}

static void move_octets(struct client *c)
{
	struct session *s = &c->session;
	int64_t flushed = s->conn.flushed;
	char text[400];
	struct out why = OUT(text);
	size_t n;

	if (!session_is_open(s))
		return;
	conn_write(&s->conn);
	if (s->conn.flushed != flushed)
		session_sent(s, ctx.now);
	hear(c);
	n = conn_read(&s->conn);
	if (n)
		session_arrived(s, n, ctx.now);
	hear(c);
	if (s->conn.state != CONN_OPEN)
		session_ended(s, &why, ctx.now);
}

static void client_turn(struct client *c)
{
	link_go(c, &waiting);
	move_octets(c);
	session_tick(&c->session, ctx.now);
	helper_heard(c);
	script_go(c);
	helper_go(c);
	move_octets(c);
}

static void client_wants(struct client *c)
{
	struct conn *conn = &c->session.conn;
	int64_t deadline = session_deadline(&c->session, ctx.now);

	deadline = os_earlier(deadline, helper_deadline(c));
	waiting.deadline = os_earlier(waiting.deadline, os_earlier(deadline, script_deadline(c)));
	if (session_is_open(&c->session))
		os_wait_for(&waiting, conn->sock, conn_wants_read(conn), conn_wants_write(conn));
	link_wants(c, &waiting);
}

static void turn(void)
{
	os_wait(&waiting);
	ctx.now = os_now();
	for (size_t i = 0; i < 2; i++) {
		client_turn(&clients[i]);
		far_go(&fars[i]);
	}
	waiting.count = 0;
	waiting.deadline = ctx.now + CAP;
	for (size_t i = 0; i < 2; i++) {
		struct far *p = &fars[i];
		bool held = p->holds && queue_data(&p->came).len;

		client_wants(&clients[i]);
		if (p->sock != OS_NO_SOCK && !held)
			os_wait_for(&waiting, p->sock, true, false);
		else if (p->sock == OS_NO_SOCK && p->greeting)
			os_wait_for(&waiting, p->listening, true, false);
	}
}

/* Goes on until it is so. */
#define UNTIL(fact)                                                                                \
	do {                                                                                       \
		int turns_ = 0;                                                                    \
		while (!(fact) && turns_++ < TURNS)                                                \
			turn();                                                                    \
		CHECK(fact);                                                                       \
	} while (0)

static void give(struct client *c, const char *line)
{
	struct span copy = test_copy(span_of(line));

	ctx.now = os_now();
	waiting.deadline = 0; /* something has happened */
	cmd_run(c, copy);
	free((void *)copy.at);
}

static void begin(void)
{
	waiting = (struct os_wait){ 0 };
	start(EVENT_BY_SCRIPT);
	memset(clients, 0, sizeof clients);
	ctx.mode = RUN_TARGET;
	ctx.how.system = (struct os_names){ 0 }; /* nobody is asked */
	ctx.how_help.helo = "me.test";
	ctx.now = os_now();
	for (size_t i = 0; i < 3; i++)
		told[i] = OUT(told_room[i]);
	for (size_t i = 0; i < 2; i++)
		client_start(&clients[i], &ctx);
}

/* Client 1 is connected to a server of POP3, client 2 to one of SMTP. */
static void begin_connected(void)
{
	char line[60];

	begin();
	far_open(&fars[0], "+OK ready\r\n");
	far_open(&fars[1], "220 mail ESMTP\r\n");
	for (size_t i = 0; i < 2; i++) {
		snprintf(line, sizeof line, "open 127.0.0.1 %u", fars[i].at.port);
		give(&clients[i], line);
	}
	UNTIL(clients[0].session.last.serial && clients[1].session.last.serial);
	strcpy(clients[0].target.user, "bob");
	strcpy(clients[1].target.user, "");
	for (size_t i = 0; i < 3; i++)
		told[i] = OUT(told_room[i]);
}

static void finish(void)
{
	for (size_t i = 0; i < 2; i++) {
		link_cancel(&clients[i]);
		session_close(&clients[i].session, ctx.now);
		far_hang_up(&fars[i]);
		if (fars[i].at.family)
			os_close(fars[i].listening);
		fars[i] = (struct far){ .sock = OS_NO_SOCK };
	}
}

/* ---- tests ---- */

static const char verified[] = "C: EHLO me.test\nS: 250 mail.test\n"
			       "C: MAIL FROM:<>\nS: 250 ok\n= MAIL FROM:<>  250 ok\n"
			       "C: RCPT TO:<b@b.test>\nS: 250 ok\n= RCPT TO:<b@b.test>  250 ok\n"
			       "C: RSET\nS: 250 reset\n= RSET  250 reset\n"
			       "C: VRFY b@b.test\nS: 252 perhaps\n= VRFY b@b.test  252 perhaps\n"
			       "C: EXPN b@b.test\nS: 502 no\n= EXPN b@b.test  502 no\n"
			       "= RCPT accepted; VRFY not answered (252); EXPN not offered (502)\n";

/* What each says and hears carries the number of its own connection. */
static void test_two_helpers(void)
{
	begin_connected();
	CHECK(clients[0].tell.conn == 1 && clients[1].tell.conn == 2);
	CHECK(helper_secret(&clients[0], SPAN("swordfish"), false));
	give(&clients[0], "list");
	give(&clients[1], "verify b@b.test");
	UNTIL(clients[0].state == CLIENT_IDLE && clients[1].state == CLIENT_IDLE);
	CHECK_SPAN(out_span(&told[1]), "C: CAPA\nS: -ERR what\nC: USER bob\nS: +OK\n"
				       "C: PASS ********\nS: +OK in\nC: LIST\n"
				       "S: +OK\nS: 1 10\nS: 2 20\nS: .\n");
	CHECK_SPANS(out_span(&told[2]), span_of(verified));
	CHECK_SPAN(out_span(&told[0]), "");
	CHECK(!clients[0].session.status && !clients[1].session.status);
	finish();
}

/* One waits in the middle of a list, and the other goes on; then one is lost, and the other goes on. */
static void test_one_is_lost(void)
{
	begin_connected();
	CHECK(helper_secret(&clients[0], SPAN("swordfish"), false));
	fars[0].holds = "LIST";
	fars[1].holds = "VRFY";
	give(&clients[0], "list");
	give(&clients[1], "verify b@b.test");
	UNTIL(!strcmp(fars[0].last, "LIST") && !strcmp(fars[1].last, "VRFY b@b.test"));
	far_hang_up(&fars[0]);
	UNTIL(clients[0].state == CLIENT_IDLE);
	CHECK(is_in(out_span(&told[1]), "x by foreign host\n- connection lost during LIST\n"));
	CHECK_NUMBER(clients[0].session.status, STATUS_UNAVAILABLE);
	CHECK_NUMBER(clients[1].state, CLIENT_HELPING);
	fars[1].holds = NULL;
	far_answer(&fars[1]);
	UNTIL(clients[1].state == CLIENT_IDLE);
	CHECK_SPANS(out_span(&told[2]), span_of(verified));
	CHECK_NUMBER(clients[1].session.status, STATUS_DONE);
	CHECK(session_is_open(&clients[1].session));
	finish();
}

/* What is cancelled for one is not for the other. */
static void test_one_is_cancelled(void)
{
	begin_connected();
	CHECK(helper_secret(&clients[0], SPAN("swordfish"), false));
	fars[1].holds = "MAIL";
	give(&clients[0], "list");
	give(&clients[1], "verify b@b.test");
	UNTIL(!strcmp(fars[1].last, "MAIL FROM:<>"));
	CHECK(link_cancel(&clients[1]));
	UNTIL(clients[0].state == CLIENT_IDLE);
	CHECK(is_in(out_span(&told[1]), "S: 2 20\n") && clients[1].helper.phase == HELPER_IDLE);
	CHECK(session_is_open(&clients[1].session));
	finish();
}

/* A password that was typed is for the login that asked, whatever the other one does meanwhile. */
static void test_typed_password(void)
{
	begin_connected();
	ctx.person = true;
	strcpy(clients[1].target.user, "eve");
	clients[1].session.protocol = PROTOCOL_POP3;
	fars[0].holds = "USER";
	give(&clients[0], "login");
	UNTIL(ctx.busy == CONTEXT_ASKING);
	typing_answered(&clients[0], SPAN("swordfish"));
	waiting.deadline = 0;
	UNTIL(!strcmp(fars[0].last, "USER bob"));
	give(&clients[1], "login");
	UNTIL(ctx.busy == CONTEXT_ASKING && clients[1].state == CLIENT_ASKING);
	link_cancel(&clients[1]);
	fars[0].holds = NULL;
	far_answer(&fars[0]);
	UNTIL(clients[0].state == CLIENT_IDLE);
	CHECK(is_in(out_span(&told[1]), "C: PASS ********\nS: +OK in\n"));
	CHECK_SPAN(span_of(fars[0].last), "PASS swordfish");
	CHECK(!is_in(out_span(&told[2]), "PASS") && !clients[0].helper.typed.known);
	finish();
}

/* A wait is for one server: what the other one is or does ends none. */
static void test_wait(void)
{
	begin_connected();
	give(&clients[0], "wait 60");
	session_close(&clients[1].session, ctx.now);
	script_go(&clients[1]);
	CHECK_NUMBER(ctx.busy, CONTEXT_WAITING);
	script_go(&clients[0]);
	CHECK_NUMBER(ctx.busy, CONTEXT_WAITING);
	session_close(&clients[0].session, ctx.now);
	script_go(&clients[0]);
	CHECK_NUMBER(ctx.busy, CONTEXT_FREE);
	finish();
}

/* Each dials the family that was asked for on its own line. */
static void test_families(void)
{
	static const char names[] = "127.0.0.1 two.test\n::1 two.test\n";
	char path[] = "/tmp/postel-hosts-XXXXXX";
	int file = mkstemp(path);

	CHECK_NUMBER(write(file, names, sizeof names - 1), sizeof names - 1);
	close(file);
	begin();
	ctx.how.hosts = path;
	give(&clients[0], "open -4 two.test 9");
	give(&clients[1], "open -6 two.test 9");
	UNTIL(clients[0].state == CLIENT_IDLE && clients[1].state == CLIENT_IDLE);
	CHECK(is_in(out_span(&told[1]), "dial 127.0.0.1") && !is_in(out_span(&told[1]), "::1"));
	CHECK(is_in(out_span(&told[2]), "dial ::1") && !is_in(out_span(&told[2]), "127.0.0.1"));
	unlink(path);
	finish();
}

/* What TLS needs is read once: a second client leaves the first one's as it is. */
static void test_setup(void)
{
	begin();
	CHECK(secure_ready(&clients[0], SPAN("")) && secure_ready(&clients[1], SPAN("")));
	CHECK(clients[0].session.tls == clients[1].session.tls);
	CHECK(!clients[0].session.tls || ctx.setup == clients[0].session.tls);
	if (ctx.setup)
		tls_setup_end(ctx.setup);
}

int main(void)
{
	for (size_t i = 0; i < 2; i++)
		fars[i].sock = OS_NO_SOCK;
	RUN(test_two_helpers);
	RUN(test_one_is_lost);
	RUN(test_one_is_cancelled);
	RUN(test_typed_password);
	RUN(test_wait);
	RUN(test_families);
	RUN(test_setup);
	return test_end("client");
}
