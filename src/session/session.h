/*
 * session.h - the meeting place: lines said, octets heard, what is due, and when.
 *
 * Whoever speaks (a person, a script, later a helper) says whole lines with
 * session_say; whatever the server sends comes in through conn and is told,
 * line by line and reply by reply, to the timeline.  Nothing here reads,
 * writes or asks the time: the loop moves octets, calls session_sent and
 * session_arrived when some have moved, and session_heard until it is false.
 *
 * Each line that will be answered leaves a `due`; replies pair with dues
 * first in, first out.  A line that pairs with nothing is unsolicited.
 *
 * Its files: session.c begins it and hides secrets, say.c says lines, heard.c hears
 * octets, answered.c judges whole replies, body.c counts messages, secure.c begins
 * TLS, nvt.c speaks telnet, silence.c knows how long nothing came, tick.c acts when
 * time has passed, held.c takes out what was ours, ended.c ends it.  What these
 * files ask of each other is in session_part.h.
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

/* Starred text can be twice as long: four octets become eight stars. */
#define SESSION_SHOWN (2 * LINE_LIMIT + 64)

#define SESSION_QUIET (300 * OS_MS) /* usual `quiet` */
#define SESSION_STRAY 128           /* octets kept of a line that breaks the protocol */

struct due {
	enum reply_form form;
	enum verb_means means;
	enum event_by by;
	int more;                 /* replies that are due behind this one, to the same line */
	bool exchange;            /* the line was part of a login: see secret_replied */
	bool secret;              /* it held a secret: a refusal is one of the login */
	unsigned mistakes;        /* enum mistake_line: what stood in a line that was typed */
	char verb[16];            /* "RETR", "greeting", "final dot": never an argument */
	char tag[REPLY_TAG_MAX];  /* IMAP */
	int64_t end;              /* conn.put behind its last octet */
	int64_t said_at, sent_at; /* sent_at 0: not all with the kernel yet */
	int64_t held_from;        /* what session.held was then: what came to it since is its own */
	int64_t limit;            /* silence allowed, or 0 */
};

/* What the lines now said belong to. */
enum session_body {
	SESSION_LINES, /* commands */
	SESSION_DOT,   /* DATA: until "." */
	SESSION_COUNT, /* BDAT, or an IMAP literal: until body_left is used up */
};

/* A run of octets, in either direction, as evidence. */
struct session_run {
	int64_t octets, lines, stuffed; /* stuffed: octets that are no part of the message */
	int64_t began, first, last;     /* when it was asked for; first and last octet */
	int64_t pause, pause_at;        /* the longest pause, and behind which octet */
	int64_t silence, silence_at;    /* the same, with what is not known to belong to it yet */
	int64_t looked;                 /* when something came last */
	int64_t held_from;              /* what session.held was when it began */
	int64_t first_held, held;       /* ns until first, until last, in which we held it up */
	struct digest digest;
};

/* What the first piece of a line was, and so what all of them are. */
struct session_piece {
	enum reply_state state;
	bool surplus;
};

/* How far the conversation is; it stays so when the connection has ended. */
enum session_phase {
	SESSION_TALKING, /* lines are said and answered */
	SESSION_AGREED, /* the server has agreed to TLS, which begins when that reply is taken in */
	SESSION_SHAKING, /* hands are shaken for TLS */
	SESSION_PARTING, /* a farewell was answered: the server will close */
	SESSION_DOOMED,  /* nothing more can be said, and we close: see enum session_doom */
};

/* Why a connection is given up. */
enum session_doom {
	SESSION_NOT_DOOMED,
	SESSION_NO_TLS,    /* it agreed to TLS, which this build lacks */
	SESSION_FOREIGN,   /* its greeting is of another protocol */
	SESSION_INJECTED,  /* octets in clear behind its answer to STARTTLS */
	SESSION_NO_ANSWER, /* that answer is neither yes nor no */
	SESSION_WANTS_TLS, /* it speaks TLS from the start */
	SESSION_UNPAIRED,  /* more replies than lines: see session_distrust */
};

/* Octets at the ends of a text that belong to a secret which is cut in two. */
struct session_veil {
	size_t head, tail;
};

/* What the last whole reply was. */
struct session_reply {
	int64_t serial; /* counts replies; 0: none yet */
	int code;
	bool invited, refused, later, odd;
	bool secret;      /* it answered a part of a login */
	char verb[16];    /* what it answered, */
	enum event_by by; /* and who had said that */
};

