/* test_masks.c - secrets that are typed: shown as stars, and gone with what they were for. */
#include "process.h"

#define CTRL_A "\x01"
#define CTRL_D "\x04"
#define CTRL_Y "\x19"
#define UP     "\033[A"

static const struct play_row shown_rows[] = {
	{ "a password", "+OK hi",
	    { "'PASS hun", "-hun", "+***", ">ter2", "-ter2", "=PASS hunter2",
		"!said: PASS ********", "~hunter2" } },
	{ "behind a command of ours", "+OK hi",
	    { "':send PASS hunter2", "-hunter2", "+*******", ">", "=PASS hunter2", "~hunter2" } },
	{ "a login's lines", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcm5hbWU6", "'Ym9i", "-Ym9i", "+****", ">",
		"=AUTH LOGIN|Ym9i", "~Ym9i" } },
	{ "where nobody is connected", "", { "'PASS hunter2", "-hunter2", ">", "~hunter2" } },
	{ "the password of a URL", "",
	    { "'open smtp://bob:hunter2@h", "-hunter2", ">", "~hunter2", "!fault: " } },
	{ "what an open server asks for", "hello",
	    { "<Password:", "'hunter2", "-hunter2", ">", "=hunter2", "~hunter2" } },
	{ "no secret: a user's name", "+OK hi", { "'USER bob", "+bob", ">", "!said: USER bob" } },
	{ "at the wrong place, and a command besides", "+OK hi",
	    { "'\x1d", "'PASS hunter2", "-hunter2", ">", "~hunter2", "=" } },

	/* it stays one */
	{ "whatever becomes of the verb", "+OK hi",
	    { "'PASS hunter2", "'" CTRL_A "X", "-hunter2", ">", "-hunter2", "~hunter2",
		"=XPASS hunter2" } },
	{ "it does not come back", "+OK hi",
	    { ">USER bob", "<+OK", ">PASS hunter2", "<+OK", "=USER bob|PASS hunter2", "'" UP,
		"+USER bob", "-hunter2" } },
	{ "nor is it yanked", "+OK hi",
	    { "'PASS hunter2" CTRL_A "\x0b", "^C", "'X" CTRL_Y "|", "=X", "-hunter2" } },
	{ "^C shows none of it", "+OK hi",
	    { "'PASS hunter2", "^C", "-hunter2", ">NOOP", "=NOOP" } },
	{ "it is queued behind a login", "+OK hi",
	    { ">:sleep 86400", ">USER bob", ">PASS hunter2", "-hunter2", "~hunter2",
		"~discarded" } },
	{ "but not what is none", "+OK hi",
	    { ">:sleep 86400", "'PASS hunter2", ">" CTRL_A "\033dX",
		"!warning: the masked line is discarded: it is not a login, and so cannot be queued" } },

	/* without an echo */
	{ "an answer", "+OK hi",
	    { ">:base64", "+(not shown) ", "'hunter2", "-hunter2", "-***", ">", "-hunter2",
		"!aHVudGVyMg==", "=" } },
	{ "a secret line", "+OK hi",
	    { ">:secret", "'hunter2", "-hunter2", ">", "-hunter2", "~hunter2", "=aHVudGVyMg==" } },
};

static void test_shown(void)
{
	PLAY_ROWS(shown_rows, play_typed, what);
}

/* Each: what was typed for a server that has gone, or for a login that has ended. */
static const struct play_row ends[] = {
	{ "the line that is typed", "+OK hi",
	    { ">USER bob", "<+OK", "=USER bob", "'PASS hun", "$",
		"!local: the masked line that you were typing is discarded, up to Enter", "q",
		"'ter2", "-ter2", ">", "~ter2", "~Invalid", ">display quiet", "!local: quiet" } },
	{ "the prompt counts as Enter", "+OK hi",
	    { "'PASS hun", "$", "!is discarded, up to Enter", "^C", ">display quiet",
		"!local: quiet" } },
	{ "lines that wait", "+OK hi",
	    { ">:sleep 86400", ">PASS hunter2", ">NOOP", "$",
		"!local: the waiting lines contained a secret and are discarded", "^C",
		">display quiet", "!local: quiet", "~hunter2" } },
	{ "harmless ones go on waiting", "+OK hi",
	    { ">:sleep 86400", ">STAT", "$", "~discarded" } },
	{ "the answer to a challenge, typed too late", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcm5hbWU6", "=AUTH LOGIN", "$", "'Ym9i", "-Ym9i", ">",
		"~Ym9i" } },
	{ "until a command was typed", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcm5hbWU6", "$", ">display quiet", "!local: quiet", "'Ym9i",
		"+Ym9i" } },
	{ "a login that has ended", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcm5hbWU6", ">Ym9i", "=AUTH LOGIN|Ym9i", "'c2Vj", "<235 OK",
		"!local: the login has ended: the masked line is discarded, up to Enter", "'x",
		">y", "=", "~said", ">NOOP", "=NOOP" } },
	{ "one that was refused: what is no command is a secret still", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcm5hbWU6", "<535 no", "=AUTH LOGIN", "'Ym9i", "-Ym9i", ">",
		"~Ym9i", "=Ym9i" } },
	{ "what undo and yank know", "+OK hi",
	    { "'PASS hunter2\x15", "$", "~discarded", "'" CTRL_Y, "-hunter2" } },
};

static void test_ends(void)
{
	PLAY_ROWS(ends, play_typed, what);
}

/* Lines that wait for a run that ends: the rest of a secret is not left to the shell. */
static void test_the_run_goes_on(void)
{
	static const char *const steps[] = { "'PASS hun", "$", "!up to Enter", ">ter2", "~ter2",
		NULL };

	process_begin(true, RUN_TARGET);
	process_connect("+OK hi\r\n");
	process_play(steps);
	CHECK(!app.discarding);
}

int main(void)
{
	RUN(test_shown);
	RUN(test_ends);
	RUN(test_the_run_goes_on);
	return test_end("masks");
}
