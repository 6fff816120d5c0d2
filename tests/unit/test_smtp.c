/* test_smtp.c - what a helper of SMTP says, against replies written in rows as in turns.h. */
#include "proto/smtp.h"
#include "turns.h"

struct row {
	struct smtp wish;
	const char *from, *to, *caps;
	const char *steps; /* a line that is said ahead begins with '>'; '<' is the reply to one */
	enum turn_kind ends;
	enum status status;
	const char *why;
};

#define SEND .job = SMTP_SEND, .has_body = true
#define DSN  "250-x\n250-DSN\n250 PIPELINING"
#define ONE  "bob@b.test,"
#define TWO  "bob@b.test,eve@e.test,"

static const char *const errands[] = { [SMTP_COMPOSE] = "!compose", [SMTP_LOOK] = "!look" };

static const struct row rows[] = {
	/* one line */
	{ { .job = SMTP_MAIL }, "<a@a.test>", "", "", "MAIL FROM:<a@a.test>|250 ok", TURN_DONE, 0,
	    "" },
	{ { .job = SMTP_MAIL }, "a@a.test", "", "", "MAIL FROM:<a@a.test>|550 no", TURN_FAIL,
	    STATUS_REJECTED, "MAIL: the server says 550 no" },
	{ { .job = SMTP_RCPT }, "", "bob@b.test", "", "RCPT TO:<bob@b.test>|450 later", TURN_FAIL,
	    STATUS_TEMPORARY, "RCPT: the server says 450 later" },

	/* a whole mail */
	{ { SEND }, "a@a.test", TWO, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok\nRCPT TO:<bob@b.test>|250 ok\n"
	    "RCPT TO:<eve@e.test>|250 ok\nDATA|354 go\n.|250 queued as 7\n=250 queued as 7",
	    TURN_DONE, 0, "" },
	{ { SEND }, "<>", ONE, "250 x",
	    "!compose\nMAIL FROM:<>|250 ok\nRCPT TO:<bob@b.test>|250 ok\nDATA|354 go\n.|554 spam",
	    TURN_FAIL, STATUS_REJECTED, "final dot: the server says 554 spam" },
	{ { SEND, .size = 42 }, "a@a.test", ONE, "250-x\n250-8BITMIME\n250 SIZE 100",
	    "!compose\nMAIL FROM:<a@a.test> SIZE=42 BODY=8BITMIME|452 full", TURN_FAIL,
	    STATUS_TEMPORARY, "MAIL: the server says 452 full" },
	{ { SEND, .size = 142 }, "a@a.test", ONE, "250-x\n250 SIZE 100", "!compose", TURN_FAIL,
	    STATUS_DATA,
	    "send-mail: the message has 142 octets, but the server accepts at most 100" },
	{ { SEND, .size = 142, .force = true }, "a@a.test", ONE, "250-x\n250 SIZE 100",
	    "!compose\nMAIL FROM:<a@a.test> SIZE=142|552 no", TURN_FAIL, STATUS_REJECTED,
	    "MAIL: the server says 552 no" },
	{ { SEND }, "a@a.test", TWO, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok\nRCPT TO:<bob@b.test>|550 who\n"
	    "-RCPT bob@b.test: the server says 550 who\nRCPT TO:<eve@e.test>|250 ok\n"
	    "DATA|354 go\n.|250 ok\n=250 ok",
	    TURN_DONE, 0, "" },
	{ { SEND, .all_or_none = true }, "a@a.test", TWO, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok\nRCPT TO:<bob@b.test>|550 who\n"
	    "-RCPT bob@b.test: the server says 550 who\nRCPT TO:<eve@e.test>|250 ok\nRSET|250 ok",
	    TURN_FAIL, STATUS_REJECTED, "send-mail: nothing was sent: a recipient was refused" },
	{ { SEND }, "a@a.test", ONE, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok\nRCPT TO:<bob@b.test>|550 who\n"
	    "-RCPT bob@b.test: the server says 550 who\nRSET|250 ok",
	    TURN_FAIL, STATUS_REJECTED, "send-mail: nothing was sent: a recipient was refused" },
	{ { SEND }, "a@a.test", ONE, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok\nRCPT TO:<bob@b.test>|250 ok\nDATA|250 what",
	    TURN_FAIL, STATUS_PROTOCOL, "DATA: the server says 250 what" },

	/* what the server does not offer */
	{ { SEND, .ret = { "HDRS", 4 } }, "a@a.test", ONE, "250 x", "", TURN_FAIL, STATUS_REJECTED,
	    "send-mail: the server does not offer DSN, which this mail needs "
	    "(postel --force sends it anyway)" },
	{ { SEND, .utf8 = true }, "a@a.test", ONE, "250 x", "", TURN_FAIL, STATUS_REJECTED,
	    "send-mail: the server does not offer SMTPUTF8, which this mail needs "
	    "(postel --force sends it anyway)" },
	{ { SEND, .ret = { "HDRS", 4 }, .envid = { "7", 1 }, .notify = { "NEVER", 5 },
	      .orcpt = { "rfc822;b", 8 }, .last = SMTP_LAST_RCPT },
	    "a@a.test", ONE, DSN,
	    "!compose\nMAIL FROM:<a@a.test> RET=HDRS ENVID=7|250 ok\n"
	    "RCPT TO:<bob@b.test> NOTIFY=NEVER ORCPT=rfc822;b|250 ok",
	    TURN_DONE, 0, "" },

	/* to a stage, and no further */
	{ { SEND, .last = SMTP_LAST_MAIL }, "a@a.test", ONE, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok", TURN_DONE, 0, "" },
	{ { SEND, .last = SMTP_LAST_DATA }, "a@a.test", ONE, "250 x",
	    "!compose\nMAIL FROM:<a@a.test>|250 ok\nRCPT TO:<bob@b.test>|250 ok\nDATA|354 go",
	    TURN_DONE, 0, "" },

	/* ahead: replies come when they come, and DATA waits for all of them */
	{ { SEND, .pipelining = true }, "a@a.test", TWO, DSN,
	    "!compose\n>MAIL FROM:<a@a.test>\n>RCPT TO:<bob@b.test>\n>RCPT TO:<eve@e.test>\n...\n"
	    "<250 ok\n...\n<250 ok\n...\n<550 who\n-RCPT eve@e.test: the server says 550 who\n"
	    "DATA|354 go\n.|250 ok\n=250 ok",
	    TURN_DONE, 0, "" },
	{ { SEND, .pipelining = true }, "a@a.test", ONE, DSN,
	    "!compose\n>MAIL FROM:<a@a.test>\n>RCPT TO:<bob@b.test>\n...\n"
	    "<550 no\n-MAIL: the server says 550 no\n...\n<503 no mail",
	    TURN_DONE, 0, "" },
	{ { SEND, .pipelining = true }, "a@a.test", ONE, "250 x", "", TURN_FAIL, STATUS_REJECTED,
	    "send-mail: the server does not offer PIPELINING, which this mail needs "
	    "(postel --force sends it anyway)" },

	/* data, for a mail that is begun */
	{ { .job = SMTP_DATA, .has_body = true }, "", "", "",
	    "!look\nDATA|354 go\n.|250 ok\n=250 ok", TURN_DONE, 0, "" },
	{ { .job = SMTP_DATA }, "", "", "", "!look\nDATA|354 go", TURN_DONE, 0, "" },
	{ { .job = SMTP_DATA }, "", "", "", "!look\nDATA|503 no mail", TURN_FAIL, STATUS_REJECTED,
	    "DATA: the server says 503 no mail" },
};

/* A reply to what was said ahead, and what of it is told. */
static void answer(struct smtp *m, struct span text, struct span *steps)
{
	static struct reply r;
	char why[400], got[500];
	struct turn t = { .why = OUT(why) };
	struct out o = OUT(got);

	turns_hear(&r, REPLY_CODE, text);
	m->ahead--;
	if (smtp_answer(m, &r, true, &t) != TURN_TELL)
		return;
	turns_write(&o, TURN_TELL, &t, "");
	CHECK_SPANS(out_span(&o), span_line(steps));
}

static void play(const struct row *row)
{
	static struct reply r;
	char line[300], why[400], got[500], to[100], named[100];
	struct span steps = span_of(row->steps), step;
	struct smtp m = row->wish;
	struct standing st = { 0 };
	struct caps caps = { 0 };
	bool heard = false;
	enum turn_kind kind;

	m.from = span_of(row->from);
	span_copy(span_of(row->to), to, sizeof to);
	span_copy(span_of(row->to), named, sizeof named);
	m.all = span_of(to);
	m.named = span_of(named);
	smtp_begin(&m);
	caps_learn(&caps, PROTOCOL_SMTP, span_of(row->caps));
	do {
		struct turn t = { .line = OUT(line), .why = OUT(why) };
		struct out o = OUT(got);

		while (span_starts(steps, SPAN("<")))
			answer(&m, span_from(span_line(&steps), 1), &steps);
		kind = smtp_turn(&m, &st, &caps, heard ? &r : NULL, &t);
		if (turns_end(kind)) {
			turns_check_end(kind, &t, steps, row->ends, row->status, row->why);
			return;
		}
		step = span_line(&steps);
		turns_write(&o, kind, &t, errands[m.errand]);
		CHECK_SPANS(out_span(&o), span_until(&step, '|'));
		m.ahead += kind == TURN_AHEAD;
		heard = kind == TURN_SAY || kind == TURN_BODY;
		if (heard)
			turns_hear(&r, REPLY_CODE, step);
	} while (!test_broken);
}

static void test_rows(void)
{
	PLAY_ROWS(rows, play, steps);
}

/* A mail that was begun by hand is dropped first. */
static void test_mail_open(void)
{
	char line[100], why[100];
	struct turn t = { .line = OUT(line), .why = OUT(why) };
	struct standing st = { .is = STANDING_MAIL };
	struct smtp m = { .job = SMTP_SEND };
	struct caps caps = { 0 };

	CHECK_NUMBER(smtp_turn(&m, &st, &caps, NULL, &t), TURN_SAY);
	CHECK_SPAN(out_span(&t.line), "RSET");
}

/* LMTP: each recipient has a reply to the final dot, in the order of those that were accepted. */
static void test_lmtp(void)
{
	char to[] = "bob@b.test,,,,,,,,,,,eve@e.test,", why[400];
	struct smtp m = { .job = SMTP_SEND, .step = SMTP_DOT, .all = span_of(to) };
	struct turn t = { .why = OUT(why) };
	static struct reply r;

	smtp_begin(&m);
	turns_hear(&r, REPLY_CODE, SPAN("250 ok"));
	CHECK_NUMBER(smtp_answer(&m, &r, true, &t), TURN_TELL);
	CHECK_NUMBER(t.news, TURN_SEEN);
	CHECK_SPAN(t.told, "250 ok");
	turns_hear(&r, REPLY_CODE, SPAN("552 full"));
	CHECK_NUMBER(smtp_answer(&m, &r, true, &t), TURN_TELL);
	CHECK_NUMBER(t.news, TURN_FAILURE);
	CHECK_SPAN(t.told, "final dot for eve@e.test: the server says 552 full");
	CHECK_SPAN(m.all, "bob@b.test,,,,,,,,,,,,,,,,,,,,,,");
}

/* A reply that makes no sense is no yes, whatever its code. */
static void test_nonsense(void)
{
	char to[] = "bob@b.test,", why[400];
	struct smtp m = { .job = SMTP_SEND, .step = SMTP_TO, .answered = true, .all = span_of(to) };
	struct turn t = { .why = OUT(why) };
	static struct reply r;

	smtp_begin(&m);
	turns_hear(&r, REPLY_CODE, SPAN("354 go"));
	CHECK_NUMBER(smtp_answer(&m, &r, false, &t), TURN_TELL);
	CHECK_SPAN(t.told, "RCPT bob@b.test: the server says 354 go");
	CHECK_NUMBER(m.accepted, 0);
	CHECK_NUMBER(m.refused, 1);
}

static void test_doubt(void)
{
	char to[] = ",,,,,,,,,,,eve@e.test,tim@t.test,", text[420];
	struct smtp m = { .step = SMTP_TO,
		.all = span_of(to),
		.named = SPAN("bob@b.test,"
			      "eve@e.test,tim@t.test,") };
	struct span rest = m.named;
	struct out o = OUT(text);

	smtp_begin(&m);
	m.judged = span_from(m.all, 22);
	smtp_say_doubt(&m, smtp_take(&rest), false, &o);
	CHECK_SPAN(out_span(&o),
	    "RCPT bob@b.test: refused, but an unsolicited reply makes that uncertain");
	o.len = 0;
	smtp_say_doubt(&m, smtp_take(&rest), false, &o);
	CHECK_SPAN(out_span(&o),
	    "RCPT eve@e.test: accepted, but an unsolicited reply makes that uncertain");
	o.len = 0;
	smtp_say_doubt(&m, smtp_take(&rest), false, &o);
	CHECK_SPAN(out_span(&o), "RCPT tim@t.test: unknown");
	o.len = 0;
	m.step = SMTP_DOT;
	m.judged = span_from(m.all, 11);
	rest = m.named;
	smtp_take(&rest);
	smtp_say_doubt(&m, smtp_take(&rest), true, &o);
	CHECK_SPAN(out_span(&o), "final dot for eve@e.test: unknown");
}

int main(void)
{
	RUN(test_rows);
	RUN(test_mail_open);
	RUN(test_lmtp);
	RUN(test_nonsense);
	RUN(test_doubt);
	return test_end("smtp");
}
