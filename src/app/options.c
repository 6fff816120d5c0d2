/* options.c - see options.h. */
#include "app/options.h"

#include "cmd/cmd.h"

#include <string.h>

#define HELP_COLUMN 26

enum option_kind {
	OPTION_FLAG,    /* bool */
	OPTION_FAMILY,  /* -4 or -6 */
	OPTION_TEXT,    /* const char *; this and the next kinds have a value */
	OPTION_FILE,    /* const char *, the path of a file to read */
	OPTION_SECONDS, /* int64_t, ns */
	OPTION_ADDRESS, /* struct os_addr, the port if one is given */
	OPTION_VERSION, /* unsigned: 12 or 13 */
	OPTION_PIN,     /* struct cert_pin */
	OPTION_WHEN,    /* enum login_tls */
	OPTION_FD,      /* int64_t, the file descriptor + 1 */
	OPTION_LINE,    /* const char *, added to the others */
};

/*
 * Each row: kind, member of struct options, and lines: the name and its value,
 * the help.  The options of telnet come first (-K, -c and -d have no effect),
 * then those that both telnet and postel have.
 */
/* clang-format off */
#define OPTIONS_TELNET(X) \
	X(FLAG, binary, "-8") \
	X(FLAG, no_escape, "-E") \
	X(FLAG, ignored, "-K") \
	X(FLAG, binary_out, "-L") \
	X(FLAG, login, "-a") \
	X(ADDRESS, bind, "-b") \
	X(FLAG, ignored, "-c") \
	X(FLAG, ignored, "-d") \
	X(TEXT, escape, "-e") \
	X(TEXT, user, "-l") \
	X(TEXT, log, "-n")

#define OPTIONS_SHARED(X) \
	X(FAMILY, family, "-4\nIPv4 only") \
	X(FAMILY, family, "-6\nIPv6 only")

#define OPTIONS_NET(X) \
	X(ADDRESS, bind, "--bind ADDR\nconnect from this address of this machine") \
	X(ADDRESS, dns, "--dns ADDR[:PORT]\nask this name server") \
	X(TEXT, server, "--server HOST\nthe host, in place of TARGET") \
	X(TEXT, port, "--port PORT\nthe port of TARGET") \
	X(SECONDS, timeout, "--timeout SECS\nlongest wait for each stage")

#define OPTIONS_TLS(X) \
	X(VERSION, tls.min, "--tls-min VERSION\noldest TLS version accepted: 1.2 or 1.3") \
	X(VERSION, tls.max, "--tls-max VERSION\nnewest TLS version offered: 1.2 or 1.3") \
	X(FILE, tls.cafile, "--cafile FILE\ntrust only the CAs in FILE") \
	X(PIN, tls.pin, "--pin sha256:PIN\ntrust only this certificate or key") \
	X(FLAG, tls.insecure, "--insecure\ncontinue with a certificate that is not trusted") \
	X(FILE, tls.cert, "--cert FILE\nclient certificate to send") \
	X(FILE, tls.key, "--key FILE\nprivate key of --cert, if not in the same file") \
	X(TEXT, tls.sni, "--sni NAME\nthe server name to send") \
	X(WHEN, when, "--tls off|try|require\nuse of STARTTLS or STLS by commands") \
	X(TEXT, auth, "--auth MECH\nlog in with this mechanism") \
	X(TEXT, authzid, "--authzid NAME\nact on behalf of this user") \
	X(FILE, password_file, "--password-file FILE\nthe first line of FILE is the password") \
	X(FD, password_fd, "--password-fd N\nread the password from file descriptor N") \
	X(FILE, token_file, "--token-file FILE\nthe first line of FILE is an OAuth access token") \
	X(FD, token_fd, "--token-fd N\nread the token from file descriptor N") \
	X(FLAG, cleartext, "--allow-cleartext\nallow passwords to be sent without TLS") \
	X(FLAG, initial, "--initial-response\nsend the user name with AUTH LOGIN") \
	X(FLAG, no_initial, "--no-initial-response\nsend AUTH with the mechanism alone") \
	X(FLAG, pipelining, "--pipelining\nsend MAIL and RCPT without waiting for replies") \
	X(TEXT, helo, "--helo NAME\nthe name to send in EHLO") \
	X(LINE, line, "-c COMMAND\nrun this command at TARGET, then the next -c") \
	X(FLAG, yes, "--yes\ndo not ask for confirmation") \
	X(FLAG, force, "--force\noverwrite files; read exposed secrets; send what is not offered")

