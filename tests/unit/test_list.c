/* test_list.c - the commands of POP3 that fetch no message, as conversations of dialogue.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "dialogue.h"

#define BOB .user = "bob", .secret = "swordfish"

#define LOGIN                                                                                      \
	"C: CAPA\n"                                                                                \
	"S: -ERR what\n"                                                                           \
	"C: USER bob\n"                                                                            \
	"S: +OK\n"                                                                                 \
	"C: PASS swordfish\n"                                                                      \
	"S: +OK in\n"

static const struct dialogue rows[] = {
	/* what was answered, as a person sees it and as results */
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S: +OK\n"
	  "S: TOP\n"
	  "S: USER\n"
	  "S: .\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: +OK in\n"
	  "C: LIST\n"
	  "S+ +OK\n"
	  "S+ 1 10\n"
	  "S+ 2 20\n"
	  "S: .\n",
	    0, BOB },
	{ "S: +OK ready\n"
	  "> list\n" LOGIN "C: LIST\n"
	  "S+ +OK\n"
	  "S+ 1 10\n"
	  "S+ 2 20\n"
	  "S: .\n"
	  "= 1 10\n"
	  "= 2 20\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .alone = true, .output = true },
	{ "S: +OK ready\n"
	  "> uidl 1-2\n" LOGIN "C: UIDL 1\n"
	  "S: +OK 1 aaa\n"
	  "= 1 aaa\n"
	  "C: UIDL 2\n"
	  "S: +OK 2 bbb\n"
	  "= 2 bbb\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n" LOGIN "C: STAT\n"
	  "S: +OK 2 320\n"
	  "= 2 messages, 320 octets\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .alone = true, .output = true },
	{ "S: +OK ready\n"
	  "> capa\n"
	  "C: CAPA\n"
	  "S: +OK\n"
	  "S: TOP\n"
	  "S: UIDL\n"
	  "S: .\n"
	  "= TOP\n"
	  "= UIDL\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: +OK ready\n"
	  "> capa\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "- CAPA: the server says -ERR what\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "S: +OK ready\n"
	  "> capa\n"
	  "C: CAPA\n"
	  "S+ +OK\n"
	  "S: .\n"
	  "> capa\n"
	  "C: CAPA\n"
	  "S+ +OK\n"
	  "S+ TOP\n"
	  "S: .\n"
	  "= TOP\n",
	    0, .person = true },
	{ "S: +OK ready\n"
	  "> top 1 2\n" LOGIN "C: TOP 1 2\n"
	  "S+ +OK\n"
	  "S+ Subject: x\n"
	  "S+ \n"
	  "S+ ..dot\n"
	  "S: .\n"
	  "| Subject: x\n"
	  "| \n"
	  "| .dot\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .alone = true, .output = true },

	/* what makes no sense */
	{ "S: +OK ready\n"
	  "> list x\n"
	  "- ?list: 'x' is not understood\n"
	  "# Usage: list [N...]; see 'help list'\n"
	  "> top\n"
	  "- ?top: N is missing\n"
	  "# Usage: top N [LINES]; see 'help top'\n"
	  "> top 1 x\n"
	  "- ?top: 'x' is not understood\n"
	  "# Usage: top N [LINES]; see 'help top'\n"
	  "> dele\n"
	  "- ?dele: N... is missing\n"
	  "# Usage: dele N...; see 'help dele'\n"
	  "> retr 1 2 F\n"
	  "- ?retr: these words make no sense together\n"
	  "# Usage: retr N... [FILE]; see 'help retr'\n"
	  "> capa now\n"
	  "- ?capa: 'now' is one word too many\n"
	  "# Usage: capa; see 'help capa'\n"
	  "> stat 1\n"
	  "- ?stat: '1' is one word too many\n"
	  "# Usage: stat; see 'help stat'\n"
	  "> list 3-1\n"
	  "- ?list: '3-1' is not understood\n"
	  "# Usage: list [N...]; see 'help list'\n"
	  "> uidl 0\n"
	  "- ?uidl: '0' is not understood\n"
	  "# Usage: uidl [N...]; see 'help uidl'\n",
	    STATUS_USAGE, BOB },
	{ "S: +OK ready\n"
	  "> stat\n" LOGIN "C: STAT\n"
	  "S: +OK nothing\n"
	  "- STAT: the reply does not contain two numbers\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_PROTOCOL, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list 7\n" LOGIN "C: LIST 7\n"
	  "S: -ERR no such message\n"
	  "- LIST 7: the server says -ERR no such message\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_REJECTED, BOB, .alone = true },

	/* another message is answered: no reply is certain any more */
	{ "S: +OK ready\n"
	  "> list 1-2\n" LOGIN "C: LIST 1\n"
	  "S: +OK 2 20\n"
	  "! \"+OK 2 20\" is about another message: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- LIST 1: the reply is uncertain\n",
	    STATUS_PROTOCOL, BOB, .alone = true },

	/* dele asks, and QUIT tells what became of it */
	{ "S: +OK ready\n"
	  "> dele 1 3-4\n"
	  "? Delete messages 1 and 3-4? [y/N] \n"
	  ">> n\n"
	  "x by us\n",
	    0, BOB, .alone = true, .person = true },
	{ "S: +OK ready\n"
	  "> dele 1\n"
	  "? Delete message 1? [y/N] \n"
	  ">> y\n" LOGIN "C: DELE 1\n"
	  "S: +OK marked\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "S.\n"
	  "x by foreign host\n"
	  "= 1 deleted: the server accepted QUIT\n",
	    0, BOB, .alone = true, .person = true },
	{ "S: +OK ready\n"
	  "> dele 1\n" LOGIN "C: DELE 1\n"
	  "S: +OK marked\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "wait 3\n"
	  "x by us\n"
	  "= 1 deleted: the server accepted QUIT\n",
	    0, BOB, .alone = true, .yes = true },
	{ "S: +OK ready\n"
	  "> dele 1\n"
	  "- dele asks for confirmation, which needs a terminal: --yes does it without asking\n",
	    STATUS_USAGE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> dele 1-3\n" LOGIN "C: DELE 1\n"
	  "S: +OK marked\n"
	  "C: DELE 2\n"
	  "S: -ERR no such message\n"
	  "- DELE 2: the server says -ERR no such message\n"
	  "C: DELE 3\n"
	  "S: +OK marked\n"
	  "C: QUIT\n"
	  "S: -ERR could not\n"
	  "- 2 marked, but the server refused QUIT: some messages may not be deleted\n"
	  "x by us\n",
	    STATUS_REJECTED, BOB, .alone = true, .yes = true },
	{ "S: +OK ready\n"
	  "> dele 1-2\n" LOGIN "C: DELE 1\n"
	  "S: +OK marked\n"
	  "C: DELE 2\n"
	  "S.\n"
	  "! the session ended without QUIT: nothing was deleted\n"
	  "x by foreign host\n"
	  "- connection lost during DELE 2\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true, .yes = true },
	{ "S: +OK ready\n"
	  "> dele 1\n" LOGIN "C: DELE 1\n"
	  "S: +OK marked\n"
	  "C: QUIT\n"
	  "S!\n"
	  "! the connection ended before QUIT was answered: it is unknown whether the marked messages are deleted\n"
	  "x reset by the other side\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true, .yes = true },
	{ "S: +OK ready\n"
	  "> dele 1-2\n" LOGIN "C: DELE 1\n"
	  "S+ +OK marked\n"
	  "S: +OK unasked\n"
	  "! \"+OK unasked\" answers no command: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "! the session ended without QUIT: nothing was deleted\n"
	  "x by us\n"
	  "- DELE 1: the reply is uncertain\n",
	    STATUS_PROTOCOL, BOB, .alone = true, .yes = true },

	/* the server is in a hurry, or in use */
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: -ERR [IN-USE] another session has the mailbox\n"
	  "- log in with PASS: the server says -ERR [IN-USE] another session has the mailbox\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_TEMPORARY, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n" LOGIN "C: STAT\n"
	  "S: -ERR [SYS/TEMP] later\n"
	  "- STAT: the server says -ERR [SYS/TEMP] later\n"
	  "C: QUIT\n"
	  "S.\n"
	  "x by foreign host\n",
	    STATUS_TEMPORARY, BOB, .alone = true },
	{ "> list\n"
	  "S: -ERR closed for today\n"
	  "- greeting: the server says -ERR closed for today\n"
	  "C: QUIT\n"
	  "S.\n"
	  "x by foreign host\n",
	    STATUS_REJECTED, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> list\n"
	  "- this command is for pop3, but the server speaks smtp\n"
	  "C: QUIT\n",
	    STATUS_USAGE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n" LOGIN "C: LIST\n"
	  "S+ +OK\n"
	  "S: 1 10\n"
	  "^C\n"
	  "S: .\n"
	  "> rset\n"
	  "C: RSET\n"
	  "S: +OK\n",
	    0, BOB },

	/* the connection is lost at each step */
	{ "> list\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S!\n"
	  "x reset by the other side\n"
	  "- connection lost (reset by the other side) before the command was finished\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n" LOGIN "C: LIST\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost during LIST\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n" LOGIN "C: LIST\n"
	  "S+ +OK\n"
	  "S: 1 10\n"
	  "S!\n"
	  "x reset by the other side\n"
	  "- connection lost (reset by the other side) during LIST\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n" LOGIN "C: LIST\n"
	  "S+ +OK\n"
	  "S+ 1 10\n"
	  "S: .\n"
	  "C: QUIT\n"
	  "S.\n"
	  "x by foreign host\n",
	    0, BOB, .alone = true },
	{ "> list\n"
	  "S: hello\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished; received in place of a greeting: hello\n",
	    STATUS_PROTOCOL, BOB, .alone = true, .protocol = PROTOCOL_POP3 },
	{ "S: +OK ready\n"
	  "> dele 1-2\n" LOGIN "C: DELE 1\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost during DELE 1: nothing was deleted\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true, .yes = true },

	/* it is silent */
	{ "S: +OK ready\n"
	  "> stat\n" LOGIN "C: STAT\n"
	  "wait 700\n"
	  "- wait for the reply to STAT: silent for 11 min 40 s, the limit\n"
	  "x by us\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("list");
}
