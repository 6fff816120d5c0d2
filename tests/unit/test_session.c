/*
 * test_session.c - what plays can't show of a session: settings, limits,
 * lockstep, deadlines, and how a run ends.
 *
 * There is no socket: what is said is read out of the connection's queue, and
 * what the server says is put into the other.  Time is what the test says.
 */
#include "arrive.h"
#include "base/base64.h"
#include "session/session_part.h"
#include "test.h"
#include "view/transcript.h"

static struct timeline log_;
static struct teller teller = { &log_, 0 };
static struct session s;
static struct transcript record;
static struct out o;
static char room[1 << 20];
static int64_t now;

/* ---- the two sides ---- */

static void begin(enum protocol p, bool greets)
{
	memset(&log_, 0, sizeof log_);
	memset(&s, 0, sizeof s);
	record = (struct transcript){ .bodies = true };
	now = 1000 * OS_S;
	timeline_start(&log_);
	session_start(&s, &teller);
	o = OUT(room);
	transcript_begin(&record, &o);
	record.anchor_at = now;
	o.len = 0;
	timeline_add(&log_, &record.view);
	session_open(&s, OS_NO_SOCK, p, greets, 0, now);
}

static void server(const char *text)
{
	arrive(&s, span_of(text), SIZE_MAX, now);
}

static enum session_said say_by(const char *line, enum event_by by)
{
	struct span copy = test_copy(span_of(line));
	enum session_said said = session_say(&s, copy, by, now);

	free((void *)copy.at);
	return said;
}

static enum session_said say(const char *line)
{
	return say_by(line, EVENT_BY_TYPED);
}

static void sent(void)
{
	struct span out = queue_data(&s.conn.out);

	queue_take(&s.conn.out, out.len);
	s.conn.flushed += (int64_t)out.len;
	session_sent(&s, now);
}

/* Time passes, and nothing else happens. */
static void pass(int64_t took)
{
	int64_t until = now + took;

	for (int64_t at; (at = session_deadline(&s, now)) <= until;) {
		now = at > now ? at : now + 1;
		session_tick(&s, now);
	}
	now = until;
}

/* A whole exchange: said, sent, answered. */
static void ask(const char *line, const char *answer)
{
	say(line);
	sent();
	server(answer);
}

static void open_smtp(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	server("220 mail ESMTP\r\n");
}

static void open_pop3(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	server("+OK ready\r\n");
}

static void server_closes(void)
{
	char text[400];
	struct out why = OUT(text);

	s.conn.state = CONN_ENDED;
	session_ended(&s, &why, now);
}

/* Is it told so far? */
static bool told(const char *what)
{
	struct span text = out_span(&o), want = span_of(what);

	for (size_t i = 0; i + want.len <= text.len; i++)
		if (memcmp(text.at + i, want.at, want.len) == 0)
			return true;
	return false;
}

/* ---- one at a time ---- */

static void test_protocols(void)
{
	open_smtp();
	CHECK_NUMBER(s.protocol, PROTOCOL_SMTP);
	open_pop3();
	CHECK_NUMBER(s.protocol, PROTOCOL_POP3);
	begin(PROTOCOL_UNKNOWN, true);
	server("* OK ready\r\n");
	CHECK_NUMBER(s.protocol, PROTOCOL_IMAP);
	begin(PROTOCOL_UNKNOWN, true);
	server("SSH-2.0\r\n");
	CHECK_NUMBER(s.protocol, PROTOCOL_UNKNOWN);
	begin(PROTOCOL_POP3, true); /* the URL knows better than the greeting */
	server("220 mail ESMTP\r\n");
	CHECK_NUMBER(s.protocol, PROTOCOL_POP3);
	s.wanted = PROTOCOL_IMAP; /* and `set protocol` knows best */
	session_open(&s, OS_NO_SOCK, PROTOCOL_POP3, true, 0, now);
	CHECK_NUMBER(s.protocol, PROTOCOL_IMAP);
}

static void test_lockstep(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	CHECK(!session_ready(&s, now));
	server("220-mail\r\n");
	CHECK(!session_ready(&s, now));
	server("220 mail\r\n");
	CHECK(session_ready(&s, now));
	say("EHLO a");
	CHECK(!session_ready(&s, now));
	sent();
	server("250-mail\r\n");
	CHECK(!session_ready(&s, now));
	server("250 SIZE\r\n");
	CHECK(session_ready(&s, now));
	ask("DATA", "354 go\r\n");
	CHECK(session_ready(&s, now) && session_in_body(&s));
	say("text");
	CHECK(session_ready(&s, now)); /* a body streams */
	say(".");
	CHECK(!session_ready(&s, now) && !session_in_body(&s));
}

/* Where nobody knows the protocol, quiet makes ready. */
static void test_quiet(void)
{
	begin(PROTOCOL_UNKNOWN, false);
	s.quiet = 100 * OS_MS;
	pass(200 * OS_MS);
	CHECK(session_ready(&s, now));
	say("hello");
	sent();
	CHECK(!session_ready(&s, now));
	pass(50 * OS_MS);
	server("one\r\n");
	pass(99 * OS_MS);
	CHECK(!session_ready(&s, now) && s.last.serial == 0);
	pass(1 * OS_MS);
	CHECK(session_ready(&s, now) && s.last.serial == 1);
}

/* All of a line or nothing of it; what does not go now is not told either. */
static void test_back_pressure(void)
{
	static char line[LINE_LIMIT];
	size_t before, said = 0;

	open_smtp();
	ask("DATA", "354 go\r\n");
	memset(line, 'x', sizeof line - 1);
	while (say(line) == SESSION_SAID)
		said++;
	CHECK(said > 0 && queue_room(&s.conn.out) < sizeof line + 1);
	CHECK(!session_ready(&s, now));
	before = o.len;
	CHECK_NUMBER(say(line), SESSION_NOT_YET);
	CHECK_NUMBER(o.len, before);
	sent();
	CHECK(session_ready(&s, now));
	CHECK_NUMBER(say(line), SESSION_SAID);
	session_close(&s, now);
	CHECK_NUMBER(say("QUIT"), SESSION_CLOSED);
}

/* As many lines typed ahead as there are dues, each paired with its reply. */
static void test_many_dues(void)
{
	open_pop3();
	for (int i = 0; i < SESSION_DUES; i++)
		CHECK_NUMBER(say("NOOP"), SESSION_SAID);
	CHECK_NUMBER(say("NOOP"), SESSION_NOT_YET);
	sent();
	for (int i = 0; i < SESSION_DUES; i++)
		server("+OK\r\n");
	CHECK_NUMBER(s.dues, 0);
	CHECK_NUMBER(s.last.serial, SESSION_DUES + 1);
	CHECK(!told("unsolicited"));
	server("+OK\r\n");
	CHECK(told("S unsolicited=1: +OK"));
}

static void test_replies(void)
{
	open_pop3();
	ask("DELE 9", "-ERR no\r\n");
	CHECK(s.last.refused && s.last.code == -1 && !s.last.secret);
	ask("PASS mypassword", "-ERR no\r\n");
	CHECK(s.last.refused && s.last.secret);
	ask("STAT", "+OK 0 0\r\n");
	CHECK(!s.last.refused && !s.last.secret && s.last.code == 1);
	open_smtp();
	ask("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n");
	CHECK(s.last.invited && !s.last.refused);
}

/* How a run ends whose last reply that was. */
static void test_verdicts(void)
{
	open_smtp();
	ask("MAIL FROM:<a@b>", "450 later\r\n");
	CHECK_NUMBER(session_verdict(&s.last), STATUS_TEMPORARY);
	ask("MAIL FROM:<a@b>", "550 no\r\n");
	CHECK_NUMBER(session_verdict(&s.last), STATUS_REJECTED);
	ask("NOOP", "250 ok\r\n");
	CHECK_NUMBER(session_verdict(&s.last), STATUS_DONE);
	open_pop3();
	ask("PASS mypassword", "-ERR [IN-USE] busy\r\n");
	CHECK_NUMBER(session_verdict(&s.last), STATUS_TEMPORARY);
	ask("PASS mypassword", "-ERR no\r\n");
	CHECK_NUMBER(session_verdict(&s.last), STATUS_DENIED);
}

/* LMTP answers the final dot for each recipient that was accepted: RFC 2033 4.2. */
static void test_lmtp(void)
{
	open_smtp();
	ask("LHLO me", "250 hi\r\n");
	ask("MAIL FROM:<a@b>", "250 ok\r\n");
	ask("RCPT TO:<c@d>", "250 ok\r\n");
	ask("RCPT TO:<x@d>", "550 no\r\n");
	ask("RCPT TO:<e@d>", "250 ok\r\n");
	ask("RCPT TO:<f@d>", "250 ok\r\n");
	ask("DATA", "354 go\r\n");
	say("text");
	ask(".", "250 first\r\n250 second\r\n");
	CHECK_NUMBER(s.dues, 1);
	server("552 third\r\n");
	CHECK_NUMBER(s.dues, 0);
	CHECK(told("reply code=552 ") && !told("unsolicited"));
	CHECK_SPAN(span_of(s.last.verb), "final dot");
}

