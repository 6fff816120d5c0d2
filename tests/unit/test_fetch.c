/* test_fetch.c - retr: a message to standard output and into a file, as conversations of dialogue.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "dialogue.h"
#include "dialogue_words.h"

static const struct dialogue rows[] = {
	/* one message: to standard output, into a file */
	{ "S: +OK ready\n"
	  "> retr 1 2\n" LOGIN "C: RETR 1\n" MAIL "| Subject: x\n"
	  "| \n"
	  "| From here\n"
	  "| .dot\n"
	  "C: RETR 2\n"
	  "S: -ERR no such message\n"
	  "- RETR 2: the server says -ERR no such message\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    STATUS_REJECTED, BOB, .output = true },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in F\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n"
	  "cat F\n"
	  "| Subject: x\n"
	  "| \n"
	  "| From here\n"
	  "| .dot\n"
	  "ls .\n"
	  "| F\n",
	    0, BOB },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 99\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in F\n"
	  "! the server listed 99 octets but sent 31\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, BOB },

	/* a file that is there stays as it is, but with --force */
	{ "write F old\n"
	  "S: +OK ready\n"
	  "> retr 1 F\n"
	  "- write to F: already exists (--force overwrites it)\n"
	  "cat F\n"
	  "| old\n",
	    STATUS_NO_CREATE, BOB },
	{ "write F old\n"
	  "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in F\n"
	  "C: QUIT\n"
	  "cat F\n"
	  "| Subject: x\n"
	  "| \n"
	  "| From here\n"
	  "| .dot\n",
	    0, BOB, .force = true },
	{ "S: +OK ready\n"
	  "> retr 1 nowhere/F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "- make nowhere/F.part: no such file or folder\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n",
	    STATUS_NO_CREATE, BOB },
	{ "write F.part of old\n"
	  "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "# an earlier .part file is kept: this message is written to F.part.2\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in F\n"
	  "C: QUIT\n"
	  "ls .\n"
	  "| F\n"
	  "| F.part\n"
	  "cat F.part\n"
	  "| of old\n",
	    0, BOB },

	/* of a message that is not whole the part is kept, and said where */
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "S+ +OK\n"
	  "S+ Subject: x\n"
	  "S: \n"
	  "S!\n"
	  "x reset by the other side\n"
	  "- connection lost (reset by the other side) during RETR 1 after 14 octets\n"
	  "# 14 octets of the message are in F.part\n"
	  "ls .\n"
	  "| F.part\n"
	  "cat F.part\n"
	  "| Subject: x\n"
	  "| \n",
	    STATUS_UNAVAILABLE, BOB },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "S: +OK\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost during RETR 1\n"
	  "ls .\n",
	    STATUS_UNAVAILABLE, BOB },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "S+ +OK\n"
	  "S: Subject: x\n"
	  "^C\n"
	  "# 12 octets of the message are in F.part\n"
	  "ls .\n"
	  "| F.part\n",
	    0, BOB, .person = true },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "S+ +OK\n"
	  "S+ Subject: x\n"
	  "S+ .\n"
	  "S+ rest\n"
	  "S: .\n"
	  "- octets came after the end of the reply: a lone dot in it that the server did not double may have cut it short\n"
	  "# 12 octets of the message are in F.part\n"
	  "C: QUIT\n"
	  "ls .\n"
	  "| F.part\n",
	    STATUS_PROTOCOL, BOB },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "S: -ERR gone\n"
	  "- RETR: the server says -ERR gone\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n"
	  "ls .\n",
	    STATUS_REJECTED, BOB },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: -ERR no such message\n"
	  "- LIST: the server says -ERR no such message\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n"
	  "ls .\n",
	    STATUS_REJECTED, BOB },
	{ "S: +OK ready\n"
	  "> retr 1 F\n" LOGIN "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "disk 20\n" MAIL "# 20 octets of the message are in F.part\n"
	  "- write to F.part: the file would be larger than allowed (ulimit -f)\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n"
	  "disk 0\n"
	  "ls .\n"
	  "| F.part\n"
	  "cat F.part\n"
	  "| Subject: x\n"
	  "| \n"
	  "| From h\n",
	    STATUS_FILE, BOB },

	/* how far it is */
	{ "S: +OK ready\n"
	  "> retr 1 F\n"
	  "C: CAPA\n"
	  "progress\n"
	  "| \n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: +OK in\n"
	  "C: LIST 1\n"
	  "S: +OK 1 31\n"
	  "C: RETR 1\n"
	  "S+ +OK\n"
	  "S: Subject: x\n"
	  "progress\n"
	  "| 12 octets of 31 octets [###.......] 0 octets/s \n"
	  "wait 10\n"
	  "progress\n"
	  "| 12 octets of 31 octets [###.......] stalled 10.0 s \n"
	  "S: \n"
	  "S: From here\n"
	  "S+ ..dot\n"
	  "S: .\n"
	  "= 1: 31 octets in F\n"
	  "C: QUIT\n"
	  "progress\n"
	  "| 31 octets of 31 octets [##########] 0 octets/s \n",
	    0, BOB },

	/* a folder */
	{ "S: +OK ready\n"
	  "> retr 1 .\n"
	  "- write to .: a folder, not a file\n",
	    STATUS_NO_CREATE, BOB },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("fetch");
}
