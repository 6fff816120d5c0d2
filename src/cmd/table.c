/* table.c - the commands; see cmd.h. */
#include "cmd/cmd.h"

const struct command commands[] = {
	{ "open", "o", "[-4|-6] HOST [PORT] | URL", "connect to a server",
	    "HOST PORT, HOST:PORT, [IPv6]:PORT, or smtp://HOST, pop3://HOST, imap://HOST,\n"
	    "submission://HOST, tcp://HOST:PORT.  PORT may be a name such as smtp or pop3.",
	    0, cmd_open },
	{ "close", "c", "", "close the connection, without a QUIT", "", CMD_CONNECTED, cmd_close },
	{ "reopen", "", "", "connect to the last server again", "", 0, cmd_reopen },
	{ "quit", "q exit bye logout", "", "leave postel; a connection is closed",
	    "In a session a typed QUIT goes to the server; this command is :quit there.",
	    CMD_SHELL, cmd_quit },
	{ "status", "st", "", "what is connected to what, since when, how fast", "", 0, cmd_status },
	{ "send", "sen", "LINE", "send a line to the server, just as it is typed", "",
	    CMD_CONNECTED | CMD_AS_TYPED, cmd_send },
	{ "base64", "", "[-d] [WORD]", "encode or, with -d, decode; asks without echo if no WORD",
	    "On the shell's command line it reads standard input.  It warns of line ends, blanks\n"
	    "and non-ASCII letters, the classic wrong passwords.  Works offline.",
	    CMD_SHELL | CMD_HIDDEN, cmd_base64 },
	{ "secret", "", "", "ask for a word without echo and send it in base64",
	    "For the answers to AUTH LOGIN: no web page has to see the password.", CMD_CONNECTED,
	    cmd_secret },
	{ "wait", "", "[SECONDS]", "wait until the server has said something more", "",
	    CMD_CONNECTED, cmd_wait },
	{ "expect", "", "CODE|+OK|-ERR|\"TEXT\" ...", "judge the reply to the line before",
	    "A digit may be x: 2xx.  Each word has to be met; TEXT is looked for in the reply.\n"
	    "A script's status is 65 if one is not met.",
	    0, cmd_expect },
	{ "sleep", "", "SECONDS", "wait that long before the next line", "", 0, cmd_sleep },
	{ "log", "l", "[-b] FILE | off", "keep a record in FILE, from the start of this run on",
	    "Each event is a line, secrets are stars.  -b keeps the bodies of messages too.\n"
	    "The file is appended to.  Without arguments: says where the record goes.",
	    0, cmd_log },
	{ "mx", "", "DOMAIN", "list the mail servers of a domain with their addresses", "",
	    CMD_SHELL, cmd_mx },
	{ "set", "", "[NAME [VALUE]]", "change a setting; alone: list them", "", 0, cmd_set },
	{ "unset", "u", "NAME", "switch a setting off", "", 0, cmd_unset },
	{ "toggle", "", "NAME", "switch a setting over", "", 0, cmd_toggle },
	{ "display", "d", "[NAME]", "show the settings", "", 0, cmd_display },
	{ "mode", "", "[line]", "how keys are sent: always whole lines on a mail connection", "", 0,
	    cmd_mode },
	{ "!", "", "[COMMAND]", "run a command of the system, or a shell", "", CMD_AS_TYPED,
	    cmd_shell },
	{ "z", "", "", "suspend postel (fg goes on)", "", 0, cmd_z },
	{ "help", "? h", "[COMMAND]", "list the commands, or explain one", "", CMD_SHELL, cmd_help },
	{ "version", "", "[--licenses]", "say which postel this is", "", CMD_SHELL, cmd_version },
};
const size_t command_count = sizeof commands / sizeof *commands;