#define OPTIONS_RUN(X) \
	X(TEXT, log, "--log FILE\nappend a record to FILE") \
	X(FLAG, bodies, "--log-bodies\nrecord the bodies of messages too") \
	X(TEXT, transcript, "--transcript FILE\nappend to FILE what a screen would show") \
	X(FLAG, json, "--json\nwrite events as JSON lines to standard output") \
	X(FLAG, stop, "--stop\nend a script at its first failure") \
	X(FLAG, no_commands, "--no-commands\nsend lines with ':' in a script to the server") \
	X(FLAG, allow_commands, "--allow-commands\nallow all local commands after a message in a script") \
	X(FLAG, no_rc, "--no-rc\ndo not read ~/.postelrc") \
	X(FLAG, no_shell, "--no-shell\ndisable !, and confine this process") \
	X(FLAG, quiet, "-q\ndo not report connecting and closing") \
	X(FLAG, verbose, "-v\nshow the dialogue on standard error too") \
	X(FLAG, help, "--help\nshow this help (-h)") \
	X(FLAG, help, "-h") \
	X(FLAG, version, "--version\nshow the version (-V)") \
	X(FLAG, version, "-V")
/* clang-format on */

#define OPTIONS(X) OPTIONS_TELNET(X) OPTIONS_SHARED(X) OPTIONS_NET(X) OPTIONS_TLS(X) OPTIONS_RUN(X)

#define OPTION_ROW(kind, member, about)     { OPTION_##kind, offsetof(struct options, member) },
#define OPTION_TEXT_OF(kind, member, about) about "\0"
#define OPTION_ONE(kind, member, about)     "."

static const struct option {
	uint16_t kind, at; /* at: offset in struct options */
} table[] = { OPTIONS(OPTION_ROW) };
static const char abouts[] = OPTIONS(OPTION_TEXT_OF);

enum {
	TELNETS = sizeof OPTIONS_TELNET(OPTION_ONE) - 1,
	SHARED = sizeof OPTIONS_SHARED(OPTION_ONE) - 1,
	COUNT = sizeof table / sizeof *table
};

/* The lines about a row of the table. */
static const char *about(const struct option *row)
{
	return span_nth(abouts, (unsigned)(row - table));
}

static bool fail(struct out *why, const char *word, const char *text)
{
	struct span rest = span_of(word);

	out_put(why, span_first(span_until(&rest, '='), 60));
	out_text(why, text);
	return false;
}

/* Pairs: an option of curl, swaks, openssl or GNU programs, and ours for the same. */
static const char foreign[] =
    "--verbose\0-v\0--quiet\0-q\0--silent\0-q\0-k\0--insecure\0--cacert\0--cafile\0-CAfile\0--cafile\0"
    "--ipv4\0-4\0--ipv6\0-6\0--command\0-c\0--interface\0--bind\0--local-interface\0--bind\0-p\0--port\0"
    "-s\0--server\0--host\0--server\0--max-time\0--timeout\0--connect-timeout\0--timeout\0"
    "-servername\0--sni\0--ehlo\0--helo\0--lhlo\0--helo\0--password\0--password-file\0"
    "--auth-password\0--password-file\0--user\0smtp://USER@HOST\0--auth-user\0smtp://USER@HOST\0"
    "-u\0smtp://USER@HOST\0-starttls\0--tls\0--starttls\0--tls\0--tlsc\0smtps://HOST\0"
    "-help\0--help\0-?\0--help\0-version\0--version\0";

static void offer_options(struct near *near)
{
	for (const struct option *row = table + TELNETS; row < table + COUNT; row++) {
		struct span lines = span_of(about(row)), head = span_line(&lines);

		near_offer(near, span_word(&head));
	}
}

/* The command that has an option of this name; NULL if there is none. */
static const struct command *owner(struct span name)
{
	const char *const with[] = { "send-mail", "log", "cert", "version" };

	for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
		const struct command *cmd = cmd_exact(span_of(with[i]));

		if (cmd && usage_has_option(cmd, name))
			return cmd;
	}
	if (!serve_offer(&(struct near){ .word = name }))
		return NULL;
	return cmd_exact(SPAN("serve"));
}

