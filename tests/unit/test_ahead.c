/* test_ahead.c - mail whose lines do not wait for replies, LMTP, and what a server has to offer, as conversations of dialogue.h. */
#define _XOPEN_SOURCE  700 /* nftw */
#define DIALOGUE_LARGE     /* the words of a command, and the replies */
#include "dialogue.h"

#define AHEAD                                                                                      \
	"C: EHLO me.test\n"                                                                        \
	"S+ 250-mail.test\n"                                                                       \
	"S: 250 PIPELINING\n"                                                                      \
	"C: MAIL FROM:<a@a.test>\n"                                                                \
	"C: RCPT TO:<b@b.test>\n"                                                                  \
	"C: RCPT TO:<c@c.test>\n"

#define LETTER                                                                                     \
	"C: Date: Now\n"                                                                           \
	"C: Message-ID: <1@a>\n"                                                                   \
	"C: From: a@a.test\n"                                                                      \
	"C: To: b@b.test,\n"                                                                       \
	"C:  c@c.test\n"                                                                           \
	"C: MIME-Version: 1.0\n"                                                                   \
	"C: Content-Type: text/plain; charset=utf-8\n"                                             \
	"C: Content-Transfer-Encoding: 7bit\n"                                                     \
	"C: \n"                                                                                    \
	"C: x\n"                                                                                   \
	"C: .\n"

#define LMTP                                                                                       \
	"C: LHLO me.test\n"                                                                        \
	"S: 250 mail.test\n"                                                                       \
	"C: MAIL FROM:<a@a.test>\n"                                                                \
	"S: 250 ok\n"                                                                              \
	"C: RCPT TO:<b@b.test>\n"                                                                  \
	"S: 250 ok\n"                                                                              \
	"C: RCPT TO:<c@c.test>\n"                                                                  \
	"S: 250 ok\n"                                                                              \
	"C: DATA\n"                                                                                \
	"S: 354 go\n"

