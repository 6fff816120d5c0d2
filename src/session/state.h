/*
 * state.h - what a session consists of: its settings, and all that it knows of a conversation.
 *
 * What can be done with a session is in session.h; include that.
 */
#ifndef SESSION_STATE_H
#define SESSION_STATE_H

#include "net/conn.h"
#include "proto/caps.h"
#include "proto/dialect.h"
#include "proto/digest.h"
#include "proto/echo.h"
#include "proto/line.h"
#include "proto/mistake.h"
#include "proto/pairing.h"
#include "proto/reply.h"
#include "proto/secret.h"
#include "proto/standing.h"
#include "proto/verb.h"
#include "session/nvt.h"
#include "session/pace.h"
#include "session/timeline.h"

#ifndef SESSION_DUES
#define SESSION_DUES 64
#endif

/* Octets of a line with stars: four octets can become eight stars. */
#define SESSION_SHOWN (2 * LINE_LIMIT + 64)

#define SESSION_QUIET  (300 * OS_MS) /* the default of `quiet` */
#define SESSION_BROKEN 128           /* octets kept of a line that breaks the protocol */

struct due {
	enum reply_form form;
	enum verb_means means;
	enum event_by by;
	int more;                 /* how many more replies are due to the same line, after this */
	bool exchange;            /* the line was part of a login: see secret_replied */
	bool secret;              /* the line held a secret: its refusal refuses the login */
	unsigned mistakes;        /* enum mistake_line: what was found in a typed line */
	char verb[16];            /* "RETR", "greeting", "final dot": never an argument */
	char tag[REPLY_TAG_MAX];  /* IMAP */
	int64_t end;              /* conn.put after the line's last octet */
	int64_t said_at, sent_at; /* sent_at 0: the kernel has not taken all of the line yet */
	int64_t held_from;        /* session.held at sent_at, or at said_at before that */
	int64_t limit;            /* ns of silence allowed, or 0 */
};

/* What the lines that are said now belong to. */
enum session_body {
	SESSION_LINES, /* commands */
	SESSION_DOT,   /* DATA: until "." */
	SESSION_COUNT, /* BDAT, or an IMAP literal: until body_left is used up */
};

/* A run of octets, in either direction, as evidence. */
struct session_run {
	int64_t octets, lines, stuffed; /* stuffed: dots that are no part of the message */
	int64_t began, first, last;     /* when it was asked for; time of its first, last octet */
	int64_t pause, pause_at;        /* the longest pause; after how many octets it was */
	int64_t silence, silence_at;    /* the same, with octets of lines that are not whole */
	int64_t last_moved;             /* when octets last moved */
	int64_t held_from;              /* session.held when it began */
	int64_t first_held, held;       /* ns that were ours, from began to first, to last */
	struct digest digest;
};

/* What the first piece of a line was; it holds for all pieces of that line. */
struct session_piece {
	enum reply_state state;
	bool unsolicited;
};

/* The phase of the conversation; it is kept after the connection has ended. */
enum session_phase {
	SESSION_TALKING, /* lines are said and answered */
	SESSION_AGREED,  /* the server has agreed to TLS; it begins after that reply */
	SESSION_SHAKING, /* in the TLS handshake */
	SESSION_PARTING, /* QUIT or the like was answered: the server will close */
	SESSION_DOOMED,  /* nothing more can be said, and we close: see enum session_doom */
};

/* Why a connection is given up. */
enum session_doom {
	SESSION_NOT_DOOMED,
	SESSION_NO_TLS,    /* the server agreed to TLS, which this build lacks */
	SESSION_FOREIGN,   /* the greeting is of another protocol */
	SESSION_INJECTED,  /* octets in clear text came after the answer to STARTTLS */
	SESSION_NO_ANSWER, /* the answer to STARTTLS is neither yes nor no */
	SESSION_WANTS_TLS, /* the server speaks TLS from the start */
	SESSION_UNPAIRED,  /* there are more replies than lines: see session_distrust */
};

/* How many octets at each end of a text belong to a secret that is cut in two. */
struct session_secret_ends {
	size_t head, tail;
};

/* The last whole reply. */
struct session_reply {
	int64_t serial; /* counts replies; 0: no reply yet */
	int code;
	bool invited, refused, temporary, odd; /* asks for more; rejects; temporary; malformed */
	bool secret;                           /* it answered a part of a login */
	char verb[16];                         /* the verb that it answered */
	enum event_by by;                      /* who said the line that it answered */
};

/*
 * The server's last refusal or farewell that answers no line: "421 closing", "-ERR idle",
 * "* BYE"; or, with STATUS_DENIED, why a challenge refuses a login.
 */
struct session_word {
	enum status status; /* STATUS_DONE: there was no such line */
	char text[200];
};

struct session {
	const struct teller *tell;

