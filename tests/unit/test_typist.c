/* test_typist.c - what keys do at a terminal: lines, the ways out, pastes, Tab, pages. */
#include "process.h"

#define UP       "\033[A"
#define CTRL_D   "\x04"
#define CTRL_L   "\x0c"
#define ESCAPE   "\x1d"
#define PASTE    "\033[200~"
#define PASTED   "\033[201~"
#define QUESTION "Run this pasted command? [y/N] "

static const struct play_row lines[] = {
	{ "Enter sends the line", "220 a ESMTP", { "'NOO", "=", ">P", "=NOOP", "+NOOP" } },
	{ "an empty one, too", "220 a ESMTP", { ">", "!said: ", ">NOOP", "=|NOOP" } },
	{ "what begins with the prefix is ours", "220 a ESMTP",
	    { ">:display quiet", "=", "!local: quiet" } },
	{ "a command without it is the server's, and hinted at", "220 a ESMTP",
	    { ">display quiet", "=display quiet", "<500 what",
		"!hint: postel's own commands begin with ':'" } },
	{ "where nobody is connected, all is ours", "",
	    { ">display quiet", "!local: quiet", ">xyzzy", "!fault: ?Invalid command" } },
	{ "the prompt says so", "", { "'x" CTRL_L, "+postel> x" } },
	{ "it sees a command's beginning", "", { ">disp quiet", "!local: quiet" } },
	{ "what was typed last comes back", "220 a ESMTP",
	    { ">NOOP", "=NOOP", "<250 OK", "'" UP "X|", "=NOOPX" } },
	{ "a line of a message does not", "220 a ESMTP",
	    { ">DATA", "<354 go", ">Hello", "<", ">.", "<250 OK", "'" UP "|",
		"=DATA|Hello|.|DATA" } },
	{ "^L paints anew", "220 a ESMTP", { "'ab" CTRL_L, "+\033[H\033[2J", "+ab" } },

	/* in the meantime */
	{ "a line waits for what is under way", "220 a ESMTP",
	    { ">:sleep 86400", ">NOOP", "=", ">RSET", "=", "^C", "!note: cancelled", ">HELP",
		"=HELP" } },
	{ "^C without anything under way", "220 a ESMTP",
	    { "^C",
		"!local: ^C does not leave. ^D twice sends QUIT; ^] opens the postel> prompt." } },
	{ "the same, of an unknown protocol", "hello",
	    { "^C", "!^C does not leave. ^D twice closes the connection; ^] opens" } },
	{ "at the prompt within a session", "220 a ESMTP",
	    { "'" ESCAPE, "^C", "!^C does not leave. ^D returns to the session; 'quit' leaves." } },
	{ "and where nobody is connected", "", { "^C", "!^C does not leave. ^D or 'quit' does." } },
	{ "^C drops the line, and says so in it", "220 a ESMTP",
	    { "'NOO", "^C", "+^C\r\n", "~does not leave", ">RSET", "=RSET" } },
	{ "SIGTERM ends it", "220 a ESMTP", { "^T", "Q" } },
	{ "so does SIGHUP", "220 a ESMTP", { "^H", "Q" } },
	{ "the window has another size", "220 a ESMTP", { "'NOO", "^W", "+NOO", "q" } },
	{ "nobody types any more", "220 a ESMTP", { ".", "Q" } },
};

static void test_lines(void)
{
	PLAY_ROWS(lines, play_typed, what);
}

static const struct play_row ways_out[] = {
	{ "^D leaves where nobody is connected", "", { "'" CTRL_D, "Q" } },
	{ "but not while something is under way", "", { ">sleep 86400", "'" CTRL_D, "q" } },
	{ "^D twice says QUIT", "220 a ESMTP",
	    { "'" CTRL_D, "=", "!local: ^D again sends QUIT, or closes", "'" CTRL_D, "=QUIT" } },
	{ "IMAP's farewell is another", "* OK IMAP4rev1", { "'" CTRL_D, "'" CTRL_D, "!said: " } },
	{ "not if something came between", "220 a ESMTP",
	    { "'" CTRL_D, "'x", "'\x08", "'" CTRL_D, "=", "!^D again" } },
	{ "nobody knows the farewell: it closes", "hello",
	    { "'" CTRL_D, "!^D again", "'" CTRL_D, "!closed: " } },
	{ "a message ends otherwise", "220 a ESMTP",
	    { ">DATA", "<354 go", "'" CTRL_D, "!local: a line with only a dot ends the message",
		"=DATA" } },
	{ "back to the session", "220 a ESMTP",
	    { "'" ESCAPE, "+postel> ", "'" CTRL_D, "~again", ">NOOP", "=NOOP" } },

	/* the escape character */
	{ "it opens the prompt", "220 a ESMTP",
	    { "'" ESCAPE, ">display quiet", "!local: quiet", "=", ">", "=", ">NOOP", "=NOOP" } },
	{ "and closes it", "220 a ESMTP", { "'" ESCAPE "" ESCAPE, ">NOOP", "=NOOP" } },
	{ "the line typed is not lost", "220 a ESMTP",
	    { "'NOOP" ESCAPE, ">", "'" UP "|", "=NOOP" } },
	{ "it does nothing where nobody is connected", "",
	    { "'" ESCAPE, ">display quiet", "!local: quiet" } },
	{ "another one", "220 a ESMTP",
	    { ">:set escape ~", "'~", ">display escape", "!local: escape" } },
	{ "none", "220 a ESMTP", { ">:unset escape", "'" ESCAPE, ">NOOP", "=NOOP" } },
};

static void test_ways_out(void)
{
	PLAY_ROWS(ways_out, play_typed, what);
}

