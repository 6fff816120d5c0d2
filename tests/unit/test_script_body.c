/* test_script_body.c - which lines of a script are part of a message. */
#include "proto/script_body.h"
#include "test.h"

/*
 * Lines of a script, each with what the next one is then, by letter: a command,
 * Offered, Refused, Message, left out.  In front of a line: - a refusal came,
 * x the message goes to nobody; neither is part of it.
 */
static const struct {
	const char *lines, *places;
} rows[] = {
	{ "NOOP\nDATAX\nBDATA 5\nRSET", "cccc" },
	{ "DATA\nSubject: x\n:log F\n.\nNOOP", "OMMcc" },
	{ "data\n.\nDATA \t\n.", "OcOc" },
	{ " DATA\n.", "Oc" },
	{ "DATA\n..\n. \n.x\nDATA\nBDAT 1\na {3}\n.", "OMMMMMMc" },
	/* octets, line ends counted as two */
	{ "BDAT 6\nab\n\nNOOP", "OMcc" },
	{ "bdat 6 last\nabcd\nNOOP", "Occ" },
	{ "BDAT 6 LAST\nabcdef\nNOOP", "Occ" },
	{ "BDAT 6 LAST\nabcdefgh\n.", "Occ" },
	{ "BDAT 6\n.\n.\n.", "OMcc" },
	{ "BDAT 0 LAST\nNOOP", "cc" },
	{ "BDAT\nBDAT x\nBDAT -1\nBDAT 99999999999999999999", "cccc" },
	/* a literal, and the rest of its line */
	{ "a1 APPEND INBOX {4}\nab\n\na2 NOOP", "OMcc" },
	{ "a1 APPEND INBOX {4+}\nab\n)\na2 NOOP", "OMcc" },
	{ "a1 APPEND INBOX ~{4}\nabcd\na2 NOOP", "Occ" },
	{ "a1 APPEND INBOX ({4}\nabcd)\na2 NOOP", "Occ" },
	{ "a1 LOGIN {4}\npaul {6}\nsecret\na2 NOOP", "OOcc" },
	{ "a1 LOGIN {4}\nab\n {2}\nyz\na2 NOOP", "OMOcc" },
	{ "a1 APPEND INBOX {0}\n\na2 NOOP", "Occ" },
	{ "PUTSCRIPT \"x\" {4+}  \nab\n\nNOOP", "OMcc" },
	{ "{4}\nabcd\nNOOP", "Occ" },
	{ "PASS ab{12}\nPASS {x}\nPASS 12}\nPASS {\n}", "ccccc" },
	/* refused: only before its first line */
	{ "DATA\n-NOOP\nDATA\n.", "OcOc" },
	{ "DATA\n-DATA\nx", "OOM" },
	{ "DATA\nx\n-y\n.", "OMMc" },
	{ "NOOP\n-NOOP", "cc" },
	{ "DATA\n-xSubject: x\nDATA\n:log F\n..\n.\nNOOP", "Ooooocc" },
	{ "a1 APPEND INBOX {4}\n-xFrom: x\nabcd\n.\na2 NOOP", "Ooocc" },
	{ "DATA\nxSubject: x\n.\nNOOP", "Oocc" },
};

static char letter(const struct script_body *b)
{
	return "cORMo"[b->place];
}

/* One line, and what stands in front of it. */
static void take(struct script_body *b, struct span line)
{
	struct span copy;

	if (span_starts(line, SPAN("-"))) {
		line = span_from(line, 1);
		script_body_refused(b);
		CHECK(b->place != SCRIPT_BODY_OFFERED);
	}
	if (span_starts(line, SPAN("x")) && line.len > 1) {
		line = span_from(line, 1);
		script_body_leave_out(b);
	}
	copy = test_copy(line);
	script_body_said(b, copy);
	free((void *)copy.at);
}

static void test_places(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script_body b = { 0 };
		struct span rest = span_of(rows[i].lines);
		const char *want = rows[i].places;
		bool announced = false;

		for (; rest.len; want++) {
			take(&b, span_line(&rest));
			if (letter(&b) != *want)
				printf("row %zu, left: %.*s\n", i, (int)rest.len, rest.at);
			CHECK(letter(&b) == *want);
			announced |= letter(&b) == 'O';
			CHECK(!announced || b.announced);
			CHECK(script_body_holds(&b) == (letter(&b) != 'c'));
		}
		CHECK(!*want);
	}
}

/* A refusal lets one line in: it may be a command, ours or the server's. */
static void test_refusal(void)
{
	struct script_body b = { 0 };

	CHECK(!script_body_holds(&b) && !b.announced);
	script_body_said(&b, SPAN("DATA"));
	CHECK(script_body_holds(&b));
	script_body_refused(&b);
	CHECK(b.place == SCRIPT_BODY_REFUSED && !script_body_holds(&b) && b.announced);
	script_body_said(&b, SPAN("QUIT"));
	CHECK(b.place == SCRIPT_BODY_NONE && b.announced);
}

/* A message is remembered for good, also one whose size makes no sense. */
static void test_announced(void)
{
	static const char *const lines[] = { "DATA", "BDAT 5", "BDAT 0 LAST", "BDAT x",
		"a1 X {0}" };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct script_body b = { 0 };

		script_body_said(&b, span_of(lines[i]));
		CHECK(b.announced);
		for (int n = 0; n < 9; n++)
			script_body_said(&b, SPAN("."));
		CHECK(b.announced && !script_body_holds(&b));
	}
}

int main(void)
{
	RUN(test_places);
	RUN(test_refusal);
	RUN(test_announced);
	return test_end("script_body");
}
