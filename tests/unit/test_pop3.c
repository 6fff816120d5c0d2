/* test_pop3.c - what a helper of POP3 says, against replies written in rows as in turns.h. */
#include "proto/pop3.h"
#include "turns.h"

static const char *const errands[] = {
	[POP3_TELL_CAPS] = "!caps",
	[POP3_OPEN_INDEX] = "!index",
	[POP3_TAKE_NAMES] = "!names",
	[POP3_CHOOSE] = "!choose",
	[POP3_OPEN_FILE] = "!open",
	[POP3_KEEP_FILE] = "!keep",
};

struct row {
	struct pop3 job;
	const char *range;
	const char *steps;
	enum turn_kind ends;
	enum status status;
	const char *why;    /* the whole sentence */
	const char *chosen; /* the messages that !choose finds: '+' for a further list */
};

#define ONCE(v)                                                                                    \
	{                                                                                          \
		.job = POP3_ONCE, .verb = v                                                        \
	}
#define EACH(v)                                                                                    \
	{                                                                                          \
		.job = POP3_EACH, .verb = v, .lines = -1                                           \
	}
#define FETCH                                                                                      \
	{                                                                                          \
		.job = POP3_FETCH, .verb = "RETR", .size = -1                                      \
	}
#define SAVE                                                                                       \
	{                                                                                          \
		.job = POP3_SAVE, .verb = "RETR", .size = -1                                       \
	}

static const struct row rows[] = {
	/* a verb, said once */
	{ ONCE("STAT"), "", "STAT|+OK 2 320\n=2 messages, 320 octets", TURN_DONE, 0, "", "" },
	{ ONCE("STAT"), "", "STAT|+OK none", TURN_FAIL, STATUS_PROTOCOL,
	    "STAT: the reply does not contain two numbers", "" },
	{ ONCE("STAT"), "", "STAT|-ERR locked", TURN_FAIL, STATUS_REJECTED,
	    "STAT: the server says -ERR locked", "" },
	{ ONCE("STAT"), "", "STAT|-ERR [IN-USE] busy", TURN_FAIL, STATUS_TEMPORARY,
	    "STAT: the server says -ERR [IN-USE] busy", "" },
	{ ONCE("RSET"), "", "RSET|+OK", TURN_DONE, 0, "", "" },
	{ ONCE("CAPA"), "", "CAPA|+OK/TOP/.\n!caps", TURN_DONE, 0, "", "" },
	{ ONCE("LIST"), "", "LIST|+OK/1 10/.", TURN_DONE, 0, "", "" },

	/* a verb, said for each message */
	{ EACH("LIST"), "2-3", "LIST 2|+OK 2 10\n=2 10\nLIST 3|+OK 3 20\n=3 20", TURN_DONE, 0, "",
	    "" },
	{ EACH("LIST"), "1,3", "LIST 1|+OK 2 10", TURN_UNPAIRED, 0, "", "" },
	{ EACH("UIDL"), "1", "UIDL 1|+OK 1 a b\n=1 a b", TURN_DONE, 0, "", "" },
	{ EACH("DELE"), "1-2",
	    "DELE 1|+OK 9 deleted\nDELE 2|-ERR no such message\n"
	    "-DELE 2: the server says -ERR no such message",
	    TURN_DONE, 0, "", "" },
	{ { .job = POP3_EACH, .verb = "TOP", .lines = 7 }, "1-2",
	    "TOP 1 7|+OK/x/.\nTOP 2 7|+OK/y/.", TURN_DONE, 0, "", "" },
	{ EACH("DELE"), "1-99",
	    "DELE 1|-ERR\n-DELE 1: the server says -ERR\nDELE 2|+OK\n"
	    "DELE 3|-ERR\n-DELE 3: the server says -ERR\nDELE 4|-ERR\n-DELE 4: the server says -ERR\n"
	    "DELE 5|-ERR\n-DELE 5: the server says -ERR\nDELE 6|-ERR\n-DELE 6: the server says -ERR\n"
	    "DELE 7|-ERR\n-DELE 7: the server says -ERR\nDELE 8|-ERR\n-DELE 8: the server says -ERR\n"
	    "DELE 9|-ERR\n-DELE 9: the server says -ERR\nDELE 10|-ERR\n-DELE 10: the server says -ERR\n"
	    "DELE 11|-ERR\n-DELE 11: the server says -ERR\nDELE 12|-ERR\n-DELE 12: the server says -ERR",
	    TURN_DONE, 0, "", "" },

	/* one message into a file */
	{ FETCH, "4", "LIST 4|+OK 4 320\n!open\nRETR 4|+OK/mail/.\n!keep", TURN_DONE, 0, "", "" },
	{ FETCH, "4", "LIST 4|+OK what\n!open\nRETR 4|+OK/mail/.\n!keep", TURN_DONE, 0, "", "" },
	{ FETCH, "4", "LIST 4|+OK 5 320", TURN_UNPAIRED, 0, "", "" },
	{ FETCH, "4", "LIST 4|-ERR no such message", TURN_FAIL, STATUS_REJECTED,
	    "LIST: the server says -ERR no such message", "" },
	{ FETCH, "4", "LIST 4|+OK 4 320\n!open\nRETR 4|-ERR gone", TURN_FAIL, STATUS_REJECTED,
	    "RETR: the server says -ERR gone", "" },

	/* a whole mailbox */
	{ SAVE, "",
	    "!index\n!names\nUIDL|+OK/1 a/2 b/.\n!choose\n!open\nRETR 1|+OK/x/.\n!keep\n"
	    "!choose\n!open\nRETR 2|+OK/y/.\n!keep\n!choose",
	    TURN_DONE, 0, "", "12" },
	{ SAVE, "", "!index\n!names\nUIDL|+OK/.\n!choose", TURN_DONE, 0, "", "" },
	{ SAVE, "",
	    "!index\n!names\nUIDL|+OK/1 a/.\n!choose\n!open\nRETR 1|-ERR locked\n"
	    "-RETR 1: the server says -ERR locked\n!choose\n!open\nRETR 2|+OK/y/.\n!keep\n!choose",
	    TURN_DONE, 0, "", "12" },
	{ SAVE, "",
	    "!index\n!names\nUIDL|+OK/1 a/.\n!choose\n!open\nRETR 1|+OK/x/.\n!keep\n!choose\n"
	    "!names\nUIDL|+OK/1 a/2 b/.\n!choose\n!open\nRETR 2|+OK/y/.\n!keep\n!choose",
	    TURN_DONE, 0, "", "1+2" },
	{ SAVE, "",
	    "!index\n!names\nUIDL|-ERR what\n"
	    "?the server has no UIDL: another run would save all messages again\n"
	    "!names\nLIST|+OK/1 10/.\n!choose\n!open\nRETR 1|+OK/x/.\n!keep\n!choose",
	    TURN_DONE, 0, "", "1" },
	{ SAVE, "",
	    "!index\n!names\nUIDL|-ERR what\n"
	    "?the server has no UIDL: another run would save all messages again\n"
	    "!names\nLIST|-ERR no",
	    TURN_FAIL, STATUS_REJECTED, "LIST: the server says -ERR no", "" },
};