/*
 * What the server said last though nothing was due: "421 closing", "-ERR idle", "* BYE";
 * or why it denies a login, which it says in a challenge: STATUS_DENIED.
 */
struct session_word {
	enum status status; /* STATUS_DONE: nothing of the kind */
	char text[200];
};

struct session {
	const struct teller *tell;

	/* settings, kept from one connection to the next */
	enum protocol wanted;   /* `set protocol`; unknown: the greeting decides */
	bool hash;              /* bodies are digested */
	int64_t quiet;          /* ns of silence that end a reply nobody knows the end of */
	int64_t keepalive;      /* ns of idleness before a NOOP, or 0 */
	int64_t timeout;        /* --timeout: caps every silence, or 0 */
	enum status status;     /* of the first failure */
	char reason[256];       /* and its words, or "" */
	struct tls_setup *tls;  /* NULL: this build, or this run, speaks none */
	const char *host;       /* whom a certificate has to name */
	int64_t patience;       /* ns that a handshake may take */
	struct tls_chain chain; /* the last one seen */
	size_t hides;           /* see session_hide */
	bool at_prompt;         /* commands of the prompt can be typed when it is over */
	bool person;            /* somebody types: telnet may be in character mode */
	int64_t prefix;         /* of commands that hints name, see out_hint */
	bool teaches;           /* classic mistakes bring a hint, each once: */
	unsigned given;         /* those that were given, see mistake.h */
	uint16_t columns, rows; /* of the window, or 0 */
	struct environ environ; /* what telnet servers may be told */
	struct body_sink *sink; /* takes bodies and lists; NULL: views are told of them, CHUNK */

	/*
	 * All from here on is zero when a connection begins, and written by the
	 * session alone: whoever has to change it has a call for that.
	 */
	struct nvt nvt;
	struct standing stands;
	enum protocol protocol, natural; /* natural: what the URL or the greeting says */
	bool near;                       /* the far end is this machine */
	bool warned;                     /* that a secret goes in clear */
	enum session_phase phase;
	enum session_doom doom;
	int64_t phase_since; /* when that phase began, */
	int64_t phase_held;  /* and what `held` was then */
	bool refused;        /* a login was, a moment ago */
	bool closing;        /* we close: what is told now begins nothing */
	bool gave_up;        /* we closed, and told why */
	bool lost; /* the other side closed, or we gave it up, when lines had been said to it */
	/* what the connection ended by; FAULT_NONE: somebody closed it */
	enum fault_kind broke;
	bool tls_answered;  /* the last line asked for TLS, and was answered, in clear */
	bool upgrade;       /* what is TLS now was clear before */
	bool waiting;       /* that a line waits for TLS was told */
	bool renegotiated;  /* the server asked TLS to do so, and that has been told */
	int64_t server_utc; /* the time that its greeting told, in seconds, or 0: it told none; */
	int64_t server_utc_at; /* and when that was */
	struct secret_state secret;
	int64_t hidden; /* octets of secrets said, above the eight that stand for each */
	size_t dues;
	struct session_reply last;
	struct session_word word;
	char continuing[16]; /* the verb whose reply asked for more, or "" */
	char tag[REPLY_TAG_MAX];
	char mechanism[20]; /* of the login that was begun last */

	/* what is being said */
	enum session_body body;
	int64_t body_left;
	enum event_by pours; /* its lines are whose */
	bool literal_next;   /* once invited, an IMAP literal of body_left octets follows */
	struct session_run poured;

	/* what is being heard */
	struct line line;
	struct session_veil veil; /* of the line or piece that is told now */
	bool veiled;              /* the piece before ended within a secret */
	bool reading;             /* the reply to due[0] has begun */
	bool dropped;             /* the rest of its body is wanted by nobody */
	bool listed, overrun; /* a list or message was whole; unsolicited lines came behind it */
	int64_t listed_at;    /* the serial of its reply */
	bool settled;         /* nothing depends on what is due: its loss is no failure */
	bool at_stake;        /* a mail was begun, or a mailbox opened: RFC 5321 3.3, RFC 1939 5 */
	bool unpaired;        /* since then more replies came than lines were said */
	int64_t replying;     /* since when octets of due[0]'s reply have come, lists apart; or 0 */
	int strays;           /* lines that were no part of the reply that is due */
	char stray[SESSION_STRAY]; /* the first of them, as everybody may see it */
	struct session_piece piece;
	bool prompted;           /* an unfinished line was told */
	bool asked;              /* a line that has ended asks for a password */
	size_t prompt_from;      /* of it: behind what stood there when a line was said */
	struct session_run came; /* the reply's body */
	struct pace pace;        /* of the body that came or went last */
	int64_t reply_pause, reply_began;

