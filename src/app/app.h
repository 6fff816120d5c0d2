/*
 * app.h - one run of postel: what the loop and the typist share.
 *
 * From the shell's line to a run: start.c, with questions about that line in asked.c, the
 * options' effects in apply.c, the views in views.c, and what is to be done in work.c.
 * The loop is app.c; octets.c moves what the connection brings; end.c ends the run.
 * Keys: row.c has the terminal, typist.c makes lines of keys, tab.c completes them, and
 * characters.c sends them one by one.  Lines: feed.h keeps those that wait, input.c takes
 * them, owner.h says whose they are, and lines.c hands them over.  Below this floor
 * nobody knows that there is a loop.
 */
#ifndef APP_H
#define APP_H

#include "app/feed.h"
#include "app/options.h"
#include "app/owner.h"
#include "app/sink.h"
#include "cmd/cmd.h"
#include "ui/edit.h"
#include "view/json.h"
#include "view/raw.h"
#include "view/screen.h"

struct app {
	bool person;    /* a terminal is there to type at */
	bool cursor;    /* and to move a cursor on */
	bool sole;      /* no other program of a pipe may move it */
	bool owned;     /* the terminal was ours when it was looked at last, and is as we want it */
	bool at_prompt; /* lines typed are commands */
	bool confirming; /* a pasted command waits for a y */
	bool confirmed;
	bool farewell;     /* ^D was pressed once */
	bool masked;       /* the edited line was a secret at some time */
	bool secret;       /* it was one when the last key was pressed */
	bool discarding;   /* what asked for it has gone: keys up to Enter are for nobody */
	bool go;           /* TARGET is still to be dialled */
	bool as_telnet;    /* TARGET stands behind the word telnet */
	bool passing;      /* telnet's character mode has keys and screen */
	bool paste_begins; /* the next line that is pasted is line 1 */
	bool script_ended;
	unsigned dying;       /* the signal that ends us */
	int64_t announced_at; /* the serial of the last reply when a script's line was said last */
	size_t command;       /* the shell's line has one to be run: its word's number, from 1 */
	int64_t start, keys_at; /* keys_at: when keys came last */
	int64_t lent;           /* to a shell, or to whoever stopped us, since */
	struct target target;   /* TARGET, while it is still to be dialled */
	struct sink *tty;       /* where the screen and the edited line are */
	struct out painted;     /* what the screen wrote since the last turn */
	struct raw raw;
	struct json json;
	struct screen screen;
	struct keys keys;
	struct edit edit;
	struct history history;
	struct feed feed; /* a script, a paste, a file of commands */
	struct options options;
	struct context ctx;
	struct client client;
	struct os_wait wait;
	struct sink out, err;
	char painted_room[SINK_EVENT];
	char command_line
	    [LINE_LIMIT]; /* what stands behind the command's word on the shell's line */
};

/* Runs it all; the exit status. */
int app_run(struct app *a, int argc, char **argv);

/* One turn of the loop: what a->wait has found is done, and all that it made possible. */
void app_turn(struct app *a);

/* Microseconds, as records have them: so that a replay agrees to the digit. */
int64_t app_now(const struct app *a);

/* What the screen wrote goes out, the edited line around it. */
void app_show(struct app *a);

/* A record or transcript could not be written: that is told once. */
void app_note_unwritten(struct app *a);

/* ---- octets.c: between the connection and its views ---- */

/* Have the streams room for all that a connection may bring? */
bool octets_have_room(const struct app *a);

/* May more be read from the connection? */
bool octets_wanted(const struct app *a);

/* What waits goes out, what has come is told. */
void octets_move(struct app *a);

/* It is later; what of that our own disks and streams took is told. */
void octets_see_time(struct app *a);

/* Begins or ends the time in which the socket is not looked at because of our own side. */
void octets_note_held(struct app *a);

/* ---- input.c: the feed ---- */

/* The lines of a script are read while there is room for them. */
void input_read(struct app *a);

/* Takes one line, if its turn has come; false: not now. */
bool input_step(struct app *a);

/* Do lines of ~/.postelrc wait?  They come before all else. */
bool input_is_reading_rc(const struct app *a);

/* What happens from now on is no script line's doing, unless one is still under way. */
void input_forget_line(struct client *c);

/* Are lines taken from a script, so that the status has to tell of replies? */
bool input_is_script(const struct app *a);

/* `postel base64 < FILE`: all of standard input is the word. */
void input_answer(struct app *a);

/* Nothing more will be said: what was is judged, and the line is put down. */
void input_end(struct app *a);

/* ---- start.c: from the shell's line to a run that can begin ---- */

/* Options, views, the record, what is to be done; false: it is over already. */
bool start(struct app *a, int argc, char **argv);

/* ---- asked.c: questions about the shell's line ---- */

/* The command whose whole name is the first word; NULL: it is no command's. */
const struct command *asked_first_command(const struct options *o);

/* Is that one which needs no TARGET? */
bool asked_is_local(const struct options *o);

