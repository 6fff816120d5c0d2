/*
 * telnet.h - telnet's commands among the octets, and options negotiated.
 *
 * RFC 854: IAC (255) begins a command; in data it is doubled, and a CR that
 * ends no line is followed by NUL.  RFC 1143: six states for each side of an
 * option, so that negotiation never loops.  What the table of options does
 * not allow is refused (RFC 1123 3.2.1), once: a demand that is repeated
 * hears nothing new, and what the other side refused is not asked for again
 * until that side brings it up.
 *
 * The engine takes octets, says what they are, and composes what to answer;
 * it never writes, and the data it yields stands in what it took.  Ends at the options:
 * what ECHO means for keys and screen is for others to know.
 */
#ifndef PROTO_TELNET_H
#define PROTO_TELNET_H

#include "base/out.h"
#include "proto/environ.h"

enum telnet_code {
	TELNET_EOF = 236, /* RFC 1184; the first of them */
	TELNET_SE = 240,
	TELNET_DM = 242,
	TELNET_GA = 249, /* the last that stands alone */
	TELNET_SB,
	TELNET_WILL,
	TELNET_WONT,
	TELNET_DO,
	TELNET_DONT,
	TELNET_IAC,
};

/* A code of RFC 854 or 1184 as commands call it, from TELNET_EOF on; below it is none. */
struct span telnet_code_name(unsigned code);

enum telnet_option {
	TELNET_BINARY = 0,       /* RFC 856 */
	TELNET_ECHO = 1,         /* 857 */
	TELNET_SGA = 3,          /* 858: suppress go-ahead */
	TELNET_STATUS = 5,       /* 859 */
	TELNET_TIMING_MARK = 6,  /* 860: a question rather than an option */
	TELNET_TTYPE = 24,       /* 1091 */
	TELNET_NAWS = 31,        /* 1073: the size of the window */
	TELNET_NEW_ENVIRON = 39, /* 1572 */
};

enum telnet_side { TELNET_OURS, TELNET_THEIRS };

#ifndef TELNET_SUB_MAX
#define TELNET_SUB_MAX 512 /* octets kept of a subnegotiation; the rest is dropped */
#endif

/* The longest answer to one command: all variables, each octet doubled. */
#define TELNET_ANSWER (2 * sizeof(struct environ) + 64)

struct telnet {               /* zero refuses all: telnet_begin */
	const char *terminal; /* its type, or NULL; outlives us */
	const struct environ *environ;
	bool urgent; /* a synch is on its way: data is dropped up to its mark */

	uint16_t columns, rows; /* 0: nobody knows */
	bool resized;           /* which they have not been told */
	struct out answer;
	uint8_t stage, verb;
	bool cr;        /* the last octet of data was one */
	uint8_t asked;  /* how often for our terminal's type */
	size_t sub_len; /* as it came, perhaps more than fits */
	uint8_t side[2][256];
	char sub[TELNET_SUB_MAX];
	char room[TELNET_ANSWER];
};

/* Allows what the table allows; terminal and environ are the caller's to set. */
void telnet_begin(struct telnet *t);

enum telnet_kind {
	TELNET_NOTHING, /* part of a command, or what has no meaning */
	TELNET_DATA,    /* text */
	TELNET_COMMAND, /* text: the command without IAC; of a subnegotiation without IAC SE, undoubled */
};

struct telnet_got {
	enum telnet_kind kind;
	struct span text; /* in what was taken, or in t */
};

/*
 * Takes octets, at least one if there is one, up to the first thing worth
 * telling; returns how many.  Then telnet_answer is due.
 */
size_t telnet_feed(struct telnet *t, struct span octets, struct telnet_got *got);

/* What is to be sent: one command.  To be called until it is false, before anything else. */
bool telnet_answer(struct telnet *t, struct span *command);

/* What we want now, on their side or on ours, and allow from now on; off is always granted. */
void telnet_want(struct telnet *t, enum telnet_side side, uint8_t option, bool on);

bool telnet_has(const struct telnet *t, enum telnet_side side, uint8_t option);

/* The window has this size: they are told, if they want to know. */
void telnet_window(struct telnet *t, uint16_t columns, uint16_t rows);

/*
 * How many octets of data go out as they are; `behind` is what has to follow
 * them: an IAC's double, the NUL of a bare CR, or nothing.
 */
size_t telnet_encode(const struct telnet *t, struct span data, struct span *behind);

/* How a line ends: CR LF, but as binary, RFC 856, where this is Unix's. */
struct span telnet_line_end(const struct telnet *t);

/* A command without its IAC, in words: "WILL ECHO", "SB NAWS 0 80 0 24", "AYT". */
void telnet_say(struct span command, struct out *o);

#endif