bool options_unknown(struct out *why, struct span word)
{
	struct near near = { .word = span_until(&word, '=') };
	const struct command *cmd = NULL;

	out_put(why, span_first(near.word, 60));
	near_foreign(&near, foreign);
	if (!near.best.len)
		cmd = owner(near.word);
	if (cmd) {
		out_text(why, ": this option belongs to ");
		out_put(why, cmd_name(cmd));
		out_text(why, " and must come after that word; see 'postel help ");
		out_put(why, cmd_name(cmd));
		out_char(why, '\'');
		return false;
	}
	offer_options(&near);
	near_say(&near, why);
	out_text(why, ": no such option; --help lists the options");
	return false;
}

/* The form of a value, by kind from OPTION_FILE on, for refusals. */
static const char *const needs[] = {
	" is standard input, not a file; write ./- for a file named -",
	": not a number of seconds from 1 to 86400",
	": not an IP address",
	": the TLS version is 1.2 or 1.3",
	": not a pin; a pin is sha256: and a fingerprint in hexadecimal, or a key's in base64",
	": must be off, try or require",
	": not the number of an open file descriptor",
	": given more than 32 times",
};

/* Refuses a value; that of -c is not repeated, as it may be a secret. */
static bool fail_value(
    struct out *why, const char *word, const struct option *row, const char *value)
{
	struct span rest = span_of(word);

	out_put(why, span_first(span_until(&rest, '='), 60));
	if (row->kind != OPTION_LINE) {
		out_char(why, ' ');
		out_put(why, span_first(span_of(value), 60));
	}
	out_text(why, needs[row->kind - OPTION_FILE]);
	return false;
}

/* The option that a word names, up to its "="; NULL if there is none. */
static const struct option *find(const struct options *o, const char *word)
{
	const struct option *row = table + TELNETS, *last = table + COUNT;
	struct span rest = span_of(word), name = span_until(&rest, '=');

	if (o->telnet) {
		row = table;
		last = table + TELNETS + SHARED;
	}

	for (; row < last; row++) {
		struct span lines = span_of(about(row)), head = span_line(&lines);

		if (span_eq(span_word(&head), name))
			return row;
	}
	return NULL;
}

static bool read_seconds(int64_t *ns, struct span value)
{
	if (!span_number(value, 86400, ns) || *ns == 0)
		return false;
	*ns *= OS_S;
	return true;
}

static bool read_address(struct os_addr *a, struct span value)
{
	uint16_t port = 0;
	struct span host;

	if (target_split(value, &host, &port) || !os_addr_read(a, host))
		return false;
	a->port = port;
	return true;
}

static bool read_version(unsigned *version, struct span value)
{
	*version = 0;
	if (span_eq(value, SPAN("1.2")))
		*version = 12;
	if (span_eq(value, SPAN("1.3")))
		*version = 13;
	return *version != 0;
}

static bool read_when(enum login_tls *when, struct span value)
{
	for (*when = LOGIN_TLS_TRY; *when <= LOGIN_TLS_REQUIRE; ++*when)
		if (span_eq(value, span_of(span_nth("try\0off\0require", *when))))
			return true;
	return false;
}

static bool read_fd(int64_t *fd, struct span value)
{
	return span_number(value, 1023, fd) && ++*fd;
}

/* Sets one option, to its value if it has one; false if the value is wrong. */
static bool take(struct options *o, const struct option *row, const char *value)
{
	void *at = (char *)o + row->at;

	switch (row->kind) {
	case OPTION_FLAG: *(bool *)at = true; break;
	case OPTION_FAMILY: o->family = about(row)[1] - '0'; break;
	case OPTION_TEXT: *(const char **)at = value; break;
	case OPTION_FILE: *(const char **)at = value; return strcmp(value, "-") != 0;
	case OPTION_SECONDS: return read_seconds(at, span_of(value));
	case OPTION_ADDRESS: return read_address(at, span_of(value));
	case OPTION_VERSION: return read_version(at, span_of(value));
	case OPTION_PIN: return cert_pin_read(at, span_of(value));
	case OPTION_WHEN: return read_when(at, span_of(value));
	case OPTION_FD: return read_fd(at, span_of(value));
	case OPTION_LINE:
		if (o->lines == OPTIONS_LINES)
			return false;
		o->line[o->lines++] = value;
	}
	return true;
}

/* Reads the option at argv[*i]; its value may be the next word. */
static bool read_option(struct options *o, char **argv, int *i, struct out *why)
{
	const char *word = argv[*i], *value = strchr(word, '=');
	const struct option *row = find(o, word);

	if (!row)
		return options_unknown(why, span_of(word));
	if (row->kind < OPTION_TEXT && value)
		return fail(why, word, " takes no value");
	if (value)
		value++;
	else if (row->kind < OPTION_TEXT)
		value = "";
	else
		value = argv[++*i];
	if (!value)
		return fail(why, word, " needs a value");
	return take(o, row, value) || fail_value(why, word, row, value);
}

