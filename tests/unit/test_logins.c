/* test_logins.c - how helpers log in, and what is said where they can't, as conversations of dialogue.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "dialogue.h"

#define BOB .user = "bob", .secret = "swordfish"

static const struct dialogue rows[] = {
	/* POP3: the strongest that is offered, then a weaker one that is no worse */
	{ "S: +OK ready <1@mail.test>\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: APOP bob RANDOM\n"
	  "S: +OK in\n"
	  "C: STAT\n"
	  "S: +OK 1 10\n"
	  "= 1 messages, 10 octets\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S+ +OK\n"
	  "S+ SASL PLAIN\n"
	  "S: .\n"
	  "C: AUTH PLAIN AGJvYgBzd29yZGZpc2g=\n"
	  "S: +OK in\n"
	  "C: STAT\n"
	  "S: +OK 1 10\n"
	  "= 1 messages, 10 octets\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: -ERR no such user\n"
	  "- log in with USER: the server says -ERR no such user\n"
	  "# Tried: USER. The server offers nothing else. Check the name and the password.\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_DENIED, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: -ERR [AUTH] wrong password\n"
	  "- log in with PASS: the server says -ERR [AUTH] wrong password\n"
	  "# Tried: USER. The server offers nothing else. Check the name and the password.\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_DENIED, BOB, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: -ERR wrong\n"
	  "- log in with PASS: the server says -ERR wrong\n"
	  "# Tried: USER. The server offers nothing else. Check the name and the password.\n"
	  "C: QUIT\n"
	  "S.\n"
	  "x by foreign host\n",
	    STATUS_DENIED, BOB, .alone = true },

	/* of several commands none logs in again: that might lock the account */
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: -ERR [AUTH] wrong\n"
	  "- log in with PASS: the server says -ERR [AUTH] wrong\n"
	  "# Tried: USER. The server offers nothing else. Check the name and the password.\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n"
	  "> stat\n",
	    STATUS_DENIED, BOB, .lines = true },

	/* at the prompt the user can try again */
	{ "S: +OK ready\n"
	  "> login\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "? Password for bob (not shown): \n"
	  ">> swordfish\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: -ERR [AUTH] no\n"
	  "- log in with PASS: the server says -ERR [AUTH] no\n"
	  "# Tried: USER. The server offers nothing else. Check the name and the password.\n"
	  "> login eve\n"
	  "? Password for eve (not shown): \n"
	  ">> sword2\n"
	  "C: USER eve\n"
	  "S: +OK\n"
	  "C: PASS sword2\n"
	  "S: +OK in\n"
	  "> stat\n"
	  "C: STAT\n"
	  "S: +OK 1 10\n"
	  "= 1 messages, 10 octets\n",
	    STATUS_DENIED, .user = "bob", .person = true },
	{ "S: +OK ready\n"
	  "> login\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "? Password for bob (not shown): \n"
	  ">> \n"
	  "- the password or token is empty, too long, or contains a line end\n"
	  "> stat\n"
	  "? Password for bob (not shown): \n",
	    STATUS_NO_INPUT, .user = "bob", .person = true },
	{ "S: +OK ready\n"
	  "> login\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "? Password for bob (not shown): \n"
	  "^C\n"
	  "> list\n"
	  "? Password for bob (not shown): \n",
	    0, .user = "bob", .person = true },
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "? Password for bob (not shown): \n"
	  ">> \n"
	  "- the password or token is empty, too long, or contains a line end\n"
	  "x by us\n",
	    STATUS_NO_INPUT, .user = "bob", .person = true, .alone = true },
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "- log in: no password: give --password-file FILE, --password-fd N or POSTEL_PASSWORD\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_USAGE, .user = "bob", .alone = true },

	/* no user, or no use for one */
	{ "S: +OK ready\n"
	  "> list\n"
	  "C: CAPA\n"
	  "S: +OK\n"
	  "S: .\n"
	  "- log in first: give the user as pop3s://USER@HOST, or type 'login USER'\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_USAGE, .alone = true },
	{ "S: +OK ready\n"
	  "> login\n"
	  "- login: no user name: give one with ':login USER'\n"
	  "> auth PLAIN\n"
	  "- auth PLAIN: no user name: give one with ':login USER'\n",
	    STATUS_USAGE, .person = true },
	{ "S: +OK ready\n"
	  "> list\n"
	  "- --auth NOSUCH: postel has no mechanism of that name\n",
	    STATUS_USAGE, BOB, .auth = "NOSUCH", .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "- --auth USER: only POP3 has this login\n",
	    STATUS_USAGE, BOB, .auth = "USER", .alone = true, .protocol = PROTOCOL_SMTP },
	{ "S: +OK ready\n"
	  "> list\n"
	  "- --auth PLAIN: no user name: give one in the URL, as in smtp://USER@HOST\n",
	    STATUS_USAGE, .auth = "PLAIN", .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> capa\n"
	  "- --auth PLAIN: this command does not log in\n",
	    STATUS_USAGE, .auth = "PLAIN", .alone = true },

	/* a password does not go to another machine in clear */
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "- log in: the secret would cross the network in clear text, so it was not sent (TLS from the start: pop3s://, smtps://; --allow-cleartext sends it anyway)\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_DENIED, BOB, .far = true, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "! this secret crosses the network in clear text\n"
	  "C: PASS swordfish\n"
	  "S: +OK in\n"
	  "C: STAT\n"
	  "S: +OK 1 10\n"
	  "= 1 messages, 10 octets\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB, .far = true, .cleartext = true, .alone = true },
	{ "S: +OK ready\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "! this postel was built without TLS: if the server agrees, the connection ends\n"
	  "C: STLS\n"
	  "S: +OK bye\n"
	  "- the server agreed to TLS, but this postel was built without TLS\n"
	  "x by us\n",
	    STATUS_CONFIG, BOB, .tls_required = true, .alone = true },

	/* mechanisms of SMTP */
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH CRAM-MD5 PLAIN\n"
	  "C: AUTH CRAM-MD5\n"
	  "S: 334 PDFAbWFpbD4=\n"
	  "C: Ym9iIGYxNzkzNWUzODU2OGE3OTczZjY2YmQ3ZDczNmY5NGUx\n"
	  "S: 235 in\n"
	  "C: MAIL FROM:<>\n"
	  "S: 250 ok\n"
	  "= MAIL FROM:<>  250 ok\n"
	  "C: RCPT TO:<b@b.test>\n",
	    0, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH PLAIN LOGIN\n"
	  "C: AUTH LOGIN\n"
	  "S: 334 VXNlcm5hbWU6\n"
	  "C: Ym9i\n"
	  "S: 334 UGFzc3dvcmQ6\n"
	  "C: c3dvcmRmaXNo\n"
	  "S: 235 in\n"
	  "C: MAIL FROM:<>\n",
	    0, BOB, .auth = "LOGIN", .no_initial = true, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH PLAIN\n"
	  "C: AUTH PLAIN AGJvYgBzd29yZGZpc2g=\n"
	  "S: 535 5.7.8 wrong\n"
	  "- log in with AUTH PLAIN: the server says 535 5.7.8 wrong\n"
	  "# Tried: PLAIN. The server offers nothing else. Check the name and the password.\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_DENIED, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH PLAIN\n"
	  "C: AUTH PLAIN AGJvYgBzd29yZGZpc2g=\n"
	  "S: 454 later\n"
	  "- log in with AUTH PLAIN: the server says 454 later\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_TEMPORARY, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH GSSAPI\n"
	  "- log in: none of the mechanisms that the server offers can be used here; it offers GSSAPI\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_DENIED, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH XOAUTH2\n"
	  "- XOAUTH2: the token is missing\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_DATA, BOB, .auth = "XOAUTH2", .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH CRAM-MD5\n"
	  "C: AUTH CRAM-MD5\n"
	  "S: 334 PDFAbWFpbD4=\n"
	  "C: Ym9iIGYxNzkzNWUzODU2OGE3OTczZjY2YmQ3ZDczNmY5NGUx\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost before the command was finished\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH SCRAM-SHA-256\n"
	  "C: AUTH SCRAM-SHA-256\n"
	  "S: 334 bm9uc2Vuc2U=\n"
	  "C: *\n"
	  "S: 501 cancelled\n"
	  "- log in with AUTH SCRAM-SHA-256: the challenge makes no sense\n"
	  "# Tried: SCRAM-SHA-256. The server offers nothing else.\n"
	  "C: QUIT\n"
	  "S: 221 bye\n"
	  "x by us\n",
	    STATUS_DENIED, BOB, .auth = "SCRAM-SHA-256", .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH ANONYMOUS\n"
	  "C: AUTH ANONYMOUS =\n"
	  "S: 235 in\n"
	  "C: MAIL FROM:<>\n",
	    0, .auth = "ANONYMOUS", .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> auth PLAIN\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH LOGIN\n"
	  "- log in: the server does not offer PLAIN; it offers LOGIN\n"
	  "> auth LOGIN\n"
	  "C: AUTH LOGIN\n"
	  "S: 334 VXNlcm5hbWU6\n"
	  "C: Ym9i\n"
	  "S: 334 UGFzc3dvcmQ6\n"
	  "C: c3dvcmRmaXNo\n"
	  "S: 235 in\n",
	    STATUS_DENIED, BOB, .person = true },

	/* another line than one about a login comes in its place */
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH PLAIN\n"
	  "C: AUTH PLAIN AGJvYgBzd29yZGZpc2g=\n"
	  "S: 354 go\n"
	  "C: *\n"
	  "S: 221 bye\n"
	  "- log in with AUTH PLAIN: the server asks for more than this mechanism can answer\n"
	  "# Tried: PLAIN. The server offers nothing else.\n"
	  "C: QUIT\n",
	    STATUS_DENIED, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S: 500 what\n"
	  "C: HELO me.test\n"
	  "S: 250 ok\n"
	  "- log in: the server offers no mechanism\n"
	  "C: QUIT\n",
	    STATUS_DENIED, BOB, .alone = true },

	/* the connection is lost at each step of a login */
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S!\n"
	  "x reset by the other side\n"
	  "- connection lost (reset by the other side) before the command was finished\n",
	    STATUS_UNAVAILABLE, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S: 421 closing\n"
	  "- EHLO: the server says 421 closing\n"
	  "C: QUIT\n"
	  "S.\n"
	  "x by foreign host\n",
	    STATUS_TEMPORARY, BOB, .alone = true },
	{ "S: 220 mail ESMTP\n"
	  "> verify b@b.test\n"
	  "C: EHLO me.test\n"
	  "S+ 250-mail.test\n"
	  "S: 250 AUTH XOAUTH2\n"
	  "C: AUTH XOAUTH2 dXNlcj1ib2IBYXV0aD1CZWFyZXIgc3dvcmRmaXNoAQE=\n"
	  "S: 334 eyJzdGF0dXMiOiI0MDEifQ==\n"
	  "C: \n"
	  "S.\n"
	  "x by foreign host\n"
	  "- log in with AUTH XOAUTH2: the server says {\"status\":\"401\"}\n"
	  "# connection lost before the command was finished\n",
	    STATUS_DENIED, BOB, .auth = "XOAUTH2", .token = true, .alone = true },
	{ "S: +OK ready <1@mail.test>\n"
	  "> stat\n"
	  "C: CAPA\n"
	  "S: -ERR what\n"
	  "C: APOP bob RANDOM\n"
	  "S: -ERR no\n"
	  "C: USER bob\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- log in with APOP: the server says -ERR no\n"
	  "# connection lost before the command was finished\n",
	    STATUS_DENIED, BOB, .alone = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("logins");
}
