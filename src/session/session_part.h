/* session_part.h - calls between the files of a session only; see session.h. */
#ifndef SESSION_PART_H
#define SESSION_PART_H

#include "session/session.h"

/* Does the server not take the rest of a message? */
bool session_is_stuck(const struct session *s);

/* When either side sent something last, telnet's options too. */
int64_t session_last_traffic(const struct session *s);

/* Begins TLS, or dooms the session, after the server's agreement to TLS. */
void session_upgrade(struct session *s, int64_t now);

/* Tells how the capabilities inside TLS differ from those in clear text. */
void session_compare(struct session *s, int64_t now);

/* Is the server sending a list, a message or a literal, which may be of any length? */
bool session_may_be_long(const struct session *s);

/* How many octets at the end of a text may begin a secret; 0 if they are too few to matter. */
size_t session_half_secret(const struct session *s, struct span text);

/* Tells what was received and not told yet, even a line without its end. */
void session_tell_rest(struct session *s, int64_t now);

/* Begins a phase of the conversation. */
void session_enter(struct session *s, enum session_phase phase, int64_t now);

/* Says nothing more, and gives the connection up at the next tick; the first reason counts. */
void session_doom(struct session *s, enum session_doom why);

/* `held` at this moment: with the hold that is going on, if there is one. */
int64_t session_held_until(const struct session *s, int64_t now);

/* Since when the server has been silent with a reply due, or OS_NEVER. */
int64_t session_silent_since(const struct session *s);

/* How much of a wait of `took` ns was ours: `held`, but 0 at least and `took` at most. */
int64_t session_ours(int64_t held, int64_t took);

/* The kernel has taken the line of a due: its time begins. */
void session_due_sent(const struct session *s, struct due *d, int64_t now);

/* The reply to due[0] is whole; there must be a due. */
void session_complete(struct session *s, int64_t now);

/* Adds a due, for a line that has just been put into the queue. */
struct due *session_owe(
    struct session *s, enum reply_form form, enum verb_means means, struct span verb, int64_t now);

/* Was this line meant for the login that was just refused, as it is no command? */
bool session_is_leftover(const struct session *s, struct span line);

/* Counts a line, or without `whole` a part of one, into the body that is being said. */
void session_pour_line(struct session *s, struct span octets, bool whole, int64_t now);

/* Begins a body: the next lines belong to it. */
void session_pour(struct session *s, enum session_body body, int64_t left, int64_t now);

/* As session_shown, for a line that has no end yet. */
struct span session_shown_so_far(struct session *s, struct span text);

/* How much of a body is told in one event: up to a line that repeats a secret, or that line. */
struct span session_tellable(const struct session *s, struct span octets);

/* Notes a pause before octets that have moved; `behind` octets of unfinished lines precede them. */
void session_run_look(struct session *s, struct session_run *r, size_t behind, int64_t now);

/* Counts octets into a run. */
void session_run_add(
    struct session *s, struct session_run *r, struct span octets, int64_t lines, int64_t now);

/* Tells a run that has ended. */
void session_run_tell(struct session *s, enum event_kind kind, struct session_run *r, int64_t now);

/* Tells the pace of the last body, if that took a second or more. */
void session_pace_tell(struct session *s, int64_t now);

#endif
