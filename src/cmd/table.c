/* table.c - the commands; see cmd.h. */
#include "cmd/cmd.h"

/* clang-format off */
const struct command commands[] = {
	{ "o", 0, cmd_open,
	  "open [-4|-6] HOST [PORT] | URL\n"
	  "connect to a server\n"
	  "HOST PORT, HOST:PORT, [IPv6]:PORT, or smtp://HOST, submission:// pop3:// imap://\n"
	  "tcp://; PORT may be a name such as smtp." },
	{ "c", CMD_CONNECTED, cmd_close,
	  "close\n"
	  "close the connection, without QUIT" },
	{ "", 0, cmd_reopen,
	  "reopen\n"
	  "connect to the last server again" },
	{ "q exit bye logout", CMD_SHELL, cmd_quit,
	  "quit\n"
	  "close, and leave postel" },
	{ "st", 0, cmd_status,
	  "status\n"
	  "what is connected to what, since when, how fast" },
	{ "sen", CMD_CONNECTED | CMD_AS_TYPED, cmd_send,
	  "send LINE\n"
	  "send a line just as it is typed" },
	{ "", CMD_SHELL | CMD_HIDDEN, cmd_base64,
	  "base64 [-d] [WORD]\n"
	  "encode, or -d decode; with no WORD ask without echo\n"
	  "Warns of line ends, blanks and non-ASCII letters, the classic wrong passwords.\n"
	  "On the shell's line it reads standard input.  Quotes keep blanks." },
	{ "", CMD_CONNECTED, cmd_secret,
	  "secret\n"
	  "ask for a word without echo; send it in base64" },
	{ "", CMD_CONNECTED, cmd_wait,
	  "wait [SECONDS]\n"
	  "wait until the server has said more" },
	{ "", 0, cmd_expect,
	  "expect CODE|+OK|-ERR|\"TEXT\" ...\n"
	  "judge the reply to the line before\n"
	  "x is any digit: 2xx.  TEXT may stand anywhere.  Unless each is met a script ends\n"
	  "with status 65." },
	{ "", 0, cmd_sleep,
	  "sleep SECONDS\n"
	  "wait that long before the next line" },
	{ "l", 0, cmd_log,
	  "log [-b] FILE | off\n"
	  "append a record of this run to FILE\n"
	  "An event a line, secrets as stars; -b: with the bodies of messages." },
	{ "", CMD_SHELL, cmd_mx,
	  "mx DOMAIN\n"
	  "list a domain's mail servers and their addresses" },
	{ "", 0, cmd_set,
	  "set [NAME [VALUE]]\n"
	  "change a setting; alone: list them" },
	{ "u", 0, cmd_unset,
	  "unset NAME\n"
	  "switch a setting off" },
	{ "", 0, cmd_toggle,
	  "toggle NAME\n"
	  "switch a setting over" },
	{ "d", 0, cmd_display,
	  "display [NAME]\n"
	  "show the settings" },
	{ "", 0, cmd_mode,
	  "mode [line]\n"
	  "how keys are sent: always as whole lines" },
	{ "", CMD_AS_TYPED, cmd_shell,
	  "! [COMMAND]\n"
	  "run a command of the system, or a shell" },
	{ "", 0, cmd_z,
	  "z\n"
	  "suspend postel (fg goes on)" },
	{ "? h", CMD_SHELL, cmd_help,
	  "help [COMMAND]\n"
	  "list the commands, or explain one" },
	{ "", CMD_SHELL, cmd_version,
	  "version [--licenses]\n"
	  "say which postel this is" },
};
/* clang-format on */
const size_t command_count = sizeof commands / sizeof *commands;