/* What !choose finds. */
static void choose(struct pop3 *p, const char **chosen)
{
	p->more = **chosen == '+';
	p->message = **chosen >= '0' && **chosen <= '9' ? *(*chosen)++ - '0' : 0;
	*chosen += p->more;
}

static void play(const struct row *row)
{
	static struct reply r;
	struct span steps = span_of(row->steps), step;
	const char *chosen = row->chosen;
	struct pop3 p = row->job;
	bool heard = false;
	enum turn_kind kind;
	char line[100], why[400], got[500];

	p.range.rest = span_of(row->range);
	do {
		struct turn t = { .line = OUT(line), .why = OUT(why) };
		struct out o = OUT(got);

		kind = pop3_turn(&p, heard ? &r : NULL, &t);
		if (turns_end(kind)) {
			turns_check_end(kind, &t, steps, row->ends, row->status, row->why);
			return;
		}
		step = span_line(&steps);
		turns_write(&o, kind, &t, errands[p.errand]);
		CHECK_SPANS(out_span(&o), span_until(&step, '|'));
		if (kind == TURN_ERRAND && p.errand == POP3_CHOOSE)
			choose(&p, &chosen);
		heard = kind == TURN_SAY;
		if (heard)
			turns_hear(&r, span_has(step, '/') ? REPLY_DOT : REPLY_ONE, step);
	} while (!test_broken);
}

static void test_rows(void)
{
	PLAY_ROWS(rows, play, steps);
}

static void test_doubt(void)
{
	struct pop3 p = { .job = POP3_EACH, .verb = "DELE", .first = 2, .message = 2 };
	struct standing st = { 0 };
	char text[160];
	struct out o = OUT(text);

	pop3_say_doubt(&p, &st, &o);
	CHECK_SPAN(out_span(&o), "DELE 2: the reply is uncertain");
	o.len = 0;
	p.message = 5;
	st.deleted = 1;
	pop3_say_doubt(&p, &st, &o);
	CHECK_SPAN(out_span(&o), "DELE 2 to 5: the reply is uncertain, and QUIT was sent: "
				 "it is unknown whether the messages are deleted");
}

int main(void)
{
	RUN(test_rows);
	RUN(test_doubt);
	return test_end("pop3");
}
