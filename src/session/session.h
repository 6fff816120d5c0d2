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
 * Calls between these files are in session_part.h; what a session consists of is in
 * state.h, and this header has what can be done with it.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "session/state.h"

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
	SESSION_NOT_YET, /* can't be said now: try again when octets have moved */
	SESSION_CLOSED,  /* there is no connection */
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
 * Room for octets of the message after DATA, with dots stuffed.  session_uploaded then sends
 * what was put there.  The message must end with a whole line.
 */
struct out session_upload_room(struct session *s);
void session_uploaded(
    struct session *s, const struct out *wire, int64_t lines, int64_t stuffed, int64_t now);

/* The octet from which on this line would be a secret; SECRET_NONE: it holds no secret. */
size_t session_secret(const struct session *s, struct span line);

/* As session_secret, for a line that is being typed; after a refused login see session_say. */
size_t session_secret_typed(const struct session *s, struct span line);

/* As session_secret_typed, for a line typed after the connection ended; remembers the login. */
size_t session_miss(struct session *s, struct span line);

/* Has the connection ended in the middle of a login, so that a secret may still be typed? */
bool session_ended_in_login(const struct session *s);

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
static inline void session_make_dues_optional(struct session *s, bool optional)
{
	s->dues_optional = optional;
}

/* The lines that came after the end of a list or message have been reported. */
static inline void session_forget_overrun(struct session *s)
{
	s->overrun = false;
}

/* The pause until now is no pause of the server: the source of the message was slow. */
static inline void session_fed(struct session *s, int64_t now)
{
	s->upload.last_moved = now;
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
	s->silence_from = s->blind_until = now;
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