/* Once a mail has begun, a reply too many may be the answer to what is said next. */
static void test_unsolicited_in_a_mail(void)
{
	static const char warning[] =
	    "\"250 again\" answers no command: after an unsolicited reply no answer is certain";

	open_smtp();
	ask("NOOP", "250 ok\r\n250 again\r\n");
	pass(OS_MS);
	CHECK(session_is_open(&s) && !told(warning));
	ask("MAIL FROM:<a@b>", "250 ok\r\n250 again\r\n");
	CHECK(told(warning));
	pass(OS_MS);
	CHECK(!session_is_open(&s));
	CHECK_NUMBER(s.status, STATUS_PROTOCOL);
	open_smtp(); /* a person is told, and decides */
	s.person = true;
	ask("MAIL FROM:<a@b>", "250 ok\r\n250 again\r\n");
	pass(OS_MS);
	CHECK(session_is_open(&s) && told(warning));
}

static void test_capabilities(void)
{
	open_smtp();
	ask("ehlo a", "250-mail\r\n250-SIZE 10\r\n250 STARTTLS\r\n");
	CHECK(s.caps.known && caps_has(&s.caps, SPAN("SIZE"), NULL));
	ask("EHLO a", "550 no\r\n");
	CHECK(caps_has(&s.caps, SPAN("SIZE"), NULL)); /* a refusal says nothing of it */
	session_close(&s, now);
	session_open(&s, OS_NO_SOCK, PROTOCOL_UNKNOWN, true, 0, now);
	CHECK(!s.caps.known && !caps_has(&s.caps, SPAN("SIZE"), NULL));
	open_pop3();
	ask("CAPA", "+OK\r\nTOP\r\nSASL PLAIN\r\n.\r\n");
	CHECK(caps_has(&s.caps, SPAN("SASL"), NULL) && !caps_has(&s.caps, SPAN("."), NULL));
}

/* ---- secrets ---- */

/* Whatever is typed when, the secret is in no event, and in the octets that go. */
static void test_no_event_holds_a_secret(void)
{
	static const char *const talks[][6] = {
		{ "+OK\r\n", "PASS hunter2hunter2", NULL },
		{ "+OK\r\n", "APOP paul hunter2hunter2", NULL },
		{ "+OK\r\n", "AUTH PLAIN", "hunter2hunter2", "hunter2hunter2", NULL },
		{ "220 x\r\n", "AUTH PLAIN hunter2hunter2", NULL },
		{ "220 x\r\n", "AUTH LOGIN", "hunter2hunter2", "hunter2hunter2", NULL },
		{ "220 x\r\n", "EHLO a", "AUTH LOGIN", "hunter2hunter2", "hunter2hunter2", NULL },
		{ "* OK\r\n", "a LOGIN paul hunter2hunter2", NULL },
		{ "* OK\r\n", "a LOGIN paul {14+}", "hunter2hunter2", "b NOOP", NULL },
		{ "* OK\r\n", "a AUTHENTICATE PLAIN", "hunter2hunter2", NULL },
		{ "* OK\r\n", "a AUTHENTICATE PLAIN hunter2hunter2", NULL },
		{ "* OK\r\n", "PASS hunter2hunter2", NULL }, /* where that is no command */
		{ "hello\r\n", "AUTH LOGIN", "hunter2hunter2", NULL },
		{ "hello\r\n", "LOGIN {4}", "paulhunter2hunter2", NULL },
		{ "hello\r\n", "PASS hunter2hunter2", NULL },
	};

	/* Answered after each line, or typed ahead and answered in the end. */
	for (int ahead = 0; ahead < 2; ahead++)
		for (size_t i = 0; i < sizeof talks / sizeof *talks; i++) {
			begin(PROTOCOL_UNKNOWN, true);
			server(talks[i][0]);
			pass(OS_S);
			for (size_t j = 1; talks[i][j]; j++) {
				say(talks[i][j]);
				if (ahead)
					continue;
				CHECK(queue_data(&s.conn.out).len == strlen(talks[i][j]) + 2);
				sent();
				server(talks[i][0][0] == '2' ? "334 \r\n" : "+ \r\n");
			}
			sent();
			for (int j = 0; j < 5; j++)
				server("334 \r\n+ \r\n535 hunter2hunter2\r\n-ERR hunter2hunter2\r\n"
				       "a NO hunter2hunter2\r\n");
			pass(OS_S);
			session_close(&s, now);
			if (told("hunter2"))
				printf("%s, %s: ahead %d\n", talks[i][1], talks[i][2], ahead);
			CHECK(!told("hunter2"));
			CHECK(told("********"));
		}
}

/* What `secret` says is hidden even where the session would not think so. */
static void test_hidden(void)
{
	open_pop3();
	CHECK_NUMBER(
	    session_say_hidden(&s, SPAN("hunter2hunter2"), EVENT_BY_TYPED, now), SESSION_SAID);
	CHECK_SPAN(queue_data(&s.conn.out), "hunter2hunter2\r\n");
	sent();
	server("-ERR hunter2hunter2?\r\n");
	CHECK(told("C octets=10 secret_at=1: ********"));
	CHECK(told("S: -ERR ********? [secret echoed]") && !told("hunter2"));
}

/* The end of a line that was masked while it was typed, whatever its verb is now. */
static void test_hidden_end(void)
{
	open_pop3();
	session_hide(&s, 14);
	ask("SS hunter2hunter2", "-ERR hunter2hunter2?\r\n");
	CHECK(told("C octets=13 secret_at=4: SS ********") && !told("hunter2"));
	ask("hunter2", "-ERR hunter2?\r\n");
	CHECK(!told("hunter2"));
	session_hide(&s, 0);
	ask("NOOP", "+OK\r\n");
	CHECK(told("C octets=6: NOOP"));
}

/* What was meant for a login that was refused is no command, until one is said. */
static void test_leftover(void)
{
	open_smtp();
	ask("AUTH LOGIN", "503 5.5.1 not enabled\r\n");
	ask("cGF1bA==", "500 what?\r\n");
	ask("Y29ycmVjdCBob3JzZQ==", "500 what is Y29ycmVjdCBob3JzZQ==?\r\n");
	CHECK(!told("cGF1bA") && !told("Y29ycmVj"));
	ask("NOOP", "250 fine\r\n");
	ask("XAUTH hello", "500 what?\r\n");
	CHECK(told("C octets=13: XAUTH hello"));

	begin(PROTOCOL_IMAP, true);
	server("* OK ready\r\n");
	ask("a LOGIN paul {13}", "a NO no plain text here\r\n");
	ask("correct horse", "correct BAD horse?\r\n");
	CHECK(!told("C octets=15: correct") && session_ready(&s, now));
	ask("b NOOP", "b OK\r\n");
	CHECK(told("C octets=8: b NOOP"));
}

/* Who forgets IMAP's tag shows no password for it. */
static void test_no_tag(void)
{
	begin(PROTOCOL_IMAP, true);
	server("* OK ready\r\n");
	ask("LOGIN paul hunter2hunter2", "LOGIN BAD a tag first\r\n");
	CHECK(told(": LOGIN paul ********") && !told("hunter2"));
}

/* After a farewell the next line waits for the close, and we close if nobody does. */
static void test_parting(void)
{
	open_smtp();
	ask("QUIT", "221 bye\r\n");
	CHECK(!session_ready(&s, now) && session_is_open(&s));
	now += 1900 * OS_MS;
	session_tick(&s, now);
	CHECK(session_is_open(&s) && session_deadline(&s, now) == now + 100 * OS_MS);
	now += 100 * OS_MS;
	session_tick(&s, now);
	CHECK(!session_is_open(&s) && told("closed ours=1") && s.status == STATUS_DONE);
}

/* A server of another protocol than was asked for is not waited for. */
static void test_foreign(void)
{
	begin(PROTOCOL_POP3, true);
	server("220 mail.example.com ESMTP\r\n");
	session_tick(&s, now);
	CHECK(!session_is_open(&s) && s.status == STATUS_PROTOCOL);
	CHECK(told("fault status=76: the greeting is not that of the protocol"));
}

/* A connection that ends within a message has still sent what it has. */
static void test_cut_message(void)
{
	open_smtp();
	ask("DATA", "354 go on\r\n");
	CHECK(session_is_amid(&s));
	say("half");
	session_close(&s, now);
	CHECK(told("upload octets=6 lines=1") && !session_is_amid(&s));
}

/* In a message that comes at once, the line with the secret is marked, and no other. */
static void test_echoed_in_a_body(void)
{
	open_pop3();
	ask("PASS hunter2hunter2", "+OK\r\n");
	ask("RETR 1", "+OK\r\nbefore\r\nit is hunter2hunter2!\r\nbehind\r\n.\r\n");
	CHECK(told("S: before\n") && told("S: behind\n"));
	CHECK(told("S: it is ********! [secret echoed]\n") && !told("hunter2"));
	CHECK(told("octets=39 lines=3"));
}

/* ---- a secret across the cut of an overlong line ---- */

#define SECRET "hunter2hunter9"