	/* time */
	int64_t opened, spoke, arrived, line_began;
	int64_t last_tx;  /* when something was said last; 0: nothing yet */
	int64_t restless; /* since when the server has been sending without a moment of quiet */
	int64_t taken;    /* when octets were, by the kernel, last */
	int64_t watched;  /* silence counts from here at the earliest */
	int64_t blind;    /* until when this side did not look: no pause of the server's */
	int64_t held;     /* ns that it did not, in all; but for a hold that is under way: */
	int64_t holding;  /* since when it does not; 0: it looks */
	int stall_told;   /* of the current silence: the last step told */

	/* what held was at those times: what came to it since lies behind them */
	int64_t spoke_held, arrived_held, line_held, reply_began_held;
	int64_t replying_held;

	/* large, so last: what stands before is reached by a shorter way */
	struct due due[SESSION_DUES];
	struct reply reply;
	struct caps caps, clear; /* clear: what was offered before TLS */
	struct echo echo;
	struct telnet telnet;

	/* Up to here. */
	struct conn conn;
	char in_room[CONN_IN], out_room[CONN_OUT];
	char shown[SESSION_SHOWN];
};

/* Zero is not enough: quiet has a default. */
void session_start(struct session *s, const struct teller *tell);

/* A connection is up.  p: if known; greets: a greeting is due, within limit. */
void session_open(
    struct session *s, os_sock sock, enum protocol p, bool greets, int64_t limit, int64_t now);

/* Speaks the protocol that is wanted from now on, or the natural one again. */
void session_follow(struct session *s);

enum session_said {
	SESSION_SAID,
	SESSION_LATER,  /* no room now: say it again when something has moved */
	SESSION_CLOSED, /* nobody is there */
};

/*
 * Says one line, without its end.  Behind a login that was refused, what is no
 * known command was meant for the login and is hidden like it.
 */
enum session_said session_say(struct session *s, struct span line, enum event_by by, int64_t now);

/*
 * As many octets, the last ones of each line that is said, are a secret whatever
 * the line is: they were masked while they were typed.  0: no more.
 */
void session_hide(struct session *s, size_t octets);

/* The same for a line that is a secret from its first octet. */
enum session_said session_say_hidden(
    struct session *s, struct span line, enum event_by by, int64_t now);

/*
 * Room for octets of the message behind DATA, as the wire has them, dots
 * stuffed; whole lines of it in the end.  Then says how many were put there.
 */
struct out session_pour_out(struct session *s);
void session_poured(
    struct session *s, const struct out *wire, int64_t lines, int64_t stuffed, int64_t now);

/* From which octet on would this line be a secret?  SECRET_NONE: nowhere. */
size_t session_secret(const struct session *s, struct span line);

/* The same while it is typed: behind a login that was refused, see session_say, it need not be whole. */
size_t session_secret_typed(const struct session *s, struct span line);

/* The same for a line that nobody is left to hear; what follows may belong to it. */
size_t session_miss(struct session *s, struct span line);

/* Has the connection ended in the middle of a login, so that a secret may still be typed? */
bool session_is_bereft(const struct session *s);

/* What a login proves without saying it, which the server may know and repeat. */
void session_know_secret(struct session *s, struct span secret);

/* Something else was typed since. */
void session_end_login(struct session *s);

/* The line that was just said has the name of a command of ours: a refusal may bring a hint. */
void session_doubt(struct session *s);

/* Keys go to the server as they are typed, or do no more: telnet's character mode. */
static inline void session_pass(struct session *s, bool passes)
{
	s->nvt.passing = passes;
}

/* Nothing depends any more on what is due, or does again. */
static inline void session_settle(struct session *s, bool settled)
{
	s->settled = settled;
}

/* What came after the end of a list or message has been told of. */
static inline void session_forget_overrun(struct session *s)
{
	s->overrun = false;
}

/* Whoever writes the message was slow until now, and not the server. */
static inline void session_fed(struct session *s, int64_t now)
{
	s->poured.looked = now;
}

/* A line was meant for the connection that has ended, and so may be those that follow. */
static inline void session_orphan(struct session *s)
{
	s->lost = true;
}

