/*
 * cmd.h - the commands, as a table, and one line carried out.
 *
 * The same command works at the prompt, behind ":" in a session, in a script
 * and, if it needs no connection, on the shell's command line.  Help, the
 * man page and completion come from this table.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "cmd/desk.h"
#include "cmd/words.h"

enum cmd_flags {
	CMD_CONNECTED = 1, /* needs a connection */
	CMD_SHELL = 2,     /* may stand on the shell's command line */
	CMD_HIDDEN = 4,    /* its arguments may be secret: not for the history */
	CMD_AS_TYPED = 8,  /* takes the rest of its line as it was typed */
};

struct command {
	const char *name;
	const char *alias; /* other names, blank separated; they win over prefixes */
	const char *args;
	const char *help; /* one line */
	const char *more; /* what else `help NAME` says, or "" */
	unsigned flags;
	void (*run)(struct desk *d, const struct words *w);
};

extern const struct command commands[];
extern const size_t command_count;

/* The command of that name: exact, then alias; NULL if there is none. */
const struct command *cmd_exact(struct span name);

/*
 * The same, or by a unique prefix.  NULL: none; then `near` names those that
 * may have been meant.
 */
const struct command *cmd_find(struct span name, struct out *near);

/* Carries one line out: a command and its words.  Prefixes only for a person. */
void cmd_run(struct desk *d, struct span line);

/* May this local line be kept in the history? */
bool cmd_keepable(struct span line);

/* ---- the handlers, a file a subject ---- */

/* link.c: the connection */
void cmd_open(struct desk *d, const struct words *w);
void cmd_close(struct desk *d, const struct words *w);
void cmd_reopen(struct desk *d, const struct words *w);
void cmd_quit(struct desk *d, const struct words *w);
void cmd_status(struct desk *d, const struct words *w);
void cmd_mx(struct desk *d, const struct words *w);
void link_open(struct desk *d);
void link_wants(const struct desk *d, struct os_wait *w);
void link_go(struct desk *d, const struct os_wait *w);
void link_cancel(struct desk *d);

/* settings.c */
void cmd_set(struct desk *d, const struct words *w);
void cmd_unset(struct desk *d, const struct words *w);
void cmd_toggle(struct desk *d, const struct words *w);
void cmd_display(struct desk *d, const struct words *w);
void cmd_mode(struct desk *d, const struct words *w);
size_t settings_names(size_t i, struct span *name); /* for completion: 0 at the end */

/* typing.c: help with a line */
void cmd_send(struct desk *d, const struct words *w);
void cmd_secret(struct desk *d, const struct words *w);
void cmd_base64(struct desk *d, const struct words *w);
void typing_answered(struct desk *d, struct span line);

/* script.c */
void cmd_expect(struct desk *d, const struct words *w);
void cmd_wait(struct desk *d, const struct words *w);
void cmd_sleep(struct desk *d, const struct words *w);
void script_judge(struct desk *d);
void script_go(struct desk *d);
int64_t script_deadline(const struct desk *d);

/* self.c: postel itself, and the record */
void cmd_log(struct desk *d, const struct words *w);
void cmd_help(struct desk *d, const struct words *w);
void cmd_version(struct desk *d, const struct words *w);
void cmd_shell(struct desk *d, const struct words *w);
void cmd_z(struct desk *d, const struct words *w);

#endif
