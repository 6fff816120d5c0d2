/*
 * test_practice.c - the client's session against the practice server's engine, both in memory.
 *
 * Neither side has a socket: octets go from queue to queue, so many at a time
 * at most, and each line goes when its turn has come.
 */
#include "arrive.h"
#include "test.h"

#include "talk.h"

#define ROOMY (CAPS_MAX >= 1024) /* where limits are tiny EHLO's reply does not fit */

static struct timeline log_;
static struct teller teller = { &log_, 0 };
static struct session s;
static int64_t now, content;
static char text[8192];
static struct out kept;

/* What messages say, as the client understands it. */
static void take(struct body_sink *sink, struct span octets)
{
	(void)sink;
	content += (int64_t)octets.len;
	out_put(&kept, octets);
}

static struct body_sink taker = { .take = take };

/* What either has said goes to the other, until nobody has anything to say. */
static void carry(size_t chunk)
{
	bool moved = true;

	while (moved && session_is_open(&s)) {
		struct span said = span_first(queue_data(&s.conn.out), chunk);
		size_t from = talk_out.len;

		moved = said.len > 0;
		if (moved)
			talk_say(said.at, said.len, said.len);
		queue_take(&s.conn.out, said.len);
		s.conn.flushed += (int64_t)said.len;
		session_sent(&s, now);
		arrive(&s, span_from(out_span(&talk_out), from), chunk, now);
		talk_out.len = 0;
	}
}

static void connect(bool pop3, size_t chunk)
{
	memset(&log_, 0, sizeof log_);
	memset(&s, 0, sizeof s);
	timeline_start(&log_);
	session_start(&s, &teller);
	s.sink = &taker;
	now = 1000 * OS_S;
	content = 0;
	kept = OUT(text);
	session_open(&s, OS_NO_SOCK, pop3 ? PROTOCOL_POP3 : PROTOCOL_SMTP, true, 0, now);
	talk_begin(pop3);
	arrive(&s, out_span(&talk_out), chunk, now);
	talk_out.len = 0;
	CHECK(session_ready(&s, now) && s.last.code > 0);
}

/* Says a line in its turn and hears the answer. */
static int say(const char *line, size_t chunk)
{
	int64_t serial = s.last.serial;

	CHECK(session_ready(&s, now));
	CHECK_NUMBER(session_say(&s, span_of(line), EVENT_BY_SCRIPT, now), SESSION_SAID);
	carry(chunk);
	CHECK(session_in_body(&s) || s.last.serial == serial + 1);
	return s.last.code;
}

static const char *const lines[] = { "Subject: dots", "", ".", "..", "...x", "", "end" };

static void send_mail(size_t chunk)
{
	connect(false, chunk);
	CHECK_NUMBER(say("EHLO client.example", chunk), 250);
	CHECK(!ROOMY || (caps_has(&s.caps, SPAN("PIPELINING"), NULL) &&
			    caps_has(&s.caps, SPAN("SIZE"), NULL)));
	CHECK_NUMBER(say("AUTH PLAIN AGEAYg==", chunk), 235);
	CHECK_NUMBER(say("MAIL FROM:<a@b>", chunk), 250);
	CHECK_NUMBER(say("RCPT TO:<c@d>", chunk), 250);
	CHECK_NUMBER(say("DATA", chunk), 354);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char stuffed[40] = ".";

		strcat(stuffed, lines[i]);
		session_say(&s, span_of(stuffed + (*lines[i] != '.')), EVENT_BY_SCRIPT, now);
		carry(chunk);
	}
	session_say(&s, SPAN("."), EVENT_BY_SCRIPT, now);
	carry(chunk);
	CHECK_NUMBER(s.last.code, 250);
	CHECK_NUMBER(say("QUIT", chunk), 221);
	CHECK_NUMBER(s.dues, 0);
	CHECK_NUMBER(s.status, STATUS_DONE);
	served_end(&talk_server);
}

static void fetch_mail(size_t chunk)
{
	struct span rest;

	connect(true, chunk);
	CHECK_NUMBER(say("CAPA", chunk), 1);
	CHECK(!ROOMY || caps_has(&s.caps, SPAN("UIDL"), NULL));
	CHECK_NUMBER(say("USER paul", chunk), 1);
	CHECK_NUMBER(say("PASS secret", chunk), 1);
	CHECK_NUMBER(say("STAT", chunk), 1);
	CHECK_NUMBER(say("LIST 1", chunk), 1);
	content = 0;
	CHECK_NUMBER(say("RETR 1", chunk), 1);
	CHECK_NUMBER(content, talk_store.mail[talk_server.box[0]].size);
	rest = out_span(&kept);
	span_line(&rest); /* Return-Path, and two lines of Received */
	span_line(&rest);
	span_line(&rest);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		CHECK_SPANS(span_line(&rest), span_of(lines[i]));
	CHECK_NUMBER(rest.len, 0);
	CHECK_NUMBER(say("DELE 1", chunk), 1);
	CHECK_NUMBER(say("RETR 1", chunk), -1);
	CHECK_NUMBER(say("QUIT", chunk), 1);
	CHECK_NUMBER(s.dues, 0);
	served_end(&talk_server);
	CHECK_NUMBER(talk_store.mail[1].state, STORE_FREE);
}

static void test_both_ways(void)
{
	for (size_t chunk = 1; chunk < 300; chunk += chunk < 20 ? 1 : 31) {
		talk_open("", sizeof talk_memory);
		send_mail(chunk);
		fetch_mail(chunk);
	}
}

/* A made-up message arrives octet for octet, as large as LIST has said. */
static void test_made_up(void)
{
	for (size_t chunk = 1; chunk < 3000; chunk = chunk * 5 + 2) {
		unsigned mail;

		talk_open("", sizeof talk_memory);
		mail = served_new_mail(&talk_practice);
		store_pretend(&talk_store, mail, 20001);
		store_keep(&talk_store, mail);
		connect(true, chunk);
		say("USER paul", chunk);
		say("PASS secret", chunk);
		CHECK_NUMBER(say("RETR 1", chunk), 1);
		CHECK_NUMBER(content, 20001);
		served_end(&talk_server);
	}
}

/* The tricks that are played on a client are seen for what they are. */
static void test_tricks(void)
{
	for (size_t chunk = 1; chunk < 300; chunk += 37) {
		talk_open("--lower-case --hide-starttls --refuse=rcpt=550:no", sizeof talk_memory);
		connect(false, chunk);
		CHECK_NUMBER(say("EHLO me", chunk), 250);
		CHECK((!ROOMY || caps_has(&s.caps, SPAN("SIZE"), NULL)) &&
		      !caps_has(&s.caps, SPAN("STARTTLS"), NULL));
		CHECK_NUMBER(say("MAIL FROM:<a>", chunk), 250);
		CHECK_NUMBER(say("RCPT TO:<b>", chunk), 550);
		served_end(&talk_server);
	}
}

int main(void)
{
	RUN(test_both_ways);
	RUN(test_made_up);
	RUN(test_tricks);
	return test_end("practice");
}
