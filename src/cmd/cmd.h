/*
 * cmd.h - the table of commands, and how one line is carried out.
 *
 * The same command works at the prompt, after ":" in a session, in a script
 * and, if it needs no connection, on the shell's command line.  Help, the
 * man page and completion come from this table.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/near.h"
#include "cmd/client.h"
#include "cmd/words.h"

enum cmd_flags {
	CMD_CONNECTED = 1, /* needs a connection */
	CMD_SHELL = 2,     /* needs no TARGET on the shell's command line */
	CMD_HIDDEN = 4,    /* its arguments may be secret: kept out of the history */
	CMD_AS_TYPED = 8,  /* takes the rest of its line as it was typed */
	CMD_LINES = 32,    /* a word may hold line ends; the command checks them */
	CMD_HELPER = 16,   /* is a helper: needs a connection, or a TARGET to connect to */
	CMD_REACHES = 64,  /* acts beyond the connection: not after a message in a script */
};

struct command {
	unsigned flags;
	bool (*run)(struct client *c, const struct words *w); /* false: the words are wrong */
};

extern const struct command commands[];
extern const size_t command_count;

/* The lines about a command: name and arguments, what it does, more for `help NAME`. */
struct span cmd_about(const struct command *cmd);
struct span cmd_name(const struct command *cmd);

/* Other names of a command, separated by blanks; they win over prefixes of names. */
const char *cmd_alias(const struct command *cmd);

/* The command with that name or other name; NULL if there is none. */
const struct command *cmd_exact(struct span name);

/* The same, or the only command whose name begins so. */
const struct command *cmd_meant(struct span name);

/* Is it the command with that handler?  cmd may be NULL. */
bool cmd_is(const struct command *cmd, bool (*run)(struct client *c, const struct words *w));

/* Is the word the name of a command, or the beginning of one? */
bool cmd_begins(struct span name);

/*
 * The command that a word means; a prefix counts only in a person's line.  NULL if there is
 * none: the word is refused, and similar names are suggested.  A word that resembles no
 * command may be a password typed at the wrong place, and is not repeated.
 */
const struct command *cmd_find(struct client *c, struct span name);

/* Carries out a line: a command and its words. */
void cmd_run(struct client *c, struct span line);

/* The same with words already split; if they are wrong, tells why, and the usage. */
void cmd_carry(struct client *c, const struct command *cmd, const struct words *w);

/* May this local line be kept in the history?  Not if it may hold a password: see cmd_find. */
bool cmd_keepable(struct span line);

/* Tells a row of a list: the first line of `about`, and the second from `column` on. */
void cmd_row(struct client *c, struct span about, size_t column);

/* ---- the handlers, by file ---- */

/* link.c: the connection */
bool cmd_open(struct client *c, const struct words *w);
bool cmd_close(struct client *c, const struct words *w);
bool cmd_reopen(struct client *c, const struct words *w);
bool cmd_quit(struct client *c, const struct words *w);
bool cmd_status(struct client *c, const struct words *w);
bool cmd_mx(struct client *c, const struct words *w);
void link_open(struct client *c);
void link_wants(const struct client *c, struct os_wait *w);
void link_go(struct client *c, const struct os_wait *w);
bool link_cancel(struct client *c); /* cancels what is under way; false: nothing was */

/* secure.c: TLS */
bool cmd_tls(struct client *c, const struct words *w);
bool cmd_cert(struct client *c, const struct words *w);
bool secure_ready(struct client *c, struct span passphrase);
void secure_say(const struct client *c, struct out *o);

/* settings.c */
bool cmd_set(struct client *c, const struct words *w);
bool cmd_unset(struct client *c, const struct words *w);
bool cmd_toggle(struct client *c, const struct words *w);
bool cmd_display(struct client *c, const struct words *w);
bool settings_name(size_t i, struct span *name);         /* for completion; false after the last */
bool settings_reach(struct span name);                   /* is it as with CMD_REACHES? */
void settings_help(struct client *c, struct span about); /* a page_text: one setting, or all */
void settings_say_key(struct out *o, int64_t key);
bool settings_key(int64_t *at, struct span v); /* reads "^]"; false: not a key */

