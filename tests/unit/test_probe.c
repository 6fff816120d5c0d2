/* test_probe.c - verify and relay-check, against replies written in rows as in turns.h. */
#include "proto/probe.h"
#include "turns.h"

struct row {
	struct probe wish;
	const char *address, *caps, *steps;
	enum turn_kind ends;
	enum status status;
	const char *why;
	bool in_mail, failed;
};

#define VERIFY                                                                                     \
	{                                                                                          \
		0                                                                                  \
	}
#define RELAY                                                                                      \
	{                                                                                          \
		.relay_check = true, .host = { "mx.b.test", 9 }                                    \
	}

static const struct row rows[] = {
	/* verify */
	{ VERIFY, "bob@b.test", "250 x",
	    "MAIL FROM:<>|250 ok\n=MAIL FROM:<>  250 ok\n"
	    "RCPT TO:<bob@b.test>|250 ok\n=RCPT TO:<bob@b.test>  250 ok\nRSET|250 ok\n=RSET  250 ok\n"
	    "VRFY bob@b.test|252 try\n=VRFY bob@b.test  252 try\n"
	    "EXPN bob@b.test|502 no\n=EXPN bob@b.test  502 no\n"
	    "=RCPT accepted; VRFY not answered (252); EXPN not offered (502)",
	    TURN_DONE, 0, "", false, false },
	{ VERIFY, "bob@b.test", "250 x",
	    "RSET|250 ok\n=RSET  250 ok\nMAIL FROM:<>|550 no\n=MAIL FROM:<>  550 no\n"
	    "-MAIL: the server says 550 no\nRSET|250 ok\n=RSET  250 ok\n"
	    "VRFY bob@b.test|250 Bob\n=VRFY bob@b.test  250 Bob\n"
	    "EXPN bob@b.test|450 later\n=EXPN bob@b.test  450 later\n"
	    "=RCPT not asked; VRFY confirmed (250); EXPN temporary failure (450)",
	    TURN_DONE, 0, "", true, false },
	{ VERIFY, "bob@b.test", "250 x",
	    "MAIL FROM:<>|250 ok\n=MAIL FROM:<>  250 ok\n"
	    "RCPT TO:<bob@b.test>|550 who\n=RCPT TO:<bob@b.test>  550 who\n"
	    "-RCPT: the server says 550 who\nRSET|421 bye\n=RSET  421 bye\n"
	    "#421: the server closes the connection; the verdict is based on the replies that came before\n"
	    "=RCPT rejected (550); VRFY not asked; EXPN not asked",
	    TURN_DONE, 0, "", false, true },
	{ VERIFY, "b\xc3\xbc@b.test", "250 x", "", TURN_FAIL, STATUS_REJECTED,
	    "the server does not offer SMTPUTF8, which this address needs "
	    "(postel --force sends it anyway)",
	    false, false },
	{ VERIFY, "b\xc3\xbc@b.test", "250-x\n250 SMTPUTF8",
	    "MAIL FROM:<> SMTPUTF8|550 no\n=MAIL FROM:<>  550 no\n-MAIL: the server says 550 no\n"
	    "RSET|250 ok\n=RSET  250 ok\nVRFY b\xc3\xbc@b.test SMTPUTF8|250 ok\n"
	    "=VRFY b\xc3\xbc@b.test  250 ok\nEXPN b\xc3\xbc@b.test SMTPUTF8|500 no\n"
	    "=EXPN b\xc3\xbc@b.test  500 no\n"
	    "=RCPT not asked; VRFY confirmed (250); EXPN not offered (500)",
	    TURN_DONE, 0, "", false, false },

	/* relay-check */
	{ RELAY, "eve@b.test", "250 x", "", TURN_FAIL, STATUS_USAGE,
	    "relay-check: b.test is the server's own domain: give an address in another domain",
	    false, false },
	{ RELAY, "eve@e.test", "250 x",
	    "MAIL FROM:<nobody@example.com>|250 ok\n=MAIL FROM:<nobody@example.com>  250 ok\n"
	    "RCPT TO:<eve@e.test>|554 no\n=RCPT TO:<eve@e.test>  554 no\nRSET|250 ok\n=RSET  250 ok\n"
	    "MAIL FROM:<>|550 no\n=MAIL FROM:<>  550 no\nRSET|250 ok\n=RSET  250 ok\n"
	    "=not an open relay (1 variant tried from this address)",
	    TURN_DONE, 0, "", false, false },
	{ RELAY, "eve@e.test", "250 x",
	    "MAIL FROM:<nobody@example.com>|250 ok\n=MAIL FROM:<nobody@example.com>  250 ok\n"
	    "RCPT TO:<eve@e.test>|250 ok\n=RCPT TO:<eve@e.test>  250 ok\nRSET|250 ok\n=RSET  250 ok\n"
	    "MAIL FROM:<>|550 no\n=MAIL FROM:<>  550 no\nRSET|250 ok\n=RSET  250 ok",
	    TURN_FAIL, STATUS_REJECTED,
	    "OPEN RELAY: accepted RCPT TO:<eve@e.test> from <nobody@example.com>", false, false },
	{ RELAY, "eve@e.test", "250 x",
	    "MAIL FROM:<nobody@example.com>|550 no\n=MAIL FROM:<nobody@example.com>  550 no\n"
	    "RSET|250 ok\n=RSET  250 ok\nMAIL FROM:<>|250 ok\n=MAIL FROM:<>  250 ok\n"
	    "RCPT TO:<eve@e.test>|554 no\n=RCPT TO:<eve@e.test>  554 no\n"
	    "RCPT TO:<@[192.0.2.1]:eve@e.test>|554 no\n=RCPT TO:<@[192.0.2.1]:eve@e.test>  554 no\n"
	    "RCPT TO:<eve%e.test@[192.0.2.1]>|250 ok\n=RCPT TO:<eve%e.test@[192.0.2.1]>  250 ok\n"
	    "RCPT TO:<e.test!eve>|554 no\n=RCPT TO:<e.test!eve>  554 no\n"
	    "RCPT TO:<\"eve@e.test\">|250 ok\n=RCPT TO:<\"eve@e.test\">  250 ok\nRSET|250 ok\n=RSET  250 ok\n"
	    "?perhaps an open relay (or a route that is stripped, or a local name): accepted "
	    "RCPT TO:<eve%e.test@[192.0.2.1]> from <>",
	    TURN_DONE, 0, "", false, false },
	{ RELAY, "eve@e.test", "250 x",
	    "MAIL FROM:<nobody@example.com>|450 no\n=MAIL FROM:<nobody@example.com>  450 no\n"
	    "RSET|250 ok\n=RSET  250 ok\nMAIL FROM:<>|550 no\n=MAIL FROM:<>  550 no\n"
	    "RSET|250 ok\n=RSET  250 ok",
	    TURN_FAIL, STATUS_TEMPORARY,
	    "relay-check: MAIL was refused, so it is unknown whether the server relays", false,
	    false },
	{ RELAY, "eve@e.test", "250 x",
	    "MAIL FROM:<nobody@example.com>|250 ok\n=MAIL FROM:<nobody@example.com>  250 ok\n"
	    "RCPT TO:<eve@e.test>|450 wait\n=RCPT TO:<eve@e.test>  450 wait\nRSET|250 ok\n=RSET  250 ok\n"
	    "MAIL FROM:<>|550 no\n=MAIL FROM:<>  550 no\nRSET|250 ok\n=RSET  250 ok",
	    TURN_FAIL, STATUS_TEMPORARY,
	    "relay-check: temporary failure (4xx) of RCPT, so it is unknown whether the server relays",
	    false, false },
};