/* The run ends with that status, whatever was answered before. */
static inline void session_overrule(struct session *s, enum status status)
{
	s->status = status;
}

/* Of the message that comes now, nobody is to see the rest. */
void session_drop_body(struct session *s);

/* Octets were taken by the kernel; octets came. */
void session_sent(struct session *s, int64_t now);
void session_arrived(struct session *s, size_t octets, int64_t now);

/* Tells one line, or one piece of a body; false: nothing whole is there. */
bool session_heard(struct session *s, int64_t now);

/*
 * The stream has ended (conn's state says how): tells the rest, and who closed.
 * If something was due, `why` says what, and the status is that of the loss.
 */
enum status session_ended(struct session *s, struct out *why, int64_t now);

/*
 * TLS begins now: at once behind session_open, or because the server agreed.
 * Until it is up nothing is said.  session_shaken sees what became of it, and
 * of TLS that is up: to be called when octets may have moved.
 */
void session_secure(struct session *s, int64_t now);
void session_shaken(struct session *s, int64_t now);

/* We close. */
void session_close(struct session *s, int64_t now);

/* Does what time asks for; session_deadline is when to call it next. */
void session_tick(struct session *s, int64_t now);
int64_t session_deadline(const struct session *s, int64_t now);

/* Nobody looks at the connection now, because of this side: no silence of the server's. */
static inline void session_unwatched(struct session *s, int64_t now)
{
	s->watched = s->blind = now;
}

/*
 * How long that was until now, and by what: ours, not the server's.  All of it
 * counts; from 100 ms on it is told, too.
 */
void session_held(struct session *s, struct span by, int64_t took, int64_t now);

/*
 * The screen or a pipe takes no more, so nobody looks from now on; and it does
 * again.  What is told between the two leaves out the time until then.
 */
void session_hold(struct session *s, int64_t now);
void session_release(struct session *s, int64_t now);

bool session_is_open(const struct session *s);

/* Are lines now part of a body (DATA, BDAT, a literal)? */
bool session_in_body(const struct session *s);

/* Has a message or a login begun and not ended? */
bool session_is_amid(const struct session *s);

/* May the next line of a script go? */
bool session_ready(const struct session *s, int64_t now);

/* How long the server has been silent with a reply due; -1: nothing is due. */
int64_t session_silence(const struct session *s, int64_t now);

/* When octets of any kind came last, those of telnet's commands too. */
int64_t session_last_rx(const struct session *s);

/* What is awaited from it: a verb, "TLS", or that it takes a "message". */
struct span session_awaited(const struct session *s);

/* Is the first reply that is due one to such a line? */
bool session_awaits(const struct session *s, enum verb_means means);

/* "the greeting", "the reply to EHLO" */
void session_say_awaited(const struct session *s, struct out *o);

/* Text of the server as everybody may see it: its first line with stars for secrets. */
struct span session_shown(struct session *s, struct span text);

/* What the server has sent, since a line was last said, of a line without an end yet. */
struct span session_unfinished(const struct session *s);

/* A line was heard: does it ask for a password, though it has an end? */
void session_note_prompt(struct session *s, struct span line);

/*
 * Replies can be paired with lines no more (`unpaired`): whatever was answered
 * is in doubt, so the connection is given up, and the run ends with 76 whatever
 * those answers were.  Only a person may go on.
 */
void session_distrust(struct session *s);

/* Makes it so, and tells once why: the reply, what is wrong with it, and a verb or "". */
void session_unpair(struct session *s, struct span reply, const char *what, struct span verb);
extern const char session_no_reply[]; /* what is wrong with a line that is none */

/* QUIT was answered by what need not be its answer: wait for what still comes. */
bool session_is_unsure(const struct session *s);

/* What the last whole reply makes of a run that did not expect it so; DONE: it is no refusal. */
enum status session_verdict(const struct session_reply *r);

/*
 * "AUTH CRAM-MD5: the server says 535 no", where the server said last why it closes;
 * and how the run ends by that.  DONE, and nothing: it gave no reason.
 */
enum status session_say_last_word(const struct session *s, struct out *o);

/* Remembers the status of the first failure; and its words. */
void session_failed(struct session *s, enum status status);
void session_failed_by(struct session *s, enum status status, struct span why);

/* A failure that ends the connection. */
void session_give_up(struct session *s, enum status status, struct span why, int64_t now);

#endif
