/*
 * options.h - the shell's command line: options, then TARGET or COMMAND.
 *
 * Options may stand anywhere; the words between them are TARGET, its port and
 * a command.  Long options take their value as the next word or behind "=".
 *
 * Called by the name of telnet, we take telnet's options: letters, before
 * HOST, as getopt has it.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/out.h"
#include "cmd/client.h"
#include "net/tls.h"
#include "os/os.h"
#include "proto/login.h"

#define OPTIONS_WORDS 128
#define OPTIONS_LINES 32

struct options {
	const char *log, *transcript;
	bool telnet; /* our name is telnet, whose own options are: */
	bool binary, binary_out, no_escape, login, ignored;
	const char *escape, *user;
	bool bodies, json, stop, quiet, verbose, no_rc, no_shell, help, version;
	bool no_commands, allow_commands; /* in a script */
	bool force_target;                /* behind "--" the first word is TARGET */
	int family;                       /* 4, 6, or 0 */
	int64_t timeout;                  /* ns, or 0 */
	struct tls_how tls;
	enum login_tls when; /* of helpers, as all of this line and the next two: */
	bool no_initial, initial, cleartext, pipelining, yes, force;
	const char *auth, *authzid, *helo, *password_file, *token_file;
	int64_t password_fd, token_fd;   /* number + 1, or 0 */
	const char *line[OPTIONS_LINES]; /* -c */
	size_t lines;
	const char *server, *port;       /* in place of TARGET, of TARGET's port */
	struct os_addr bind, dns;        /* family 0: not given */
	struct span word[OPTIONS_WORDS]; /* what is no option */
	size_t words;
};

/* False: `why` is the sentence. */
bool options_read(struct options *o, int argc, char **argv, struct out *why);

/* Why an option that is none of the program's is refused: a command's, or a mistake.  False. */
bool options_unknown(struct out *why, struct span word);

/* What --help says, a page_text. */
void options_help(struct client *c, struct span about);

#endif
