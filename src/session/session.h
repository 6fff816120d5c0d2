/*
 * session.h - a conversation: lines said, octets heard, replies due, and times.
 *
 * A user, a script or a helper says whole lines with session_say.  What the server
 * sends comes in through conn, and is told to the timeline line by line and reply by
 * reply.  Nothing here reads, writes or asks the time: the loop moves octets, calls
 * session_sent and session_arrived when some have moved, and then session_heard until
 * that is false.
 *
 * Each line that will be answered leaves a `due`; replies pair with dues first in,
 * first out.  A line of the server that pairs with no due is unsolicited.
 *
 * Time in which this side did not read (the screen was slow, the process was stopped)
 * is not the server's: it is summed up in `held`, and taken out of what is measured.
 *
 * Its files: session.c begins a session and hides secrets, say.c says lines, heard.c
 * hears octets, shown.c puts stars over repeated secrets, answered.c judges whole
 * replies, doubt.c is for replies that pair with no line, body.c counts messages,
 * secure.c begins TLS, nvt.c speaks telnet, silence.c measures silence, tick.c acts
 * when time has passed, held.c counts the time that was ours, ended.c ends a session.
 * Calls between these files are in session_part.h.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

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

#define SESSION_QUIET (300 * OS_MS) /* the default of `quiet` */
#define SESSION_STRAY 128           /* octets kept of a line that breaks the protocol */

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
	int64_t looked;                 /* when octets last moved */
	int64_t held_from;              /* session.held when it began */
	int64_t first_held, held;       /* ns that were ours, from began to first, to last */
	struct digest digest;
};

/* What the first piece of a line was; it holds for all pieces of that line. */
struct session_piece {
	enum reply_state state;
	bool surplus;
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
struct session_veil {
	size_t head, tail;
};

/* The last whole reply. */
struct session_reply {
	int64_t serial; /* counts replies; 0: no reply yet */
	int code;
	bool invited, refused, later, odd; /* asks for more; rejects; temporary; malformed */
	bool secret;                       /* it answered a part of a login */
	char verb[16];                     /* the verb that it answered */
	enum event_by by;                  /* who said the line that it answered */
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
	 * writes it: others use the calls below.
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
	int64_t body_left;   /* octets of a counted body still to be said */
	enum event_by pours; /* who says the lines of the body */
	bool literal_next;   /* once invited, an IMAP literal of body_left octets follows */
	struct session_run upload;

