/*
 * telnet.h - telnet's commands among the octets, and options negotiated.
 *
 * RFC 854: IAC (255) begins a command; in data it is doubled, and a CR that
 * ends no line is followed by NUL.  RFC 1143: six states for each side of an
 * option, so that negotiation never loops.  Options that the table does not allow
 * are refused (RFC 1123 3.2.1), once: a repeated demand gets no second answer.
 * An option that the other side refused is not asked for again until that side
 * brings it up.
 *
 * The engine takes octets, says what they are, and composes answers; it never
 * sends.  The data that it yields are a part of the octets that it took.  It only
 * negotiates: what ECHO means for keys and screen is the caller's affair.
 */
#ifndef PROTO_TELNET_H
#define PROTO_TELNET_H

#include "base/out.h"
#include "proto/environ.h"

enum telnet_code {
	TELNET_EOF = 236, /* RFC 1184; the lowest code with a name */
	TELNET_SE = 240,
	TELNET_DM = 242,
	TELNET_GA = 249, /* the highest code of a command of one octet */
	TELNET_SB,
	TELNET_WILL,
	TELNET_WONT,
	TELNET_DO,
	TELNET_DONT,
	TELNET_IAC,
};

/* The name of a code of RFC 854 or 1184 in commands; codes below TELNET_EOF have none. */
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
	const char *terminal; /* the terminal's type, or NULL; outlives this struct */
	const struct environ *environ;
	bool urgent; /* a synch is on its way: data is dropped up to its data mark */

	uint16_t columns, rows; /* of the window; 0: not known */
	bool resized;           /* the server has not been told yet */
	struct out answer;
	uint8_t stage, verb;
	bool cr;        /* the last octet of data was a CR */
	uint8_t asked;  /* how often we were asked for the terminal's type, modulo 3 */
	size_t sub_len; /* octets in `sub` after its first, the code */
	uint8_t side[2][256];
	char sub[TELNET_SUB_MAX];
	char room[TELNET_ANSWER];
};

/* Allows what the table allows; terminal and environ are the caller's to set. */
void telnet_begin(struct telnet *t);

enum telnet_kind {
	TELNET_NOTHING, /* part of a command, or octets without a meaning */
	TELNET_DATA,    /* `text` is data */
	TELNET_COMMAND, /* `text` is a command without IAC and IAC SE, doubled IACs single */
};

struct telnet_got {
	enum telnet_kind kind;
	struct span text; /* points into the octets taken, or into t */
};

/*
 * Takes octets, at least one if there is one, up to the end of some data or of a
 * command; returns how many.  Then telnet_answer has to be called.
 */
size_t telnet_feed(struct telnet *t, struct span octets, struct telnet_got *got);

/* Gives one command to be sent.  To be called until it returns false, before anything else. */
bool telnet_answer(struct telnet *t, struct span *command);

/* Asks for an option, on their side or ours, and allows it from now on; off is always granted. */
void telnet_want(struct telnet *t, enum telnet_side side, uint8_t option, bool on);

bool telnet_has(const struct telnet *t, enum telnet_side side, uint8_t option);

/* Sets the size of the window; the server is told if it asked for NAWS. */
void telnet_window(struct telnet *t, uint16_t columns, uint16_t rows);

/*
 * How many octets of data can be sent as they are; *behind has to be sent after
 * them: an IAC's double, the NUL of a bare CR, or nothing.
 */
size_t telnet_encode(const struct telnet *t, struct span data, struct span *behind);

/* The end of a line to be sent: CR LF; LF if our side is binary, RFC 856. */
struct span telnet_line_end(const struct telnet *t);

/* A command without its IAC, in words: "WILL ECHO", "SB NAWS 0 80 0 24", "AYT". */
void telnet_say(struct span command, struct out *o);

#endif
