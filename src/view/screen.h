/*
 * screen.h - events as a person reads them; the only printer of foreign octets.
 *
 * (But in telnet's character mode: see screen_pass and filter.h.)
 *
 * Replies as they arrive, the time at the right margin, dim; notes of our own
 * between them.  Whatever came from outside goes through show.h, so no
 * octet of a server drives the terminal.  The edited line is not painted here: its
 * owner hides it, passes on what the screen wrote, and shows it again.
 *
 * A line stays open (no line end yet) while the time of its reply may still
 * come; screen_settle ends it.
 */
#ifndef VIEW_SCREEN_H
#define VIEW_SCREEN_H

#include "base/out.h"
#include "base/show.h"
#include "view/filter.h"
#include "view/timing.h"

#ifndef SCREEN_PROMPT
#define SCREEN_PROMPT 512
#endif

struct screen {
	struct view view;
	struct out *to;
	enum show_charset charset;
	size_t columns; /* of the window; 0: no cursor control, times behind two blanks */
	bool colour;    /* dim and the like may be used */
	bool crlf;      /* line ends for a raw terminal */
	bool dialogue;  /* said, heard and times are shown; else notes only */
	bool local;     /* LOCAL answers are shown */
	bool lists;     /* with the dialogue: lists that are results, too, as no pipe has them */
	bool typed;     /* without it: what a person says, as the replies go by a pipe */
	enum {
		SCREEN_ALL,
		SCREEN_QUIET,  /* no "Trying", no "Connected" */
		SCREEN_RESULT, /* the same, but the figures of what came or went */
	} quiet;
	bool echo;        /* said lines are shown (set localecho) */
	bool netdata;     /* octets in hex as well */
	bool options;     /* telnet negotiation is shown */
	bool telnet;      /* as telnet shows it: no times, no asides */
	bool pass;        /* character mode: what is heard drives the terminal, */
	bool passthrough; /* with what the filter would leave out, too */

	bool shown;        /* the next said line stands on a dumb terminal already */
	bool open;         /* a line without its end stands on the screen */
	size_t column;     /* where it ends */
	bool breaks;       /* it may be broken here */
	struct event body; /* a body's figures, shown behind its reply */
	struct timing timing;
	struct filter filter;
	size_t prompt_len; /* an unfinished line of the server, fit to be shown */
	size_t prompt_columns;
	char prompt[SCREEN_PROMPT];
};

void screen_begin(struct screen *s, struct out *to);

/*
 * Telnet's character mode, the one path that is not escaped: from now on the
 * server's octets drive the terminal, or do so no more.
 */
void screen_pass(struct screen *s, bool on);

/* Ends a line that is open. */
void screen_settle(struct screen *s);

/* Text of our own as a line, dim if there is colour. */
void screen_hint(struct screen *s, struct span text);

#endif
