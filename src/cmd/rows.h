/*
 * rows.h - the commands, a row each; included by table.c alone, twice: as rows, and as their texts.
 *
 * COMMAND(other names, flags, handler, lines about it); see struct command in cmd.h.
 */
/* clang-format off */
COMMAND("o connect telnet", CMD_REACHES, cmd_open,
	"open [-tls] [-4|-6] HOST [PORT] | URL\n"
	"connect to a server\n"
	"HOST PORT, HOST:PORT, [IPv6]:PORT, or smtp://HOST, submission:// pop3:// imap:// "
	"tcp://; with TLS at once smtps:// submissions:// pop3s:// imaps:// tls://, or -tls. "
	"PORT may be a name such as smtp.  As telnet it negotiates telnet, but on mail's ports.")
COMMAND("c", CMD_CONNECTED, cmd_close,
	"close\n"
	"close the connection, without QUIT")
COMMAND("", CMD_REACHES, cmd_reopen,
	"reopen\n"
	"connect to the last server again")
COMMAND("q exit bye logout", CMD_SHELL, cmd_quit,
	"quit\n"
	"close, and leave postel")
COMMAND("st", 0, cmd_status,
	"status\n"
	"what is connected to what, since when, how fast")
COMMAND("", CMD_CONNECTED, cmd_tls,
	"tls\n"
	"start TLS now, saying STARTTLS or STLS first")
COMMAND("", 0, cmd_cert,
	"cert [--pem]\n"
	"show the server's certificates\n"
	"--pem: as PEM, for openssl x509.")
COMMAND("sen", CMD_CONNECTED | CMD_AS_TYPED, cmd_send,
	"send LINE | CODE\n"
	"send a line just as it is typed, or a telnet code\n"
	"Blanks and quotes stay.  CODE: ao ayt brk ec el eof escape ga ip nop susp synch.")
COMMAND("", CMD_SHELL | CMD_HIDDEN, cmd_base64,
	"base64 [-d] [WORD]\n"
	"encode, or -d decode; with no WORD ask without echo\n"
	"Warns of line ends, blanks and non-ASCII letters, the classic wrong passwords. "
	"On the shell's line it reads standard input.  Quotes keep blanks.")
COMMAND("", CMD_CONNECTED, cmd_secret,
	"secret\n"
	"ask for a word without echo; send it in base64\n"
	"What AUTH LOGIN wants, name and password, without a web page that encodes it.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_login,
	"login [USER]\n"
	"log in: TLS if offered, the best mechanism, the password asked for\n"
	"USER: if the URL has none.  --auth MECH forces one, --tls require TLS.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_auth,
	"auth MECHANISM\n"
	"log in by that mechanism\n"
	"A SASL mechanism; of POP3 also user or apop.")
COMMAND("", CMD_HELPER, cmd_stat,
	"stat\n"
	"POP3: how many messages, how many octets")
COMMAND("", CMD_HELPER, cmd_list,
	"list [N...]\n"
	"POP3: the size of each message\n"
	"N: numbers of messages, as 3-7,9.")
COMMAND("", CMD_HELPER, cmd_uidl,
	"uidl [N...]\n"
	"POP3: the name that each message keeps\n"
	"N as in list.")
COMMAND("", CMD_HELPER, cmd_top,
	"top N [LINES]\n"
	"POP3: a message's header, and so many lines\n"
	"Without LINES: the header alone.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_retr,
	"retr N... [FILE]\n"
	"POP3: fetch messages\n"
	"One message can go into FILE, which is not overwritten without --force.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_save_all,
	"save-all PLACE\n"
	"POP3: fetch all messages that PLACE lacks\n"
	"PLACE: a folder for .eml files, a Maildir, or an mbox named NAME.mbox.")
COMMAND("", CMD_HELPER, cmd_dele,
	"dele N...\n"
	"POP3: mark messages to be deleted by QUIT\n"
	"Asks first.")
COMMAND("", CMD_HELPER, cmd_rset,
	"rset\n"
	"POP3: unmark all; SMTP: drop the mail begun")
COMMAND("", CMD_HELPER, cmd_capa,
	"capa\n"
	"POP3: what the server can do")
COMMAND("", CMD_HELPER, cmd_ehlo,
	"ehlo [NAME]\n"
	"SMTP: introduce us, start TLS\n"
	"NAME: in place of --helo.")
COMMAND("", CMD_HELPER, cmd_mail,
	"mail ADDRESS\n"
	"SMTP: MAIL FROM\n"
	"<> is the null sender.")
