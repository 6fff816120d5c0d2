/*
 * rows.h - the commands, a row each; table.c includes it twice, for the rows and the texts.
 *
 * COMMAND(other names, flags, handler, lines about it); see struct command in cmd.h.
 */
/* clang-format off */
COMMAND("o connect telnet", CMD_REACHES, cmd_open,
	"open [-tls] [-4|-6] HOST [PORT] | URL\n"
	"connect to a server\n"
	"HOST PORT, HOST:PORT, [IPv6]:PORT, or smtp://HOST, submission:// pop3:// imap:// "
	"tcp://; with TLS at once smtps:// submissions:// pop3s:// imaps:// tls://, or -tls. "
	"PORT may be a name such as smtp.  Called telnet, it negotiates telnet, except on ports of mail.")
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
	"show the connection, its speed and its TLS")
COMMAND("", CMD_CONNECTED, cmd_tls,
	"tls\n"
	"start TLS now, with STARTTLS or STLS")
COMMAND("", 0, cmd_cert,
	"cert [--pem]\n"
	"show the server's certificates\n"
	"--pem: as PEM, for openssl x509.")
COMMAND("sen", CMD_CONNECTED | CMD_AS_TYPED, cmd_send,
	"send LINE | CODE\n"
	"send a line just as it is typed, or a telnet code\n"
	"Blanks and quotes are kept.  CODE: ao ayt brk ec el eof escape ga ip nop susp synch.")
COMMAND("", CMD_SHELL | CMD_HIDDEN, cmd_base64,
	"base64 [-d] [WORD]\n"
	"encode, or -d decode; with no WORD ask without echo\n"
	"Warns of line ends, blanks and non-ASCII letters, common causes of wrong passwords. "
	"On the shell's command line it reads standard input.  Quotes keep blanks.")
COMMAND("", CMD_CONNECTED, cmd_secret,
	"secret\n"
	"ask for a word without echo; send it in base64\n"
	"For AUTH LOGIN, which asks for the user name and the password in base64.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_login,
	"login [USER]\n"
	"log in: TLS if offered, the best mechanism, a prompt for the password\n"
	"USER: needed if the URL has none.  --auth MECH selects a mechanism, --tls require demands TLS.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_auth,
	"auth MECHANISM\n"
	"log in with that mechanism\n"
	"A SASL mechanism; for POP3 also user or apop.")
COMMAND("", CMD_HELPER, cmd_stat,
	"stat\n"
	"POP3: show the number of messages and of octets")
COMMAND("", CMD_HELPER, cmd_list,
	"list [N...]\n"
	"POP3: show the size of each message\n"
	"N: numbers of messages, for example 3-7,9.")
COMMAND("", CMD_HELPER, cmd_uidl,
	"uidl [N...]\n"
	"POP3: show the unique name of each message\n"
	"N: as in list.")
COMMAND("", CMD_HELPER, cmd_top,
	"top N [LINES]\n"
	"POP3: show a message's header and LINES lines\n"
	"Without LINES: the header alone.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_retr,
	"retr N... [FILE]\n"
	"POP3: fetch messages\n"
	"One message can go into FILE, which is not overwritten without --force.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_save_all,
	"save-all PLACE\n"
	"POP3: fetch all messages not yet in PLACE\n"
	"PLACE: a folder for .eml files, a Maildir, or an mbox named NAME.mbox.")
COMMAND("", CMD_HELPER, cmd_dele,
	"dele N...\n"
	"POP3: mark messages to be deleted by QUIT\n"
	"Asks for confirmation.")
COMMAND("", CMD_HELPER, cmd_rset,
	"rset\n"
	"POP3: unmark all messages; SMTP: cancel a mail")
COMMAND("", CMD_HELPER, cmd_capa,
	"capa\n"
	"POP3: show what the server can do")
COMMAND("", CMD_HELPER, cmd_ehlo,
	"ehlo [NAME]\n"
	"SMTP: send EHLO, and start TLS if it is offered\n"
	"NAME: used in place of --helo.")
COMMAND("", CMD_HELPER, cmd_mail,
	"mail ADDRESS\n"
	"SMTP: MAIL FROM\n"
	"<> is the null sender.")
COMMAND("", CMD_HELPER, cmd_rcpt,
	"rcpt ADDRESS\n"
	"SMTP: RCPT TO\n"
	"One recipient at a time.")
COMMAND("", CMD_HELPER | CMD_REACHES, cmd_data,
	"data [FILE]\n"
	"SMTP: DATA, and the message in FILE\n"
	"FILE is sent as it is; without FILE the message is typed.")