/* telnet.c */
bool cmd_mode(struct client *c, const struct words *w);
bool cmd_environ(struct client *c, const struct words *w);
bool telnet_send(struct client *c, const struct words *w); /* false: no telnet, or not a code */

/* typing.c: help with a line */
bool cmd_send(struct client *c, const struct words *w);
bool cmd_secret(struct client *c, const struct words *w);
bool cmd_base64(struct client *c, const struct words *w);
void typing_answered(struct client *c, struct span line);
bool typing_ask_password(struct client *c); /* false, and told: no person to ask */

/* Asks for an answer; a question too long for the row is told above it.  It may be empty. */
void typing_ask(struct client *c, enum context_ask ask, struct span question);

/* pop3.c */
bool cmd_login(struct client *c, const struct words *w);
bool cmd_auth(struct client *c, const struct words *w);
bool cmd_stat(struct client *c, const struct words *w);
bool cmd_list(struct client *c, const struct words *w);
bool cmd_uidl(struct client *c, const struct words *w);
bool cmd_top(struct client *c, const struct words *w);
bool cmd_save_all(struct client *c, const struct words *w);
bool cmd_retr(struct client *c, const struct words *w);
bool cmd_dele(struct client *c, const struct words *w);
bool cmd_rset(struct client *c, const struct words *w);
bool cmd_capa(struct client *c, const struct words *w);

/* smtp.c */
bool cmd_ehlo(struct client *c, const struct words *w);
bool cmd_mail(struct client *c, const struct words *w);
bool cmd_rcpt(struct client *c, const struct words *w);
bool cmd_data(struct client *c, const struct words *w);
bool cmd_send_mail(struct client *c, const struct words *w);

/* Tells that the final dot was not answered; with LMTP, for which recipients. */
void smtp_tell_unanswered(struct client *c);

/* probe.c */
bool cmd_verify(struct client *c, const struct words *w);
bool cmd_relay_check(struct client *c, const struct words *w);

/* serve.c */
bool cmd_serve(struct client *c, const struct words *w);
void serve_answered(struct client *c, bool yes); /* to CONTEXT_ASK_SERVE */
void serve_end(struct client *c);
bool serve_offer(struct near *near); /* offers the options; true: the word is one */
void serve_wants(struct client *c, struct os_wait *w);
void serve_go(struct client *c, const struct os_wait *w, bool looking);

/* script.c */
bool cmd_expect(struct client *c, const struct words *w);
bool cmd_wait(struct client *c, const struct words *w);
bool cmd_sleep(struct client *c, const struct words *w);
void script_judge(struct client *c);
void script_go(struct client *c);
int64_t script_deadline(const struct client *c);

/* help.c */
bool cmd_help(struct client *c, const struct words *w);
void help_on(struct client *c, const struct command *cmd);            /* the same as `help NAME` */
bool help_is_asked(const struct command *cmd, const struct words *w); /* by --help or -h */

/* usage.c: which words of a command are wrong, and what may have been meant */
void usage_refuse(struct client *c, const struct command *cmd, const struct words *w);
bool usage_has_option(const struct command *cmd, struct span name); /* NAME or NAME=VALUE */

/* self.c: postel itself, the record and the transcript */
bool cmd_log(struct client *c, const struct words *w);
bool cmd_transcript(struct client *c, const struct words *w);
bool cmd_version(struct client *c, const struct words *w);
bool cmd_shell(struct client *c, const struct words *w);
bool cmd_z(struct client *c, const struct words *w);

/* licenses_bundled.c, or licenses_system.c: what this program consists of, and the licences */
const char *licenses_libc(void);
struct span licenses(void);

#endif
