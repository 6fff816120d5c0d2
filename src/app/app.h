/*
 * app.h - one run of postel: what the loop and the typist share.
 *
 * The start: start.c turns the shell's line into a run; asked.c answers questions about
 * that line, apply.c applies the options, views.c begins the views, and work.c begins
 * what is to be done.  The loop is app.c; octets.c moves octets between the connection
 * and the views; end.c ends the run.  Keys: row.c has the terminal, typist.c makes lines
 * from keys, tab.c completes them, and characters.c sends keys one by one.  Lines:
 * feed.h keeps those that wait, input.c takes them, owner.h says who they are for, and
 * lines.c passes them on.  No other folder knows that there is a loop.
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
	bool person;      /* a person is at a terminal */
	bool cursor;      /* the terminal can move a cursor */
	bool owns_screen; /* no pipe, whose other program may move the cursor too */
	bool owned; /* we were in the foreground when last checked, and the terminal is set up */
	bool at_prompt;  /* typed lines are commands */
	bool confirming; /* a pasted command waits for a y */
	bool confirmed;
	bool quit_offered;   /* ^D was pressed once: the next one ends the session */
	bool masked;         /* the edited line has been a secret at some time */
	bool secret;         /* the edited line was a secret when the last key was pressed */
	bool discarding;     /* the secret's prompt has gone: keys up to Enter are dropped */
	bool target_waits;   /* TARGET is still to be connected to */
	bool as_telnet;      /* TARGET comes after the word telnet */
	bool character_mode; /* keys and screen are in telnet's character mode */
	bool paste_begins;   /* the next pasted line is line 1 */
	bool script_ended;
	unsigned end_signals; /* the signals that end this run; 0: none */
	int64_t announced_at; /* serial of the last reply when a script's line was last sent */
	size_t command; /* the shell's word, from 1, whose command is still to be run; 0: none */
	int64_t start, keys_at; /* keys_at: when keys were last read */
	int64_t lent_since;     /* since when a shell or another program has had the terminal */
	struct target target;   /* TARGET, while it is still to be connected to */
	struct sink *tty;       /* the stream of the screen and the edited line */
	struct out painted;     /* what the screen view wrote since the last turn */
	struct raw raw;
	struct json json;
	struct screen screen;
	struct keys keys;
	struct edit edit;
	struct history history;
	struct feed feed; /* waiting lines of a script, a paste, ~/.postelrc */
	struct options options;
	struct context ctx;
	struct client client;
	struct os_wait wait;
	struct sink out, err;
	char painted_room[SINK_EVENT];
	char command_line[LINE_LIMIT]; /* what follows the command's word on the shell's line */
};

/* Runs postel; returns the exit status. */
int app_run(struct app *a, int argc, char **argv);

/* One turn of the loop: does what a->wait has found, and all that this makes possible. */
void app_turn(struct app *a);

/* The time in ns, in whole microseconds as in records, so that a replay agrees to the digit. */
int64_t app_now(const struct app *a);

/* Writes what the screen view has written, and hides the edited line before. */
void app_show(struct app *a);

/* Tells once that a record or transcript could not be written. */
void app_note_unwritten(struct app *a);

/* ---- octets.c: between the connection and its views ---- */

/* Have the streams room for all that can be received at once? */
bool octets_have_room(const struct app *a);

/* May more be read from the connection? */
bool octets_wanted(const struct app *a);

/* Sends octets that wait, and tells those that were received. */
void octets_move(struct app *a);

/* Updates the time, and tells how much of it our own disks and streams took. */
void octets_see_time(struct app *a);

/* Begins or ends the time in which our own side keeps us from reading the socket. */
void octets_note_held(struct app *a);

/* ---- input.c: the feed ---- */

/* Reads lines of a script, as far as there is room. */
void input_read(struct app *a);

/* Takes one line, if it may be taken now; else false. */
bool input_step(struct app *a);

/* Do lines of ~/.postelrc wait?  They come first. */
bool input_is_reading_rc(const struct app *a);

/* Forgets the number of the script's line, unless that line is still being carried out. */
void input_forget_line(struct client *c);

/* Are lines taken from a script, so that replies count in the exit status? */
bool input_is_script(const struct app *a);

/* `postel base64 < FILE`: all of standard input is the word. */
void input_answer(struct app *a);

/* At the end of a script: judges the last reply, then closes the connection. */
void input_end(struct app *a);

/* ---- start.c: from the shell's line to a run that can begin ---- */

/* Reads options, begins views and records and the work; false if the run is over already. */
bool start(struct app *a, int argc, char **argv);

/* ---- asked.c: questions about the shell's line ---- */

/* The command whose whole name is the first word; NULL if there is none. */
const struct command *asked_first_command(const struct options *o);

/* Is the first word a command that needs no TARGET? */
bool asked_is_local(const struct options *o);

/* The command on the shell's line, alone or after TARGET; NULL if there is none. */
const struct command *asked_command(const struct options *o);
bool asked_is_serve(const struct command *cmd);

/* Is a person at a terminal, and may this run ask or be typed to? */
bool asked_has_person(const struct options *o);

