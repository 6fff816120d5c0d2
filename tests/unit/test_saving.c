/* test_saving.c - save-all: a mailbox into a folder, an mbox and a Maildir, as conversations of dialogue.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "dialogue.h"

#define BOB .user = "bob", .secret = "swordfish", .alone = true

#define LOGIN                                                                                      \
	"C: CAPA\n"                                                                                \
	"S: -ERR what\n"                                                                           \
	"C: USER bob\n"                                                                            \
	"S: +OK\n"                                                                                 \
	"C: PASS swordfish\n"                                                                      \
	"S: +OK in\n"

#define MAIL                                                                                       \
	"S+ +OK\n"                                                                                 \
	"S+ Subject: x\n"                                                                          \
	"S+ \n"                                                                                    \
	"S+ From here\n"                                                                           \
	"S+ ..dot\n"                                                                               \
	"S: .\n"

static const struct dialogue rows[] = {
	/* a mailbox into a folder; a second run saves what is new */
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S+ 2 b/b\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa.eml\n"
	  "C: RETR 2\n" MAIL "= 2: 31 octets in box/b%2fb.eml\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 2 saved, 0 already there\n"
	  "x by us\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| aaa.eml\n"
	  "| b%2fb.eml\n"
	  "cat box/aaa.eml\n"
	  "| Subject: x\n"
	  "| \n"
	  "| From here\n"
	  "| .dot\n"
	  "cat box/.uidl\n"
	  "| bob@mail.test\n"
	  "| aaa	aaa.eml\n"
	  "| b/b	b%2fb.eml\n",
	    0, BOB },
	{ "folder box\n"
	  "write box/.uidl bob@mail.test\n"
	  "S: +OK ready\n"
	  "> save-all box/\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa.eml\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 1 saved, 0 already there\n"
	  "x by us\n"
	  "cat box/.uidl\n"
	  "| bob@mail.test\n"
	  "| aaa	aaa.eml\n",
	    0, BOB },
	{ "folder box\n"
	  "write box/aaa.eml mine\n"
	  "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S+ 2 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa-2.eml\n"
	  "C: RETR 2\n" MAIL "= 2: 31 octets in box/aaa-3.eml\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 2 saved, 0 already there\n"
	  "x by us\n"
	  "cat box/aaa.eml\n"
	  "| mine\n"
	  "cat box/.uidl\n"
	  "| bob@mail.test\n"
	  "| aaa	aaa-2.eml\n"
	  "| aaa	aaa-3.eml	2\n",
	    0, BOB },
	{ "S: +OK ready\n"
	  "> login\n" LOGIN "> save-all box\n"
	  "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa.eml\n"
	  "= 1 saved, 0 already there\n"
	  "> save-all box\n"
	  "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S+ 2 bbb\n"
	  "S: .\n"
	  "C: RETR 2\n" MAIL "= 2: 31 octets in box/bbb.eml\n"
	  "= 1 saved, 1 already there\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| aaa.eml\n"
	  "| bbb.eml\n",
	    0, .user = "bob", .secret = "swordfish", .person = true },

	/* of another mailbox */
	{ "folder box\n"
	  "write box/.uidl eve@other.test\n"
	  "S: +OK ready\n"
	  "> save-all box\n" LOGIN
	  "- save into the place of another mailbox eve@other.test: already exists\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n",
	    STATUS_NO_CREATE, BOB },
	{ "folder box\n"
	  "write box/.uidl eve@other.test\n"
	  "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa.eml\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 1 saved, 0 already there\n"
	  "x by us\n"
	  "cat box/.uidl\n"
	  "| eve@other.test\n"
	  "| 	bob@mail.test\n"
	  "| aaa	aaa.eml\n",
	    0, BOB, .force = true },

	/* an mbox, in which lines that begin a message are quoted */
	{ "S: +OK ready\n"
	  "> save-all all.mbox\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in all.mbox\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 1 saved, 0 already there\n"
	  "x by us\n"
	  "cat all.mbox\n"
	  "| From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"
	  "| Subject: x\n"
	  "| \n"
	  "| >From here\n"
	  "| .dot\n"
	  "| \n"
	  "cat all.mbox.uidl\n"
	  "| bob@mail.test\n"
	  "| aaa\n",
	    0, BOB },
	{ "write all no mbox\n"
	  "S: +OK ready\n"
	  "> save-all all\n"
	  "- write to all: already exists\n"
	  "cat all\n"
	  "| no mbox\n",
	    STATUS_NO_CREATE, BOB },
	{ "S: +OK ready\n"
	  "> save-all all.mbox\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n"
	  "S+ +OK\n"
	  "S+ Subject: x\n"
	  "S: \n"
	  "S!\n"
	  "x reset by the other side\n"
	  "- connection lost (reset by the other side) during RETR 1 after 14 octets\n"
	  "# 12 octets of the message are in all.mbox.part\n"
	  "= 0 saved, 0 already there\n"
	  "ls .\n"
	  "| all.mbox\n"
	  "| all.mbox.part\n"
	  "| all.mbox.uidl\n"
	  "cat all.mbox\n"
	  "cat all.mbox.part\n"
	  "| Subject: x\n"
	  "| \n",
	    STATUS_UNAVAILABLE, BOB },
	{ "S: +OK ready\n"
	  "> save-all all.mbox\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n"
	  "disk 60\n" MAIL "# 16 octets of the message are in all.mbox.part\n"
	  "- write to all.mbox: the file would be larger than allowed (ulimit -f)\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n"
	  "disk 0\n"
	  "ls .\n"
	  "| all.mbox\n"
	  "| all.mbox.part\n"
	  "| all.mbox.uidl\n"
	  "cat all.mbox\n"
	  "cat all.mbox.part\n"
	  "| Subject: x\n"
	  "| \n"
	  "| >Fro\n",
	    STATUS_FILE, BOB },

	/* a Maildir */
	{ "folder box\n"
	  "folder box/tmp\n"
	  "folder box/new\n"
	  "folder box/cur\n"
	  "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/new/aaa\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 1 saved, 0 already there\n"
	  "x by us\n"
	  "ls box/new\n"
	  "| aaa\n"
	  "ls box/tmp\n"
	  "cat box/.uidl\n"
	  "| bob@mail.test\n"
	  "| aaa	aaa\n",
	    0, BOB },
	{ "folder box\n"
	  "folder box/tmp\n"
	  "folder box/new\n"
	  "folder box/cur\n"
	  "write box/cur/aaa:2,S Subject: x\n"
	  "write box/.uidl bob@mail.test/aaa	aaa\n"
	  "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 0 saved, 1 already there\n"
	  "x by us\n",
	    0, BOB },

	/* a run before was killed before the index had its line */
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa.eml\n"
	  "= 1 saved, 0 already there\n"
	  "rm box/.uidl\n"
	  "> save-all box\n"
	  "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 0 saved, 1 already there\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| aaa.eml\n"
	  "cat box/.uidl\n"
	  "| bob@mail.test\n"
	  "| aaa	aaa.eml\n"
	  "leave\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "x by us\n",
	    0, .user = "bob", .secret = "swordfish", .lines = true },

	/* a message that is refused, a name that makes no sense, no UIDL */
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S+ 2 \n"
	  "S+ 3 bbb\n"
	  "S: .\n"
	  "C: RETR 1\n"
	  "S: -ERR locked\n"
	  "- RETR 1: the server says -ERR locked\n"
	  "C: RETR 3\n" MAIL "= 3: 31 octets in box/bbb.eml\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 1 saved, 0 already there\n"
	  "- not saved: messages whose name in UIDL is not 1 to 70 characters long\n"
	  "x by us\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| bbb.eml\n",
	    STATUS_NO, BOB },
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S: -ERR what\n"
	  "! the server has no UIDL: another run would save all messages again\n"
	  "C: LIST\n"
	  "S+ +OK\n"
	  "S+ 1 10\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/message-TIME-1.eml\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 1 saved, 0 already there\n"
	  "x by us\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| message-TIME-1.eml\n"
	  "cat box/.uidl\n"
	  "| bob@mail.test\n",
	    0, BOB },

	/* the index or a message can't be written */
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n"
	  "disk 20\n" MAIL "# 20 octets of the message are in box/aaa.eml.part\n"
	  "- write to box/aaa.eml.part: the file would be larger than allowed (ulimit -f)\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n"
	  "S: +OK bye\n"
	  "= 0 saved, 0 already there\n"
	  "x by us\n"
	  "disk 0\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| aaa.eml.part\n",
	    STATUS_FILE, BOB },
	{ "S: +OK ready\n"
	  "> save-all box\n"
	  "C: CAPA\n"
	  "disk 5\n"
	  "S: -ERR what\n"
	  "C: USER bob\n"
	  "S: +OK\n"
	  "C: PASS swordfish\n"
	  "S: +OK in\n"
	  "- write to box/.uidl: the file would be larger than allowed (ulimit -f)\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n"
	  "disk 0\n"
	  "ls box\n"
	  "| .uidl\n",
	    STATUS_FILE, BOB },
	{ "S: +OK ready\n"
	  "> save-all -\n"
	  "- save-all: - is standard output, not a mailbox; write ./- for a folder named -\n",
	    STATUS_USAGE, BOB },
	{ "S: +OK ready\n"
	  "> save-all no/such/place\n" LOGIN "- make no/such/place: no such file or folder\n"
	  "- nothing was deleted on the server\n"
	  "C: QUIT\n",
	    STATUS_NO_CREATE, BOB },

	/* what is lost in the middle, and cancelled */
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S+ 2 bbb\n"
	  "S: .\n"
	  "C: RETR 1\n" MAIL "= 1: 31 octets in box/aaa.eml\n"
	  "C: RETR 2\n"
	  "S: +OK\n"
	  "S.\n"
	  "x by foreign host\n"
	  "- connection lost during RETR 2\n"
	  "= 1 saved, 0 already there\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| aaa.eml\n",
	    STATUS_UNAVAILABLE, BOB },
	{ "S: +OK ready\n"
	  "> save-all box\n" LOGIN "C: UIDL\n"
	  "S+ +OK\n"
	  "S+ 1 aaa\n"
	  "S: .\n"
	  "C: RETR 1\n"
	  "S+ +OK\n"
	  "S: Subject: x\n"
	  "^C\n"
	  "# 12 octets of the message are in box/aaa.eml.part\n"
	  "= 0 saved, 0 already there\n"
	  "ls box\n"
	  "| .uidl\n"
	  "| aaa.eml.part\n",
	    0, BOB, .person = true },
};

static void test_rows(void)
{
	PLAY_ROWS(rows, dialogue_play, text);
}

int main(void)
{
	dialogue_enter();
	RUN(test_rows);
	return dialogue_leave("saving");
}