COMMAND("", CMD_HELPER, cmd_verify,
	"verify ADDRESS\n"
	"SMTP: ask if mail for ADDRESS is accepted\n"
	"Asks with RCPT, VRFY and EXPN.")
COMMAND("", CMD_HELPER, cmd_relay_check,
	"relay-check [ADDRESS]\n"
	"SMTP: ask whether the server is an open relay\n"
	"Asks for confirmation.  No message is ever sent.")
COMMAND("", CMD_HELPER | CMD_LINES | CMD_REACHES, cmd_send_mail,
	"send-mail -f FROM -t TO,... [-s SUBJECT] [--body TEXT|-] [OPTION]...\n"
	"SMTP: send a mail\n"
	"--cc --bcc --header 'NAME: VALUE' --attach FILE --mime TYPE --html --charset NAME "
	"--from-file FILE|- (a message as it stands) --date --message-id --notify --ret "
	"--envid --orcpt --all-or-nothing --quit-after --drop-after STAGE; - is standard input.")
COMMAND("", CMD_SHELL | CMD_REACHES, cmd_serve,
	"serve [OPTION]... | off\n"
	"run a mail server to practise on, with faults\n"
	"--list-faults lists the options.  While the server runs, they change its faults.")
COMMAND("", CMD_CONNECTED, cmd_wait,
	"wait [SECONDS]\n"
	"wait until the server sends more\n"
	"At most that long; without SECONDS until something comes, such as news during IDLE.")
COMMAND("", 0, cmd_expect,
	"expect CODE|+OK|-ERR|\"TEXT\" ...\n"
	"check the reply to the previous line\n"
	"x is any digit: 2xx.  TEXT may stand anywhere.  Unless all are met, a script ends "
	"with status 65.")
COMMAND("", 0, cmd_sleep,
	"sleep SECONDS\n"
	"wait that long before the next line\n"
	"0.5 is half a second.  What the server sends meanwhile is shown.")
COMMAND("l", CMD_REACHES, cmd_log,
	"log [-b] FILE | off\n"
	"append a record of this run to FILE\n"
	"One event per line, secrets as stars; -b: with the bodies of messages.")
COMMAND("", CMD_REACHES, cmd_transcript,
	"transcript [FILE | off]\n"
	"append what the screen shows to FILE\n"
	"Lines sent, replies, remarks and times, to read or pass on; secrets as stars.")
COMMAND("", CMD_SHELL | CMD_REACHES, cmd_mx,
	"mx DOMAIN\n"
	"list a domain's mail servers and their addresses\n"
	"Asks DNS for MX, and for SRV of submission, pop3 and imap, RFC 6186.")
COMMAND("", CMD_REACHES, cmd_set,
	"set [NAME [VALUE]]\n"
	"change a setting; alone: list them\n"
	"Without VALUE: on.  Put settings for every start into ~/.postelrc.")
COMMAND("u", CMD_REACHES, cmd_unset,
	"unset NAME\n"
	"switch a setting off\n"
	"The same as set NAME off.")
COMMAND("", CMD_REACHES, cmd_toggle,
	"toggle NAME\n"
	"switch a setting from on to off, or back\n"
	"For settings that are on or off; display shows which are.")
COMMAND("d", 0, cmd_display,
	"display [NAME]\n"
	"show the settings\n"
	"NAME, value, meaning.")
COMMAND("", 0, cmd_mode,
	"mode [line|character]\n"
	"telnet: send keys as lines, or one by one\n"
	"Without a word: line.  At first the server decides.")
COMMAND("", CMD_REACHES, cmd_environ,
	"environ [define NAME VALUE | undefine NAME | export NAME | unexport NAME | list]\n"
	"variables that telnet servers may ask for\n"
	"Only exported variables are sent; at first there are none.")
COMMAND("", CMD_AS_TYPED | CMD_REACHES, cmd_shell,
	"! [COMMAND]\n"
	"run a command of the system, or a shell\n"
	"Without COMMAND: $SHELL.  It has to be typed; the connection stays open.")
COMMAND("", 0, cmd_z,
	"z\n"
	"suspend postel (fg continues it)")
COMMAND("? h", CMD_SHELL, cmd_help,
	"help [COMMAND | keys | settings]\n"
	"list the commands, or explain one\n"
	"keys: what each key does.  settings: what can be set.  COMMAND --help says the same as "
	"help COMMAND.")
COMMAND("", CMD_SHELL, cmd_version,
	"version [--licenses]\n"
	"show the version\n"
	"--licenses: also the licenses of its parts.")
/* clang-format on */
