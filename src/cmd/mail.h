/*
 * mail.h - one mail to be sent: the envelope, the letter, how far it is.
 */
#ifndef CMD_MAIL_H
#define CMD_MAIL_H

#include "cmd/letter.h"
#include "proto/dot.h"
#include "proto/turn.h"

enum mail_step { MAIL_FRESH, MAIL_FROM, MAIL_TO, MAIL_DATA, MAIL_DOT, MAIL_DROPPED };

/* What an option of send-mail says; all in the order of mail_options. */
enum mail_option {
	MAIL_OPTION_FROM,
	MAIL_OPTION_TO,
	MAIL_OPTION_CC,
	MAIL_OPTION_BCC,
	MAIL_OPTION_SUBJECT,
	MAIL_OPTION_HEADER,
	MAIL_OPTION_BODY,
	MAIL_OPTION_ATTACH,
	MAIL_OPTION_MIME,
	MAIL_OPTION_CHARSET,
	MAIL_OPTION_FILE,
	MAIL_OPTION_DATE,
	MAIL_OPTION_ID,
	MAIL_OPTION_NOTIFY,
	MAIL_OPTION_RET,
	MAIL_OPTION_ENVID,
	MAIL_OPTION_ORCPT,
	MAIL_OPTION_QUIT,
	MAIL_OPTION_DROP,
	MAIL_OPTION_HTML, /* from here on without a value */
	MAIL_OPTION_ALL,
	MAIL_OPTIONS
};

struct mail {
	struct span
	    given[MAIL_OPTIONS]; /* several: joined by commas, headers by LF, files by NUL */
	struct span all;         /* recipients; who was refused is struck off, with commas */
	struct span left;        /* those that were not named yet */
	struct span judged;      /* those that no reply was about yet */
	enum mail_step step;
	bool answered;    /* MAIL was, where all was said ahead */
	bool unwanted;    /* and refused */
	bool utf8;        /* SMTPUTF8 is asked for */
	bool reads_input; /* standard input is a part of it */
	bool starved;     /* we waited for standard input */
	bool drop;        /* behind the last stage the connection is closed, without QUIT */
	unsigned last;    /* the stage to end at, 0: none; see stages in smtp.c */
	int64_t size, accepted, refused;
	struct letter letter;
	struct dot_stuffer stuffer;
	struct out head; /* over head_room: what of the letter was made */
	char boundary[40], head_room[16384];
};

#endif
