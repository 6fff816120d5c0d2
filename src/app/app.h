/*
 * app.h - one run of postel: what the loop and the typist share.
 *
 * start.c reads the shell's line, views.c begins what is seen; app.c loops and
 * ends; typist.c makes lines of keys, tab.c completes them; lines.c decides
 * where a line goes.  Below this floor nobody knows that there is a loop.
 */
#ifndef APP_H
#define APP_H

#include "app/feed.h"
#include "app/options.h"
#include "app/sink.h"
#include "cmd/cmd.h"
#include "ui/edit.h"
#include "view/json.h"
#include "view/raw.h"
#include "view/screen.h"

struct app {
	bool person;    /* a terminal is there to type at */
	bool cursor;    /* and to move a cursor on */
	bool alone;     /* which no other program of a pipe may move */
	bool owned;     /* the terminal was ours when it was looked at last, and is as we want it */
	bool at_prompt; /* lines typed are commands */
	bool confirming; /* a pasted command waits for a y */
	bool confirmed;
	bool farewell;   /* ^D was pressed once */
	bool masked;     /* the edited line was a secret at some time */
	bool secret;     /* it was one when the last key was pressed */
	bool discarding; /* what asked for it has gone: keys up to Enter are for nobody */
	bool go;         /* TARGET is still to be dialled */
	bool leave_when_closed;
	bool as_telnet;    /* TARGET stands behind the word telnet */
	bool named;        /* TARGET is whom the script speaks to */
	bool reading_rc;   /* what waits in the feed is ~/.postelrc */
	bool option_c;     /* all its lines are commands: -c */
	bool passing;      /* telnet's character mode has keys and screen */
	bool pasting;      /* the feed's lines were typed, or pasted */
	bool paste_begins; /* the next one of them is line 1 */
	bool script_ended;
	unsigned dying;       /* the signal that ends us */
	int64_t announced_at; /* the serial of the last reply when a script's line was said last */
	size_t command;       /* the shell's line has one to be run: its word's number, from 1 */
	int64_t start, keys_at; /* keys_at: when keys came last */
	int64_t lent;           /* to a shell, or to whoever stopped us, since */
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
	struct desk desk;
	struct os_wait wait;
	struct sink out, err;
	char painted_room[SINK_EVENT];
	char command_line
	    [LINE_LIMIT]; /* what stands behind the command's word on the shell's line */
};

/* Runs it all; the exit status. */
int app_run(struct app *a, int argc, char **argv);

/* Microseconds, as records have them: so that a replay agrees to the digit. */
int64_t app_now(const struct app *a);

/* What the screen wrote goes out, the edited line around it. */
void app_show(struct app *a);

/* ---- start.c: from the shell's line to a run that can begin ---- */

/* Options, views, the record, what is to be done; false: it is over already. */
bool start(struct app *a, int argc, char **argv);

/* Carries out the command on the shell's line, once there is what it needs. */
void start_command(struct app *a);

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
bool lines_local(const struct app *a, struct span line, struct span *local);

/* ---- tab.c: Tab ---- */

/* Completes the word before the cursor, or lists; a Tab that is text stays one. */
void offer_complete(struct app *a, bool paste);

/* ---- typist.c: from keys to lines ---- */

void typist_read(struct app *a);
void typist_late(struct app *a);

/* Each turn: is the line a secret now, or has what asked for it gone?  ended: the connection has. */
void typist_watch(struct app *a, bool ended);
void typist_interrupt(struct app *a);
void typist_suspend(struct app *a);

/* Stopped, and continued: in the background a person's program stops again, if no signal ends it. */
void typist_continue(struct app *a, unsigned signals);
void typist_resize(struct app *a);

/* Begins or ends telnet's character mode, as the session says. */
void typist_follow(struct app *a);

/* May keys be read?  In character mode only what has room. */
bool typist_wants(const struct app *a);

/* The terminal is ours; somebody else's for a time; ours again, and who had it. */
void typist_own(struct app *a);
void typist_lend(struct app *a);
void typist_regain(struct app *a, struct span by);

void typist_paint(struct app *a);
void typist_hide(struct app *a);
int64_t typist_deadline(const struct app *a);

#endif
