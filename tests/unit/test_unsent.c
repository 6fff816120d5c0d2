/* test_unsent.c - mail whose way is broken off: lost, cancelled, in doubt, as conversations of dialogue.h. */
#define _XOPEN_SOURCE  700 /* nftw */
#define DIALOGUE_LARGE     /* the words of a command, and the replies */
#include "dialogue.h"
#include "dialogue_words.h"

static const struct dialogue rows[] = {
	/* the connection is lost: is the message there? */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --body Hello --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "S!\n"
	  "x reset by the other side\n"
	  "- the final dot was not answered: it is unknown whether the server has the message\n",
	    STATUS_UNAVAILABLE, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n",
	    STATUS_UNAVAILABLE, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file -\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "input From: x\n"
	  "C: From: x\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n",
	    STATUS_UNAVAILABLE, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --body Hello --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "wait 700\n"
	  "- wait for the reply to the final dot: silent for 11 min 40 s, the limit\n"
	  "x by us\n"
	  "- the final dot was not answered: it is unknown whether the server has the message\n",
	    STATUS_UNAVAILABLE, .alone = true },

	/* an unsolicited reply in a transaction */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S+ 250 ok\n"
	  "S: 250 unasked\n"
	  "! \"250 unasked\" answers no command: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- RCPT b@b.test: unknown\n"
	  "- RCPT c@c.test: unknown\n"
	  "- the final dot was not sent: the server does not have the message\n",
	    STATUS_PROTOCOL, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --body Hello --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "S+ 250 ok\n"
	  "S: 250 again\n"
	  "! \"250 again\" answers no command: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- RCPT b@b.test: accepted, but an unsolicited reply makes that uncertain\n"
	  "- it is uncertain whether this answers the final dot: 250 ok\n",
	    STATUS_PROTOCOL, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file -\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "input From: x\n"
	  "C: From: x\n"
	  "S: 250 thanks\n"
	  "! \"250 thanks\" answers no command: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- RCPT b@b.test: accepted, but an unsolicited reply makes that uncertain\n"
	  "- the final dot was not sent: the server does not have the message\n",
	    STATUS_PROTOCOL, .alone = true },

	/* cancelled: no part of it is delivered */
	{ "S: 220 mail ESMTP\n"
	  "> data\n" EHLO "C: DATA\n"
	  "S: 354 go\n"
	  "^C\n",
	    0, .person = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file -\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "input From: x\n"
	  "C: From: x\n"
	  "^C\n"
	  "! cancelled within the message: the connection is closed, so that no part of it is delivered\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --body Hello --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "^C\n"
	  "- the final dot was not answered: it is unknown whether the server has the message\n",
	    STATUS_UNAVAILABLE, .person = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "^C\n"
	  "S: 250 ok\n"
	  "> rset\n"
	  "C: RSET\n"
	  "S: 250 ok\n",
	    0, .person = true },

	/* a line that is no reply may stand for the one that was due */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: nonsense\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n"
	  "- RCPT b@b.test: unknown\n"
	  "- the final dot was not sent: the server does not have the message\n",
	    STATUS_PROTOCOL, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: nonsense\n"
	  "wait 6\n"
	  "! \"nonsense\" is not a reply, but a reply is due to RCPT: after an unsolicited reply no answer is certain\n"
	  "! the reply to RCPT breaks the protocol: nonsense\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- RCPT b@b.test: unknown\n"
	  "- the final dot was not sent: the server does not have the message\n",
	    STATUS_PROTOCOL, .alone = true },

	/* how far it is */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file -\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "input From: x\n"
	  "C: From: x\n"
	  "progress\n"
	  "| 9 octets 0 octets/s \n"
	  "wait 3\n"
	  "progress\n"
	  "| 9 octets 0 octets/s \n",
	    0, .alone = true },

	/* the file is gone when its turn comes */
	{ "write M From: x/Date: y\n"
	  "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file M\n" EHLO
	  "# line 1 and 1 more: an LF without CR, which is sent as CR LF\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "rm M\n"
	  "S: 354 go\n"
	  "- read M: no such file or folder\n"
	  "- the message is incomplete: the connection is closed, so that no part of it is delivered\n"
	  "x by us\n",
	    STATUS_NO_INPUT, .alone = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("unsent");
}