static const struct dialogue rows[] = {
	/* pipelining: each recipient has its own reply */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x --date Now --message-id <1@a>\n" AHEAD
	  "S+ 250 ok\n"
	  "S+ 250 ok\n"
	  "S: 550 nobody\n"
	  "- RCPT c@c.test: the server says 550 nobody\n"
	  "C: DATA\n"
	  "S: 354 go\n" LETTER "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" AHEAD "S: 250 ok\n"
	  "S: 550 nobody\n"
	  "- RCPT b@b.test: the server says 550 nobody\n"
	  "S: 550 nobody\n"
	  "- RCPT c@c.test: the server says 550 nobody\n"
	  "C: RSET\n"
	  "S: 250 reset\n"
	  "- send-mail: nothing was sent: a recipient was refused\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" AHEAD "S+ 451 later\n"
	  "S+ 503 first MAIL\n"
	  "S: 503 first MAIL\n"
	  "- MAIL: the server says 451 later\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_TEMPORARY, .alone = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" AHEAD "S: 250 ok\n"
	  "S: 354 what\n"
	  "! \"354 what\" cannot be the reply to RCPT: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- RCPT b@b.test: unknown\n"
	  "- RCPT c@c.test: unknown\n"
	  "- the final dot was not sent: the server does not have the message\n"
	  "S: 250 ok\n",
	    STATUS_PROTOCOL, .alone = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" AHEAD "S: 250 ok\n"
	  "S: 250 ok\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n",
	    STATUS_UNAVAILABLE, .alone = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" AHEAD "S+ 250 ok\n"
	  "S+ 250 ok\n"
	  "S+ 550 nobody\n"
	  "S: 250 unasked\n"
	  "- RCPT c@c.test: the server says 550 nobody\n"
	  "! \"250 unasked\" answers no command: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- RCPT b@b.test: accepted, but an unsolicited reply makes that uncertain\n"
	  "- RCPT c@c.test: refused, but an unsolicited reply makes that uncertain\n"
	  "- the final dot was not sent: the server does not have the message\n",
	    STATUS_PROTOCOL, .alone = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x\n" AHEAD "S: 250 ok\n"
	  "^C\n"
	  "S+ 250 ok\n"
	  "S: 250 ok\n"
	  "> rset\n"
	  "C: RSET\n"
	  "S: 250 reset\n",
	    0, .person = true, .pipelining = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --body x\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "- send-mail: the server does not offer PIPELINING, which this mail needs (postel --force sends it anyway)\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true, .pipelining = true },

	/* LMTP: each recipient has a reply to the final dot */
	{ "S: 220 mail LMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x --date Now --message-id <1@a>\n" LMTP
		LETTER "S: 250 b has it\n"
	  "= 250 b has it\n"
	  "S: 452 c is full\n"
	  "- final dot for c@c.test: the server says 452 c is full\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_TEMPORARY, .alone = true, .lmtp = true, .protocol = PROTOCOL_SMTP },
	{ "S: 220 mail LMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x --date Now --message-id <1@a>\n" LMTP
		LETTER "S: 250 b has it\n"
	  "= 250 b has it\n"
	  "S!\n"
	  "x reset by the other side\n"
	  "- final dot for c@c.test: not answered: it is unknown whether the server has the message\n",
	    STATUS_UNAVAILABLE, .alone = true, .lmtp = true, .protocol = PROTOCOL_SMTP },
	{ "S: 220 mail LMTP\n"
	  "> send-mail -f a@a.test -t b@b.test -t c@c.test --body x --date Now --message-id <1@a>\n" LMTP
		LETTER "S+ 250 b has it\n"
	  "S+ 250 c has it\n"
	  "S: 250 who has it\n"
	  "= 250 b has it\n"
	  "= 250 c has it\n"
	  "! \"250 who has it\" answers no command: after an unsolicited reply no answer is certain\n"
	  "- an unsolicited reply makes all replies uncertain: the connection is closed\n"
	  "x by us\n"
	  "- final dot for b@b.test: accepted, but an unsolicited reply makes that uncertain\n"
	  "- final dot for c@c.test: accepted, but an unsolicited reply makes that uncertain\n",
	    STATUS_PROTOCOL, .alone = true, .lmtp = true, .protocol = PROTOCOL_SMTP },

	/* what is asked for and not offered; a size that is too large */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --ret HDRS --body x\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "- send-mail: the server does not offer DSN, which this mail needs (postel --force sends it anyway)\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "write M From: a@a.test/Date: Now//text\n"
	  "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file M\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 SIZE 10\n"
	  "# line 1 and 3 more: an LF without CR, which is sent as CR LF\n"
	  "- send-mail: the message has 35 octets, but the server accepts at most 10\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_DATA, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --ret HDRS --envid 7 --notify NEVER --orcpt rfc822;b --quit-after rcpt --body x\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S+ 250-DSN\n"
	  "S: 250 8BITMIME\n"
	  "C: MAIL FROM:<a@a.test> BODY=8BITMIME RET=HDRS ENVID=7\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test> NOTIFY=NEVER ORCPT=rfc822;b\n"
	  "S: 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },

	/* to a stage, and no further */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --quit-after ehlo\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --quit-after connect\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --drop-after mail\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --quit-after data\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "x by us\n",
	    0, .alone = true },

	/* domains and names beyond ASCII */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t \"Bo <b@bücher.test>\" -s grüß --body größe --date Now --message-id <1@a>\n"
	  "# the domain bücher.test is sent as xn--bcher-kva.test\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@xn--bcher-kva.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: Date: Now\n"
	  "C: Message-ID: <1@a>\n"
	  "C: From: a@a.test\n"
	  "C: To: \"Bo\" <b@xn--bcher-kva.test>\n"
	  "C: Subject: =?utf-8?B?Z3LDvMOf?=\n"
	  "C: MIME-Version: 1.0\n"
	  "C: Content-Type: text/plain; charset=utf-8\n"
	  "C: Content-Transfer-Encoding: quoted-printable\n"
	  "C: \n"
	  "C: gr=C3=B6=C3=9Fe\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t bü@b.test --body x\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "- send-mail: the server does not offer SMTPUTF8, which this mail needs (postel --force sends it anyway)\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_REJECTED, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --header \"From: Bü <b@b.test>\" --header \"Date: Then\" --header \"Message-ID: <2@a>\" --charset latin1 --body x\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "C: RCPT TO:<b@b.test>\n"
	  "S: 250 ok\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: To: b@b.test\n"
	  "C: From: =?utf-8?B?QsO8?=\n"
	  "C:  <b@b.test>\n"
	  "C: Date: Then\n"
	  "C: Message-ID: <2@a>\n"
	  "C: MIME-Version: 1.0\n"
	  "C: Content-Type: text/plain; charset=latin1\n"
	  "C: Content-Transfer-Encoding: 7bit\n"
	  "C: \n"
	  "C: x\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },

	/* an attached message is not encoded */
	{ "write M.eml Subject: x//y\n"
	  "S: 220 mail ESMTP\n"
	  "> send-mail -f a@a.test -t b@b.test --attach M.eml --mime message/rfc822 --body x --date Now --message-id <1@a>\n"
	  "C: EHLO me.test\n"
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
	  "C: Content-Type: multipart/mixed;\n"
	  "C:  boundary=\"RANDOM=_\"\n"
	  "C: \n"
	  "C: --RANDOM=_\n"
	  "C: Content-Type: text/plain; charset=utf-8\n"
	  "C: Content-Transfer-Encoding: 7bit\n"
	  "C: \n"
	  "C: x\n"
	  "C: --RANDOM=_\n"
	  "C: Content-Type: message/rfc822\n"
	  "C: Content-Transfer-Encoding: 8bit\n"
	  "C: Content-Disposition: attachment;\n"
	  "C:  filename=\"M.eml\"\n"
	  "C: \n"
	  "C: Subject: x\n"
	  "C: \n"
	  "C: y\n"
	  "C: \n"
	  "C: --RANDOM=_--\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    0, .alone = true },

	/* what makes no sense, and what can't be read */
	{ "S: 220 mail ESMTP\n"
	  "> send-mail -t b@b.test\n"
	  "- ?send-mail: -f is missing\n"
	  "# Usage: send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...; see 'help send-mail'\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file M --body x\n"
	  "- ?send-mail: these words make no sense together\n"
	  "# Usage: send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...; see 'help send-mail'\n"
	  "> send-mail -f a@a.test -t b@b.test --from-file none\n"
	  "- read none: no such file or folder\n"
	  "> send-mail -f a@a.test -t b@b.test --attach -\n"
	  "- - is standard input, not a file; write ./- for a file named -\n"
	  "> send-mail -f a@a.test -f c@c.test -t b@b.test\n"
	  "- ?send-mail: these words make no sense together\n"
	  "# Usage: send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...; see 'help send-mail'\n"
	  "> send-mail -f a@a.test -t b@b.test --header nocolon\n"
	  "- ?send-mail: these words make no sense together\n"
	  "# Usage: send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...; see 'help send-mail'\n"
	  "> send-mail -f a@a.test -t b@b.test --quit-after never\n"
	  "- ?send-mail: these words make no sense together\n"
	  "# Usage: send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...; see 'help send-mail'\n"
	  "> send-mail -f a@a.test -t b@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.test\n"
	  "- a label of a domain has at most 63 characters\n"
	  "> send-mail -f a@a.test -t b@b.test --nosuch\n"
	  "- ?send-mail: '--nosuch' is not an option of this command\n"
	  "# Usage: send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...; see 'help send-mail'\n"
	  "> mail a@a.test b\n"
	  "- ?mail: 'b' is one word too many\n"
	  "# Usage: mail ADDRESS; see 'help mail'\n"
	  "> rcpt b@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.test\n"
	  "- a label of a domain has at most 63 characters\n"
	  "> data none\n"
	  "- read none: no such file or folder\n"
	  "> data a b\n"
	  "- ?data: 'b' is one word too many\n"
	  "# Usage: data [FILE]; see 'help data'\n"
	  "> ehlo a b\n"
	  "- ?ehlo: 'b' is one word too many\n"
	  "# Usage: ehlo [NAME]; see 'help ehlo'\n",
	    STATUS_USAGE, .alone = true },

	/* domains that can be none */
	{ "S: 220 mail ESMTP\n"
	  "> rcpt b@xn--bücher.test\n"
	  "- a label that begins with xn-- is all ASCII\n"
	  "> rcpt b@b..test\n"
	  "- a label of a domain has 1 to 63 octets (as xn-- if it is not ASCII)\n"
	  "> rcpt <b@.bücher.test>\n"
	  "- a label of a domain has 1 to 63 octets (as xn-- if it is not ASCII)\n"
	  "> send-mail -f a@a..test -t b@b.test --body x\n"
	  "- a label of a domain has 1 to 63 octets (as xn-- if it is not ASCII)\n"
	  "> rcpt <@a.test,@[IPv6:::1]:b..b@[127.0.0.1]>\n"
	  "C: EHLO me.test\n"
	  "S: 250 mail.test\n"
	  "C: RCPT TO:<@a.test,@[IPv6:::1]:b..b@[127.0.0.1]>\n"
	  "S: 250 ok\n",
	    STATUS_USAGE, .person = true },

	/* the envelope by hand */
	{ "write M From: a@a.test/Date: Now//text\n"
	  "S: 220 mail ESMTP\n"
	  "> ehlo\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 SIZE 100\n"
	  "= SIZE 100\n"
	  "> ehlo you.test\n"
	  "C: EHLO you.test\n"
	  "S: 250 mail.test\n"
	  "> ehlo\n"
	  "> mail a@a.test\n"
	  "C: MAIL FROM:<a@a.test>\n"
	  "S: 250 ok\n"
	  "> rcpt b@bücher.test\n"
	  "# the domain bücher.test is sent as xn--bcher-kva.test\n"
	  "C: RCPT TO:<b@xn--bcher-kva.test>\n"
	  "S: 250 ok\n"
	  "> data M\n"
	  "# line 1 and 3 more: an LF without CR, which is sent as CR LF\n"
	  "C: DATA\n"
	  "S: 354 go\n"
	  "C: From: a@a.test\n"
	  "C: Date: Now\n"
	  "C: \n"
	  "C: text\n"
	  "C: .\n"
	  "S: 250 ok\n"
	  "= 250 ok\n"
	  "> data\n"
	  "C: DATA\n"
	  "S: 503 no\n"
	  "- DATA: the server says 503 no\n",
	    STATUS_REJECTED, .person = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("ahead");
}