/*
 * After the first word, an option that is not ours may be a command's, or BSD's
 * -PORT.  -tls belongs to TARGET, as with `open`.
 */
static bool is_option(const struct options *o, const char *word)
{
	if (word[0] != '-' || !word[1] || o->force_target)
		return false;
	return strcmp(word, "-tls") != 0 && (!o->words || find(o, word));
}

/* Reads a word of letters, the last perhaps with a value: "-8Ee^]", "-l USER". */
static bool read_letters(struct options *o, char **argv, int *i)
{
	for (const char *at = argv[*i] + 1; *at; at++) {
		const char name[] = { '-', *at, '\0' };
		const struct option *row = find(o, name);

		if (!row)
			return false;
		if (row->kind >= OPTION_TEXT) {
			const char *value = at[1] ? at + 1 : argv[*i + 1];

			if (!value || !take(o, row, value))
				return false;
			*i += !at[1];
			return true;
		}
		take(o, row, "");
	}
	return true;
}

/* Inserts a word at that place; false if there are too many. */
static bool insert_word(struct options *o, size_t at, const char *word)
{
	if (o->words == OPTIONS_WORDS || at > o->words)
		return false;
	memmove(&o->word[at + 1], &o->word[at], (o->words++ - at) * sizeof *o->word);
	o->word[at] = span_of(word);
	return true;
}

/* Inserts the values of --server and --port as the first words; swaks has these options. */
static bool read_server(struct options *o, struct out *why)
{
	if (o->server && !insert_word(o, 0, o->server))
		return fail(why, o->server, ": too many words");
	if (o->port && !(o->words && insert_word(o, 1, o->port)))
		return fail(why, "--port", " needs a TARGET, or --server HOST");
	return true;
}

/* Is the word HOST, or PORT after it, which may have a dash? */
static bool is_telnet_word(const struct options *o, const char *word)
{
	if (o->words >= 2)
		return false;
	return o->words || word[0] != '-';
}

/* Reads "telnet [OPTION]... [HOST [PORT]]". */
static bool read_telnet(struct options *o, int argc, char **argv, struct out *why)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && read_letters(o, argv, &i))
		i++;
	while (i < argc && is_telnet_word(o, argv[i]))
		o->word[o->words++] = span_of(argv[i++]);
	if (i >= argc)
		return true;
	out_text(why, "usage: telnet [-468EKLacd] [-b ADDRESS] [-e CHAR] [-l USER] [-n FILE] "
		      "[HOST [[-]PORT]]");
	return false;
}

bool options_read(struct options *o, int argc, char **argv, struct out *why)
{
	struct span name = span_of(argc ? argv[0] : "");

	while (span_has(name, '/'))
		span_until(&name, '/');
	o->telnet = span_eq(name, SPAN("telnet"));
	if (o->telnet)
		return read_telnet(o, argc, argv, why);
	for (int i = 1; i < argc; i++) /* first, as an error is told in JSON too */
		o->json |= strcmp(argv[i], "--json") == 0;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0 && !o->words) {
			o->force_target = true;
		} else if (is_option(o, argv[i])) {
			if (!read_option(o, argv, &i, why))
				return false;
		} else if (o->words == OPTIONS_WORDS) {
			return fail(why, argv[i], ": too many words");
		} else {
			o->word[o->words++] = span_of(argv[i]);
		}
	}
	if (o->no_commands && o->allow_commands)
		return fail(why, "--no-commands", " and --allow-commands cannot be used together");
	return read_server(o, why);
}

void options_help(struct client *c, struct span about_what)
{
	(void)about_what;
	page_lines(c,
	    SPAN(
		"usage: postel [OPTION]... [TARGET [PORT]] [COMMAND ...]\n"
		"TARGET: HOST HOST:PORT [IPv6]:PORT smtp:// submission:// pop3:// imap:// tcp://\n"
		"Without TARGET: base64, help, mx, serve, version, or a prompt, where 'help' lists the commands.\n"
		"COMMAND --help explains a command."));
	for (const struct option *row = table + TELNETS; row < table + COUNT; row++)
		if (strchr(about(row), '\n'))
			cmd_row(c, span_of(about(row)), HELP_COLUMN);
}
