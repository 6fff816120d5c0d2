/* test_serving.c - the practice server as a command: started, changed, ended, as conversations of dialogue.h. */
#define _XOPEN_SOURCE  700 /* nftw */
#define DIALOGUE_LARGE     /* the words of a command */
#include "dialogue.h"

static const struct dialogue rows[] = {
	/* it begins, its faults change while it runs, and it ends */
	{ "> serve --smtp 0 --pop3 off --telnet off --listen 127.0.0.1\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "# smtp 127.0.0.1 port N\n"
	  "# The practice server accepts any mail and delivers none of it.\n"
	  "> serve\n"
	  ". smtp 127.0.0.1 port N\n"
	  ". visitors now 0, in all 0\n"
	  ". --smtp 0\n"
	  ". --pop3 off\n"
	  ". --telnet off\n"
	  ". --listen 127.0.0.1\n"
	  "> serve --delay greeting=2s --refuse \"rcpt=550:no such user\"\n"
	  ". smtp 127.0.0.1 port N\n"
	  ". visitors now 0, in all 0\n"
	  ". --smtp 0\n"
	  ". --pop3 off\n"
	  ". --telnet off\n"
	  ". --listen 127.0.0.1\n"
	  ". --delay greeting=2s\n"
	  ". --refuse \"rcpt=550:no such user\"\n"
	  "> serve --no-faults\n"
	  ". smtp 127.0.0.1 port N\n"
	  ". visitors now 0, in all 0\n"
	  ". --smtp 0\n"
	  ". --pop3 off\n"
	  ". --telnet off\n"
	  ". --listen 127.0.0.1\n"
	  "> serve --smtps 0\n"
	  "- serve: --smtps cannot change while running: 'serve off', then start again\n"
	  "> --one-octet\n"
	  ". smtp 127.0.0.1 port N\n"
	  ". visitors now 0, in all 0\n"
	  ". --smtp 0\n"
	  ". --pop3 off\n"
	  ". --telnet off\n"
	  ". --listen 127.0.0.1\n"
	  ". --one-octet \n"
	  "> serve --refuse starttls=454:no\n"
	  ". smtp 127.0.0.1 port N\n"
	  ". visitors now 0, in all 0\n"
	  ". --smtp 0\n"
	  ". --pop3 off\n"
	  ". --telnet off\n"
	  ". --listen 127.0.0.1\n"
	  ". --one-octet \n"
	  ". --refuse starttls=454:no\n"
	  "> serve off\n"
	  "# The practice server has ended.\n"
	  "> serve off\n"
	  "- serve: no practice server is running\n",
	    STATUS_USAGE, .alone = false },
	{ "> serve --smtp off --pop3 0 --telnet off --listen 127.0.0.1\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "? Let other machines use this server? [y/N] \n"
	  ">> y\n"
	  "# pop3 127.0.0.1 port N\n"
	  "# The practice server accepts any mail and delivers none of it.\n"
	  ". 'serve --list-faults' lists the faults that it can show; 'quit' ends it.\n"
	  "> ! true\n"
	  "# The practice server is paused until the system's command ends.\n"
	  "> serve off\n"
	  "# The practice server has ended.\n",
	    0, .person = true },
	{ "> serve --smtp off --pop3 0 --telnet off --listen 127.0.0.1\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "? Let other machines use this server? [y/N] \n"
	  ">> n\n"
	  "> serve off\n"
	  "- serve: no practice server is running\n",
	    STATUS_USAGE, .person = true },

	/* a user needs a password, and a Maildir a folder */
	{ "> serve --smtp off --pop3 0 --telnet off --listen 127.0.0.1 --user bob --require-auth\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "# pop3 127.0.0.1 port N\n"
	  "# The practice server accepts any mail and delivers none of it.\n"
	  "> serve off\n"
	  "# The practice server has ended.\n",
	    0, .secret = "swordfish" },
	{ "folder box\n"
	  "folder box/tmp\n"
	  "folder box/new\n"
	  "folder box/cur\n"
	  "write box/new/1 Subject: x//y\n"
	  "> serve --smtp off --pop3 0 --telnet off --listen 127.0.0.1 --maildir box\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "# pop3 127.0.0.1 port N\n"
	  "# The practice server accepts any mail and delivers none of it.\n"
	  "> serve off\n"
	  "# The practice server has ended.\n"
	  "> serve --smtp off --pop3 0 --telnet off --listen 127.0.0.1 --maildir nowhere\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "# pop3 127.0.0.1 port N\n"
	  "# The practice server accepts any mail and delivers none of it.\n"
	  "> serve off\n"
	  "# The practice server has ended.\n"
	  "ls nowhere\n"
	  "| cur\n"
	  "| new\n"
	  "| tmp\n"
	  "> serve --smtp 0 --pop3 off --telnet off --listen 192.0.2.1\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "- listen on 192.0.2.1 port 0: that address cannot be used on this machine\n",
	    STATUS_UNAVAILABLE, .alone = false },

	/* what it knows */
	{ "> serve --list-faults\n"
	  ".   --smtp PORT                   port of SMTP, at first 2525; 0: any, off: none\n"
	  ".   --pop3 PORT                   port of POP3, at first 2110\n"
	  ".   --telnet PORT                 port of a telnet echo, at first 2323\n"
	  ".   --smtps PORT                  port of SMTP with TLS from the start\n"
	  ".   --pop3s PORT                  port of POP3 with TLS from the start\n"
	  ".   --listen ADDR                 listen where others can reach the server\n"
	  ".   --ready-fd FD                 write the ports to this file descriptor\n"
	  ".   --user NAME                   the only user; needs --password-file FILE\n"
	  ".   --no-brake                    refuse a wrong password without delay\n"
	  ".   --require-auth                refuse mail without a login\n"
	  ".   --message OCTETS              offer a generated message of this size\n"
	  ".   --maildir MAILDIR             keep mail in this folder\n"
	  ".   --store OCTETS                memory for mail, at first 4M\n"
	  ".   --list-faults                 show this list\n"
	  ".   --delay STAGE=DURATION        reply late: greeting=40s, dot=2m\n"
	  ".   --refuse STAGE=CODE:TEXT      refuse: greeting=554:no, starttls=454:out\n"
	  ".   --drop-at STAGE|OCTETS        close in place of that reply, or after OCTETS\n"
	  ".   --reset-at STAGE              reset the connection, as firewalls do\n"
	  ".   --rate OCTETS                 octets per second in each direction: 20k\n"
	  ".   --pause-at OCTETS:DURATION    fall silent after OCTETS: 1M:30s\n"
	  ".   --greylist DURATION           answer 450 to each recipient for DURATION\n"
	  ".   --postscreen DURATION         220-, silence, 220; refuse early talkers\n"
	  ".   --clock-skew DURATION         set the server's clock wrong: 2h, -90s\n"
	  ".   --asa                         mask banner and STARTTLS, as Cisco firewalls\n"
	  ".   --hide-starttls               accept STARTTLS and STLS, but offer neither\n"
	  ".   --inject                      send clear text after agreeing to STARTTLS\n"
	  ".   --missing-dot                 never end a message that is fetched\n"
	  ".   --unstuffed-dot               do not double the dots of a message\n"
	  ".   --wrong-sizes                 sizes in LIST and STAT are a tenth too large\n"
	  ".   --lower-case                  keywords of EHLO and CAPA in lower case\n"
	  ".   --lf-only                     end lines with LF alone\n"
	  ".   --one-octet                   one octet per packet, a hundred per second\n"
	  ".   --endless-line                never end the greeting\n"
	  ".   --escapes                     send terminal escapes in the greeting\n"
	  ". STAGE: greeting tls dot quit noop rset auth helo ehlo starttls vrfy help mail\n"
	  ". rcpt data capa stls user pass apop stat list uidl retr top dele\n"
	  ". DURATION: 500ms 2s 3m 2h, seconds without a unit.  OCTETS: 300 20k 4M 2G.\n"
	  ". --no-NAME removes an option, --no-faults all from --delay on.\n",
	    0, .alone = false },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("serving");
}