/* The command on the shell's line, alone or after TARGET; NULL: there is none. */
const struct command *asked_command(const struct options *o);
bool asked_is_serve(const struct command *cmd);

/* Is somebody at a terminal, and this run one to talk to? */
bool asked_has_person(const struct options *o);

/* Does somebody get the prompt again when a connection has ended? */
bool asked_has_prompt(const struct app *a);

/* May commands be typed? */
bool asked_types_commands(const struct app *a, const struct command *cmd);

/* ---- work.c: what the shell's line asks for ---- */

/* Connects, runs or prepares it; false: the run is over already. */
bool work_begin(struct app *a);

/* Carries out the command on the shell's line, once there is what it needs. */
void work_run_command(struct app *a);

/* ---- end.c: the end of a run ---- */

/* What is owed is told and written; a run that a signal ends dies by it. */
void end(struct app *a);

/* ---- apply.c: what the options ask for ---- */

/* Takes secrets from where they may come; the environment's are not for any child. */
bool apply_secrets(struct client *c, const struct options *o);

/* How helpers log in; false: the options contradict each other, or this build. */
bool apply_login(struct client *c, const struct options *o);

/* All others; has_prompt: somebody gets the prompt again when a connection has ended.  False: a file can't be written. */
bool apply_options(struct app *a, bool has_prompt);

/* ---- views.c: what is seen where ---- */

/* The streams and what is written to them, as options and terminals have it. */
void views_begin(struct app *a);

/* ---- lines.c: where a line goes ---- */

/* One line of a person, a paste or a script.  False: not now, keep it. */
bool lines_take(struct app *a, struct span line);

/* From which octet on is a line, as typed so far, a secret? */
size_t lines_secret(const struct app *a, struct span line);

/* Where the password of a URL begins in it; SECRET_NONE if there is none. */
size_t lines_url_secret(struct span line);

/* Tells a line, its secret as stars. */
void lines_show(struct app *a, struct span line);

/* The connection has ended: lines that wait are dropped if one holds a secret. */
bool lines_forget_secrets(struct app *a);

/* Is this line for us and not for the server?  *local is then what to carry out. */
bool lines_local(
    const struct app *a, enum line_source source, struct span line, struct span *local);

/* ---- tab.c: Tab ---- */

/* Completes the word before the cursor, or lists; a Tab that is text stays one. */
void offer_complete(struct app *a, bool paste);

/* ---- row.c: the row that lines are edited in, and whose terminal it is on ---- */

#define APP_ENDING (OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP)

/* Is a line asked for, with an echo or without one?  Does help wait for a key? */
static inline bool app_is_asking(const struct app *a)
{
	return a->ctx.busy == CONTEXT_ASKING;
}

static inline bool app_is_paging(const struct app *a)
{
	return a->ctx.busy == CONTEXT_PAGING;
}

/* Is the row for what nobody is to see? */
bool row_is_hidden(const struct app *a);

/* What stands in front of the line; stays: it is left on the screen, so what changes is left out. */
struct span row_prompt(const struct app *a, struct out *o, bool stays);

void row_paint(struct app *a);
void row_hide(struct app *a);
int64_t row_deadline(const struct app *a);

/* The line that was typed stays to be seen, in front of what comes. */
void row_leave(struct app *a);

/* From where on the line is a secret, before anybody sees it. */
void row_mask(struct app *a);

/* An empty line; of what was a secret nothing stays to be yanked. */
void row_clear(struct app *a);

/* The window has another size. */
void row_resize(struct app *a);

/* A paste in brackets is no typing; a terminal that does not know the sequence ignores it. */
void row_bracket(struct app *a, const char *sequence);

/* The terminal is ours, unless we are in the background; somebody else's for a time; ours again, and who had it. */
void row_own(struct app *a);
void row_lend(struct app *a);
void row_regain(struct app *a, struct span by);

/* A person's program whose terminal is somebody else's: a shell edits its line there. */
bool row_is_in_background(const struct app *a);

/* One command works there, as curl does, until it has something to ask. */
bool row_has_to_stop(const struct app *a);

/* Waits until the terminal is ours again, or ends at once for good if a signal says so. */
void row_stop(struct app *a);

/* ---- typist.c: from keys to lines ---- */

void typist_read(struct app *a);
void typist_late(struct app *a);

/* Each turn: is the line a secret now, or has what asked for it gone?  ended: the connection has. */
void typist_watch(struct app *a, bool ended);
void typist_interrupt(struct app *a);
void typist_suspend(struct app *a);

/* Stopped, and continued: in the background a person's program stops again, if no signal ends it. */
void typist_continue(struct app *a, unsigned signals);
/* The escape character was typed: the postel> prompt. */
void typist_prompt(struct app *a);

/* May keys be read?  In character mode only what has room. */
bool typist_wants(const struct app *a);

/* ---- characters.c: telnet's character mode ---- */

/* Begins or ends it, as the session says. */
void characters_follow(struct app *a);

/* Sends keys up to the escape character; returns what follows it. */
struct span characters_pass(struct app *a, struct span octets);

#endif