static void play(const struct row *row)
{
	static struct reply r;
	char room[2000], line[300], why[600], got[700];
	struct span steps = span_of(row->steps), step;
	struct out lines = OUT(room);
	struct probe p = row->wish;
	struct caps caps = { 0 };
	struct probe_known k = {
		.caps = &caps, .hello = SPAN("250 mx.b.test hi"), .failed = row->failed
	};
	bool heard = false;
	enum turn_kind kind;

	caps_learn(&caps, PROTOCOL_SMTP, span_of(row->caps));
	CHECK(probe_begin(&p, span_of(row->address), SPAN("[192.0.2.1]"), row->in_mail, &lines));
	do {
		struct turn t = { .line = OUT(line), .why = OUT(why) };
		struct out o = OUT(got);

		kind = probe_turn(&p, &k, heard ? &r : NULL, &t);
		if (turns_end(kind)) {
			turns_check_end(kind, &t, steps, row->ends, row->status, row->why);
			return;
		}
		step = span_line(&steps);
		turns_write(&o, kind, &t, "");
		CHECK_SPANS(out_span(&o), span_until(&step, '|'));
		heard = kind == TURN_SAY;
		if (heard)
			turns_hear(&r, REPLY_CODE, step);
	} while (!test_broken);
}

static void test_rows(void)
{
	PLAY_ROWS(rows, play, steps);
}

/* The server hangs up: what was answered by then is the verdict, once. */
static void test_end_early(void)
{
	char room[2000], line[300], why[600];
	struct out lines = OUT(room);
	struct caps caps = { 0 };
	struct probe_known k = { .caps = &caps };
	struct probe p = { 0 };
	static struct reply r;
	struct turn t = { .line = OUT(line), .why = OUT(why) };

	probe_begin(&p, SPAN("bob@b.test"), SPAN("x"), false, &lines);
	CHECK_NUMBER(probe_turn(&p, &k, NULL, &t), TURN_SAY);
	CHECK_SPAN(out_span(&t.line), "MAIL FROM:<>");
	turns_hear(&r, REPLY_CODE, SPAN("250 ok"));
	CHECK_NUMBER(probe_turn(&p, &k, &r, &t), TURN_TELL);
	t.line.len = t.why.len = 0;
	CHECK_NUMBER(probe_turn(&p, &k, NULL, &t), TURN_SAY);
	turns_hear(&r, REPLY_CODE, SPAN("250 ok"));
	CHECK_NUMBER(probe_turn(&p, &k, &r, &t), TURN_TELL);
	t.line.len = t.why.len = 0;
	CHECK_NUMBER(probe_turn(&p, &k, NULL, &t), TURN_SAY);
	CHECK(p.settled);
	CHECK_NUMBER(probe_end(&p, &k, &t), TURN_TELL);
	CHECK_SPAN(t.told, "RCPT accepted; VRFY not asked; EXPN not asked");
	CHECK_NUMBER(probe_end(&p, &k, &t), TURN_DONE);
	CHECK(p.over);
}

int main(void)
{
	RUN(test_rows);
	RUN(test_end_early);
	return test_end("probe");
}