	/* settings, kept from one connection to the next */
	enum protocol wanted;   /* `set protocol`; unknown: the greeting decides */
	bool hash;              /* digests of bodies are made */
	int64_t quiet;          /* ns of silence that end a reply in an unknown protocol */
	int64_t keepalive;      /* ns of idleness before a NOOP, or 0 */
	int64_t timeout;        /* --timeout: ns of any silence at most, or 0 */
	enum status status;     /* of the first failure */
	char reason[256];       /* why that failed, or "" */
	struct tls_setup *tls;  /* NULL: this build, or this run, has no TLS */
	const char *host;       /* the host that a certificate must name */
	int64_t patience;       /* ns that a handshake may take */
	struct tls_chain chain; /* the last chain of certificates received */
	size_t hides;           /* see session_hide */
	bool at_prompt;         /* after the connection, commands of the prompt can be typed */
	bool person;            /* a user types: telnet may be in character mode */
	int64_t prefix;         /* of commands in hints, see out_hint */
	bool teaches;           /* a hint is given for each classic mistake, once */
	unsigned given;         /* the hints that were given, see mistake.h */
	uint16_t columns, rows; /* of the window, or 0 */
	struct environ environ; /* the variables that telnet servers may be told */
	struct body_sink *sink; /* takes bodies and lists; NULL: views get them as CHUNK */

	/*
	 * All from here up to conn is zero when a connection begins.  Only the session
	 * writes it: others use the calls of session.h.
	 */
	struct nvt nvt;
	struct standing stands;
	enum protocol protocol, natural; /* natural: by the URL or the greeting */
	bool near;                       /* the server is this machine */
	bool warned;                     /* the warning of a secret in clear text was given */
	enum session_phase phase;
	enum session_doom doom;
	int64_t phase_since; /* when the phase began */
	int64_t phase_held;  /* `held` when the phase began */
	bool refused;        /* a login was refused, and no command was said since */
	bool closing;        /* we are closing: an agreement to TLS has no effect any more */
	bool gave_up;        /* we closed, and told why */
	bool lost;           /* the server closed, or we gave up, after lines had been said */
	/* why the connection broke; FAULT_NONE: one side closed it */
	enum fault_kind broke;
	bool tls_answered;  /* the last line asked for TLS, and was answered in clear text */
	bool upgrade;       /* TLS began after clear text, as with STARTTLS */
	bool waiting;       /* the hint that lines wait for TLS was given */
	bool renegotiated;  /* the note that the server wants to renegotiate was given */
	int64_t server_utc; /* the time in the server's greeting, in seconds; 0: there was none */
	int64_t server_utc_at; /* when that greeting began */
	struct secret_state secret;
	int64_t hidden; /* octets of secrets said, less the stars shown for them */
	size_t dues;
	struct session_reply last;
	struct session_word word;
	char continuing[16]; /* the verb whose reply asked for more, or "" */
	char tag[REPLY_TAG_MAX];
	char mechanism[20]; /* of the login that was begun last */

	/* what is being said */
	enum session_body body;
	int64_t body_left;     /* octets of a counted body still to be said */
	enum event_by body_by; /* who says the lines of the body */
	bool literal_next;     /* once invited, an IMAP literal of body_left octets follows */
	struct session_run upload;

	/* what is being heard */
	struct line line;
	struct session_secret_ends secret_ends; /* of the line or piece that is being told */
	bool ends_in_secret;  /* the previous piece of the line ended within a secret */
	bool reading;         /* the reply to due[0] has begun */
	bool dropped;         /* the rest of the reply's body is not shown */
	bool listed, overrun; /* a list or message was whole; unsolicited lines came after it */
	int64_t listed_at;    /* the serial of the reply with that list or message */
	bool dues_optional;   /* the replies due do not matter: their loss is no failure */
	bool at_stake;        /* a mail was begun, or a mailbox opened: RFC 5321 3.3, RFC 1939 5 */
	bool unpaired;        /* after at_stake, more replies came than lines were said */
	int64_t replying;     /* when due[0]'s reply began, or a list in it last grew; or 0 */
	int broken_lines;     /* lines received that are no part of the reply due */
	char first_broken[SESSION_BROKEN]; /* the first of these lines, with stars for secrets */
	struct session_piece piece;
	bool prompted;               /* the unfinished line was told as a prompt */
	bool asked;                  /* the last whole line asks for a password */
	size_t prompt_from;          /* octets of the unfinished line from before we last spoke */
	struct session_run download; /* the reply's body */
	struct pace pace;            /* of the last body received or sent */
	int64_t reply_pause, reply_began;

	/* time */
	int64_t opened, spoke, last_rx, line_began;
	int64_t last_tx;      /* when something was said last; 0: nothing was said yet */
	int64_t restless;     /* since when the server has been sending without a `quiet` pause */
	int64_t last_flush;   /* when the kernel last took octets */
	int64_t silence_from; /* silence counts from this moment at the earliest */
	int64_t blind_until;  /* until when this side did not read: no pause of the server's */
	int64_t held;         /* ns in all in which this side did not read, before `holding` */
	int64_t holding;      /* since when this side does not read; 0: it reads */
	int stall_told;       /* how many steps of the current silence were told */

	/* `held` at those times; the difference to `held` now is the time that was ours */
	int64_t spoke_held, rx_held, line_held, reply_began_held;
	int64_t replying_held;

	/* large, and therefore last: the other fields have small offsets */
	struct due due[SESSION_DUES];
	struct reply reply;
	struct caps caps, clear; /* clear: what was offered before TLS */
	struct echo echo;
	struct telnet telnet;

	/* Not made zero from here on. */
	struct conn conn;
	char in_room[CONN_IN], out_room[CONN_OUT];
	char shown[SESSION_SHOWN];
};

#endif
