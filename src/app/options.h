/*
 * options.h - the shell's command line: options, then TARGET or COMMAND.
 *
 * Options may stand anywhere; the words between them are TARGET, its port and
 * a command.  Long options take their value as the next word or after "=".
 *
 * If the program is called telnet, it takes telnet's options: letters in front
 * of HOST, as with getopt.
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
	bool telnet; /* called as telnet, with these options: */
	bool binary, binary_out, no_escape, login, ignored;
	const char *escape, *user;
	bool bodies, json, stop, quiet, verbose, no_rc, no_shell, help, version;
	bool no_commands, allow_commands; /* of a script */
	bool force_target;                /* after "--" the first word is TARGET */
	int family;                       /* 4, 6, or 0 */
	int64_t timeout;                  /* ns, or 0 */
	struct tls_how tls;
	enum login_tls when; /* when helpers start TLS; the next fields are for helpers too */
	bool no_initial, initial, cleartext, pipelining, yes, force;
	const char *auth, *authzid, *helo, *password_file, *token_file;
	int64_t password_fd, token_fd;   /* number + 1, or 0 */
	const char *line[OPTIONS_LINES]; /* -c */
	size_t lines;
	const char *server, *port;       /* in place of TARGET, and of TARGET's port */
	struct os_addr bind, dns;        /* family 0: not given */
	struct span word[OPTIONS_WORDS]; /* words that are not options */
	size_t words;
};

/* False if an option is wrong: `why` is the message. */
bool options_read(struct options *o, int argc, char **argv, struct out *why);

/* Writes why an unknown option is refused: a command's, or a mistake.  Returns false. */
bool options_unknown(struct out *why, struct span word);

/* The text of --help, a page_text. */
void options_help(struct client *c, struct span about);

#endif
