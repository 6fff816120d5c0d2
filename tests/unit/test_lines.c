/*
 * test_lines.c - where a line of a script goes, by how the conversation stands; of -c and
 * ~/.postelrc, too.
 */
#include "process.h"

static const struct play_row scripts[] = {
	/* in a session */
	{ "a verb is the server's", "220 a ESMTP", { ">NOOP", "=NOOP", "!said: NOOP" } },
	{ "what begins with the prefix is ours", "220 a ESMTP",
	    { ">:display quiet", "=", "!local: quiet" } },
	{ "two prefixes are the server's, as one", "220 a ESMTP", { ">::x", "=:x" } },
	{ "an unknown command fails", "220 a ESMTP",
	    { ">:xyzzy", "=", "!fault: line 1: ?Invalid command", "?64" } },
	{ "a line waits for the reply to the one before", "220 a ESMTP",
	    { ">NOOP|RSET", "=NOOP", "<250 OK", "=RSET" } },
	{ "none goes before the greeting", "", { ">open", "?64" } },

	/* what a reply was expected to be */
	{ "a refusal that nobody expects is the status", "220 a ESMTP",
	    { ">NOOP|RSET", "<500 what", "=NOOP|RSET", "?1" } },
	{ "expect has its say first", "220 a ESMTP",
	    { ">NOOP|:expect 500|RSET", "<500 what", "=NOOP|RSET", "?0" } },
	{ "a remark before it changes nothing", "220 a ESMTP",
	    { ">NOOP|:# why|:expect 500|RSET", "<500 what", "=NOOP|RSET", "?0" } },
	{ "an expectation that is not met", "220 a ESMTP",
	    { ">NOOP|:expect 250", "<500 what", "!expect: 250 after NOOP, but the reply was: 500",
		"?65" } },

	/* messages */
	{ "lines of a message are the server's", "220 a ESMTP",
	    { ">DATA|:display quiet|.|NOOP", "<354 go", "=DATA|:display quiet|.", "<250 OK",
		"=NOOP" } },
	{ "a message that is refused goes to nobody", "220 a ESMTP",
	    { ">DATA|Hello|:display quiet|.|NOOP", "<550 no",
		"!warning: the server refused the message, so its lines are skipped", "~quiet",
		"=DATA|NOOP" } },
	{ "unless the script foresaw that", "220 a ESMTP",
	    { ">DATA|RSET", "<550 no", "=DATA|RSET", "~skipped" } },
	{ "nor where the server did not ask for it", "220 a ESMTP",
	    { ">DATA|Hello|.|NOOP", "<250 OK",
		"!fault: line 2: the server did not ask for the message, so its lines are skipped",
		"?76", "=DATA|NOOP" } },
	{ "a command of ours announces one, too", "220 a ESMTP",
	    { ">:send DATA|:display quiet|.", "<354 go", "=DATA|:display quiet|." } },
	{ "what follows a refused :send DATA is skipped", "220 a ESMTP",
	    { ">:send DATA|Hello|:display quiet|.|NOOP", "<550 no", "~quiet", "=DATA|NOOP" } },

	/* the connection is gone */
	{ "what comes then was not sent", "220 a ESMTP",
	    { ">NOOP", "<250 OK", "$", ">RCPT TO:<x>",
		"!the connection is closed, so this was not sent: RCPT", "~<x>", "?69", "Q" } },
	{ "of a secret not even the verb is told", "220 a ESMTP",
	    { ">AUTH LOGIN", "<334 VXNlcg==", "$", ">Ym9i", "!this was not sent: ********", "~Ym9i",
		"Q" } },
	{ "the server's last word is why", "220 a ESMTP",
	    { "<421 too busy", "$", ">NOOP", "!fault: line 1: ", "!421 too busy",
		"!note: the connection is closed, so this was not sent: NOOP" } },
	{ "a command with the prefix is carried out all the same", "220 a ESMTP",
	    { "$", ">:display quiet", "!local: quiet", "q" } },
	{ "one without it may have been the server's", "220 a ESMTP",
	    { "$", ">display quiet", "!this was not sent: display", "Q" } },
	{ "but not behind QUIT", "220 a ESMTP",
	    { ">QUIT", "<221 bye", "$", ">list", "!this was not sent: list" } },
	{ "an empty line is nobody's", "220 a ESMTP", { "$", ">", "~not sent", "q" } },
	{ "what is left of a message is for nobody", "220 a ESMTP",
	    { ">DATA|Hello", "<354 go", "=DATA|Hello", "$", ">:display quiet", "~local", "Q" } },

	/* -c: all is ours */
	{ "a command of -c", "220 a ESMTP", { "cdisplay quiet", "!local: quiet", "=" } },
	{ "its number is in what fails", "220 a ESMTP",
	    { "cxyzzy", "!fault: -c 1: ?Invalid command" } },
	{ "with the prefix, too", "220 a ESMTP", { "c:display quiet", "!local: quiet" } },
	{ "it may say lines", "220 a ESMTP", { "csend NOOP", "=NOOP" } },
	{ "and those of ~/.postelrc", "220 a ESMTP",
	    { "rxyzzy", "!fault: line 1 of ~/.postelrc: ?Invalid command" } },
};

static void test_scripts(void)
{
	PLAY_ROWS(scripts, play_script, what);
}

static const struct play_row without_commands[] = {
	{ "all is the server's", "220 a ESMTP", { ">:display quiet", "=:display quiet" } },
	{ "and to nobody when it is gone", "220 a ESMTP",
	    { "$", ">:display quiet", "!this was not sent: display", "~local", "Q" } },
};

static void play_without_commands(const struct play_row *r)
{
	process_begin(false, RUN_TARGET);
	app.options.no_commands = true;
	process_play_row(r);
}

static void test_no_commands(void)
{
	PLAY_ROWS(without_commands, play_without_commands, what);
}

int main(void)
{
	RUN(test_scripts);
	RUN(test_no_commands);
	return test_end("lines");
}