/* The secret as it was said, in base64 behind none to two octets, and percent-encoded. */
static void put_form(struct out *to, unsigned form)
{
	char plain[32];
	struct out p = OUT(plain);

	if (form == 0) {
		out_text(to, SECRET);
	} else if (form < 4) {
		out_repeat(&p, ':', form - 1);
		out_text(&p, SECRET);
		base64_encode(to, out_span(&p));
	} else {
		for (const char *c = SECRET; *c; c++) {
			out_char(to, '%');
			out_hex(to, (unsigned char)*c, 2);
		}
	}
}
#define FORMS 5

/* Long lines take long: every place of a cut is tried where lines are short. */
#define STEP (LINE_LIMIT > 4096 ? 9 : 1)
#define DRIP (LINE_LIMIT > 4096 ? 1021 : 1)

/* Where a line of the server may be long: what is said first, and what its answer begins with. */
static const struct long_line {
	enum protocol protocol;
	const char *greets, *login, *taken, *asks, *answer, *ends;
} long_lines[] = {
	{ PROTOCOL_POP3, "+OK\r\n", "PASS " SECRET, "+OK\r\n", NULL, "", "" }, /* unsolicited */
	{ PROTOCOL_POP3, "+OK\r\n", "PASS " SECRET, "", NULL, "-ERR ", "" },
	{ PROTOCOL_POP3, "+OK\r\n", "PASS " SECRET, "+OK\r\n", "RETR 1", "+OK\r\n", "\r\n." },
	{ PROTOCOL_POP3, "+OK\r\n", "PASS " SECRET, "+OK\r\n", "TOP 1 0", "+OK\r\n.", "\r\n." },
	{ PROTOCOL_SMTP, "220 hi\r\n", "AUTH PLAIN AGEAaHVudGVyMmh1bnRlcjk=", "", NULL, "535 ",
	    "" },
	{ PROTOCOL_SMTP, "220 hi\r\n", "AUTH PLAIN AGEAaHVudGVyMmh1bnRlcjk=", "235 in\r\n", "NOOP",
	    "250-", "\r\n250 ok" },
	{ PROTOCOL_IMAP, "* OK\r\n", "a LOGIN u " SECRET, "", NULL, "a NO ", "" },
	{ PROTOCOL_IMAP, "* OK\r\n", "a LOGIN u " SECRET, "a OK\r\n", "b FETCH 1 BODY[]",
	    "* 1 FETCH {99999}\r\n", ")\r\nb OK" },
	{ PROTOCOL_UNKNOWN, "", "PASS " SECRET, "", NULL, "", "" },
};

/* No four octets of a form that nothing else here has. */
static bool is_in_clear(struct span form)
{
	struct span text = out_span(&o);

	for (size_t at = 0; at + 4 <= text.len; at++)
		for (size_t i = 0; text.at[at] != '~' && i + 4 <= form.len; i++)
			if (memcmp(text.at + at, form.at + i, 4) == 0)
				return true;
	return false;
}

/* `ahead` octets of the line stand before the secret; then it ends, or the connection does. */
static void say_long(
    const struct long_line *l, struct span form, size_t ahead, bool ends, size_t chunk)
{
	static char text[2 * LINE_LIMIT + 256];
	struct out t = OUT(text);

	begin(l->protocol, l->greets[0]);
	server(l->greets);
	ask(l->login, l->taken);
	if (l->asks)
		say(l->asks);
	sent();
	out_text(&t, l->answer);
	out_repeat(&t, '~', ahead);
	out_put(&t, form);
	out_text(&t, ends ? "~~" : "");
	out_text(&t, ends ? l->ends : "");
	out_text(&t, ends ? "\r\n" : "");
	arrive(&s, out_span(&t), chunk, now);
	pass(500 * OS_MS); /* an unfinished line is told as a prompt */
	server_closes();
}

/* The base64 form's last character, and =, hold bits of others. */
static struct span form_of(char *form_room, unsigned form)
{
	struct out f = { form_room, 128, 0, false };

	put_form(&f, form);
	return out_span(&f);
}

static void test_echoed_across_a_cut(void)
{
	char form_room[128];

	for (size_t i = 0; i < sizeof long_lines / sizeof *long_lines; i++)
		for (unsigned form = 0; form < FORMS; form++) {
			struct span whole = form_of(form_room, form);

			for (size_t part = 0; part <= whole.len; part += STEP) {
				struct span own = span_from(whole, form > 1 ? 2 : 0);

				say_long(&long_lines[i], whole, LINE_LIMIT - part, true, SIZE_MAX);
				CHECK(!is_in_clear(own) && told("[secret echoed]"));
				/* the line ends with the connection, within the secret or behind it */
				say_long(&long_lines[i], span_first(whole, part), LINE_LIMIT / 2,
				    false, SIZE_MAX);
				CHECK(!is_in_clear(own));
			}
		}
}

/* However its octets come, the same is told. */
static void test_echoed_across_a_cut_in_drips(void)
{
	static char kept[sizeof room];
	struct span form = SPAN(SECRET);

	for (size_t i = 0; i < sizeof long_lines / sizeof *long_lines; i++) {
		struct out k = OUT(kept);

		say_long(&long_lines[i], form, LINE_LIMIT - 7, true, SIZE_MAX);
		out_put(&k, out_span(&o));
		say_long(&long_lines[i], form, LINE_LIMIT - 7, true, DRIP);
		CHECK_SPANS(out_span(&o), out_span(&k));
	}
}

/* A literal whose lines are longer than any: its octets are counted in each piece. */
static void test_literal_in_pieces(void)
{
	static char text[3 * LINE_LIMIT + 64];

	for (size_t chunk = SIZE_MAX; chunk; chunk = chunk == SIZE_MAX ? DRIP : 0) {
		struct out t = OUT(text);

		begin(PROTOCOL_IMAP, true);
		server("* OK\r\n");
		say("b FETCH 1 BODY[]");
		sent();
		out_text(&t, "* 1 FETCH {");
		out_number(&t, 3 * LINE_LIMIT);
		out_text(&t, "}\r\n");
		arrive(&s, out_span(&t), chunk, now);
		t = OUT(text);
		out_repeat(&t, 'x', 3 * LINE_LIMIT);
		out_text(&t, ")\r\nb OK done\r\n");
		arrive(&s, out_span(&t), chunk, now);
		CHECK_NUMBER(s.last.serial, 2);
		CHECK_NUMBER(s.dues, 0);
		CHECK(s.reply.octets > 3 * LINE_LIMIT);
	}
}

/* A prompt that ends within a secret, and what is said before the rest of it comes. */
static void test_echoed_in_a_prompt(void)
{
	begin(PROTOCOL_UNKNOWN, false);
	say("PASS " SECRET);
	sent();
	server("again: hunter2h");
	pass(OS_S);
	CHECK(told("again: ********") && !told("hunter2"));
	say("x");
	sent();
	server("unter9");
	pass(OS_S);
	CHECK(!told("unter9"));
	server("!\r\n");
	CHECK(told(": again: ********! [secret echoed]") && !told("hunt") && !told("unter"));
}

/* A secret that repeats itself leaves no place to cut: the piece is hidden, and what goes on. */
static void test_echoed_without_an_end(void)
{
	static char text[2 * LINE_LIMIT + 64];
	struct out t = OUT(text);

	open_pop3();
	ask("PASS QQQQQQQQ", "");
	out_repeat(&t, 'Q', 2 * LINE_LIMIT + 5);
	out_text(&t, " behind\r\n");
	arrive(&s, out_span(&t), SIZE_MAX, now);
	CHECK(!told("Q") && told("behind"));
}

/* What is kept of a reply, for sentences, ends where it is cut: not with half of a secret. */
static void test_echoed_across_the_end_of_what_is_kept(void)
{
	static char text[REPLY_TEXT_MAX + 256];

	for (size_t part = 3; part < 14; part++) {
		struct out t = OUT(text);
		struct span kept = { s.reply.text, 0 };

		open_pop3();
		out_text(&t, "-ERR ");
		out_repeat(&t, '~', REPLY_TEXT_MAX - 5 - part);
		out_text(&t, SECRET "\r\n");
		say("PASS " SECRET);
		sent();
		arrive(&s, out_span(&t), SIZE_MAX, now);
		kept.len = s.reply.len;
		CHECK(s.last.serial == 2 && !span_holds(kept, SPAN("hun")));
	}
}

static int chunks;

static void count_chunk(struct view *v, const struct event *e)
{
	(void)v;
	chunks += e->kind == EVENT_CHUNK;
}

/* One at a time, so that whoever shows them may ask for room before each. */
static void test_echoed_in_each_line_of_a_body(void)
{
	static struct view counter = { count_chunk };
	static const char body[] = "a hunter2\r\nb\r\nc hunter2\r\nd hunter2\r\ne\r\nf\r\n.\r\n";
	size_t room_;

	open_pop3();
	ask("PASS hunter2", "+OK\r\n");
	ask("RETR 1", "+OK\r\n");
	timeline_add(&log_, &counter);
	memcpy(queue_space(&s.conn.in, &room_), body, sizeof body - 1);
	queue_filled(&s.conn.in, sizeof body - 1);
	session_arrived(&s, sizeof body - 1, now);
	for (int before = chunks = 0; session_heard(&s, now); before = chunks)
		CHECK(chunks - before <= 1);
	CHECK_NUMBER(chunks, 5);
	CHECK(told("S: d ******** [secret echoed]\n") && !told("hunter2") && told("lines=6"));
}