	/* what is being heard */
	struct line line;
	struct session_veil veil; /* of the line or piece that is being told */
	bool veiled;              /* the previous piece of the line ended within a secret */
	bool reading;             /* the reply to due[0] has begun */
	bool dropped;             /* the rest of the reply's body is not shown */
	bool listed, overrun;     /* a list or message was whole; unsolicited lines came after it */
	int64_t listed_at;        /* the serial of the reply with that list or message */
	bool settled;             /* the replies due do not matter: their loss is no failure */
	bool at_stake;    /* a mail was begun, or a mailbox opened: RFC 5321 3.3, RFC 1939 5 */
	bool unpaired;    /* after at_stake, more replies came than lines were said */
	int64_t replying; /* when due[0]'s reply began, or a list in it last grew; or 0 */
	int strays;       /* lines received that are no part of the reply due */
	char stray[SESSION_STRAY]; /* the first of these lines, with stars for secrets */
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
	int64_t blind;        /* until when this side did not read: no pause of the server's */
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

/* Sets the defaults of a session that is all zero; to be called once. */
void session_start(struct session *s, const struct teller *tell);

/*
 * Begins with a new connection.  `p`: the protocol, if it is known.  `greets`: a greeting
 * is due, within `limit` ns.
 */
void session_open(
    struct session *s, os_sock sock, enum protocol p, bool greets, int64_t limit, int64_t now);

/* From now on speaks the protocol of `wanted`, or of `natural` if that is unknown. */
void session_follow(struct session *s);

enum session_said {
	SESSION_SAID,
	SESSION_LATER,  /* can't be said now: try again when octets have moved */
	SESSION_CLOSED, /* there is no connection */
};

/*
 * Says one line, without its end.  After a refused login, a line that is no known
 * command was meant for the login, and is hidden as a secret.
 */
enum session_said session_say(struct session *s, struct span line, enum event_by by, int64_t now);

/*
 * From now on the last `octets` octets of each line are a secret, as they were masked
 * while typed; 0: no longer.
 */
void session_hide(struct session *s, size_t octets);

/* As session_say, for a line that is a secret from its first octet. */
enum session_said session_say_hidden(
    struct session *s, struct span line, enum event_by by, int64_t now);

/*
 * Room for octets of the message after DATA, with dots stuffed.  session_poured then sends
 * what was put there.  The message must end with a whole line.
 */
struct out session_pour_out(struct session *s);
void session_poured(
    struct session *s, const struct out *wire, int64_t lines, int64_t stuffed, int64_t now);

/* The octet from which on this line would be a secret; SECRET_NONE: it holds no secret. */
size_t session_secret(const struct session *s, struct span line);

/* As session_secret, for a line that is being typed; after a refused login see session_say. */
size_t session_secret_typed(const struct session *s, struct span line);

/* As session_secret_typed, for a line typed after the connection ended; remembers the login. */
size_t session_miss(struct session *s, struct span line);

/* Has the connection ended in the middle of a login, so that a secret may still be typed? */
bool session_is_bereft(const struct session *s);

/* Hides a secret that a login does not send, but that the server knows and may send back. */
void session_know_secret(struct session *s, struct span secret);

/* Forgets the login that was begun, as something else was typed since. */
void session_end_login(struct session *s);

/* The line said last begins as a command of ours does: if it is refused, a hint says so. */
void session_doubt(struct session *s);

/* The terminal is ready for telnet's character mode, or no longer: see nvt.h. */
static inline void session_pass(struct session *s, bool passes)
{
	s->nvt.passing = passes;
}

/* The replies due do not matter any more, or matter again. */
static inline void session_settle(struct session *s, bool settled)
{
	s->settled = settled;
}

/* The lines that came after the end of a list or message have been reported. */
static inline void session_forget_overrun(struct session *s)
{
	s->overrun = false;
}

/* The pause until now is no pause of the server: the source of the message was slow. */
static inline void session_fed(struct session *s, int64_t now)
{
	s->upload.looked = now;
}

/* A line was typed for the connection that has ended; the next lines may be meant for it too. */
static inline void session_orphan(struct session *s)
{
	s->lost = true;
}

/* Sets the status that the run ends with, whatever was answered before. */
static inline void session_overrule(struct session *s, enum status status)
{
	s->status = status;
}

/* Shows no more of the message that is being received. */
void session_drop_body(struct session *s);

/* To be called when the kernel has taken octets. */
void session_sent(struct session *s, int64_t now);

/* To be called when so many octets were added to conn.in. */
void session_arrived(struct session *s, size_t octets, int64_t now);

/* Tells one line, or one piece of a body; false if nothing whole has been received. */
bool session_heard(struct session *s, int64_t now);

/*
 * The stream has ended (conn's state says how): tells the rest, and who closed.  If a reply
 * was due, writes which to `why`, and returns the status of that failure.
 */
enum status session_ended(struct session *s, struct out *why, int64_t now);

/*
 * Begins TLS: right after session_open, or because the server agreed.  No line is said
 * until TLS is up.
 */
void session_secure(struct session *s, int64_t now);

/* Notes success or failure of TLS; to be called when octets may have moved. */
void session_shaken(struct session *s, int64_t now);

/* Closes the connection from our side. */
void session_close(struct session *s, int64_t now);

/* Does what is due by now, such as timeouts; session_deadline is when to call it next. */
void session_tick(struct session *s, int64_t now);
int64_t session_deadline(const struct session *s, int64_t now);

/* This side does not read now: the time until now is no silence of the server. */
static inline void session_unwatched(struct session *s, int64_t now)
{
	s->silence_from = s->blind = now;
}

/*
 * This side did not read for the last `took` ns, because of `by`.  All of that counts as
 * ours; from 100 ms on there is an event, too.
 */
void session_held(struct session *s, struct span by, int64_t took, int64_t now);

/*
 * The screen or a pipe takes no more, so that this side stops reading; session_release
 * ends that.  Times told between the two calls leave out the time since session_hold.
 */
void session_hold(struct session *s, int64_t now);
void session_release(struct session *s, int64_t now);

bool session_is_open(const struct session *s);

/* Are the lines that are said now part of a body (DATA, BDAT, a literal)? */
bool session_in_body(const struct session *s);

/* Has a message or a login begun and not ended? */
bool session_is_amid(const struct session *s);

/* May the next line of a script be said? */
bool session_ready(const struct session *s, int64_t now);

/* How many ns the server has been silent with a reply due; -1 if nothing is due. */
int64_t session_silence(const struct session *s, int64_t now);

/* When octets of any kind were last received, those of telnet's commands too. */
int64_t session_last_rx(const struct session *s);

/* What the server owes: the reply to a verb; "TLS"; or to take the rest of a "message". */
struct span session_awaited(const struct session *s);

/* Is the first reply due the answer to such a line? */
bool session_awaits(const struct session *s, enum verb_means means);

/* "the greeting", "the reply to EHLO" */
void session_say_awaited(const struct session *s, struct out *o);

/* Text of the server with stars for the secrets in its first line. */
struct span session_shown(struct session *s, struct span text);

/* The line without an end that the server has sent since we last spoke; else empty. */
struct span session_unfinished(const struct session *s);

/* Notes whether a whole line that was received asks for a password. */
void session_note_prompt(struct session *s, struct span line);

/*
 * Replies can't be paired with lines any more (`unpaired`), so that all answers are in
 * doubt: gives the connection up, and the run ends with 76.  Only for runs without a user.
 */
void session_distrust(struct session *s);

/* Sets `unpaired`, and tells why, once: the reply, what is wrong with it, and a verb or "". */
void session_unpair(struct session *s, struct span reply, const char *what, struct span verb);
extern const char session_no_reply[]; /* `what` for a line that is no reply */

/* Was QUIT answered by a reply that may answer an earlier line?  Then wait for more. */
bool session_is_unsure(const struct session *s);

/* The exit status for a reply that was not expected; STATUS_DONE if it is no refusal. */
enum status session_verdict(const struct session_reply *r);

/*
 * Writes why the server closed, if it said so: "AUTH CRAM-MD5: the server says 535 no".
 * Returns the exit status for that; STATUS_DONE, and no text, if it gave no reason.
 */
enum status session_say_last_word(const struct session *s, struct out *o);

/* Keeps the status of the first failure. */
void session_failed(struct session *s, enum status status);

/* As session_failed, and keeps why. */
void session_failed_by(struct session *s, enum status status, struct span why);

/* Tells a failure, and closes the connection. */
void session_give_up(struct session *s, enum status status, struct span why, int64_t now);

#endif
