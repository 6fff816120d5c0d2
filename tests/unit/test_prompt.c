/* test_prompt.c - commands about the connection, about files and about postel itself, as conversations of dialogue.h. */
#define _XOPEN_SOURCE  700 /* nftw */
#define DIALOGUE_LARGE     /* the words of a command */
#include "dialogue.h"

static const struct dialogue rows[] = {
	/* the connection */
	{ "S: 220 mail ESMTP\n"
	  "> open mail.test 25\n"
	  "- ?Already connected to mail.test: type 'close' first\n"
	  "> close\n"
	  "x by us\n"
	  "> reopen\n"
	  "- reopen: there was no connection yet: type 'open HOST PORT'\n"
	  "> status\n"
	  ". No connection.\n"
	  "> open\n"
	  "- ?open: HOST is missing\n"
	  "# Usage: open [-tls] [-4|-6] HOST [PORT] | URL; see 'help open'\n"
	  "> open -x mail.test\n"
	  "- ?open: '-x' is not an option of this command\n"
	  "# Usage: open [-tls] [-4|-6] HOST [PORT] | URL; see 'help open'\n"
	  "> open mail.test nosuch\n"
	  "- a port is a number from 1 to 65535, or a name such as pop3\n"
	  "> close\n"
	  "- ?Need to be connected first: open HOST PORT\n",
	    STATUS_USAGE, .person = true },
	{ "S: 220 mail ESMTP\n"
	  "> quit\n"
	  "x by us\n",
	    0, .person = true },
	{ "S: +OK ready\n"
	  "> tls\n"
	  "- ?This postel was built without TLS\n"
	  "S: -ERR no\n",
	    STATUS_USAGE, .person = true },
	{ "S: +OK ready\n"
	  "> tls now\n"
	  "- ?This postel was built without TLS\n"
	  "- ?tls: 'now' is one word too many\n"
	  "# Usage: tls; see 'help tls'\n"
	  "> cert\n"
	  "- ?No server has shown a certificate yet\n"
	  "> cert x\n"
	  "- ?cert: 'x' is one word too many\n"
	  "# Usage: cert [--pem]; see 'help cert'\n"
	  "> cert --pem\n"
	  "- ?No server has shown a certificate yet\n",
	    STATUS_USAGE, .person = true },
	{ "S: 220 mail ESMTP\n"
	  "> status\n"
	  ". connected to  mail.test,  port 0\n"
	  ". from           port 0\n"
	  ". protocol      smtp\n"
	  ". since         <0.1 ms, idle for <0.1 ms\n"
	  ". octets        out 0, in 16\n"
	  ". replies       1, still awaited 0\n",
	    0, .person = true },

	/* where mail goes: nobody can be asked */
	{ "> mx\n"
	  "- ?mx: DOMAIN is missing\n"
	  "# Usage: mx DOMAIN; see 'help mx'\n"
	  "> mx 192.0.2.1\n"
	  "- mx looks up a domain, not an address\n"
	  "> mx a@a.test\n"
	  "- mx looks up a domain: give only the part after the @\n"
	  "> mx a..test\n"
	  "- a host name has letters, digits, - and _, 1 to 63 between dots; write other letters as xn--\n"
	  "> mx [a]\n"
	  "- mx looks up a domain, not an address\n",
	    STATUS_USAGE, .person = true },
	{ "> close\n"
	  "x by us\n"
	  "> mx nowhere.test\n"
	  "- look up nowhere.test: no name server could be asked (postel --dns ADDR asks another)\n"
	  "wait 40\n",
	    STATUS_NO_HOST, .alone = true },
	{ "> mx bücher.test\n"
	  "# the domain bücher.test is sent as xn--bcher-kva.test\n"
	  "- look up xn--bcher-kva.test: no name server could be asked (postel --dns ADDR asks another)\n"
	  "^C\n",
	    STATUS_NO_HOST, .person = true },

	/* the record and the transcript */
	{ "S: +OK ready\n"
	  "> log\n"
	  ". record: none; 'log FILE' begins one\n"
	  "> log F\n"
	  ". record: F\n"
	  "> log\n"
	  ". record: F\n"
	  "> log -b\n"
	  "- ?log: FILE is missing\n"
	  "# Usage: log [-b] FILE | off; see 'help log'\n"
	  "> log -\n"
	  "- - is standard output, not a file; write ./- for a file named -\n"
	  "> log a b\n"
	  "- ?log: 'b' is one word too many\n"
	  "# Usage: log [-b] FILE | off; see 'help log'\n"
	  "> log off\n"
	  "# the record ends here\n"
	  "> log off\n"
	  "> log no/such\n"
	  "- append to no/such: no such file or folder\n"
	  "ls .\n"
	  "| F\n",
	    STATUS_USAGE, .person = true },
	{ "S: +OK ready\n"
	  "> transcript F\n"
	  ". transcript: F\n"
	  "> capa\n"
	  "C: CAPA\n"
	  "S+ +OK\n"
	  "S+ TOP\n"
	  "S: .\n"
	  "= TOP\n"
	  "> transcript off\n"
	  "# the transcript ends here\n"
	  "> transcript\n"
	  ". transcript: none; 'transcript FILE' begins one\n"
	  "> transcript a b\n"
	  "- ?transcript: 'b' is one word too many\n"
	  "# Usage: transcript [FILE | off]; see 'help transcript'\n"
	  "cat F\n"
	  "| +OK ready                                                               <0.1 ms\n"
	  "| CAPA\n"
	  "| +OK\n"
	  "| TOP\n"
	  "| .                                                                       <0.1 ms\n"
	  "| the transcript ends here\n",
	    STATUS_USAGE, .person = true },

	/* telnet */
	{ "S: 220 mail ESMTP\n"
	  "> mode\n"
	  ". line mode: each line is edited here and sent whole\n"
	  "> mode line\n"
	  ". line mode: each line is edited here and sent whole\n"
	  "> mode character\n"
	  "- ?Not a telnet connection: 'set telnet on' makes it one\n"
	  "> mode nonsense\n"
	  "- ?mode: 'nonsense' is not understood\n"
	  "# Usage: mode [line|character]; see 'help mode'\n"
	  "> mode line now\n"
	  "- ?mode: 'now' is one word too many\n"
	  "# Usage: mode [line|character]; see 'help mode'\n"
	  "> send ip\n"
	  "C: ip\n"
	  "S: 500 what\n",
	    STATUS_USAGE, .person = true },
	{ "S: login\n"
	  "C: <ff><fb><18>\n"
	  "> mode line\n"
	  "> mode character\n"
	  "C: <ff><fd><01><ff><fd><03>\n"
	  "> send ip\n"
	  "C: <ff><f4>\n"
	  "> send ayt\n"
	  "C: <ff><f6>\n"
	  "> send escape\n"
	  "C: <1d>\n"
	  "> send nonsense\n"
	  "C: nonsense\n"
	  "> mode\n",
	    0, .person = true, .telnet = true },
	{ "> environ define A b\n"
	  "> environ define C d\n"
	  "> environ export A\n"
	  "> environ unexport A\n"
	  "> environ export C\n"
	  "> environ list\n"
	  ".   A b\n"
	  ". * C d\n"
	  "> environ undefine A\n"
	  "> environ undefine A\n"
	  "- ?No variable 'A', or no room for it\n"
	  "> environ export POSTEL_NO_SUCH\n"
	  "- ?No variable 'POSTEL_NO_SUCH', or no room for it\n"
	  "> environ nonsense A\n"
	  "- ?environ: these words make no sense together\n"
	  "# Usage: environ [define NAME VALUE | undefine NAME | export NAME | unexport NAME | list]; see 'help environ'\n"
	  "> environ define A\n"
	  "- ?environ: these words make no sense together\n"
	  "# Usage: environ [define NAME VALUE | undefine NAME | export NAME | unexport NAME | list]; see 'help environ'\n"
	  "> environ export HOME_OF_NOBODY\n"
	  "- ?No variable 'HOME_OF_NOBODY', or no room for it\n"
	  "> environ\n"
	  ". * C d\n",
	    STATUS_USAGE, .person = true },

	/* this program */
	{ "> z\n"
	  "> ! true\n"
	  "> !\n"
	  "> help xyzzy\n"
	  "- ?No help on that; 'help' lists the commands\n"
	  "> help retrr\n"
	  "- ?No help on 'retrr' (did you mean 'retr'?); 'help' lists the commands\n"
	  "> version x\n"
	  "- ?version: 'x' is one word too many\n"
	  "# Usage: version [--licenses]; see 'help version'\n",
	    STATUS_USAGE, .person = true },
	{ "> z\n"
	  "- z: there is no terminal to return to\n"
	  "> ! true\n"
	  "- ! has to be typed: a paste or a script may not use it\n",
	    STATUS_USAGE, .alone = false },

	/* serve, and what it does not do */
	{ "> serve off\n"
	  "- serve: no practice server is running\n"
	  "> serve --nosuch\n"
	  "- serve: there is no option --nosuch: see serve --list-faults\n"
	  "> serve --dela 3s\n"
	  "- serve: there is no option --dela (did you mean '--delay'?): see serve --list-faults\n"
	  "> serve nonsense\n"
	  "- serve: not understood: nonsense (a value with blanks needs quotes)\n"
	  "> serve --delay nonsense\n"
	  "- serve: the form is --delay STAGE=DURATION; see serve --list-faults\n"
	  "> serve --listen mail.test\n"
	  "- serve: --listen takes an address, not a name or port: mail.test\n"
	  "> serve --user bob\n"
	  "- serve: --user needs a password: start postel with --password-file FILE\n"
	  "> serve --maildir -\n"
	  "- serve: --maildir: - is not a folder; write ./- for a folder named -\n"
	  "> serve --ready-fd 99\n"
	  "- serve: --ready-fd: not a file descriptor that is open for writing: 99\n"
	  "> serve --smtp off --pop3 off --telnet off\n"
	  "- serve: every service is off: leave at least one on\n"
	  "> serve --listen 127.0.0.1\n"
	  "! anyone who can reach that address can send mail to this server, and read its mail\n"
	  "? Let other machines use this server? [y/N] \n"
	  ">> n\n",
	    STATUS_USAGE, .person = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("prompt");
}
