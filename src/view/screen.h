/*
 * screen.h - events as text for people; the only printer of foreign octets.
 *
 * (Except in telnet's character mode: see screen_pass and filter.h.)
 *
 * Shows replies as they arrive, their times, dim, at the right margin, and our own
 * notes between them.  All text from outside goes through show.h, so no octet of a
 * server drives the terminal.  The edited line is not painted here: its owner hides
 * it, writes what the screen wrote into `to`, and paints it again.
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
	size_t columns; /* of the window; 0: no cursor control, times follow two blanks */
	bool colour;    /* dim text may be used */
	bool crlf;      /* line ends for a raw terminal */
	bool dialogue;  /* lines said and heard, and times, are shown; else notes only */
	bool local;     /* LOCAL answers are shown */
	bool lists;     /* with the dialogue: lists that are results are shown too */
	bool typed;     /* without the dialogue: typed lines are shown; a pipe has the replies */
	enum {
		SCREEN_ALL,
		SCREEN_QUIET,  /* no "Trying", no "Connected" */
		SCREEN_RESULT, /* the same, but with the figures of uploads and downloads */
	} quiet;
	bool echo;        /* said lines are shown (set localecho) */
	bool netdata;     /* octets in hex as well */
	bool options;     /* telnet negotiation is shown */
	bool telnet;      /* as telnet shows it: no times, no asides */
	bool pass;        /* character mode: the server's octets drive the terminal */
	bool passthrough; /* the same, without the filter */

	bool shown;        /* a dumb terminal shows the next said line already */
	bool open;         /* the last line on the screen has no end yet */
	size_t column;     /* where the open line ends */
	bool breaks;       /* the open line may be broken here */
	struct event body; /* a body's figures, shown after its reply */
	struct timing timing;
	struct filter filter;
	size_t prompt_len; /* an unfinished line of the server, fit to be shown */
	size_t prompt_columns;
	char prompt[SCREEN_PROMPT];
};

void screen_begin(struct screen *s, struct out *to);

/*
 * Telnet's character mode, the only output that is not escaped: from now on the
 * server's octets drive the terminal (`on`), or no longer do.
 */
void screen_pass(struct screen *s, bool on);

/* Ends a line that is open. */
void screen_settle(struct screen *s);

/* Shows our own text as a line, dim if there is colour. */
void screen_hint(struct screen *s, struct span text);

#endif
