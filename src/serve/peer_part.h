/* peer_part.h - shared by peer.c, peer_talk.c, peer_wire.c and peer_tell.c only; see peer.h. */
#ifndef SERVE_PEER_PART_H
#define SERVE_PEER_PART_H

#include "serve/peer.h"

/* ---- peer.c ---- */

bool peer_is_telnet(const struct peer *v);

/* Ends the connection here if a fault says so; returns whether one does. */
bool peer_is_cut(struct peer *v, enum stage stage);

/* ---- peer_talk.c: what a client says, and what it is answered ---- */

/* Takes one line, some keys, or sends a piece of a message; false if there is nothing to do. */
bool peer_talk(struct peer *v);

/* Seconds since 1970 by this server's clock, which DIRECTIVE_SKEW sets wrong. */
int64_t peer_utc(const struct peer *v);

/* Sends the engine's reply and tells it; or delays it, or ends the connection, as directed. */
void peer_answer(struct peer *v, enum stage stage);

/* ---- peer_wire.c: the faults between engine and wire ---- */

/* The fault of that kind that is tied to the stage, or to no stage; NULL if there is none. */
const struct directive *peer_at_stage(
    const struct peer *v, enum directive_kind kind, enum stage stage);
const struct directive *peer_wrong(const struct peer *v, enum directive_kind kind);

/* Queues octets to be sent; without their CRs if DIRECTIVE_LF_ONLY is set. */
void peer_put(struct peer *v, struct span octets);

/* Sends nothing for the time of that directive; NULL changes nothing. */
void peer_hold(struct peer *v, const struct directive *t);

/* Sends nothing for that time. */
void peer_wait(struct peer *v, int64_t ns);

/* Passes one piece of what is to be sent to the kernel.  False if nothing can be sent now. */
bool peer_utter(struct peer *v);

/* Counts octets received, and sets when the next may be read. */
void peer_took(struct peer *v, size_t n);

/* Has the kernel taken all that is to be sent? */
bool peer_is_out(const struct peer *v);

/* ---- peer_tell.c: events about a visitor ---- */

void peer_tell(const struct peer *v, const struct out *text);
void peer_tell_arrival(const struct peer *v);
void peer_tell_end(const struct peer *v, const char *why);
void peer_tell_message(const struct peer *v);
void peer_tell_fault(const struct peer *v, const struct fault *f);

/* Tells a line, after `who`: "S: " or "C: ".  A secret in a line of "C: " is shown as stars. */
void peer_tell_line(const struct peer *v, const char *who, struct span line);

/* Tells a command that was answered; whole: false if it was too long.  See `login_refused` in peer.h. */
void peer_tell_command(struct peer *v, struct span line, bool whole);

#endif