/* Does a person get the prompt again when a connection has ended? */
bool asked_has_prompt(const struct app *a);

/* May commands be typed? */
bool asked_types_commands(const struct app *a, const struct command *cmd);

/* ---- work.c: what the shell's line asks for ---- */

/* Begins it or prepares for it; false if the run is over already. */
bool work_begin(struct app *a);

/* Carries out the command on the shell's line, when it has the connection that it needs. */
void work_run_command(struct app *a);

/* ---- end.c: the end of a run ---- */

/* Tells and writes all that is left; a run that a signal ends dies by that signal. */
void end(struct app *a);

/* ---- apply.c: what the options ask for ---- */

/* Reads the secrets; those in the environment are removed from it, to hide them from children. */
bool apply_secrets(struct client *c, const struct options *o);

/* Sets how helpers log in; false if options contradict each other, or this build has no TLS. */
bool apply_login(struct client *c, const struct options *o);

/* Applies other options; has_prompt: see asked_has_prompt.  False if a file can't be written. */
bool apply_options(struct app *a, bool has_prompt);

/* ---- views.c: the streams, and what is written to them ---- */

/* Begins the streams and views, as options and terminals require. */
void views_begin(struct app *a);

/* ---- lines.c: where a line goes ---- */

/* Takes one line of a person, a paste or a script.  False if it must wait. */
bool lines_take(struct app *a, struct span line);

/* From which octet on is a line, as typed so far, a secret?  SECRET_NONE if it is none. */
size_t lines_secret(const struct app *a, struct span line);

/* Where the password of a URL begins in it; SECRET_NONE if there is none. */
size_t lines_url_secret(struct span line);

/* Tells a line, with its secret as stars. */
void lines_show(struct app *a, struct span line);

/* After the connection has ended: drops the waiting lines, if one of them holds a secret. */
bool lines_forget_secrets(struct app *a);

/* Is this line a command, and not for the server?  *local is the line without the prefix. */
bool lines_local(
    const struct app *a, enum line_source source, struct span line, struct span *local);

/* ---- tab.c: Tab ---- */

/* Completes the word in front of the cursor, or lists; in a paste or a message Tab is text. */
void offer_complete(struct app *a, bool paste);

/* ---- row.c: the row in which lines are edited, and the use of the terminal ---- */

#define APP_ENDING (OS_SIGNAL_TERMINATE | OS_SIGNAL_HANGUP)

/* Does a question wait for its answer? */
static inline bool app_is_asking(const struct app *a)
{
	return a->ctx.busy == CONTEXT_ASKING;
}

/* Does help wait for a key? */
static inline bool app_is_paging(const struct app *a)
{
	return a->ctx.busy == CONTEXT_PAGING;
}

/* Is the text in the row hidden? */
bool row_is_hidden(const struct app *a);

/* The prompt in front of the line; stays: it is left on the screen, so without counters. */
struct span row_prompt(const struct app *a, struct out *o, bool stays);

void row_paint(struct app *a);
void row_hide(struct app *a);
int64_t row_deadline(const struct app *a);

/* Leaves the typed line on the screen; what follows is written below it. */
void row_leave(struct app *a);

/* Masks the part of the line that is a secret, before it is painted. */
void row_mask(struct app *a);

/* Empties the line; a secret is not kept for undo and yank. */
void row_clear(struct app *a);

/* Follows a new size of the window. */
void row_resize(struct app *a);

/* Writes a sequence that switches bracketed paste; terminals that do not know it ignore it. */
void row_bracket(struct app *a, const char *sequence);

/* Sets up the terminal, unless we are in the background. */
void row_own(struct app *a);

/* Restores the terminal for another program. */
void row_lend(struct app *a);

/* Sets it up again; the time in between counts as held by `by`. */
void row_regain(struct app *a, struct span by);

/* Is this a person's run in the background, while a shell edits its line at the terminal? */
bool row_is_in_background(const struct app *a);

/* Must it stop there?  A single command continues, as curl does, until it has a question. */
bool row_has_to_stop(const struct app *a);

/* Waits until the terminal is ours again; ends the run at once if a signal ends it. */
void row_stop(struct app *a);

/* ---- typist.c: from keys to lines ---- */

/* Reads keys, and does what they ask for. */
void typist_read(struct app *a);

/* Takes what waits as a key, such as ESC alone, when no more octets of a sequence came. */
void typist_late(struct app *a);

/* To be called in each turn: masks a secret; drops it if its prompt or the connection is gone. */
void typist_watch(struct app *a, bool ended);
void typist_interrupt(struct app *a);
void typist_suspend(struct app *a);

/* After SIGCONT: in the background a person's run stops again, unless a signal ends it. */
void typist_continue(struct app *a, unsigned signals);
/* Opens or leaves the postel> prompt, after the escape character. */
void typist_prompt(struct app *a);

/* May keys be read?  In character mode only if there is room to send them. */
bool typist_wants(const struct app *a);

/* ---- characters.c: telnet's character mode ---- */

/* Begins or ends character mode, as the session requires. */
void characters_follow(struct app *a);

/* Sends keys up to the escape character; returns what follows it. */
struct span characters_pass(struct app *a, struct span octets);

#endif