/* The next connection knows nothing of this one's secrets. */
static void test_forgotten(void)
{
	open_pop3();
	ask("PASS hunter2hunter2", "+OK\r\n");
	session_close(&s, now);
	for (size_t i = 0; i < sizeof s.echo; i++)
		CHECK(((const char *)&s.echo)[i] == 0);
	for (size_t i = 0; i + 7 < sizeof s.out_room; i++)
		CHECK(memcmp(s.out_room + i, "hunter2", 7) != 0);
}

static void test_secret_of_a_half_typed_line(void)
{
	open_smtp();
	CHECK_NUMBER(session_secret(&s, SPAN("PASS x")), 5);
	CHECK(session_secret(&s, SPAN("MAIL FROM:<a@b>")) == SECRET_NONE);
	ask("DATA", "354 go\r\n");
	CHECK(session_secret(&s, SPAN("PASS the salt")) == SECRET_NONE);
	ask(".", "250 ok\r\n");
	ask("AUTH LOGIN", "334 x\r\n");
	CHECK_NUMBER(session_secret(&s, SPAN("dXNlcg==")), 0);
	ask("*", "501 no\r\n");
	CHECK(session_secret(&s, SPAN("dXNlcg==")) == SECRET_NONE);
}

/* ---- bodies ---- */

static void test_body_counted_and_digested(void)
{
	open_pop3();
	s.hash = true;
	say("RETR 1");
	sent();
	pass(40 * OS_MS);
	server("+OK\r\nabc\r\n");
	pass(100 * OS_MS);
	server(".\r\n");
	CHECK(told("body octets=5 lines=1 first_us=40000 took_us=40000"));
	/* SHA-256 of "abc\r\n" */
	CHECK(told(": 552bab6864c7a7b69a502ed1854b9245c0e1a30f008aaa0b281da62585fdb025\n"));
}

static char taken_room[4096];
static struct out taken;

static void take(struct body_sink *sink, struct span octets)
{
	(void)sink;
	out_put(&taken, octets);
}

static void open_with_sink(void)
{
	static struct body_sink taker = { .take = take };

	open_pop3();
	ask("PASS hunter2hunter2", "+OK\r\n");
	s.sink = &taker;
	taken = OUT(taken_room);
}

/* The sink takes what a message says, secrets too, and a list; no view is told of that. */
static void test_taken_by_a_sink(void)
{
	open_with_sink();
	ask("RETR 1", "+OK 1\r\n..a\r\nhunter2hunter2\r\n...\r\nb\r\n.\r\n");
	CHECK_SPAN(out_span(&taken), ".a\r\nhunter2hunter2\r\n..\r\nb\r\n");
	CHECK(told("S: +OK 1\n") && told("body octets=29 lines=4") && told("message_octets=27"));
	CHECK(!told("S: b\n") && !told("[secret echoed]") && !told("hunter2"));
	ask("UIDL", "+OK 2\r\n1 x\r\n2 y\r\n.\r\n");
	CHECK_SPAN(span_from(out_span(&taken), 27), "1 x\r\n2 y\r\n");
	CHECK(told("S: +OK 2\n") && !told("S: 1 x\n"));
	s.sink = NULL;
	ask("RETR 1", "+OK 3\r\nc\r\n.\r\n");
	CHECK(told("S: c\n") && taken.len == 37);
}

/* Of a message that nobody wants any more a sink gets nothing; of the next one all. */
static void test_dropped_by_a_sink(void)
{
	open_with_sink();
	say("RETR 1");
	sent();
	server("+OK\r\na\r\n");
	session_drop_body(&s);
	server("..b\r\n.\r\n");
	CHECK(told("body octets=8 lines=2") && told("message_octets=7"));
	ask("RETR 2", "+OK\r\nc\r\n.\r\n");
	CHECK_SPAN(out_span(&taken), "a\r\nc\r\n");
	CHECK(!told("b\n"));
}

static void test_poured(void)
{
	open_smtp();
	ask("DATA", "354 go\r\n");
	pass(OS_S);
	say("abc");
	pass(OS_S);
	say("d");
	pass(OS_S);
	say(".");
	CHECK(told("upload octets=8 lines=2 message_octets=8: ") ||
	      told("upload octets=8 lines=2 message_octets=8\n"));
	sent();
	server("250 ok\r\n");
	ask("DATA", "354 go\r\n");
	say(".");
	CHECK(told("upload\n") || told("upload: \n"));
	CHECK(!told("=-"));
}

/* A script's pauses are told; and a stuffed dot is an octet of the wire alone. */
static void test_upload_of_a_script(void)
{
	open_smtp();
	say_by("DATA", EVENT_BY_SCRIPT);
	sent();
	server("354 go\r\n");
	pass(OS_S);
	say_by("..c", EVENT_BY_SCRIPT);
	pass(OS_S);
	say_by(".", EVENT_BY_SCRIPT);
	CHECK(told("upload octets=5 lines=1 first_us=1000000"));
	CHECK(told("message_octets=4"));
}

/* An octet 255 of a message is doubled where telnet is spoken, and counted once. */
static void test_upload_by_telnet(void)
{
	struct out wire;

	if (CONN_OUT < TELNET_ANSWER) /* with limits so small nothing is decoded */
		return;
	open_smtp();
	session_telnet(&s, true, now);
	sent();
	ask("DATA", "354 go\r\n");
	wire = session_upload_room(&s);
	CHECK(wire.size <= queue_room(&s.conn.out) / 2);
	out_put(&wire, SPAN("\xff"
			    "a\xff\xff\r\n"));
	session_uploaded(&s, &wire, 1, 0, now);
	CHECK_SPAN(queue_data(&s.conn.out), "\xff\xff"
					    "a\xff\xff\xff\xff\r\n");
	CHECK_NUMBER(s.conn.put - s.conn.flushed, 9);
	say_by(".", EVENT_BY_HELPER);
	CHECK(told("upload octets=6 lines=1"));
}

/* When it was used last is told of a connection that ends: said and heard apart. */
static void test_times_of_an_end(void)
{
	open_pop3();
	ask("STAT", "+OK 1 2\r\n");
	pass(4 * OS_S);
	say("NOOP");
	sent();
	pass(3 * OS_S);
	server_closes();
	CHECK(told("closed since_said_us=3000000") && told("since_heard_us=7000000"));
	CHECK(span_eq(span_of(s.reason), SPAN("the connection ended before the reply to NOOP")));
}

/* How far a download got is what matters most when it breaks off. */
static void test_broken_body_is_counted(void)
{
	open_pop3();
	say("RETR 1");
	sent();
	server("+OK\r\nabc\r\n");
	server_closes();
	CHECK(told("body octets=5 lines=1"));
}

/* Every octet of a body is told and counted, however its last line breaks off, and whoever closes. */
static void test_broken_lines_are_counted(void)
{
	static const char *const lasts[] = { ".", ".\r", "..", "half", "half\r", ".half" };

	for (size_t i = 0; i < sizeof lasts / sizeof *lasts; i++)
		for (int how = 0; how < 3; how++) {
			char want[80];

			open_pop3();
			s.timeout = 2 * OS_S;
			say_by("RETR 1", EVENT_BY_SCRIPT);
			sent();
			server("+OK\r\nabc\r\n");
			server(lasts[i]);
			if (how == 0)
				server_closes();
			else if (how == 1)
				session_close(&s, now);
			pass(3 * OS_S);
			snprintf(
			    want, sizeof want, "body octets=%zu lines=1", 5 + strlen(lasts[i]));
			CHECK(!session_is_open(&s) && told(want));
			snprintf(want, sizeof want, "S cut=1: %.*s", (int)strcspn(lasts[i], "\r"),
			    lasts[i]);
			CHECK(told(want));
		}
}

/* A body's half line is no prompt: it belongs into no record that leaves bodies out. */
static void test_half_a_body_line_is_no_prompt(void)
{
	open_pop3();
	record.bodies = false;
	say("RETR 1");
	sent();
	server("+OK\r\nSubject: x\r\nprivate wor");
	pass(OS_S);
	CHECK(!told("private"));
	server("ds\r\n.\r\n");
	CHECK(!told("private") && told("octets=27 lines=2"));
}

/* ---- time ---- */

static void test_prompt_after_a_moment(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	server("login: ");
	CHECK_NUMBER(session_deadline(&s, now), now + 200 * OS_MS);
	pass(199 * OS_MS);
	CHECK(!told("S~"));
	CHECK_SPAN(session_unfinished(&s), "login: ");
	pass(1 * OS_MS);
	CHECK(told("S~: login: \n"));
}

