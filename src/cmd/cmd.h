/*
 * cmd.h - the commands, as a table, and one line carried out.
 *
 * The same command works at the prompt, behind ":" in a session, in a script
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
	CMD_SHELL = 2,     /* may stand on the shell's command line */
	CMD_HIDDEN = 4,    /* its arguments may be secret: not for the history */
	CMD_AS_TYPED = 8,  /* takes the rest of its line as it was typed */
	CMD_LINES = 32,    /* a word may hold line ends, which it judges itself */
	CMD_HELPER = 16,   /* types for the user: needs a connection, or one that is coming */
	CMD_REACHES = 64,  /* beyond the connection: no message may give it */
};

struct command {
	unsigned flags;
	bool (*run)(struct client *c, const struct words *w); /* false: the words make no sense */
};

extern const struct command commands[];
extern const size_t command_count;

/* Lines: name and arguments, what it does, what else `help NAME` says. */
struct span cmd_about(const struct command *cmd);
struct span cmd_name(const struct command *cmd);

/* Other names, blank separated; they win over prefixes. */
const char *cmd_alias(const struct command *cmd);

/* The command of that name: exact, then alias; NULL if there is none. */
const struct command *cmd_exact(struct span name);

/* The same, or by a unique prefix. */
const struct command *cmd_meant(struct span name);

/* Is there a command, and this one? */
bool cmd_is(const struct command *cmd, bool (*run)(struct client *c, const struct words *w));

/* Is it the name of a command, or the beginning of one? */
bool cmd_begins(struct span name);

/* The command a line means, prefixes only for a person; NULL: refused, the near ones named.
 * A word that is near none may be a password at the wrong place, and is not repeated. */
const struct command *cmd_find(struct client *c, struct span name);

/* Carries a line out: a command and its words. */
void cmd_run(struct client *c, struct span line);

/* The same when the words are cut; if they make no sense, says what would. */
void cmd_carry(struct client *c, const struct command *cmd, const struct words *w);

/* May this local line be kept in the history?  Not what resembles nothing: see cmd_find. */
bool cmd_keepable(struct span line);

/* A row of a list: the first line of about, and the second at that column. */
void cmd_row(struct client *c, struct span about, size_t column);

/* ---- the handlers, a file a subject ---- */

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
bool link_cancel(struct client *c); /* what is on its way, a handshake too; false: nothing */

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
bool settings_name(size_t i, struct span *name);         /* for completion: false at the end */
bool settings_reach(struct span name);                   /* as CMD_REACHES */
void settings_help(struct client *c, struct span about); /* a page_text, of one setting or all */
void settings_say_key(struct out *o, int64_t key);
bool settings_key(int64_t *at, struct span v); /* as they are said; false: it is none */

/* telnet.c */
bool cmd_mode(struct client *c, const struct words *w);
bool cmd_environ(struct client *c, const struct words *w);
bool telnet_send(struct client *c, const struct words *w); /* false: these words are no codes */

/* typing.c: help with a line */
bool cmd_send(struct client *c, const struct words *w);
bool cmd_secret(struct client *c, const struct words *w);
bool cmd_base64(struct client *c, const struct words *w);
void typing_answered(struct client *c, struct span line);
bool typing_ask_password(struct client *c); /* false: there is nobody to ask */

/* Asks in the row; a question too long for the row is told above it.  Empty: there is no question. */
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

/* The final dot was not answered; of LMTP, for whom. */
void smtp_tell_unanswered(struct client *c);

/* probe.c */
bool cmd_verify(struct client *c, const struct words *w);
bool cmd_relay_check(struct client *c, const struct words *w);

/* serve.c */
bool cmd_serve(struct client *c, const struct words *w);
void serve_answered(struct client *c, bool yes); /* may others reach it? */
void serve_end(struct client *c);
bool serve_offer(struct near *near); /* its options; true: the word is one of them */
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
void help_on(struct client *c, const struct command *cmd);            /* as `help` and its name */
bool help_is_asked(const struct command *cmd, const struct words *w); /* by --help or -h */

/* usage.c: words that make no sense to a command: which, and what may have been meant */
void usage_refuse(struct client *c, const struct command *cmd, const struct words *w);
bool usage_has_option(const struct command *cmd, struct span name); /* NAME or NAME=VALUE */

/* self.c: postel itself, the record and the transcript */
bool cmd_log(struct client *c, const struct words *w);
bool cmd_transcript(struct client *c, const struct words *w);
bool cmd_version(struct client *c, const struct words *w);
bool cmd_shell(struct client *c, const struct words *w);
bool cmd_z(struct client *c, const struct words *w);

#endif
