/* session_part.h - what the files of a session ask of each other, and nobody else does; see session.h. */
#ifndef SESSION_PART_H
#define SESSION_PART_H

#include "session/session.h"

/* Does the server not take what it is to be sent of a message? */
bool session_is_stuck(const struct session *s);

/* When either side sent something last, telnet's options too. */
int64_t session_last_traffic(const struct session *s);

/* The server has agreed to TLS, and its reply is taken in. */
void session_upgrade(struct session *s, int64_t now);

/* The server says inside TLS what it can do: tells what it said otherwise in clear. */
void session_compare(struct session *s, int64_t now);

/* Is what comes now part of a list, a message or a literal, which may be of any length? */
bool session_may_be_long(const struct session *s);

/* How many octets at its end may be the beginning of a secret; so few that they tell nothing: 0. */
size_t session_half_secret(const struct session *s, struct span text);

/* What came and was not told yet, a line without its end too: it is evidence. */
void session_tell_rest(struct session *s, int64_t now);

/* The conversation goes into its next phase. */
void session_enter(struct session *s, enum session_phase phase, int64_t now);

/* Nothing more is to be said, and the connection is to be given up; the first reason counts. */
void session_doom(struct session *s, enum session_doom why);

/* How long this side held things up since the connection began; a hold that is under way counts. */
int64_t session_held_until(const struct session *s, int64_t now);

/* Since when the server has been silent with a reply due, or OS_NEVER. */
int64_t session_silent_since(const struct session *s);

/* How much of a wait was ours: so much of `held` as it can have been. */
int64_t session_ours(int64_t held, int64_t took);

/* The line of a due is with the kernel: its time begins. */
void session_due_sent(const struct session *s, struct due *d, int64_t now);

/* The reply to due[0], which there has to be, is whole. */
void session_complete(struct session *s, int64_t now);

/* A reply is due, to what has been put into the queue. */
struct due *session_owe(
    struct session *s, enum reply_form form, enum verb_means means, struct span verb, int64_t now);

/* After a login that was refused: is this what was meant for it, and no command? */
bool session_is_leftover(const struct session *s, struct span line);

/* A line, or the part of one, belongs to the body that is being said; `whole`: with its end. */
void session_pour_line(struct session *s, struct span octets, bool whole, int64_t now);

/* From now on lines belong to a body. */
void session_pour(struct session *s, enum session_body body, int64_t left, int64_t now);

/* What session_shown says, of a line that has no end yet. */
struct span session_shown_so_far(struct session *s, struct span text);

/* The octets that are told at once: up to the line that repeats a secret, or that line. */
struct span session_tellable(const struct session *s, struct span octets);

/* Octets have come, or gone, whose lines are not whole: `behind` of them were there already. */
void session_run_look(struct session *s, struct session_run *r, size_t behind, int64_t now);

/* Counts octets into a run; tells of a run that has ended. */
void session_run_add(
    struct session *s, struct session_run *r, struct span octets, int64_t lines, int64_t now);
void session_run_tell(struct session *s, enum event_kind kind, struct session_run *r, int64_t now);

/* Tells the pace of what came or went, if that took a second. */
void session_pace_tell(struct session *s, int64_t now);

#endif