static void test_keepalive(void)
{
	static const struct {
		const char *greeting, *noop;
	} rows[] = {
		{ "220 x\r\n", "NOOP\r\n" },
		{ "+OK x\r\n", "NOOP\r\n" },
		{ "* OK x\r\n", "keepalive NOOP\r\n" },
		{ "hello\r\n", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		s.keepalive = 30 * OS_S;
		server(rows[i].greeting);
		pass(OS_S);
		pass(28 * OS_S);
		CHECK_NUMBER(queue_data(&s.conn.out).len, 0);
		pass(OS_S);
		CHECK_SPANS(queue_data(&s.conn.out), span_of(rows[i].noop));
	}
	open_smtp();
	s.keepalive = 30 * OS_S;
	ask("DATA", "354 go\r\n");
	pass(300 * OS_S); /* never within a message */
	CHECK_NUMBER(queue_data(&s.conn.out).len, 0);
	ask(".", "250 ok\r\n");
	ask("AUTH LOGIN", "334 \r\n");
	pass(300 * OS_S); /* nor as a password */
	CHECK_NUMBER(queue_data(&s.conn.out).len, 0);
}

/* A person waits as long as they like; a script as long as RFC 5321 says, or --timeout. */
static void test_limits(void)
{
	open_smtp();
	say("NOOP");
	sent();
	pass(10000 * OS_S);
	CHECK(session_is_open(&s));
	open_smtp();
	say_by("NOOP", EVENT_BY_SCRIPT);
	sent();
	pass(299 * OS_S);
	CHECK(session_is_open(&s));
	pass(2 * OS_S);
	CHECK(!session_is_open(&s) && told("fault status=69: wait for the reply to NOOP"));
	CHECK_NUMBER(s.status, STATUS_UNAVAILABLE);
	open_smtp();
	say_by("DATA", EVENT_BY_SCRIPT);
	sent();
	pass(121 * OS_S);
	CHECK(!session_is_open(&s));
	open_smtp();
	s.timeout = 5 * OS_S;
	say("NOOP");
	sent();
	pass(4 * OS_S);
	server("250");
	pass(4 * OS_S); /* an octet is no silence */
	CHECK(session_is_open(&s));
	pass(2 * OS_S);
	CHECK(!session_is_open(&s));
}

/* The time of a reply counts from when the system took its line, however long that lay here. */
static void test_reply_times(void)
{
	open_smtp();
	say("NOOP");
	pass(2 * OS_S);
	sent();
	pass(3 * OS_S);
	server("250-a\r\n");
	pass(OS_S);
	server("250 b\r\n");
	CHECK(told("reply code=250 first_us=3000000 last_us=4000000 "));
}

/* What is no reply may yet be followed by one. */
static void test_no_reply(void)
{
	open_smtp();
	ask("NOOP", "what?\r\n");
	pass(4999 * OS_MS);
	CHECK(!told("breaks the protocol") && s.dues == 1);
	pass(1 * OS_MS);
	CHECK(told("the reply to NOOP breaks the protocol: what?") && s.dues == 0);
}

/* A helper's message that the server does not take: RFC 5321 4.5.3.2.5. */
static void test_upload_that_is_stuck(void)
{
	open_smtp();
	ask("DATA", "354 go\r\n");
	say_by("text", EVENT_BY_HELPER);
	pass(179 * OS_S);
	CHECK(session_is_open(&s));
	pass(2 * OS_S);
	CHECK(!session_is_open(&s) &&
	      told("send the message: the server accepted nothing for 3 min 0 s"));
	CHECK_NUMBER(s.status, STATUS_UNAVAILABLE);
}

/* Whatever comes ends a stall, and the next one is told as early. */
static void test_stalls(void)
{
	int64_t heard;

	open_smtp();
	say("NOOP");
	sent();
	CHECK_NUMBER(session_deadline(&s, now), now + 5 * OS_S);
	pass(6 * OS_S);
	CHECK_NUMBER(session_deadline(&s, now), now + 24 * OS_S);
	server("250-wait\r\n");
	heard = now;
	pass(OS_S);
	CHECK_NUMBER(session_deadline(&s, now), heard + 5 * OS_S);
}

/* Nor does a message take the longer for it, or come slower. */
static void test_held_within_a_body(void)
{
	open_pop3();
	ask("RETR 1", "+OK\r\nfrom: a\r\n");
	pass(OS_S);
	server("1\r\n");
	pass(30 * OS_S);
	session_held(&s, SPAN("the screen"), 30 * OS_S, now);
	server("2\r\n");
	pass(OS_S);
	server("3\r\n.\r\n");
	CHECK(told("took_us=32") && told("held_us=30000000"));
	CHECK_NUMBER(s.pace.second, 2);
	CHECK(s.pace.slowest > 0);
}

/* Time that we held is not the server's silence. */
static void test_held(void)
{
	open_smtp();
	s.timeout = 5 * OS_S;
	say("NOOP");
	sent();
	pass(4 * OS_S);
	session_held(&s, SPAN("the screen"), 4 * OS_S, now);
	CHECK_NUMBER(session_silence(&s, now), 0);
	pass(4 * OS_S);
	CHECK(session_is_open(&s));
	server("250 ok\r\n");
	CHECK(told("held_us=4000000"));
}

/* How often is it told so far? */
static int times_told(const char *what)
{
	struct span text = out_span(&o), want = span_of(what);
	int n = 0;

	for (size_t i = 0; i + want.len <= text.len; i++)
		n += memcmp(text.at + i, want.at, want.len) == 0;
	return n;
}

/* Many short holds add up, though none of them is worth a line. */
static void test_short_holds_add_up(void)
{
	open_smtp();
	say("NOOP");
	sent();
	for (int i = 0; i < 20; i++) {
		pass(100 * OS_MS);
		session_held(&s, SPAN("the disk"), 50 * OS_MS, now);
	}
	pass(OS_S);
	server("250 ok\r\n");
	CHECK_NUMBER(times_told(" held took_us"), 0);
	CHECK(told("last_us=3000000 octets=8 lines=1 pause_us=2000000 held_us=1000000"));
	CHECK(!told(" pause silent_us=3"));
}

/* They make no pause of the server's longer, and its pace no slower. */
static void test_short_holds_within_a_body(void)
{
	open_pop3();
	ask("RETR 1", "+OK\r\n");
	server("1\r\n");
	for (int i = 0; i < 20; i++) {
		pass(100 * OS_MS);
		session_held(&s, SPAN("the disk"), 60 * OS_MS, now);
	}
	server("2\r\n.\r\n");
	CHECK(told("took_us=2000000 pause_us=800000 pause_at=3 message_octets=6 held_us=1200000"));
	CHECK_NUMBER(s.pace.second, 0);
}

/* A short hold does not begin the server's silence anew: what is told at 5 seconds is no answer. */
static void test_a_short_hold_keeps_the_silence(void)
{
	open_smtp();
	s.timeout = 5 * OS_S;
	say("NOOP");
	sent();
	pass(4 * OS_S);
	session_held(&s, SPAN("the disk"), 20 * OS_MS, now);
	CHECK_NUMBER(session_silence(&s, now), 3980 * OS_MS);
	pass(1010 * OS_MS);
	CHECK(session_is_open(&s));
	pass(20 * OS_MS);
	CHECK(!session_is_open(&s));
}

/* Each line that waits for its reply was held, not the first of them alone. */
static void test_held_of_pipelined_replies(void)
{
	open_smtp();
	say("NOOP");
	say("RSET");
	sent();
	pass(3 * OS_S);
	session_held(&s, SPAN("the screen"), 3 * OS_S, now);
	say("VRFY a");
	sent();
	pass(OS_S);
	server("250 one\r\n");
	CHECK(told("last_us=4000000 octets=9 lines=1 pause_us=1000000 held_us=3000000"));
	CHECK(told(" reply code=250 first_us=4000000") && times_told(" held_us=3000000") == 1);
	server("250 two\r\n");
	CHECK_NUMBER(times_told(" held_us=3000000"), 2);
	server("252 three\r\n");
	CHECK(told("last_us=1000000 octets=11 lines=1: VRFY"));
}

/* A hold that began before a line was sent is charged to it as far as it waited. */
static void test_held_before_a_line(void)
{
	open_smtp();
	pass(3 * OS_S);
	say("NOOP");
	sent();
	pass(OS_S);
	session_held(&s, SPAN("the screen"), 4 * OS_S, now);
	pass(5 * OS_S);
	server("250 ok\r\n");
	CHECK(told("last_us=6000000") && told(" held_us=1000000"));
	ask("NOOP", "");
	pass(OS_MS);
	session_held(&s, SPAN("the screen"), OS_S, now);
	server("250 ok\r\n");
	CHECK(told("last_us=1000 ") && told(" held_us=1000 "));
}

/* Nor does the kernel take a line the later for it. */
static void test_held_before_a_line_is_taken(void)
{
	open_smtp();
	say("NOOP");
	pass(3 * OS_S);
	session_held(&s, SPAN("the disk"), 2 * OS_S, now);
	sent();
	server("250 ok\r\n");
	CHECK(told(" sent waited_us=1000000\n") && !told("held_us"));
}

/* Of the time to the first octet, too, is said how much was ours. */
static void test_held_before_the_first_octet(void)
{
	open_pop3();
	say("RETR 1");
	sent();
	pass(2 * OS_S);
	session_held(&s, SPAN("the screen"), 2 * OS_S, now);
	pass(OS_S);
	server("+OK\r\n");
	session_held(&s, SPAN("the screen"), 500 * OS_MS, now += 500 * OS_MS);
	server("1\r\n");
	session_held(&s, SPAN("the screen"), OS_S, now += OS_S);
	server("2\r\n.\r\n");
	CHECK(told("body octets=6 lines=2 first_us=3500000 took_us=4500000"));
	CHECK(told("message_octets=6 held_us=3500000 first_held_us=2500000"));
	CHECK(told("reply code=1 first_us=3000000 last_us=4500000"));
	CHECK(told(" held_us=3500000 first_held_us=2000000: RETR"));
}

/* What comes behind the last octet is no time of the body. */
static void test_held_behind_a_body(void)
{
	open_pop3();
	ask("RETR 1", "+OK\r\n");
	pass(OS_S);
	server("1\r\n");
	session_held(&s, SPAN("the screen"), 9 * OS_S, now += 9 * OS_S);
	server(".\r\n");
	CHECK(told("body octets=3 lines=1 first_us=1000000 took_us=1000000 message_octets=3\n"));
	CHECK(told("last_us=10000000") && told(" held_us=9000000: RETR"));
}

/* Of an upload as of a download. */
static void test_held_within_an_upload(void)
{
	open_smtp();
	ask("DATA", "354 go\r\n");
	pass(OS_S);
	session_held(&s, SPAN("the screen"), OS_S, now);
	say_by("one", EVENT_BY_HELPER);
	pass(3 * OS_S);
	session_held(&s, SPAN("the screen"), 2 * OS_S, now);
	say_by("two", EVENT_BY_HELPER);
	say_by(".", EVENT_BY_HELPER);
	CHECK(told("upload octets=10 lines=2 first_us=1000000 took_us=4000000"));
	CHECK(told("message_octets=10 held_us=3000000 first_held_us=1000000"));
	CHECK_NUMBER(s.pace.second, 1);
}

/* A reply that has no end takes the longer for what we held; nor is that said to be its time. */
static void test_held_within_what_never_ends(void)
{
	open_smtp();
	s.timeout = OS_S;
	ask("NOOP", "250-1\r\n");
	session_held(&s, SPAN("the screen"), 60 * OS_S, now += 60 * OS_S);
	for (int i = 0; i < 60 && session_is_open(&s); i++) {
		server("250-1\r\n");
		pass(100 * OS_MS);
	}
	CHECK(!session_is_open(&s));
	CHECK(told("not ended after 4.0 s, four times"));
}

/* Nor do we wait the less for the end of what began as no reply. */
static void test_held_behind_what_is_no_reply(void)
{
	open_smtp();
	ask("NOOP", "what?\r\n");
	session_held(&s, SPAN("the screen"), 60 * OS_S, now += 60 * OS_S);
	session_tick(&s, now);
	server("250 ok\r\n");
	CHECK(!told("breaks the protocol"));
	CHECK_NUMBER(s.last.code, 250);
}

/* A hold that is under way counts, up to when a line goes, or a body ends, is cut or given up. */
static void test_a_hold_that_is_under_way(void)
{
	for (int by_us = 0; by_us < 2; by_us++) {
		open_pop3();
		ask("RETR 1", "+OK\r\n");
		pass(OS_S);
		server("1\r\n");
		session_hold(&s, now);
		pass(4 * OS_S);
		session_hold(&s, now);
		say("NOOP");
		sent();
		CHECK_NUMBER(s.due[1].held_from, 4 * OS_S);
		pass(5 * OS_S);
		if (by_us)
			session_close(&s, now);
		else
			server_closes();
		CHECK_NUMBER(times_told(" held took_us=9000000: the screen or pipe"), 1);
		CHECK(told("body octets=3 lines=1 first_us=1000000 took_us=10000000"));
		CHECK(told(" held_us=9000000") && !told("first_held_us") && !told(" pause_"));
		CHECK(told("since_said_us=5000000") && told(" held_us=5000000: by"));
		CHECK_NUMBER(s.pace.second, 0);
	}
}

/* It ends when we look again; ^Z within it is told by its own name, and nothing twice. */
static void test_a_hold_within_a_hold(void)
{
	open_smtp();
	say("NOOP");
	sent();
	session_hold(&s, now);
	pass(5 * OS_S);
	session_held(&s, SPAN("^Z"), 3 * OS_S, now);
	pass(OS_S);
	CHECK_NUMBER(session_held_until(&s, now), 6 * OS_S);
	session_release(&s, now);
	session_release(&s, now);
	pass(OS_S);
	server("250 ok\r\n");
	CHECK(told(" held took_us=3000000: ^Z") && told(" held took_us=3000000: the screen"));
	CHECK(told("last_us=7000000 octets=8 lines=1 pause_us=1000000 held_us=6000000"));
}

/* Nor does it end a wait, or a connection, as if the server were slow. */
static void test_nothing_ends_while_we_hold(void)
{
	open_smtp();
	s.timeout = OS_S;
	ask("NOOP", "250-1\r\n");
	session_hold(&s, now);
	for (int i = 0; i < 100; i++)
		session_tick(&s, now += 500 * OS_MS);
	CHECK(session_is_open(&s) && session_silence(&s, now) == 0);
	session_release(&s, now);
	pass(900 * OS_MS);
	CHECK(session_is_open(&s) && !told(" tcp ") && !told(" pause "));
	pass(200 * OS_MS);
	CHECK(!session_is_open(&s));
}

/* No line dripped while nobody looked. */
static void test_held_within_a_line(void)
{
	open_smtp();
	ask("NOOP", "250");
	session_held(&s, SPAN("the screen"), 60 * OS_S, now += 60 * OS_S);
	pass(OS_MS);
	server(" ok\r\n");
	CHECK(told("S drip_us=1000: 250 ok"));
}

/* ---- what never ends, or would not ---- */

/* A server that sends `text` every 700 ms, for at most `most`; how long it was heard. */
static int64_t drip(const char *text, int64_t most)
{
	int64_t began = now;

	while (session_is_open(&s) && now - began < most) {
		server(text);
		pass(700 * OS_MS);
	}
	return now - began;
}

/* Parting counts from the farewell, whatever else comes behind it. */
static void test_parting_is_short(void)
{
	static const struct {
		const char *greeting, *farewell, *answer, *more;
	} rows[] = {
		{ "220 x\r\n", "QUIT", "221 bye\r\n", "250 more\r\n" },
		{ "220 x\r\n", "QUIT", "221 bye\r\n", "\n" },
		{ "220 x\r\n", "QUIT", "221 bye\r\n", "x" },
		{ "+OK x\r\n", "QUIT", "+OK bye\r\n", "+OK\r\n" },
		{ "* OK x\r\n", "a LOGOUT", "* BYE\r\na OK\r\n", "* OK still here\r\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		server(rows[i].greeting);
		ask(rows[i].farewell, rows[i].answer);
		CHECK_NUMBER(s.phase, SESSION_PARTING);
		CHECK(drip(rows[i].more, 60 * OS_S) < 3 * OS_S);
		CHECK(!session_is_open(&s) && s.status == STATUS_DONE);
	}
	open_smtp(); /* but while we do not look nothing is cut off */
	ask("QUIT", "221 bye\r\n");
	for (int i = 0; i < 100; i++) {
		now += 100 * OS_MS;
		session_unwatched(&s, now);
		session_tick(&s, now);
	}
	CHECK(session_is_open(&s));
	session_held(&s, SPAN("a test"), 10 * OS_S, now);
	pass(1900 * OS_MS);
	CHECK(session_is_open(&s));
	pass(200 * OS_MS);
	CHECK(!session_is_open(&s));
}

/* A reply takes no longer than four limits in all, however it drips; only lists and literals may. */
static void test_endless_replies(void)
{
	static const struct {
		const char *greeting, *line, *drip;
		bool may_be_long;
	} rows[] = {
		{ "", NULL, "220-wait\r\n", false },
		{ "", NULL, "\n", false },
		{ "", NULL, "hello\r\n", false },
		{ "", NULL, "* BYE", false },
		{ "220 x\r\n", "NOOP", "250-wait\r\n", false },
		{ "220 x\r\n", "NOOP", "2", false },
		{ "220 x\r\n", "NOOP", "what?\r\n", false },
		{ "220 x\r\n", "EHLO a", "250-X\r\n", false },
		{ "220 x\r\n", "NOOP", "\n\n\n\n", false },
		{ "+OK\r\n", "STAT", "\r\n", false },
		{ "+OK\r\n", "STAT", "+", false },
		{ "+OK\r\n", "CAPA", "+OK\r\n", false },
		{ "* OK\r\n", "a NOOP", "* OK still here\r\n", false },
		{ "* OK\r\n", "a NOOP", "b OK\r\n", false },
		{ "* OK\r\n", "a NOOP", "\n", false },
		{ "* OK\r\n", "a NOOP", "*", false },
		{ "* OK\r\n", "a NOOP", "* CAPABILITY IMAP4rev1\r\n", false },
		{ "hello\r\n", "what", "x", false },
		{ "hello\r\n", "what", "\n", false },
		{ "hello\r\n", "what", "250-x\r\n", false },
		{ "+OK\r\n", "LIST", "+OK\r\n", true },
		{ "+OK\r\n", "RETR 1", "+OK\r\n", true },
		{ "* OK\r\n", "a FETCH 1:* FLAGS", "* 1 FETCH (FLAGS ())\r\n", true },
		{ "* OK\r\n", "a LIST \"\" *", "* LIST () \"/\" x\r\n", true },
		{ "* OK\r\n", "a FETCH 1 BODY[]", "* 1 FETCH (BODY[] {90000}\r\n", true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		s.timeout = 2 * OS_S;
		s.quiet = OS_S;
		if (rows[i].line) {
			server(rows[i].greeting);
			pass(OS_S);
			say_by(rows[i].line, EVENT_BY_SCRIPT);
			sent();
		}
		CHECK((drip(rows[i].drip, 60 * OS_S) < 10 * OS_S) == !rows[i].may_be_long);
		CHECK_NUMBER(session_is_open(&s), rows[i].may_be_long);
		CHECK_NUMBER(s.status, rows[i].may_be_long ? STATUS_DONE : STATUS_PROTOCOL);
	}
}

/* A list may be long, but what comes behind it that is none counts from its last line. */
static void test_a_list_and_a_drip(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	s.timeout = 2 * OS_S;
	server("* OK ready\r\n");
	say_by("a FETCH 1:* FLAGS", EVENT_BY_SCRIPT);
	sent();
	drip("* 1 FETCH (FLAGS ())\r\n", 30 * OS_S);
	CHECK(session_is_open(&s));
	CHECK(drip("* OK still here\r\n", 30 * OS_S) > 7 * OS_S);
	CHECK(!session_is_open(&s));
}

/* Where nobody knows a protocol, and no reply is due, --timeout bounds the wait for quiet. */
static void test_restless(void)
{
	begin(PROTOCOL_UNKNOWN, false);
	s.timeout = 2 * OS_S;
	s.quiet = OS_S;
	CHECK(drip("noise\r\n", 60 * OS_S) < 10 * OS_S);
	CHECK(!session_is_open(&s) && s.status == STATUS_PROTOCOL);
	CHECK(told("fault status=76: wait until the server is quiet: it has been sending for 8"));

	begin(PROTOCOL_UNKNOWN, false); /* who is quiet now and then is waited for */
	s.timeout = 2 * OS_S;
	s.quiet = 500 * OS_MS;
	drip("noise\r\n", 60 * OS_S);
	pass(60 * OS_S);
	CHECK(session_is_open(&s));

	begin(PROTOCOL_UNKNOWN, false); /* a person only looks on */
	s.timeout = 2 * OS_S;
	s.person = true;
	drip("noise\r\n", 60 * OS_S);
	CHECK(session_is_open(&s));
}

/* ---- lines that come in pieces ---- */

/* So many octets of one line, and its end. */
static void server_long(size_t octets)
{
	while (octets--)
		server("x");
	server("\r\n");
}

/* A piece is what its line is, and never a reply that ended before. */
static void test_pieces(void)
{
	static const char *const greetings[] = { "220 hi\r\n", "+OK hi\r\n", "* OK hi\r\n",
		"hi\r\n" };

	for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		server(greetings[i]);
		pass(OS_S);
		CHECK_NUMBER(s.last.serial, 1);
		server_long(3 * LINE_LIMIT + LINE_LIMIT / 2);
		CHECK_NUMBER(s.last.serial, 1);
		CHECK_NUMBER(s.dues, 0);
		ask(i == 2 ? "a NOOP" : "NOOP", i == 0   ? "250 \r\n"
						: i == 1 ? "+OK\r\n"
							 : "a OK\r\n");
		pass(OS_S);
		CHECK_NUMBER(s.last.serial, 2);
	}
}

/* A line that began before ours was said is no part of the reply to it. */
static void test_pieces_across_a_line_of_ours(void)
{
	open_smtp();
	server("250 ");
	for (size_t i = 0; i < LINE_LIMIT + 9; i++)
		server("x");
	say("NOOP");
	sent();
	server("\r\n");
	CHECK_NUMBER(s.dues, 1);
	server("250 ok\r\n");
	CHECK_NUMBER(s.dues, 0);
	CHECK(told("reply code=250 ") && s.last.serial == 2);
}

/* ---- how it ends ---- */

static enum status status_after(const char *greeting, const char *line, const char *answer)
{
	begin(PROTOCOL_UNKNOWN, true);
	server(greeting);
	if (line) {
		say(line);
		sent();
	}
	server(answer);
	server_closes();
	CHECK(!session_is_open(&s) && told("by foreign host"));
	return s.status;
}

static void test_losses(void)
{
	CHECK_NUMBER(status_after("+OK\r\n", NULL, ""), STATUS_DONE);
	CHECK_NUMBER(status_after("+OK\r\n", "QUIT", ""), STATUS_DONE);
	CHECK_NUMBER(status_after("+OK\r\n", "STAT", ""), STATUS_UNAVAILABLE);
	CHECK_NUMBER(status_after("+OK\r\n", "STAT", "+OK\r\n"), STATUS_DONE);
	CHECK_NUMBER(status_after("+OK\r\n", "RETR 1", "+OK\r\nhalf"), STATUS_UNAVAILABLE);
	CHECK_NUMBER(status_after("", NULL, ""), STATUS_UNAVAILABLE);
	CHECK_NUMBER(status_after("220 x\r\n", "DATA", "354 go\r\n"), STATUS_UNAVAILABLE);
	CHECK_NUMBER(status_after("+OK\r\n", "STAT", "what?\r\n"), STATUS_PROTOCOL);
}

/* The first failure is the one that counts. */
static void test_status(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	session_failed(&s, STATUS_DATA);
	session_failed(&s, STATUS_USAGE);
	CHECK_NUMBER(s.status, STATUS_DATA);
}

static void test_closed_by_us(void)
{
	open_pop3();
	say("STAT");
	session_close(&s, now);
	CHECK(told("by us\n"));
	CHECK_NUMBER(s.dues, 0);
	CHECK_NUMBER(session_deadline(&s, now), OS_NEVER);
	session_close(&s, now); /* twice does no harm, nor does time */
	session_tick(&s, now);
}

/* Only the protocol's own yes begins TLS; what is neither yes nor no ends it all. */
static void test_tls_answers(void)
{
	static const struct {
		const char *greeting, *line, *answer;
		bool yes;
		enum status status;
	} rows[] = {
		{ "220 x\r\n", "STARTTLS", "220 go\r\n", true,
		    STATUS_CONFIG }, /* not in this test */
		{ "220 x\r\n", "STARTTLS", "220\r\n", true, STATUS_CONFIG },
		{ "220 x\r\n", "STARTTLS", "250 ok\r\n", false, STATUS_PROTOCOL },
		{ "220 x\r\n", "STARTTLS", "221 bye\r\n", false, STATUS_PROTOCOL },
		{ "220 x\r\n", "STARTTLS", "354 go on\r\n", false, STATUS_PROTOCOL },
		{ "220 x\r\n", "STARTTLS", "334 \r\n", false, STATUS_PROTOCOL },
		{ "220 x\r\n", "STARTTLS", "150 wait\r\n", false, STATUS_PROTOCOL },
		{ "220 x\r\n", "STARTTLS", "250-a\r\n220 b\r\n", false, STATUS_PROTOCOL },
		{ "220 x\r\n", "STARTTLS", "454 no\r\n", false, STATUS_DONE },
		{ "220 x\r\n", "STARTTLS", "502 what\r\n", false, STATUS_DONE },
		{ "+OK\r\n", "STLS", "+OK\r\n", true, STATUS_CONFIG },
		{ "+OK\r\n", "STLS", "+ok begin\r\n", true, STATUS_CONFIG },
		{ "+OK\r\n", "STLS", "+ \r\n", false, STATUS_PROTOCOL },
		{ "+OK\r\n", "STLS", "+OKAY\r\n", false, STATUS_PROTOCOL },
		{ "+OK\r\n", "STLS", "-ERR no\r\n", false, STATUS_DONE },
		{ "* OK\r\n", "a STARTTLS", "a OK\r\n", true, STATUS_CONFIG },
		{ "* OK\r\n", "a STARTTLS", "+ go on\r\n", false, STATUS_PROTOCOL },
		{ "* OK\r\n", "a STARTTLS", "a NO\r\n", false, STATUS_DONE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		server(rows[i].greeting);
		ask(rows[i].line, rows[i].answer);
		CHECK(told("agreed to TLS") == false);
		pass(OS_MS);
		CHECK_NUMBER(s.status, rows[i].status);
		CHECK(told("the server agreed to TLS") == rows[i].yes);
		CHECK_NUMBER(session_is_open(&s), rows[i].status == STATUS_DONE);
	}
}

/* What comes behind a refusal would be taken for the reply to the next line. */
static void test_slipped_in_behind_a_refusal(void)
{
	static const struct {
		const char *greeting, *line, *answer, *more;
		bool slipped;
	} rows[] = {
		{ "220 x\r\n", "STARTTLS", "454 no\r\n250 ok\r\n", "", true },
		{ "220 x\r\n", "STARTTLS", "454 no\r\n2", "", true },
		{ "220 x\r\n", "STARTTLS", "454 no\r\n", "250 ok\r\n", true },
		{ "220 x\r\n", "STARTTLS", "454 no\r\n", "421 closing\r\n", false },
		{ "+OK\r\n", "STLS", "-ERR no\r\n+OK\r\n", "", true },
		{ "+OK\r\n", "STLS", "-ERR no\r\n", "+OK\r\n", true },
		{ "* OK\r\n", "a STARTTLS", "a NO\r\n* OK hello\r\n", "", false },
		{ "220 x\r\n", "NOOP", "500 no\r\n", "250 ok\r\n", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		server(rows[i].greeting);
		ask(rows[i].line, rows[i].answer);
		server(rows[i].more);
		CHECK_NUMBER(say(rows[i].greeting[0] == '*' ? "b NOOP" : "NOOP"),
		    rows[i].slipped ? SESSION_NOT_YET : SESSION_SAID);
		pass(OS_MS);
		CHECK_NUMBER(session_is_open(&s), !rows[i].slipped);
		CHECK_NUMBER(s.status, rows[i].slipped ? STATUS_PROTOCOL : STATUS_DONE);
	}
}

/* What came in place of a reply is quoted, whatever the protocol; and stars stay stars. */
static void test_broken_replies_are_quoted(void)
{
	static const struct {
		const char *greeting, *line, *answer, *quote;
	} rows[] = {
		{ "220 x\r\n", "NOOP", "what?\r\n",
		    "the reply to NOOP breaks the protocol: what?" },
		{ "+OK\r\n", "STAT", "fine\r\n", "the reply to STAT breaks the protocol: fine" },
		{ "* OK\r\n", "a NOOP", "b OK done\r\n", "breaks the protocol: b OK done" },
		{ "* OK\r\n", "a NOOP", "* OK done\r\n", "this does not end it: * OK done" },
		{ "* OK\r\n", "a LOGIN paul hunter2hunter2", "* OK hunter2hunter2\r\n",
		    "this does not end it: * OK ******** [secret echoed]" },
		{ "+OK\r\n", "PASS hunter2hunter2", "hunter2hunter2?\r\n",
		    "breaks the protocol: ********? [secret echoed]" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		s.timeout = 20 * OS_S;
		server(rows[i].greeting);
		say_by(rows[i].line, EVENT_BY_SCRIPT);
		sent();
		server(rows[i].answer);
		pass(30 * OS_S);
		CHECK(told(rows[i].quote) && !told("hunter2"));
		CHECK(s.status == STATUS_PROTOCOL || (s.last.odd && s.last.code == -1));
	}
}

/* A telnet server that only negotiates has greeted. */
static void test_telnet_has_no_greeting(void)
{
	begin(PROTOCOL_UNKNOWN, true);
	session_telnet(&s, true, now);
	sent();
	pass(100 * OS_MS);
	server("\377\375\030");
	CHECK(!session_ready(&s, now));
	pass(299 * OS_MS);
	CHECK(!session_ready(&s, now));
	pass(1 * OS_MS);
	CHECK(session_ready(&s, now));
}

/* After an agreement to TLS nothing more is said in clear. */
static void test_tls_agreed(void)
{
	open_pop3();
	ask("STLS", "+OK begin TLS\r\n+OK slipped in\r\n");
	CHECK(!session_ready(&s, now));
	CHECK_NUMBER(say("PASS hunter2"), SESSION_NOT_YET);
	pass(OS_MS);
	CHECK(!session_is_open(&s));
	CHECK_NUMBER(s.status, STATUS_CONFIG);
	open_pop3();
	ask("STLS", "-ERR no\r\n");
	pass(OS_MS);
	CHECK(session_is_open(&s));
}

/* Of what is typed behind STARTTLS nothing goes out until it is answered, and TLS is up. */
static void test_typed_behind_starttls(void)
{
	open_smtp();
	say("STARTTLS");
	CHECK_NUMBER(say("EHLO me"), SESSION_NOT_YET);
	CHECK(told("lines typed now wait until TLS is on"));
	CHECK_SPAN(queue_data(&s.conn.out), "STARTTLS\r\n");
	sent();
	CHECK_NUMBER(say("EHLO me"), SESSION_NOT_YET);
	server("454 not now\r\n");
	CHECK_NUMBER(say("EHLO me"), SESSION_SAID);
}

/* Octets in clear behind the agreement are nobody's reply: RFC 3207 6, CVE-2011-0411. */
static void test_injected(void)
{
	static const struct {
		const char *greeting, *line, *answer;
	} rows[] = {
		{ "220 x\r\n", "STARTTLS", "220 go\r\n250 ok\r\n" },
		{ "220 x\r\n", "STARTTLS", "220 go\r\n2" },
		{ "+OK\r\n", "STLS", "+OK\r\n+OK\r\n" },
		{ "* OK\r\n", "a STARTTLS", "a OK\r\n* OK\r\n" },
	};
	static const struct tls_how how = { .insecure = true };
	static struct tls_room tls_room;
	struct fault f = { 0 };
	struct tls_setup *setup = tls_setup(&tls_room, &how, SPAN(""), &f);

	CHECK(setup);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(PROTOCOL_UNKNOWN, true);
		s.tls = setup;
		server(rows[i].greeting);
		ask(rows[i].line, rows[i].answer);
		pass(OS_MS);
		CHECK(!session_is_open(&s) && told("injected, or sent by a broken server"));
		CHECK_NUMBER(s.status, STATUS_PROTOCOL);
	}
	tls_setup_end(setup);
}

int main(void)
{
	RUN(test_protocols);
	RUN(test_lockstep);
	RUN(test_quiet);
	RUN(test_back_pressure);
	RUN(test_many_dues);
	RUN(test_replies);
	RUN(test_verdicts);
	RUN(test_lmtp);
	RUN(test_unsolicited_in_a_mail);
	RUN(test_capabilities);
	RUN(test_no_event_holds_a_secret);
	RUN(test_hidden);
	RUN(test_hidden_end);
	RUN(test_leftover);
	RUN(test_no_tag);
	RUN(test_parting);
	RUN(test_foreign);
	RUN(test_cut_message);
	RUN(test_echoed_in_a_body);
	RUN(test_echoed_across_a_cut);
	RUN(test_echoed_across_a_cut_in_drips);
	RUN(test_literal_in_pieces);
	RUN(test_echoed_in_a_prompt);
	RUN(test_echoed_without_an_end);
	RUN(test_echoed_across_the_end_of_what_is_kept);
	RUN(test_echoed_in_each_line_of_a_body);
	RUN(test_forgotten);
	RUN(test_secret_of_a_half_typed_line);
	RUN(test_body_counted_and_digested);
	RUN(test_taken_by_a_sink);
	RUN(test_dropped_by_a_sink);
	RUN(test_poured);
	RUN(test_upload_of_a_script);
	RUN(test_upload_by_telnet);
	RUN(test_times_of_an_end);
	RUN(test_broken_body_is_counted);
	RUN(test_broken_lines_are_counted);
	RUN(test_half_a_body_line_is_no_prompt);
	RUN(test_prompt_after_a_moment);
	RUN(test_keepalive);
	RUN(test_limits);
	RUN(test_reply_times);
	RUN(test_no_reply);
	RUN(test_upload_that_is_stuck);
	RUN(test_stalls);
	RUN(test_held);
	RUN(test_held_within_a_body);
	RUN(test_short_holds_add_up);
	RUN(test_short_holds_within_a_body);
	RUN(test_a_short_hold_keeps_the_silence);
	RUN(test_held_of_pipelined_replies);
	RUN(test_held_before_a_line);
	RUN(test_held_before_a_line_is_taken);
	RUN(test_held_before_the_first_octet);
	RUN(test_held_behind_a_body);
	RUN(test_held_within_an_upload);
	RUN(test_held_within_what_never_ends);
	RUN(test_held_behind_what_is_no_reply);
	RUN(test_a_hold_that_is_under_way);
	RUN(test_a_hold_within_a_hold);
	RUN(test_nothing_ends_while_we_hold);
	RUN(test_held_within_a_line);
	RUN(test_parting_is_short);
	RUN(test_endless_replies);
	RUN(test_a_list_and_a_drip);
	RUN(test_restless);
	RUN(test_pieces);
	RUN(test_pieces_across_a_line_of_ours);
	RUN(test_losses);
	RUN(test_status);
	RUN(test_closed_by_us);
	RUN(test_tls_agreed);
	RUN(test_typed_behind_starttls);
	RUN(test_injected);
	RUN(test_tls_answers);
	RUN(test_slipped_in_behind_a_refusal);
	RUN(test_broken_replies_are_quoted);
	RUN(test_telnet_has_no_greeting);
	return test_end("session");
}