COMMAND("", CMD_HELPER, cmd_rcpt,
	"rcpt ADDRESS\n"
	"SMTP: RCPT TO\n"
	"One at a time.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_data,
	"data [FILE]\n"
	"SMTP: DATA, and the message in FILE\n"
	"As it stands; without FILE it is typed.")
COMMAND("", CMD_HELPER, cmd_verify,
	"verify ADDRESS\n"
	"SMTP: would mail for ADDRESS be taken?\n"
	"Asks by RCPT, VRFY and EXPN.")
COMMAND("", CMD_HELPER, cmd_relay_check,
	"relay-check [ADDRESS]\n"
	"SMTP: would mail for elsewhere be taken?\n"
	"Asks first.  No message is ever sent.")
COMMAND("", CMD_HELPER | CMD_LINES | CMD_REACHES, cmd_send_mail,
	"send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...\n"
	"SMTP: send a mail\n"
	"--cc --bcc --header 'NAME: VALUE' --attach FILE --mime TYPE --html --charset NAME "
	"--from-file FILE|- (a message as it stands) --date --message-id --notify --ret "
	"--envid --orcpt --all-or-nothing --quit-after --drop-after STAGE; - is standard input.")
COMMAND("", CMD_SHELL | CMD_REACHES, cmd_serve,
	"serve [OPTION]... | off\n"
	"a mail server to practise on, with any fault you like\n"
	"--list-faults lists the options.  While it goes on they change what goes wrong.")
COMMAND("", CMD_CONNECTED, cmd_wait,
	"wait [SECONDS]\n"
	"wait until the server has said more\n"
	"At most that long; without a limit until something comes, as news of IDLE do.")
COMMAND("", 0, cmd_expect,
	"expect CODE|+OK|-ERR|\"TEXT\" ...\n"
	"judge the reply to the line before\n"
	"x is any digit: 2xx.  TEXT may stand anywhere.  Unless each is met a script ends "
	"with status 65.")
COMMAND("", 0, cmd_sleep,
	"sleep SECONDS\n"
	"wait that long before the next line\n"
	"0.5 is half a second; the server is heard meanwhile.")
COMMAND("l", CMD_REACHES, cmd_log,
	"log [-b] FILE | off\n"
	"append a record of this run to FILE\n"
	"An event a line, secrets as stars; -b: with the bodies of messages.")
COMMAND("", CMD_REACHES, cmd_transcript,
	"transcript [FILE | off]\n"
	"append what the screen shows to FILE\n"
	"Lines said, replies, remarks and times, to be read or handed on; secrets as stars.")
COMMAND("", CMD_SHELL | CMD_REACHES, cmd_mx,
	"mx DOMAIN\n"
	"list a domain's mail servers and their addresses\n"
	"Asks DNS for MX, and for SRV of submission, pop3 and imap, RFC 6186.")
COMMAND("", CMD_REACHES, cmd_set,
	"set [NAME [VALUE]]\n"
	"change a setting; alone: list them\n"
	"Without VALUE: on.  ~/.postelrc is the place for those of every start.")
COMMAND("u", CMD_REACHES, cmd_unset,
	"unset NAME\n"
	"switch a setting off\n"
	"As set NAME off.")
COMMAND("", CMD_REACHES, cmd_toggle,
	"toggle NAME\n"
	"switch a setting over\n"
	"One of those that are on or off; display shows which.")
COMMAND("d", 0, cmd_display,
	"display [NAME]\n"
	"show the settings\n"
	"NAME, value, meaning.")
COMMAND("", 0, cmd_mode,
	"mode [line|character]\n"
	"telnet: send keys as lines, or one by one\n"
	"Alone: line.  Until then: as the server asks.")
COMMAND("", CMD_REACHES, cmd_environ,
	"environ [define NAME VALUE | undefine NAME | export NAME | unexport NAME | list]\n"
	"variables that telnet servers may be told\n"
	"Only exported ones are sent; at first none is.")
COMMAND("", CMD_AS_TYPED | CMD_REACHES, cmd_shell,
	"! [COMMAND]\n"
	"run a command of the system, or a shell\n"
	"Alone: $SHELL.  It has to be typed; the connection stays open.")
COMMAND("", 0, cmd_z,
	"z\n"
	"suspend postel (fg goes on)")
COMMAND("? h", CMD_SHELL, cmd_help,
	"help [COMMAND | keys | settings]\n"
	"list the commands, or explain one\n"
	"keys: what each key does.  settings: what can be set.  COMMAND --help says the same as "
	"help COMMAND.  At a terminal any unique beginning of a name is enough.")
COMMAND("", CMD_SHELL, cmd_version,
	"version [--licenses]\n"
	"say which postel this is\n"
	"--licenses: and what it is made of.")
/* clang-format on */
