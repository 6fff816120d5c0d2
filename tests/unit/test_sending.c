/* test_sending.c - send-mail and data: what is sent, and what is refused, as conversations of dialogue.h. */
#define _XOPEN_SOURCE  700 /* nftw */
#define DIALOGUE_LARGE     /* the words of a command, and the replies */
#include "dialogue.h"
#include "dialogue_words.h"

static const struct dialogue rows[] = {
	/* a message that is written here */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --body Hello --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "S: 250 queued as 7\n"
	  "= 250 queued as 7\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f <> -t b@b.test --bcc c@c.test --body . --date Now --message-id <1@a> --header \"X-A: b\"\n" EHLO
	  "C: MAIL FROM:<>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<c@c.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: Date: Now\n"
	  "C: Message-ID: <1@a>\n"
	  "C: From: MAILER-DAEMON\n"
	  "C: To: b@b.test\n"
	  "C: X-A: b\n"
	  "C: MIME-Version: 1.0\n"
	  "C: Content-Type: text/plain; charset=utf-8\n"
	  "C: Content-Transfer-Encoding: 7bit\n"
	  "C: \n"
	  "C: ..\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n",
	    0, .alone = false },
	{ "write T.txt some text\n"
	  "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --attach T.txt --body \"See there\" --date Now --html\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: Date: Now\n"
	  "C: Message-ID: <RANDOM@me.test>\n"
	  "C: From: a@a.test\n"
	  "C: To: b@b.test\n"
	  "C: Subject: Hi\n"
	  "C: MIME-Version: 1.0\n"
	  "C: Content-Type: multipart/mixed;\n"
	  "C:  boundary=\"RANDOM=_\"\n"
	  "C: \n"
	  "C: --RANDOM=_\n"
	  "C: Content-Type: text/html; charset=utf-8\n"
	  "C: Content-Transfer-Encoding: 7bit\n"
	  "C: \n"
	  "C: See there\n"
	  "C: --RANDOM=_\n"
	  "C: Content-Type: text/plain\n"
	  "C: Content-Transfer-Encoding: base64\n"
	  "C: Content-Disposition: attachment;\n"
	  "C:  filename=\"T.txt\"\n"
	  "C: \n"
	  "C: c29tZSB0ZXh0Cg==\n"
	  "C: \n"
	  "C: --RANDOM=_--\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },

	/* as it stands in a file, and what a server may refuse in it */
	{ "write M From: a@a.test/Date: Now//.dot/text\n"
	  "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file M\n" EHLO
	  "# line 1 and 4 more: an LF without CR, which is sent as CR LF\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: From: a@a.test\n"
	  "C: Date: Now\n"
	  "C: \n"
	  "C: ..dot\n"
	  "C: text\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },
	{ "write M no field/Subject: ü//größe\n"
	  "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file M\n" EHLO
	  "! line 2: the header has 8-bit octets, but the server does not offer SMTPUTF8\n"
	  "! line 4: the body has 8-bit octets, but the server does not offer 8BITMIME\n"
	  "# line 1 and 3 more: an LF without CR, which is sent as CR LF\n"
	  "! line 1: not a header field; the header ends at the first empty line (RFC 5322 2.2)\n"
	  "! the message has no Date field (RFC 5322 3.6)\n"
	  "! the message has no From field (RFC 5322 3.6)\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: no field\n"
	  "C: Subject: ü\n"
	  "C: \n"
	  "C: größe\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n",
	    0, .alone = true },

	/* from standard input, as it comes */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file -\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "input From: x/Date: y\n"
	  "C: From: x\n"
	  "C: Date: y\n"
	  "input /.dot\n"
	  "C: \n"
	  "C: ..dot\n"
	  "input.\n"
	  "# line 1 and 3 more: an LF without CR, which is sent as CR LF\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body - --date Now --message-id <1@a>\n"
	  "C: EHLO me.test\n"
	  "input one = two\n"
	  "input.\n"
	  "S: 250 mail.test\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: Date: Now\n"
	  "C: Message-ID: <1@a>\n"
	  "C: From: a@a.test\n"
	  "C: To: b@b.test\n"
	  "C: MIME-Version: 1.0\n"
	  "C: Content-Type: text/plain; charset=utf-8\n"
	  "C: Content-Transfer-Encoding: quoted-printable\n"
	  "C: \n"
	  "C: one =3D two\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body -\n"
	  "- send-mail: standard input is already in use: give a file\n",
	    STATUS_USAGE, .person = true },

	/* several recipients, some refused */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 550 nobody\n"
	  "- RCPT b@b.test: the server says 550 nobody\n"
	  "C: RCPT TO:<c@c.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: Date: Now\n"
	  "C: Message-ID: <1@a>\n"
	  "C: From: a@a.test\n"
	  "C: To: b@b.test,\n"
	  "C:  c@c.test\n"
	  "C: MIME-Version: 1.0\n"
	  "C: Content-Type: text/plain; charset=utf-8\n"
	  "C: Content-Transfer-Encoding: 7bit\n"
	  "C: \n"
	  "C: x\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --all-or-nothing --body x\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 450 later\n"
	  "- RCPT b@b.test: the server says 450 later\n"
	  "C: RCPT TO:<c@c.test>\n"
	  "S: 250 ok\n"
	  "C: RSET\n"
	  "S: 250 reset\n"
	  "- send-mail: nothing was sent: a recipient was refused\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_TEMPORARY, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 550 nobody\n"
	  "- RCPT b@b.test: the server says 550 nobody\n"
	  "C: RSET\n"
	  "S: 250 reset\n"
	  "- send-mail: nothing was sent: a recipient was refused\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },

	/* refused, at each step */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 451 later\n"
	  "- MAIL: the server says 451 later\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_TEMPORARY, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 554 no\n"
	  "- DATA: the server says 554 no\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -s Hi --body Hello --date Now --message-id <1@a>\n" EHLO
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "S: 554 spam\n"
	  "- final dot: the server says 554 spam\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "S: 554 not today\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n"
	  "- greeting: the server says 554 not today\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n" EHLO "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 421 shutting down\n"
	  "- RCPT b@b.test: the server says 421 shutting down\n"
	  "C: RSET\n"
	  "S.\n"
	  "x by foreign host\n"
	  "# connection lost before the command was finished\n",
	    STATUS_TEMPORARY, .alone = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("sending");
}