static const struct play_row pastes[] = {
	{ "each line waits for its reply", "220 a ESMTP",
	    { "'NOOP|RSET|", "=NOOP", "<250 OK", "=RSET" } },
	{ "in brackets", "220 a ESMTP",
	    { "'" PASTE "NOOP|RSET|" PASTED, "=NOOP", "<250 OK", "=RSET" } },
	{ "a command in one asks first", "220 a ESMTP",
	    { "'" PASTE ":display quiet|" PASTED, "!local: :display quiet", "~300", "+" QUESTION,
		">y", "!local: quiet" } },
	{ "any other answer drops it", "220 a ESMTP",
	    { "'" PASTE ":display quiet|NOOP|" PASTED, "=", ">n", "~local: quiet", "=NOOP" } },
	{ "so does Enter", "220 a ESMTP",
	    { "'" PASTE ":display quiet|" PASTED, ">", "~local: quiet", ">NOOP", "=NOOP" } },
	{ "and ^C, with all that follows", "220 a ESMTP",
	    { "'" PASTE ":display quiet|NOOP|" PASTED, "^C", "!note: cancelled", ">RSET",
		"=RSET" } },
	{ "a yes is for one command alone", "220 a ESMTP",
	    { "'" PASTE ":display quiet|:display escape|" PASTED, ">y", "!local: quiet",
		"!local: :display escape", "+" QUESTION } },
	{ "at the prompt none asks", "", { "'" PASTE "display quiet|" PASTED, "!local: quiet" } },
	{ "nor does a line of a message", "220 a ESMTP",
	    { "'" PASTE "DATA|:display quiet|.|" PASTED, "<354 go", "=DATA|:display quiet|." } },
	{ "its lines are counted", "220 a ESMTP",
	    { "'" PASTE "NOOP|:expect 250|" PASTED, "<500 what", ">y",
		"!expect: 250 after NOOP, but the reply was: 500" } },
	{ "an escape character in one is text", "220 a ESMTP",
	    { "'" PASTE "a" ESCAPE "b|" PASTED, "=a" ESCAPE "b" } },
	{ "a secret in the question is stars", "220 a ESMTP",
	    { "'" PASTE ":send AUTH PLAIN Ym9i|" PASTED, "!local: :send AUTH PLAIN ********",
		"~Ym9i", "-Ym9i" } },
	{ "the escape character is no answer", "220 a ESMTP",
	    { "'" PASTE ":display quiet|" PASTED, "'" ESCAPE, "-postel>", ">y", "!local: quiet" } },
};

static void test_pastes(void)
{
	PLAY_ROWS(pastes, play_typed, what);
}

static const struct play_row tabs[] = {
	{ "a verb of the protocol", "220 a ESMTP", { "'NO\t", "+NOOP", ">", "=NOOP " } },
	{ "one that the server offers", "220 a ESMTP",
	    { ">EHLO x", "<250-a|250 XYZZY", "=EHLO x", "'XY\t|", "=XYZZY " } },
	{ "several are listed", "220 a ESMTP", { "'R\t", "!local: ", "!RCPT", "!RSET" } },
	{ "a mechanism", "220 a ESMTP",
	    { ">EHLO x", "<250-a|250 AUTH PLAIN CRAM-MD5", "=EHLO x", "'AUTH CR\t", "+CRAM-MD5" } },
	{ "an IMAP verb behind its tag", "* OK IMAP4rev1", { "'a NOO\t|", "=a NOOP " } },
	{ "no tag", "* OK IMAP4rev1", { "'NOO\t|", "=NOO" } },
	{ "a command", "220 a ESMTP", { "':displ\t", "+display" } },
	{ "and at the prompt", "", { "'displ\t", "+display" } },
	{ "a command that help is asked about", "", { "'help displ\t", "+display" } },
	{ "a setting", "", { "'display qui\t|", "!local: quiet" } },
	{ "in a message it is text", "220 a ESMTP",
	    { ">DATA", "<354 go", "=DATA", "'NO\t|", "=NO\t" } },
	{ "in a paste, too", "220 a ESMTP", { "'NO\tX|NOOP|", "=NO\tX" } },
	{ "nothing about what is asked for without an echo", "",
	    { ">base64", "'NO\t", "~local", "-NO" } },
};

static void test_tabs(void)
{
	PLAY_ROWS(tabs, play_typed, what);
}

#define MORE "-- more"

static const struct play_row pages[] = {
	{ "Space shows the next one", "", { ">help", "+" MORE, "' ", "!local", "+" MORE } },
	{ "Enter a line", "", { ">help", "'\r", "!local", "+" MORE, "'\033[B", "!local" } },
	{ "q ends it", "",
	    { ">help", "'q", "~local", "-" MORE, ">display quiet", "!local: quiet" } },
	{ "so does ^C", "",
	    { ">help", "^C", "~local", "-" MORE, ">display quiet", "!local: quiet" } },
	{ "other keys do nothing", "", { ">help", "'x", "~local", "+" } },
	{ "a paste is no answer", "",
	    { ">help", "'" PASTE "display quiet|" PASTED, "!local: quiet", "-" MORE } },
};

static void play_page(const struct play_row *r)
{
	process_begin(true, RUN_PROMPT);
	app.ctx.page.rows = 8;
	app.ctx.page.columns = 79;
	process_play(r->steps);
}

static void test_pages(void)
{
	PLAY_ROWS(pages, play_page, what);
}

int main(void)
{
	RUN(test_lines);
	RUN(test_ways_out);
	RUN(test_pastes);
	RUN(test_tabs);
	RUN(test_pages);
	return test_end("typist");
}
